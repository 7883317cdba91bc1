import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCompanion } from '../../shared/app.ts';
import { createLog } from '../../shared/core/log.ts';
import { instant, systemClock } from '../../shared/core/time.ts';
import { watchSecrets } from '../../shared/flows/watch-secrets.ts';
import { createBodyStore } from '../../shared/platform/body-store.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createCredential, createTokenSource } from '../../shared/platform/credentials.ts';
import { createDocumentRecords } from '../../shared/platform/document-records.ts';
import { createHealth } from '../../shared/platform/health.ts';
import { createNotebook } from '../../shared/platform/notebook.ts';
import { createSecretStore } from '../../shared/platform/secrets.ts';
import { openTable } from '../../shared/platform/tables.ts';
import { LeaseLost } from '../../shared/ports.ts';
import { type SmallAzure, startSmallAzure } from '../sandbox/azure.ts';
import { clients } from '../sandbox/world.ts';

let azure: SmallAzure;
/** Somebody whom Entra knows and the vault does not. */
const stranger: TokenCredential = {
  getToken: async (scopes) => {
    const { token, expiresOn } = azure.tokens.issue([scopes].flat()[0]?.replace('/.default', '') ?? '', clients.outside.id);
    return { token, expiresOnTimestamp: expiresOn * 1000 };
  },
};
const credential = () => createCredential({ AZURE_CLIENT_ID: clients.product.id });

beforeAll(async () => {
  azure = await startSmallAzure();
});
afterAll(() => azure.close());
// A part that was away takes a moment to listen again.
beforeEach(async () => {
  azure.faults.clear();
  await new Promise((done) => setTimeout(done, 120));
});

describe('identity', () => {
  it('gives the app a token that only the named service takes, once for all callers', async () => {
    const token = await createTokenSource(credential(), 'https://erp.example')();
    expect(azure.tokens.check(`Bearer ${token}`, 'https://erp.example')?.appid).toBe(clients.product.id);
    expect(azure.tokens.check(`Bearer ${token}`, 'https://other.example')).toBeUndefined();
    expect(azure.tokens.check(`Bearer ${token.slice(0, -4)}AAAA`, 'https://erp.example')).toBeUndefined();
  });

  it('says that the identity service is away', async () => {
    azure.faults.add({ target: 'identity', kind: 'error' });
    await expect(
      createTokenSource(
        new ManagedIdentityCredential({ clientId: clients.product.id, retryOptions: { maxRetries: 0 } }),
        'https://new.example',
      )(),
    ).rejects.toMatchObject({ code: 'REMOTE_DOWN' });
  });

  it('gives an outside caller a token for its secret, and none for a wrong one', async () => {
    const ask = (secret: string) =>
      fetch(azure.identity.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clients.outside.id,
          client_secret: secret,
          scope: 'https://erp.example/.default',
        }),
      });
    expect((await ask(clients.outside.secret)).status).toBe(200);
    expect((await ask('wrong')).status).toBe(401);
  });
});

describe('Key Vault', () => {
  it('is asked once, then remembered', async () => {
    const secrets = createSecretStore(azure.keyVault.url, credential());
    await secrets.get('shopify-main-webhook-secret');
    azure.keyVault.resetCalls();
    for (let n = 0; n < 50; n += 1) expect(await secrets.get('shopify-main-webhook-secret')).toBe('local-shopify-app-secret');
    expect(azure.keyVault.calls().total).toBe(0);
  });

  it('serves what was read lately while the vault is away', async () => {
    let now = Date.now();
    const secrets = createSecretStore(azure.keyVault.url, credential(), () => now);
    await secrets.get('woocommerce-main-client-id');
    now += 6 * 60_000;
    azure.faults.add({ target: 'keyVault', kind: 'error' });
    expect(await secrets.get('woocommerce-main-client-id')).toBe('ck_local');
  });

  it('whoever asks for what was exchanged a moment ago does not get what somebody began to read before', async () => {
    let now = Date.now();
    azure.keyVault.put('in-flight', 'old');
    const secrets = createSecretStore(azure.keyVault.url, credential(), () => now);
    azure.faults.add({ target: 'keyVault', kind: 'latency', durationMs: 200, match: 'in-flight' });
    const begunBefore = secrets.get('in-flight').finally(() => azure.keyVault.put('in-flight', 'new'));
    now += 10_000;
    const exchangedAt = instant(now - 5000);
    const [before, after] = await Promise.all([begunBefore, secrets.get('in-flight', exchangedAt)]);
    expect([before, after, await secrets.get('in-flight', exchangedAt)]).toEqual(['old', 'new', 'new']);
  });

  it('knows the secret before the last rotation, and names one that is missing', async () => {
    const admin = new SecretClient(azure.keyVault.url, credential());
    await admin.setSecret('rotated', 'old');
    await admin.setSecret('rotated', 'new');
    const secrets = createSecretStore(azure.keyVault.url, credential());
    expect([await secrets.get('rotated'), await secrets.previous('rotated')]).toEqual(['new', 'old']);
    await expect(secrets.get('not-there')).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      message: 'The secret "not-there" is not in Key Vault.',
    });
  });

  it('still accepts the one before, also where nobody has told the app of the exchange', async () => {
    let now = Date.now();
    azure.keyVault.put('untold', 'first');
    const secrets = createSecretStore(azure.keyVault.url, credential(), () => now);
    expect([await secrets.get('untold'), await secrets.previous('untold')]).toEqual(['first', undefined]);
    azure.keyVault.put('untold', 'second');
    now += 6 * 60_000;
    expect([await secrets.get('untold'), await secrets.previous('untold')]).toEqual(['second', 'first']);
  });

  it('names the secrets that end soon, and the app says so without a value', async () => {
    const admin = new SecretClient(azure.keyVault.url, credential());
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    await admin.setSecret('ends-soon', 'x', { expiresOn: inDays(10) });
    await admin.setSecret('ends-late', 'x', { expiresOn: inDays(200) });
    const lines: string[] = [];
    const log = createLog((level, event, fields) => void lines.push(`${level} ${event} ${JSON.stringify(fields)}`));
    await watchSecrets({ secrets: createSecretStore(azure.keyVault.url, credential()), clock: systemClock }, log);
    expect(lines).toEqual(['warn secret expires {"secret":"ends-soon","days":9}']);
  });

  it('takes a role that has not arrived yet for passing trouble, not for a missing secret', async () => {
    const store = createSecretStore(azure.keyVault.url, stranger);
    await expect(store.get('shopify-main-webhook-secret')).rejects.toMatchObject({
      code: 'REMOTE_DOWN',
      disposition: 'retry',
      message: expect.stringContaining('Key Vault Secrets User'),
    });
  });

  it('health says that the vault refuses the app, and that a vault without any secret is well', async () => {
    const said = (identity: TokenCredential) =>
      createHealth({ vault: () => createSecretStore(azure.keyVault.url, identity).reach() }).ready();
    expect(await said(credential())).toMatchObject([{ ok: true }]);
    expect(await said(stranger)).toMatchObject([{ ok: false, problem: expect.stringContaining('Key Vault Secrets User') }]);
  });

  it('refuses a disabled secret', async () => {
    const admin = new SecretClient(azure.keyVault.url, credential());
    const { properties } = await admin.setSecret('switched-off', 'x');
    await admin.updateSecretProperties('switched-off', properties.version ?? '', { enabled: false });
    await expect(admin.getSecret('switched-off')).rejects.toMatchObject({ statusCode: 403 });
  });
});

describe('storage', () => {
  const name = (externalId: string) => ({ store: 'shopify-main', kind: 'order', externalId });
  const records = () => createDocumentRecords(openTable(azure.storage.tablesUrl, 'documents', credential()), systemClock);

  it('lets one of ten take a new document, and tells the others until when', async () => {
    const taken = await Promise.all(Array.from({ length: 10 }, () => records().take(name('contested'))));
    expect(taken.filter((one) => !('heldUntil' in one))).toHaveLength(1);
  });

  it('gives back a record of any size as it was', async () => {
    const first = await records().take(name('large'));
    if ('heldUntil' in first) throw new Error('held');
    const snapshot = 'ü'.repeat(90_000);
    await first.release({ snapshot, open: [{ code: 'X', cause: 'y/z?#' }] });
    const second = await records().take(name('large'));
    const record = 'record' in second ? second.record : {};
    expect([record.snapshot?.length, record.snapshot === snapshot, record.open]).toEqual([90_000, true, [{ code: 'X', cause: 'y/z?#' }]]);
  });

  it('tells a run that lost its document, so that it says nothing more', async () => {
    const slow = { now: () => systemClock.now() };
    const early = createDocumentRecords(openTable(azure.storage.tablesUrl, 'documents', credential()), {
      now: () => new Date(Date.now() - 60_000).toISOString() as ReturnType<typeof slow.now>,
    });
    const first = await early.take(name('lost'));
    const second = await records().take(name('lost'));
    if ('heldUntil' in first || 'heldUntil' in second) throw new Error('held');
    await expect(first.release({})).rejects.toBeInstanceOf(LeaseLost);
    await second.release({});
  });

  it('keeps notes under any key and lists a page', async () => {
    const notebook = createNotebook(openTable(azure.storage.tablesUrl, 'notebook', credential()));
    await notebook.write('waiting|a/b', 'shopify-main|order|1?#', 'one');
    await notebook.write('waiting|a/b', 'two', 'two');
    const entries = [];
    for await (const entry of notebook.list('waiting|a/b')) entries.push(entry);
    expect(entries.map((entry) => entry.key).sort()).toEqual(['shopify-main|order|1?#', 'two']);
    await notebook.remove('waiting|a/b', 'two');
    expect([await notebook.read('waiting|a/b', 'two'), await notebook.read('waiting|a/b', 'shopify-main|order|1?#')]).toEqual([
      undefined,
      'one',
    ]);
  });

  it('keeps a body as its bytes', async () => {
    const bodies = createBodyStore(azure.storage.blobsUrl, credential());
    const body = new TextEncoder().encode('{"id": nonsense');
    await bodies.put('shopify-main/abc', body);
    expect(await bodies.get('shopify-main/abc')).toEqual(Buffer.from(body));
    expect(await bodies.get('shopify-main/none')).toBeUndefined();
  });

  it('is not well for health while the place for bodies cannot be reached', async () => {
    const read = readConfig({
      AZURE_CLIENT_ID: clients.product.id,
      ServiceBusConnection: 'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k',
      KEY_VAULT_URL: azure.keyVault.url,
      TABLES_URL: azure.storage.tablesUrl,
      BLOBS_URL: 'https://127.0.0.1:1/account',
      DATAVERSE_URL: 'https://127.0.0.1:1',
      PUBLIC_URL: 'https://companion.example',
    });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    const companion = createCompanion(read.config);
    const storage = (await companion.health.ready()).filter(({ name }) => name === 'Storage');
    expect(storage).toMatchObject([{ ok: false }]);
    await companion.close();
  });

  it('says that storage is away instead of crashing', async () => {
    const notebook = createNotebook(openTable(azure.storage.tablesUrl, 'notebook', credential()));
    await notebook.read('x', 'y');
    azure.faults.add({ target: 'tables', kind: 'down', durationMs: 60_000 });
    await new Promise((done) => setTimeout(done, 150));
    await expect(notebook.read('x', 'y')).rejects.toMatchObject({ code: 'REMOTE_DOWN' });
  });
});

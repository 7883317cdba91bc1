import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagedIdentityCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SmallAzure, startSmallAzure } from './azure.ts';
import { clients, stores } from './world.ts';

let azure: SmallAzure;
const folder = mkdtempSync(join(tmpdir(), 'key-vault-'));
const noRetries = { retryOptions: { maxRetries: 0 } };
/** The credential asks for whatever resource the challenge names; `@azure/identity` itself would remember tokens of an earlier environment. */
const credential = {
  getToken: async (scopes: string | string[]) => {
    const { token, expiresOn } = azure.tokens.issue([scopes].flat().join().replace('/.default', ''), clients.product.id);
    return { token, expiresOnTimestamp: expiresOn * 1000 };
  },
};
const vault = () => new SecretClient(azure.keyVault.url, credential, noRetries);
const names = async (list: AsyncIterable<{ name: string }>) => {
  const found = [];
  for await (const { name } of list) found.push(name);
  return found;
};

beforeAll(async () => {
  azure = await startSmallAzure(folder);
});
afterAll(async () => {
  await azure?.close();
  rmSync(folder, { recursive: true, force: true });
});
// A part that was away takes a moment to listen again.
beforeEach(async () => {
  azure.faults.clear();
  await new Promise((done) => setTimeout(done, 120));
});

describe('the vault, asked by the real client that checks whose challenge it answers', () => {
  it('takes the token of the managed identity', async () => {
    const client = new SecretClient(azure.keyVault.url, new ManagedIdentityCredential({ clientId: clients.product.id }), noRetries);
    expect((await client.getSecret('shopify-main-client-id')).value).toBe('local-shopify-client');
  });

  it('has the three secrets of every store, and the key that Dynamics sends its events with', async () => {
    for (const { id, webhookSecret, clientId, clientSecret } of stores) {
      const found = await Promise.all(
        ['webhook-secret', 'client-id', 'client-secret'].map((purpose) => vault().getSecret(`${id}-${purpose}`)),
      );
      expect(found.map((secret) => secret.value)).toEqual([webhookSecret, clientId, clientSecret]);
    }
    expect(await names(vault().listPropertiesOfSecrets())).toHaveLength(stores.length * 3 + 1);
  });

  it('keeps the versions of a secret, the newest first to be read', async () => {
    const first = await vault().setSecret('rotated', 'one');
    await vault().setSecret('Rotated', 'two');

    expect((await vault().getSecret('rotated')).value).toBe('two');
    expect((await vault().getSecret('rotated', { version: first.properties.version })).value).toBe('one');
    expect(await names(vault().listPropertiesOfSecretVersions('rotated'))).toHaveLength(2);
  });

  it('refuses a disabled secret and does not know a missing one, worded as the service does', async () => {
    const { properties } = await vault().setSecret('disabled', 'x');
    await vault().updateSecretProperties('disabled', properties.version ?? '', { enabled: false });

    await expect(vault().getSecret('disabled')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: 'Operation get is not allowed on a disabled secret.',
    });
    await expect(vault().getSecret('missing')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
  });

  it('deletes softly: gone from reading, its name taken until it is recovered or purged', async () => {
    await vault().setSecret('deleted', 'kept');
    await (await vault().beginDeleteSecret('deleted', { intervalInMs: 10 })).pollUntilDone();

    await expect(vault().getSecret('deleted')).rejects.toMatchObject({ statusCode: 404 });
    expect(await names(vault().listPropertiesOfSecrets())).not.toContain('deleted');
    await expect(vault().setSecret('deleted', 'again')).rejects.toMatchObject({ statusCode: 409 });

    await (await vault().beginRecoverDeletedSecret('deleted', { intervalInMs: 10 })).pollUntilDone();
    expect((await vault().getSecret('deleted')).value).toBe('kept');
  });

  it('refuses names and bodies that the service refuses', async () => {
    await expect(vault().setSecret('under_score', 'x')).rejects.toMatchObject({ statusCode: 400, code: 'BadParameter' });
    const { token } = azure.tokens.issue('vault://0.0.1', clients.product.id);
    const answer = await fetch(`${azure.keyVault.url}/secrets/odd?api-version=7.6`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: '{"value":',
    });
    expect(answer.status).toBe(400);
  });

  it('challenges a caller without a token, and one with a token of another service', async () => {
    const { token } = azure.tokens.issue('https://erp.example', clients.product.id);
    const callers: Record<string, string>[] = [{}, { authorization: `Bearer ${token}` }];
    for (const headers of callers) {
      const answer = await fetch(`${azure.keyVault.url}/secrets/x?api-version=7.6`, { headers });
      expect([answer.status, answer.headers.get('www-authenticate')?.startsWith('Bearer authorization=')]).toEqual([401, true]);
    }
  });

  it('counts the calls that came in', async () => {
    const client = vault();
    await client.getSecret('shopify-main-client-id');
    azure.keyVault.resetCalls();

    for (let n = 0; n < 3; n += 1) await client.getSecret('shopify-main-client-id');

    expect(azure.keyVault.calls()).toMatchObject({ total: 3, operations: [{ name: 'GET /secrets/shopify-main-client-id', count: 3 }] });
  });

  it.each([
    ['error', 500],
    ['throttle', 429],
    ['down', undefined],
  ] as const)('gives nothing while it has the fault %s', async (kind, status) => {
    azure.faults.add({ target: 'keyVault', kind });
    const failure = await vault()
      .getSecret('shopify-main-client-id')
      .catch((error: { statusCode?: number }) => ({ status: error.statusCode }));
    expect(failure).toEqual({ status });
  });

  it('is as it was after a restart from its folder, and as at first after a reset', async () => {
    await vault().setSecret('kept', 'through the restart');
    await azure.close();
    azure = await startSmallAzure(folder);
    expect((await vault().getSecret('kept')).value).toBe('through the restart');

    await azure.keyVault.reset();

    await expect(vault().getSecret('kept')).rejects.toMatchObject({ statusCode: 404 });
    expect((await vault().getSecret('shopify-main-client-id')).value).toBe('local-shopify-client');
  });
});

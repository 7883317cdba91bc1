import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TableClient } from '@azure/data-tables';
import { ManagedIdentityCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SmallAzure, startSmallAzure } from './azure.ts';
import { type StoragePart, startStorage } from './azurite.ts';
import { certificateIn } from './certificates.ts';
import { FaultBoard } from './faults.ts';
import { clients } from './world.ts';

let azure: SmallAzure;
const noRetries = { retryOptions: { maxRetries: 0 } };
const credential = () => new ManagedIdentityCredential({ clientId: clients.product.id });
const tableOf = (storage: StoragePart, name: string) => new TableClient(storage.tablesUrl, name, credential(), noRetries);
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { statusCode?: number; code?: string }) => error.statusCode ?? error.code,
  );
/** A fault counts for connections that are open already after a moment. */
const settled = () => new Promise((done) => setTimeout(done, 120));

beforeAll(async () => {
  azure = await startSmallAzure();
});
afterAll(() => azure?.close());
// A part that was away takes a moment to listen again.
beforeEach(async () => {
  azure.faults.clear();
  await new Promise((done) => setTimeout(done, 120));
});

describe('tables and blobs', () => {
  it('keep rows and bodies for the real clients with the managed identity', async () => {
    const table = tableOf(azure.storage, 'rows');
    await table.createTable();
    await table.createEntity({ partitionKey: 'a', rowKey: 'b', said: 'ü' });
    const container = new BlobServiceClient(azure.storage.blobsUrl, credential()).getContainerClient('bodies');
    await container.create();
    await container.getBlockBlobClient('one').uploadData(Buffer.from('body'));

    expect((await table.getEntity('a', 'b')).said).toBe('ü');
    expect((await container.getBlockBlobClient('one').downloadToBuffer()).toString()).toBe('body');
  });

  it('refuse a token of another service', async () => {
    const { token, expiresOn } = azure.tokens.issue('https://elsewhere.example', clients.product.id);
    const table = new TableClient(
      azure.storage.tablesUrl,
      'rows',
      { getToken: async () => ({ token, expiresOnTimestamp: expiresOn * 1000 }) },
      noRetries,
    );
    expect(await outcome(table.getEntity('a', 'b'))).toBe(403);
  });

  it('are empty after a reset, at the same address', async () => {
    const table = tableOf(azure.storage, 'emptied');
    await table.createTable();
    await azure.storage.reset();
    expect(await outcome(table.createEntity({ partitionKey: 'a', rowKey: 'b' }))).toBe(404);
  });
});

describe('faults of tables', () => {
  const table = () => tableOf(azure.storage, 'faulty');
  const write = (rowKey: string) => outcome(table().upsertEntity({ partitionKey: 'a', rowKey }));
  beforeAll(async () => {
    await table().createTable();
  });

  it.each([
    ['error', 500],
    ['throttle', 503],
    ['down', 'ECONNRESET'],
  ] as const)('%s is worded as the service does it, and ends with the fault', async (kind, said) => {
    azure.faults.add({ target: 'tables', kind });
    await settled();
    const during = await write('x');
    azure.faults.clear();

    expect([during, await write('x')]).toEqual([said, 'done']);
  });

  it('strike only the calls they name, and only as often as they say', async () => {
    azure.faults.add({ target: 'tables', kind: 'error', match: 'another-table' });
    azure.faults.add({ target: 'tables', kind: 'error', match: 'faulty', count: 1 });
    await settled();

    expect([await write('y'), await write('y'), await write('y')]).toEqual([500, 'done', 'done']);
  });

  it('let a late answer be a good one', async () => {
    azure.faults.add({ target: 'tables', kind: 'latency', durationMs: 100 });
    await settled();
    const began = Date.now();

    expect(await write('z')).toBe('done');
    expect(Date.now() - began).toBeGreaterThanOrEqual(100);
  });

  it('keep what was written before the answer was lost', async () => {
    azure.faults.add({ target: 'tables', kind: 'reset-after-commit', count: 1 });
    await settled();
    const lost = await write('committed');

    expect(lost).not.toBe('done');
    expect((await table().getEntity('a', 'committed')).rowKey).toBe('committed');
  });
});

describe('a data folder', () => {
  const isAlive = (id: number) => {
    try {
      return process.kill(id, 0);
    } catch {
      return false;
    }
  };
  const reopened = async (folder: string) => {
    const storage = await startStorage({
      tablesPort: 0,
      blobsPort: 0,
      faults: new FaultBoard([]),
      tls: await certificateIn(folder),
      dataDir: folder,
    });
    const { token } = azure.tokens.issue('https://storage.azure.com', clients.product.id);
    // Its certificate is another one than that of this process.
    const asked = await fetchLocally(`${storage.tablesUrl}/kept(PartitionKey='a',RowKey='b')`, token, (await certificateIn(folder)).cert);
    await storage.close();
    return asked;
  };

  it('has what was written a moment before the environment was killed, and Azurite is gone too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'azurite-'));
    const child = spawn(process.execPath, [fileURLToPath(new URL('azurite-child.ts', import.meta.url)), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const azuriteId = Number(line.toString());

    child.kill('SIGKILL');
    for (let look = 0; look < 200 && isAlive(azuriteId); look += 1) await new Promise((done) => setTimeout(done, 50));

    expect(isAlive(azuriteId)).toBe(false);
    expect(await reopened(folder)).toMatchObject({ status: 200, body: { said: 'before the kill' } });
    rmSync(folder, { recursive: true, force: true });
  });
});

async function fetchLocally(url: string, token: string, ca: string): Promise<{ status?: number; body: unknown }> {
  const { request } = await import('node:https');
  return new Promise((done, failed) => {
    const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2019-02-02', accept: 'application/json;odata=nometadata' };
    request(url, { ca, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      done({ status: answer.statusCode, body: JSON.parse(Buffer.concat(chunks).toString() || 'null') });
    })
      .once('error', failed)
      .end();
  });
}

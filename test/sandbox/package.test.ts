import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './build.ts';
import { type FunctionsHost, startFunctionsHost } from './functions-host/start.ts';
import { packageApp } from './package.ts';

const copy = mkdtempSync(join(tmpdir(), 'package-'));
const files: string[] = [];
let host: FunctionsHost;
let bytes = 0;

beforeAll(async () => {
  const packed = await packageApp();
  bytes = packed.bytes;
  for (const [name, content] of unzipped(readFileSync(packed.path))) {
    files.push(name);
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    writeFileSync(join(copy, name), content);
  }
  host = await startFunctionsHost({
    port: 0,
    appDir: copy,
    workers: 1,
    settings: { KEY_VAULT_URL: 'not an address', TABLES_URL: 'https://tables.example' },
    functionKeys: { default: 'key' },
    masterKey: 'master',
    quiet: true,
  });
});
afterAll(async () => {
  await host?.close();
  rmSync(copy, { recursive: true, force: true });
});

describe('the package that is deployed', () => {
  it('is small enough for a quick start', () => expect(bytes).toBeLessThan(5 * 1024 * 1024));

  it('loads little at a start: a namespace in place of a name once brought forty languages along', () => {
    expect(readFileSync(join(copy, 'dist/functions.mjs')).byteLength).toBeLessThan(1.75 * 1024 * 1024);
  });

  it('lies as a folder too, where azd looks for it', () => {
    const { services } = parse(readFileSync(join(root, 'azure.yaml'), 'utf8')) as { services: { companion: { project: string } } };
    const folder = join(root, services.companion.project);
    expect(files.map((name) => readFileSync(join(folder, name), 'utf8') === readFileSync(join(copy, name), 'utf8'))).toEqual(
      files.map(() => true),
    );
    expect(files).toContain('host.json');
  });

  it('runs from a folder of its own, with nothing beside it', async () => {
    const answer = await fetch(`${host.url}/api/health/live`);
    expect([answer.status, await answer.json()]).toEqual([200, { live: true }]);
  });

  it('with missing and wrong settings it starts, says which, and takes nothing that it could not work on', async () => {
    const answer = await fetch(`${host.url}/api/health/ready`, { headers: { 'x-functions-key': 'key' } });
    const { ready, settings } = (await answer.json()) as { ready: boolean; settings: { setting: string }[] };
    expect([answer.status, ready]).toEqual([503, false]);
    expect(settings.map(({ setting }) => setting)).toEqual(
      expect.arrayContaining([
        'KEY_VAULT_URL',
        'BLOBS_URL',
        'DATAVERSE_URL',
        'PUBLIC_URL',
        'ServiceBusConnection__fullyQualifiedNamespace',
      ]),
    );
    expect(settings.map(({ setting }) => setting)).not.toContain('TABLES_URL');
    expect((await fetch(`${host.url}/api/webhooks/shopify/shopify-main`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

/** The files of a plain zip archive, read as its central directory says. */
function unzipped(archive: Buffer): [string, Buffer][] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [size, nameLength, extra, comment, offset] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
      archive.readUInt32LE(at + 42),
    ] as const;
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + extra + comment;
    const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
    return [name, inflateRawSync(archive.subarray(start, start + size))];
  });
}

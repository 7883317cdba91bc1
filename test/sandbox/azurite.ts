import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Certificate } from './certificates.ts';
import type { FaultBoard } from './faults.ts';
import type { Part } from './parts.ts';
import type { FaultWording } from './serve.ts';
import { openDoor } from './storage-door.ts';

export interface StoragePart extends Part {
  tablesUrl: string;
  blobsUrl: string;
  /** Of Azurite itself. */
  processId(): number | undefined;
}

export interface StorageOptions {
  tablesPort: number;
  blobsPort: number;
  faults: FaultBoard;
  dataDir?: string;
  tls: Certificate;
}

const account = 'devstoreaccount1';
const startTimeoutMs = 20_000;
const endTimeoutMs = 6000;

/** Tables and blobs: Azurite as a child process, behind doors on which the faults of `tables` strike. */
export async function startStorage(options: StorageOptions): Promise<StoragePart> {
  let azurite = await launchAzurite(options);
  const { faults, tls } = options;
  const [tables, blobs] = await Promise.all([
    openDoor({ port: options.tablesPort, behind: () => azurite.tablesPort, faults, tls, wording: tablesWording }),
    openDoor({ port: options.blobsPort, behind: () => azurite.blobsPort, faults, tls, wording: blobsWording }),
  ]);
  return {
    name: 'storage',
    url: tables.url,
    tablesUrl: `${tables.url}/${account}`,
    blobsUrl: `${blobs.url}/${account}`,
    processId: () => azurite.child.pid,
    async reset() {
      await kill(azurite.child);
      if (options.dataDir) rmSync(join(options.dataDir, 'azurite'), { recursive: true, force: true });
      azurite = await launchAzurite(options);
    },
    async close() {
      await Promise.all([tables.close(), blobs.close()]);
      await (options.dataDir ? end(azurite.child) : kill(azurite.child));
    },
  };
}

interface Azurite {
  child: ChildProcess;
  tablesPort: number;
  blobsPort: number;
}

async function launchAzurite({ dataDir, tls }: StorageOptions): Promise<Azurite> {
  const folder = dataDir && join(dataDir, 'azurite');
  if (folder) mkdirSync(folder, { recursive: true });
  const flags = Object.entries({ blob: 0, queue: 0, table: 0 }).flatMap(([name, port]) => [
    `--${name}Host=127.0.0.1`,
    `--${name}Port=${port}`,
  ]);
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('azurite-process.ts', import.meta.url)),
      ...(folder ? ['--location', folder] : ['--inMemoryPersistence']),
      ...flags,
      ...['--oauth', 'basic', '--cert', tls.certFile, '--key', tls.keyFile],
      ...['--silent', '--skipApiVersionCheck', '--disableTelemetry'],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  return { child, ...(await portsOf(child)) };
}

/** Azurite says on which ports it listens. */
function portsOf(child: ChildProcess): Promise<{ tablesPort: number; blobsPort: number }> {
  return new Promise((done, failed) => {
    const ports = new Map<string, number>();
    let said = '';
    const giveUp = (why: string) => {
      child.kill('SIGKILL');
      failed(new Error(`${why} ${said}`.trim()));
    };
    const timer = setTimeout(() => giveUp(`Azurite was not ready in ${startTimeoutMs / 1000} s.`), startTimeoutMs);
    const ended = () => giveUp('Azurite did not start.');
    child.once('exit', ended);
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    if (!child.stdout) return giveUp('Azurite has no output.');
    createInterface(child.stdout).on('line', (line) => {
      const [, service, port] = /Azurite (\w+) service is successfully listening at \S+:(\d+)/.exec(line) ?? [];
      if (service) ports.set(service, Number(port));
      const [tablesPort, blobsPort] = [ports.get('Table'), ports.get('Blob')];
      if (tablesPort === undefined || blobsPort === undefined) return;
      clearTimeout(timer);
      child.off('exit', ended);
      done({ tablesPort, blobsPort });
    });
  });
}

/** Lets it write what it has in memory. */
async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
  await gone;
  clearTimeout(timer);
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

const busy = 'The server is busy.';
const broken = 'The server encountered an internal error. Please retry the request.';

const json = (status: number, code: string, value: string) => ({
  status,
  headers: { 'content-type': 'application/json;odata=minimalmetadata', 'x-ms-error-code': code },
  body: JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value } } }),
});
const tablesWording: FaultWording = {
  throttle: () => json(503, 'ServerBusy', busy),
  error: () => json(500, 'InternalError', broken),
};

const xml = (status: number, code: string, message: string) => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
const blobsWording: FaultWording = {
  throttle: () => xml(503, 'ServerBusy', busy),
  error: () => xml(500, 'InternalError', broken),
};

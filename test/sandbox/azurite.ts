import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Certificate } from './certificates.ts';
import type { FaultBoard } from './faults.ts';
import type { Part } from './parts.ts';
import { serve } from './serve.ts';

export interface StoragePart extends Part {
  tablesUrl: string;
  blobsUrl: string;
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

/** Tables and blobs: Azurite as a child process, behind doors on which the faults of `tables` strike. */
export async function startStorage(options: StorageOptions): Promise<StoragePart> {
  const [blobPort, tablePort] = [await freePort(), await freePort()];
  const launch = () => launchAzurite(options, blobPort, tablePort);
  let child = await launch();
  const tables = await openDoor(options.tablesPort, tablePort, options);
  const blobs = await openDoor(options.blobsPort, blobPort, options);
  return {
    name: 'storage',
    url: tables.url,
    tablesUrl: `${tables.url}/${account}`,
    blobsUrl: `${blobs.url}/${account}`,
    async reset() {
      await stop(child);
      if (options.dataDir) rmSync(join(options.dataDir, 'azurite'), { recursive: true, force: true });
      child = await launch();
    },
    async close() {
      await Promise.all([tables.close(), blobs.close()]);
      await stop(child);
    },
  };
}

async function launchAzurite({ dataDir, tls }: StorageOptions, blobPort: number, tablePort: number): Promise<ChildProcess> {
  const main = join(dirname(createRequire(import.meta.url).resolve('azurite/package.json')), 'dist/src/azurite.js');
  const folder = dataDir && join(dataDir, 'azurite');
  if (folder) mkdirSync(folder, { recursive: true });
  const kept = folder ? ['--location', folder] : ['--inMemoryPersistence'];
  const ports = [
    '--blobHost',
    '127.0.0.1',
    '--blobPort',
    String(blobPort),
    '--queueHost',
    '127.0.0.1',
    '--queuePort',
    '0',
    '--tableHost',
    '127.0.0.1',
    '--tablePort',
    String(tablePort),
  ];
  const args = [
    ...kept,
    ...ports,
    '--oauth',
    'basic',
    '--cert',
    tls.certFile,
    '--key',
    tls.keyFile,
    '--silent',
    '--skipApiVersionCheck',
    '--disableTelemetry',
  ];
  // The guard ends Azurite when this process is gone, however it went: its standard input closes then.
  const guard = `process.stdin.resume();process.stdin.on('end',()=>process.exit(0));process.stdin.on('error',()=>process.exit(0));process.argv=[process.execPath,...${JSON.stringify([main, ...args])}];require(${JSON.stringify(main)});`;
  const child = spawn(process.execPath, ['-e', guard], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const until = Date.now() + startTimeoutMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Azurite did not start: ${said}`);
    if ((await answers(blobPort)) && (await answers(tablePort))) return child;
    if (Date.now() > until) throw new Error(`Azurite was not ready in ${startTimeoutMs / 1000} s: ${said}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

interface Door {
  url: string;
  close(): Promise<void>;
}

/** Bytes pass through untouched while nothing is wrong; a fault answers in Azurite's place by closing, delaying or an error page. */
async function openDoor(port: number, behind: number, { faults, tls }: StorageOptions): Promise<Door> {
  const failing = await serve({
    target: 'tables',
    port: 0,
    faults,
    tls,
    handle: () => ({ status: 503, headers: { 'x-ms-error-code': 'ServerBusy' }, body: '' }),
  });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    if (faults.isDown('tables')) return void socket.resetAndDestroy();
    // Connections are kept alive by the clients, so a fault has to end those that are open.
    const struck = faults.list().some((fault) => fault.target === 'tables' && fault.kind !== 'down' && fault.from <= Date.now());
    const inner = connect(struck ? failing.port : behind, '127.0.0.1');
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.pipe(inner).pipe(socket);
    const end = () => {
      socket.destroy();
      inner.destroy();
    };
    for (const one of [socket, inner]) one.on('error', end).on('close', end);
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  let before = 0;
  const watch = setInterval(() => {
    const now = faults.list().filter((fault) => fault.target === 'tables' && fault.from <= Date.now()).length;
    if (now !== before) for (const socket of sockets) socket.destroy();
    before = now;
  }, 50);
  watch.unref();
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(watch);
      for (const socket of sockets) socket.destroy();
      await failing.close();
      await new Promise((done) => server.close(done));
    },
  };
}

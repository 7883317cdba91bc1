/** One host process: loads the app and runs its HTTP, Service Bus and timer functions. Started by the supervisor only. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { adminOf } from './admin.ts';
import { loadApp } from './app.ts';
import { CoreApi, type RegisteredFunction } from './core-api.ts';
import { type HostSettings, readHostJson } from './host-json.ts';
import { type HttpDoor, openHttp, routeOf } from './http-trigger.ts';
import { Invoker } from './invoker.ts';
import type { FromWorker, FunctionSummary, ToWorker, WorkerOptions } from './protocol.ts';
import { type Listening, listenToServiceBus } from './service-bus-trigger.ts';
import { Timer } from './timer-trigger.ts';

/** How long functions under way may take to end after SIGTERM. */
const graceMs = 10_000;
/** How long the settlement of a timed-out invocation may take before the process goes. */
const afterTimeoutMs = 500;

interface Running {
  core: CoreApi;
  invoker: Invoker;
  door: HttpDoor;
  timers: Map<string, Timer>;
  serviceBus: Listening;
}

let running: Running | undefined;
let isStopping = false;

const report = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};
const flush = (message: FromWorker) =>
  new Promise<void>((done) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => done());
    else done();
  });

// On loopback, a small AMQP frame that waits for the acknowledgement of the one before waits 40 ms.
subscribe('net.client.socket', (message) => (message as { socket: Socket }).socket.setNoDelay(true));

process.on('message', (message: ToWorker, handle: Socket | undefined) => {
  if (message.kind === 'start') void start(message.options);
  else if (message.kind === 'connection') takeConnection(message.id, handle);
  else if (message.kind === 'own-timers') for (const [name, timer] of running?.timers ?? []) timer.start(message.statuses[name]);
  else if (message.kind === 'run-timer') void runTimer(message.name, message.request);
  else report({ kind: 'answer', request: message.request, value: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => {});
process.on('uncaughtException', (error) => void crash(error));

async function start(options: WorkerOptions): Promise<void> {
  try {
    const host = readHostJson(options.appDir);
    const core = new CoreApi((level, text) => report({ kind: 'line', line: `[${options.index}] ${level}: ${text}` }));
    core.install();
    const functions = await loadApp(options.appDir, core);
    const invoker = new Invoker(core, host, options.index, report, () => setTimeout(() => process.exit(1), afterTimeoutMs));
    running = run(options, host, core, functions, invoker);
    report({ kind: 'ready', functions: functions.map((fn) => summaryOf(fn, host.routePrefix)), functionTimeoutMs: host.functionTimeoutMs });
  } catch (error) {
    await flush({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exit(1);
  }
}

function run(options: WorkerOptions, host: HostSettings, core: CoreApi, functions: RegisteredFunction[], invoker: Invoker): Running {
  const isFunction = (name: string) => functions.some((fn) => fn.name.toLowerCase() === name.toLowerCase());
  const keys = { functionKeys: options.functionKeys, masterKey: options.masterKey, isFunction };
  const admin = adminOf(functions, host.routePrefix, keys, (name) => report({ kind: 'ask-timer', name }));
  const timers = functions
    .filter((fn) => /^timertrigger$/i.test(String(fn.trigger.type)))
    .map((fn) => new Timer(fn, invoker, (status) => report({ kind: 'timer-status', name: fn.name, status })));
  return {
    core,
    invoker,
    door: openHttp(functions, host.routePrefix, keys, invoker, admin),
    timers: new Map(timers.map((timer) => [timer.name, timer])),
    serviceBus: listenToServiceBus(functions, host.serviceBus, invoker),
  };
}

function takeConnection(id: number, socket: Socket | undefined): void {
  report({ kind: 'took', id });
  if (!socket) return;
  if (!running || isStopping) return void socket.destroy();
  running.door.server.emit('connection', socket);
  socket.resume();
}

async function runTimer(name: string, request: number): Promise<void> {
  try {
    const timer = running?.timers.get(name);
    if (!timer) throw new Error(`There is no timer "${name}".`);
    await timer.runNow();
    report({ kind: 'answer', request });
  } catch (error) {
    report({ kind: 'answer', request, error: error instanceof Error ? error.message : String(error) });
  }
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), graceMs).unref();
  if (running) {
    const { core, door, invoker, serviceBus, timers } = running;
    door.close();
    await Promise.all([serviceBus.stop(), ...[...timers.values()].map((timer) => timer.stop())]);
    await invoker.idle();
    await core.runHooks('appTerminate', { hookData: core.appHookData, appHookData: core.appHookData }).catch((error: unknown) => {
      report({ kind: 'line', line: `appTerminate failed: ${String(error)}` });
    });
  }
  await flush({ kind: 'line', line: 'stopped.' });
  process.exit(0);
}

/** As in the real worker, an error that nobody caught ends the process. */
async function crash(error: unknown): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await flush(running ? { kind: 'line', line: `critical: nobody caught ${text}` } : { kind: 'failed', reason: text });
  process.exit(1);
}

function summaryOf(fn: RegisteredFunction, routePrefix: string): FunctionSummary {
  const type = String(fn.trigger.type);
  return { name: fn.name, type, route: /^httptrigger$/i.test(type) ? `/${routeOf(fn, routePrefix)}` : undefined };
}

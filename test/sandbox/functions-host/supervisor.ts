import type { Socket } from 'node:net';
import { FrontDoor } from './front-door.ts';
import { InvocationBook } from './invocation-book.ts';
import type { FromWorker, FunctionSummary } from './protocol.ts';
import { TimerBoard } from './timer-board.ts';
import { WorkerProcess } from './worker-process.ts';

export interface SupervisorOptions {
  port: number;
  appDir: string;
  workers: number;
  settings: Record<string, string>;
  dataDir?: string;
  functionKeys: Record<string, string>;
  masterKey?: string;
  nodeArgs: string[];
  say(line: string): void;
}

const watchEveryMs = 500;
/** A worker that is too busy to enforce the function timeout itself is ended from outside. */
const overdueByMs = 2000;
const stopWithinMs = 12_000;
const longestPauseMs = 5000;

/** Keeps the workers alive, spreads connections over them and lets one of them own the timers. */
export class Supervisor {
  readonly book = new InvocationBook();
  functions: FunctionSummary[] = [];
  readonly #options: SupervisorOptions;
  readonly #timers: TimerBoard;
  readonly #workers: (WorkerProcess | undefined)[] = [];
  readonly #door = new FrontDoor((socket) => this.#give(socket));
  readonly #failuresInARow: number[] = [];
  #port = 0;
  #turn = 0;
  #timerOwner: WorkerProcess | undefined;
  #functionTimeoutMs: number | undefined;
  #isClosing = false;
  #started = Promise.withResolvers<void>();
  #watch: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#timers = new TimerBoard(options.dataDir);
  }

  /** Resolves with the port once every worker runs the app. @throws Error when the app does not load. */
  async start(): Promise<number> {
    this.#port = await this.#door.open(this.#options.port);
    for (let index = 0; index < this.#options.workers; index += 1) this.#spawn(index);
    await this.#started.promise;
    this.#watch = setInterval(() => this.#endOverdue(), watchEveryMs).unref();
    return this.#port;
  }

  /** SIGKILLs a worker, the busiest when none is named; resolves when it is dead. It is replaced at once. */
  async kill(index?: number): Promise<void> {
    const worker = index === undefined ? this.#busiest() : this.#workers[index];
    if (!worker) throw new Error(index === undefined ? 'No worker is alive.' : `There is no worker ${index}.`);
    worker.signal('SIGKILL');
    await worker.ended;
  }

  async trigger(timerName: string): Promise<void> {
    if (!this.#timerOwner) throw new Error('No worker owns the timers now.');
    await this.#timerOwner.runTimer(timerName);
  }

  memory(): Promise<number[]> {
    return Promise.all(this.#alive().map((worker) => worker.memory()));
  }

  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    clearInterval(this.#watch);
    this.#door.close();
    const workers = this.#alive();
    for (const worker of workers) worker.signal('SIGTERM');
    const late = setTimeout(() => {
      for (const worker of workers) worker.signal('SIGKILL');
    }, stopWithinMs);
    await Promise.all(workers.map((worker) => worker.ended));
    clearTimeout(late);
    this.#timers.close();
  }

  #spawn(index: number): void {
    const { appDir, functionKeys, masterKey, nodeArgs, settings } = this.#options;
    const env = { TZ: 'UTC', FUNCTIONS_WORKER_RUNTIME: 'node', WEBSITE_HOSTNAME: `127.0.0.1:${this.#port}`, ...settings };
    const worker: WorkerProcess = new WorkerProcess({ index, appDir, functionKeys, masterKey }, env, nodeArgs, {
      message: (message) => this.#hear(worker, message),
      line: (line) => this.#options.say(line),
      exit: (reason, left) => {
        this.#replace(worker, reason);
        this.#door.offer(left);
      },
    });
    this.#workers[index] = worker;
  }

  #hear(worker: WorkerProcess, message: FromWorker): void {
    if (message.kind === 'began') this.book.began(message.invocation);
    else if (message.kind === 'ended') this.book.ended(message.invocation);
    else if (message.kind === 'line') this.#options.say(message.line);
    else if (message.kind === 'timer-status') this.#timers.put(message.name, message.status);
    else if (message.kind === 'ask-timer') this.trigger(message.name).catch(() => {});
    else if (message.kind === 'ready') this.#isReady(worker, message);
    else if (message.kind === 'failed') this.#hasFailed(worker, message.reason);
  }

  #isReady(worker: WorkerProcess, { functions, functionTimeoutMs }: FromWorker & { kind: 'ready' }): void {
    worker.isReady = true;
    this.functions = functions;
    this.#functionTimeoutMs = functionTimeoutMs;
    this.#failuresInARow[worker.index] = 0;
    this.#door.offer();
    this.#grantTimers();
    if (this.#ready().length === this.#options.workers) this.#started.resolve();
  }

  #hasFailed(worker: WorkerProcess, reason: string): void {
    this.#options.say(`[${worker.index}] the app does not load: ${reason}`);
    this.#started.reject(new Error(`The app does not load: ${reason}`));
  }

  #replace(worker: WorkerProcess, reason: string): void {
    if (this.#workers[worker.index] !== worker) return;
    this.#workers[worker.index] = undefined;
    this.book.lost(worker.index);
    if (this.#timerOwner === worker) this.#timerOwner = undefined;
    if (this.#isClosing) return;
    this.#options.say(`[${worker.index}] ended by ${reason}; starting another`);
    this.#grantTimers();
    const failures = this.#failuresInARow[worker.index] ?? 0;
    this.#failuresInARow[worker.index] = failures + 1;
    const pause = failures === 0 ? 0 : Math.min(longestPauseMs, 100 * 2 ** failures);
    if (pause === 0) this.#spawn(worker.index);
    else setTimeout(() => !this.#isClosing && this.#spawn(worker.index), pause).unref();
  }

  #grantTimers(): void {
    const [first] = this.#ready();
    if (this.#timerOwner || !first) return;
    this.#timerOwner = first;
    first.send({ kind: 'own-timers', statuses: this.#timers.all() });
  }

  #give(socket: Socket): boolean {
    const ready = this.#ready();
    const worker = ready[this.#turn % ready.length];
    if (!worker) return false;
    this.#turn += 1;
    worker.give(socket);
    return true;
  }

  #endOverdue(): void {
    if (this.#functionTimeoutMs === undefined) return;
    for (const index of this.book.overdue(this.#functionTimeoutMs + overdueByMs)) this.#workers[index]?.signal('SIGKILL');
  }

  #busiest(): WorkerProcess | undefined {
    return this.#alive().sort((one, other) => this.book.count(other.index) - this.book.count(one.index))[0];
  }

  #alive(): WorkerProcess[] {
    return this.#workers.filter((worker) => worker !== undefined);
  }
  #ready(): WorkerProcess[] {
    return this.#alive().filter((worker) => worker.isReady);
  }
}

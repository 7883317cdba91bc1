import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';

const entry = fileURLToPath(new URL('worker.ts', import.meta.url));
const answerWithinMs = 1000;

export interface WorkerEvents {
  message(message: FromWorker): void;
  line(line: string): void;
  /** `left`: connections that it was given and had not taken. */
  exit(reason: string, left: Socket[]): void;
}

/** One worker process as the supervisor sees it. */
export class WorkerProcess {
  readonly index: number;
  isReady = false;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, { resolve(value: number): void; reject(error: Error): void }>();
  readonly #given = new Map<number, Socket>();
  #sequence = 0;

  constructor(options: WorkerOptions, env: Record<string, string>, nodeArgs: string[], events: WorkerEvents) {
    this.index = options.index;
    this.#child = fork(entry, [], { env, execArgv: nodeArgs, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [this.#child.stdout, this.#child.stderr] as Readable[])
      createInterface({ input: stream }).on('line', (line) => events.line(`[${this.index}] ${line}`));
    this.#child.on('message', (message: FromWorker) => {
      if (message.kind === 'answer') this.#answered(message);
      else if (message.kind === 'took') this.#took(message.id);
      else events.message(message);
    });
    this.#child.on('error', () => {});
    this.ended = new Promise((done) => {
      this.#child.once('exit', async (code, signal) => {
        // What it said last may still be in the channel.
        if (this.#child.connected) await once(this.#child, 'disconnect');
        for (const { reject } of this.#asked.values()) reject(new Error(`Worker ${this.index} ended before it answered.`));
        this.isReady = false;
        events.exit(signal ?? `code ${code}`, [...this.#given.values()]);
        done();
      });
    });
    this.send({ kind: 'start', options });
  }

  send(message: ToWorker): void {
    this.#child.send(message, undefined, undefined, () => {});
  }

  /** Hands a connection over. Until the worker says that it has it, ours is kept for the case that the worker dies. */
  give(socket: Socket): void {
    this.#sequence += 1;
    this.#given.set(this.#sequence, socket);
    this.#child.send({ kind: 'connection', id: this.#sequence }, socket, { keepOpen: true }, () => {});
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Runs a timer out of turn. @throws Error when the run fails. */
  async runTimer(name: string): Promise<void> {
    await this.#ask((request) => ({ kind: 'run-timer', name, request }));
  }

  /** Resident memory in bytes; 0 when the worker is too busy to say. */
  async memory(): Promise<number> {
    const late = new Promise<number>((resolve) => setTimeout(resolve, answerWithinMs, 0).unref());
    return Promise.race([this.#ask((request) => ({ kind: 'memory', request })), late]).catch(() => 0);
  }

  #ask(message: (request: number) => ToWorker): Promise<number> {
    this.#sequence += 1;
    const request = this.#sequence;
    return new Promise((resolve, reject) => {
      this.#asked.set(request, { resolve, reject });
      this.send(message(request));
    });
  }

  #took(id: number): void {
    this.#given.get(id)?.destroy();
    this.#given.delete(id);
  }

  #answered({ request, value, error }: FromWorker & { kind: 'answer' }): void {
    const asked = this.#asked.get(request);
    this.#asked.delete(request);
    if (error !== undefined) asked?.reject(new Error(error));
    else asked?.resolve(value ?? 0);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

export type Latency = 'none' | 'realistic';

/** Server time of a small environment, in ms. */
const headerMs = 600;
const lineMs = 250;
const writeMs = 300;
const readMs = 80;
const atOnce = 8;

/** What an operation costs the server. */
export function costOf(call: string): number {
  if (call.startsWith('GET ')) return readMs;
  if (call.startsWith('POST SalesOrderHeaders')) return headerMs;
  return call.startsWith('POST SalesOrderLines') ? lineMs : writeMs;
}

/** The time that work takes, and how much of it goes on at once. */
export class ServerTime {
  mode: Latency;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(mode: Latency) {
    this.mode = mode;
  }

  /** Holds one of the server's threads while the work goes on. */
  async occupy<R>(work: () => Promise<R>): Promise<R> {
    if (this.mode === 'none') return work();
    if (this.#busy >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }

  async spend(costMs: number, leastMs: number): Promise<void> {
    const ms = this.mode === 'realistic' ? costMs : leastMs;
    if (ms > 0) await sleep(ms);
  }
}

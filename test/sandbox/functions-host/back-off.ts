import { setTimeout as sleep } from 'node:timers/promises';

const longestMs = 5000;

/** Waits longer from failure to failure, and says so once per outage. */
export class BackOff {
  readonly #delayMs: number;
  readonly #say: (text: string) => void;
  #failures = 0;

  constructor(delayMs: number, say: (text: string) => void) {
    this.#delayMs = delayMs;
    this.#say = say;
  }

  succeeded(): void {
    if (this.#failures) this.#say('receives again.');
    this.#failures = 0;
  }

  async failed(error: unknown, signal: AbortSignal): Promise<void> {
    if (!this.#failures) this.#say(`cannot receive, will try again: ${String(error)}`);
    this.#failures += 1;
    const delay = Math.min(longestMs, this.#delayMs * 2 ** Math.min(this.#failures - 1, 6));
    await sleep(delay, undefined, { signal }).catch(() => {});
  }
}

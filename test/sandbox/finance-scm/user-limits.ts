import { Refusal } from './refusal.ts';

/** The service protection limits per user that Finance & SCM had before 10.0.36: no longer in force, kept as a stress switch. */
export interface UserLimits {
  requests: number;
  executionMs: number;
  concurrent: number;
}

export const formerLimits: UserLimits = { requests: 6000, executionMs: 1_200_000, concurrent: 52 };

const windowMs = 300_000;

interface Use {
  at: number;
  tookMs: number;
}

/** Counts requests, execution time and concurrency of each client over a sliding window. */
export class LimitKeeper {
  readonly #limits: UserLimits;
  readonly #uses = new Map<string, Use[]>();
  readonly #running = new Map<string, number>();

  constructor(limits: UserLimits) {
    this.#limits = limits;
  }

  /** @throws Throttled when the client has used up one of the limits */
  async within<R>(client: string, work: () => Promise<R>): Promise<R> {
    const now = Date.now();
    const uses = (this.#uses.get(client) ?? []).filter(({ at }) => at > now - windowMs);
    this.#uses.set(client, uses);
    this.#check(client, uses, now);
    const use = { at: now, tookMs: 0 };
    uses.push(use);
    this.#running.set(client, (this.#running.get(client) ?? 0) + 1);
    try {
      return await work();
    } finally {
      use.tookMs = Date.now() - now;
      this.#running.set(client, (this.#running.get(client) ?? 1) - 1);
    }
  }

  #check(client: string, uses: Use[], now: number): void {
    const oldest = uses[0]?.at ?? now;
    const retryAfterS = Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
    const { requests, executionMs, concurrent } = this.#limits;
    if ((this.#running.get(client) ?? 0) >= concurrent)
      throw new Throttled(`Number of concurrent requests exceeded the limit of ${concurrent}.`, 1);
    if (uses.length >= requests)
      throw new Throttled(`Number of requests exceeded the limit of ${requests} over the time window of 300 seconds.`, retryAfterS);
    if (uses.reduce((sum, { tookMs }) => sum + tookMs, 0) >= executionMs) {
      throw new Throttled(
        `Combined execution time of incoming requests exceeded limit of ${executionMs} milliseconds over time window of 300 seconds.`,
        retryAfterS,
      );
    }
  }
}

export class Throttled extends Refusal {
  readonly retryAfterS: number;
  constructor(text: string, retryAfterS: number) {
    super(429, text);
    this.retryAfterS = retryAfterS;
  }
}

import type { SimResponse } from '../serve.ts';

/** Service protection of one web server, as published. */
export interface ProtectionLimits {
  requests: number;
  windowMs: number;
  executionMs: number;
  concurrent: number;
}

export const publishedLimits: ProtectionLimits = { requests: 6000, windowMs: 300_000, executionMs: 1_200_000, concurrent: 52 };

/** Counts what each user does and refuses what is over the limits. */
export class ServiceProtection {
  readonly #limits: ProtectionLimits;
  readonly #now: () => number;
  readonly #users = new Map<string, { calls: { at: number; ms: number }[]; from: number; executionMs: number; running: number }>();

  constructor(limits: ProtectionLimits = publishedLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Begins a request: a refusal, or what has to be called when the request is over. */
  begin(user: string): { refused: SimResponse } | { end: () => void; remaining: { requests: number; seconds: number } } {
    const now = this.#now();
    const usage = this.#users.get(user) ?? { calls: [], from: 0, executionMs: 0, running: 0 };
    this.#users.set(user, usage);
    const { requests, windowMs, executionMs, concurrent } = this.#limits;
    while ((usage.calls[usage.from]?.at ?? now) <= now - windowMs) usage.executionMs -= usage.calls[usage.from++]?.ms ?? 0;
    if (usage.from > 10_000) {
      usage.calls.splice(0, usage.from);
      usage.from = 0;
    }
    if (usage.running >= concurrent) return { refused: throttled('concurrency', 2, this.#limits) };
    const retryAfterS = Math.max(1, Math.ceil(((usage.calls[usage.from]?.at ?? now) + windowMs - now) / 1000));
    if (usage.calls.length - usage.from >= requests) return { refused: throttled('requests', retryAfterS, this.#limits) };
    if (usage.executionMs >= executionMs) return { refused: throttled('execution', retryAfterS, this.#limits) };
    const call = { at: now, ms: 0 };
    usage.calls.push(call);
    usage.running += 1;
    return {
      remaining: {
        requests: requests - (usage.calls.length - usage.from),
        seconds: Math.max(0, Math.floor((executionMs - usage.executionMs) / 1000)),
      },
      end: () => {
        usage.running -= 1;
        call.ms = this.#now() - now;
        usage.executionMs += call.ms;
      },
    };
  }

  reset(): void {
    this.#users.clear();
  }
}

/** The answer to a request over a limit. */
export function throttled(limit: 'requests' | 'execution' | 'concurrency', retryAfterS: number, limits = publishedLimits): SimResponse {
  const seconds = limits.windowMs / 1000;
  const [code, message] = {
    requests: ['0x80072322', `Number of requests exceeded the limit of ${limits.requests} over time window of ${seconds} seconds.`],
    execution: [
      '0x80072321',
      `Combined execution time of incoming requests exceeded limit of ${limits.executionMs.toLocaleString('en-US')} milliseconds over time window of ${seconds} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`,
    ],
    concurrency: ['0x80072326', `Number of concurrent requests exceeded the limit of ${limits.concurrent}.`],
  }[limit];
  return { status: 429, headers: { 'retry-after': String(retryAfterS) }, body: { error: { code, message } } };
}

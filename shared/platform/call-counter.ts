import type { Log } from '../core/log.ts';

interface Count {
  calls: number;
  /** Answered 429: the shop asked for a pause. */
  throttled: number;
  /** Answered with a server error, or not at all. */
  failed: number;
  ms: number;
}

const everyMs = 60_000;

/** Counts what each store calls of its shop, and says it in one log line a minute and store. */
export function createCallCounter(now: () => number = Date.now) {
  const counts = new Map<string, Count>();
  let toldAt = now();
  return {
    /** `fetch`, counted for this store. */
    fetchFor(store: string): typeof fetch {
      return async (...request) => {
        const count = counts.get(store) ?? { calls: 0, throttled: 0, failed: 0, ms: 0 };
        counts.set(store, count);
        const begun = now();
        count.calls += 1;
        try {
          const answer = await fetch(...request);
          if (answer.status === 429) count.throttled += 1;
          if (answer.status >= 500) count.failed += 1;
          return answer;
        } catch (error) {
          count.failed += 1;
          throw error;
        } finally {
          count.ms += now() - begun;
        }
      };
    },
    /** Says what was counted since the last time, when a minute has gone. */
    tell(log: Log): void {
      if (now() - toldAt < everyMs) return;
      toldAt = now();
      for (const [store, { calls, throttled, failed, ms }] of counts)
        log.info('shop calls', { store, calls, throttled, failed, averageMs: Math.round(ms / calls) });
      counts.clear();
    },
  };
}

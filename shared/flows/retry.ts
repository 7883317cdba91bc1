import { type Instant, later } from '../core/time.ts';

const firstMs = 1000;
const longestMs = 5 * 60_000;

/** After this many tries (about three hours) a person is asked. */
export const mostAttempts = 45;

/** Exponential backoff with full jitter above one half, never earlier than the remote side asked for. */
export function nextTry(now: Instant, attempt: number, retryAfterMs: number | undefined, random: () => number = Math.random): Instant {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20));
  const waitMs = ceiling / 2 + (ceiling / 2) * random();
  return later(now, Math.max(waitMs, (retryAfterMs ?? 0) * (1 + random() * 0.2)));
}

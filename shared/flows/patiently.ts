import { setTimeout as sleep } from 'node:timers/promises';
import { factOf, IntegrationError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { longestWorkMs } from './time-limit.ts';

const firstMs = 500;
const longestPauseMs = 15_000;

/**
 * Does the work again as long as a part of our own house (storage, queue, Dataverse) is away. A queue gives up on a message after a few
 * deliveries, and those follow each other at once: without waiting here, a minute without storage would dead-letter everything.
 * @throws what is no passing trouble, at once; passing trouble after some minutes
 */
export async function patiently<Answer>(work: () => Promise<Answer>, log: Log, now: () => number = Date.now): Promise<Answer> {
  const until = now() + longestWorkMs;
  for (let pauseMs = firstMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IntegrationError) || error.disposition !== 'retry' || now() + pauseMs > until) throw error;
      log.warn('waiting for our own house', { code: error.code, remote: factOf(error, 'remote') });
      await sleep(Math.max(pauseMs, Math.min(error.details.retryAfterMs ?? 0, longestPauseMs)));
    }
  }
}

import type { Envelope } from '../../canonical/envelope.ts';
import type { Store } from '../../canonical/store.ts';
import type { ExternalId } from '../../core/ids.ts';
import { type Clock, epochMs, instant } from '../../core/time.ts';
import type { DueItems, EnvelopeQueue } from '../../ports.ts';

export const articleWorks = ['due', 'sweep', 'true-up'] as const;
export type ArticleWork = (typeof articleWorks)[number];

/** All work on a store's stock goes through one session, so that an older number never overtakes a newer one; likewise its prices. */
export const articleEnvelope = (store: Store, kind: 'stock' | 'price', work: ArticleWork, key: string, clock: Clock): Envelope => ({
  schema: 1,
  store: store.id,
  channel: store.channel,
  kind,
  externalId: 'all' as ExternalId,
  key,
  topic: work,
  via: 'timer',
  receivedAt: clock.now(),
  attempt: 0,
  waits: 0,
  released: false,
});

/**
 * Marks items and sees that they are looked at when the store's debounce is over. Marks of the same few seconds share one message: its key
 * is the end of the stretch of time, and duplicate detection drops the others.
 */
export async function markDue(
  store: Store,
  kind: 'stock' | 'price',
  items: readonly string[],
  { due, queue, clock }: { due: DueItems; queue: EnvelopeQueue; clock: Clock },
): Promise<void> {
  if (items.length === 0) return;
  await due.mark(store.id, kind, items);
  const { debounceSeconds } = kind === 'stock' ? store.policies.stock : store.policies.prices;
  const stretchMs = Math.max(1, debounceSeconds) * 1000;
  const end = (Math.floor(epochMs(clock.now()) / stretchMs) + 1) * stretchMs;
  await queue.schedule(articleEnvelope(store, kind, 'due', `due|${kind}|${end}`, clock), instant(end));
}

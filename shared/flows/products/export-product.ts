import type { Envelope } from '../../canonical/envelope.ts';
import type { ItemNotice } from '../../canonical/erp-notice.ts';
import type { Store } from '../../canonical/store.ts';
import type { ExternalId } from '../../core/ids.ts';
import { type Clock, epochMs, instant } from '../../core/time.ts';
import type { EnvelopeQueue } from '../../ports.ts';

const mark = 'item:';

/** Articles of the shop have ids of the shop; what is about an item of Dynamics is marked. */
export const itemId = (item: string): ExternalId => `${mark}${item}` as ExternalId;
export const isAboutItem = ({ kind, externalId }: Pick<Envelope, 'kind' | 'externalId'>): boolean =>
  kind === 'product' && externalId.startsWith(mark);
export const itemOf = (externalId: string): string => (externalId.startsWith(mark) ? externalId.slice(mark.length) : externalId);

export const productEnvelope = (store: Store, item: string, said: Pick<Envelope, 'key' | 'topic' | 'via'>, clock: Clock): Envelope => ({
  schema: 1,
  store: store.id,
  channel: store.channel,
  kind: 'product',
  externalId: itemId(item),
  ...said,
  receivedAt: clock.now(),
  attempt: 0,
  waits: 0,
  released: false,
});

const stretchMs = 5000;

/** Has changed items shown anew in every shop that shows products. Changes of the same few seconds share one message. */
export async function productsChanged(
  { company, items, topic }: Pick<ItemNotice, 'company' | 'items' | 'topic'>,
  stores: readonly Store[],
  { queue, clock }: { queue: EnvelopeQueue; clock: Clock },
): Promise<void> {
  const end = (Math.floor(epochMs(clock.now()) / stretchMs) + 1) * stretchMs;
  for (const store of stores) {
    if (!store.enabled || store.legalEntity !== company || store.policies.products.mode === 'link-only') continue;
    for (const item of new Set(items))
      await queue.schedule(productEnvelope(store, item, { key: `product|${item}|${end}`, topic, via: 'event' }, clock), instant(end));
  }
}

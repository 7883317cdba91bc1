import type { DocumentKind, Envelope } from '../canonical/envelope.ts';
import type { ErpNotice, ItemNotice, OrderNotice } from '../canonical/erp-notice.ts';
import type { Store } from '../canonical/store.ts';
import type { ExternalId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import { type Clock, later } from '../core/time.ts';
import type { EnvelopeQueue, Notebook, NoticeQueue } from '../ports.ts';
import { type ShopOrder, shopOrderOf } from './sales-order-index.ts';

export interface RoutePorts {
  stores(): Promise<readonly Store[]>;
  notebook: Notebook;
  /** Takes an envelope of any kind to where it is worked on. */
  queue: EnvelopeQueue;
  notices: NoticeQueue;
  /** Items whose stock, price or description may have changed. */
  itemsChanged(notice: ItemNotice): Promise<void>;
  clock: Clock;
}

/** So often an order that looks like ours is waited for: it may have been shipped before its import was at an end. */
const mostAttempts = 8;

/** From what happened in Dynamics to the documents of the shops that want to hear of it. */
export async function routeNotice(notice: ErpNotice, ports: RoutePorts, log: Log): Promise<void> {
  if ('items' in notice) return ports.itemsChanged(notice);
  const { company, salesOrder, about } = notice;
  const known = await shopOrderOf(ports.notebook, company, salesOrder);
  if (known) return ports.queue.send([toEnvelope(notice, known, ports.clock)]);
  const mayBeOurs = notice.attempt < mostAttempts && (await ports.stores()).some((store) => looksLikeOurs(notice, store));
  if (mayBeOurs)
    return ports.notices.schedule({ ...notice, attempt: notice.attempt + 1 }, later(ports.clock.now(), 1000 * 2 ** notice.attempt));
  log.info('notice skipped', { company, document: salesOrder, about, why: 'the sales order did not come from a shop through us' });
}

/** By its number, which for most sales orders says at once that they are none of ours. */
const looksLikeOurs = ({ company, salesOrder }: OrderNotice, { enabled, legalEntity, policies }: Store): boolean =>
  enabled &&
  legalEntity === company &&
  (policies.order.numbering === 'automatic' || salesOrder.toUpperCase().startsWith(policies.order.prefix.toUpperCase()));

function toEnvelope(notice: OrderNotice, { store, channel, order }: ShopOrder, clock: Clock): Envelope {
  const { about, company, salesOrder, document, key, topic, via, occurredAt } = notice;
  return {
    schema: 1,
    store,
    channel,
    kind: about satisfies DocumentKind,
    externalId: (document ? `${salesOrder}/${document}` : salesOrder) as ExternalId,
    order,
    source: { company, salesOrder, document },
    key,
    topic,
    via,
    occurredAt,
    receivedAt: clock.now(),
    attempt: 0,
    waits: 0,
    released: false,
  };
}

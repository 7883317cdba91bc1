import { createHash } from 'node:crypto';
import type { Notice, RawRequest } from '../../canonical/envelope.ts';
import { IntegrationError } from '../../core/errors.ts';
import { ExternalId } from '../../core/ids.ts';
import { isObject, type Json, parseJson } from '../../core/json.ts';
import { epochMs, instant, later, parseInstant } from '../../core/time.ts';
import type { Cursor, Delivery, NoticePage, Secrets, SubscriptionChange } from '../connector.ts';
import { signatureFits } from '../hmac.ts';
import type { OrderVersion, ShopifyClient } from './client.ts';
import { numberOf } from './schema.ts';

/** What we subscribe to. `orders/updated` says most of it again: one lost delivery is then no lost change. */
export const wantedTopics = [
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_EDITED',
  'ORDERS_PAID',
  'ORDERS_CANCELLED',
  'ORDERS_DELETE',
  'REFUNDS_CREATE',
];

/** Where the order's id is in the body of each family of topics. `orders/edited` carries only the difference. */
const orderIdIn: Record<string, (body: Record<string, unknown>) => unknown> = {
  orders: (body) => (isObject(body.order_edit) ? body.order_edit.order_id : (body.admin_graphql_api_id ?? body.id)),
  refunds: (body) => body.order_id,
  fulfillments: (body) => body.order_id,
  order_transactions: (body) => body.order_id,
  returns: (body) => body.order_id ?? (isObject(body.order) ? (body.order.admin_graphql_api_id ?? body.order.id) : undefined),
};

/**
 * After a rotation Shopify may sign with the old secret for an hour: both are taken.
 * @throws IntegrationError BAD_SIGNATURE
 */
export async function verify({ headers, body }: RawRequest, secrets: Secrets): Promise<void> {
  const purpose = 'client-secret';
  const accepted = [await secrets.get(purpose), await secrets.previous(purpose)].filter((secret) => secret !== undefined);
  if (signatureFits(body, headers['x-shopify-hmac-sha256'], accepted)) return;
  throw new IntegrationError('BAD_SIGNATURE', { facts: { store: headers['x-shopify-shop-domain'] ?? 'a shop', secretName: purpose } });
}

/** What a verified delivery is about. The document itself is read from the shop. */
export function identify({ headers, body }: RawRequest): Delivery {
  const topic = headers['x-shopify-topic'] ?? '';
  const family = topic.split('/')[0] ?? '';
  const idIn = Object.hasOwn(orderIdIn, family) ? orderIdIn[family] : undefined;
  if (topic && !idIn) return { ignored: ignoredBecause(topic) };

  const digest = createHash('sha256').update(topic).update('\n').update(body).digest('hex');
  const key = headers['x-shopify-webhook-id'] || digest;
  const unreadable = (problem: string): Delivery => ({
    unreadable: problem,
    notice: { kind: 'delivery', externalId: ExternalId.parse(key.slice(0, 100)), key, topic },
  });
  if (!idIn) return unreadable('it names no topic');
  const document = parsedOrNothing(body);
  if (!isObject(document)) return unreadable('its body is no JSON object');
  const id = toNumber(idIn(document));
  if (!id) return unreadable('its body names no order');
  const said = headers['x-shopify-triggered-at'] ?? (typeof document.updated_at === 'string' ? document.updated_at : '');
  const notice: Notice = { kind: 'order', externalId: id, key, topic };
  const occurredAt = parseInstant(said);
  return { notices: [occurredAt ? { ...notice, occurredAt } : notice] };
}

function ignoredBecause(topic: string): string {
  if (/^(customers\/(data_request|redact)|shop\/redact)$/.test(topic))
    return `${topic} was noted: no personal data is kept here; Dynamics 365 has its own procedure.`;
  return topic === 'app/uninstalled' ? 'The app was uninstalled: its access has ended already.' : `Nothing is done for ${topic}.`;
}

function parsedOrNothing(body: Uint8Array): Json | undefined {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Ids beyond 2^53 come as text out of the lossless parser. */
function toNumber(value: unknown): ExternalId | undefined {
  const number = numberOf(typeof value === 'number' || typeof value === 'string' ? String(value) : '');
  return /^\d{1,50}$/.test(number) ? ExternalId.parse(number) : undefined;
}

/** Shopify ends paging at 25,000 objects; before that, the window moves on. */
const pagesInWindow = 90;

/** Orders changed since the cursor, oldest first. The search index lags, hence the overlap; what it repeats has the same keys. */
export async function* pollOrders(client: ShopifyClient, since: Cursor, overlapMs: number): AsyncIterable<NoticePage> {
  const seen = new Set<string>();
  let from = later(since.at, -overlapMs);
  let next = since;
  let after: string | undefined;
  for (let page = 1; ; page += 1) {
    const found = await client.orders({ query: `updated_at:>='${from.slice(0, 19)}Z'`, after });
    const fresh = found.versions.filter((version) => !seen.has(keyOf(version)));
    for (const version of fresh) seen.add(keyOf(version));
    const last = found.versions.at(-1);
    if (last) next = latest(next, { at: instant(last.updatedAt), id: last.id });
    if (fresh.length > 0) yield { notices: fresh.map(toNotice), next };
    if (!found.after) return;
    after = found.after;
    if (page % pagesInWindow === 0 && last) {
      from = instant(last.updatedAt);
      after = undefined;
    }
  }
}

const keyOf = ({ id, updatedAt }: OrderVersion): string => `${id}@${updatedAt}`;

const toNotice = (version: OrderVersion): Notice => ({
  kind: 'order',
  externalId: ExternalId.parse(version.id),
  key: keyOf(version),
  occurredAt: parseInstant(version.updatedAt),
  topic: 'orders/polled',
});

const latest = (a: Cursor, b: Cursor): Cursor => (epochMs(a.at) > epochMs(b.at) ? a : b);

/** One subscription per topic, at `address`. Shopify deletes one whose deliveries fail eight times in a row: it is made again. */
export async function ensureSubscriptions(client: ShopifyClient, address: string): Promise<SubscriptionChange[]> {
  const all = await client.webhookSubscriptions();
  const changes: SubscriptionChange[] = [];
  for (const topic of wantedTopics) {
    const isRight = ({ uri }: { uri: string }) => uri === address;
    const [kept, ...others] = all.filter((one) => one.topic === topic).sort((a, b) => Number(isRight(b)) - Number(isRight(a)));
    for (const other of others) await client.webhookSubscriptionDelete(other.id);
    if (!kept) await client.webhookSubscriptionCreate(topic, address);
    else if (!isRight(kept)) await client.webhookSubscriptionUpdate(kept.id, address);
    changes.push({ topic, change: kept ? (isRight(kept) ? 'kept' : 'moved') : 'created' });
  }
  return changes;
}

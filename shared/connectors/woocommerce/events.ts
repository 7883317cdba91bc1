import { createHash } from 'node:crypto';
import type { Notice, RawRequest } from '../../canonical/envelope.ts';
import { IntegrationError } from '../../core/errors.ts';
import { ExternalId } from '../../core/ids.ts';
import { isObject, parseJson, textOf } from '../../core/json.ts';
import { epochMs, type Instant, instant, later, parseInstant } from '../../core/time.ts';
import type { Cursor, Delivery, NoticePage, Secrets, SubscriptionChange } from '../connector.ts';
import { signatureFits } from '../hmac.ts';
import type { WooCommerceClient } from './client.ts';
import type { OrderRow, Webhook } from './schema.ts';

export const webhookTopics = ['order.created', 'order.updated', 'order.deleted', 'order.restored'];

/** The ping of a new webhook: a form with its id, without signature or `X-WC-` header. Unless it gets 200, the admin page shows an error. */
export const isPing = ({ headers, body }: RawRequest): boolean =>
  headers['x-wc-webhook-signature'] === undefined && body.byteLength < 40 && /^webhook_id=\d+$/.test(bodyText(body).trim());

/** @throws IntegrationError BAD_SIGNATURE */
export async function verify({ headers, body }: RawRequest, secrets: Secrets): Promise<void> {
  const purpose = 'webhook-secret';
  const accepted = [await secrets.get(purpose), await secrets.previous(purpose)].filter((secret) => secret !== undefined);
  if (signatureFits(body, headers['x-wc-webhook-signature'], accepted)) return;
  throw new IntegrationError('BAD_SIGNATURE', { facts: { store: 'a WooCommerce shop', secretName: purpose } });
}

/** What a verified delivery is about. The document itself is read from the shop. */
export function identify({ headers, body }: RawRequest): Delivery {
  const topic = headers['x-wc-webhook-topic'] ?? '';
  if (topic && !webhookTopics.includes(topic)) return { ignored: `Nothing is done for ${topic}.` };
  const digest = createHash('sha256').update(body).digest('hex');
  const unreadable = (problem: string): Delivery => ({
    unreadable: problem,
    notice: { kind: 'delivery', externalId: ExternalId.parse(digest.slice(0, 32)), key: `delivery-${digest}`, topic },
  });
  if (!topic) return unreadable('it names no topic');

  const document = read(body);
  if (!isObject(document)) return unreadable('its body is no JSON object');
  // When an order is gone before WooCommerce gets round to telling, it delivers its own "not found".
  if (typeof document.code === 'string' && document.id === undefined)
    return { ignored: `The shop itself could not read it: ${document.code}.` };
  const id = ExternalId.safeParse(textOf(document.id));
  if (!id.success) return unreadable('its body has no id');
  // The delivery id is a hash of the webhook and the second: two orders can share one. Hence the body's own hash.
  const notice: Notice = { kind: 'order', externalId: id.data, key: `${headers['x-wc-webhook-id'] ?? topic}-${id.data}-${digest}`, topic };
  const modified = typeof document.date_modified_gmt === 'string' ? parseInstant(document.date_modified_gmt) : undefined;
  return { notices: [modified ? { ...notice, occurredAt: modified } : notice] };
}

const bodyText = (body: Uint8Array): string => new TextDecoder().decode(body);

function read(body: Uint8Array): unknown {
  try {
    return parseJson(bodyText(body));
  } catch {
    return undefined;
  }
}

const perPage = 100;
const drafts = ['auto-draft', 'checkout-draft'];

/**
 * Orders changed since the cursor, oldest first. The window begins at the last order seen, not at a page number: pages shift while
 * orders change. Only inside one second, which no filter can divide, it goes by pages.
 */
export async function* pollOrders(client: WooCommerceClient, since: Cursor, overlapMs: number): AsyncIterable<NoticePage> {
  const seen = new Set<string>();
  let after = secondBefore(later(since.at, -overlapMs));
  let page = 1;
  for (;;) {
    const rows = await client.listOrders({
      modified_after: withoutZone(after),
      dates_are_gmt: 'true',
      orderby: 'modified',
      order: 'asc',
      per_page: String(perPage),
      page: String(page),
      _fields: 'id,status,date_modified_gmt',
    });
    const fresh = rows.filter((row) => !seen.has(keyOf(row)));
    for (const row of fresh) seen.add(keyOf(row));
    const last = rows.at(-1);
    const at = last && parseInstant(last.date_modified_gmt);
    if (!last || !at) return;
    if (fresh.length > 0) yield { notices: fresh.flatMap(toNotice), next: latest(since, { at, id: last.id }) };
    if (rows.length < perPage) return;
    const next = secondBefore(at);
    page = epochMs(next) > epochMs(after) ? 1 : page + 1;
    if (page === 1) after = next;
  }
}

const keyOf = (row: OrderRow): string => `${row.id}@${row.date_modified_gmt}`;

function toNotice(row: OrderRow): Notice[] {
  const id = ExternalId.safeParse(row.id);
  // A cart at the checkout is an order row in WooCommerce; it becomes an order with its next change.
  if (!id.success || drafts.includes(row.status)) return [];
  return [{ kind: 'order', externalId: id.data, key: keyOf(row), occurredAt: parseInstant(row.date_modified_gmt), topic: 'order.polled' }];
}

/** Filters are exclusive and in whole seconds: the second before includes the moment itself. */
const secondBefore = (moment: Instant): Instant => instant(Math.floor(epochMs(moment) / 1000) * 1000 - 1000);
const withoutZone = (moment: Instant): string => moment.slice(0, 19);
const latest = (a: Cursor, b: Cursor): Cursor => (epochMs(a.at) > epochMs(b.at) ? a : b);

/** Webhooks that deliver to us or once did, by topic, and the name of one that is signed with the current secret. */
export async function ownWebhooks(client: WooCommerceClient, address: string) {
  const secret = await client.webhookSecret();
  const prefix = `Commerce Companion ${client.source.store} #`;
  const all = (await client.listWebhooks()).filter((hook) => hook.delivery_url === address || hook.name.startsWith(prefix));
  return {
    of: (topic: string): Webhook[] => all.filter((hook) => hook.topic === topic),
    name: `${prefix}${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`,
    secret,
  };
}

/** One webhook per topic, active, at `address`, signed with the current secret. Webhooks of others are not touched. */
export async function ensureWebhooks(client: WooCommerceClient, address: string): Promise<SubscriptionChange[]> {
  const { of, name, secret } = await ownWebhooks(client, address);
  const changes: SubscriptionChange[] = [];
  for (const topic of webhookTopics) {
    const isRight = (hook: Webhook) => hook.delivery_url === address;
    const rank = (hook: Webhook) => Number(isRight(hook)) * 2 + Number(hook.status === 'active');
    const [kept, ...others] = of(topic).sort((a, b) => rank(b) - rank(a));
    changes.push({ topic, change: await ensureWebhook(client, kept, { name, topic, delivery_url: address, secret }) });
    for (const other of others) await client.deleteWebhook(other.id);
  }
  return changes;
}

async function ensureWebhook(
  client: WooCommerceClient,
  hook: Webhook | undefined,
  wanted: { name: string; topic: string; delivery_url: string; secret: string },
): Promise<SubscriptionChange['change']> {
  if (!hook) {
    await client.createWebhook({ ...wanted, status: 'active' });
    return 'created';
  }
  if (hook.status !== 'active') {
    // The shop keeps the count of failures of a webhook that is only switched on again: its next failure would switch it off.
    await client.createWebhook({ ...wanted, status: 'active' });
    await client.deleteWebhook(hook.id);
    return 're-enabled';
  }
  const isMoved = hook.delivery_url !== wanted.delivery_url;
  // The name ends with a trace of the secret, because WooCommerce never shows the secret itself.
  if (!isMoved && hook.name === wanted.name) return 'kept';
  await client.updateWebhook(hook.id, wanted);
  return isMoved ? 'moved' : 're-signed';
}

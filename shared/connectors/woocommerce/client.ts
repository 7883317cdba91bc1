import { z } from 'zod';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { createHttp, type HttpRequest, type HttpResponse, remoteFailed } from '../../core/http.ts';
import type { ExternalId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import type { ConnectorPorts } from '../connector.ts';
import { gathered, inTurns } from './gathered.ts';
import { BatchAnswer, OrderRow, Refusal, Webhook } from './schema.ts';
import type { WooCommerceSettings } from './settings.ts';
import type { OrderSource } from './translate.ts';

export interface WebhookDraft {
  name: string;
  status: 'active' | 'paused' | 'disabled';
  topic: string;
  delivery_url: string;
  secret: string;
}

/** What came of one write: the shop's document, or why it will not have it. */
export type Written = { document: JsonObject } | { refused: Refusal };

/** REST v3 of one shop, methods named as its documentation names them. Every method throws IntegrationError. */
export interface WooCommerceClient {
  source: OrderSource;
  webhookSecret(): Promise<string>;
  /** Undefined when the shop has no such order. */
  getOrder(id: ExternalId): Promise<JsonObject | undefined>;
  listOrders(query: Record<string, string>): Promise<OrderRow[]>;
  /** As `getOrder`; calls of the same few milliseconds share one request. */
  loadOrder(id: ExternalId): Promise<JsonObject | undefined>;
  /** Products and variations with one of these SKUs. A SKU with a comma cannot be asked for. */
  getProducts(skus: readonly string[]): Promise<JsonObject[]>;
  /** `PUT /orders/{id}`; calls of the same few milliseconds share one request. */
  updateOrder(id: ExternalId, change: JsonObject): Promise<Written>;
  createOrderNote(id: ExternalId, note: string): Promise<Written>;
  /** Reading and writing again belong together: work on the same order is done one after the other. */
  inTurn<Result>(id: ExternalId, work: () => Promise<Result>): Promise<Result>;
  /** `POST /products/batch`, with a parent `POST /products/{parent}/variations/batch`: what came of each, in order. At most 100. */
  batchProducts(batch: ProductBatch, parent?: string): Promise<Written[]>;
  listWebhooks(): Promise<Webhook[]>;
  createWebhook(draft: WebhookDraft): Promise<Webhook>;
  updateWebhook(id: string, change: Partial<WebhookDraft>): Promise<Webhook>;
  deleteWebhook(id: string): Promise<void>;
}

export type ProductBatch = { create: JsonObject[] } | { update: JsonObject[] };

interface Call {
  method: HttpRequest['method'];
  path: string;
  query?: Record<string, string>;
  body?: object;
}

const perPage = 100;
/** A change of status sends e-mails while it is answered: a hundred of them take longer than most hosts let PHP run. */
const mostOrdersPerWrite = 25;

export function connect(store: Store, settings: WooCommerceSettings, ports: ConnectorPorts): WooCommerceClient {
  const remote = `the shop "${store.name}"`;
  // A WordPress host gains nothing beyond two connections and may lock out who opens more.
  const http = createHttp({ remote, concurrent: 2, timeoutMs: 30_000 }, ports.http);

  async function exchange({ method, path, query = {}, body }: Call): Promise<HttpResponse> {
    const key = await ports.secrets.get('client-id');
    const secret = await ports.secrets.get('client-secret');
    const inHeader = settings.keysIn === 'header';
    const search = new URLSearchParams(inHeader ? query : { ...query, consumer_key: key, consumer_secret: secret });
    const writes = method !== 'GET';
    const response = await http.send({
      method,
      url: `${settings.shopUrl}${settings.apiPath}/${path}${search.size > 0 ? `?${search}` : ''}`,
      headers: {
        accept: 'application/json',
        ...(inHeader ? { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
      writes,
    });
    if (response.status === 408 || response.status >= 500) throw remoteFailed(remote, response.status, writes);
    return response;
  }

  /** The answer of a call that succeeded. */
  async function call<Shape extends z.ZodType>(request: Call, shape: Shape): Promise<z.output<Shape>> {
    const response = await exchange(request);
    if (response.status < 200 || response.status > 299) throw refusal(response, store, remote);
    const parsed = shape.safeParse(response.json());
    if (parsed.success) return parsed.data;
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous: request.method !== 'GET', from: parsed.error });
  }

  async function getOrder(id: ExternalId): Promise<JsonObject | undefined> {
    const response = await exchange({ method: 'GET', path: `orders/${encodeURIComponent(id)}` });
    if (response.status === 404 && refusalIn(response).code === 'woocommerce_rest_shop_order_invalid_id') return undefined;
    if (response.status !== 200) throw refusal(response, store, remote);
    const order = response.json();
    if (isObject(order)) return order;
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote } });
  }

  /** A list leaves out what is in the trash or gone: those are asked for by themselves. */
  async function getOrders(ids: ExternalId[]): Promise<(JsonObject | undefined)[]> {
    const once = [...new Set(ids)];
    const query = { include: once.join(','), per_page: String(perPage) };
    const listed = once.length > 1 ? await call({ method: 'GET', path: 'orders', query }, Documents) : [];
    const found = new Map(listed.map((order) => [String(order.id), order]));
    const read = new Map(once.map((id) => [id, found.get(id) ?? getOrder(id)]));
    return Promise.all(ids.map((id) => read.get(id)));
  }

  /** A write that the shop may turn down for what is in it. @throws IntegrationError for anything else that is no success */
  async function write(request: Call): Promise<Written> {
    const response = await exchange(request);
    const { status } = response;
    if (status >= 200 && status <= 299) {
      const document = response.json();
      if (isObject(document)) return { document };
      throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous: true });
    }
    const refused = refusalIn(response);
    if (status < 400 || status === 401 || status === 403 || !refused.code || refused.code === 'rest_no_route')
      throw refusal(response, store, remote);
    return { refused };
  }

  /** One refused item does not stop the others. @throws IntegrationError BATCH_REFUSED when the call was turned down as a whole */
  async function batch(path: string, work: ProductBatch): Promise<Written[]> {
    const answer = await write({ method: 'POST', path, body: work });
    if ('refused' in answer) {
      const { code, message } = answer.refused;
      throw new IntegrationError('BATCH_REFUSED', { facts: { what: 'a batch', problem: masked(message) || code } });
    }
    const [asked, read] = 'create' in work ? [work.create, answer.document.create] : [work.update, answer.document.update];
    const items = z.array(BatchAnswer).safeParse(read);
    if (items.success && items.data.length === asked.length)
      return items.data.map((item) => (item.error ? { refused: item.error } : { document: item.document }));
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous: true, from: items.error });
  }

  async function updateOrders(changes: OrderChange[]): Promise<Written[]> {
    const [first, second] = changes;
    if (!first || second) return batch('orders/batch', { update: changes.map(({ id, change }) => ({ id: Number(id), ...change })) });
    return [await write({ method: 'PUT', path: `orders/${encodeURIComponent(first.id)}`, body: first.change })];
  }
  const changeOrder = gathered(updateOrders, mostOrdersPerWrite);

  return {
    source: { store: store.id, shopUrl: settings.shopUrl, timeZone: settings.timeZone },
    webhookSecret: () => ports.secrets.get('webhook-secret'),
    getOrder,
    loadOrder: gathered(getOrders, perPage),
    listOrders: (query) => call({ method: 'GET', path: 'orders', query }, z.array(OrderRow)),
    getProducts: (skus) => call({ method: 'GET', path: 'products', query: { sku: skus.join(','), per_page: String(perPage) } }, Documents),
    updateOrder: (id, change) => changeOrder({ id, change }),
    createOrderNote: (id, note) => write({ method: 'POST', path: `orders/${encodeURIComponent(id)}/notes`, body: { note } }),
    inTurn: inTurns(),
    batchProducts: (work, parent) => batch(parent ? `products/${parent}/variations/batch` : 'products/batch', work),
    async listWebhooks() {
      const all: Webhook[] = [];
      for (let page = 1; ; page += 1) {
        const query = { per_page: String(perPage), page: String(page), orderby: 'id', order: 'asc' };
        const hooks = await call({ method: 'GET', path: 'webhooks', query }, z.array(Webhook));
        all.push(...hooks);
        if (hooks.length < perPage) return all;
      }
    },
    createWebhook: (body) => call({ method: 'POST', path: 'webhooks', body }, Webhook),
    updateWebhook: (id, body) => call({ method: 'PUT', path: `webhooks/${id}`, body }, Webhook),
    deleteWebhook: async (id) => void (await call({ method: 'DELETE', path: `webhooks/${id}`, query: { force: 'true' } }, Document)),
  };
}

interface OrderChange {
  id: ExternalId;
  change: JsonObject;
}

const Document = z.custom<JsonObject>(isObject);
const Documents = z.array(Document);

/** What a 3xx or 4xx means for the person who has to act. */
function refusal(response: HttpResponse, store: Store, remote: string): IntegrationError {
  const { status } = response;
  const { code, message } = refusalIn(response);
  const said = code ? `${status} ${code}: ${masked(message)}` : `${status} without an explanation`;
  const wrong = (problem: string) =>
    new IntegrationError('CONFIGURATION_WRONG', { facts: { store: store.name, problem }, cause: rowKey('CONFIGURATION_WRONG', store.id) });
  if (status === 401 || status === 403) {
    const hint = /_cannot_(edit|create|batch|delete)$/.test(code)
      ? 'the key must have the permission read/write, and WordPress must see HTTPS'
      : code
        ? 'usually WordPress does not see HTTPS, or its host strips the Authorization header (then set keysIn to "query")'
        : 'a firewall or a security plug-in answers in front of WooCommerce';
    return new IntegrationError('REMOTE_REFUSED_LOGIN', {
      facts: { remote, problem: `${said}; ${hint}` },
      cause: rowKey('REMOTE_REFUSED_LOGIN', store.id),
    });
  }
  if (status >= 300 && status < 400) return wrong(`the shop sends us on to ${response.headers.get('location') ?? 'another address'}`);
  if (code) return wrong(`the shop answers ${said}`);
  return new IntegrationError('REMOTE_RUBBISH', { facts: { remote } });
}

function refusalIn(response: HttpResponse): Refusal {
  let body: Json = null;
  try {
    body = response.json();
  } catch {
    // An HTML page has no code.
  }
  const read = Refusal.safeParse(body);
  return read.success ? read.data : { code: '', message: '' };
}

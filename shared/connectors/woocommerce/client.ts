import { z } from 'zod';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { createHttp, type HttpRequest, type HttpResponse, remoteFailed } from '../../core/http.ts';
import type { ExternalId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import type { ConnectorPorts } from '../connector.ts';
import { OrderRow, Refusal, Webhook } from './schema.ts';
import type { WooCommerceSettings } from './settings.ts';
import type { OrderSource } from './translate.ts';

export interface WebhookDraft {
  name: string;
  status: 'active' | 'paused' | 'disabled';
  topic: string;
  delivery_url: string;
  secret: string;
}

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
  listWebhooks(): Promise<Webhook[]>;
  createWebhook(draft: WebhookDraft): Promise<Webhook>;
  updateWebhook(id: string, change: Partial<WebhookDraft>): Promise<Webhook>;
  deleteWebhook(id: string): Promise<void>;
}

interface Call {
  method: HttpRequest['method'];
  path: string;
  query?: Record<string, string>;
  body?: object;
}

const perPage = 100;
const gatherMs = 10;

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
  async function getOrders(ids: ExternalId[]): Promise<Map<ExternalId, JsonObject | undefined>> {
    const query = { include: ids.join(','), per_page: String(perPage) };
    const listed = ids.length > 1 ? await call({ method: 'GET', path: 'orders', query }, Documents) : [];
    const found = new Map(listed.map((order) => [String(order.id), order]));
    const read = ids.map(async (id) => [id, found.get(id) ?? (await getOrder(id))] as const);
    return new Map(await Promise.all(read));
  }

  return {
    source: { store: store.id, shopUrl: settings.shopUrl, timeZone: settings.timeZone },
    webhookSecret: () => ports.secrets.get('webhook-secret'),
    getOrder,
    loadOrder: gathered(getOrders, perPage),
    listOrders: (query) => call({ method: 'GET', path: 'orders', query }, z.array(OrderRow)),
    getProducts: (skus) => call({ method: 'GET', path: 'products', query: { sku: skus.join(','), per_page: String(perPage) } }, Documents),
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

const Document = z.custom<JsonObject>(isObject);
const Documents = z.array(Document);

/** Calls of the same few milliseconds become one read of up to `most` ids; nobody joins a read that is already under way. */
function gathered<Id, Value>(read: (ids: Id[]) => Promise<Map<Id, Value>>, most: number): (id: Id) => Promise<Value | undefined> {
  let open: { ids: Set<Id>; answer: Promise<Map<Id, Value>>; go(): void } | undefined;
  const begin = () => {
    const ids = new Set<Id>();
    const started = Promise.withResolvers<void>();
    const timer = setTimeout(started.resolve, gatherMs);
    const answer = started.promise.then(() => {
      clearTimeout(timer);
      if (open?.ids === ids) open = undefined;
      return read([...ids]);
    });
    return { ids, answer, go: started.resolve };
  };
  return async (id) => {
    open ??= begin();
    const group = open;
    group.ids.add(id);
    if (group.ids.size >= most) {
      open = undefined;
      group.go();
    }
    return (await group.answer).get(id);
  };
}

/** What a 3xx or 4xx means for the person who has to act. */
function refusal(response: HttpResponse, store: Store, remote: string): IntegrationError {
  const { status } = response;
  const { code, message } = refusalIn(response);
  const said = code ? `${status} ${code}: ${masked(message)}` : `${status} without an explanation`;
  const wrong = (problem: string) =>
    new IntegrationError('CONFIGURATION_WRONG', { facts: { store: store.name, problem }, cause: rowKey('CONFIGURATION_WRONG', store.id) });
  if (status === 401 || status === 403) {
    const hint = code
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

function refusalIn(response: HttpResponse): { code: string; message: string } {
  let body: Json = null;
  try {
    body = response.json();
  } catch {
    // An HTML page has no code.
  }
  const read = Refusal.safeParse(body);
  return read.success ? read.data : { code: '', message: '' };
}

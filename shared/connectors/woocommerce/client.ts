import * as z from 'zod';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import type { ConnectorPorts } from '../connector.ts';
import { gathered, inTurns } from './gathered.ts';
import { type Batch, createRest, Document, isNoRoute, type Rest, type Written } from './rest.ts';
import { OrderRow, ProductRow, Webhook } from './schema.ts';
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
  getProducts(skus: readonly string[]): Promise<ProductRow[]>;
  /** Undefined when the shop has no such product. */
  getProduct(id: string): Promise<ProductRow | undefined>;
  listProducts(query: Record<string, string>): Promise<ProductRow[]>;
  /** Variations of these products, whose ids are known from the products themselves. */
  getVariations(parents: readonly ProductRow[]): Promise<ProductRow[]>;
  createProduct(product: JsonObject): Promise<Written>;
  updateProduct(id: string, change: JsonObject): Promise<Written>;
  /** What weights are in: `kg`, `g`, `lbs` or `oz`; undefined when the key may not read the settings. */
  weightUnit(): Promise<string | undefined>;
  /** `PUT /orders/{id}`; calls of the same few milliseconds share one request. */
  updateOrder(id: ExternalId, change: JsonObject): Promise<Written>;
  createOrderNote(id: ExternalId, note: string): Promise<Written>;
  /** Reading and writing again belong together: work on the same order is done one after the other. */
  inTurn<Result>(id: ExternalId, work: () => Promise<Result>): Promise<Result>;
  /** `POST /products/batch`, with a parent `POST /products/{parent}/variations/batch`: what came of each, in order. At most 100. */
  batchProducts(batch: Batch, parent?: string): Promise<Written[]>;
  /** Writes an empty batch: nothing changes, and a key that may only read is refused. */
  probeWriting(): Promise<void>;
  listWebhooks(): Promise<Webhook[]>;
  createWebhook(draft: WebhookDraft): Promise<Webhook>;
  updateWebhook(id: string, change: Partial<WebhookDraft>): Promise<Webhook>;
  deleteWebhook(id: string): Promise<void>;
}

const perPage = 100;
/** A change of status sends e-mails while it is answered: a hundred of them take longer than most hosts let PHP run. */
const mostOrdersPerWrite = 25;

export function connect(store: Store, settings: WooCommerceSettings, ports: ConnectorPorts): WooCommerceClient {
  const rest = createRest(store, settings, ports);
  const changeOrder = gathered((changes: OrderChange[]) => updateOrders(rest, changes), mostOrdersPerWrite);
  const listProducts = (query: Record<string, string>, path = 'products') =>
    rest.call({ method: 'GET', path, query: { per_page: String(perPage), _fields: rowFields, ...query } }, z.array(ProductRow));
  return {
    source: { store: store.id, shopUrl: settings.shopUrl, timeZone: settings.timeZone },
    webhookSecret: () => ports.secrets.get('webhook-secret'),
    getOrder: (id) => getOrder(rest, id),
    loadOrder: gathered((ids: ExternalId[]) => getOrders(rest, ids), perPage),
    listOrders: (query) => rest.call({ method: 'GET', path: 'orders', query }, z.array(OrderRow)),
    updateOrder: (id, change) => changeOrder({ id, change }),
    createOrderNote: (id, note) => rest.write({ method: 'POST', path: `orders/${encodeURIComponent(id)}/notes`, body: { note } }),
    inTurn: inTurns(),
    getProducts: async (skus) => (await Promise.all(chunks(skus, perPage).map((some) => listProducts({ sku: some.join(',') })))).flat(),
    getProduct: (id) =>
      rest.find(
        { method: 'GET', path: `products/${encodeURIComponent(id)}`, query: { _fields: `${rowFields},attributes,meta_data` } },
        ProductRow,
        'woocommerce_rest_product_invalid_id',
      ),
    listProducts,
    getVariations: variationsReader(listProducts),
    createProduct: (body) => rest.write({ method: 'POST', path: 'products', body }),
    updateProduct: (id, body) => rest.write({ method: 'PUT', path: `products/${encodeURIComponent(id)}`, body }),
    batchProducts: (work, parent) => rest.batch(parent ? `products/${parent}/variations/batch` : 'products/batch', work),
    weightUnit: weightUnitReader(rest),
    probeWriting: async () => void (await rest.call({ method: 'POST', path: 'orders/batch', body: {} }, z.unknown())),
    listWebhooks: () => listWebhooks(rest),
    createWebhook: (body) => rest.call({ method: 'POST', path: 'webhooks', body }, Webhook),
    updateWebhook: (id, body) => rest.call({ method: 'PUT', path: `webhooks/${id}`, body }, Webhook),
    deleteWebhook: async (id) => void (await rest.call({ method: 'DELETE', path: `webhooks/${id}`, query: { force: 'true' } }, Document)),
  };
}

const getOrder = (rest: Rest, id: ExternalId): Promise<JsonObject | undefined> =>
  rest.find({ method: 'GET', path: `orders/${encodeURIComponent(id)}` }, Document, 'woocommerce_rest_shop_order_invalid_id');

/** A list leaves out what is in the trash or gone: those are asked for by themselves. */
async function getOrders(rest: Rest, ids: ExternalId[]): Promise<(JsonObject | undefined)[]> {
  const once = [...new Set(ids)];
  const query = { include: once.join(','), per_page: String(perPage) };
  const listed = once.length > 1 ? await rest.call({ method: 'GET', path: 'orders', query }, z.array(Document)) : [];
  const found = new Map(listed.map((order) => [String(order.id), order]));
  const read = new Map(once.map((id) => [id, found.get(id) ?? getOrder(rest, id)]));
  return Promise.all(ids.map((id) => read.get(id)));
}

interface OrderChange {
  id: ExternalId;
  change: JsonObject;
}

async function updateOrders(rest: Rest, changes: OrderChange[]): Promise<Written[]> {
  const [first, second] = changes;
  if (!first || second) return rest.batch('orders/batch', { update: changes.map(({ id, change }) => ({ id: Number(id), ...change })) });
  return [await rest.write({ method: 'PUT', path: `orders/${encodeURIComponent(first.id)}`, body: first.change })];
}

const rowFields = 'id,parent_id,type,name,sku,global_unique_id,price,regular_price,manage_stock,stock_quantity,variations';

/** By their ids, so that no page shifts under it. Older versions of WooCommerce list variations by their parent only. */
function variationsReader(
  list: (query: Record<string, string>, path: string) => Promise<ProductRow[]>,
): WooCommerceClient['getVariations'] {
  let listsAll = true;
  const byIds = (ids: readonly string[], path: string) => chunks(ids, perPage).map((some) => list({ include: some.join(',') }, path));
  return async (parents) => {
    if (listsAll) {
      const ids = parents.flatMap(({ variations }) => variations);
      const found = await Promise.all(byIds(ids, 'variations')).catch((error: unknown) => {
        if (!isNoRoute(error)) throw error;
        listsAll = false;
        return [];
      });
      if (listsAll) return found.flat();
    }
    return (await Promise.all(parents.flatMap(({ id, variations }) => byIds(variations, `products/${id}/variations`)))).flat();
  };
}

/** Read once. A key that may not read settings is no reason to stop: weights then stay as they are. */
function weightUnitReader(rest: Rest): () => Promise<string | undefined> {
  let unit: string | undefined;
  return async () => {
    unit ??= await rest
      .call({ method: 'GET', path: 'settings/products/woocommerce_weight_unit' }, Document)
      .then(({ value }) => (typeof value === 'string' ? value : ''))
      .catch((error: unknown) => {
        if (error instanceof IntegrationError && ['REMOTE_REFUSED_LOGIN', 'CONFIGURATION_WRONG'].includes(error.code)) return '';
        throw error;
      });
    return unit || undefined;
  };
}

async function listWebhooks(rest: Rest): Promise<Webhook[]> {
  const all: Webhook[] = [];
  for (let page = 1; ; page += 1) {
    const query = { per_page: String(perPage), page: String(page), orderby: 'id', order: 'asc' };
    const hooks = await rest.call({ method: 'GET', path: 'webhooks', query }, z.array(Webhook));
    all.push(...hooks);
    if (hooks.length < perPage) return all;
  }
}

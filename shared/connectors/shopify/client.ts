import type { ArticlePage, StockLevel } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import type { ExternalId } from '../../core/ids.ts';
import { isObject } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import { masked } from '../../core/log.ts';
import type { ConnectorPorts } from '../connector.ts';
import type { ProductNow } from './articles.ts';
import type { UserError } from './catalogue.ts';
import type { OrderFulfilment } from './fulfilment.ts';
import { type Answer, createGraphql, type Graphql, mostCost } from './graphql.ts';
import * as operations from './operations.ts';
import { createFill, type Fill, parsed, type Reader, requireAffordable } from './pages.ts';
import { publishing } from './publishing.ts';
import {
  AppInstallation,
  gidOf,
  OrderVersions,
  PageNodes,
  ShopifyOrder,
  UserErrors,
  type WebhookSubscription,
  WebhookSubscriptions,
} from './schema.ts';
import { selling } from './selling.ts';
import type { ShopifySettings } from './settings.ts';
import type { OrderSource } from './translate.ts';

export interface OrderVersion {
  id: string;
  updatedAt: string;
}

/** Admin GraphQL of one shop, methods named as Shopify names its fields. Every method throws IntegrationError. */
export interface ShopifyClient {
  source: OrderSource;
  /** The whole order, or undefined when the shop has none. Calls of the same few milliseconds share one request. */
  order(id: ExternalId): Promise<ShopifyOrder | undefined>;
  /** Ids and versions in order of change. */
  orders(page: { query: string; after?: string }): Promise<{ versions: OrderVersion[]; after?: string }>;
  /** How the order stands with shipping, money and cancellation; undefined when the shop has none. */
  orderFulfilment(id: ExternalId): Promise<OrderFulfilment | undefined>;
  /** Answers the fulfilment's number. `what` names it for people when Shopify refuses. */
  fulfillmentCreate(fulfillment: object, what: string): Promise<string>;
  fulfillmentCancel(gid: string, what: string): Promise<void>;
  fulfillmentTrackingInfoUpdate(gid: string, tracking: object, what: string): Promise<void>;
  orderMarkAsPaid(gid: string, what: string): Promise<void>;
  orderClose(gid: string, what: string): Promise<void>;
  /** Without giving money back. Waits shortly for the job; `problem` is what Shopify has against it. */
  orderCancel(gid: string, note: string): Promise<{ problem?: string; isDone: boolean }>;
  /** Articles by rising id that a search finds, with the id behind which the next page begins. */
  productVariants(search: string): Promise<ArticlePage>;
  /** Undefined when the shop has none. */
  product(id: string): Promise<ProductNow | undefined>;
  /** What the shop has, by `<item id> <location id>`. */
  inventoryNow(itemIds: readonly string[]): Promise<Map<string, number>>;
  /** All rows or none: what is wrong with which row, empty when it is written. The same key again is the same call. */
  inventorySetQuantities(rows: readonly StockLevel[], key: string): Promise<UserError[]>;
  inventoryActivate(row: StockLevel, key: string): Promise<UserError[]>;
  productVariantsBulkUpdate(productId: string, variants: readonly object[]): Promise<UserError[]>;
  productVariantsBulkCreate(productId: string, variants: readonly object[]): Promise<UserError[]>;
  /** Answers the product's number. @throws IntegrationError CHANNEL_REFUSED */
  productSet(input: { title: string } & Record<string, unknown>): Promise<string>;
  /** @throws IntegrationError CHANNEL_REFUSED */
  productUpdate(product: { title: string } & Record<string, unknown>): Promise<void>;
  /** What the shop calls itself, and the rights that it has approved. */
  currentAppInstallation(): Promise<{ shop: string; scopes: string[] }>;
  webhookSubscriptions(): Promise<WebhookSubscription[]>;
  webhookSubscriptionCreate(topic: string, uri: string): Promise<void>;
  webhookSubscriptionUpdate(id: string, uri: string): Promise<void>;
  webhookSubscriptionDelete(id: string): Promise<void>;
}

export function connect(store: Store, settings: ShopifySettings, ports: ConnectorPorts): ShopifyClient {
  const graphql = createGraphql(store, settings, ports);
  const fill = createFill(graphql);
  const read: Reader = async (operation, shape) => parsed(graphql, shape, requireAffordable(graphql, await graphql.run(operation)).data);

  async function mutate(query: string, variables: Record<string, unknown>): Promise<void> {
    const { data } = await graphql.run({ name: 'mutation', query, variables, writes: true });
    for (const [name, payload] of Object.entries(data)) {
      const errors = UserErrors.safeParse(isObject(payload) ? payload.userErrors : undefined);
      if (!errors.success) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: graphql.remote }, ambiguous: true });
      if (errors.data.length === 0) continue;
      const said = errors.data.map(({ field, message }) => `${masked(message)} (${field?.join('.') ?? name})`).join('; ');
      throw new IntegrationError('CONFIGURATION_WRONG', {
        facts: { store: store.name, problem: `Shopify refused ${name}: ${said}` },
        cause: rowKey('CONFIGURATION_WRONG', store.id),
      });
    }
  }

  return {
    source: { store: store.id, adminUrl: settings.adminUrl },
    order: createOrderReader(graphql, fill),
    async orders({ query, after }) {
      const operation = { name: 'OrdersByUpdate', query: operations.ordersByUpdate, variables: { query, first: 250, after } };
      const { pageInfo, nodes } = (await read(operation, OrderVersions)).orders;
      return { versions: nodes, after: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined };
    },
    ...publishing(graphql, read, fill),
    ...selling(graphql, read, fill),
    async currentAppInstallation() {
      const operation = { name: 'CurrentAppInstallation', query: operations.currentAppInstallation, variables: {} };
      const { shop, currentAppInstallation } = await read(operation, AppInstallation);
      return { shop: `${shop.name} (${shop.myshopifyDomain})`, scopes: currentAppInstallation.accessScopes.map(({ handle }) => handle) };
    },
    async webhookSubscriptions() {
      const all: WebhookSubscription[] = [];
      for (let after: string | undefined; ; ) {
        const operation = { name: 'WebhookSubscriptions', query: operations.webhookSubscriptions, variables: { first: 100, after } };
        const { pageInfo, nodes } = (await read(operation, WebhookSubscriptions)).webhookSubscriptions;
        all.push(...nodes);
        if (!pageInfo.hasNextPage) return all;
        after = pageInfo.endCursor ?? undefined;
      }
    },
    webhookSubscriptionCreate: (topic, uri) =>
      mutate(operations.webhookSubscriptionCreate, { topic, webhookSubscription: { uri, format: 'JSON' } }),
    webhookSubscriptionUpdate: (id, uri) => mutate(operations.webhookSubscriptionUpdate, { id, webhookSubscription: { uri } }),
    webhookSubscriptionDelete: (id) => mutate(operations.webhookSubscriptionDelete, { id }),
  };
}

const mostTogether = 50;
/** Until an answer has said what an order costs. */
const assumedCost = 100;
const nearlyAllOrders = 10;

/** Reads orders complete. What an order costs is learned from the answers, so that a batch is as large as one query may be. */
function createOrderReader(graphql: Graphql, fill: Fill): ShopifyClient['order'] {
  let lines = nearlyAllOrders;
  let ceiling = mostCost;
  const most = () => Math.max(1, Math.min(mostTogether, Math.floor(ceiling / (graphql.costOf('OrdersById') ?? assumedCost))));

  async function ordersById(ids: ExternalId[]): Promise<Loaded[]> {
    const asked = lines;
    const variables = { ids: ids.map((id) => gidOf('Order', id)), lines: asked };
    const answer = await graphql.run({ name: 'OrdersById', query: operations.ordersById, variables, weight: ids.length });
    if (!answer.tooExpensive) return Promise.all(ids.map((id, index) => settled(() => completed(nodeOf(answer, id, index, graphql)))));
    ceiling = answer.tooExpensive.most;
    if (ids.length === 1) {
      if (asked === 1) requireAffordable(graphql, answer);
      lines = Math.max(1, Math.min(lines, Math.floor(asked / 2)));
      return ordersById(ids);
    }
    const size = Math.min(most(), ids.length - 1);
    return (await Promise.all(chunks(ids, size).map(ordersById))).flat();
  }

  async function completed(order: ShopifyOrder | undefined): Promise<ShopifyOrder | undefined> {
    if (!order) return undefined;
    const id = gidOf('Order', order.id);
    for (const name of Object.keys(operations.orderPages) as operations.OrderPages[])
      await fill<unknown>({ id, name, query: operations.orderPage(name), root: 'order', shape: PageNodes[name] }, order[name]);
    for (const refund of order.refunds) {
      const id = gidOf('Refund', refund.id);
      const place = { id, name: 'refundLineItems', query: operations.refundPage, root: 'refund', shape: PageNodes.refundLineItems };
      await fill(place, refund.refundLineItems);
    }
    return order;
  }

  const load = gathered(ordersById, most);
  // Only numbers are ids; anything else would spoil the query of all who share it.
  return async (id) => (/^\d+$/.test(id) ? load(id) : undefined);
}

type Loaded = { order: ShopifyOrder | undefined } | { error: unknown };

const settled = (work: () => Promise<ShopifyOrder | undefined>): Promise<Loaded> =>
  work().then(
    (order) => ({ order }),
    (error: unknown) => ({ error }),
  );

function nodeOf({ data, errors }: Answer, id: ExternalId, index: number, { remote }: Graphql): ShopifyOrder | undefined {
  const node = Array.isArray(data.nodes) ? data.nodes[index] : undefined;
  const own = errors.find(({ path }) => path?.[1] === index);
  if (own) throw new IntegrationError('REMOTE_DOWN', { facts: { remote, problem: masked(own.message) } });
  if (!node) return undefined;
  const order = ShopifyOrder.safeParse(node);
  if (order.success) return order.data;
  const number = isObject(node) && typeof node.name === 'string' ? node.name : id;
  const problem = order.error.issues
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .slice(0, 3)
    .join('; ');
  throw new IntegrationError('ORDER_NOT_UNDERSTOOD', { facts: { number, problem } });
}

const gatherMs = 10;

/** Calls of the same few milliseconds become one read; who comes later starts the next one. */
function gathered(read: (ids: ExternalId[]) => Promise<Loaded[]>, most: () => number): ShopifyClient['order'] {
  let waiting = new Map<ExternalId, PromiseWithResolvers<ShopifyOrder | undefined>>();
  let timer: NodeJS.Timeout | undefined;

  function go(): void {
    const batch = [...waiting];
    waiting = new Map();
    clearTimeout(timer);
    timer = undefined;
    read(batch.map(([id]) => id)).then(
      (loaded) =>
        batch.forEach(([, { resolve, reject }], index) => {
          const one = loaded[index];
          if (one && 'error' in one) reject(one.error);
          else resolve(one?.order);
        }),
      (error: unknown) => batch.forEach(([, { reject }]) => reject(error)),
    );
  }

  return (id) => {
    const known = waiting.get(id) ?? Promise.withResolvers<ShopifyOrder | undefined>();
    waiting.set(id, known);
    if (waiting.size >= most()) go();
    else timer ??= setTimeout(go, gatherMs);
    return known.promise;
  };
}

import { GraphQLError } from 'graphql';
import type { Documents } from '../../documents.ts';
import { shopDomain } from '../../world.ts';
import type { Access } from './access.ts';
import type { RequestContext } from './admin-api.ts';
import { connection, type PageArguments, type Row, refused } from './connection.ts';
import type { ShopOrder } from './order-document.ts';
import { idIn, listIn, shopAmount, textIn } from './reading.ts';
import { refundView } from './refund-views.ts';
import { searchFor } from './search.ts';
import { gid, orderView, utc } from './views.ts';
import type { Subscription, Webhooks } from './webhooks.ts';

export interface RootPorts {
  orders: Documents<ShopOrder>;
  webhooks: Webhooks;
  access: Access;
  shopName: string;
  currency: string;
  apiVersion: string;
}

const mostIds = 250;

const sortKeys: Record<string, (order: ShopOrder) => string> = {
  UPDATED_AT: ({ changedAt }) => changedAt,
  CREATED_AT: ({ document }) => utc(document.created_at) ?? '',
  PROCESSED_AT: ({ document }) => utc(document.processed_at) ?? '',
  ORDER_NUMBER: ({ document }) => String(document.order_number).padStart(12, '0'),
  PO_NUMBER: ({ document }) => textIn(document.po_number) ?? '',
  TOTAL_PRICE: ({ document }) => shopAmount(document, 'total_price').padStart(30, '0'),
  FINANCIAL_STATUS: ({ document }) => textIn(document.financial_status) ?? '',
  ID: () => '',
};

/** Root fields of query and mutation. Rights are looked at where Shopify looks at them. */
export function createRoot({ orders, webhooks, access, shopName, currency, apiVersion }: RootPorts): object {
  const require = (field: string, ...scopes: string[]) => {
    if (access.has(...scopes)) return;
    const needed = scopes.map((scope) => `\`${scope}\``).join(' or ');
    throw new GraphQLError(`Access denied for ${field} field. Required access: ${needed} access scope.`, {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: `${needed} access scope.`,
      },
    });
  };
  const numberIn = (id: string, ...types: string[]): { type: string; number: string } => {
    const [, type = '', number = ''] = /^gid:\/\/shopify\/(\w+)\/(\d+)(?:\?.*)?$/.exec(id) ?? [];
    if (!number || (types.length > 0 && !types.includes(type))) throw refused('RESOURCE_NOT_FOUND', `Invalid id: ${id}`);
    return { type, number };
  };

  const behind =
    <Value>(read: () => Value, field: string, ...scopes: string[]) =>
    () => {
      require(field, ...scopes);
      return read();
    };

  /** Customers and products are rights of their own, also inside an order. */
  const guarded = (order: ShopOrder | undefined) => {
    if (!order) return null;
    const view = orderView(order);
    const { customer, purchasingEntity, lineItems } = view;
    return {
      ...view,
      customer: behind(customer, 'customer', 'read_customers', 'write_customers'),
      purchasingEntity: behind(purchasingEntity, 'purchasingEntity', 'read_customers', 'write_customers'),
      lineItems: (page: PageArguments) => withProducts(lineItems(page)),
    };
  };
  const withProducts = <Page extends { nodes: unknown[]; edges: { node: unknown }[] }>(page: Page): Page => {
    if (access.has('read_products', 'write_products')) return page;
    const denied = (field: string) => () => require(field, 'read_products', 'write_products');
    const close = (node: unknown) => ({ ...(node as object), product: denied('product'), variant: denied('variant') });
    return { ...page, nodes: page.nodes.map(close), edges: page.edges.map((edge) => ({ ...edge, node: close(edge.node) })) };
  };
  const refundOf = (number: string) => {
    for (const { document } of orders.values()) {
      const refund = listIn(document.refunds).find((one) => idIn(one.id) === number);
      if (refund) return refundView(refund, document);
    }
    return null;
  };
  const nodeOf = (id: string) => {
    const { type, number } = numberIn(id);
    if (type === 'Order' || type === 'Refund') require('node', 'read_orders', 'write_orders');
    if (type === 'Order') return guarded(orders.get(number));
    if (type === 'Refund') return refundOf(number);
    const subscription = type === 'WebhookSubscription' ? webhooks.get(number) : undefined;
    return subscription ? subscriptionView(subscription, apiVersion) : null;
  };

  return {
    node: ({ id }: { id: string }) => nodeOf(id),
    nodes({ ids }: { ids: string[] }) {
      if (ids.length > mostIds)
        throw refused(
          'MAX_INPUT_SIZE_EXCEEDED',
          `The input array size of ${ids.length} is greater than the maximum allowed of ${mostIds}.`,
        );
      return ids.map(nodeOf);
    },
    order({ id }: { id: string }) {
      require('order', 'read_orders', 'write_orders');
      return guarded(orders.get(numberIn(id, 'Order').number));
    },
    refund({ id }: { id: string }) {
      require('refund', 'read_orders', 'write_orders');
      return refundOf(numberIn(id, 'Refund').number);
    },
    orders({ query, sortKey, ...page }: PageArguments & { query?: string | null; sortKey: string }, context: RequestContext) {
      require('orders', 'read_orders', 'write_orders');
      const { matches, warnings } = searchFor(query);
      context.search.push({ query: query ?? '', warnings });
      const keyOf = sortKeys[sortKey] ?? sortKeys.ID;
      const rows: Row[] = [...orders.values()]
        .filter(matches)
        .map((order) => ({ key: `${keyOf?.(order)}|${order.id.padStart(20, '0')}`, view: () => guarded(order) }));
      return connection(
        rows.sort((a, b) => (a.key < b.key ? -1 : 1)),
        page,
      );
    },
    shop: () => ({
      __typename: 'Shop',
      id: gid('Shop', '1'),
      name: shopName,
      myshopifyDomain: shopDomain,
      url: `https://${shopDomain}`,
      currencyCode: currency,
      taxesIncluded: false,
      ianaTimezone: 'America/Los_Angeles',
    }),
    currentAppInstallation: () => ({
      __typename: 'AppInstallation',
      id: gid('AppInstallation', '1'),
      accessScopes: access.scopes().map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
    }),
    webhookSubscription({ id }: { id: string }) {
      const found = webhooks.get(numberIn(id, 'WebhookSubscription').number);
      return found ? subscriptionView(found, apiVersion) : null;
    },
    webhookSubscriptions({
      topics,
      uri,
      sortKey: _,
      query: __,
      ...page
    }: PageArguments & { topics?: string[]; uri?: string; sortKey?: string; query?: string }) {
      const found = webhooks.list().filter((one) => (!topics || topics.includes(one.topic)) && (!uri || one.uri === uri));
      return connection(
        found.map((one) => ({ key: one.id.padStart(20, '0'), view: () => subscriptionView(one, apiVersion) })),
        page,
      );
    },
    ...mutations(webhooks, apiVersion, (id) => numberIn(id, 'WebhookSubscription').number),
  };
}

interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  format?: string | null;
  name?: string | null;
}

function mutations(webhooks: Webhooks, apiVersion: string, numberOf: (id: string) => string) {
  const wrong = (message: string, field = ['webhookSubscription', 'callbackUrl']) => ({
    webhookSubscription: null,
    userErrors: [{ __typename: 'UserError', field, message }],
  });
  const made = (subscription: Subscription) => ({ webhookSubscription: subscriptionView(subscription, apiVersion), userErrors: [] });
  const isTaken = (topic: string, uri: string, but?: string) =>
    webhooks.list().some((one) => one.topic === topic && one.uri === uri && one.id !== but);
  const missing = 'Webhook subscription does not exist';

  return {
    webhookSubscriptionCreate({ topic, webhookSubscription: input }: { topic: string; webhookSubscription: SubscriptionInput }) {
      const uri = input.uri ?? input.callbackUrl ?? '';
      const problem = problemOf(uri) ?? (isTaken(topic, uri) ? 'Address for this topic has already been taken' : undefined);
      return problem ? wrong(problem) : made(webhooks.create(topic, uri, input.name));
    },
    webhookSubscriptionUpdate({ id, webhookSubscription: input }: { id: string; webhookSubscription: SubscriptionInput }) {
      const found = webhooks.get(numberOf(id));
      if (!found) return wrong(missing, ['id']);
      const uri = input.uri ?? input.callbackUrl ?? found.uri;
      const problem = problemOf(uri) ?? (isTaken(found.topic, uri, found.id) ? 'Address for this topic has already been taken' : undefined);
      return problem ? wrong(problem) : made(webhooks.update(found, { uri, ...(input.name === undefined ? {} : { name: input.name }) }));
    },
    webhookSubscriptionDelete({ id }: { id: string }) {
      return webhooks.delete(numberOf(id))
        ? { deletedWebhookSubscriptionId: id, userErrors: [] }
        : { deletedWebhookSubscriptionId: null, userErrors: [{ __typename: 'UserError', field: ['id'], message: missing }] };
    },
  };
}

/** Shopify delivers to HTTPS only; loopback is the one exception here, because the environment lives there. */
function problemOf(uri: string): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url) return 'Address is invalid';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1')) return undefined;
  return url.protocol === 'http:' ? 'Address protocol http:// is not supported' : 'Address is invalid';
}

const subscriptionView = ({ id, topic, uri, name, createdAt, updatedAt }: Subscription, apiVersion: string) => ({
  __typename: 'WebhookSubscription',
  id: gid('WebhookSubscription', id),
  legacyResourceId: id,
  topic,
  uri,
  callbackUrl: uri,
  name: name ?? null,
  filter: '',
  format: 'JSON',
  includeFields: [],
  metafieldNamespaces: [],
  createdAt: utc(createdAt),
  updatedAt: utc(updatedAt),
  apiVersion: { handle: apiVersion, displayName: apiVersion, supported: true },
});

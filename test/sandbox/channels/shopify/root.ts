import { randomUUID } from 'node:crypto';
import { shopDomain } from '../../world.ts';
import type { Access } from './access.ts';
import { ArticleViews } from './article-views.ts';
import type { Articles } from './articles.ts';
import { articlesRoot } from './articles-root.ts';
import { closingRoot } from './closing-root.ts';
import { fulfilmentOrderRoot } from './fulfilment-order-root.ts';
import { fulfilmentRoot, readScopes, writeScopes } from './fulfilment-root.ts';
import { FulfilmentViews } from './fulfilment-views.ts';
import { fulfilmentOf } from './fulfilments.ts';
import type { Idempotency } from './idempotency.ts';
import { inventoryRoot } from './inventory-root.ts';
import type { Jobs } from './jobs.ts';
import { findLocation, isThirdParty, type ShopLocation } from './locations.ts';
import type { Office } from './office.ts';
import type { OrderBook } from './order-book.ts';
import type { ShopOrder } from './order-document.ts';
import { orderPicture, ordersRoot, refundOf } from './orders-root.ts';
import { productsRoot, productTeller } from './products-root.ts';
import { limit, numberIn, requireFrom } from './rights.ts';
import type { Stock } from './stock.ts';
import { variantsRoot } from './variants-root.ts';
import { gid } from './views.ts';
import { subscriptionView, webhookRoot } from './webhook-root.ts';
import type { Webhooks } from './webhooks.ts';

export interface RootPorts {
  orders: OrderBook;
  office: Office;
  articles: Articles;
  stock: Stock;
  idempotency: Idempotency;
  jobs: Jobs;
  webhooks: Webhooks;
  access: Access;
  shopName: string;
  currency: string;
  apiVersion: string;
  newId(): string;
  together<Result>(work: () => Result): Result;
}

/** Root fields of query and mutation, put together from the areas. */
export function createRoot(ports: RootPorts): object {
  const { orders, articles, stock, access, webhooks, apiVersion } = ports;
  const require = requireFrom(access);
  const mayRead = (locationId: string) => access.has(...theirs(readScopes, locationId));
  const mayWrite = (locationId: string) => access.has(...theirs(writeScopes, locationId));
  const articleViews = new ArticleViews(articles, stock);
  const orderView: (order: ShopOrder) => object = orderPicture({
    access,
    require,
    articles,
    articleViews,
    fulfilmentViews: () => fulfilmentViews,
  });
  const fulfilmentViews = new FulfilmentViews({
    orderView,
    variantView: (id) => {
      const sold = id ? articles.byVariant(id) : undefined;
      return sold ? articleViews.variant(sold) : null;
    },
    itemIdOf: (id) => (id ? articles.byVariant(id)?.variant.itemId : undefined),
    mayRead,
    mayWrite,
  });
  const nodeOf = nodeReader(ports, { require, orderView, fulfilmentViews, articleViews, mayRead });
  const fulfilment = {
    ...ports,
    require,
    views: fulfilmentViews,
    mayRead,
    mayWrite,
    locationView: (one: ShopLocation) => articleViews.location(one),
  };
  const inventory = { ...ports, require, views: articleViews };
  const products = { ...inventory, tell: productTeller(webhooks, stock, randomUUID) };

  return {
    node: ({ id }: { id: string }) => nodeOf(id),
    nodes({ ids }: { ids: string[] }) {
      limit(ids);
      return ids.map(nodeOf);
    },
    ...ordersRoot({ orders, require, view: orderView }),
    ...fulfilmentRoot(fulfilment),
    ...fulfilmentOrderRoot(fulfilment),
    ...inventoryRoot(inventory),
    ...productsRoot(products),
    ...variantsRoot(products),
    ...articlesRoot(products),
    ...closingRoot({ ...ports, require, view: orderView }),
    ...shopRoot(ports),
    ...webhookRoot(webhooks, apiVersion),
  };
}

/** The scope that counts: one's own locations, or those of services. */
const theirs = (scopes: readonly string[], locationId: string): string[] =>
  scopes.filter((scope) => scope.includes(isThirdParty(locationId) ? 'third_party' : 'merchant_managed'));

const shopRoot = ({ shopName, currency, access }: RootPorts) => ({
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
});

interface Pictures {
  require: ReturnType<typeof requireFrom>;
  orderView(order: ShopOrder): object;
  fulfilmentViews: FulfilmentViews;
  articleViews: ArticleViews;
  mayRead(locationId: string): boolean;
}

function nodeReader(ports: RootPorts, { require, orderView, fulfilmentViews, articleViews, mayRead }: Pictures): (id: string) => unknown {
  const { orders, articles, webhooks, apiVersion } = ports;
  const orderOwning = (number: string) => orders.owning(number);
  const shown = <Found>(found: Found | undefined, view: (one: Found) => unknown): unknown => (found === undefined ? null : view(found));
  const byType: Record<string, { scopes?: string[]; read(number: string): unknown }> = {
    Order: { scopes: ['read_orders', 'write_orders'], read: (number) => shown(orders.get(number), orderView) },
    Refund: { scopes: ['read_orders', 'write_orders'], read: (number) => refundOf(orders, number) },
    WebhookSubscription: { read: (number) => shown(webhooks.get(number), (one) => subscriptionView(one, apiVersion)) },
    Product: {
      scopes: ['read_products', 'write_products'],
      read: (number) => shown(articles.get(number), (one) => articleViews.article(one)),
    },
    ProductVariant: {
      scopes: ['read_products', 'write_products'],
      read: (number) => shown(articles.byVariant(number), (one) => articleViews.variant(one)),
    },
    InventoryItem: {
      scopes: ['read_inventory', 'write_inventory', 'read_products'],
      read: (number) => shown(articles.byItem(number), (one) => articleViews.item(one)),
    },
    Location: { scopes: ['read_locations'], read: (number) => shown(findLocation(number), (one) => articleViews.location(one)) },
    Fulfillment: {
      scopes: ['read_orders', 'write_orders'],
      read: (number) => {
        const order = orderOwning(number);
        const fulfilment = order && fulfilmentOf(order, number);
        return order && fulfilment ? fulfilmentViews.fulfilment(order, fulfilment) : null;
      },
    },
    FulfillmentOrder: {
      scopes: readScopes,
      read: (number) => {
        const order = orderOwning(number);
        const one = order?.fulfilmentOrders.find(({ id, locationId }) => id === number && mayRead(locationId));
        return order && one ? fulfilmentViews.fulfilmentOrder(order, one) : null;
      },
    },
  };
  return (id) => {
    const { type, number } = numberIn(id);
    const known = byType[type];
    if (known?.scopes) require('node', ...known.scopes);
    return known?.read(number) ?? null;
  };
}

import { WrongCall } from '../../faults.ts';
import { CallLog, type PartOptions, type Storefront } from '../../parts.ts';
import { type FaultWording, serve } from '../../serve.ts';
import { stores } from '../../world.ts';
import { act } from './acting.ts';
import { type ArticleAtShop, articleAtShop, orderAtShop } from './back-office.ts';
import { customerRoutes } from './customers-api.ts';
import { createFrontDoor } from './front-door.ts';
import type { OrderDocument } from './order-document.ts';
import { orderRoutes, showOrder } from './orders-api.ts';
import { placeOrders } from './placing.ts';
import { showProduct } from './product-view.ts';
import { productRoutes } from './products-api.ts';
import { refundAndNoteRoutes } from './refund-and-note-routes.ts';
import { shapes } from './shapes.ts';
import { openFile, Shop } from './shop.ts';
import { WebhookSender } from './webhook-sender.ts';
import { webhookRoutes } from './webhooks-api.ts';

export interface WooCommerceOptions extends PartOptions {
  /** How long a receiver of webhooks may take; WooCommerce gives it 60 s. */
  deliveryTimeoutMs?: number;
}

export interface WooCommerceStorefront extends Storefront {
  /** As everywhere; with `variationsEach`, so many of them are the variations of one product. */
  seedArticles(count: number, prefix: string, variationsEach?: number): void;
  price(sku: string): { sku: string; price: string; compareAt?: string } | undefined;
  articles(): ArticleAtShop[];
}

/** A host says 429 without a word on when, and PHP's fatal error is a page. */
const wording: FaultWording = {
  throttle: () => ({
    status: 429,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>429 Too Many Requests</title></head></html>',
  }),
  error: () => ({
    status: 500,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: '<!DOCTYPE html><html><body><p>There has been a critical error on this website.</p></body></html>',
  }),
};

/** Starts the demo shop: REST v3, webhooks, and what a person does there. */
export async function startWooCommerce(options: WooCommerceOptions): Promise<WooCommerceStorefront> {
  const store = stores.find((one) => one.connector === 'woocommerce');
  if (!store) throw new Error('the demo company has no WooCommerce shop');
  const file = openFile(options.dataDir);
  const shop = new Shop(file);
  const calls = new CallLog();
  let site = '';
  const render = (topic: string, id: string): unknown => {
    const product = topic.startsWith('product.') ? shop.articles.get(Number(id)) : undefined;
    if (product) return showProduct(product, shop.articles, site);
    const order = shop.orders.get(id);
    // What the real server delivers for an order that is gone by then.
    return order
      ? showOrder(order, site)
      : { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } };
  };
  const sender = new WebhookSender({ shop, file, source: () => site, render, timeoutMs: options.deliveryTimeoutMs });
  shop.announce = sender.announce;
  const routes = [
    ...orderRoutes(shop),
    ...refundAndNoteRoutes(shop),
    ...productRoutes(shop),
    ...customerRoutes(shop),
    ...webhookRoutes(shop, sender),
  ];
  const handle = createFrontDoor(routes, { key: store.clientId, secret: store.clientSecret }, calls, () => site);
  const served = await serve({ target: 'woocommerce', port: options.port, faults: options.faults, handle, wording });
  site = served.url;

  return {
    name: 'woocommerce',
    url: served.url,
    shapes: () => shapes.map(({ name, title, says }) => ({ name, title, says })),
    place: (orders) => placeOrders(shop, orders),
    async put(document) {
      const order = requireOrderDocument(document);
      shop.putExactly(order);
      return { ref: String(order.id), number: String(order.number ?? order.id) };
    },
    act: async (ref, event, body) => act(shop, ref, event, body),
    order: (ref) => {
      const order = shop.orders.get(ref);
      return order && orderAtShop(order);
    },
    stock: (sku) => {
      const available = shop.available(sku);
      return available === undefined ? undefined : { sku, available };
    },
    price: (sku) => {
      const record = shop.articles.withSku(sku);
      if (!record) return undefined;
      const { price, compareAt } = articleAtShop(record, shop);
      return { sku, price, ...(compareAt ? { compareAt } : {}) };
    },
    articles: () => sellable(shop).map((record) => articleAtShop(record, shop)),
    seedArticles: (count, prefix, variationsEach) => shop.articles.seed(count, prefix, variationsEach),
    calls: () => calls.read(),
    resetCalls: () => calls.reset(),
    pendingDeliveries: () => sender.pending,
    lostDeliveryAt: () => sender.lostAt,
    async reset() {
      sender.clear();
      shop.reset();
      calls.reset();
    },
    async close() {
      sender.close();
      await served.close();
      file.close();
    },
  };
}

/** @throws WrongCall when it is no order of REST v3 or a webhook */
function requireOrderDocument(document: unknown): OrderDocument {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw new WrongCall('an order is a JSON object.');
  const order = document as OrderDocument;
  if (!/^\d+$/.test(String(order.id ?? ''))) throw new WrongCall('a WooCommerce order has an "id" of digits.');
  if (typeof order.status !== 'string' || order.total === undefined) throw new WrongCall('a WooCommerce order has "status" and "total".');
  return structuredClone(order);
}

/** Variations, and products that have none. */
const sellable = (shop: Shop) => [...shop.articles.all()].filter(({ type }) => type !== 'variable');

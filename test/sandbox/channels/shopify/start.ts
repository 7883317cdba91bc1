import { randomUUID } from 'node:crypto';
import { type CurrencyCode, fixed, minorDigits } from '../../../../shared/core/money.ts';
import { DocumentFile, Documents } from '../../documents.ts';
import { WrongCall } from '../../faults.ts';
import { CallLog, type OrderAtShop, type PartOptions, type PlacedOrder, type PlaceOrders, type Storefront } from '../../parts.ts';
import { type Random, randomFrom } from '../../random.ts';
import { type FaultWording, type SimRequest, type SimResponse, serve } from '../../serve.ts';
import { shopDomain, stores } from '../../world.ts';
import { Access } from './access.ts';
import { act } from './acts.ts';
import { answerGraphql, throttledBody } from './admin-api.ts';
import { Articles, type Sold } from './articles.ts';
import { toBody } from './body.ts';
import { Bucket, type BucketSize, plans } from './bucket.ts';
import type { Route } from './fulfilment-orders.ts';
import { Idempotency, type Used } from './idempotency.ts';
import { levelBody } from './inventory-root.ts';
import { type CancelJob, Jobs } from './jobs.ts';
import { mainLocation, secondLocation, serviceLocation } from './locations.ts';
import { Office } from './office.ts';
import { OrderBook } from './order-book.ts';
import { type Making, type ShopOrder, toShopOrder } from './order-document.ts';
import { deeds } from './people.ts';
import { placeOrder } from './place.ts';
import { listIn, numberIn, objectIn, shopAmount, sumOf, textIn } from './reading.ts';
import { createRoot } from './root.ts';
import { type Plan, pickShape, plainPlan, shapes } from './shapes.ts';
import { Stock } from './stock.ts';
import { Webhooks } from './webhooks.ts';

export interface ShopifyOptions extends PartOptions {
  /** Retries of deliveries: 1 = after 1, 2, 4 … seconds. */
  retrySpeed?: number;
  /** The bucket of the shop's plan. Default: Plus. */
  bucket?: BucketSize;
  scopes?: readonly string[];
  tokenLifeS?: number;
  mostCost?: number;
}

export interface ShopifyStorefront extends Storefront {
  /** Every access token ends, as after a day. */
  endTokens(): void;
  /** A hundred of each are in stock at the main location. */
  seedArticles(count: number, prefix: string): void;
}

const apiVersion = '2026-07';
/** What a page can show at once. */
const mostListed = 500;
const supported = ['2026-01', '2026-04', '2026-07', '2026-10'];
const allScopes = [
  'read_orders',
  'write_orders',
  'read_all_orders',
  'read_products',
  'read_customers',
  'write_products',
  'read_inventory',
  'write_inventory',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
  'write_merchant_managed_fulfillment_orders',
  'read_third_party_fulfillment_orders',
];

/** Starts the demo store at Shopify: Admin GraphQL, token endpoint, webhooks. */
export async function startShopify(options: ShopifyOptions): Promise<ShopifyStorefront> {
  const store = stores.find(({ connector }) => connector === 'shopify');
  if (!store) throw new TypeError('the demo world has no Shopify store');
  const file = new DocumentFile(options.dataDir, 'shopify');
  const orders = new OrderBook(file);
  const counters = new Documents<number>(file, 'counters');
  const access = new Access(store, options.scopes ?? allScopes, options.tokenLifeS);
  const bucket = new Bucket(options.bucket ?? plans.plus);
  const calls = new CallLog();
  const webhooks = new Webhooks(file, { shopDomain, secret: store.clientSecret, apiVersion, retrySpeed: options.retrySpeed ?? 1 });
  const next = (name: string, first: number): number => {
    const value = (counters.get(name) ?? first) + 1;
    counters.put(name, value);
    return value;
  };
  const making: Making = {
    newId: () => String(next('id', 5_600_000_000_000)),
    nextNumber: () => next('number', 1000),
    now: () => new Date().toISOString(),
    currency: store.currency,
  };

  const articles = new Articles(file);
  const stock = new Stock(
    file,
    (itemId) => articles.seededLevels(itemId),
    ({ itemId, locationId, level }) =>
      webhooks.tell({ topic: 'inventory_levels/update', body: () => toBody(levelBody(itemId, locationId, level)), eventId: randomUUID() }),
  );
  const idempotency = new Idempotency(new Documents<Used>(file, 'idempotency'));
  const trackedItem = (variantId: string | undefined): string | undefined => {
    const variant = variantId ? articles.byVariant(variantId)?.variant : undefined;
    return variant?.tracked ? variant.itemId : undefined;
  };
  const office = new Office({ orders, stock, webhooks, making, trackedItem });
  const jobs = new Jobs(new Documents<CancelJob>(file, 'jobs'), making.newId, ({ orderId, reason, restock, refund, note }) => {
    const order = orders.get(orderId);
    if (order) office.act(order, 'cancel', { reason, restock, refund, note });
  });
  const root = createRoot({
    orders,
    office,
    articles,
    stock,
    idempotency,
    jobs,
    webhooks,
    access,
    shopName: store.name,
    currency: store.currency,
    apiVersion,
    newId: making.newId,
    together: (work) => file.transaction(work),
  });

  function make(shape: string, random: Random): { order: ShopOrder; topics: { topic: string }[] } {
    const known = shapes[shape];
    if (!known) throw new WrongCall(`shape "${shape}" does not exist. Use one of: ${Object.keys(shapes).join(', ')}.`);
    const plan = known.plan(plainPlan(random), random);
    const placed = placeOrder(plan, random, making);
    const order = plan.cancelled ? act(placed, 'cancel', {}, making).order : placed;
    if (plan.cancelled) for (const line of listIn(order.document.line_items)) line.fulfillable_quantity = 0;
    office.take(order, routeOf(plan));
    const paid = order.document.financial_status === 'paid' ? [{ topic: 'orders/paid' }] : [];
    return { order, topics: [{ topic: 'orders/create' }, ...(plan.cancelled ? [{ topic: 'orders/cancelled' }] : paid)] };
  }

  async function handle(request: SimRequest): Promise<SimResponse> {
    if (request.path === '/admin/oauth/access_token') {
      if (request.method !== 'POST') return notFound;
      calls.count('access_token');
      return access.grant(request);
    }
    const [, version] = /^\/admin\/api\/(\d{4}-\d{2})\/graphql\.json$/.exec(request.path) ?? [];
    const served = version && servedVersion(version);
    if (!served || request.method !== 'POST') return notFound;
    if (!access.isGood(request.headers['x-shopify-access-token'])) {
      calls.count('unauthorised');
      return { status: 401, body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' } };
    }
    const answer = await answerGraphql({ root, bucket, calls, mostCost: options.mostCost ?? 1000 }, request);
    return { ...answer, headers: { ...answer.headers, 'x-shopify-api-version': served } };
  }

  const wording: FaultWording = {
    throttle: (retryAfterS, { path }) => (path.endsWith('graphql.json') ? throttledFor(retryAfterS, bucket) : tooManyTokens(retryAfterS)),
    error: () => ({
      status: 503,
      headers: { 'content-type': 'text/html' },
      body: '<html><body><h1>503 Service Unavailable</h1></body></html>',
    }),
  };
  const served = await serve({ target: 'shopify', port: options.port, faults: options.faults, handle, wording });

  const find = (ref: string): ShopOrder => {
    const order = orders.get(ref);
    if (order) return order;
    throw new WrongCall(`There is no order ${ref}.`);
  };

  return {
    name: 'shopify',
    url: served.url,
    shapes: () => Object.entries(shapes).map(([name, { title, says }]) => ({ name, title, says })),
    async place({ count, seed, shape, ratePerSecond, duplicates = 0, reorder = 0 }: PlaceOrders): Promise<PlacedOrder[]> {
      const random = randomFrom(seed);
      return Array.from({ length: count }, (_, index) => {
        const chosen = shape ?? pickShape(random);
        const { order, topics } = make(chosen, random);
        const pace = ratePerSecond ? (index / ratePerSecond) * 1000 : 0;
        const late = random.chance(reorder) ? random.whole(200, 1500) : 0;
        office.tell(order, topics, { delayMs: pace + late, duplicate: random.chance(duplicates) });
        return { ref: order.id, ...outline(order), shape: chosen };
      });
    },
    async put(document) {
      const given = objectIn(objectIn(document).order ?? document);
      const before = orders.get(textIn(given.admin_graphql_api_id)?.split('/').at(-1) ?? textIn(given.id) ?? '');
      const order = { ...toShopOrder(document, making), fulfilmentOrders: structuredClone(before?.fulfilmentOrders ?? []) };
      office.take(order);
      office.tell(order, [{ topic: before ? 'orders/updated' : 'orders/create' }]);
      return { ref: order.id, number: outline(order).number };
    },
    async act(ref, event, body) {
      const order = find(ref);
      const deed = deeds[event];
      return orderAtShop(deed ? deed(office, order, body) : office.act(order, event, body));
    },
    order: (ref) => {
      const order = orders.get(ref);
      return order && orderAtShop(order);
    },
    stock(sku) {
      const [found] = articles.bySku(sku);
      return found && { sku, available: stock.available(found.variant.itemId) };
    },
    price(sku) {
      const [found] = articles.bySku(sku);
      return found && priceAtShop(found);
    },
    articles: () =>
      articles
        .variantIds()
        .slice(0, mostListed)
        .flatMap((id) => articles.byVariant(String(id)) ?? [])
        .map((sold) => ({
          ...priceAtShop(sold),
          title: sold.article.title,
          status: sold.article.status.toLowerCase(),
          ...(sold.variant.tracked ? { available: stock.available(sold.variant.itemId) } : {}),
        })),
    seedArticles: (count, prefix) => articles.seed(count, prefix),
    calls: () => calls.read(),
    resetCalls: () => calls.reset(),
    pendingDeliveries: () => webhooks.pending(),
    endTokens: () => access.endAll(),
    async reset() {
      orders.clear();
      counters.clear();
      stock.clear();
      articles.clear();
      idempotency.clear();
      jobs.clear();
      webhooks.clear();
      access.endAll();
      bucket.fill();
      calls.reset();
    },
    async close() {
      jobs.close();
      webhooks.close();
      await served.close();
      file.close();
    },
  };
}

/** Where a placed order ships from. */
const routeOf = ({ ships }: Plan): Route =>
  ships === undefined
    ? () => mainLocation
    : (index) => (index % 2 === 0 ? mainLocation : ships === 'by-service' ? serviceLocation : secondLocation);

/** An expired version is answered with the oldest that is left; one that does not exist yet is not found. */
const servedVersion = (asked: string): string | undefined =>
  supported.includes(asked) ? asked : asked < (supported[0] ?? '') ? supported[0] : undefined;

const notFound: SimResponse = { status: 404, body: { errors: 'Not Found' } };

const tooManyTokens = (retryAfterS: number): SimResponse => ({
  status: 429,
  headers: { 'retry-after': retryAfterS.toFixed(1) },
  body: { errors: 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.' },
});

/** So that the documented formula gives just this pause. */
const throttledFor = (retryAfterS: number, { size }: Bucket): SimResponse => ({
  status: 200,
  body: throttledBody(Math.ceil(retryAfterS * size.restoreRate), { ...size, currentlyAvailable: 0 }),
});

function outline({ document }: ShopOrder): { number: string; total: string; currency: string } {
  const currency = textIn(document.currency) ?? 'USD';
  return {
    number: textIn(document.name) ?? '',
    total: fixed(shopAmount(document, 'total_price'), minorDigits(currency as CurrencyCode)),
    currency,
  };
}

const priceAtShop = ({ variant: { sku, price, compareAtPrice } }: Sold) => ({
  sku: sku ?? '',
  price,
  ...(compareAtPrice === null ? {} : { compareAt: compareAtPrice }),
});

function orderAtShop(order: ShopOrder): OrderAtShop {
  const { document } = order;
  return {
    ref: order.id,
    ...outline(order),
    status: document.cancelled_at ? 'cancelled' : (textIn(document.financial_status) ?? 'open'),
    fulfilments: listIn(document.fulfillments)
      .filter(({ status }) => status !== 'cancelled')
      .map((fulfilment) => ({
        trackingNumber: textIn(fulfilment.tracking_number),
        carrier: textIn(fulfilment.tracking_company),
        lines: listIn(fulfilment.line_items).map((line) => ({
          lineId: textIn(line.id) ?? '',
          sku: textIn(line.sku) ?? '',
          quantity: numberIn(line.quantity) ?? 0,
        })),
      })),
    refunds: listIn(document.refunds).map((refund) => ({ amount: sumOf(listIn(refund.transactions), 'amount') })),
  };
}

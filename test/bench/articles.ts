import { never, openShopFloor, type ShopFloor } from '../journeys/shop-floor.ts';
import type { Storefront } from '../sandbox/parts.ts';
import { placeInBoth, untilIdle } from './drain.ts';
import { type BenchPart, counted, type Figure, median, progress, worded } from './figures.ts';

const changed = 10_000;
const many = 100_000;
const probes = 12;

/** Published limits: Shopify restores 100 points a second on its smallest plan and a mutation costs 10; WooCommerce took 1.9 s for 100 on a small server. */
const shopifyLimitS = (calls: number) => Math.max(0, calls * 10 - 2000) / 100;

interface Bulk extends Storefront {
  seedArticles(count: number, prefix: string, variationsEach?: number): void;
}

/** The second place of the demo shop would double every number. */
const onePlace = async (floor: ShopFloor) => {
  const [row] = await floor.dataverse("cmc_stores?$filter=cmc_key eq 'shopify-main'");
  const policies = JSON.parse(String(row?.cmc_policies));
  await floor.write('PATCH', "cmc_stores(cmc_key='shopify-main')", {
    cmc_policies: JSON.stringify({ ...policies, places: policies.places.slice(0, 1), prices: { enabled: false } }),
  });
};

const quiet = { STOCK_SWEEP_SCHEDULE: never, PRICE_SWEEP_SCHEDULE: never, LINK_SCHEDULE: never };

const part = (title: string, measure: (floor: ShopFloor) => Promise<Figure[]>, settings: Record<string, string> = quiet): BenchPart => ({
  title,
  async run() {
    const floor = await openShopFloor({ settings });
    try {
      await onePlace(floor);
      return await measure(floor);
    } finally {
      await floor.close();
    }
  },
});

/** Many changed SKUs: calls and time, beside what the shops allow. */
export const stock = part('Stock', async (floor) => [
  ...(await changedArticles(floor, 'shopify', 'usmf', '24', 'BENCHS')),
  ...(await changedArticles(floor, 'woocommerce', 'demf', 'DE-1', 'BENCHW')),
]);

/** A flood of single changes while orders come in. */
export const flood = part('Flood', floodWithOrders);

/** All articles of a large shop compared with what the shop shows. */
export const trueUp = part('True-up', trueUpOfMany);

/** From a change in Dynamics to what the shop shows. */
export const latency = part('Latency', latencies, { STOCK_SWEEP_SCHEDULE: '* * * * * *', DYNAMICS_POLL_SCHEDULE: '* * * * * *' });

const shopOf = (floor: ShopFloor, channel: string): Bulk => floor.environment.channels[channel] as Bulk;

async function seeded(floor: ShopFloor, channel: string, company: string, warehouse: string, prefix: string, count: number): Promise<void> {
  shopOf(floor, channel).seedArticles(count, prefix);
  await floor.control('POST', '/erp/items-many', { prefix, count, company, warehouse, onHand: 100, price: '10' });
  await run(floor, 'link-articles');
}

async function run(floor: ShopFloor, timer: string): Promise<number> {
  const begin = performance.now();
  await floor.control('POST', `/host/timers/${timer}`);
  await untilIdle(floor, '&looked=false');
  return (performance.now() - begin) / 1000;
}

async function changedArticles(floor: ShopFloor, channel: string, company: string, warehouse: string, prefix: string): Promise<Figure[]> {
  await seeded(floor, channel, company, warehouse, prefix, changed);
  progress(`${channel}: ${counted(changed)} articles are linked`);
  await run(floor, 'sweep-stock');
  const changes = Array.from({ length: changed }, (_, index) => ({
    itemNumber: `${prefix}${String(index + 1).padStart(6, '0')}`,
    warehouse,
    onHand: 57,
  }));
  await floor.control('POST', '/erp/stock-many', { changes, company });
  await floor.control('DELETE', `/channels/${channel}/calls`);
  await floor.control('DELETE', '/erp/calls');
  const begin = performance.now();
  // As an own event in Dynamics tells it: a thousand items at a time.
  for (let start = 0; start < changed; start += 1000)
    await floor.control('POST', '/erp/business-event', {
      body: {
        company,
        about: 'stock',
        items: changes.slice(start, start + 1000).map(({ itemNumber }) => itemNumber),
        key: `${prefix}${start}`,
      },
    });
  await new Promise((done) => setTimeout(done, 500));
  await untilIdle(floor, '&looked=false');
  const seconds = (performance.now() - begin) / 1000;
  const [shop, erp] = await Promise.all([floor.calls(`/channels/${channel}/calls`), floor.calls('/erp/calls')]);
  const writes = shop.operations.filter(({ name }) => /inventorySetQuantities|batch/.test(name)).reduce((sum, { count }) => sum + count, 0);
  const wanted = channel === 'shopify' ? changed / 250 : changed / 100;
  // What is told while the first part is being sent goes in a call of its own.
  if (writes < wanted || writes > wanted + 1)
    throw new Error(`${channel}: ${writes} writes instead of ${wanted}: ${JSON.stringify(shop.operations)}`);
  const shown = await floor.control<{ available: number }>('GET', `/channels/${channel}/stock?sku=${prefix}010000`);
  if (shown.available !== 57) throw new Error(`${channel}: the last article shows ${shown.available}`);
  progress(`${channel}: ${worded(seconds)} s`);
  const limit =
    channel === 'shopify'
      ? `Shopify's smallest plan allows these ${writes} calls in ${worded(shopifyLimitS(writes))} s`
      : 'a small real server takes about 81 s';
  return [
    { what: `${counted(changed)} changed SKUs, ${channel}`, value: `${writes} calls, ${worded(seconds)} s`, remark: limit },
    { what: 'reads of Dynamics for it', value: `${erp.total} calls` },
  ];
}

/** Ten thousand single changes within half a minute while orders come in: what the shop is called with, and what the orders feel. */
async function floodWithOrders(floor: ShopFloor): Promise<Figure[]> {
  await seeded(floor, 'shopify', 'usmf', '24', 'BENCHS', changed);
  await floor.control('DELETE', '/channels/shopify/calls');
  const begin = performance.now();
  const changes = Array.from({ length: changed }, (_, index) => ({
    itemNumber: `BENCHS${String(index + 1).padStart(6, '0')}`,
    warehouse: '24',
    onHand: 31,
  }));
  await floor.control('POST', '/erp/stock-many', { changes, company: 'usmf' });
  const orders = placeInBoth(floor, 200, 41);
  for (let start = 0; start < changed; start += 50)
    await Promise.all(
      changes.slice(start, start + 50).map(({ itemNumber }) =>
        floor.control('POST', '/erp/business-event', {
          body: { company: 'usmf', about: 'stock', items: [itemNumber], key: `flood-${itemNumber}` },
        }),
      ),
    );
  const told = (performance.now() - begin) / 1000;
  await orders;
  await untilIdle(floor, '&looked=false');
  const seconds = (performance.now() - begin) / 1000;
  const rows = await floor.dataverse("cmc_syncevents?$filter=cmc_kind eq 'sales-order'&$orderby=cmc_occurredon desc&$top=200");
  const writes =
    (await floor.calls('/channels/shopify/calls')).operations.find(({ name }) => name === 'inventorySetQuantities')?.count ?? 0;
  return [
    {
      what: `${counted(changed)} single changes told in ${worded(told)} s, 200 orders meanwhile`,
      value: `${writes} calls, all done after ${worded(seconds)} s`,
      remark: `${rows.length} sales orders written`,
    },
  ];
}

async function trueUpOfMany(floor: ShopFloor): Promise<Figure[]> {
  await seeded(floor, 'shopify', 'usmf', '24', 'MANY', many);
  progress(`${counted(many)} articles are linked`);
  await run(floor, 'sweep-stock');
  const sizes: number[] = [];
  const watch = setInterval(() => {
    void floor.control<{ residentBytes: number[] }>('GET', '/host/memory').then(
      ({ residentBytes }) => sizes.push((residentBytes[0] ?? 0) / 1e6),
      () => undefined,
    );
  }, 1000);
  const seconds = await run(floor, 'true-up-stock');
  clearInterval(watch);
  const [row] = await floor.dataverse(
    "cmc_syncstatuses?$filter=cmc_store eq 'shopify-main' and cmc_documenttype eq 'stock' and cmc_externalid eq 'all'",
  );
  return [
    { what: `true-up of ${counted(many)} SKUs`, value: `${worded(seconds)} s`, remark: String(row?.cmc_reason ?? '') },
    { what: 'largest worker meanwhile', value: `${worded(Math.max(...sizes))} MB`, remark: 'goal below 300 MB' },
  ];
}

/** In a quiet hour and while many orders come in. */
async function latencies(floor: ShopFloor): Promise<Figure[]> {
  await run(floor, 'link-articles');
  await run(floor, 'sweep-stock');
  const calm = await stockLatency(floor, 'D0003');
  const tracking = await trackingLatency(floor);
  const busy = placeInBoth(floor, 1000, 77);
  const loaded = await stockLatency(floor, 'D0003');
  await busy;
  await untilIdle(floor);
  const p99 = (times: number[]) => [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0;
  const says = (times: number[]) => `${worded(median(times))} s, p99 ${worded(p99(times))} s`;
  return [
    { what: 'stock change to the shop, quiet', value: says(calm), remark: 'swept each second; by default each minute' },
    { what: 'stock change to the shop, 1,000 orders coming in', value: says(loaded) },
    {
      what: 'packing slip to tracking number in the shop',
      value: says(tracking),
      remark: 'looked for each second; by default each minute, at once with data events',
    },
  ];
}

async function stockLatency(floor: ShopFloor, sku: string): Promise<number[]> {
  const times: number[] = [];
  for (let probe = 0; probe < probes; probe += 1) {
    const onHand = 200 + Math.floor(Math.random() * 100_000);
    const begin = performance.now();
    const before = (await floor.control<{ available: number }>('GET', `/channels/shopify/stock?sku=${sku}`)).available;
    await floor.control('POST', '/erp/stock', { itemNumber: sku, warehouse: '24', onHand, company: 'usmf' });
    for (;;) {
      const { available } = await floor.control<{ available: number }>('GET', `/channels/shopify/stock?sku=${sku}`);
      if (available !== before && available > onHand / 2 && available <= onHand) break;
      if (performance.now() - begin > 120_000) throw new Error(`the shop never showed ${onHand}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    times.push((performance.now() - begin) / 1000);
  }
  return times;
}

async function trackingLatency(floor: ShopFloor): Promise<number[]> {
  const placed = await placeInBoth(floor, probes, 55);
  await untilIdle(floor);
  const times: number[] = [];
  for (const { ref, number } of placed) {
    const [header] = await floor.salesOrders(number);
    const channel = String(header?.SalesOrderOriginCode).replace('-main', '');
    const begin = performance.now();
    await floor.control('POST', '/erp/ship', { salesOrderNumber: header?.SalesOrderNumber, trackingNumber: `B-${ref}`, carrier: 'UPS' });
    for (;;) {
      const shop = await floor.control<{ fulfilments: unknown[] }>('GET', `/channels/${channel}/orders/${ref}`);
      if (shop.fulfilments.length > 0) break;
      if (performance.now() - begin > 60_000) throw new Error(`no tracking number for ${number}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    times.push((performance.now() - begin) / 1000);
  }
  return times;
}

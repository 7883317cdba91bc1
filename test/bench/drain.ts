import { openShopFloor, type ShopFloor } from '../journeys/shop-floor.ts';
import type { PlacedOrder } from '../sandbox/parts.ts';
import { type BenchPart, counted, type Figure, median, progress, range, worded } from './figures.ts';

/** Orders that each fresh worker has seen before time counts: tokens are fetched, code is compiled. */
const warmUp = 20;
/** A drain is long enough for fewer runs. */
const mostRuns = 3;
const shops = ['shopify', 'woocommerce'] as const;

export interface Drained {
  orders: number;
  seconds: number;
  erpCalls: number;
  dataverseCalls: number;
  vaultCalls: number;
}

/** From many orders at once in both shops to nothing left to do. */
export const drain: BenchPart = {
  title: 'Drain',
  async run({ runs: asked, drain: orders }) {
    const runs = Math.min(asked, mostRuns);
    const floor = await openShopFloor();
    try {
      const instant = await repeat(floor, runs, orders, 'none');
      const realistic = await repeat(floor, runs, Math.ceil(orders / 5), 'realistic');
      return [...speedOf('instant Dynamics', instant), ...speedOf('Dynamics with realistic latency', realistic), ...callsOf(instant)];
    } finally {
      await floor.close();
    }
  },
};

async function repeat(floor: ShopFloor, runs: number, orders: number, mode: 'none' | 'realistic'): Promise<Drained[]> {
  const all: Drained[] = [];
  for (let run = 0; run < runs; run += 1) {
    await floor.control('POST', '/reset');
    await floor.control('POST', '/erp/latency', { mode });
    await placeInBoth(floor, warmUp, 999);
    await untilIdle(floor);
    const one = await drainOnce(floor, orders, run + 1);
    progress(`${orders} orders in ${worded(one.seconds)} s (latency: ${mode})`);
    all.push(one);
  }
  return all;
}

/** Places half of the orders in each shop and waits. @throws Error when one of them did not become a sales order */
export async function drainOnce(floor: ShopFloor, orders: number, seed: number): Promise<Drained> {
  for (const path of ['/erp/calls', '/dataverse/calls', '/secrets/calls']) await floor.control('DELETE', path);
  const begin = performance.now();
  const placed = await placeInBoth(floor, orders, seed);
  await untilIdle(floor);
  const seconds = (performance.now() - begin) / 1000;
  const [erp, dataverse, vault] = await Promise.all(['/erp/calls', '/dataverse/calls', '/secrets/calls'].map((path) => floor.calls(path)));
  await mustAllBeSynced(floor, placed);
  return {
    orders: placed.length,
    seconds,
    erpCalls: erp?.total ?? 0,
    dataverseCalls: dataverse?.total ?? 0,
    vaultCalls: vault?.total ?? 0,
  };
}

export async function placeInBoth(floor: ShopFloor, orders: number, seed: number): Promise<PlacedOrder[]> {
  const counts = [Math.ceil(orders / 2), Math.floor(orders / 2)];
  const placing = shops.map((shop, index) => floor.place(shop, { count: counts[index], seed: seed * 10 + index, shape: 'plain' }));
  return (await Promise.all(placing)).flat();
}

/** Waits as long as it takes, in portions that no client cuts off. @throws Error after ten minutes */
export async function untilIdle({ environment: { endpoints } }: ShopFloor, how = ''): Promise<void> {
  for (let waited = 0; waited < 20; waited += 1) {
    const answer = await fetch(`${endpoints.control}/idle?timeoutMs=30000${how}`);
    await answer.arrayBuffer();
    if (answer.ok) return;
  }
  throw new Error('The environment did not come to rest within ten minutes.');
}

async function mustAllBeSynced(floor: ShopFloor, placed: PlacedOrder[]): Promise<void> {
  const rows = await floor.dataverse("cmc_syncstatuses?$filter=cmc_documenttype eq 'order'");
  const states = new Map(rows.map((row) => [row.cmc_externalid, row['cmc_state@OData.Community.Display.V1.FormattedValue']]));
  const left = placed.filter(({ ref }) => states.get(ref) !== 'Synced');
  const [first] = left;
  if (first)
    throw new Error(
      `${left.length} of ${placed.length} orders were not imported; ${first.number} is ${String(states.get(first.ref) ?? 'nowhere')}.`,
    );
}

function speedOf(name: string, all: Drained[]): Figure[] {
  const seconds = all.map((one) => one.seconds);
  const rates = all.map((one) => one.orders / one.seconds);
  return [
    { what: `${counted(all[0]?.orders ?? 0)} orders, ${name}`, value: `${worded(median(seconds))} s`, remark: range(seconds, 's') },
    { what: 'orders per second', value: worded(median(rates)), remark: range(rates, 'per s') },
  ];
}

function callsOf(all: Drained[]): Figure[] {
  const per = (calls: 'erpCalls' | 'dataverseCalls', orders: number) =>
    worded(median(all.map((one) => (one[calls] * orders) / one.orders)));
  return [
    { what: 'F&SCM round trips per order', value: per('erpCalls', 1), remark: 'a $batch is one' },
    {
      what: 'Dataverse calls per 20 orders',
      value: per('dataverseCalls', 20),
      remark: 'with the reading of the configuration every two seconds',
    },
    { what: 'Key Vault calls per drain', value: worded(median(all.map((one) => one.vaultCalls))) },
  ];
}

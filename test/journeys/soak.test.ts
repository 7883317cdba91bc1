import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlacedOrder } from '../sandbox/parts.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ workers: 2, settings: nobodyLooks });
});
afterAll(() => floor?.close());

it('500 mixed orders with duplicates, disorder, failing calls and three kills end with exactly one sales order each, or a reason', async () => {
  for (const target of ['financeScm', 'shopify', 'woocommerce'])
    await floor.control('POST', '/faults', { target, kind: 'error', ratio: 0.05, durationMs: 20_000 });
  const options = { count: 250, duplicates: 0.1, reorder: 0.05, ratePerSecond: 60 };
  const [shopify, woocommerce] = await Promise.all([
    floor.place('shopify', { ...options, seed: 77 }),
    floor.place('woocommerce', { ...options, seed: 78 }),
  ]);
  for (let kill = 0; kill < 3; kill += 1) {
    await new Promise((done) => setTimeout(done, 1200));
    await floor.control('POST', '/host/kill', {});
  }
  await floor.idle(240_000);
  await floor.control('DELETE', '/faults');
  await floor.control('POST', '/host/timers/poll-stores');
  await floor.idle(120_000);

  const statuses = new Map(
    (await floor.dataverse("cmc_syncstatuses?$filter=cmc_documenttype eq 'order'")).map((row) => [
      `${String(row.cmc_store)}|${String(row.cmc_externalid)}`,
      row,
    ]),
  );
  const headers = Map.groupBy(
    await floor.erp(
      'SalesOrderHeadersV4?cross-company=true&$select=SalesOrderNumber,OrderTotalAmount,SalesOrderOriginCode,CustomersOrderReference',
    ),
    (row) => `${String(row.SalesOrderOriginCode)}|${String(row.CustomersOrderReference)}`,
  );
  const wrong: string[] = [];
  const count: Record<string, number> = {};
  const look = (store: string) => (order: PlacedOrder) => {
    const status = statuses.get(`${store}|${order.ref}`);
    const state = String(status?.['cmc_state@OData.Community.Display.V1.FormattedValue'] ?? 'nowhere');
    count[state] = (count[state] ?? 0) + 1;
    const written = headers.get(`${store}|${order.number}`) ?? [];
    if (written.length > 1) wrong.push(`${store} ${order.number} stands ${written.length} times`);
    if (state === 'Synced' && Number(written[0]?.OrderTotalAmount) !== Number(order.total))
      wrong.push(`${store} ${order.number}: ${order.total} became ${String(written[0]?.OrderTotalAmount)}`);
    if (state !== 'Synced' && (written.length > 0 || !status?.cmc_reason))
      wrong.push(
        `${store} ${order.number} (${order.shape}) is ${state} with ${written.length} sales orders: ${String(status?.cmc_reason)}`,
      );
  };
  shopify.forEach(look('shopify-main'));
  woocommerce.forEach(look('woocommerce-main'));
  // What happened to the first that went wrong, for whoever reads the failure.
  const [, number] = / (\S+) \(/.exec(wrong[0] ?? '') ?? [];
  const ref = [...shopify, ...woocommerce].find((order) => order.number === number)?.ref;
  if (ref) {
    const events = await floor.dataverse(`cmc_syncevents?$filter=cmc_externalid eq '${ref}'&$orderby=cmc_occurredon`);
    wrong.push(
      ...events.map(
        (one) =>
          `${String(one.cmc_occurredon)} ${String(one.cmc_operationid).slice(0, 6)} ${String(one.cmc_name)}: ${String(one.cmc_text).slice(0, 80)}`,
      ),
    );
  }
  expect(wrong).toEqual([]);
  expect(count.Synced ?? 0).toBeGreaterThan(350);
  expect(count.nowhere ?? 0).toBe(0);
}, 400_000);

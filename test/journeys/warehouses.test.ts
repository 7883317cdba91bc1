import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSalesOrder, atShop, goods, inDynamics, openProblems, outboundRows, shown } from './dynamics.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
});
afterAll(() => floor?.close());

let seed = 90_000;
const nextSeed = () => (seed += 7);
const units = (lines: Record<string, unknown>[]) => lines.reduce((sum, line) => sum + Number(line.OrderedSalesQuantity), 0);

/** An admin changes the policies of a store; they are in force within a few seconds. */
async function policies(store: string, change: (before: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const [row] = await floor.dataverse(`cmc_stores?$filter=cmc_key eq '${store}'`);
  const next = change(JSON.parse(String(row?.cmc_policies)));
  await floor.write('PATCH', `cmc_stores(cmc_key='${store}')`, { cmc_policies: JSON.stringify(next) });
  await new Promise((done) => setTimeout(done, 3000));
}

describe('one order, several places', () => {
  it('leaves each place of the shop by a shipment of its own', async () => {
    const order = await aSalesOrder(floor, 'shopify', nextSeed(), 'two-locations');
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `P-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    const shop = shown(await atShop(floor, order));
    expect(shop).toMatchObject({ units: units(goods(order)), parcels: 2 });
    expect(new Set(shop.trackingNumbers)).toEqual(new Set([`P-${order.number}`]));
  }, 120_000);

  it('leaves alone what a fulfilment service ships', async () => {
    const order = await aSalesOrder(floor, 'shopify', nextSeed(), 'by-service');
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `S-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    const shop = shown(await atShop(floor, order));
    expect(shop.units).toBeLessThan(units(goods(order)));
    const rows = await outboundRows(floor, order, 'shipment');
    expect(rows).toHaveLength(1);
  }, 120_000);
});

describe.each(['shopify', 'woocommerce'])('%s: quantities', (channel) => {
  it('beyond what the shop has left are told as far as they go', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    const [line] = goods(order);
    const ordered = Number(line?.OrderedSalesQuantity);
    await inDynamics(floor, 'ship', {
      salesOrderNumber: order.number,
      lines: [{ inventoryLotId: line?.InventoryLotId, quantity: ordered + 1 }],
      overdeliver: true,
      trackingNumber: `O-${order.number}`,
      carrier: 'UPS',
    });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order)).units).toBe(ordered);
    expect(await outboundRows(floor, order, 'shipment')).toMatchObject([{ state: 'Synced' }]);
  }, 120_000);
});

it('a kit counts as shipped when its last part has left', async () => {
  const order = await aSalesOrder(floor, 'shopify', nextSeed(), 'two-locations');
  const line = goods(order).find(({ ItemNumber }) => ItemNumber === 'D0001');
  const sku = 'D0001';
  await policies('shopify-main', (before) => ({
    ...before,
    kits: {
      [sku]: [
        { item: 'D0003', quantity: '2' },
        { item: 'BOOK-01', quantity: '1' },
      ],
    },
  }));
  const { lines } = await inDynamics<{ lines: { inventoryLotId: string; itemNumber: string; quantity: number }[] }>(floor, 'explode-kit', {
    salesOrderNumber: order.number,
    inventoryLotId: line?.InventoryLotId,
    components: [
      { itemNumber: 'D0003', quantity: 2 },
      { itemNumber: 'BOOK-01', quantity: 1 },
    ],
  });
  const parts = await floor.erp(
    `SalesOrderLinesV3?cross-company=true&$filter=SalesOrderNumber eq '${order.number}' and ExternalItemNumber eq ''`,
  );
  expect(lines).toHaveLength(2);
  const of = (item: string) =>
    parts
      .filter(({ ItemNumber }) => ItemNumber === item)
      .map((row) => ({ inventoryLotId: row.InventoryLotId, quantity: Number(row.OrderedSalesQuantity) }));
  await inDynamics(floor, 'ship', {
    salesOrderNumber: order.number,
    lines: of('D0003'),
    trackingNumber: `1-${order.number}`,
    carrier: 'UPS',
  });
  await floor.idle(60_000);
  expect(shown(await atShop(floor, order)).units).toBe(0);
  await inDynamics(floor, 'ship', {
    salesOrderNumber: order.number,
    lines: of('BOOK-01'),
    trackingNumber: `2-${order.number}`,
    carrier: 'UPS',
  });
  await floor.idle(60_000);
  expect(shown(await atShop(floor, order))).toMatchObject({
    units: Number(line?.OrderedSalesQuantity),
    trackingNumbers: [`2-${order.number}`],
  });
  await policies('shopify-main', ({ kits: _, ...before }) => before);
}, 150_000);

it('stock may come from the Inventory Visibility service', async () => {
  await floor.control('POST', '/host/timers/link-articles');
  await floor.idle(60_000);
  await policies('shopify-main', (before) => ({ ...before, stock: { ...(before.stock as object), source: 'inventory-visibility' } }));
  await inDynamics(floor, 'stock', { itemNumber: 'D0004', warehouse: '24', onHand: 77, company: 'usmf' });
  await floor.idle(60_000);
  const [row] = await floor.erp(
    "WarehousesOnHandV2?cross-company=true&$filter=dataAreaId eq 'usmf' and ItemNumber eq 'D0004' and InventoryWarehouseId eq '24'",
  );
  const sellable = Number(row?.AvailableOnHandQuantity) - Number(row?.OnOrderQuantity);
  const { available } = await floor.control<{ available: number }>('GET', '/channels/shopify/stock?sku=D0004');
  expect(available).toBe(sellable);
  expect(await openProblems(floor, 'stock')).toEqual([]);
}, 120_000);

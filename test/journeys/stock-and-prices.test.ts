import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inDynamics, openProblems } from './dynamics.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
  await linked();
});
afterAll(() => floor?.close());
afterEach(() => floor.control('DELETE', '/faults'));

/** Articles are linked, and what Dynamics has was sent once. */
async function linked(): Promise<void> {
  await floor.control('POST', '/host/timers/link-articles');
  await floor.idle(60_000);
  await floor.control('POST', '/host/timers/sweep-stock');
  await floor.control('POST', '/host/timers/sweep-prices');
  await floor.idle(60_000);
}

interface Shop {
  channel: string;
  company: string;
  warehouse: string;
}
const shops: Shop[] = [
  { channel: 'shopify', company: 'usmf', warehouse: '24' },
  { channel: 'woocommerce', company: 'demf', warehouse: 'DE-1' },
];
const sku = 'D0001';

const available = async (channel: string, of = sku): Promise<number> =>
  (await floor.control<{ available: number }>('GET', `/channels/${channel}/stock?sku=${of}`)).available;
const price = (channel: string, of = sku): Promise<{ price: string; compareAt?: string }> =>
  floor.control('GET', `/channels/${channel}/price?sku=${of}`);

describe.each(shops)('$channel: stock', ({ channel, company, warehouse }) => {
  const setStock = async (onHand: number, itemNumber = sku) => {
    await inDynamics(floor, 'stock', { itemNumber, warehouse, onHand, company });
    await floor.idle(60_000);
  };

  /** What Dynamics has and no open order will take. */
  const sellable = async () => {
    const filter = `dataAreaId eq '${company}' and ItemNumber eq '${sku}' and InventoryWarehouseId eq '${warehouse}'`;
    const [row] = await floor.erp(`WarehousesOnHandV2?cross-company=true&$filter=${filter}`);
    return Number(row?.AvailableOnHandQuantity) - Number(row?.OnOrderQuantity);
  };

  it('is what Dynamics has once the articles are linked, and follows it', async () => {
    await setStock(17);
    expect(await available(channel)).toBe(17);
    await setStock(0);
    expect(await available(channel)).toBe(0);
    await setStock(40);
    expect(await available(channel)).toBe(40);
  }, 120_000);

  it('falls with an order and is not given back while Dynamics has not shipped it', async () => {
    await setStock(50, 'D0002');
    const before = await available(channel, 'D0002');
    const placed = await floor.place(channel, { count: 3, seed: 91, shape: 'plain' });
    await floor.idle(90_000);
    await floor.control('POST', '/host/timers/sweep-stock');
    await floor.idle(60_000);
    const sold = (
      await Promise.all(
        placed.map(async ({ number }) => {
          const [header] = await floor.salesOrders(number);
          return floor.erp(
            `SalesOrderLinesV3?cross-company=true&$filter=SalesOrderNumber eq '${String(header?.SalesOrderNumber)}' and ItemNumber eq 'D0002'`,
          );
        }),
      )
    )
      .flat()
      .reduce((sum, line) => sum + Number(line.OrderedSalesQuantity), 0);
    expect(before).toBe(50);
    expect(await available(channel, 'D0002')).toBe(50 - Math.ceil(sold));
  }, 150_000);

  it('ends right whatever happens on the way', async () => {
    await floor.control('POST', '/faults', { target: channel, kind: 'throttle', count: 4, retryAfterS: 1 });
    await floor.control('POST', '/faults', { target: 'financeScm', kind: 'error', count: 2 });
    await inDynamics(floor, 'stock', { itemNumber: sku, warehouse, onHand: 23, company });
    await floor.control('POST', '/host/kill', {});
    await floor.idle(150_000);
    await floor.control('POST', '/host/timers/sweep-stock');
    await floor.idle(60_000);
    expect(await available(channel)).toBe(await sellable());
  }, 240_000);
});

describe.each(shops)('$channel: prices', ({ channel, company }) => {
  it('follow Dynamics, and a leap waits for a person', async () => {
    const before = Number((await price(channel)).price);
    const next = (before * 1.2).toFixed(2);
    await inDynamics(floor, 'price', { itemNumber: sku, price: next, company });
    await floor.control('POST', '/host/timers/sweep-prices');
    await floor.idle(60_000);
    expect(Number((await price(channel)).price)).toBe(Number(next));

    const leap = (before * 4).toFixed(2);
    await inDynamics(floor, 'price', { itemNumber: sku, price: leap, company });
    await floor.control('POST', '/host/timers/sweep-prices');
    await floor.idle(60_000);
    expect(Number((await price(channel)).price)).toBe(Number(next));
    const [held] = (await openProblems(floor, 'price')).filter((row) => row.cmc_store === `${channel}-main`);
    expect(held).toMatchObject({ cmc_code: 'PRICE_CHANGE_HELD', cmc_team: 'sales' });
    await floor.write('POST', 'cmc_commands', {
      cmc_key: `approve-${channel}`,
      cmc_name: 'Approve',
      cmc_kind: 'approve-price',
      cmc_store: `${channel}-main`,
      cmc_externalid: held?.cmc_externalid,
      cmc_body: JSON.stringify({ price: (JSON.parse(String(held?.cmc_detail)) as { value: string }).value }),
      cmc_state: 727000000,
    });
    await expect.poll(async () => Number((await price(channel)).price), { timeout: 30_000 }).toBe(Number(leap));
    await floor.idle(60_000);
    expect((await openProblems(floor, 'price')).filter((row) => row.cmc_store === `${channel}-main`)).toEqual([]);
  }, 150_000);
});

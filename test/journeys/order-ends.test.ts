import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSalesOrder, atShop, inDynamics, openProblems, outboundRows } from './dynamics.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: nobodyLooks });
});
afterAll(() => floor?.close());

let seed = 60_000;
const nextSeed = () => (seed += 7);

describe.each(['shopify', 'woocommerce'])('%s: how an order ends', (channel) => {
  it('an invoice closes the order when everything has left', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `I-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    await inDynamics(floor, 'invoice', { salesOrderNumber: order.number });
    await floor.idle(60_000);
    const [row] = await outboundRows(floor, order, 'invoice');
    expect(row).toMatchObject({ state: 'Synced' });
    if (channel === 'woocommerce') expect((await atShop(floor, order)).status).toBe('completed');
  }, 120_000);

  it('a sales order that is cancelled in Dynamics is cancelled in the shop, finance hears of the money, and the echo is known', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    await inDynamics(floor, 'cancel', { salesOrderNumber: order.number });
    await floor.idle(60_000);
    expect((await atShop(floor, order)).status).toBe('cancelled');
    const problems = await openProblems(floor, 'cancellation');
    expect(problems.filter((row) => String(row.cmc_externalid) === order.number)).toMatchObject([
      { cmc_code: 'REFUND_DUE', cmc_team: 'finance' },
    ]);
    expect(await floor.status(channel, order.order.ref)).toMatchObject({ state: 'Cancelled' });
    expect(
      (await floor.exceptions(channel, order.order.ref)).filter(
        ({ state, cmc_documenttype }) => state === 'Open' && cmc_documenttype === 'order',
      ),
    ).toEqual([]);
  }, 120_000);
});

describe('the door for Dynamics', () => {
  const deliver = async (path: string, body: string) =>
    (await fetch(`${floor.environment.endpoints.functions}/api/d365-events/${path}`, { method: 'POST', body })).status;

  it('turns a wrong key and an unknown environment away', async () => {
    expect(await deliver('contoso-demo?code=wrong', '{}')).toBe(401);
    expect(await deliver('nobody?code=wrong', '{}')).toBe(401);
    expect(await deliver('contoso-demo', '{}')).toBe(401);
    // What no message of the queue can hold does not fit tomorrow either.
    expect(await deliver('contoso-demo?code=demo-event-key-4f1d2c7a', 'x'.repeat(300_000))).toBe(413);
  });

  it('keeps an event that cannot be read and tells a person once', async () => {
    const url = 'contoso-demo?code=demo-event-key-4f1d2c7a';
    for (let time = 0; time < 3; time += 1) expect(await deliver(url, '{"odd": nonsense')).toBe(200);
    const nameless = { BusinessEventId: 'SalesInvoicePostedBusinessEvent', EventId: '1', LegalEntity: 'usmf' };
    expect(await deliver(url, JSON.stringify([{ company: 'usmf', about: 'stock', items: ['D0001'] }, nameless]))).toBe(200);
    expect(await deliver(url, JSON.stringify({ BusinessEventId: 'SomethingElseBusinessEvent', EventId: '2', LegalEntity: 'usmf' }))).toBe(
      200,
    );
    await floor.idle(60_000);
    const problems = (await floor.dataverse('cmc_exceptions')).filter(({ cmc_code }) => cmc_code === 'EVENT_UNREADABLE');
    expect(problems.map(({ cmc_title }) => String(cmc_title)).sort()).toEqual([
      'Dynamics sent an event that could not be read: SalesInvoicePostedBusinessEvent names no sales order.',
      'Dynamics sent an event that could not be read: its body is no JSON.',
    ]);
  }, 90_000);

  it('skips what happens to sales orders that came from no shop', async () => {
    const before = (await floor.dataverse('cmc_exceptions')).length;
    const event = {
      BusinessEventId: 'SalesInvoicePostedBusinessEvent',
      EventId: '9',
      LegalEntity: 'usmf',
      SalesOrderId: 'B2B-000123',
      InvoiceId: 'INV-1',
    };
    expect(await deliver('contoso-demo?code=demo-event-key-4f1d2c7a', JSON.stringify(event))).toBe(200);
    await floor.idle(60_000);
    expect((await floor.dataverse('cmc_exceptions')).length).toBe(before);
  }, 90_000);
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aSalesOrder, asSalesOrder, atShop, goods, inDynamics, openProblems, outboundRows, shown } from './dynamics.ts';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ workers: 2, settings: nobodyLooks });
});
afterAll(() => floor?.close());
afterEach(() => floor.control('DELETE', '/faults'));

let seed = 40_000;
const nextSeed = () => (seed += 7);
const units = (lines: Record<string, unknown>[]) => lines.reduce((sum, line) => sum + Number(line.OrderedSalesQuantity), 0);

describe.each(['shopify', 'woocommerce'])('%s: what leaves a warehouse', (channel) => {
  it('is shown with its tracking number, once, and completes the order', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: '1Z999AA10123456784', carrier: 'UPS' });
    await floor.idle(60_000);
    const shop = await atShop(floor, order);
    expect(shown(shop)).toEqual({ units: units(goods(order)), trackingNumbers: ['1Z999AA10123456784'], parcels: 1 });
    const [row] = await outboundRows(floor, order, 'shipment');
    expect(row).toMatchObject({ state: 'Synced', cmc_externalnumber: order.order.number });
    const timeline = await floor.dataverse(`cmc_syncevents?$filter=cmc_kind eq 'shipped' and contains(cmc_text,'1Z999AA10123456784')`);
    expect(timeline.some((event) => String(event.cmc_statuskey).includes(order.order.ref))).toBe(true);
  }, 120_000);

  it('in two parcels is shown in two parcels', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed(), channel === 'shopify' ? 'plain' : 'plain');
    const [line] = goods(order);
    const whole = Number(line?.OrderedSalesQuantity);
    const first =
      whole > 1 ? [{ inventoryLotId: line?.InventoryLotId, quantity: 1 }] : [{ inventoryLotId: line?.InventoryLotId, quantity: whole }];
    const all = units(goods(order));
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, lines: first, trackingNumber: `A-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    const partly = shown(await atShop(floor, order));
    expect(partly).toMatchObject({ trackingNumbers: [`A-${order.number}`], units: Math.min(1, whole) });
    if (all <= partly.units) return;
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `B-${order.number}`, carrier: 'DHL Express' });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order))).toEqual({
      units: all,
      trackingNumbers: [`A-${order.number}`, `B-${order.number}`],
      parcels: 2,
    });
  }, 150_000);

  it('is shown once although the answer of the shop was lost and Dynamics is heard several ways', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    const match = channel === 'shopify' ? 'POST' : 'PUT';
    await inDynamics(floor, 'events', { business: 'https', data: 'https', duplicates: 1 });
    await floor.control('POST', '/faults', { target: channel, kind: 'reset-after-commit', count: 3, match });
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `L-${order.number}`, carrier: 'UPS' });
    await floor.idle(180_000);
    await inDynamics(floor, 'events', { business: 'https', data: 'none', duplicates: 0 });
    expect(shown(await atShop(floor, order))).toEqual({ units: units(goods(order)), trackingNumbers: [`L-${order.number}`], parcels: 1 });
  }, 240_000);

  it('is corrected and taken back in the shop when it is in Dynamics', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    const { packingSlipId, company } = await inDynamics<{ packingSlipId: string; company: string }>(floor, 'ship', {
      salesOrderNumber: order.number,
      trackingNumber: `C-${order.number}`,
      carrier: 'UPS',
    });
    await floor.idle(60_000);
    await inDynamics(floor, 'cancel-packing-slip', { packingSlipId, company });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order)).units).toBe(0);
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `D-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order))).toMatchObject({ units: units(goods(order)), trackingNumbers: [`D-${order.number}`] });
  }, 180_000);

  it('gets its tracking number later, and the shop with it', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    const { packingSlipId, company } = await inDynamics<{ packingSlipId: string; company: string }>(floor, 'ship', {
      salesOrderNumber: order.number,
    });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order))).toMatchObject({ units: units(goods(order)), trackingNumbers: [] });
    await inDynamics(floor, 'events', { business: 'https', data: 'https' });
    await inDynamics(floor, 'track', { packingSlipId, company, trackingNumber: `T-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    await inDynamics(floor, 'events', { business: 'https', data: 'none' });
    expect(shown(await atShop(floor, order))).toMatchObject({ units: units(goods(order)), trackingNumbers: [`T-${order.number}`] });
  }, 150_000);

  it('of an order that the shop has cancelled is for a person, not for a retry', async () => {
    const order = await aSalesOrder(floor, channel, nextSeed());
    await floor.control('POST', `/channels/${channel}/orders/${order.order.ref}/cancel`, {});
    await floor.idle(60_000);
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `X-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order)).trackingNumbers).toEqual([]);
    const [problem] = (await openProblems(floor, 'shipment')).filter((row) => String(row.cmc_externalid).startsWith(order.number));
    expect(problem).toMatchObject({ cmc_code: 'ORDER_CANCELLED_AT_CHANNEL', cmc_team: 'sales' });
    expect(String(problem?.cmc_advice).length).toBeGreaterThan(20);
  }, 150_000);

  it('survives killed workers and shops that are away', async () => {
    const orders = await floor.place(channel, { count: 6, seed: nextSeed(), shape: 'plain' });
    await floor.idle(90_000);
    const sales = await Promise.all(orders.map((order) => asSalesOrder(floor, channel, order)));
    await floor.control('POST', '/faults', { target: channel, kind: 'error', count: 6 });
    for (const { number } of sales)
      await inDynamics(floor, 'ship', { salesOrderNumber: number, trackingNumber: `K-${number}`, carrier: 'UPS' });
    await floor.control('POST', '/host/kill', {});
    await new Promise((done) => setTimeout(done, 400));
    await floor.control('POST', '/host/kill', {});
    await floor.idle(180_000);
    for (const order of sales)
      expect(shown(await atShop(floor, order))).toEqual({ units: units(goods(order)), trackingNumbers: [`K-${order.number}`], parcels: 1 });
  }, 300_000);
});

describe('what the shop decides', () => {
  it('on hold is for the shop, and goes through when it is released and sent again', async () => {
    const order = await aSalesOrder(floor, 'shopify', nextSeed());
    await floor.control('POST', `/channels/shopify/orders/${order.order.ref}/hold`, { reason: 'Fraud check' });
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `H-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    const [problem] = (await openProblems(floor, 'shipment')).filter((row) => String(row.cmc_externalid).startsWith(order.number));
    expect(problem).toMatchObject({ cmc_code: 'FULFILMENT_ON_HOLD', cmc_team: 'shop' });
    await floor.control('POST', `/channels/shopify/orders/${order.order.ref}/release`, {});
    await floor.write('POST', 'cmc_commands', {
      cmc_key: `resubmit-${order.number}`,
      cmc_name: 'Again',
      cmc_kind: 'resubmit',
      cmc_store: 'shopify-main',
      cmc_documenttype: 'shipment',
      cmc_externalid: problem?.cmc_externalid,
    });
    await expect
      .poll(async () => (await floor.dataverse(`cmc_commands?$filter=cmc_key eq 'resubmit-${order.number}'`))[0]?.cmc_state, {
        timeout: 20_000,
      })
      .toBe(727000002);
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order)).trackingNumbers).toEqual([`H-${order.number}`]);
    expect((await openProblems(floor, 'shipment')).filter((row) => String(row.cmc_externalid).startsWith(order.number))).toEqual([]);
  }, 180_000);

  it('shipped by hand in the shop is not shipped twice', async () => {
    const order = await aSalesOrder(floor, 'shopify', nextSeed());
    await floor.control('POST', `/channels/shopify/orders/${order.order.ref}/fulfil`, {});
    await inDynamics(floor, 'ship', { salesOrderNumber: order.number, trackingNumber: `M-${order.number}`, carrier: 'UPS' });
    await floor.idle(60_000);
    expect(shown(await atShop(floor, order)).units).toBe(units(goods(order)));
    const [problem] = (await openProblems(floor, 'shipment')).filter((row) => String(row.cmc_externalid).startsWith(order.number));
    expect(problem).toMatchObject({ cmc_code: 'SHIPMENT_EXCEEDS_ORDER' });
  }, 120_000);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TelemetryItem } from '../sandbox/application-insights.ts';
import type { PlacedOrder } from '../sandbox/parts.ts';
import { mustBeOneSalesOrder, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ workers: 1, settings: { ...nobodyLooks, TELEMETRY_INTERVAL_MS: '1000' } });
  // A store that is new has its articles linked first.
  await floor.control('POST', '/host/timers/take-dataverse-changes');
  await floor.idle();
});
afterAll(() => floor?.close());

/** Shapes that end otherwise than as a sales order, and how. */
const otherwise: Record<string, { state: string; code?: string }> = {
  'unknown-sku': { state: 'Held', code: 'UNKNOWN_ITEM' },
  'two-customers': { state: 'Held', code: 'SEVERAL_CUSTOMERS' },
  'total-off': { state: 'Held', code: 'TOTALS_DIFFER' },
  unpaid: { state: 'Waiting' },
  'on-hold': { state: 'Waiting' },
  // Cash on delivery is not paid yet, and this store imports paid orders.
  'woocommerce fee': { state: 'Waiting' },
  cancelled: { state: 'Cancelled' },
  'test-order': { state: 'Skipped' },
  'checkout-draft': { state: 'Skipped' },
};

describe.each(['shopify', 'woocommerce'])('%s', (channel) => {
  it('every shape of order becomes one sales order to the cent, or says why not', async () => {
    const { shapes } = await floor.control<{ shapes: { name: string }[] }>('GET', `/channels/${channel}/shapes`);
    expect(shapes.length).toBeGreaterThanOrEqual(14);
    const placed = [];
    for (const [index, { name }] of shapes.entries()) placed.push(...(await floor.place(channel, { shape: name, seed: 100 + index })));
    await floor.idle(120_000);

    const wrong: string[] = [];
    for (const order of placed) {
      const expected = otherwise[order.shape] ?? otherwise[`${channel} ${order.shape}`];
      if (!expected) {
        await mustBeOneSalesOrder(floor, channel, order).catch((error: Error) => wrong.push(error.message));
        continue;
      }
      const status = await floor.status(channel, order.ref);
      const open = (await floor.exceptions(channel, order.ref)).filter((one) => one.state === 'Open');
      if (status?.state !== expected.state) wrong.push(`${order.shape} is ${status?.state}: ${String(status?.cmc_reason)}`);
      if (expected.code && open.map((one) => one.cmc_code).join() !== expected.code)
        wrong.push(
          `${order.shape} has ${open.map((one) => `${String(one.cmc_code)} ${String(one.cmc_title)}`).join('; ') || 'no exception'}`,
        );
      if (expected.code && !(open[0]?.cmc_advice && open[0]?.cmc_meaning && open[0]?.cmc_team))
        wrong.push(`${order.shape}: the exception does not say who must act`);
      if ((await floor.salesOrders(order.number)).length > 0) wrong.push(`${order.shape} reached Finance & SCM`);
    }
    expect(wrong).toEqual([]);
  });

  it('an order that is told three times, late and in the wrong order is imported once', async () => {
    const orders = await floor.place(channel, { count: 15, seed: 7, shape: 'plain', duplicates: 0.5, reorder: 0.5 });
    await floor.idle();
    for (const order of orders) await mustBeOneSalesOrder(floor, channel, order);
  });

  it('linking a SKU sets every order free that waited for it', async () => {
    const orders = await floor.place(channel, { count: 3, seed: 900, shape: 'unknown-sku' });
    await floor.idle();
    const held = await Promise.all(
      orders.map(async (order) => (await floor.exceptions(channel, order.ref)).filter((one) => one.state === 'Open')),
    );
    const skus = [...new Set(held.flat().map((one) => (JSON.parse(String(one.cmc_detail)) as { sku: string }).sku))];
    expect(skus.length).toBeGreaterThan(0);

    for (const sku of skus) {
      await floor.write('POST', 'cmc_productlinks', {
        cmc_name: sku,
        cmc_key: `${channel}.${sku.replace(/[^A-Za-z0-9]/g, '.')}`,
        cmc_store: `${channel}-main`,
        cmc_sku: sku,
        cmc_itemnumber: 'D0002',
      });
    }
    await expect
      .poll(async () => (await Promise.all(orders.map((order) => floor.status(channel, order.ref)))).map((row) => row?.state), {
        timeout: 20_000,
      })
      .toEqual(['Synced', 'Synced', 'Synced']);
    for (const order of orders) {
      await mustBeOneSalesOrder(floor, channel, order);
      expect((await floor.exceptions(channel, order.ref)).map((one) => one.state)).toEqual(expect.not.arrayContaining(['Open']));
    }
  });

  it('an unpaid order waits and goes on by itself when it is paid', async () => {
    const [order] = await floor.place(channel, { shape: 'unpaid', seed: 31 });
    await floor.idle();
    expect((await floor.status(channel, order?.ref ?? ''))?.state).toBe('Waiting');
    await floor.control('POST', `/channels/${channel}/orders/${order?.ref}/pay`, {});
    await floor.idle();
    if (order) await mustBeOneSalesOrder(floor, channel, order);
  });

  it('an order that is edited after import is held with the differences, and Dynamics keeps what it has', async () => {
    const [order] = await floor.place(channel, { shape: 'plain', seed: 41 });
    await floor.idle();
    const before = order && (await mustBeOneSalesOrder(floor, channel, order));
    await floor.control('POST', `/channels/${channel}/orders/${order?.ref}/edit`, {});
    await floor.idle();
    const open = (await floor.exceptions(channel, order?.ref ?? '')).filter((one) => one.state === 'Open');
    expect(open.map((one) => one.cmc_code)).toEqual(['ORDER_CHANGED_AFTER_IMPORT']);
    expect(String(open[0]?.cmc_meaning)).toMatch(/quantity \d+ → \d+/);
    const [after] = await floor.salesOrders(order?.number ?? '');
    expect(after?.OrderTotalAmount).toBe(before?.OrderTotalAmount);
  });

  it('an order that is cancelled after import is named to the sales team', async () => {
    const [order] = await floor.place(channel, { shape: 'plain', seed: 43 });
    await floor.idle();
    await floor.control('POST', `/channels/${channel}/orders/${order?.ref}/cancel`, {});
    await floor.idle();
    expect((await floor.exceptions(channel, order?.ref ?? '')).find((one) => one.state === 'Open')).toMatchObject({
      cmc_code: 'CANCELLED_AFTER_IMPORT',
      cmc_team: 'sales',
    });
  });

  it('what webhooks lose, polling finds', async () => {
    await floor.control('POST', '/faults', { target: 'serviceBus', kind: 'error', match: 'SEND inbound', durationMs: 1500 });
    const orders = await floor.place(channel, { count: 3, seed: 51, shape: 'plain' });
    await new Promise((done) => setTimeout(done, 1600));
    await floor.control('DELETE', '/faults');
    await floor.control('POST', '/host/timers/poll-stores');
    await floor.idle();
    for (const order of orders) await mustBeOneSalesOrder(floor, channel, order);
  });

  it('a command row runs a held order again', async () => {
    const [order] = await floor.place(channel, { shape: 'total-off', seed: 61 });
    await floor.idle();
    const key = `again-${channel}`;
    await floor.write('POST', 'cmc_commands', {
      cmc_name: 'Again',
      cmc_key: key,
      cmc_kind: 'resubmit',
      cmc_store: `${channel}-main`,
      cmc_documenttype: 'order',
      cmc_externalid: order?.ref ?? '',
      cmc_state: 727000000,
    });
    const state = async () => (await floor.dataverse(`cmc_commands?$filter=cmc_key eq '${key}'`))[0];
    await expect.poll(async () => (await state())?.cmc_state, { timeout: 20_000 }).toBe(727000002);
    expect((await state())?.cmc_result).toBe('The document is run again.');
    await floor.idle();
    expect((await floor.status(channel, order?.ref ?? ''))?.state).toBe('Held');
  });

  it('the door tells a stranger, a wrong address and too much apart, and keeps what it cannot read', async () => {
    const topic = channel === 'shopify' ? 'orders/create' : 'order.created';
    const body = JSON.stringify({ id: 1 });
    const store = floor.environment.endpoints.stores.find((one) => one.connector === channel);
    expect(await floor.deliver(channel, topic, body, 'wrong')).toBe(401);
    expect(await floor.deliver(channel, topic, body, undefined, `${store?.webhookUrl}-none`)).toBe(404);
    expect(await floor.deliver(channel, topic, JSON.stringify({ id: 1, pad: 'x'.repeat(5_300_000) }))).toBe(413);
    const odd = `{"id": nonsense ${crypto.randomUUID()}`;
    expect(await floor.deliver(channel, topic, odd)).toBe(202);
    await floor.idle();
    const kept = await floor.dataverse(`cmc_exceptions?$filter=cmc_store eq '${channel}-main' and cmc_code eq 'UNREADABLE_DELIVERY'`);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept[0]).toMatchObject({ cmc_team: 'it', cmc_title: expect.stringContaining('could not be read') });
  });

  it('a delivery for an order that the shop does not have is skipped with the reason', async () => {
    const body =
      channel === 'shopify'
        ? JSON.stringify({ id: 4242424242, admin_graphql_api_id: 'gid://shopify/Order/4242424242' })
        : JSON.stringify({ id: 4242424242, status: 'processing' });
    expect(await floor.deliver(channel, channel === 'shopify' ? 'orders/create' : 'order.created', body)).toBe(200);
    await floor.idle();
    expect(await floor.status(channel, '4242424242')).toMatchObject({
      state: 'Skipped',
      cmc_reason: expect.stringContaining('no longer has this order'),
    });
  });
});

describe('what an order costs', () => {
  /** Calls of Finance & SCM in the trace of one order: what others do meanwhile is not in it. */
  const roundTrips = async (channel: string, { ref }: PlacedOrder): Promise<number> => {
    const [row] = await floor.dataverse(`cmc_syncevents?$filter=cmc_externalid eq '${ref}' and cmc_kind eq 'arrived'`);
    expect((await floor.status(channel, ref))?.state).toBe('Synced');
    // Longer than the product keeps what it tells to itself.
    await new Promise((done) => setTimeout(done, 2000));
    const { items } = await floor.control<{ items: TelemetryItem[] }>('GET', '/telemetry');
    const host = new URL(floor.environment.endpoints.financeScm).host;
    return items.filter((one) => one.tags['ai.operation.id'] === row?.cmc_operationid && one.data.baseData.target === host).length;
  };

  it('is one Finance & SCM round trip for a known customer, two for a new one, and no Key Vault call', async () => {
    await floor.place('shopify', { shape: 'known-customer', seed: 71 });
    await floor.idle();
    await floor.control('DELETE', '/secrets/calls');
    const [known] = await floor.place('shopify', { shape: 'known-customer', seed: 71 });
    await floor.idle();
    expect(known && (await roundTrips('shopify', known))).toBe(1);
    expect((await floor.calls('/secrets/calls')).total).toBe(0);

    // Items are remembered: after some orders the shop's whole range is known.
    await floor.place('shopify', { shape: 'plain', seed: 72, count: 40 });
    await floor.idle();
    const [fresh] = await floor.place('shopify', { shape: 'plain', seed: 987_654 });
    await floor.idle();
    expect(fresh && (await roundTrips('shopify', fresh))).toBe(2);
  });

  it('is a small part of a Dataverse call: status is written at most twice a second, however many orders come', async () => {
    await floor.control('DELETE', '/dataverse/calls');
    const begun = performance.now();
    await floor.place('woocommerce', { count: 200, seed: 81, shape: 'plain' });
    await floor.idle(120_000);
    const seconds = (performance.now() - begun) / 1000;
    const { operations } = await floor.calls('/dataverse/calls');
    const writes = operations.filter((one) => one.name.includes('$batch')).reduce((sum, one) => sum + one.count, 0);
    // Snapshots and the last tick come on top.
    expect(writes).toBeLessThan(2 * seconds + seconds / 5 + 4);
    expect(writes).toBeLessThan(100);
  });
});

import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { mustBeOneSalesOrder, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ workers: 2, settings: nobodyLooks });
});
afterAll(() => floor?.close());
afterEach(() => floor.control('DELETE', '/faults'));

let seed = 1000;

/** Orders during trouble, then well again: one sales order each. */
async function survive(fault: Record<string, unknown>, count = 4): Promise<void> {
  await floor.control('POST', '/faults', fault);
  seed += 10;
  const orders = {
    shopify: await floor.place('shopify', { count, seed, shape: 'plain' }),
    woocommerce: await floor.place('woocommerce', { count, seed: seed + 1, shape: 'plain' }),
  };
  await new Promise((done) => setTimeout(done, Number(fault.durationMs ?? 0)));
  await floor.idle(120_000);
  await floor.control('DELETE', '/faults');
  await floor.control('POST', '/host/timers/poll-stores');
  await floor.idle(120_000);
  for (const [channel, placed] of Object.entries(orders)) for (const order of placed) await mustBeOneSalesOrder(floor, channel, order);
}

describe('one sales order each, whatever happens meanwhile', () => {
  it.each([
    ['Finance & SCM is away', { target: 'financeScm', kind: 'down', durationMs: 2000 }],
    ['Finance & SCM throttles', { target: 'financeScm', kind: 'throttle', count: 6, retryAfterS: 1 }],
    ['Finance & SCM fails', { target: 'financeScm', kind: 'error', count: 6 }],
    ['Finance & SCM writes and never answers', { target: 'financeScm', kind: 'timeout-after-commit', count: 2, match: 'batch' }],
    ['Finance & SCM writes and the line breaks', { target: 'financeScm', kind: 'reset-after-commit', count: 4, match: 'batch' }],
    ['Finance & SCM answers rubbish after the write', { target: 'financeScm', kind: 'bad-json', count: 4, match: 'batch' }],
    ['Finance & SCM is slow', { target: 'financeScm', kind: 'latency', durationMs: 300, count: 10 }],
    ['Dataverse is away', { target: 'dataverse', kind: 'down', durationMs: 6000 }],
    ['Dataverse throttles', { target: 'dataverse', kind: 'throttle', count: 5, retryAfterS: 1 }],
    ['storage is away', { target: 'tables', kind: 'down', durationMs: 5000 }],
    ['Key Vault is away', { target: 'keyVault', kind: 'down', durationMs: 2000 }],
    ['the identity service is away', { target: 'identity', kind: 'down', durationMs: 2000 }],
    ['Shopify throttles', { target: 'shopify', kind: 'throttle', count: 5, retryAfterS: 1 }],
    ['WooCommerce fails', { target: 'woocommerce', kind: 'error', count: 5 }],
    ['the shop answers rubbish', { target: 'woocommerce', kind: 'bad-json', count: 3 }],
  ])(
    '%s',
    async (_what, fault) => {
      await survive(fault);
    },
    150_000,
  );

  it('workers are killed in the middle', async () => {
    const orders = await floor.place('shopify', { count: 20, seed: 5555, shape: 'plain', ratePerSecond: 40 });
    for (let kill = 0; kill < 3; kill += 1) {
      await floor.control('POST', '/host/kill', {});
      await new Promise((done) => setTimeout(done, 250));
    }
    await floor.idle(150_000);
    await floor.control('POST', '/host/timers/poll-stores');
    await floor.idle(60_000);
    for (const order of orders) await mustBeOneSalesOrder(floor, 'shopify', order);
  }, 250_000);
});

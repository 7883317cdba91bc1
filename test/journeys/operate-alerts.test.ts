import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exceptionState } from '../../shared/d365/dataverse/choices.ts';
import type { TelemetryItem } from '../sandbox/application-insights.ts';
import { stores } from '../sandbox/world.ts';
import { never, nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

/** What alerts listen to is said when it should be, and not otherwise. */

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({
    settings: {
      ...nobodyLooks,
      POLL_SCHEDULE: never,
      SUBSCRIPTION_SCHEDULE: never,
      SNAPSHOT_SCHEDULE: never,
      TELEMETRY_INTERVAL_MS: '400',
    },
  });
});
afterAll(() => floor?.close());
beforeEach(() => floor.control('DELETE', '/telemetry'));

const keysOfShop = stores.find(({ id }) => id === 'woocommerce-main');

const bothStores = ['shopify-main', 'woocommerce-main'];

type Said = { message?: string; properties?: Record<string, string>; metrics?: { name: string; value: number }[] };
const told = async (): Promise<Said[]> =>
  (await floor.control<{ items: TelemetryItem[] }>('GET', '/telemetry')).items.map((one) => one.data.baseData as Said);
const lines = async (message: string) => (await told()).filter((one) => one.message === message).map((one) => one.properties);
const levels = async (name: string, store: string) =>
  (await told())
    .filter((one) => one.properties?.store === store)
    .flatMap((one) => one.metrics ?? [])
    .filter((one) => one.name === name)
    .map((one) => one.value);
const soon = { timeout: 20_000 };
const run = (timer: string) => floor.control('POST', `/host/timers/${timer}`);

/** A call of the shop's REST API, as its administrator. */
async function shopApi<T>(method: string, path: string): Promise<T> {
  const keys = Buffer.from(`${keysOfShop?.clientId}:${keysOfShop?.clientSecret}`).toString('base64');
  const url = `${floor.environment.endpoints.channels.woocommerce}/wp-json/wc/v3${path}`;
  return (await (await fetch(url, { method, headers: { authorization: `Basic ${keys}` } })).json()) as T;
}

describe('what alerts listen to', () => {
  it('a webhook that is gone is told as lost, one that is made for the first time is not', async () => {
    await run('watch-subscriptions');
    await expect.poll(async () => (await shopApi<unknown[]>('GET', '/webhooks')).length, soon).toBeGreaterThan(3);
    await run('watch-subscriptions');
    expect(await lines('subscription lost')).toEqual([]);

    const [hook] = await shopApi<{ id: number; topic: string }[]>('GET', '/webhooks');
    await shopApi('DELETE', `/webhooks/${hook?.id}?force=true`);
    await run('watch-subscriptions');
    await expect
      .poll(() => lines('subscription lost'), soon)
      .toMatchObject([{ store: 'woocommerce-main', topic: hook?.topic, change: 'created' }]);
  });

  it('a shop that refuses our keys is told by its polls, although no order comes', async () => {
    await floor.control('PUT', '/secrets/woocommerce-main-client-secret', { value: 'revoked' });
    await floor.ask('alex', { cmc_kind: 'rotate-secret', cmc_store: 'woocommerce-main' });
    await run('poll-stores');
    await run('watch-subscriptions');
    for (const message of ['poll failed', 'subscriptions could not be checked'])
      await expect.poll(() => lines(message), soon).toMatchObject([{ store: 'woocommerce-main', codes: 'REMOTE_REFUSED_LOGIN' }]);
    await floor.control('PUT', '/secrets/woocommerce-main-client-secret', { value: keysOfShop?.clientSecret });
    expect((await floor.ask('alex', { cmc_kind: 'rotate-secret', cmc_store: 'woocommerce-main' })).state).toBe('Done');
  });

  /** The row of all articles of a store together, with the codes of its open problems. */
  const allOf = async (store: string, kind: string) => {
    const of = `cmc_store eq '${store}' and cmc_documenttype eq '${kind}' and cmc_externalid eq 'all'`;
    const [row] = await floor.dataverse(`cmc_syncstatuses?$filter=${of}`);
    const open = await floor.dataverse(`cmc_exceptions?$filter=${of} and cmc_state eq ${exceptionState.Open}`);
    return [row?.['cmc_state@OData.Community.Display.V1.FormattedValue'], ...open.map((one) => one.cmc_code)];
  };

  it('what was wrong with all articles of a store is closed by the next run that goes through, though it has nothing else to tell', async () => {
    await run('link-articles');
    await run('sweep-stock');
    await floor.idle();
    await floor.control('PUT', '/secrets/woocommerce-main-client-secret', { value: 'revoked' });
    await floor.ask('alex', { cmc_kind: 'rotate-secret', cmc_store: 'woocommerce-main' });
    await floor.control('POST', '/faults', { target: 'financeScm', kind: 'down' });
    await run('link-articles');
    await run('sweep-stock');
    await expect.poll(() => allOf('woocommerce-main', 'product'), soon).toEqual(['Held', 'REMOTE_REFUSED_LOGIN']);
    await expect.poll(() => allOf('shopify-main', 'stock'), soon).toEqual(['Waiting']);

    await floor.control('DELETE', '/faults');
    await floor.control('PUT', '/secrets/woocommerce-main-client-secret', { value: keysOfShop?.clientSecret });
    await floor.ask('alex', { cmc_kind: 'rotate-secret', cmc_store: 'woocommerce-main' });
    await run('link-articles');
    await expect.poll(() => allOf('woocommerce-main', 'product'), soon).toEqual(['Synced']);
    await expect.poll(() => allOf('shopify-main', 'stock'), soon).toEqual(['Synced']);
  });

  it('a moment without Service Bus does not keep the next true-up from beginning', async () => {
    await floor.control('POST', '/faults', { target: 'serviceBus', kind: 'down' });
    await run('true-up-stock').catch(() => undefined);
    await floor.control('DELETE', '/faults');
    await floor.control('DELETE', '/telemetry');
    const isRun = () =>
      run('true-up-stock').then(
        () => true,
        () => false,
      );
    await expect.poll(isRun, soon).toBe(true);
    await expect.poll(async () => (await lines('true-up begun')).map((one) => one?.store).sort(), soon).toEqual(bothStores);
    await floor.idle();
  });

  it('while all stores are paused nobody asks Dynamics, so nobody is told that it does not answer; after it they go on at once', async () => {
    const body = { reason: 'Update 10.0.47' };
    expect((await floor.ask('alex', { cmc_kind: 'pause-stores', cmc_body: JSON.stringify(body) })).state).toBe('Done');
    await floor.idle();
    await floor.control('DELETE', '/erp/calls');
    for (const timer of ['poll-dynamics', 'true-up-stock', 'sweep-stock', 'sweep-prices', 'link-articles']) await run(timer);
    await floor.idle();
    expect((await floor.calls('/erp/calls')).total).toBe(0);
    expect(await lines('true-up begun')).toEqual([]);

    expect((await floor.ask('alex', { cmc_kind: 'resume-stores', cmc_body: '{}' })).says).toContain('go');
    await run('true-up-stock');
    await expect.poll(async () => (await lines('true-up begun')).map((one) => one?.store).sort(), soon).toEqual(bothStores);
    await floor.idle();
  });

  it('an order that waits for its payment or for its store is not late; one that is tried again and again is', async () => {
    const [unpaid] = await floor.place('woocommerce', { shape: 'unpaid', seed: 3 });
    await floor.idle();
    expect((await floor.status('woocommerce', unpaid?.ref ?? ''))?.state).toBe('Waiting');
    await new Promise((done) => setTimeout(done, 1500));
    await run('take-snapshots');
    await expect.poll(() => levels('companion.backlog', 'woocommerce-main'), soon).toContain(1);
    expect(Math.max(...(await levels('companion.backlog.age', 'woocommerce-main')))).toBe(0);

    await floor.control('POST', '/faults', { target: 'financeScm', kind: 'down' });
    const [late] = await floor.place('woocommerce', { shape: 'plain', seed: 4 });
    await expect.poll(async () => (await floor.status('woocommerce', late?.ref ?? ''))?.state, soon).toBe('Waiting');
    await new Promise((done) => setTimeout(done, 1500));
    await run('take-snapshots');
    await expect.poll(async () => Math.max(0, ...(await levels('companion.backlog.age', 'woocommerce-main'))), soon).toBeGreaterThan(0);
    await floor.control('DELETE', '/faults');
  });
});

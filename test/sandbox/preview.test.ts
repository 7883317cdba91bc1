import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ItemView, OrderDetail, Placed } from './preview/model.ts';
import { chromiumPath, openPage, scrollsSideways, startBrowser, startVisitor, type Visitor, violations } from './preview-visitor.ts';

let visitor: Visitor;
const ask: Visitor['ask'] = (...what) => visitor.ask(...what);
const overview = () => visitor.overview();
const idle = () => visitor.idle();

beforeAll(async () => {
  visitor = await startVisitor();
});
afterAll(() => visitor?.close());
beforeEach(() => visitor.environment.faults.clear());

describe('what the preview tells its page', () => {
  it('names the shops with what can be ordered, and nothing else at first', async () => {
    const first = await overview();

    expect(first.stores.map((store) => store.id)).toEqual(['shopify-main', 'woocommerce-main']);
    expect(first.stores.every((store) => store.shapes.length >= 8)).toBe(true);
    expect([first.orders, first.causes, first.trouble, first.orderCount]).toEqual([[], [], [], 0]);
  });

  it('shows an order with the total that Finance & SCM itself has', async () => {
    const placed = await ask<Placed>('POST', '/api/place', { store: 'shopify-main', shape: 'plain', count: 1 });
    await idle();

    const [order] = (await overview()).orders;
    const query = new URLSearchParams({ key: order?.key ?? '', company: order?.company ?? '', document: order?.document ?? '' });
    const { body: detail } = await ask<OrderDetail>('GET', `/api/order?${query}`);

    const [made] = placed.body.orders;
    expect(order).toMatchObject({ ref: made?.ref, number: made?.number, state: 'Synced', totalsAgree: true });
    expect(detail.salesOrder?.total).toBe(order?.shopTotal);
    expect(detail.timeline.length).toBeGreaterThan(1);
    expect(detail.trouble).toBeUndefined();
  });

  it('puts orders that one cause holds on one card, with who must act', async () => {
    const place = () => visitor.control('POST', '/channels/woocommerce/orders', { count: 1, seed: 5, shape: 'unknown-sku' });
    await place();
    await place();
    await idle();

    const { causes, orders, held } = await overview();

    const [cause, ...more] = causes.filter((one) => one.orders > 0);
    expect(more).toEqual([]);
    expect(cause).toMatchObject({ orders: 2, articles: 0, team: 'catalogue', code: 'UNKNOWN_ITEM' });
    expect(cause?.names).toHaveLength(2);
    expect(held).toMatchObject({ orders: 2, money: cause?.money });
    expect(orders.filter((order) => order.state === 'Held' && order.problems.length === 1)).toHaveLength(2);
  });

  it('asks for another try by a command row that the product carries out', async () => {
    const { body: placed } = await ask<Placed>('POST', '/api/place', { store: 'woocommerce-main', shape: 'unknown-sku', count: 1 });
    await idle();
    const find = async () =>
      (await overview()).orders.find((order) => order.store === 'woocommerce-main' && order.ref === placed.orders[0]?.ref);
    const before = await find();
    const cause = (await overview()).causes.find((one) => one.title === before?.problems[0]?.title);
    const timesHeld = async () => {
      const { body } = await ask<OrderDetail>('GET', `/api/order?${new URLSearchParams({ key: before?.key ?? '' })}`);
      return body.timeline.filter((event) => event.title === 'Held').length;
    };
    const earlier = await timesHeld();

    await ask('POST', '/api/fix', { cause: cause?.cause });
    await visitor.control('POST', '/host/timers/take-dataverse-changes');
    await idle();

    expect((await find())?.state).toBe('Held');
    expect(await timesHeld()).toBeGreaterThan(earlier);
  });

  it('sets free what waits for an unknown SKU once a person says which item it is', async () => {
    const { body: placed } = await ask<Placed>('POST', '/api/place', { store: 'shopify-main', shape: 'unknown-sku', count: 1 });
    await idle();
    const find = async () => (await overview()).orders.find(({ store, ref }) => store === 'shopify-main' && ref === placed.orders[0]?.ref);
    const held = await find();
    const cause = (await overview()).causes.find((one) => one.title === held?.problems[0]?.title);
    const { body: offered } = await ask<{ items: ItemView[] }>('GET', '/api/items?store=shopify-main');
    const wrong = await ask<{ error: string }>('POST', '/api/fix', { ...cause?.link, itemNumber: 'NO-SUCH-ITEM' });

    await ask('POST', '/api/fix', { ...cause?.link, itemNumber: 'D0001' });
    await visitor.control('POST', '/host/timers/take-dataverse-changes');
    await idle();

    const freed = await find();
    expect(held?.state).toBe('Held');
    expect(offered.items).toContainEqual({ number: 'D0001', name: 'Mid-range speaker' });
    expect([wrong.status, wrong.body.error]).toEqual([400, 'There is no item "NO-SUCH-ITEM" that "Main store" could sell.']);
    expect(freed).toMatchObject({ state: 'Synced', totalsAgree: true, problems: [] });
    expect(freed?.tookS).toBeGreaterThanOrEqual(0);
  });

  it('goes on with what it read last, and says so, while Dataverse is away', async () => {
    const before = await overview();

    await ask('POST', '/api/switch', { name: 'dataverse-away', on: true });
    await new Promise((done) => setTimeout(done, 150));
    const away = await overview();

    expect(away.orders.length).toBeGreaterThan(0);
    expect(away.orders).toEqual(before.orders);
    expect(away.trouble.join()).toContain('Dataverse does not answer');
    expect(away.switches.find((one) => one.name === 'dataverse-away')?.on).toBe(true);
  });

  it('switches one fault off and leaves the others alone', async () => {
    await ask('POST', '/api/switch', { name: 'shops-slow', on: true });
    visitor.environment.faults.add({ target: 'tables', kind: 'latency', durationMs: 1 });

    await ask('POST', '/api/switch', { name: 'shops-slow', on: false });

    expect(visitor.environment.faults.list().map((fault) => fault.target)).toEqual(['tables']);
  });

  it('makes everything well again with one call', async () => {
    await ask('POST', '/api/switch', { name: 'finance-scm-away', on: true });
    visitor.environment.faults.add({ target: 'tables', kind: 'latency', durationMs: 1 });

    await ask('DELETE', '/api/faults');

    expect(visitor.environment.faults.list()).toEqual([]);
    expect((await overview()).switches.some((one) => one.on)).toBe(false);
  });

  it('says in a sentence what is wrong with a call, and turns other pages away', async () => {
    const unknown = await ask<{ error: string }>('POST', '/api/place', { store: 'no-such' });
    const foreign = await ask('POST', '/api/reset', {}, { origin: 'https://elsewhere.example' });

    expect([unknown.status, unknown.body.error]).toEqual([400, 'There is no shop "no-such".']);
    expect(foreign.status).toBe(403);
  });
});

describe.skipIf(!chromiumPath)('the page in a browser (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  const open = (width: number, scheme: 'light' | 'dark' = 'light') => openPage(browser, visitor, width, scheme);

  it('says the first step when nothing happened yet', async () => {
    await ask('POST', '/api/reset', {});
    const page = await open(1280);
    expect(await page.textContent('#orders-summary')).toContain('The first step');
    await page.context().close();
  });

  it('places an order by keyboard alone, opens it and closes it', async () => {
    const page = await open(1280);
    await page.getByRole('button', { name: 'Place order: Plain' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('In Dynamics', { exact: true }).waitFor();

    await page.locator('.order-head button').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.timeline');
    expect(await page.textContent('.detail')).toContain('Sales order');
    await page.keyboard.press('Escape');

    expect(await page.locator('.order-head button').first().getAttribute('aria-expanded')).toBe('false');
    expect(await page.textContent('#announcements')).toContain('In Dynamics');
    await page.context().close();
  });

  it.each([
    [360, 'light'],
    [768, 'dark'],
    [1280, 'dark'],
  ] as const)('has no accessibility violation and does not scroll sideways at %i px, %s', async (width, scheme) => {
    await ask('POST', '/api/place', { store: 'woocommerce-main', shape: 'unknown-sku', count: 1 });
    const page = await open(width, scheme);
    await page.locator('.cause').first().waitFor();
    await page.locator('.order-head button').first().click();
    await page.waitForSelector('.timeline');

    expect(await violations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(0);
    await page.context().close();
  });
});

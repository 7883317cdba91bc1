import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from './environment.ts';
import type { ItemView, OrderDetail, Overview, Placed } from './preview/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'preview-'));
let environment: Environment;

const ask = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(environment.endpoints.preview + path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as T };
};
const overview = async () => {
  await new Promise((done) => setTimeout(done, 550));
  return (await ask<Overview>('GET', '/api/overview')).body;
};
const idle = () => fetch(`${environment.endpoints.control}/idle?timeoutMs=30000`);

beforeAll(async () => {
  environment = await startEnvironment({ portBase: 0, quiet: true, endpointsFile: join(folder, 'endpoints.json') });
});
afterAll(async () => {
  await environment?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => environment.faults.clear());

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
    const place = () =>
      fetch(`${environment.endpoints.control}/channels/woocommerce/orders`, {
        method: 'POST',
        body: '{"count":1,"seed":5,"shape":"unknown-sku"}',
      });
    await place();
    await place();
    await idle();

    const { causes, orders, held } = await overview();

    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatchObject({ orders: 2, team: 'catalogue', code: 'UNKNOWN_ITEM' });
    expect(held).toEqual({ orders: 2, money: causes[0]?.money });
    expect(orders.filter((order) => order.state === 'Held' && order.problems.length === 1)).toHaveLength(2);
  });

  it('asks for another try by a command row that the product carries out', async () => {
    const { body: placed } = await ask<Placed>('POST', '/api/place', { store: 'woocommerce-main', shape: 'unknown-sku', count: 1 });
    await idle();
    const find = async () =>
      (await overview()).orders.find((order) => order.store === 'woocommerce-main' && order.ref === placed.orders[0]?.ref);
    const before = await find();
    const cause = (await overview()).causes.find((one) => one.title === before?.problems[0]?.title);

    await ask('POST', '/api/fix', { cause: cause?.cause });
    await fetch(`${environment.endpoints.control}/host/timers/take-dataverse-changes`, { method: 'POST' });
    await idle();

    const again = await find();
    const { body } = await ask<OrderDetail>('GET', `/api/order?${new URLSearchParams({ key: again?.key ?? '' })}`);
    expect(again?.state).toBe('Held');
    expect(body.timeline.filter((event) => event.title === 'Held').length).toBeGreaterThan(1);
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
    await fetch(`${environment.endpoints.control}/host/timers/take-dataverse-changes`, { method: 'POST' });
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
    environment.faults.add({ target: 'tables', kind: 'latency', durationMs: 1 });

    await ask('POST', '/api/switch', { name: 'shops-slow', on: false });

    expect(environment.faults.list().map((fault) => fault.target)).toEqual(['tables']);
  });

  it('makes everything well again with one call', async () => {
    await ask('POST', '/api/switch', { name: 'finance-scm-away', on: true });
    environment.faults.add({ target: 'tables', kind: 'latency', durationMs: 1 });

    await ask('DELETE', '/api/faults');

    expect(environment.faults.list()).toEqual([]);
    expect((await overview()).switches.some((one) => one.on)).toBe(false);
  });

  it('says in a sentence what is wrong with a call, and turns other pages away', async () => {
    const unknown = await ask<{ error: string }>('POST', '/api/place', { store: 'no-such' });
    const foreign = await ask('POST', '/api/reset', {}, { origin: 'https://elsewhere.example' });

    expect([unknown.status, unknown.body.error]).toEqual([400, 'There is no shop "no-such".']);
    expect(foreign.status).toBe(403);
  });
});

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(!executablePath)('the page in a browser (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-zygote'] });
  });
  afterAll(() => browser?.close());

  const open = async (width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(environment.endpoints.preview);
    await page.waitForSelector('.shape');
    return page;
  };
  const violations = async (page: Page): Promise<string[]> => {
    await page.addScriptTag({ path: axe });
    return page.evaluate(async () => {
      const { axe: runner } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await runner.run()).violations.map((violation) => violation.id);
    });
  };

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
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await page.context().close();
  });
});

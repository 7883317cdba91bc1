import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nobodyLooks } from '../journeys/shop-floor.ts';
import type { AppModel } from './preview/app/model.ts';
import type { OrderDetail, Placed } from './preview/model.ts';
import { chromiumPath, openPage, scrollsSideways, startBrowser, startVisitor, type Visitor, violations } from './preview-visitor.ts';

let visitor: Visitor;
const ask: Visitor['ask'] = (...what) => visitor.ask(...what);
const overview = () => visitor.overview();
const idle = () => visitor.idle();

beforeAll(async () => {
  visitor = await startVisitor(nobodyLooks);
});
afterAll(() => visitor?.close());
beforeEach(() => visitor.environment.faults.clear());

describe('the outside world, as the page is told of it', () => {
  it('names the shops with what can be ordered, and nothing else at first', async () => {
    const first = await overview();

    expect(first.stores.map((store) => store.id)).toEqual(['shopify-main', 'woocommerce-main']);
    expect(first.stores.every((store) => store.shapes.length >= 8)).toBe(true);
    expect([first.orders, first.trouble, first.orderCount]).toEqual([[], [], 0]);
  });

  it('shows an order with the total that Finance & SCM itself has, and where it stands in the app', async () => {
    const placed = await ask<Placed>('POST', '/api/place', { store: 'shopify-main', shape: 'plain', count: 1 });
    await idle();

    const [order] = (await overview()).orders;
    const query = new URLSearchParams({ company: order?.company ?? '', document: order?.document ?? '' });
    const { body: detail } = await ask<OrderDetail>('GET', `/api/order?${query}`);

    const [made] = placed.body.orders;
    expect(order).toMatchObject({ ref: made?.ref, number: made?.number, state: 'Synced', totalsAgree: true });
    expect(order?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(detail.salesOrder?.total).toBe(order?.shopTotal);
    expect(detail.trouble).toBeUndefined();
  });

  it('says of an order that waits for a person what is wrong and who must act', async () => {
    await visitor.control('POST', '/channels/woocommerce/orders', { count: 2, seed: 5, shape: 'unknown-sku' });
    await idle();

    const { orders, held } = await overview();

    const waiting = orders.filter((order) => order.state === 'Held');
    expect(held.orders).toBe(2);
    expect(held.money).toHaveLength(1);
    expect(waiting.map(({ problems }) => problems.map(({ code, team }) => `${code} ${team}`))).toEqual([
      ['UNKNOWN_ITEM catalogue'],
      ['UNKNOWN_ITEM catalogue'],
    ]);
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

describe('the app, as the page is told of it', () => {
  const model = async () => (await ask<AppModel>('GET', '/app/model.json')).body;

  it('is what the solution says: areas, views, forms and controls in their places', async () => {
    const { areas, tables } = await model();

    const items = areas.flatMap((area) => area.items);
    expect(items.map(({ title }) => title['1033'])).toEqual(
      expect.arrayContaining(['Today', 'Orders', 'Exceptions', 'Approvals', 'Mappings']),
    );
    expect(items.every(({ table }) => table !== undefined && tables[table] !== undefined)).toBe(true);
    expect(items.every(({ table, view }) => !view || tables[table ?? '']?.views.some(({ id }) => id === view))).toBe(true);
    expect(tables.cmc_exception?.gridControl?.name).toBe('cmc_CommerceCompanion.ExceptionQueue');
    const cells = tables.cmc_syncstatus?.forms[0]?.tabs.flatMap((tab) =>
      tab.columns.flatMap(({ sections }) => sections.flatMap(({ rows }) => rows.flat())),
    );
    expect(cells?.find(({ control }) => control)?.control?.parameters.statusKey).toEqual({ column: 'cmc_key' });
  });

  it('names columns, and only such, that the tables have', async () => {
    const { tables } = await model();
    for (const table of Object.values(tables))
      for (const view of [...table.views, ...(table.quickFind ? [table.quickFind] : [])])
        for (const { name } of view.columns) expect(Object.keys(table.columns), `${table.name}: ${view.name['1033']}`).toContain(name);
  });

  it('has everybody with their roles, and tokens nowhere', async () => {
    const app = await model();
    const kim = app.personas.find(({ key }) => key === 'kim');

    expect(kim?.roles.map(({ name }) => name)).toEqual(['Sales Operator']);
    expect(kim?.privileges.prvcreatecmc_command).toBeGreaterThan(0);
    expect(kim?.privileges.prvwritecmc_mappingset ?? 0).toBe(0);
    expect(JSON.stringify(app)).not.toMatch(/eyJ[A-Za-z0-9]/);
  });
});

describe('the door to Dataverse', () => {
  const stores = '/api/data/v9.2/cmc_stores?$select=cmc_name';

  it('asks in the name of the person who looks', async () => {
    const { body } = await ask<{ UserId: string }>('GET', '/api/data/v9.2/WhoAmI', undefined, { 'x-preview-persona': 'kim' });
    const app = (await ask<AppModel>('GET', '/app/model.json')).body;
    expect(body.UserId).toBe(app.personas.find(({ key }) => key === 'kim')?.id);
  });

  it('names itself in links, and is shut for nobody and for other pages', async () => {
    const known = await ask<{ '@odata.context': string }>('GET', stores, undefined, { 'x-preview-persona': 'alex' });
    const nobody = await ask<{ error: { message: string } }>('GET', stores);
    const foreign = await ask('GET', stores, undefined, { 'x-preview-persona': 'alex', 'sec-fetch-site': 'cross-site' });

    expect(known.body['@odata.context']).toContain(visitor.environment.endpoints.preview);
    expect([nobody.status, nobody.body.error.message]).toEqual([401, 'There is nobody called "".']);
    expect(foreign.status).toBe(403);
  });

  it('forbids scripts and places that are not its own', async () => {
    const page = await fetch(`${visitor.environment.endpoints.preview}/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(await page.text()).not.toMatch(/<script(?![^>]*src=)/);
    for (const path of ['/controls/../../package.json', '/controls/%2e%2e/x.js', '/platform/..%2freact.js'])
      expect((await fetch(visitor.environment.endpoints.preview + path)).status).toBe(404);
  });
});

describe.skipIf(!chromiumPath)('the page in a browser (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it('says the first step when nothing happened yet', async () => {
    await ask('POST', '/api/reset', {});
    const page = await openPage(browser, visitor, { at: '#/world' });
    await page.getByText('The first step').waitFor();
    await page.context().close();
  });

  it('places an order by keyboard alone, opens it and closes it', async () => {
    const page = await openPage(browser, visitor, { at: '#/world' });
    const place = page.getByRole('button', { name: 'Place order: Plain' });
    await place.focus();
    await page.keyboard.press('Enter');
    await page.getByText('In Dynamics', { exact: true }).waitFor();

    await page.locator('.order-head button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.half table').waitFor();
    await page.keyboard.press('Escape');

    expect(await page.locator('.order-head button').first().getAttribute('aria-expanded')).toBe('false');
    expect(await page.textContent('#announcements')).toContain('In Dynamics');
    await page.context().close();
  });

  it('shows a view with its columns, opens a row and comes back', async () => {
    const page = await openPage(browser, visitor, { at: '#/table/cmc_store', persona: 'alex' });
    await page.getByRole('link', { name: 'Musikladen' }).press('Enter');
    await page.getByRole('heading', { name: 'Musikladen', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Musikladen' }).waitFor();
    expect(await page.locator('#site-map [aria-current]').textContent()).toBe('Stores');
    await page.context().close();
  });

  it('finds rows by quick find, and says when there are none', async () => {
    const page = await openPage(browser, visitor, { at: '#/table/cmc_store', persona: 'alex' });
    await page.getByRole('link', { name: 'Main store' }).waitFor();
    const find = page.getByRole('searchbox', { name: 'Find in this table' });
    await find.fill('Musik');
    await find.press('Enter');
    await page.waitForURL(/search=Musik/);
    await page.getByRole('link', { name: 'Musikladen' }).waitFor();
    expect(await page.locator('.grid tbody tr').count()).toBe(1);
    await page.getByText('1 to 1 of 1').waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByRole('searchbox').press('Enter');
    await page.getByText('Nothing matches "nothing like it".').waitFor();
    await page.context().close();
  });

  it('saves a row with its version, and says so when somebody else was first', async () => {
    const page = await openPage(browser, visitor, { at: '#/table/cmc_productlink', persona: 'alex' });
    await page.getByRole('button', { name: 'New' }).click();
    const type = async (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value);
    for (const star of await page.locator('.form-field:has(.star) input').all()) await star.fill(`value-${Math.random()}`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/#\/record\/cmc_productlink\/[0-9a-f-]{36}/);
    await page.getByText('Product link · Saved').waitFor();

    const id = page.url().slice(-36);
    const door = `/api/data/v9.2/cmc_productlinks(${id})`;
    await ask('PATCH', door, { cmc_sku: 'other' }, { 'x-preview-persona': 'alex', 'content-type': 'application/json' });
    await type('SKU', 'mine');
    await page.getByText('Unsaved changes').waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else changed this row meanwhile').waitFor();
    await page.context().close();
  });

  it('shows nobody what they may not change, in words', async () => {
    const page = await openPage(browser, visitor, { at: '#/table/cmc_store', persona: 'kim' });
    await page.getByRole('link', { name: 'Musikladen' }).click();
    await page.getByText('Read only: your role may not change this.').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    await page.context().close();
  });

  it.each([
    [360, 'light', 'ltr', 1033],
    [768, 'dark', 'ltr', 1031],
    [1280, 'contrast', 'rtl', 1033],
  ] as const)('has no accessibility violation at %i px, %s, %s, %i', async (width, theme, direction, language) => {
    const look = { width, theme, direction, language };
    const page = await openPage(browser, visitor, { at: '#/world', persona: 'alex', ...look });
    for (const at of ['#/world', '#/table/cmc_store', '#/table/cmc_productlink', '#/record/cmc_valuemapentry/']) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, at);
      if (at === '#/table/cmc_store') await page.getByRole('link', { name: 'Musikladen' }).waitFor();
      await page.waitForTimeout(200);
      expect(await violations(page), at).toEqual([]);
      expect(await scrollsSideways(page), at).toBe(0);
    }
    await page.context().close();
  });
});

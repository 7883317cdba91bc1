import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ArticleView, OrderDetail, OrderView, Placed, SalesLineView, Shelf } from './preview/model.ts';
import { chromiumPath, openPage, scrollsSideways, startBrowser, startVisitor, type Visitor, violations } from './preview-visitor.ts';

/** The other direction: somebody acts in the Dynamics half, and the shop half follows. */

let visitor: Visitor;
const followsWithinMs = 20_000;

beforeAll(async () => {
  visitor = await startVisitor();
});
afterAll(() => visitor?.close());
beforeEach(() => visitor.environment.faults.clear());

interface Ordered {
  find(): Promise<OrderView>;
  /** Waits until the list says so. */
  progress(): ReturnType<typeof expect.poll>;
  detail(): Promise<OrderDetail>;
  act(body: Record<string, unknown>): Promise<{ status: number; body: { error?: string } }>;
}

async function anOrder(store: string, shape: string): Promise<Ordered> {
  const { body: placed } = await visitor.ask<Placed>('POST', '/api/place', { store, shape, count: 1 });
  await visitor.idle();
  const find = async (): Promise<OrderView> => {
    const found = (await visitor.overview()).orders.find((order) => order.store === store && order.ref === placed.orders[0]?.ref);
    if (!found) throw new Error('the order is not listed');
    return found;
  };
  const { company = '', document: number = '', ref } = await find();
  return {
    find,
    progress: () => expect.poll(async () => (await find()).progress, { timeout: followsWithinMs }),
    detail: async () =>
      (await visitor.ask<OrderDetail>('GET', `/api/order?${new URLSearchParams({ company, document: number, store, ref })}`)).body,
    act: (body) => visitor.ask('POST', '/api/act', { salesOrderNumber: number, company, ...body }),
  };
}

const goodsOf = ({ salesOrder }: OrderDetail): SalesLineView[] => salesOrder?.lines.filter(({ service }) => !service) ?? [];
const whyNot = ({ salesOrder }: OrderDetail, act: string) => salesOrder?.acts.find((one) => one.act === act)?.whyNot;

describe.each(['woocommerce-main'])('an order of %s in both halves', (store) => {
  it('shows a part, the rest and the invoice on both sides, and says so in the list', async () => {
    const { progress, detail, act } = await anOrder(store, 'multi-line');
    const [line] = goodsOf(await detail());
    expect(whyNot(await detail(), 'invoice')).toBe('Nothing has left yet.');

    await act({ act: 'ship', lines: [{ inventoryLotId: line?.lot, quantity: line?.left }], carrier: 'UPS', trackingNumber: '1ZPART' });
    await progress().toEqual({ stage: 'part-shipped', text: 'UPS 1ZPART' });
    const part = await detail();
    expect(part.salesOrder).toMatchObject({ state: 'Shipped in part', slips: [{ tracking: ['1ZPART'], lines: [{ item: line?.item }] }] });
    expect(part.shopOrder?.fulfilments.map(({ tracking }) => tracking)).toEqual(['1ZPART']);
    expect(whyNot(part, 'cancel')).toBe('Something of it has left.');

    await act({ act: 'ship', carrier: 'UPS', trackingNumber: '1ZREST' });
    await progress().toEqual({ stage: 'shipped', text: 'UPS 1ZREST and 1 more' });
    expect(goodsOf(await detail()).every(({ left, shipped, ordered }) => left === '0' && shipped === ordered)).toBe(true);

    await act({ act: 'invoice' });
    await progress().toMatchObject({ stage: 'invoiced' });
    const done = await detail();
    expect(done.salesOrder?.invoices).toHaveLength(1);
    expect(whyNot(done, 'ship')).toBe('Everything is invoiced.');
  });

  it('takes a packing slip back, and refuses in the words of Dynamics what cannot be', async () => {
    const { progress, detail, act } = await anOrder(store, 'plain');
    await act({ act: 'ship', carrier: 'UPS', trackingNumber: '1ZWRONG' });
    await progress().toMatchObject({ stage: 'shipped' });
    const packingSlipId = (await detail()).salesOrder?.slips[0]?.id;

    const tooMuch = await act({ act: 'ship' });
    await act({ act: 'cancel-packing-slip', packingSlipId });
    await progress().toBeUndefined();

    const after = await detail();
    expect(tooMuch.status).toBe(400);
    expect(tooMuch.body.error).toMatch(/Nothing of sales order .* remains/);
    expect(after.shopOrder?.fulfilments).toEqual([]);
    expect(after.salesOrder?.state).toBe('Open');
  });

  it('says that an order is cancelled in both', async () => {
    const { progress, detail, act } = await anOrder(store, 'plain');
    await act({ act: 'cancel' });
    await progress().toMatchObject({ stage: expect.stringMatching(/cancelled|stopped/) });

    const { salesOrder, shopOrder } = await detail();
    expect(salesOrder?.state).toBe('Cancelled');
    expect(shopOrder?.status).toMatch(/cancelled/i);
  });

  it('names the order where the shop could not be told', async () => {
    const { find, act } = await anOrder(store, 'plain');
    const { ref, number } = await find();
    await visitor.control('POST', `/channels/${store.replace('-main', '')}/orders/${ref}/cancel`, {});
    await visitor.idle();
    const before = (await visitor.overview()).held.orders;

    await act({ act: 'ship', carrier: 'UPS', trackingNumber: '1ZLATE' });
    await visitor.idle();

    const order = await find();
    expect((await visitor.overview()).held.orders).toBe(before);
    expect(order.number).toBe(number);
    expect(order.progress?.stage).toBe('stopped');
    expect(order.problems.map(({ code }) => code)).toContain('ORDER_CANCELLED_AT_CHANNEL');
  });
});

const shelf = async (store: string): Promise<Shelf> => {
  await visitor.overview();
  return (await visitor.ask<Shelf>('GET', `/api/shelf?store=${store}`)).body;
};
const article = async (store: string, sku: string): Promise<ArticleView | undefined> =>
  (await shelf(store)).articles.find((one) => one.sku === sku);

describe.each(['shopify-main'])('what %s sells, in both halves', (store) => {
  it('agrees at first, but for what is not kept in stock', async () => {
    await expect
      .poll(async () => (await shelf(store)).articles.every((one) => one.priceMark === 'agrees'), { timeout: followsWithinMs })
      .toBe(true);
    const { articles, trouble } = await shelf(store);
    expect(trouble).toBeUndefined();
    expect(articles.length).toBeGreaterThan(10);
    expect(articles.find(({ sku }) => sku === 'GIFT-CARD')).toMatchObject({ stockMark: 'unknown' });
  });

  it('follows what is counted in Dynamics', async () => {
    const answer = await visitor.ask('POST', '/api/stock', { store, sku: 'D0003', onHand: '17' });
    expect(answer.status).toBe(200);
    await expect.poll(() => article(store, 'D0003'), { timeout: followsWithinMs }).toMatchObject({ onHand: '17', stockMark: 'agrees' });
  });

  it('follows a price, and holds one that leaps', async () => {
    await visitor.ask('POST', '/api/price', { store, sku: 'D0004', price: '410' });
    await expect
      .poll(() => article(store, 'D0004'), { timeout: followsWithinMs })
      .toMatchObject({ shopPrice: '410.00', priceMark: 'agrees' });

    await visitor.ask('POST', '/api/price', { store, sku: 'D0004', price: '902' });
    await expect
      .poll(() => article(store, 'D0004'), { timeout: followsWithinMs })
      .toMatchObject({ shopPrice: '410.00', priceMark: 'held' });
    const { held } = (await article(store, 'D0004')) ?? {};
    expect(held?.change).toBe('+120 %');
  });
});

it('says in a sentence what is wrong with a quantity, a price or an act', async () => {
  const wrong = async (path: string, body: Record<string, unknown>) =>
    (await visitor.ask<{ error: string }>('POST', path, { store: 'shopify-main', ...body })).body.error;
  expect(await wrong('/api/stock', { sku: 'D0001', onHand: '1.5' })).toBe('A quantity in ea has no decimals.');
  expect(await wrong('/api/stock', { sku: 'D0001', onHand: '-1' })).toBe('The quantity must be a number, zero or more.');
  expect(await wrong('/api/stock', { sku: 'GIFT-CARD', onHand: '1' })).toBe('Gift card sold is not kept in stock.');
  expect(await wrong('/api/price', { sku: 'D0001', price: 'free' })).toContain('such as 79.90');
  expect(await wrong('/api/act', { act: 'stock' })).toContain('There is nothing called "stock"');
});

describe.skipIf(!chromiumPath)('in a browser (skipped without Chromium: set CHROMIUM_PATH)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  const openFirst = async (page: Page) => {
    const order = page.locator('.order').first();
    await order.locator('.order-head button').click();
    await order.locator('.half table').waitFor();
    return order;
  };
  const openShelf = async (page: Page) => {
    await page.getByText('Change them in Dynamics').click();
    await page.locator('.shelf tbody tr').first().waitFor();
  };

  it('ships a part by keyboard and sees the tracking number appear at the shop', async () => {
    await anOrder('shopify-main', 'multi-line');
    const page = await openPage(browser, visitor, { at: '#/world' });
    const order = await openFirst(page);

    await order.getByRole('button', { name: 'Ship a part …' }).press('Enter');
    const quantities = order.locator('.ship-form input[type=number]');
    for (const input of await quantities.all()) await input.fill('0');
    await quantities.first().fill('1');
    const tracking = await order.getByLabel('Tracking number').inputValue();
    await quantities.first().press('Enter');

    await order.locator('.half').nth(1).getByText(`UPS ${tracking}`).waitFor({ timeout: followsWithinMs });
    await order.locator('.state', { hasText: 'Shipped in part' }).waitFor({ timeout: followsWithinMs });
    expect(await order.locator('.ship-form').isVisible()).toBe(false);
    expect(await page.textContent('#announcements')).toContain(tracking);
    await page.context().close();
  });

  it('closes the form with Escape and leaves the order open; a button that makes no sense does nothing', async () => {
    const page = await openPage(browser, visitor, { at: '#/world' });
    const order = await openFirst(page);
    await order.getByRole('button', { name: 'Ship a part …' }).click();
    await page.keyboard.press('Escape');
    expect(await order.locator('.ship-form').isVisible()).toBe(false);
    expect(await order.locator('.detail').isVisible()).toBe(true);

    const cancel = order.getByRole('button', { name: 'Cancel the sales order' });
    expect(await cancel.getAttribute('aria-disabled')).toBe('true');
    await cancel.click({ force: true });
    await page.keyboard.press('Tab');
    expect(await order.locator('.half').first().textContent()).toContain('Shipped in part');
    await page.context().close();
  });

  it('changes stock in the panel and sees the shop follow; asks nothing while it is closed', async () => {
    const page = await openPage(browser, visitor, { at: '#/world' });
    const looks: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/shelf')) looks.push(request.url());
    });
    await page.waitForTimeout(1200);
    expect(looks).toEqual([]);

    await openShelf(page);
    const onHand = page.getByLabel('On hand of D0002 in warehouse 24', { exact: true });
    await onHand.fill('5000');
    await onHand.press('Enter');
    const row = page.locator('.shelf tbody tr', { hasText: 'D0002' });
    await row.locator('[data-label="Shop sells"]', { hasText: /4\d{3}|5000/ }).waitFor({ timeout: followsWithinMs });
    await row.locator('[data-label="Shop sells"] [data-tone="good"]').waitFor({ timeout: followsWithinMs });

    await page.getByText('Change them in Dynamics').click();
    await page.waitForTimeout(300);
    const soFar = looks.length;
    await page.waitForTimeout(2000);
    expect(looks.length).toBe(soFar);
    await page.context().close();
  });

  it.each([
    [360, 'light'],
    [768, 'dark'],
    [1280, 'contrast'],
  ] as const)('has no accessibility violation and does not scroll sideways at %i px, %s, with everything open', async (width, theme) => {
    await visitor.ask('POST', '/api/price', { store: 'shopify-main', sku: 'D0001', price: '500' });
    const page = await openPage(browser, visitor, { at: '#/world', width, theme });
    const order = await openFirst(page);
    await order.getByRole('button', { name: 'Ship a part …' }).click();
    await openShelf(page);
    await page.locator('.shelf .mark', { hasText: 'see the exceptions' }).first().waitFor({ timeout: followsWithinMs });
    await page.getByLabel('Price of D0002 in USD').first().fill('x');
    await page.keyboard.press('Enter');
    await page.locator('.set .problem:visible').waitFor();

    expect(await violations(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(0);
    await page.context().close();
  });
});

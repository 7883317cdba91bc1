import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelArticle, LineOutcome, PriceLevel, ProductDraft, StockLevel } from '../../shared/canonical/article.ts';
import type { Publishes } from '../../shared/connectors/connector.ts';
import type { ShopifyClient } from '../../shared/connectors/shopify/client.ts';
import { shopify } from '../../shared/connectors/shopify/index.ts';
import { decimal } from '../../shared/core/money.ts';
import { instant } from '../../shared/core/time.ts';
import { aStore } from '../builders.ts';
import { mainLocation, secondLocation } from '../sandbox/channels/shopify/locations.ts';
import { type OpenShop, openShop } from './shopify-shop.ts';

const { product, stock, prices } = shopify.publishes as Required<Publishes<ShopifyClient>>;

let open: OpenShop;
beforeEach(async () => {
  open = await openShop();
});
afterEach(() => open.close());

async function everything(): Promise<{ articles: ChannelArticle[]; pages: number }> {
  const articles: ChannelArticle[] = [];
  let pages = 0;
  for (let after: string | undefined; ; pages += 1) {
    const page = await shopify.articles?.(open.client, after);
    articles.push(...(page?.articles ?? []));
    if (!page?.next) return { articles, pages: pages + 1 };
    after = page.next;
  }
}

const article = async (sku: string): Promise<ChannelArticle> => {
  const found = (await everything()).articles.find((one) => one.sku === sku);
  if (!found) throw new Error(`the shop has no ${sku}`);
  return found;
};
const availableOf = (one: ChannelArticle, location = mainLocation) => one.stock?.find((level) => level.location === location)?.available;

describe('articles', () => {
  it('come in pages by rising id, with what the shop shows of them', async () => {
    open.shop.seedArticles(600, 'BULK');

    const { articles, pages } = await everything();

    const ids = articles.map(({ variantId }) => Number(variantId));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    expect(pages).toBe(3);
    expect(articles.filter(({ sku }) => sku.startsWith('BULK'))).toHaveLength(600);
    expect(articles.find(({ sku }) => sku === 'TEE-BLK-M')).toMatchObject({
      variantId: expect.stringMatching(/^\d+$/),
      productId: expect.stringMatching(/^\d+$/),
      inventoryId: expect.stringMatching(/^\d+$/),
      title: expect.stringContaining(' - '),
      price: expect.stringMatching(/^\d/),
      stock: expect.arrayContaining([{ location: mainLocation, available: expect.any(Number) }]),
    });
  });

  it.each([300, 60])('come in shorter pages when a query may cost only %i points', async (mostCost) => {
    await open.close();
    open = await openShop({ mostCost });
    open.shop.seedArticles(300, 'BULK');

    const { articles } = await everything();

    expect(articles.filter(({ sku }) => sku.startsWith('BULK'))).toHaveLength(300);
  });

  it('have the stock of all places, however many there are', async () => {
    const level = (number: number) => ({ location: { id: `gid://shopify/Location/${number}` }, quantities: [{ quantity: number }] });
    const levels = (from: number, count: number, hasNextPage: boolean) => ({
      pageInfo: { hasNextPage, endCursor: 'c' },
      nodes: Array.from({ length: count }, (_, index) => level(from + index)),
    });
    const variant = {
      id: 'gid://shopify/ProductVariant/1',
      title: 'Default Title',
      product: { id: 'gid://shopify/Product/2', title: 'Bench' },
      inventoryItem: { id: 'gid://shopify/InventoryItem/3', tracked: true, inventoryLevels: levels(1, 10, true) },
    };
    const client = answering(
      { productVariants: { pageInfo: { hasNextPage: false }, nodes: [variant] } },
      { inventoryItem: { inventoryLevels: levels(11, 3, false) } },
    );

    const page = await shopify.articles?.(client);

    expect(page?.articles[0]?.stock).toEqual(
      Array.from({ length: 13 }, (_, index) => ({ location: String(index + 1), available: index + 1 })),
    );
  });

  it('that the shop does not count have no stock', async () => {
    const [made] = await product.create(open.client, aDraft({ variants: [{ sku: 'NEW-1', optionValues: [] }] }));
    await open.client.productVariantsBulkUpdate(`gid://shopify/Product/${made?.productId}`, [
      { id: `gid://shopify/ProductVariant/${made?.variantId}`, inventoryItem: { tracked: false } },
    ]);

    expect((await article('NEW-1')).stock).toBeUndefined();
  });
});

describe('stock', () => {
  const level = (of: ChannelArticle, quantity: number, more: Partial<StockLevel> = {}): StockLevel => ({
    article: of,
    location: mainLocation,
    quantity,
    ...more,
  });
  const send = (lines: readonly StockLevel[], key = 'batch-1', client: ShopifyClient = open.client) => stock.send(client, lines, key);
  const done: LineOutcome = { is: 'done' };

  it('of 600 articles is three calls', async () => {
    open.shop.seedArticles(600, 'BULK');
    const lines = (await everything()).articles
      .filter(({ sku }) => sku.startsWith('BULK'))
      .map((one, index) => level(one, index, { from: availableOf(one) }));

    const outcomes = [];
    for (const [index, batch] of stock.batches(lines).entries()) outcomes.push(...(await send(batch, `b${index}`)));

    expect(open.mutations()).toEqual(Array(3).fill('InventorySetQuantities'));
    expect(outcomes).toEqual(lines.map(() => done));
    expect(open.shop.stock(lines[500]?.article.sku ?? '')?.available).toBe(500);
  });

  it('says where the shop shows something else than believed, and writes the others', async () => {
    const [tee, book] = [await article('TEE-BLK-M'), await article('BOOK-01')];
    const shows = availableOf(tee);

    const outcomes = await send([level(tee, 3, { from: 99_999 }), level(book, 4, { from: availableOf(book) })]);

    expect(outcomes).toEqual([{ is: 'stale', shows }, done]);
    expect([availableOf(await article('TEE-BLK-M')), availableOf(await article('BOOK-01'))]).toEqual([shows, 4]);
  });

  it('passes by rows that the shop will not have, each in its own words', async () => {
    const [tee, book] = [await article('TEE-BLK-M'), await article('BOOK-01')];
    const gone = { ...tee, inventoryId: '4999999999' };
    const uncounted = { ...tee, inventoryId: undefined };

    const outcomes = await send([
      level(gone, 1),
      level(tee, 2_000_000_000),
      level(book, 5),
      level(uncounted, 1),
      level(book, 1, { location: '69999999999' }),
      level(book, 1, { location: 'main' }),
    ]);

    expect(outcomes).toEqual([
      { is: 'gone' },
      { is: 'refused', problem: expect.stringContaining('1,000,000,000') },
      done,
      { is: 'refused', problem: expect.any(String) },
      { is: 'refused', problem: expect.stringContaining('location') },
      { is: 'refused', problem: expect.stringContaining('main') },
    ]);
    expect(availableOf(await article('BOOK-01'))).toBe(5);
  });

  it('begins to stock an article where it was not stocked', async () => {
    open.shop.seedArticles(2, 'BULK');
    const one = (await everything()).articles.find(({ sku }) => sku.startsWith('BULK'));
    if (!one) throw new Error('nothing was seeded');

    const outcomes = await send([level(one, 7, { location: secondLocation }), level(one, 8)]);

    expect(outcomes).toEqual([done, done]);
    const now = await article(one.sku);
    expect([availableOf(now, secondLocation), availableOf(now)]).toEqual([7, 8]);
  });

  it('is written once with one key, also when the answer was lost', async () => {
    const book = await article('BOOK-01');
    const lines = [level(book, 5, { from: availableOf(book) })];
    open.lose('InventorySetQuantities');
    await expect(send(lines)).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });

    expect(await send(lines)).toEqual([done]);
    expect(availableOf(await article('BOOK-01'))).toBe(5);
  });

  it('comes to the same when a batch with a bad row is sent again with its key', async () => {
    const [tee, book] = [await article('TEE-BLK-M'), await article('BOOK-01')];
    const lines = [level({ ...tee, inventoryId: '4999999999' }, 1), level(book, 5, { from: availableOf(book) }), level(tee, 2_000_000_000)];

    const first = await send(lines);
    const second = await send(lines);

    expect(first[1]).toEqual(done);
    expect(second).toEqual(first);
    expect(await send(lines.slice(0, 1), 'batch-2')).toEqual([{ is: 'gone' }]);
    expect(await send(lines.slice(0, 1), 'batch-2')).toEqual([{ is: 'gone' }]);
  });

  it('waits where the same call is still under way', async () => {
    const book = await article('BOOK-01');
    const client = answering({
      inventorySetQuantities: {
        inventoryAdjustmentGroup: null,
        userErrors: [
          { code: 'IDEMPOTENCY_CONCURRENT_REQUEST', field: null, message: 'This request is currently in progress, please try again.' },
        ],
      },
    });

    await expect(send([level(book, 5)], 'batch-1', client)).rejects.toMatchObject({ code: 'REMOTE_BUSY' });
  });

  it('that is turned down whole is no single row’s fault', async () => {
    const book = await article('BOOK-01');
    const client = answering({
      inventorySetQuantities: {
        inventoryAdjustmentGroup: null,
        userErrors: [{ code: 'INVALID_REASON', field: ['input', 'reason'], message: 'The specified reason is invalid.' }],
      },
    });

    await expect(send([level(book, 5)], 'batch-1', client)).rejects.toMatchObject({
      code: 'BATCH_REFUSED',
      details: { facts: { what: expect.any(String), problem: expect.stringContaining('reason is invalid') } },
    });
  });
});

/** A client of a shop that answers just this, one after the other; the last again and again. */
function answering(...answers: object[]): ShopifyClient {
  let asked = 0;
  return shopify.connect(aStore(), shopify.settings.parse({ shopDomain: 'main-store.myshopify.com' }), {
    secrets: { get: async () => 'x', previous: async () => undefined },
    now: () => instant('2026-11-20T12:00:00Z'),
    http: {
      async fetch(input) {
        if (String(input).endsWith('access_token')) return Response.json({ access_token: 't', expires_in: 86_399 });
        asked += 1;
        return Response.json({ data: answers[asked - 1] ?? answers.at(-1), extensions: {} });
      },
    },
  });
}

describe('prices', () => {
  const price = (of: ChannelArticle, amount: string, more: Partial<PriceLevel> = {}): PriceLevel => ({
    article: of,
    price: decimal(amount),
    currency: 'USD' as PriceLevel['currency'],
    ...more,
  });

  it('go by product, and what is struck through comes and goes', async () => {
    const [black, white, book] = [await article('TEE-BLK-M'), await article('TEE-WHT-M'), await article('BOOK-01')];
    const lines = [price(black, '19.90', { compareAt: decimal('25') }), price(book, '7.5'), price(white, '18')];

    const batches = prices.batches(lines);
    for (const [index, batch] of batches.entries())
      expect(await prices.send(open.client, batch, `p${index}`)).toEqual(batch.map(() => ({ is: 'done' })));

    expect(batches.map((batch) => new Set(batch.map((line) => line.article.productId)).size)).toEqual(batches.map(() => 1));
    expect(batches.flat()).toHaveLength(3);
    expect(await article('TEE-BLK-M')).toMatchObject({ price: '19.9', compareAt: '25' });
    await prices.send(open.client, [price(black, '19.90')], 'p8');
    expect((await article('TEE-BLK-M')).compareAt).toBe('25');
    await prices.send(open.client, [price(black, '19.90', { compareAt: null })], 'p9');
    expect((await article('TEE-BLK-M')).compareAt).toBeUndefined();
  });

  it('that are wrong do not stop the others of the product', async () => {
    const [black, white] = [await article('TEE-BLK-M'), await article('TEE-WHT-M')];
    const gone = { ...black, variantId: '4999999999' };

    const outcomes = await prices.send(
      open.client,
      [price(black, '-1'), price(gone, '1'), price({ ...white, productId: black.productId }, '18')],
      'p',
    );

    expect(outcomes.slice(0, 2)).toEqual([{ is: 'refused', problem: expect.stringContaining('greater than') }, { is: 'gone' }]);
    expect(black.productId === white.productId ? outcomes[2] : { is: 'done' }).toEqual({ is: 'done' });
  });

  it('of a product that is gone are gone', async () => {
    const black = await article('TEE-BLK-M');

    expect(await prices.send(open.client, [price({ ...black, productId: '4999999999' }, '1')], 'p')).toEqual([{ is: 'gone' }]);
  });
});

const aDraft = (more: Partial<ProductDraft> = {}): ProductDraft => ({
  title: 'Bench',
  description: '<p>Oak</p>',
  vendor: 'Contoso',
  productType: 'Furniture',
  tags: ['oak'],
  options: [],
  variants: [{ sku: 'BENCH', optionValues: [], price: decimal('120'), barcode: '4006381333931', weight: decimal('12.5') }],
  attributes: { Wood: 'Oak', 'custom.care': 'Oil\nit', Empty: '' },
  ...more,
});
const inTwoColours = (more: Partial<ProductDraft> = {}): ProductDraft =>
  aDraft({
    options: ['Color', 'Size'],
    variants: ['Red', 'Blue'].map((colour) => ({ sku: `BENCH-${colour}`, optionValues: [colour, 'L'] })),
    ...more,
  });

describe('a product', () => {
  const statusOf = (sku: string) => open.shop.articles?.().find((one) => one.sku === sku)?.status;

  it('without variants is made as a draft, once', async () => {
    const made = await product.create(open.client, aDraft());
    const again = await product.create(open.client, aDraft());

    expect(made).toEqual([
      expect.objectContaining({ sku: 'BENCH', title: 'Bench', price: '120', barcode: '4006381333931', stock: [expect.anything()] }),
    ]);
    expect(again).toEqual(made);
    expect(statusOf('BENCH')).toBe('draft');
    expect(open.mutations()).toEqual(['ProductSet']);
  });

  it('shows its attributes as metafields', async () => {
    await product.create(open.client, aDraft());

    expect(open.sent('ProductSet').input).toMatchObject({
      metafields: [
        { namespace: 'dynamics365', key: 'wood', type: 'single_line_text_field', value: 'Oak' },
        { namespace: 'custom', key: 'care', type: 'multi_line_text_field', value: 'Oil\nit' },
      ],
    });
  });

  it('with variants has all of them, in the order of its options', async () => {
    const made = await product.create(open.client, inTwoColours());

    expect(made.map(({ sku, title }) => [sku, title])).toEqual([
      ['BENCH-Red', 'Bench - Red / L'],
      ['BENCH-Blue', 'Bench - Blue / L'],
    ]);
    expect(new Set(made.map(({ productId }) => productId)).size).toBe(1);
  });

  it('is looked for before it is made again when the answer was lost', async () => {
    open.lose('ProductSet');
    await expect(product.create(open.client, inTwoColours())).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });

    expect(await product.create(open.client, inTwoColours())).toHaveLength(2);
    expect(open.mutations()).toEqual(['ProductSet']);
  });

  it('is changed without its status, its other variants or its other tags', async () => {
    const [red, blue] = await product.create(open.client, inTwoColours({ status: 'active', tags: ['oak', 'shop'] }));
    open.mutations();

    const after = await product.update(
      open.client,
      red?.productId ?? '',
      inTwoColours({
        title: 'Bench 2',
        tags: ['oak', 'new'],
        variants: [
          { variantId: red?.variantId, sku: 'BENCH-Red', optionValues: ['Red', 'L'], barcode: '123' },
          { sku: 'BENCH-Green', optionValues: ['Green', 'L'] },
        ],
      }),
    );

    expect(after.map(({ sku }) => sku).sort()).toEqual(['BENCH-Green', 'BENCH-Red']);
    expect(statusOf('BENCH-Red')).toBe('active');
    expect(await article('BENCH-Blue')).toMatchObject({ variantId: blue?.variantId, title: 'Bench 2 - Blue / L' });
    expect(await article('BENCH-Red')).toMatchObject({ barcode: '123', variantId: red?.variantId });
    expect(open.sent('ProductUpdate').product).toMatchObject({ tags: ['oak', 'shop', 'new'] });
    expect(JSON.stringify(open.sent('ProductUpdate'))).not.toContain('status');
  });

  it('gets a new variant once, also when the answer was lost', async () => {
    const [red] = await product.create(open.client, inTwoColours());
    const draft = inTwoColours({ variants: [{ sku: 'BENCH-Green', optionValues: ['Green', 'L'] }] });
    open.lose('ProductVariantsBulkCreate');
    await expect(product.update(open.client, red?.productId ?? '', draft)).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });

    expect(await product.update(open.client, red?.productId ?? '', draft)).toHaveLength(1);
    expect((await everything()).articles.filter(({ sku }) => sku === 'BENCH-Green')).toHaveLength(1);
  });

  it('stays uncounted where the shop does not count it', async () => {
    const [made] = await product.create(open.client, aDraft());
    const variant = { variantId: made?.variantId, sku: 'BENCH', optionValues: [] };
    await open.client.productVariantsBulkUpdate(`gid://shopify/Product/${made?.productId}`, [
      { id: `gid://shopify/ProductVariant/${made?.variantId}`, inventoryItem: { tracked: false } },
    ]);

    await product.update(open.client, made?.productId ?? '', aDraft({ variants: [variant] }));

    expect((await article('BENCH')).stock).toBeUndefined();
  });

  it('that Shopify will not have is refused in its words', async () => {
    await expect(product.update(open.client, '4999999999', aDraft())).rejects.toMatchObject({
      code: 'CHANNEL_REFUSED',
      message: expect.stringContaining('does not exist'),
    });
    await expect(product.create(open.client, aDraft({ title: ' ' }))).rejects.toMatchObject({ code: 'CHANNEL_REFUSED' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArticleRef, ChannelArticle, ProductDraft } from '../../shared/canonical/article.ts';
import { type CurrencyCode, decimal } from '../../shared/core/money.ts';
import { type OpenShop, openShop } from './woocommerce-shop.ts';

let open: OpenShop;
beforeEach(async () => {
  open = await openShop();
});
afterEach(() => open.close());

async function everything(attached = open.attached): Promise<ChannelArticle[]> {
  const all: ChannelArticle[] = [];
  for (let after: string | undefined; ; ) {
    const page: Awaited<ReturnType<NonNullable<typeof attached.articles>>> | undefined = await attached.articles?.(after);
    all.push(...(page?.articles ?? []));
    if (!page?.next) return all;
    after = page.next;
  }
}
const refOf = ({ variantId, productId, sku }: ChannelArticle): ArticleRef => ({ variantId, productId, sku });
const seeded = async (count: number, each = 0) => {
  open.shop.seedArticles(count, 'S-', each);
  return (await everything()).filter(({ sku }) => sku.startsWith('S-')).map(refOf);
};
const article = async (sku: string) => refOf((await everything()).find((one) => one.sku === sku) as ChannelArticle);

describe('stock', () => {
  const levels = (refs: ArticleRef[], quantity = 7) =>
    refs.map((ref, index) => ({ article: ref, location: '', quantity: quantity + index }));
  const send = async (lines: ReturnType<typeof levels>) => {
    const { stock } = open.attached.publishes;
    return Promise.all((stock?.batches(lines) ?? []).map((batch, index) => stock?.send(batch, `key-${index}`)));
  };

  it('takes 250 simple products in three calls', async () => {
    const refs = await seeded(250);
    open.calls();

    const outcomes = (await send(levels(refs))).flat();

    expect(open.calls()).toEqual(['POST /products/batch 3']);
    expect(outcomes).toEqual(refs.map(() => ({ is: 'done' })));
    expect([open.shop.stock('S-000001'), open.shop.stock('S-000250')]).toEqual([
      { sku: 'S-000001', available: 7 },
      { sku: 'S-000250', available: 256 },
    ]);
  });

  it('takes variations with one call per product', async () => {
    const refs = await seeded(60, 20);
    open.calls();

    await send(levels([...refs, await article('D0001')]));

    expect(open.calls().filter((call) => call.startsWith('POST'))).toEqual([
      'POST /products/:id/variations/batch 3',
      'POST /products/batch 1',
    ]);
    expect(open.shop.stock('S-000060')).toEqual({ sku: 'S-000060', available: 66 });
  });

  it('cuts more than a hundred variations of one product', async () => {
    const refs = await seeded(150, 150);

    expect(open.attached.publishes.stock?.batches(levels(refs)).map(({ length }) => length)).toEqual([100, 50]);
  });

  it('says of each line what became of it', async () => {
    const [good, wrong] = await seeded(2);
    const variation = await article('TEE-BLK-M');
    if (!good || !wrong) throw new Error('two articles are needed');
    const lines = levels([good, { ...wrong, variantId: '987654', productId: '987654' }, { ...variation, productId: variation.variantId }]);

    expect((await send(lines)).flat()).toEqual([
      { is: 'done' },
      { is: 'gone' },
      { is: 'refused', problem: expect.stringContaining('To manipulate product variations') },
    ]);
    expect((await send(levels([{ ...variation, variantId: '987654' }]))).flat()).toEqual([{ is: 'gone' }]);
  });

  it('switches counting on where it was off', async () => {
    const { variantId } = await article('D0002');
    await open.ask('PUT', `/products/${variantId}`, { manage_stock: false });
    expect((await everything()).find(({ sku }) => sku === 'D0002')?.stock).toBeUndefined();

    await send(levels([await article('D0002')], 0));

    expect(await open.ask('GET', `/products/${variantId}`)).toMatchObject({
      manage_stock: true,
      stock_quantity: 0,
      stock_status: 'outofstock',
    });
  });

  it('has the batch halved that the shop turns down whole', async () => {
    const refs = await seeded(2);
    const refusal = { code: 'woocommerce_rest_request_entity_too_large', message: 'Unable to accept.', data: { status: 413 } };
    open.instead.answer = (_method, path) => (path === 'products/batch' ? Response.json(refusal, { status: 413 }) : undefined);

    await expect(send(levels(refs))).rejects.toMatchObject({ code: 'BATCH_REFUSED', details: { facts: { problem: 'Unable to accept.' } } });
  });

  it.each([
    ['throttle', 'REMOTE_BUSY'],
    ['error', 'REMOTE_ANSWER_LOST'],
    ['reset-after-commit', 'REMOTE_ANSWER_LOST'],
  ])('after %s the same batch does no harm', async (kind, code) => {
    const refs = await seeded(3);
    open.faults.add({ target: 'woocommerce', kind, count: 1, match: 'batch' });

    await expect(send(levels(refs))).rejects.toMatchObject({ code });
    expect((await send(levels(refs))).flat()).toEqual([{ is: 'done' }, { is: 'done' }, { is: 'done' }]);
    expect(open.shop.stock('S-000003')?.available).toBe(9);
  });

  it('says that the key may only read', async () => {
    const refs = await seeded(1);
    const refusal = { code: 'woocommerce_rest_cannot_batch', message: 'Sorry.', data: { status: 401 } };
    open.instead.answer = () => Response.json(refusal, { status: 401 });

    await expect(send(levels(refs))).rejects.toMatchObject({
      code: 'REMOTE_REFUSED_LOGIN',
      details: { facts: { problem: expect.stringContaining('read/write') } },
    });
  });
});

describe('prices', () => {
  const set = async (sku: string, price: string, compareAt?: string | null) => {
    const { prices } = open.attached.publishes;
    const line = {
      article: await article(sku),
      price: decimal(price),
      currency: 'EUR' as CurrencyCode,
      compareAt: compareAt ? decimal(compareAt) : (compareAt as null | undefined),
    };
    return prices?.send([line], 'key');
  };

  it('puts a sale beside the regular price, and takes it away again', async () => {
    expect(await set('D0001', '59.9', '79.9')).toEqual([{ is: 'done' }]);
    const onSale = open.shop.price('D0001');
    await set('D0001', '59.9');
    const left = open.shop.price('D0001');
    await set('D0001', '64.5', null);

    expect([onSale, left, open.shop.price('D0001')]).toEqual([
      { sku: 'D0001', price: '59.9', compareAt: '79.9' },
      { sku: 'D0001', price: '59.9' },
      { sku: 'D0001', price: '64.5' },
    ]);
  });

  it('sells at the price, not at what it is compared with, when that is lower', async () => {
    await set('D0001', '80', '70');

    expect(open.shop.price('D0001')).toEqual({ sku: 'D0001', price: '80' });
  });

  it('reaches variations, and what is bought then costs that', async () => {
    await set('TEE-BLK-M', '22.22');
    const order = await open.ask('POST', '/orders', { line_items: [{ sku: 'TEE-BLK-M', quantity: 1 }] });

    expect((await everything()).find(({ sku }) => sku === 'TEE-BLK-M')).toMatchObject({ price: '22.22' });
    expect(order.total).toBe('22.22');
  });
});

describe('articles', () => {
  it('lists every article once, variations under their product', async () => {
    open.shop.seedArticles(1000, 'A-');
    open.shop.seedArticles(250, 'V-', 10);
    open.calls();

    const all = await everything();

    expect(all).toHaveLength(1250 + open.shop.articles().filter(({ sku }) => !/^[AV]-/.test(sku)).length);
    expect(new Set(all.map(({ variantId }) => variantId)).size).toBe(all.length);
    expect(open.calls()).toEqual(['GET /products 11', 'GET /variations 4']);
    expect(all.find(({ sku }) => sku === 'TEE-BLK-M')).toEqual({
      variantId: expect.any(String),
      productId: expect.any(String),
      sku: 'TEE-BLK-M',
      barcode: '4006381334006',
      title: 'T-shirt - Black, M',
      price: '18.5',
      stock: [{ location: '', available: 60 }],
    });
  });

  it('misses nothing when products are deleted between two pages', async () => {
    open.shop.seedArticles(350, 'A-');
    const first = await open.attached.articles?.();
    for (const { productId } of first?.articles.slice(0, 40) ?? []) await open.ask('DELETE', `/products/${productId}?force=true`);

    const rest: ChannelArticle[] = [];
    for (let next = first?.next; next; ) {
      const page = await open.attach().articles?.(next);
      rest.push(...(page?.articles ?? []));
      next = page?.next;
    }

    const skus = [...(first?.articles ?? []), ...rest].map(({ sku }) => sku);
    expect(skus.filter((sku) => sku.startsWith('A-'))).toEqual(
      Array.from({ length: 350 }, (_, index) => `A-${String(index + 1).padStart(6, '0')}`),
    );
  });

  it('ends a page early when its products have very many variations', async () => {
    open.shop.seedArticles(3000, 'V-', 100);

    const first = await open.attached.articles?.();

    expect(first?.articles.length).toBeLessThan(1200);
    expect((await everything()).filter(({ sku }) => sku.startsWith('V-'))).toHaveLength(3000);
  });

  it('asks older versions for the variations of each product', async () => {
    open.shop.seedArticles(30, 'V-', 10);
    const missing = { code: 'rest_no_route', message: 'No route was found.', data: { status: 404 } };
    open.instead.answer = (_method, path) => (path === 'variations' ? Response.json(missing, { status: 404 }) : undefined);

    expect((await everything()).filter(({ sku }) => sku.startsWith('V-'))).toHaveLength(30);
  });

  it('reads what plug-ins make of prices and stock', async () => {
    const odd = [
      {
        id: 1,
        type: 'simple',
        name: 'Kaffee &amp; Kuchen',
        sku: ' K ',
        price: '9.90',
        regular_price: '12.90',
        manage_stock: true,
        stock_quantity: '2.5',
      },
      { id: 2, type: 'simple', name: 'B', sku: null, price: '', regular_price: '', manage_stock: false, stock_quantity: null },
      { id: 3, type: 'grouped', name: 'C' },
      { id: 4, type: 'bundle', name: 'D', price: 'auf Anfrage', manage_stock: true, stock_quantity: -3, variations: {} },
    ];
    open.instead.answer = (_method, path) => (path === 'products' ? Response.json(odd) : undefined);

    expect((await open.attached.articles?.())?.articles).toEqual([
      {
        variantId: '1',
        productId: '1',
        sku: 'K',
        barcode: '',
        title: 'Kaffee & Kuchen',
        price: '9.9',
        compareAt: '12.9',
        stock: [{ location: '', available: 2 }],
      },
      { variantId: '2', productId: '2', sku: '', barcode: '', title: 'B' },
      { variantId: '4', productId: '4', sku: '', barcode: '', title: 'D', stock: [{ location: '', available: -3 }] },
    ]);
  });

  it('a variation that is counted with its product has no stock of its own', async () => {
    const { productId, variantId } = await article('TEE-BLK-M');
    await open.ask('PUT', `/products/${productId}`, { manage_stock: true, stock_quantity: 500 });
    const shown = await open.ask('PUT', `/products/${productId}/variations/${variantId}`, { manage_stock: false });

    expect(shown).toMatchObject({ manage_stock: 'parent', stock_quantity: 500 });
    expect((await everything()).find(({ sku }) => sku === 'TEE-BLK-M')?.stock).toBeUndefined();
  });
});

describe('products', () => {
  const mug: ProductDraft = {
    title: 'Mug & saucer',
    description: '<p>Holds <b>0.5 l</b>.</p>',
    options: [],
    variants: [{ sku: 'MUG', barcode: '4006381339999', optionValues: [], price: decimal('9.9'), weight: decimal('0.35') }],
    attributes: { Material: 'Stoneware' },
  };
  const shirt: ProductDraft = {
    title: 'Polo',
    options: ['Size', 'Colour'],
    variants: ['S', 'M'].flatMap((size) =>
      ['Red', 'Blue'].map((colour) => ({ sku: `POLO-${size}-${colour}`, optionValues: [size, colour], price: decimal('29') })),
    ),
    attributes: {},
  };
  const create = (draft: ProductDraft) => open.attached.publishes.product?.create(draft);
  const update = (id: string, draft: ProductDraft) => open.attached.publishes.product?.update(id, draft);
  const drafts = () => open.shop.articles().filter(({ status }) => status === 'draft');

  it('makes a simple product as a draft, once', async () => {
    const made = await create(mug);

    expect(made).toEqual([
      {
        variantId: expect.any(String),
        productId: made?.[0]?.variantId,
        sku: 'MUG',
        barcode: '4006381339999',
        title: 'Mug & saucer',
        price: '9.9',
      },
    ]);
    expect(await create(mug)).toEqual(made);
    expect(drafts()).toMatchObject([{ sku: 'MUG', price: '9.9' }]);
    expect(await open.ask('GET', `/products/${made?.[0]?.productId}`)).toMatchObject({
      weight: '0.35',
      description: mug.description,
      attributes: [{ name: 'Material', options: ['Stoneware'], visible: true, variation: false }],
    });
  });

  it('makes a product with variations', async () => {
    const made = await create(shirt);

    expect(made?.map(({ sku, title, price }) => [sku, title, price])).toEqual([
      ['POLO-S-Red', 'Polo - S, Red', '29'],
      ['POLO-S-Blue', 'Polo - S, Blue', '29'],
      ['POLO-M-Red', 'Polo - M, Red', '29'],
      ['POLO-M-Blue', 'Polo - M, Blue', '29'],
    ]);
    expect(await open.ask('GET', `/products/${made?.[0]?.productId}`)).toMatchObject({
      type: 'variable',
      status: 'draft',
      attributes: [
        { name: 'Size', options: ['S', 'M'], variation: true },
        { name: 'Colour', options: ['Red', 'Blue'], variation: true },
      ],
    });
  });

  it.each(['products?match=1', 'variations/batch'])('finishes what a lost answer left half done (%s)', async (match) => {
    open.faults.add({
      target: 'woocommerce',
      kind: 'reset-after-commit',
      count: 1,
      match: match.includes('?') ? 'POST /wp-json/wc/v3/products' : match,
    });

    await expect(create(shirt)).rejects.toMatchObject({ code: 'REMOTE_ANSWER_LOST' });
    const made = await create(shirt);

    expect(made).toHaveLength(4);
    expect(await open.ask('GET', '/products?search=Polo')).toHaveLength(1);
  });

  it('brings texts up to date, adds what is new and leaves price, status and the work of people', async () => {
    const made = (await create(shirt)) ?? [];
    const id = made[0]?.productId ?? '';
    await open.ask('PUT', `/products/${id}`, {
      status: 'publish',
      attributes: [
        { name: 'Size', visible: true, variation: true, options: ['S', 'M', 'XXL'] },
        { name: 'Colour', visible: true, variation: true, options: ['Red', 'Blue'] },
        { name: 'Pflege', visible: true, variation: false, options: ['30 Grad'] },
      ],
    });
    const variants = [
      ...shirt.variants.map((variant, index) => ({ ...variant, variantId: made[index]?.variantId, price: decimal('1') })),
      { sku: 'POLO-L-Red', optionValues: ['L', 'red'], price: decimal('31'), barcode: '4006381338888' },
    ];

    const changed = await update(id, { ...shirt, title: 'Polo neu', status: 'draft', variants });

    expect(changed?.map(({ sku, price, title }) => `${sku} ${price} ${title}`)).toEqual([
      'POLO-S-Red 29 Polo neu - S, Red',
      'POLO-S-Blue 29 Polo neu - S, Blue',
      'POLO-M-Red 29 Polo neu - M, Red',
      'POLO-M-Blue 29 Polo neu - M, Blue',
      'POLO-L-Red 31 Polo neu - L, red',
    ]);
    expect(await open.ask('GET', `/products/${id}`)).toMatchObject({
      status: 'publish',
      attributes: [
        { name: 'Pflege', options: ['30 Grad'] },
        { name: 'Size', options: ['S', 'M', 'XXL', 'L'] },
        { name: 'Colour', options: ['Red', 'Blue'] },
      ],
    });
  });

  it('passes on why the shop refuses', async () => {
    const taken = { ...mug, variants: [{ sku: 'MUG-2', barcode: '4006381333931', optionValues: [] }] };

    await expect(create(taken)).rejects.toMatchObject({
      code: 'CHANNEL_REFUSED',
      details: { facts: { what: 'the product "Mug & saucer"', problem: expect.stringContaining('GTIN') } },
    });
    await expect(update('424242', mug)).rejects.toMatchObject({ code: 'CHANNEL_REFUSED' });
  });

  it('leaves weights alone in a shop whose unit it cannot read', async () => {
    open.instead.answer = (_method, path) =>
      path.startsWith('settings')
        ? Response.json({ code: 'woocommerce_rest_cannot_view', message: 'Sorry.', data: { status: 403 } }, { status: 403 })
        : undefined;

    const made = await create(mug);

    expect(await open.ask('GET', `/products/${made?.[0]?.productId}`)).toMatchObject({ weight: '' });
  });

  it.each([
    ['lbs', '0.7716'],
    ['g', '350'],
    ['oz', '12.3459'],
  ])('weighs in %s', async (unit, weight) => {
    open.instead.answer = (_method, path) => (path.startsWith('settings') ? Response.json({ value: unit }) : undefined);

    const made = await create(mug);

    expect(await open.ask('GET', `/products/${made?.[0]?.productId}`)).toMatchObject({ weight });
  });
});

describe('webhooks that the shop switched off', () => {
  it('are made anew, so that one more failure does not switch them off again', async () => {
    const nobody = 'http://127.0.0.1:9/nobody';
    const ensure = async () => (await open.attached.ensureSubscriptions?.(nobody))?.map(({ change }) => change);
    const hooks = () => open.ask('GET', '/webhooks?per_page=100') as never as Promise<{ id: number; topic: string; status: string }[]>;
    const created = async () => (await hooks()).filter(({ topic }) => topic === 'order.created');
    const quiet = () => expect.poll(() => open.shop.pendingDeliveries(), { timeout: 10_000 }).toBe(0);
    await ensure();
    await open.shop.place({ count: 8, seed: 1, shape: 'plain' });
    await quiet();
    expect(await created()).toMatchObject([{ status: 'disabled' }]);

    expect(await ensure()).toEqual(['re-enabled', 're-enabled', 'kept', 'kept']);
    await open.shop.place({ count: 1, seed: 2, shape: 'plain' });
    await quiet();

    expect(await created()).toMatchObject([{ status: 'active' }]);
    expect(await hooks()).toHaveLength(4);
  });
});

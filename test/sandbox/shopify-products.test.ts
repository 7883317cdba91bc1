import { describe, expect, it } from 'vitest';
import { type Ask, aShop, heardBy, quiet, type UserError } from './shopify-caller.ts';

const updateMutation = `mutation($p: ID!, $v: [ProductVariantsBulkInput!]!, $partly: Boolean) { productVariantsBulkUpdate(productId: $p, variants: $v, allowPartialUpdates: $partly) {
  productVariants { id price compareAtPrice sku barcode } userErrors { field message code } } }`;

async function variants(ask: Ask, query: string, first = 250) {
  const { data } = await ask(
    'query($q: String, $n: Int) { productVariants(first: $n, query: $q, sortKey: ID) { pageInfo { hasNextPage } nodes { id sku title barcode price compareAtPrice product { id title status } } } }',
    { q: query, n: first },
  );
  interface Node {
    id: string;
    sku: string;
    title: string;
    price: string;
    product: { id: string; title: string; status: string };
  }
  return data.productVariants.nodes as Node[];
}

describe('what the shop sells', () => {
  it('is found by SKU, barcode and keyset', async () => {
    const { ask } = await aShop();
    const skus = async (query: string, first?: number) => (await variants(ask, query, first)).map(({ sku }) => sku);

    expect(await skus('sku:D0001')).toEqual(['D0001']);
    expect(await skus('sku:"tee-blk-m" OR barcode:9783161484100')).toEqual(['BOOK-01', 'TEE-BLK-M']);
    expect(await skus('sku:NOBODY')).toEqual([]);
    const [first, next] = [await variants(ask, '', 3), await skus(`id:>${(await variants(ask, '', 3))[2]?.id.split('/').at(-1)}`, 2)];
    expect([first.map(({ sku }) => sku), next]).toEqual([
      ['D0001', 'D0002', 'D0003'],
      ['D0004', 'CABLE-M'],
    ]);
    const { data } = await ask(
      '{ products(first: 50, query: "sku:TEE-WHT-M") { nodes { title status options { name values } variants(first: 5) { nodes { title selectedOptions { value } } } } } }',
    );
    expect(data.products.nodes).toMatchObject([
      {
        title: 'T-shirt',
        status: 'ACTIVE',
        options: [{ name: 'Color', values: ['Black', 'White'] }, { name: 'Size' }],
        variants: { nodes: [{ title: 'Black / M' }, {}, {}] },
      },
    ]);
  });

  it('may be very much, and is read page by page without delay', async () => {
    const { shop, ask } = await aShop();
    const before = process.memoryUsage().heapUsed;
    shop.seedArticles(100_000, 'BIG-');
    const startedAt = performance.now();
    let read = 0;
    let last = '0';
    for (;;) {
      const page = await variants(ask, `id:>${last}`);
      if (page.length === 0) break;
      read += page.length;
      last = page.at(-1)?.id.split('/').at(-1) ?? '';
      if (read > 20_000) break;
    }

    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150_000_000);
    expect((await variants(ask, 'sku:BIG-099999'))[0]?.sku).toBe('BIG-099999');
    expect(shop.stock('BIG-100000')).toEqual({ sku: 'BIG-100000', available: 100 });
    expect(shop.stock('BIG-100001')).toBeUndefined();
  });
});

describe('prices', () => {
  it('are changed in bulk, told, and shown', async () => {
    const { shop, ask } = await aShop();
    const heard = await heardBy(ask, 'PRODUCTS_UPDATE');
    const [black, , white] = await variants(ask, 'sku:TEE*');

    const { data, extensions } = await ask(updateMutation, {
      p: black?.product.id,
      v: [
        { id: black?.id, price: '15.5', compareAtPrice: '19.99' },
        { id: white?.id, price: 14, barcode: '123', inventoryItem: { sku: 'TEE-W' } },
      ],
    });
    await quiet(shop);

    expect(data.productVariantsBulkUpdate).toMatchObject({
      productVariants: [
        { price: '15.50', compareAtPrice: '19.99' },
        { price: '14.00', sku: 'TEE-W', barcode: '123' },
      ],
      userErrors: [],
    });
    expect(extensions.cost.actualQueryCost).toBe(10);
    expect([shop.price?.('TEE-BLK-M'), shop.price?.('TEE-WHT-M'), shop.price?.('TEE-W')]).toEqual([
      { sku: 'TEE-BLK-M', price: '15.50', compareAt: '19.99' },
      undefined,
      { sku: 'TEE-W', price: '14.00' },
    ]);
    expect(heard).toHaveLength(1);
    expect(heard[0]?.body).toMatchObject({
      title: 'T-shirt',
      variants: [{ price: '15.50', compare_at_price: '19.99' }, {}, { sku: 'TEE-W' }],
    });
  });

  it('refuse bad rows: all of them, or only those', async () => {
    const { shop, ask } = await aShop();
    const [one] = await variants(ask, 'sku:D0001');
    const [other] = await variants(ask, 'sku:D0002');
    const update = async (v: object[], partly?: boolean): Promise<string[]> =>
      (await ask(updateMutation, { p: one?.product.id, v, partly })).data.productVariantsBulkUpdate.userErrors.map(
        ({ field, code }: UserError) => `${field?.join('.')} ${code}`,
      );
    const rows = [{ id: one?.id, price: '1.00' }, { id: other?.id, price: '1.00' }, { price: '1.00' }, { id: one?.id, price: '-1' }];
    const wrong = [
      'variants.1.id PRODUCT_VARIANT_DOES_NOT_EXIST',
      'variants.2.id PRODUCT_VARIANT_ID_MISSING',
      'variants.3.price GREATER_THAN_OR_EQUAL_TO',
    ];

    expect(await update(rows)).toEqual(wrong);
    expect(shop.price?.('D0001')?.price).toBe('79.90');
    expect(await update(rows.slice(0, 3), true)).toEqual(wrong.slice(0, 2));
    expect(shop.price?.('D0001')?.price).toBe('1.00');
    expect((await ask(updateMutation, { p: one?.product.id, v: Array(251).fill(rows[0]) })).errors?.[0]?.extensions?.code).toBe(
      'MAX_INPUT_SIZE_EXCEEDED',
    );
    expect((await ask(updateMutation, { p: 'gid://shopify/Product/1', v: rows })).data.productVariantsBulkUpdate.userErrors[0].code).toBe(
      'PRODUCT_DOES_NOT_EXIST',
    );
  });
});

describe('products', () => {
  it('are made as drafts with options and variants', async () => {
    const { shop, ask } = await aShop();
    const heard = await heardBy(ask, 'PRODUCTS_CREATE');
    const made = await ask(
      'mutation($p: ProductCreateInput!) { productCreate(product: $p) { product { id handle status variants(first: 5) { nodes { title } } } userErrors { field message } } }',
      {
        p: { title: 'Mug & Co', status: 'DRAFT', productOptions: [{ name: 'Color', values: [{ name: 'Red' }, { name: 'Blue' }] }] },
      },
    );
    const { product } = made.data.productCreate;
    const create = (v: object[]) =>
      ask(
        'mutation($p: ID!, $v: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $p, variants: $v, strategy: REMOVE_STANDALONE_VARIANT) { productVariants { id sku title inventoryItem { tracked } } userErrors { field code } } }',
        { p: product.id, v },
      );
    const input = (name: string, sku: string) => ({
      price: '9.00',
      optionValues: [{ optionName: 'Color', name }],
      inventoryItem: { sku, tracked: true },
    });

    const twice = await create([input('Red', 'A'), input('Red', 'B')]);
    const done = await create([input('Red', 'MUG-R'), input('Blue', 'MUG-B')]);
    await quiet(shop);

    expect(product).toMatchObject({ handle: 'mug-co', status: 'DRAFT', variants: { nodes: [{ title: 'Red' }] } });
    expect(twice.data.productVariantsBulkCreate.userErrors).toEqual([{ field: ['variants', '1'], code: 'VARIANT_ALREADY_EXISTS' }]);
    expect(done.data.productVariantsBulkCreate).toMatchObject({
      productVariants: [{ sku: 'MUG-R', title: 'Red', inventoryItem: { tracked: true } }, { sku: 'MUG-B' }],
      userErrors: [],
    });
    expect(heard).toHaveLength(1);
    expect(shop.stock('MUG-B')).toEqual({ sku: 'MUG-B', available: 0 });
    expect(shop.articles?.().find(({ sku }) => sku === 'MUG-R')).toMatchObject({ title: 'Mug & Co', status: 'draft', price: '9.00' });
  });

  it('are set whole, and updated', async () => {
    const { ask } = await aShop();
    const set = async (input: object, identifier?: object) =>
      (
        await ask(
          'mutation($i: ProductSetInput!, $by: ProductSetIdentifiers) { productSet(input: $i, identifier: $by, synchronous: true) { product { id title status variants(first: 9) { nodes { id sku price } } } userErrors { code field message } } }',
          { i: input, by: identifier },
        )
      ).data.productSet;
    const size = (name: string) => [{ optionName: 'Size', name }];
    const productOptions = [{ name: 'Size', values: [{ name: 'S' }, { name: 'M' }] }];

    const { product } = await set({
      title: 'Shirt',
      status: 'DRAFT',
      productOptions,
      variants: [
        { optionValues: size('S'), sku: 'SH-S', price: '1' },
        { optionValues: size('M'), sku: 'SH-M' },
      ],
    });
    const again = await set({ title: 'Shirt 2', productOptions, variants: [{ optionValues: size('M'), price: '2' }] }, { id: product.id });
    const updated = await ask(
      'mutation($p: ProductUpdateInput!) { productUpdate(product: $p) { product { title descriptionHtml } userErrors { message } } }',
      { p: { id: product.id, descriptionHtml: '<p>Soft</p>' } },
    );

    expect(product).toMatchObject({
      title: 'Shirt',
      status: 'DRAFT',
      variants: { nodes: [{ sku: 'SH-S', price: '1.00' }, { sku: 'SH-M' }] },
    });
    expect(again.product).toMatchObject({
      title: 'Shirt 2',
      variants: { nodes: [{ id: product.variants.nodes[1].id, sku: 'SH-M', price: '2.00' }] },
    });
    expect(updated.data.productUpdate).toEqual({ product: { title: 'Shirt 2', descriptionHtml: '<p>Soft</p>' }, userErrors: [] });
    expect((await set({ title: ' ' })).userErrors[0].code).toBe('INVALID_PRODUCT');
  });
});

describe('the end of orders', () => {
  const cancelMutation = `mutation($o: ID!, $r: Boolean!) { orderCancel(orderId: $o, reason: INVENTORY, refundMethod: { originalPaymentMethodsRefund: false }, restock: $r, staffNote: "From Dynamics") {
    job { id done } orderCancelUserErrors { code field message } } }`;
  const until = async (holds: () => boolean) => {
    for (let tries = 0; !holds() && tries < 200; tries += 1) await new Promise((done) => setTimeout(done, 5));
  };

  it('is a cancellation a moment later, without a refund when none is wanted', async () => {
    const { shop, ask } = await aShop();
    const heard = await heardBy(ask, 'ORDERS_CANCELLED', 'REFUNDS_CREATE');
    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'two-locations' });
    const gid = `gid://shopify/Order/${placed?.ref}`;

    const { data } = await ask(cancelMutation, { o: gid, r: true });
    const statusAtOnce = shop.order(placed?.ref ?? '')?.status;
    await until(() => shop.order(placed?.ref ?? '')?.status === 'cancelled');
    await quiet(shop);
    const after = await ask(
      'query($o: ID!, $j: ID!) { job(id: $j) { done } order(id: $o) { cancelReason cancellation { staffNote } displayFinancialStatus } }',
      { o: gid, j: data.orderCancel.job.id },
    );

    expect(data.orderCancel).toMatchObject({ job: { done: false }, orderCancelUserErrors: [] });
    expect(statusAtOnce).toBe('paid');
    expect(after.data).toEqual({
      job: { done: true },
      order: { cancelReason: 'INVENTORY', cancellation: { staffNote: 'From Dynamics' }, displayFinancialStatus: 'PAID' },
    });
    expect(heard.map(({ topic }) => topic)).toEqual(['orders/cancelled']);
    expect(shop.stock('D0001')?.available).toBe(340);
    expect((await ask(cancelMutation, { o: gid, r: true })).data.orderCancel.orderCancelUserErrors[0].message).toMatch('already');
  });

  it('is refused for what has left', async () => {
    const { shop, ask } = await aShop();
    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'two-locations' });
    await shop.act(placed?.ref ?? '', 'fulfil', {});

    const { data } = await ask(cancelMutation, { o: `gid://shopify/Order/${placed?.ref}`, r: true });

    expect(data.orderCancel).toEqual({
      job: null,
      orderCancelUserErrors: [{ code: 'INVALID', field: ['orderId'], message: 'Cannot cancel a paid and fulfilled order' }],
    });
  });

  it('is paid, closed and tagged', async () => {
    const { shop, ask } = await aShop();
    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'unpaid' });
    const id = `gid://shopify/Order/${placed?.ref}`;
    const pay = async () =>
      (
        await ask(
          'mutation($i: OrderMarkAsPaidInput!) { orderMarkAsPaid(input: $i) { order { displayFinancialStatus canMarkAsPaid } userErrors { message } } }',
          { i: { id } },
        )
      ).data.orderMarkAsPaid;

    expect(await pay()).toEqual({ order: { displayFinancialStatus: 'PAID', canMarkAsPaid: false }, userErrors: [] });
    expect(await pay()).toEqual({ order: null, userErrors: [{ message: 'Order cannot be marked as paid.' }] });
    const closed = await ask('mutation($i: OrderCloseInput!) { orderClose(input: $i) { order { closed } userErrors { message } } }', {
      i: { id },
    });
    const tagged = await ask(
      'mutation($id: ID!) { tagsAdd(id: $id, tags: ["erp", "vip"]) { node { ... on Order { tags } } userErrors { message } } }',
      { id },
    );
    expect([closed.data.orderClose.order.closed, tagged.data.tagsAdd.node.tags]).toEqual([true, ['erp', 'vip']]);
  });
});

import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWooCommerce, type WooCommerceStorefront } from './channels/woocommerce/start.ts';
import { FaultBoard } from './faults.ts';
import { stores } from './world.ts';

const contracts = new URL('../../../shared/contracts/woocommerce/captured/', import.meta.url);
const captured = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, contracts), 'utf8'));
const store = stores.find((one) => one.connector === 'woocommerce');
const authorization = `Basic ${Buffer.from(`${store?.clientId}:${store?.clientSecret}`).toString('base64')}`;

let shop: WooCommerceStorefront;
beforeEach(async () => {
  shop = await startWooCommerce({ port: 0, faults: new FaultBoard(['woocommerce']) });
});
afterEach(() => shop.close());

type Doc = Record<string, never> & { [field: string]: never };
async function ask(method: string, path: string, body?: object, at = shop) {
  const response = await fetch(`${at.url}/wp-json/wc/v3${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Doc };
}
const place = async () => (await shop.place({ count: 1, seed: 1, shape: 'gross' }))[0]?.ref ?? '';

describe.skipIf(!existsSync(contracts))('answers as the real server does', () => {
  it('refuses a SKU that is taken, and proposes a free one', async () => {
    const real = captured('error-duplicate-sku').response;
    const first = await ask('POST', '/products', { name: 'Mug', sku: 'MUG-L' });

    const { status, body } = await ask('POST', '/products', { name: 'Dup', type: 'simple', sku: 'MUG-L', regular_price: '1' });

    const { data, ...said } = real.body;
    expect([status, body]).toEqual([real.status, { ...said, data: { ...data, resource_id: first.body.id } }]);
  });

  it('answers a batch item by item', async () => {
    const real = captured('products-batch-stock-mixed-errors').response.body.update as { error?: object }[];
    const [variation] = (await ask('GET', '/products?sku=TEE-BLK-M')).body as never as { id: number }[];

    const { body } = await ask('POST', '/products/batch', {
      update: [
        { id: 101, stock_quantity: 7 },
        { id: 999999, stock_quantity: 1 },
        { id: variation?.id, stock_quantity: 99 },
      ],
    });

    const answered = (body as never as { update: { id: number; error?: object }[] }).update;
    expect(answered[0]).toMatchObject({ id: 101, stock_quantity: 7 });
    expect(answered.map(({ error }) => error)).toEqual(real.map(({ error }) => error));
  });

  it.each(['product-create-simple', 'product-create-no-sku', 'product-create-variable'])(
    '%s: what it shows is what the real server shows',
    async (name) => {
      const { request, response } = captured(name);

      const { status, body } = await ask('POST', '/products', request.body);

      expect(status).toBe(response.status);
      const own = [
        'id',
        'permalink',
        'slug',
        'categories',
        'backorders',
        '_links',
        'meta_data',
        'date_created',
        'date_modified',
        'date_created_gmt',
        'date_modified_gmt',
      ];
      for (const [field, value] of Object.entries(body)) {
        expect(Object.keys(response.body)).toContain(field);
        if (!own.includes(field)) expect([field, value]).toEqual([field, response.body[field]]);
      }
    },
  );

  it('makes variations in a batch as the real server does', async () => {
    const parent = await ask('POST', '/products', captured('product-create-variable').request.body);
    const { request, response } = captured('variations-batch-create');

    const { body } = await ask('POST', `/products/${parent.body.id}/variations/batch`, request.body);

    const shown = (rows: Record<string, unknown>[]) =>
      rows.map(({ sku, name, price, regular_price, sale_price, on_sale, manage_stock, stock_quantity, stock_status, attributes }) => ({
        sku,
        name,
        price,
        regular_price,
        sale_price,
        on_sale,
        manage_stock,
        stock_quantity,
        stock_status,
        attributes: (attributes as Record<string, unknown>[]).map((one) => [one.name, one.option]),
      }));
    expect(shown(body.create ?? [])).toEqual(shown(response.body.create));
  });
});

describe('products', () => {
  it('drops a quantity that nobody counts, and says nothing', async () => {
    await ask('PUT', '/products/101', { manage_stock: false });

    expect((await ask('PUT', '/products/101', { stock_quantity: 5 })).body).toMatchObject({ manage_stock: false, stock_quantity: null });
    expect(shop.stock('D0001')).toBeUndefined();
  });

  it('refuses what is of the wrong kind', async () => {
    const wrong = [
      { stock_quantity: 1.5 },
      { regular_price: 9.9 },
      { manage_stock: 'maybe' },
      { status: 'shipped' },
      { attributes: 'Size' },
    ];

    for (const body of wrong) expect((await ask('PUT', '/products/101', body)).body.code).toBe('rest_invalid_param');
  });

  it('drops a sale that is not lower than the regular price', async () => {
    expect((await ask('PUT', '/products/101', { regular_price: '10', sale_price: '10' })).body).toMatchObject({
      price: '10',
      sale_price: '',
      on_sale: false,
    });
    expect((await ask('PUT', '/products/101', { sale_price: '9.5' })).body).toMatchObject({ price: '9.5', on_sale: true });
    expect(shop.price('D0001')).toEqual({ sku: 'D0001', price: '9.5', compareAt: '10' });
  });

  it('an empty answer is what a batch gets for the fields of its items', async () => {
    expect((await ask('POST', '/products/batch?_fields=id', { update: [{ id: 101 }] })).body).toEqual({});
  });

  it('refuses a variation under another product, and knows nobody beyond its catalogue', async () => {
    const [variation] = (await ask('GET', '/products?sku=TEE-BLK-M')).body as never as { id: number; parent_id: number }[];

    expect((await ask('PUT', `/products/101/variations/${variation?.id}`, {})).body.code).toBe(
      'woocommerce_rest_product_variation_invalid_id',
    );
    expect((await ask('PUT', '/products/999999', {})).status).toBe(400);
    expect((await ask('GET', '/products/999999')).status).toBe(404);
    expect((await ask('POST', '/products/999999/variations/batch', { create: [{ sku: 'X' }] })).body).toMatchObject({
      create: [{ id: 0, error: { code: 'woocommerce_rest_product_invalid_id' } }],
    });
  });

  it('tells of its products what changed', async () => {
    await ask('POST', '/webhooks', { topic: 'product.updated', delivery_url: 'http://127.0.0.1:9/hook' });

    await ask('PUT', '/products/101', { stock_quantity: 3 });

    await expect.poll(() => shop.lostDeliveryAt?.()).toBeGreaterThan(0);
  });

  it('sells at the price that was set, and counts what was sold', async () => {
    const before = shop.stock('D0001')?.available ?? 0;
    await ask('PUT', '/products/101', { regular_price: '100' });

    const order = shop.order(await place());

    expect(Number(order?.total)).toBeGreaterThan(300);
    expect(shop.stock('D0001')?.available).toBe(before - 3);
  });

  it('keeps what was written over a restart, and forgets it on reset', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'shop-'));
    const open = () => startWooCommerce({ port: 0, faults: new FaultBoard(['woocommerce']), dataDir });
    const first = await open();
    first.seedArticles(20, 'V-', 10);
    await ask('PUT', '/products/101', { stock_quantity: 3, regular_price: '5' }, first);
    await first.close();

    const second = await open();
    expect([second.stock('D0001')?.available, second.price('D0001')?.price, second.stock('V-000020')?.available]).toEqual([3, '5', 100]);
    await second.reset();
    expect([second.stock('D0001')?.available, second.stock('V-000020')]).toEqual([340, undefined]);
    await second.close();
  });
});

describe('in the back office', () => {
  it('completes, and ships by hand', async () => {
    const [first, second] = [await place(), await place()];

    await shop.act(first, 'complete', {});
    await shop.act(second, 'ship-by-hand', { trackingNumber: 'X1', carrier: 'Bote', complete: false });

    expect(shop.order(first)).toMatchObject({ status: 'completed', fulfilments: [] });
    expect(shop.order(second)).toMatchObject({ status: 'processing', fulfilments: [{ trackingNumber: 'X1', carrier: 'Bote' }] });
    await expect(shop.act(second, 'ship-by-hand', {})).rejects.toThrow('trackingNumber');
  });

  it('takes money only of an order that a buyer could pay', async () => {
    const [held] = await shop.place({ count: 1, seed: 1, shape: 'on-hold' });
    const [open] = await shop.place({ count: 1, seed: 1, shape: 'unpaid' });

    expect((await ask('PUT', `/orders/${held?.ref}`, { set_paid: true })).body).toMatchObject({ status: 'on-hold', date_paid: null });
    expect((await ask('PUT', `/orders/${open?.ref}`, { set_paid: true })).body).toMatchObject({ status: 'processing' });
  });

  it('takes meta away that is set to null', async () => {
    const ref = await place();
    const meta = async (value: unknown) => (await ask('PUT', `/orders/${ref}`, { meta_data: [{ key: '_mark', value }] })).body.meta_data;

    expect(await meta('x')).toMatchObject([{ key: '_mark', value: 'x' }]);
    expect(await meta(null)).toEqual([]);
    expect(await meta(null)).toEqual([]);
  });
});

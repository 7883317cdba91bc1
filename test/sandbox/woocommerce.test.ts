import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signBase64 } from '../../shared/connectors/hmac.ts';
import { decimal, minus, plus, zero } from '../../shared/core/money.ts';
import { shapes } from './channels/woocommerce/shapes.ts';
import { startWooCommerce } from './channels/woocommerce/start.ts';
import { deliveryId } from './channels/woocommerce/webhook-sender.ts';
import { FaultBoard, WrongCall } from './faults.ts';
import type { Storefront } from './parts.ts';
import { stores } from './world.ts';

const contracts = new URL('../../../shared/contracts/woocommerce/', import.meta.url);
const hasContracts = existsSync(contracts);
const captured = (name: string) => JSON.parse(readFileSync(new URL(`captured/${name}.json`, contracts), 'utf8')).response;
const store = stores.find((one) => one.connector === 'woocommerce');
const keys = { authorization: `Basic ${Buffer.from(`${store?.clientId}:${store?.clientSecret}`).toString('base64')}` };

type Doc = Record<string, never> & { [field: string]: never };

let shop: Storefront;
let faults: FaultBoard;

beforeEach(async () => {
  faults = new FaultBoard(['woocommerce']);
  shop = await startWooCommerce({ port: 0, faults });
});
afterEach(() => shop.close());

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = keys) {
  const response = await fetch(`${shop.url}/wp-json/wc/v3${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Doc };
}

interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Somebody who receives webhooks and answers as told. */
async function listener(answer: () => number = () => 200) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer()).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`;
  return { url, heard, close: () => new Promise((done) => server.close(done)) };
}

const settled = async () => {
  while (shop.pendingDeliveries() > 0) await new Promise((done) => setTimeout(done, 5));
};
const subscribe = (url: string, ...topics: string[]) =>
  Promise.all(topics.map((topic) => ask('POST', '/webhooks', { topic, delivery_url: url, secret: 's' })));
const place = async (shape: string, seed = 1) => {
  const [order] = await shop.place({ count: 1, seed, shape });
  return order?.ref ?? '';
};

describe.skipIf(!hasContracts)('answers as the real server does', () => {
  it.each([
    ['error-no-auth', 'GET', '/orders', undefined, {}],
    ['error-bad-key', 'GET', '/orders', undefined, { authorization: `Basic ${Buffer.from('ck_x:cs_x').toString('base64')}` }],
    ['error-per-page-101', 'GET', '/orders?per_page=101', undefined, keys],
    ['error-order-not-found', 'GET', '/orders/99999999', undefined, keys],
    ['error-malformed-json', 'POST', '/orders', '{"status":', keys],
    ['error-invalid-status', 'POST', '/orders', { status: 'shipped' }, keys],
    ['error-line-item-without-product', 'POST', '/orders', { line_items: [{ product_id: 0, quantity: 1 }] }, keys],
    ['error-batch-101', 'POST', '/products/batch', { update: Array.from({ length: 101 }, () => ({ id: 101 })) }, keys],
  ])('%s', async (name, method, path, body, headers: Record<string, string>) => {
    const real = captured(name);

    const answer = await ask(method, path, body, headers);

    expect(answer.status).toBe(real.status);
    expect(answer.body).toEqual(real.body);
  });

  it('refuses a refund that is too large with a server error', async () => {
    const ref = await place('plain');
    const real = captured('error-refund-too-large');

    const answer = await ask('POST', `/orders/${ref}/refunds`, { amount: '9999', api_refund: false });

    expect([answer.status, answer.body]).toEqual([real.status, real.body]);
  });

  it('shows an order with the fields of the real server, in lines too', async () => {
    const ref = await place('b2b');
    const real = captured('order-create-tax-inclusive-discount-fee').body;

    const { body } = await ask('GET', `/orders/${ref}`);

    expect(Object.keys(body).sort()).toEqual(Object.keys(real).sort());
    for (const rows of ['line_items', 'tax_lines', 'shipping_lines'])
      expect(Object.keys((body as never)[rows][0]).sort()).toEqual(Object.keys(real[rows][0]).sort());
  });

  it('accepts a line with an unknown SKU, without product and price', async () => {
    const real = captured('error-line-item-unknown-sku');

    const answer = await ask('POST', '/orders', { line_items: [{ sku: 'NOPE', quantity: 1 }] });

    const line = (one: { line_items: [{ product_id: number; sku: null; total: string }] }) => {
      const [{ product_id, sku, total }] = one.line_items;
      return { product_id, sku, total };
    };
    expect(answer.status).toBe(real.status);
    expect(line(answer.body as never)).toEqual(line(real.body));
  });
});

describe('the front door', () => {
  it('takes the keys in the query as well and says when only the secret is wrong', async () => {
    const good = await ask('GET', `/orders?consumer_key=${store?.clientId}&consumer_secret=${store?.clientSecret}`, undefined, {});
    const bad = await ask('GET', `/orders?consumer_key=${store?.clientId}&consumer_secret=cs_other`, undefined, {});

    expect(good.status).toBe(200);
    expect([bad.status, bad.body.code]).toEqual([401, 'woocommerce_rest_authentication_error']);
  });

  it('knows the plain permalink form and no other routes', async () => {
    const plain = await fetch(`${shop.url}/?rest_route=/wc/v3/orders`, { headers: keys });
    const none = await ask('GET', '/nothing');

    expect(plain.status).toBe(200);
    expect([none.status, none.body.code]).toEqual([404, 'rest_no_route']);
  });

  it('words faults as hosts do: 429 without a body to parse, 500 as a page', async () => {
    faults.add({ target: 'woocommerce', kind: 'throttle', count: 1 });
    const busy = await fetch(`${shop.url}/wp-json/wc/v3/orders`, { headers: keys });
    faults.add({ target: 'woocommerce', kind: 'error', count: 1 });
    const broken = await fetch(`${shop.url}/wp-json/wc/v3/orders`, { headers: keys });

    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, null]);
    expect([broken.status, await broken.text()]).toEqual([500, expect.stringContaining('<html')]);
  });

  it('names every wrong argument at once', async () => {
    const { status, body } = await ask('GET', '/orders?orderby=price&dates_are_gmt=maybe&modified_after=yesterday&include=1,x&page=0');

    expect(status).toBe(400);
    expect((body as never as { data: { params: object } }).data.params).toEqual({
      orderby: 'orderby is not one of date, id, include, title, slug, and modified.',
      dates_are_gmt: 'dates_are_gmt is not of type boolean.',
      modified_after: 'Invalid date.',
      include: 'include[1] is not of type integer.',
      page: 'page must be greater than or equal to 1',
    });
  });

  it('counts calls by route', async () => {
    await place('plain');
    shop.resetCalls();

    await ask('GET', '/orders?per_page=5');
    await ask('GET', '/orders?per_page=6');

    expect(shop.calls()).toMatchObject({ total: 2, operations: [{ name: 'GET /orders', count: 2 }] });
  });
});

describe('the order list', () => {
  const orderAt = (id: number, gmt: string, more = {}) => ({
    id,
    number: String(id),
    status: 'processing',
    currency: 'EUR',
    total: '1.00',
    date_created_gmt: gmt,
    date_modified_gmt: gmt,
    line_items: [],
    ...more,
  });

  it('filters by change, exclusively and in UTC only when asked', async () => {
    for (const [id, gmt] of [
      [11, '2026-11-20T10:00:00'],
      [12, '2026-11-20T10:00:01'],
      [13, '2026-11-20T10:00:02'],
    ] as const)
      await shop.put(orderAt(id, gmt));

    const utc = await ask('GET', '/orders?modified_after=2026-11-20T10:00:00&dates_are_gmt=true&orderby=modified&order=asc&_fields=id');
    const local = await ask('GET', '/orders?modified_after=2026-11-20T11:00:01&orderby=modified&order=asc&_fields=id');

    expect(utc.body).toEqual([{ id: 12 }, { id: 13 }]);
    expect(local.body).toEqual([{ id: 13 }]);
  });

  it('pages with totals and links', async () => {
    for (const id of [1, 2, 3]) await shop.put(orderAt(id, `2026-11-20T10:00:0${id}`));

    const { headers, body } = await ask('GET', '/orders?per_page=1&page=2&orderby=id&order=asc&_fields=id');

    expect(body).toEqual([{ id: 2 }]);
    expect([headers.get('x-wp-total'), headers.get('x-wp-totalpages')]).toEqual(['3', '3']);
    expect(headers.get('link')).toMatch(/page=1.*rel="prev", .*page=3.*rel="next"/);
  });

  it('leaves the trash out unless it is asked for, and reads several ids at once', async () => {
    await shop.put(orderAt(1, '2026-11-20T10:00:00', { status: 'trash' }));
    await shop.put(orderAt(2, '2026-11-20T10:00:00', { status: 'wc-shipped' }));

    expect((await ask('GET', '/orders?include=1,2,3&_fields=id')).body).toEqual([{ id: 2 }]);
    expect((await ask('GET', '/orders?status=trash&_fields=id')).body).toEqual([{ id: 1 }]);
    expect((await ask('GET', '/orders?status=shipped&_fields=id')).body).toEqual([{ id: 2 }]);
  });
});

describe('orders', () => {
  it.each(shapes.map((shape) => shape.name))('%s adds up as WooCommerce adds up', async (shape) => {
    for (const seed of [1, 2, 3]) {
      const ref = await place(shape, seed);
      const order = (await ask('GET', `/orders/${ref}`)).body as never as Record<string, { [field: string]: string }[]> & {
        total: string;
        total_tax: string;
      };
      const rows = [...(order.line_items ?? []), ...(order.shipping_lines ?? []), ...(order.fee_lines ?? [])];
      const sum = plus(zero, ...rows.map((row) => decimal(row.total ?? '0')), decimal(order.total_tax));
      const expected = { 'total-off': '7.77', 'gift-card': '-20' }[shape] ?? '0';
      expect(minus(decimal(order.total), sum)).toBe(expected);
    }
  });

  it('makes the same orders from the same seed', async () => {
    const money = async () => (await shop.place({ count: 20, seed: 5 })).map(({ total, shape }) => [total, shape]);

    const first = await money();
    await shop.reset();

    expect(await money()).toEqual(first);
  });

  it('moves stock when an order is cleared for delivery and back when it is cancelled', async () => {
    const before = shop.stock('D0003')?.available;
    const ref = await place('same-sku-twice');
    const sold = shop.stock('D0003')?.available;

    await shop.act(ref, 'cancel', {});

    expect([before, sold, shop.stock('D0003')?.available]).toEqual([512, 509, 512]);
    expect(shop.stock('NOPE')).toBeUndefined();
  });

  it('lets a person edit, pay, return and refund', async () => {
    const unpaid = await place('unpaid');
    await shop.act(unpaid, 'pay', {});
    const ref = await place('refunded-in-part');
    const before = shop.order(ref);
    await shop.act(ref, 'edit', { quantity: 4 });
    await shop.act(ref, 'return', {});
    await shop.act(ref, 'refund', {});

    expect(shop.order(unpaid)?.status).toBe('processing');
    expect(shop.order(ref)).toMatchObject({ status: 'refunded', total: (Number(before?.total) + 45.5).toFixed(2) });
    expect(shop.order(ref)?.refunds.reduce((sum, one) => sum + Number(one.amount), 0)).toBeCloseTo(Number(before?.total) + 45.5);
    await expect(shop.act(ref, 'refund', { amount: '1.00' })).rejects.toThrow(WrongCall);
    await expect(shop.act(ref, 'explode', {})).rejects.toThrow('edit, cancel, refund');
    await expect(shop.act('77', 'cancel', {})).rejects.toThrow(WrongCall);
  });

  it('creates, changes and batches through the API, with taxes of the shop', async () => {
    const created = await ask('POST', '/orders', {
      set_paid: true,
      payment_method: 'bacs',
      line_items: [{ sku: 'D0001', quantity: 2 }],
      shipping_lines: [{ method_id: 'flat_rate', method_title: 'DHL', total: '4.19' }],
    });
    const id = (created.body as never as { id: number }).id;
    const changed = await ask('PUT', `/orders/${id}`, { status: 'completed', meta_data: [{ key: '_tracking', value: '1Z' }] });
    const batch = await ask('POST', '/orders/batch', {
      update: [
        { id, status: 'processing' },
        { id: 5, status: 'processing' },
      ],
    });

    expect(created.body).toMatchObject({ status: 'processing', total: '147.59', total_tax: '23.57', shipping_tax: '0.80' });
    expect(changed.body).toMatchObject({ status: 'completed', meta_data: [{ key: '_tracking', value: '1Z' }] });
    expect(batch.status).toBe(200);
    expect((batch.body as never as { update: object[] }).update).toMatchObject([
      { id, status: 'processing' },
      { id: 5, error: { code: 'woocommerce_rest_shop_order_invalid_id' } },
    ]);
    expect((await ask('POST', '/orders/batch', { delete: Array.from({ length: 101 }, (_one, index) => index) })).status).toBe(413);
    expect((await ask('POST', '/orders', { line_items: [{ sku: 'D0001', quantity: 1.5 }] })).body.code).toBe('rest_invalid_param');
  });

  it('serves exactly the document that was put, and refuses what is no order', async () => {
    const document = {
      id: 77,
      status: 'processing',
      currency: 'EUR',
      total: '1.00',
      number: 'X-1',
      oddity: { plug: ['in'] },
      date_modified_gmt: '2026-11-20T10:00:00',
    };

    expect(await shop.put(document)).toEqual({ ref: '77', number: 'X-1' });

    const { _links, ...served } = (await ask('GET', '/orders/77')).body as Record<string, unknown>;
    expect(served).toEqual(document);
    await expect(shop.put({ id: 25 })).rejects.toThrow(WrongCall);
    await expect(shop.put([])).rejects.toThrow(WrongCall);
  });

  it('goes on where it was killed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'woo-'));
    const first = await startWooCommerce({ port: 0, faults, dataDir });
    const [order] = await first.place({ count: 1, seed: 1, shape: 'plain' });
    await first.close();

    const second = await startWooCommerce({ port: 0, faults, dataDir });

    expect(second.order(order?.ref ?? '')?.total).toBe(order?.total);
    expect((await second.place({ count: 1, seed: 1, shape: 'plain' }))[0]?.ref).not.toBe(order?.ref);
    await second.close();
  });
});

describe('webhooks', () => {
  it('pings once, unsigned, when one is made', async () => {
    const { url, heard, close } = await listener();

    const [made] = await subscribe(url, 'order.created');

    expect(made?.status).toBe(201);
    expect(made?.body).toMatchObject({ status: 'active', resource: 'order', event: 'created' });
    expect(made?.body).not.toHaveProperty('secret');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ body: 'webhook_id=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(heard[0]?.headers['x-wc-webhook-signature']).toBeUndefined();
    await close();
  });

  it('tells a new order twice, as created and as updated, signed and with the same body', async () => {
    const { url, heard, close } = await listener();
    await subscribe(url, 'order.created', 'order.updated');
    heard.length = 0;

    const ref = await place('unusual-names');
    await settled();

    expect(heard.map(({ headers }) => headers['x-wc-webhook-topic']).sort()).toEqual(['order.created', 'order.updated']);
    expect(heard[0]?.body).toBe(heard[1]?.body);
    expect(heard[0]?.body).toMatch(/^[\x20-\x7e]+$/);
    for (const { headers, body } of heard) {
      expect(headers['x-wc-webhook-signature']).toBe(signBase64(Buffer.from(body), 's'));
      expect(JSON.parse(body).id).toBe(Number(ref));
    }
    await close();
  });

  it('gives all deliveries of one webhook in one second the same delivery id', () => {
    expect(deliveryId(1, 1000)).toBe(deliveryId(1, 1999));
    expect(deliveryId(1, 1000)).not.toBe(deliveryId(1, 2000));
    expect(deliveryId(2, 1000)).not.toBe(deliveryId(1, 1000));
  });

  it('never tries again, and switches itself off on the seventh failure in a row', async () => {
    const { url, heard, close } = await listener(() => 503);
    await subscribe(url, 'order.created');
    heard.length = 0;
    const statusNow = async () => ((await ask('GET', '/webhooks/1')).body as never as { status: string }).status;

    for (let index = 0; index < 6; index += 1) {
      await place('plain', index);
      await settled();
    }
    const afterSix = await statusNow();
    await place('plain', 7);
    await settled();

    expect(afterSix).toBe('active');
    expect(await statusNow()).toBe('disabled');
    expect(heard).toHaveLength(7);
    await close();
  });

  it('takes a redirect for a success', async () => {
    const { url, close } = await listener(() => 302);
    await subscribe(url, 'order.created');
    await shop.place({ count: 10, seed: 1, shape: 'plain' });
    await settled();

    expect((await ask('GET', '/webhooks/1')).body.status).toBe('active');
    await close();
  });

  it('echoes every write, also one that changes nothing; notes and deleted refunds are silent', async () => {
    const { url, heard, close } = await listener();
    const ref = await place('refunded-in-part');
    await subscribe(url, 'order.updated', 'order.deleted', 'order.restored');
    heard.length = 0;
    const told = async (work: () => Promise<unknown>) => {
      heard.length = 0;
      await work();
      await settled();
      return heard.map(({ headers, body }) =>
        `${headers['x-wc-webhook-topic']} ${Object.keys(JSON.parse(body)).length === 1 ? body : ''}`.trim(),
      );
    };
    const [refund] = (await ask('GET', `/orders/${ref}/refunds`)).body as never as { id: number }[];

    expect(await told(() => ask('PUT', `/orders/${ref}`, {}))).toEqual(['order.updated']);
    expect(await told(() => ask('POST', `/orders/${ref}/notes`, { note: 'Tracking: 1Z' }))).toEqual([]);
    expect(await told(() => ask('DELETE', `/orders/${ref}/refunds/${refund?.id}?force=true`))).toEqual([]);
    expect(await told(() => ask('DELETE', `/orders/${ref}`))).toEqual([`order.deleted {"id":${ref}}`]);
    expect((await ask('GET', `/orders/${ref}`)).body.status).toBe('trash');
    expect(await told(() => shop.act(ref, 'restore', {}))).toEqual(['order.restored']);
    await close();
  });

  it('delivers twice and late when asked', async () => {
    const { url, heard, close } = await listener();
    await subscribe(url, 'order.created');
    heard.length = 0;

    await shop.place({ count: 5, seed: 3, shape: 'plain', duplicates: 1, reorder: 0.4 });
    await settled();

    expect(heard).toHaveLength(10);
    await close();
  });

  it('keeps its webhooks when everything else is emptied', async () => {
    const { url, heard, close } = await listener();
    await subscribe(url, 'order.created');
    await place('plain');
    await settled();
    heard.length = 0;

    await shop.reset();
    expect((await ask('GET', '/orders')).body).toEqual([]);
    await place('plain');
    await settled();

    expect(heard).toHaveLength(1);
    await close();
  });

  it('refuses wrong topics, addresses and ids as the real server does', async () => {
    expect((await ask('POST', '/webhooks', { topic: 'order.exploded', delivery_url: 'https://x.example' })).body.code).toBe(
      'woocommerce_rest_shop_webhook_invalid_topic',
    );
    expect((await ask('POST', '/webhooks', { topic: 'order.created', delivery_url: 'ftp://x' })).body.code).toBe(
      'woocommerce_rest_shop_webhook_invalid_delivery_url',
    );
    expect((await ask('PUT', '/webhooks/99', { status: 'paused' })).status).toBe(400);
    expect((await ask('DELETE', '/webhooks/99')).status).toBe(501);
    expect((await ask('PUT', '/webhooks/99', { status: 'asleep' })).body.code).toBe('rest_invalid_param');
  });
});

describe('products', () => {
  it('finds products and variations by a list of SKUs', async () => {
    const { body } = await ask('GET', '/products?sku=D0001,TEE-BLK-M,NOPE&_fields=sku,type');

    expect(body).toEqual([
      { type: 'variation', sku: 'TEE-BLK-M' },
      { type: 'simple', sku: 'D0001' },
    ]);
  });

  it('refuses variations in the batch of products, one by one', async () => {
    const [tee] = (await ask('GET', '/products?sku=TEE-BLK-M')).body as never as { id: number; parent_id: number }[];
    const wrong = await ask('POST', '/products/batch', {
      update: [
        { id: 101, stock_quantity: 7 },
        { id: tee?.id, stock_quantity: 9 },
      ],
    });
    const right = await ask('POST', `/products/${tee?.parent_id}/variations/batch`, { update: [{ id: tee?.id, stock_quantity: 9 }] });

    expect(wrong.status).toBe(200);
    expect((wrong.body as never as { update: object[] }).update).toMatchObject([
      { stock_quantity: 7 },
      { error: { code: 'woocommerce_rest_invalid_product_id', data: { status: 404 } } },
    ]);
    expect((right.body as never as { update: object[] }).update).toMatchObject([{ stock_quantity: 9 }]);
    expect([shop.stock('D0001'), shop.stock('TEE-BLK-M')]).toEqual([
      { sku: 'D0001', available: 7 },
      { sku: 'TEE-BLK-M', available: 9 },
    ]);
  });
});

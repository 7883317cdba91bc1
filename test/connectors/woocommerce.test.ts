import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawRequest } from '../../shared/canonical/envelope.ts';
import { Order } from '../../shared/canonical/order.ts';
import type { Connector, ConnectorPorts, NoticePage, Secrets } from '../../shared/connectors/connector.ts';
import type { WooCommerceClient } from '../../shared/connectors/woocommerce/client.ts';
import { woocommerce } from '../../shared/connectors/woocommerce/index.ts';
import { decoded } from '../../shared/connectors/woocommerce/schema.ts';
import { toOrder } from '../../shared/connectors/woocommerce/translate.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import { ChannelId, ExternalId, type StoreId } from '../../shared/core/ids.ts';
import { isObject, type Json, parseJson } from '../../shared/core/json.ts';
import { decimal, minus, plus, zero } from '../../shared/core/money.ts';
import { type Instant, instant } from '../../shared/core/time.ts';
import { aStore } from '../builders.ts';
import { shapes } from '../sandbox/channels/woocommerce/shapes.ts';
import { startWooCommerce } from '../sandbox/channels/woocommerce/start.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import type { Storefront } from '../sandbox/parts.ts';
import { stores } from '../sandbox/world.ts';

const contracts = new URL('../../../shared/contracts/woocommerce/', import.meta.url);
const fixtures = new URL('../fixtures/woocommerce/', import.meta.url);
const source = { store: 'woocommerce-main' as StoreId, shopUrl: 'https://shop.example', timeZone: 'Europe/Berlin' };
const receives = woocommerce.receives as NonNullable<Connector['receives']> & { isPing(request: RawRequest): boolean };
const shopKeys = stores.find((one) => one.connector === 'woocommerce');

const secretsOf = (values: Record<string, string>, before: Record<string, string> = {}): Secrets => ({
  get: async (purpose) => values[purpose] ?? Promise.reject(new IntegrationError('SECRET_MISSING', { facts: { secretName: purpose } })),
  previous: async (purpose) => before[purpose],
});

const delivery = (body: string, headers: Record<string, string> = {}): RawRequest => ({
  headers: { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-id': '2', ...headers },
  body: new TextEncoder().encode(body),
});
const signed = (body: string, secret: string) =>
  delivery(body, { 'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64') });
const identified = (request: RawRequest) => receives.identify(request, instant('2026-11-20T12:00:00Z'));

const difference = (order: Order) => minus(order.total, plus(zero, ...[...order.lines, ...order.charges].map((part) => part.gross)));

/** Every order document in a captured file, however deep. */
function ordersIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap(ordersIn);
  if (!isObject(value)) return [];
  if (typeof value.bodyUtf8 === 'string') return value.bodyUtf8.startsWith('{') ? ordersIn(parseJson(value.bodyUtf8)) : [];
  if (value.line_items && value.billing && value.total !== undefined && value.id) return [value as Json];
  return Object.values(value).flatMap((one) => ordersIn(one as Json));
}
const filesOf = (folder: URL) => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []);
const documents = ['captured', 'docs-samples', 'webhooks'].flatMap((folder) =>
  filesOf(new URL(`${folder}/`, contracts)).flatMap((name) =>
    ordersIn(parseJson(readFileSync(new URL(`${folder}/${name}`, contracts), 'utf8'))).map(
      (order, index) => [`${folder}/${name} ${index}`, order] as const,
    ),
  ),
);

describe('verify', () => {
  const secrets = secretsOf({ 'webhook-secret': 'new' }, { 'webhook-secret': 'old' });

  it('takes the current secret and, while it is being changed, the previous one', async () => {
    await receives.verify(signed('{"id":1}', 'new'), secrets);
    await receives.verify(signed('{"id":1}', 'old'), secrets);
  });

  it.each([
    ['another secret', signed('{"id":1}', 'other')],
    ['no signature', delivery('{"id":1}')],
    ['a body that was changed on the way', { ...signed('{"id":1}', 'new'), body: new TextEncoder().encode('{"id":2}') }],
    ['an empty signature', delivery('{"id":1}', { 'x-wc-webhook-signature': '' })],
  ])('refuses %s', async (_name, request) => {
    await expect(receives.verify(request, secrets)).rejects.toMatchObject({ code: 'BAD_SIGNATURE' });
  });

  it.skipIf(!existsSync(contracts)).each(filesOf(new URL('webhooks/', contracts)).filter((name) => !name.includes('ping')))(
    'accepts the real delivery %s',
    async (name) => {
      const { headers, bodyBase64, secret } = JSON.parse(readFileSync(new URL(`webhooks/${name}`, contracts), 'utf8'));
      const request = {
        headers: Object.fromEntries((headers as [string, string][]).map(([key, value]) => [key.toLowerCase(), value])),
        body: new Uint8Array(Buffer.from(bodyBase64, 'base64')),
      };

      await receives.verify(request, secretsOf({ 'webhook-secret': secret }));
      await expect(receives.verify(request, secretsOf({ 'webhook-secret': 'lab-secret-02' }))).rejects.toMatchObject({
        code: 'BAD_SIGNATURE',
      });

      const topic = request.headers['x-wc-webhook-topic'] ?? '';
      expect(Object.keys(identified(request))).toEqual([topic.startsWith('order.') ? 'notices' : 'ignored']);
    },
  );
});

describe('identify', () => {
  it('knows the ping of a new webhook, and only that', () => {
    const ping = (body: string, headers = {}) => receives.isPing({ headers, body: new TextEncoder().encode(body) });

    expect(ping('webhook_id=12', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(true);
    expect(ping('webhook_id=12&id=3')).toBe(false);
    expect(ping('{"id":12}')).toBe(false);
    expect(ping('webhook_id=12', { 'x-wc-webhook-signature': 'x' })).toBe(false);
  });

  it('tells two orders of the same second apart, although they share a delivery id', () => {
    const key = (body: string, id = '2') => {
      const found = identified(delivery(body, { 'x-wc-webhook-delivery-id': 'same', 'x-wc-webhook-id': id }));
      return 'notices' in found ? found.notices[0]?.key : undefined;
    };

    expect(new Set([key('{"id":1}'), key('{"id":2}'), key('{"id":1,"status":"x"}'), key('{"id":1}', '3')]).size).toBe(4);
    expect(key('{"id":1}')).toBe(key('{"id":1}'));
    expect(key('{"id":1}')?.length).toBeLessThanOrEqual(120);
  });

  it.each(['order.created', 'order.updated', 'order.deleted', 'order.restored'])('makes a notice of %s', (topic) => {
    const body = '{"id":9007199254740993,"date_modified_gmt":"2026-11-20T18:23:19"}';

    expect(identified(delivery(body, { 'x-wc-webhook-topic': topic }))).toEqual({
      notices: [
        {
          kind: 'order',
          externalId: '9007199254740993',
          key: expect.stringMatching(/^2-9007199254740993-/),
          topic,
          occurredAt: '2026-11-20T18:23:19.000Z',
        },
      ],
    });
  });

  it('says why it does nothing', () => {
    expect(identified(delivery('{"id":1}', { 'x-wc-webhook-topic': 'product.updated' }))).toEqual({
      ignored: 'Nothing is done for product.updated.',
    });
    expect(
      identified(delivery('{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":404}}')),
    ).toHaveProperty('ignored');
  });

  it.each(['{"id":', '<html>', '[]', '{"id":""}', '{}', '"id"'])('keeps %s as unreadable', (body) => {
    expect(identified(delivery(body))).toMatchObject({
      unreadable: expect.any(String),
      notice: { kind: 'delivery', topic: 'order.updated' },
    });
  });
});

describe('translate', () => {
  it.each(filesOf(fixtures).filter((name) => !name.endsWith('.canonical.json')))('golden pair %s', (name) => {
    const given = parseJson(readFileSync(new URL(name, fixtures), 'utf8'));
    const wanted = JSON.parse(readFileSync(new URL(name.replace(/\.json$/, '.canonical.json'), fixtures), 'utf8'));

    const order = Order.parse(toOrder(given, source));

    expect(JSON.parse(JSON.stringify(order))).toEqual(wanted);
    expect(difference(order)).toBe('0');
  });

  it.each([
    ['pending', null, 'bacs', 'open', 'unpaid'],
    ['on-hold', null, 'bacs', 'open', 'unpaid'],
    ['processing', '2026-01-01T00:00:00', 'stripe', 'open', 'paid'],
    ['processing', null, 'stripe', 'open', 'paid'],
    ['processing', null, 'cod', 'open', 'authorised'],
    ['completed', '2026-01-01T00:00:00', 'cod', 'completed', 'paid'],
    ['cancelled', null, 'stripe', 'cancelled', 'voided'],
    ['cancelled', '2026-01-01T00:00:00', 'stripe', 'cancelled', 'paid'],
    ['refunded', '2026-01-01T00:00:00', 'stripe', 'cancelled', 'refunded'],
    ['failed', null, 'stripe', 'open', 'failed'],
    ['trash', null, '', 'cancelled', 'voided'],
    ['checkout-draft', null, '', 'draft', 'unpaid'],
    ['auto-draft', null, '', 'draft', 'unpaid'],
    ['awaiting-shipment', '2026-01-01T00:00:00', 'stripe', 'open', 'paid'],
    ['awaiting-shipment', null, 'stripe', 'open', 'unknown'],
  ])('%s, paid %s by %s, is %s and %s', (status, paid, method, state, payment) => {
    const order = toOrder(
      { id: 1, total: '5', currency: 'EUR', status, date_paid_gmt: paid, payment_method: method, date_created_gmt: '2026-01-01T00:00:00' },
      source,
    );

    expect([order.state, order.payment.state]).toEqual([state, payment]);
  });

  it('counts an order that was refunded after it was delivered as completed', () => {
    const order = toOrder(
      { id: 1, total: '5', status: 'refunded', date_completed_gmt: '2026-01-02T00:00:00', refunds: [{ total: '-5.00' }] },
      source,
    );

    expect([order.state, order.payment.state, order.refunded]).toEqual(['completed', 'refunded', '5']);
  });

  it('leaves a gift card alone that does not explain the total', () => {
    const given = {
      id: 1,
      total: '8.00',
      line_items: [{ id: 1, quantity: 1, total: '10.00' }],
      gift_cards: [{ code: 'X-1234', amount: '1.00' }],
      date_created_gmt: '2026-01-01T00:00:00',
      currency: 'EUR',
    };

    expect(toOrder(given, source).charges).toEqual([]);
    expect(toOrder({ ...given, total: '9.00' }, source).charges).toMatchObject([
      { kind: 'other', code: 'gift-card', title: 'Gift card …1234', gross: '-1' },
    ]);
  });

  it.each([
    ['YITH', { meta_data: [{ key: '_ywgc_applied_gift_cards', value: { 'AAAA-4711': 2 } }] }],
    ['Smart Coupons', { coupon_lines: [{ code: 'credit-4711', discount_type: 'smart_coupon', discount: '2.00', discount_tax: '0.00' }] }],
  ])('knows the gift cards of %s', (_name, more) => {
    const order = toOrder({ id: 1, total: '8.00', line_items: [{ id: 1, quantity: 1, total: '10.00' }], ...more }, source);

    expect(order.charges).toMatchObject([{ kind: 'other', code: 'gift-card', title: 'Gift card …4711', gross: '-2' }]);
  });

  it('reads the clock on the wall where the shop gives no UTC date', () => {
    const placedAt = (local: string) => toOrder({ id: 1, total: '1', date_created: local }, source).placedAt;

    expect(placedAt('2026-07-01T12:00:00')).toBe('2026-07-01T10:00:00.000Z');
    expect(placedAt('2026-12-01T12:00:00')).toBe('2026-12-01T11:00:00.000Z');
  });

  it('says what it does not understand, with the order number', () => {
    const read = () => toOrder({ id: 7, number: '1007', total: '1,234.50', line_items: [{ id: 1, total: 'viel' }] }, source);

    expect(read).toThrow(IntegrationError);
    expect(read).toThrow(
      'Order 1007 has something that we do not understand: total "1,234.50" is not a decimal number; line_items.0.quantity is missing; line_items.0.total "viel" is not a decimal number.',
    );
  });

  it('turns HTML into text', () => {
    expect(decoded('Fahrr&auml;der &amp; Zubeh&ouml;r &#8211; 3 &lt; 5 &unknown; <b>fett</b> &#x1F3A7;')).toBe(
      'Fahrräder & Zubehör – 3 < 5 &unknown; fett 🎧',
    );
    expect(decoded('&amp;lt;')).toBe('&lt;');
  });

  const cents = fc.integer({ min: 0, max: 10 ** 7 }).map((value) => (value / 100).toFixed(2));
  const line = fc.record({
    subtotal: cents,
    total: cents,
    total_tax: cents,
    subtotal_tax: cents,
    quantity: fc.oneof(fc.integer({ min: 1, max: 999 }), fc.constantFrom(0.75, '2.5')),
  });

  it('keeps every amount: lines, discounts and charges give back exactly what the shop wrote', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, gross) => {
        const sum = plus(zero, ...lines.flatMap((one) => [decimal(one.total), decimal(one.total_tax)]));
        const order = Order.parse(
          toOrder(
            {
              id: 1,
              currency: 'EUR',
              total: sum,
              prices_include_tax: gross,
              date_created_gmt: '2026-01-01T00:00:00',
              line_items: lines.map((one, index) => ({ id: index + 1, ...one })),
            },
            source,
          ),
        );

        expect(difference(order)).toBe('0');
        for (const [index, read] of order.lines.entries()) {
          const given = lines[index];
          expect([read.net, read.tax]).toEqual([decimal(given?.total ?? 0), decimal(given?.total_tax ?? 0)]);
          const before = plus(gross ? read.gross : read.net, ...read.discounts.map((part) => part.amount));
          const rebuilt = Number(read.unitPrice) * Number(read.quantity);
          expect(Math.abs(rebuilt - Number(before))).toBeLessThan(0.0001);
          expect(read.discounts.every((part) => Number(part.amount) > 0)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('an order whose id is an object without a toString was a crash, not an answer', () => {
    expect(() => toOrder({ id: { toString: false } }, source)).toThrow(IntegrationError);
  });

  it('never fails in any other way than by saying what is wrong', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('id', 'total', 'status', 'billing', 'line_items', 'meta_data', 'refunds', 'number', 'tax_lines', 'customer_id'),
          fc.jsonValue(),
        ),
        (payload) => {
          try {
            toOrder(payload, source);
          } catch (error) {
            expect(error).toBeInstanceOf(IntegrationError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('with a shop', () => {
  let shop: Storefront;
  let faults: FaultBoard;
  let client: WooCommerceClient;
  const goodSecrets = { 'client-id': shopKeys?.clientId ?? '', 'client-secret': shopKeys?.clientSecret ?? '', 'webhook-secret': 'first' };

  beforeEach(async () => {
    faults = new FaultBoard(['woocommerce']);
    shop = await startWooCommerce({ port: 0, faults });
    client = connected();
  });
  afterEach(() => shop.close());

  function connected(secrets: Record<string, string> = goodSecrets, connection: object = {}): WooCommerceClient {
    const ports: ConnectorPorts = { secrets: secretsOf(secrets), now: () => instant('2026-11-20T12:00:00Z') };
    const store = { ...aStore(), id: 'woocommerce-main' as StoreId, channel: ChannelId.parse('woocommerce'), name: 'Musikladen' };
    return woocommerce.connect(store, woocommerce.settings.parse({ shopUrl: `${shop.url}/`, ...connection }), ports);
  }
  const load = async (ref: string, through = client) => woocommerce.loads.order(through, ExternalId.parse(ref));
  const loaded = async (ref: string) => Order.parse(await load(ref));
  const place = async (shape: string, count = 1) => (await shop.place({ count, seed: 4, shape })).map((order) => order.ref);

  it.each(shapes.map((shape) => shape.name))('loads the shape %s', async (shape) => {
    const [ref = ''] = await place(shape);

    const order = await loaded(ref);

    expect(order.externalId).toBe(ref);
    expect(difference(order)).toBe(shape === 'total-off' ? '7.77' : '0');
  });

  it.skipIf(documents.length === 0).each(documents)('loads the real document %s after it was put', async (_name, document) => {
    const { ref, number } = await shop.put(document);

    const order = await loaded(ref);

    expect([order.externalId, order.number]).toEqual([ref, number]);
    // One sample of the documentation is a cent off by itself.
    expect(['0', '-0.01']).toContain(difference(order));
  });

  it('reads orders of the same moment with one call, and single ones for what the list leaves out', async () => {
    const refs = await place('plain', 30);
    await shop.act(refs[0] ?? '', 'trash', {});
    shop.resetCalls();

    const all = await Promise.all([...refs, refs[1] ?? '', '99999'].map((ref) => load(ref)));

    expect(all.map((one) => ('gone' in one ? 'gone' : `${one.externalId} ${one.state}`))).toEqual([
      `${refs[0]} cancelled`,
      ...refs.slice(1).map((ref) => `${ref} open`),
      `${refs[1]} open`,
      'gone',
    ]);
    expect(shop.calls().operations).toEqual([
      { name: 'GET /orders', count: 1 },
      { name: 'GET /orders/:id', count: 2 },
    ]);
  });

  it('reads at most a hundred at once', async () => {
    const refs = await place('plain', 130);
    shop.resetCalls();

    await Promise.all(refs.map((ref) => load(ref)));

    expect(shop.calls().operations).toEqual([{ name: 'GET /orders', count: 2 }]);
  });

  it('finds products by SKU', async () => {
    expect((await client.getProducts(['D0001', 'TEE-BLK-M', 'NOPE'])).map((product) => product.sku).sort()).toEqual(['D0001', 'TEE-BLK-M']);
  });

  it('works with keys in the query', async () => {
    const [ref = ''] = await place('plain');

    expect(await load(ref, connected(goodSecrets, { keysIn: 'query' }))).toMatchObject({ externalId: ref });
  });

  it('says what usually lies behind a refused login', async () => {
    const refused = load('1', connected({ ...goodSecrets, 'client-id': 'ck_other' }));

    await expect(refused).rejects.toMatchObject({
      code: 'REMOTE_REFUSED_LOGIN',
      details: { cause: expect.stringContaining('woocommerce-main') },
    });
    await expect(refused).rejects.toThrow(/woocommerce_rest_cannot_view.*HTTPS.*Authorization/);
    await expect(load('1', connected({ 'client-secret': 'x' }))).rejects.toMatchObject({ code: 'SECRET_MISSING' });
  });

  it.each([
    ['throttle', 'REMOTE_BUSY'],
    ['error', 'REMOTE_DOWN'],
    ['bad-json', 'REMOTE_RUBBISH'],
    ['reset-after-commit', 'REMOTE_DOWN'],
  ])('takes %s for %s', async (kind, code) => {
    const [ref = ''] = await place('plain');
    faults.add({ target: 'woocommerce', kind, count: 1 });

    await expect(load(ref)).rejects.toMatchObject({ code });
    expect(await load(ref)).toMatchObject({ externalId: ref });
  });

  it('says so when the address has no REST API', async () => {
    await expect(load('1', connected(goodSecrets, { apiPath: '/wp-json/wc/v9' }))).rejects.toMatchObject({ code: 'CONFIGURATION_WRONG' });
    await expect(load('1', connected(goodSecrets, { apiPath: '/blog' }))).rejects.toMatchObject({ code: 'REMOTE_RUBBISH' });
  });

  it.each([
    [{}],
    [{ shopUrl: 'shop.example' }],
    [{ shopUrl: 'ftp://shop.example' }],
    [{ shopUrl: 'https://x.example', timeZone: 'Mars' }],
    [{ shopUrl: 'https://x.example', secret: 'cs' }],
  ])('refuses the connection %j', (connection) => {
    expect(woocommerce.settings.safeParse(connection).success).toBe(false);
  });

  describe('polling', () => {
    const orderAt = (id: number, gmt: string, status = 'processing') => ({
      id,
      number: String(id),
      status,
      currency: 'EUR',
      total: '1.00',
      date_created_gmt: gmt,
      date_modified_gmt: gmt,
    });
    const pages = async (at: string, overlapMs = 0) => {
      const found: NoticePage[] = [];
      for await (const page of woocommerce.polls?.order?.(client, { at: instant(at) as Instant }, overlapMs) ?? []) found.push(page);
      return found;
    };
    const ids = (found: NoticePage[]) => found.flatMap((page) => page.notices.map((notice) => notice.externalId as string));

    it('goes through more orders of one second than a page holds, without a gap or a repetition', async () => {
      for (let id = 1; id <= 350; id += 1)
        await shop.put(orderAt(id, id <= 20 ? '2026-11-20T10:00:00' : id <= 320 ? '2026-11-20T10:00:01' : '2026-11-20T10:00:02'));

      const found = await pages('2026-11-20T10:00:00');

      expect(ids(found).toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 350 }, (_one, index) => String(index + 1)));
      expect(found.at(-1)?.next).toEqual({ at: '2026-11-20T10:00:02.000Z', id: '350' });
    });

    it('looks back by the overlap, and never moves the cursor back', async () => {
      await shop.put(orderAt(1, '2026-11-20T10:00:00'));
      await shop.put(orderAt(2, '2026-11-20T10:04:00'));

      const [page] = await pages('2026-11-20T10:05:30', 120_000);

      expect(page?.notices).toEqual([
        { kind: 'order', externalId: '2', key: '2@2026-11-20T10:04:00', occurredAt: '2026-11-20T10:04:00.000Z', topic: 'order.polled' },
      ]);
      expect(page?.next.at).toBe('2026-11-20T10:05:30.000Z');
      expect(await pages('2026-11-20T10:05:30')).toEqual([]);
    });

    it('passes over carts at the checkout', async () => {
      await shop.put(orderAt(1, '2026-11-20T10:00:00', 'checkout-draft'));
      await shop.put(orderAt(2, '2026-11-20T10:00:01'));

      expect(ids(await pages('2026-11-20T09:00:00'))).toEqual(['2']);
    });
  });

  describe('subscriptions', () => {
    const address = 'http://127.0.0.1:9/api/webhooks/woocommerce/woocommerce-main';
    const ensure = async (through = client, to = address) =>
      (await woocommerce.subscriptions?.ensure(through, to))?.map((one) => one.change);
    const four = (change: string) => [change, change, change, change];

    it('makes what is missing and keeps what is right', async () => {
      expect(await ensure()).toEqual(four('created'));
      expect(await ensure()).toEqual(four('kept'));
      expect((await client.listWebhooks()).map(({ topic, status, delivery_url }) => [topic, status, delivery_url])).toEqual(
        ['order.created', 'order.updated', 'order.deleted', 'order.restored'].map((topic) => [topic, 'active', address]),
      );
    });

    it('moves its webhooks when the app has another address, and switches on what was switched off', async () => {
      await ensure();
      expect(await ensure(client, `${address}-2`)).toEqual(four('moved'));

      const [first, second] = await client.listWebhooks();
      await client.updateWebhook(first?.id ?? '', { status: 'disabled' });
      await client.updateWebhook(second?.id ?? '', { status: 'paused' });

      expect(await ensure(client, `${address}-2`)).toEqual(['re-enabled', 're-enabled', 'kept', 'kept']);
      expect((await client.listWebhooks()).every(({ status }) => status === 'active')).toBe(true);
    });

    it('hands the shop a new secret', async () => {
      await ensure();

      expect(await ensure(connected({ ...goodSecrets, 'webhook-secret': 'second' }))).toEqual(four('re-signed'));
    });

    it("takes its own doubles away and leaves other people's webhooks alone", async () => {
      const other = {
        name: 'Newsletter',
        status: 'active',
        topic: 'order.created',
        delivery_url: 'http://127.0.0.1:9/other',
        secret: 'x',
      } as const;
      await client.createWebhook(other);
      await client.createWebhook({ ...other, name: 'by hand', delivery_url: address });
      await client.createWebhook({ ...other, name: 'by hand again', delivery_url: address });

      await ensure();

      const created = (await client.listWebhooks()).filter((hook) => hook.topic === 'order.created');
      expect(created.map(({ delivery_url }) => delivery_url)).toEqual(['http://127.0.0.1:9/other', address]);
    });
  });
});

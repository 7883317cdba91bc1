import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { signBase64 } from '../../shared/connectors/hmac.ts';
import * as operations from '../../shared/connectors/shopify/operations.ts';
import { parseJson } from '../../shared/core/json.ts';
import { schema as ours } from './channels/shopify/admin-api.ts';
import { type ShopifyOptions, type ShopifyStorefront, startShopify } from './channels/shopify/start.ts';
import { FaultBoard } from './faults.ts';
import { shopDomain, stores } from './world.ts';

const contracts = new URL('../../../shared/contracts/shopify/', import.meta.url);
const keys = stores.find((one) => one.connector === 'shopify');

const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function aShop(options: Partial<ShopifyOptions> = {}): Promise<ShopifyStorefront> {
  const shop = await startShopify({ port: 0, faults: new FaultBoard(['shopify']), ...options });
  opened.push(shop);
  return shop;
}

async function token(shop: ShopifyStorefront, change: Record<string, string> = {}) {
  const asked = { client_id: keys?.clientId, client_secret: keys?.clientSecret, grant_type: 'client_credentials', ...change };
  const response = await fetch(`${shop.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Answered {
  status: number;
  data: Record<string, unknown>;
  errors?: { message: string; path?: unknown[]; extensions?: Record<string, unknown> }[];
  extensions: { cost: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: Record<string, number> } };
}

const knownTokens = new WeakMap<ShopifyStorefront, string>();

async function ask(shop: ShopifyStorefront, query: string, variables: object = {}): Promise<Answered> {
  const known = knownTokens.get(shop) ?? String((await token(shop)).body.access_token);
  knownTokens.set(shop, known);
  const response = await fetch(`${shop.url}/admin/api/2026-07/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': known },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answered, 'status'>) };
}

const subscribe = async (shop: ShopifyStorefront, uri: string, ...topics: string[]) => {
  for (const topic of topics) await ask(shop, operations.webhookSubscriptionCreate, { topic, webhookSubscription: { uri } });
};

interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Somebody who receives deliveries and answers as told. */
async function listener(answer: (nth: number) => number = () => 200) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer(heard.length)).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  opened.push({ close: () => new Promise((done) => server.close(() => done()).closeAllConnections()) });
  const address = server.address();
  return { heard, url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook` };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`it never came true: ${what}`);
}

describe('the front door of the shop', () => {
  it('gives a token for a day to the app, and to nobody else', async () => {
    const shop = await aShop();

    expect(await token(shop)).toMatchObject({ status: 200, body: { access_token: expect.stringMatching(/^shpat_/), expires_in: 86_399 } });
    expect(await token(shop, { client_secret: 'wrong' })).toEqual({ status: 400, body: { error: 'invalid_client' } });
    expect(await token(shop, { grant_type: 'password' })).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });

  it('lets nobody in without a good token', async () => {
    const shop = await aShop();
    const post = (path: string, headers = {}) =>
      fetch(shop.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ shop { name } }"}',
      });

    const without = await post('/admin/api/2026-07/graphql.json');
    const wrong = await post('/admin/api/2026-07/graphql.json', { 'x-shopify-access-token': 'shpat_guess' });
    const elsewhere = await post('/admin/api/2099-01/graphql.json');

    expect([without.status, wrong.status, elsewhere.status]).toEqual([401, 401, 404]);
    expect(await wrong.json()).toEqual({ errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
  });

  it.each([
    ['an unknown field', '{ shop { secrets } }', 'undefinedField'],
    ['broken syntax', '{ shop { ', 'parseError'],
    ['a wrong literal', '{ orders(first: 1, sortKey: COLOUR) { nodes { id } } }', 'argumentLiteralsIncompatible'],
    ['a missing argument', '{ order { id } }', 'missingRequiredArguments'],
    ['no page size', '{ orders { nodes { id } } }', 'BAD_REQUEST'],
    ['too large a page', '{ orders(first: 251) { nodes { id } } }', 'BAD_REQUEST'],
    ['an id of something else', '{ order(id: "gid://shopify/Product/1") { id } }', 'RESOURCE_NOT_FOUND'],
    ['a foreign cursor', '{ orders(first: 1, after: "abc") { nodes { id } } }', 'BAD_REQUEST'],
  ])('refuses %s with HTTP 200 and a code', async (_name, query, code) => {
    const { status, errors } = await ask(await aShop(), query);

    expect([status, errors?.[0]?.extensions?.code]).toEqual([200, code]);
  });

  it('refuses more than 250 ids and unknown topics', async () => {
    const shop = await aShop();

    const many = await ask(shop, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(251).fill('gid://shopify/Order/1') });
    const topic = await ask(shop, operations.webhookSubscriptionCreate, {
      topic: 'ORDERS_EATEN',
      webhookSubscription: { uri: 'https://a.example' },
    });

    expect(many.errors?.[0]?.extensions?.code).toBe('MAX_INPUT_SIZE_EXCEEDED');
    expect(topic.errors?.[0]?.extensions?.code).toBe('INVALID_VARIABLE');
  });

  it('says which right an app lacks', async () => {
    const shop = await aShop({ scopes: ['read_products'] });

    const { data, errors } = await ask(shop, '{ order(id: "gid://shopify/Order/1") { id } }');

    expect(data).toEqual({ order: null });
    expect(errors?.[0]).toMatchObject({
      path: ['order'],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_orders` or `write_orders` access scope.' },
    });
  });
});

describe('costs', () => {
  it.each([
    ['{ orders(first: 100) { nodes { id } } }', 11],
    ['{ orders(first: 200) { edges { cursor node { id } } } }', 12],
    ['{ webhookSubscriptions(first: 10) { edges { node { id } } } }', 6],
    ['{ shop { name } }', 1],
  ])('%s is reckoned at %i', async (query, cost) => {
    const { extensions } = await ask(await aShop(), query);

    expect(extensions.cost.requestedQueryCost).toBe(cost);
    expect(extensions.cost.actualQueryCost).toBeLessThanOrEqual(cost);
  });

  it('are taken from a bucket that refills; an empty one throttles with HTTP 200', async () => {
    const shop = await aShop({ bucket: { maximumAvailable: 25, restoreRate: 0.001 } });
    const mutation = (topic: string) =>
      ask(shop, operations.webhookSubscriptionCreate, { topic, webhookSubscription: { uri: 'https://a.example' } });

    await mutation('ORDERS_CREATE');
    await mutation('ORDERS_PAID');
    const third = await mutation('ORDERS_UPDATED');

    expect(third).toMatchObject({
      status: 200,
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: {
        cost: { requestedQueryCost: 10, actualQueryCost: null, throttleStatus: { currentlyAvailable: 5, maximumAvailable: 25 } },
      },
    });
  });

  it('of more than a thousand are refused before anything runs', async () => {
    const shop = await aShop();

    const { data, errors } = await ask(shop, operations.ordersById, { ids: Array(50).fill('gid://shopify/Order/1'), lines: 250 });

    expect(data).toBeUndefined();
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'MAX_COST_EXCEEDED', maxCost: 1000, cost: expect.any(Number) } });
  });
});

describe('orders', () => {
  it('are found by the search syntax, sorted, page by page', async () => {
    const shop = await aShop();
    const placed = await shop.place({ count: 5, seed: 1, shape: 'plain' });
    const found = async (query: string, more = '') => {
      const { data } = await ask(shop, `query($q: String) { orders(first: 250, query: $q${more}) { nodes { name } } }`, { q: query });
      return (data.orders as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
    };
    const names = placed.map(({ number }) => number);

    expect(await found(`updated_at:>='2020-01-01T00:00:00Z'`, ', sortKey: UPDATED_AT')).toEqual(names);
    expect(await found(`updated_at:>'2099-01-01T00:00:00Z'`)).toEqual([]);
    expect(await found(`name:${names[1]?.slice(1)}`)).toEqual([names[1]]);
    expect(await found(`id:${placed[2]?.ref} OR name:${names[0]}`)).toEqual([names[0], names[2]]);
    expect(await found(`financial_status:paid -name:${names[4]}`, ', sortKey: ID, reverse: true')).toEqual(names.slice(0, 4).reverse());

    const page = async (after?: string) => {
      const query =
        'query($after: String) { orders(first: 2, after: $after, sortKey: ID) { pageInfo { hasNextPage endCursor } nodes { name } } }';
      const { data } = await ask(shop, query, { after });
      return data.orders as { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { name: string }[] };
    };
    const [first, second] = [await page(), await page((await page()).pageInfo.endCursor)];
    expect([...first.nodes, ...second.nodes].map(({ name }) => name)).toEqual(names.slice(0, 4));
    expect([first.pageInfo.hasNextPage, (await page(second.pageInfo.endCursor)).pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('are the same for the same seed, apart from when', async () => {
    const [one, two] = [await aShop(), await aShop()];

    expect(await one.place({ count: 40, seed: 9 })).toEqual(await two.place({ count: 40, seed: 9 }));
  });

  it('that were put are served as they are, ids beyond 2^53 and numbers for texts included', async () => {
    const shop = await aShop();
    const document = parseJson(
      '{"order":{"id":820982911946154508,"name":"#77","currency":"AUD","taxes_included":true,"total_price":38,"line_items":[{"id":487817672276298554,"price":22.5,"quantity":"1","sku":null,"title":"A"}]}}',
    );

    const { ref, number } = await shop.put(document);
    const { data } = await ask(
      shop,
      'query($id: ID!) { order(id: $id) { taxesIncluded totalPriceSet { shopMoney { amount currencyCode } } lineItems(first: 5) { nodes { id sku quantity originalUnitPriceSet { shopMoney { amount } } } } } }',
      {
        id: `gid://shopify/Order/${ref}`,
      },
    );

    expect([ref, number]).toEqual(['820982911946154508', '#77']);
    expect(data.order).toEqual({
      taxesIncluded: true,
      totalPriceSet: { shopMoney: { amount: '38.0', currencyCode: 'AUD' } },
      lineItems: {
        nodes: [
          {
            id: 'gid://shopify/LineItem/487817672276298554',
            sku: null,
            quantity: 1,
            originalUnitPriceSet: { shopMoney: { amount: '22.5' } },
          },
        ],
      },
    });
  });

  it('refuse what is no order and acts that do not exist', async () => {
    const shop = await aShop();
    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'unpaid' });

    await expect(shop.put({ id: 1, title: 'A product' })).rejects.toThrow('no order');
    await expect(shop.put({ id: 1, line_items: [], currency: 'DOLLAR' })).rejects.toThrow('no currency');
    await expect(shop.act(placed?.ref ?? '', 'eat', {})).rejects.toThrow('Use one of: edit, cancel');
    await expect(shop.act('1', 'pay', {})).rejects.toThrow('no order');
    await expect(shop.place({ count: 1, seed: 1, shape: 'round' })).rejects.toThrow('does not exist');
  });

  it('change as people act on them', async () => {
    const shop = await aShop();
    const [open, paid] = [
      ...(await shop.place({ count: 1, seed: 1, shape: 'unpaid' })),
      ...(await shop.place({ count: 1, seed: 1, shape: 'taxed' })),
    ];

    expect(await shop.act(open?.ref ?? '', 'pay', {})).toMatchObject({ status: 'paid' });
    expect(await shop.act(paid?.ref ?? '', 'return', { amount: '1.00', quantity: 1 })).toMatchObject({
      status: 'partially_refunded',
      refunds: [{ amount: '1' }],
    });
    expect(await shop.act(paid?.ref ?? '', 'cancel', {})).toMatchObject({ status: 'cancelled' });
    expect(shop.order(paid?.ref ?? '')?.refunds).toHaveLength(2);
    // Three are promised to the open order; what was cancelled is back.
    expect(shop.stock('D0001')).toEqual({ sku: 'D0001', available: 337 });
  });

  it('outlive a kill, with subscriptions and unsent deliveries', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'shopify-'));
    opened.push({ close: () => rmSync(dataDir, { recursive: true }) });
    const before = await startShopify({ port: 0, faults: new FaultBoard(['shopify']), dataDir });
    await subscribe(before, 'http://127.0.0.1:1/nobody', 'ORDERS_CREATE');
    const [placed] = await before.place({ count: 1, seed: 1, shape: 'plain' });
    await before.close();

    const after = await aShop({ dataDir });

    expect(after.order(placed?.ref ?? '')?.number).toBe(placed?.number);
    expect(after.pendingDeliveries()).toBe(1);
    expect((await after.place({ count: 1, seed: 1, shape: 'plain' }))[0]?.number).toBe('#1002');
    await after.reset();
    expect([after.pendingDeliveries(), after.order(placed?.ref ?? '')]).toEqual([0, undefined]);
  });
});

describe('deliveries', () => {
  it("carry Shopify's headers, a signature over the raw body, and ids as numbers", async () => {
    const [shop, there] = [await aShop(), await listener()];
    await subscribe(shop, there.url, 'ORDERS_CREATE', 'ORDERS_PAID', 'REFUNDS_CREATE');

    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'plain' });
    await until('both topics came', () => there.heard.length === 2);
    const [created] = there.heard.filter(({ headers }) => headers['x-shopify-topic'] === 'orders/create');

    expect(created?.headers).toMatchObject({
      'x-shopify-shop-domain': shopDomain,
      'x-shopify-api-version': '2026-07',
      'x-shopify-hmac-sha256': signBase64(Buffer.from(created?.body ?? ''), keys?.webhookSecret ?? ''),
    });
    expect(new Set(there.heard.map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1);
    expect(new Set(there.heard.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(2);
    expect(created?.body).toContain(`"id":${placed?.ref},`);
    expect(JSON.parse(created?.body ?? '')).toMatchObject({ name: placed?.number, financial_status: 'paid', total_price: placed?.total });
  });

  it.skipIf(!existsSync(contracts))('of placed orders have every field of the official sample', async () => {
    const [shop, there] = [await aShop(), await listener()];
    const sample = Object.keys(JSON.parse(readFileSync(new URL('webhooks/orders_create.json', contracts), 'utf8')));
    await subscribe(shop, there.url, 'ORDERS_CREATE');

    await shop.place({ count: 1, seed: 1, shape: 'taxed' });
    await until('it came', () => there.heard.length === 1);

    const given = Object.keys(JSON.parse(there.heard[0]?.body ?? '{}'));
    expect(sample.filter((name) => !given.includes(name))).toEqual([]);
  });

  it('are tried again with the same id and body, until they are taken', async () => {
    const [shop, there] = [await aShop({ retrySpeed: 100 }), await listener((nth) => (nth < 4 ? 500 : 200))];
    await subscribe(shop, there.url, 'ORDERS_CREATE');

    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'unpaid' });
    await shop.act(placed?.ref ?? '', 'pay', {});
    await until('it was taken', () => shop.pendingDeliveries() === 0);

    expect(there.heard).toHaveLength(4);
    expect(new Set(there.heard.map(({ headers, body }) => `${headers['x-shopify-webhook-id']} ${body}`)).size).toBe(1);
  });

  it('that fail eight times over end the subscription; a redirect is a failure', async () => {
    const [shop, there] = [await aShop({ retrySpeed: 2000 }), await listener(() => 302)];
    await subscribe(shop, there.url, 'ORDERS_CREATE', 'ORDERS_UPDATED');

    await shop.place({ count: 1, seed: 1, shape: 'unpaid' });
    await until('it was given up', () => shop.pendingDeliveries() === 0);
    const { data } = await ask(shop, operations.webhookSubscriptions, { first: 10 });

    expect(there.heard).toHaveLength(9);
    expect((data.webhookSubscriptions as { nodes: { topic: string }[] }).nodes.map(({ topic }) => topic)).toEqual(['ORDERS_UPDATED']);
  });

  it('come twice and out of order when asked to', async () => {
    const [shop, there] = [await aShop(), await listener()];
    await subscribe(shop, there.url, 'ORDERS_CREATE');

    const placed = await shop.place({ count: 12, seed: 2, shape: 'unpaid', duplicates: 1, reorder: 0.5 });
    await until('all came', () => shop.pendingDeliveries() === 0);
    const order = there.heard.map(({ body }) => (JSON.parse(body) as { name: string }).name);

    expect(there.heard).toHaveLength(24);
    expect(new Set(there.heard.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(12);
    expect(order).not.toEqual(order.toSorted());
    expect(new Set(order)).toEqual(new Set(placed.map(({ number }) => number)));
  });

  it('tell of every act', async () => {
    const [shop, there] = [await aShop(), await listener()];
    await subscribe(shop, there.url, 'ORDERS_EDITED', 'ORDERS_UPDATED', 'ORDERS_CANCELLED', 'REFUNDS_CREATE', 'ORDERS_PAID');
    const [placed] = await shop.place({ count: 1, seed: 1, shape: 'unpaid' });
    const ref = placed?.ref ?? '';
    const topics = async (event: string, body = {}) => {
      const from = there.heard.length;
      await shop.act(ref, event, body);
      await until('they came', () => shop.pendingDeliveries() === 0);
      return there.heard
        .slice(from)
        .map(({ headers }) => headers['x-shopify-topic'])
        .sort();
    };

    expect(await topics('edit')).toEqual(['orders/edited', 'orders/updated']);
    expect(await topics('pay')).toEqual(['orders/paid', 'orders/updated']);
    expect(await topics('refund')).toEqual(['orders/updated', 'refunds/create']);
    expect(await topics('cancel')).toEqual(['orders/cancelled', 'orders/updated', 'refunds/create']);
  });

  it('go to addresses that Shopify would take, one per topic', async () => {
    const shop = await aShop();
    const create = async (uri: string) => {
      const { data } = await ask(shop, operations.webhookSubscriptionCreate, { topic: 'ORDERS_CREATE', webhookSubscription: { uri } });
      return (data.webhookSubscriptionCreate as { userErrors: { message: string }[] }).userErrors.map(({ message }) => message);
    };

    expect(await create('nonsense')).toEqual(['Address is invalid']);
    expect(await create('http://shop.example')).toEqual(['Address protocol http:// is not supported']);
    expect(await create('https://shop.example')).toEqual([]);
    expect(await create('https://shop.example')).toEqual(['Address for this topic has already been taken']);
    const { data } = await ask(shop, operations.webhookSubscriptionDelete, { id: 'gid://shopify/WebhookSubscription/1' });
    expect(data.webhookSubscriptionDelete).toMatchObject({
      deletedWebhookSubscriptionId: null,
      userErrors: [{ message: expect.stringContaining('does not exist') }],
    });
  });
});

describe.skipIf(!existsSync(contracts))("Shopify's schema", () => {
  const vendors = (version: string): GraphQLSchema => {
    const text = gunzipSync(readFileSync(new URL(`schema/admin_${version}.graphql.gz`, contracts))).toString();
    return buildSchema(text, { assumeValid: true, noLocation: true });
  };
  const sent = () => [
    ...Object.values(operations).flatMap((one) => (typeof one === 'string' ? [one] : [])),
    ...(Object.keys(operations.orderPages) as operations.OrderPages[]).map(operations.orderPage),
  ];

  it.each(['2026-07', '2026-10'])('%s understands every operation that is sent', (version) => {
    const schema = vendors(version);

    expect(sent().flatMap((text) => validate(schema, parse(text)).map(({ message }) => message))).toEqual([]);
    expect(sent()).toHaveLength(12);
  });

  it('comes with documents that a connector needs: our storefront takes those for orders, stock and shipping', () => {
    const text = readFileSync(new URL('protocol/operations-that-validate.graphql', contracts), 'utf8');
    const taken = text
      .split(/^(?=query |mutation )/m)
      .filter((one) => validate(ours, parse(one)).length === 0)
      .map((one) => /^\w+ (\w+)/.exec(one)?.[1]);

    expect(taken).toEqual(['SetQty', 'OrdersSince', 'ItemMap', 'FO', 'Ship', 'Hook']);
  });

  it('contains all that our storefront serves, type by type', () => {
    const theirs = vendors('2026-07');

    expect(Object.values(ours.getTypeMap()).flatMap((type) => (type.name.startsWith('__') ? [] : strange(type, theirs)))).toEqual([]);
  });
});

/** What a type of ours has that Shopify's has not, or not so. */
function strange(type: GraphQLNamedType, theirs: GraphQLSchema): string[] {
  const same = theirs.getType(type.name);
  if (!same) return [type.name];
  if (isEnumType(type) && isEnumType(same)) {
    const known = same.getValues().map(({ name }) => name);
    return type.getValues().flatMap(({ name }) => (known.includes(name) ? [] : [`${type.name}.${name}`]));
  }
  if (isUnionType(type) && isUnionType(same)) {
    const known = same.getTypes().map(({ name }) => name);
    return type.getTypes().flatMap(({ name }) => (known.includes(name) ? [] : [`${type.name} | ${name}`]));
  }
  const isFielded = (one: GraphQLNamedType) => isObjectType(one) || isInterfaceType(one) || isInputObjectType(one);
  if (!isFielded(type) || !isFielded(same)) return type.constructor === same.constructor ? [] : [`${type.name} is of another kind`];
  const fields = same.getFields();
  return Object.values(type.getFields()).flatMap((field) => {
    const known = fields[field.name];
    if (!known || String(known.type) !== String(field.type)) return [`${type.name}.${field.name}: ${field.type}`];
    const args = argumentsOf(field);
    const knownArgs = argumentsOf(known);
    return args.flatMap((arg) =>
      knownArgs.some((one) => one.name === arg.name && String(one.type) === String(arg.type))
        ? []
        : [`${type.name}.${field.name}(${arg.name})`],
    );
  });
}

const argumentsOf = (field: GraphQLField<unknown, unknown> | GraphQLInputField): readonly { name: string; type: unknown }[] =>
  'args' in field ? field.args : [];

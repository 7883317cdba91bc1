import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildSchema, type GraphQLSchema, getVariableValues, Kind, parse, validate } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Publishes } from '../../shared/connectors/connector.ts';
import { companies } from '../../shared/connectors/shopify/carriers.ts';
import type { ShopifyClient } from '../../shared/connectors/shopify/client.ts';
import { shopify } from '../../shared/connectors/shopify/index.ts';
import * as reading from '../../shared/connectors/shopify/operations.ts';
import * as catalogue from '../../shared/connectors/shopify/operations-catalogue.ts';
import * as publishing from '../../shared/connectors/shopify/operations-publish.ts';
import { type CurrencyCode, decimal } from '../../shared/core/money.ts';
import { instant } from '../../shared/core/time.ts';
import { mainLocation, secondLocation } from '../sandbox/channels/shopify/locations.ts';
import { type OpenShop, openShop } from './shopify-shop.ts';

const contracts = new URL('../../../shared/contracts/shopify/', import.meta.url);
const versions = ['2026-07', '2026-10'];
const vendors = existsSync(contracts)
  ? new Map(
      versions.map((version) => [version, gunzipSync(readFileSync(new URL(`schema/admin_${version}.graphql.gz`, contracts))).toString()]),
    )
  : new Map<string, string>();
const schemas = new Map<string, GraphQLSchema>();
const schemaOf = (version: string): GraphQLSchema => {
  const schema = schemas.get(version) ?? buildSchema(vendors.get(version) ?? '', { assumeValid: true, noLocation: true });
  schemas.set(version, schema);
  return schema;
};

const documents = [reading, publishing, catalogue].flatMap((one) =>
  Object.values(one).flatMap((value) => (typeof value === 'string' ? [value] : [])),
);

let open: OpenShop;
beforeEach(async () => {
  open = await openShop();
});
afterEach(() => open.close());

/** Goes through everything that may be sent. */
async function everything(): Promise<void> {
  const { client } = open;
  const { shipment, completion, cancellation, stock, prices, product } = shopify.publishes as Required<Publishes<ShopifyClient>>;
  const order = await open.place('two-locations');
  const lines = (await open.lines(order)).map(({ quantity, ...line }) => ({ ...line, quantity: decimal(quantity) }));
  const slip = { order, slip: 'PS-1', shippedAt: instant('2026-11-20T12:00:00Z'), completesOrder: true };
  const parcels = [{ trackingNumber: '1Z1', carrier: 'UPS', url: 'https://parcels.example/1Z1' }];
  const told = await shipment(client, { ...slip, lines, parcels: [] }, {});
  const tracked = await shipment(client, { ...slip, lines, parcels }, { told });
  await shipment(client, { ...slip, lines: lines.slice(1), parcels }, { told: tracked });
  const unpaid = await open.place('unpaid');
  const rest = (await open.lines(unpaid)).map(({ quantity, ...line }) => ({ ...line, quantity: decimal(quantity) }));
  await shipment(client, { ...slip, order: unpaid, lines: rest, parcels }, {});
  await completion(client, { order: unpaid, invoice: 'INV-1', final: true, markPaid: true });
  await cancellation(client, { order: await open.place('multi-line'), reason: 'It was cancelled.' });
  open.shop.seedArticles(1, 'BULK');
  const { articles = [] } = (await shopify.articles?.(client)) ?? {};
  const [first] = articles.filter(({ sku }) => sku.startsWith('BULK'));
  const [other] = articles.filter(({ sku }) => sku === 'BOOK-01');
  if (!first || !other) throw new Error('the shop has no articles');
  await stock.send(
    client,
    [
      { article: first, location: secondLocation, quantity: 1 },
      { article: other, location: mainLocation, quantity: 2, from: 77_777 },
    ],
    'key',
  );
  await prices.send(client, [{ article: other, price: decimal('9.5'), currency: 'USD' as CurrencyCode, compareAt: null }], 'key');
  const draft = {
    title: 'Bench',
    tags: ['oak'],
    options: ['Color'],
    attributes: { Wood: 'Oak' },
    variants: [{ sku: 'B-1', optionValues: ['Red'], price: decimal('12.5'), weight: decimal('0.25'), barcode: '1' }],
  };
  const [made] = await product.create(client, draft);
  const variants = [...draft.variants, { sku: 'B-2', optionValues: ['Blue'] }];
  await product.update(client, made?.productId ?? '', { ...draft, variants });
}

describe.skipIf(vendors.size === 0)("Shopify's schema", () => {
  it.each(versions)('%s understands every document', (version) => {
    const schema = schemaOf(version);

    expect(documents.flatMap((text) => validate(schema, parse(text)).map(({ message }) => message))).toEqual([]);
    expect(documents.length).toBeGreaterThan(25);
  });

  it.each(versions)('%s takes every body that goes out, values and all', async (version) => {
    await everything();
    const schema = schemaOf(version);

    const wrong = open.bodies().flatMap(({ query, variables }) => {
      const [operation] = parse(query).definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) return ['no operation'];
      return (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors ?? []).map(({ message }) => message);
    });

    expect(wrong).toEqual([]);
    const sent = new Set(open.bodies().map(({ query }) => query));
    const mutations = documents.filter((text) => text.startsWith('mutation') && !Object.values(reading).includes(text as never));
    expect(mutations.filter((text) => !sent.has(text))).toEqual([]);
  });

  it('names the carriers that we know', () => {
    const text = vendors.get('2026-07') ?? '';
    const about = text.slice(text.indexOf('\ntype FulfillmentTrackingInfo {'));
    const list = about.slice(about.indexOf('### Supported tracking companies'), about.indexOf('company: String')).replace(/\s+/g, ' ');

    expect(companies.filter((company) => !list.includes(company))).toEqual([]);
    expect(companies.length).toBe(173);
  });
});

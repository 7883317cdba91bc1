import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttachedStore, toChannel } from '../../shared/connectors/channel.ts';
import type { ConnectorPorts } from '../../shared/connectors/connector.ts';
import { channels } from '../../shared/connectors/registry.ts';
import { shopify } from '../../shared/connectors/shopify/index.ts';
import { woocommerce } from '../../shared/connectors/woocommerce/index.ts';
import { instant } from '../../shared/core/time.ts';
import { aStore } from '../builders.ts';
import { startShopify } from '../sandbox/channels/shopify/start.ts';
import { startWooCommerce } from '../sandbox/channels/woocommerce/start.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { shopDomain, stores } from '../sandbox/world.ts';

interface Floor {
  url: string;
  close(): Promise<void>;
  attach(keys?: Record<string, string>): AttachedStore;
  instead: { answer?: (method: string, url: string) => Response | undefined };
}

const address = 'https://companion.example.com/api/webhooks/x/y';

async function open(connector: 'shopify' | 'woocommerce'): Promise<Floor> {
  const keys = stores.find((one) => one.connector === connector);
  const faults = new FaultBoard([connector]);
  const shop =
    connector === 'shopify'
      ? await startShopify({ port: 0, faults })
      : await startWooCommerce({ port: 0, faults, deliveryTimeoutMs: 2000 });
  const instead: Floor['instead'] = {};
  const attach = (own: Record<string, string> = {}) => {
    const given: Record<string, string> = {
      'client-id': keys?.clientId ?? '',
      'client-secret': keys?.clientSecret ?? '',
      'webhook-secret': keys?.webhookSecret ?? '',
      ...own,
    };
    const ports: ConnectorPorts = {
      secrets: { get: async (purpose) => given[purpose] ?? '', previous: async () => undefined },
      http: { fetch: async (input, init) => instead.answer?.(String(init?.method), String(input)) ?? fetch(input, init) },
      now: () => instant(Date.now()),
    };
    return connector === 'shopify'
      ? toChannel(shopify).attach({ ...aStore(), connection: { shopDomain, apiUrl: shop.url } }, ports)
      : toChannel(woocommerce).attach({ ...aStore(), connection: { shopUrl: shop.url } }, ports);
  };
  return { url: shop.url, close: () => shop.close(), attach, instead };
}

it('every connector says which secrets it needs and how a person gets them', () => {
  for (const { secrets } of channels) {
    expect(secrets.map(({ purpose }) => purpose)).toEqual(expect.arrayContaining(['client-id', 'client-secret']));
    for (const { purpose, from } of secrets)
      for (const text of [from.en, from.de]) expect(`${purpose}: ${text}`).toMatch(/^[a-z-]+: [A-Z].{20,}\.$/);
  }
});

describe.each(['shopify', 'woocommerce'] as const)('the access of a store to %s', (connector) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await open(connector);
  });
  afterAll(() => floor?.close());

  it('is right with the demo credentials, and nothing is missing', async () => {
    const { shop, missing, grant } = await floor.attach().access();
    expect(shop).not.toBe('');
    expect(missing).toEqual([]);
    for (const text of [grant.en, grant.de]) expect(text).toMatch(/^[A-Z].*\.$/);
  });

  it('with a wrong secret is refused as a login', async () => {
    await expect(floor.attach({ 'client-secret': 'wrong' }).access()).rejects.toMatchObject({ code: 'REMOTE_REFUSED_LOGIN' });
  });

  it('sees subscriptions that are missing, then right, then elsewhere; looking changes nothing', async () => {
    const attached = floor.attach();
    const look = async (at: string) => new Set((await attached.lookAtSubscriptions?.(at))?.map(({ state }) => state));
    expect(await look(address)).toEqual(new Set(['missing']));
    expect(await look(address)).toEqual(new Set(['missing']));
    const made = (await attached.ensureSubscriptions?.(address)) ?? [];
    const seen = (await attached.lookAtSubscriptions?.(address)) ?? [];
    expect(seen).toEqual(made.map(({ topic }) => ({ topic, state: 'right' })));
    expect(await look('https://elsewhere.example.com/hook')).toEqual(new Set(['elsewhere']));
    expect(new Set((await attached.ensureSubscriptions?.(address))?.map(({ change }) => change))).toEqual(new Set(['kept']));
  });
});

describe('rights that are missing are named', () => {
  it('by Shopify as scopes; a right to write holds the one to read', async () => {
    const floor = await open('shopify');
    const scopes = ['write_orders', 'read_customers', 'write_products', 'write_inventory', 'read_locations'];
    floor.instead.answer = (_method, url) =>
      url.includes('/graphql')
        ? Response.json({
            data: {
              shop: { name: 'Main', myshopifyDomain: shopDomain },
              currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) },
            },
          })
        : undefined;
    expect((await floor.attach().access()).missing).toEqual([
      'read_merchant_managed_fulfillment_orders',
      'write_merchant_managed_fulfillment_orders',
      'read_third_party_fulfillment_orders',
    ]);
    await floor.close();
  });

  it('by WooCommerce as a key that may only read; an empty batch is an empty list there', async () => {
    const floor = await open('woocommerce');
    const refusal = { code: 'woocommerce_rest_authentication_error', message: 'The API key provided does not have write permissions.' };
    floor.instead.answer = (method) => (method === 'POST' ? Response.json(refusal, { status: 401 }) : undefined);
    expect((await floor.attach().access()).missing).toEqual(['write']);
    floor.instead.answer = (method) => (method === 'POST' ? Response.json([]) : undefined);
    expect((await floor.attach().access()).missing).toEqual([]);
    await floor.close();
  });

  it('by WooCommerce webhooks that are switched off or signed with an old secret', async () => {
    const floor = await open('woocommerce');
    await floor.attach().ensureSubscriptions?.(address);
    const states = async (attached: AttachedStore) => new Set((await attached.lookAtSubscriptions?.(address))?.map(({ state }) => state));
    expect(await states(floor.attach({ 'webhook-secret': 'a new one' }))).toEqual(new Set(['other-secret']));
    await floor.close();
  });
});

import type { Publishes } from '../../shared/connectors/connector.ts';
import type { ShopifyClient } from '../../shared/connectors/shopify/client.ts';
import { shopify } from '../../shared/connectors/shopify/index.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import { ExternalId } from '../../shared/core/ids.ts';
import { instant } from '../../shared/core/time.ts';
import { aStore } from '../builders.ts';
import { type ShopifyOptions, type ShopifyStorefront, startShopify } from '../sandbox/channels/shopify/start.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { shopDomain, stores } from '../sandbox/world.ts';

/** A line as the shop has it. */
export interface ShopLine {
  line: string;
  sku: string;
  quantity: number;
}

export interface OpenShop {
  shop: ShopifyStorefront;
  client: ShopifyClient;
  publishes: Required<Publishes<ShopifyClient>>;
  /** Places one order of a shape. */
  place(shape?: string): Promise<ExternalId>;
  lines(order: ExternalId): Promise<ShopLine[]>;
  /** The mutations that were sent since the last call, by name. */
  mutations(): string[];
  /** Every query and mutation so far, as it was sent. */
  bodies(): { query: string; variables: Record<string, unknown> }[];
  /** Variables of the last mutation of this name. */
  sent(name: string): Record<string, unknown>;
  /** The answer to the next mutation of this name is lost after it was carried out; or, before. */
  lose(name: string, when?: 'after' | 'before'): void;
  close(): Promise<void>;
}

interface Sent {
  name: string;
  query: string;
  variables: Record<string, unknown>;
}

/** The demo shop with a client of ours. Answers can be lost on the way. */
export async function openShop(options: Partial<ShopifyOptions> = {}): Promise<OpenShop> {
  const keys = stores.find((one) => one.connector === 'shopify');
  const shop = await startShopify({ port: 0, faults: new FaultBoard(['shopify']), ...options });
  const all: Sent[] = [];
  let seen = 0;
  const lost: { name: string; when: 'after' | 'before' }[] = [];
  const client = shopify.connect(aStore(), shopify.settings.parse({ shopDomain, apiUrl: shop.url }), {
    secrets: {
      get: async (purpose) =>
        ({ 'client-id': keys?.clientId, 'client-secret': keys?.clientSecret })[purpose] ??
        Promise.reject(new IntegrationError('SECRET_MISSING', { facts: { secretName: purpose } })),
      previous: async () => undefined,
    },
    now: () => instant(Date.now()),
    http: {
      async fetch(input, init) {
        const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as { query?: string; variables?: Sent['variables'] }) : {};
        const { query, variables = {} } = body;
        if (!query) return fetch(input, init);
        const name = /^mutation (\w+)/.exec(query)?.[1] ?? '';
        all.push({ name, query, variables });
        const at = lost.findIndex((one) => one.name === name);
        const [fault] = at < 0 ? [] : lost.splice(at, 1);
        if (fault?.when === 'before') throw new TypeError('fetch failed');
        const response = await fetch(input, init);
        if (!fault) return response;
        await response.text();
        throw new TypeError('terminated');
      },
    },
  });

  return {
    shop,
    client,
    publishes: shopify.publishes as Required<Publishes<ShopifyClient>>,
    async place(shape = 'multi-line') {
      const [placed] = await shop.place({ count: 1, seed: 5, shape });
      return ExternalId.parse(placed?.ref);
    },
    async lines(order) {
      const loaded = await client.order(order);
      return (loaded?.lineItems.nodes ?? []).map(({ id, sku, quantity }) => ({ line: id, sku, quantity }));
    },
    mutations() {
      const names = all.slice(seen).flatMap(({ name }) => name || []);
      seen = all.length;
      return names;
    },
    bodies: () => all,
    sent: (name) => all.findLast((one) => one.name === name)?.variables ?? {},
    lose: (name, when = 'after') => void lost.push({ name, when }),
    close: () => shop.close(),
  };
}

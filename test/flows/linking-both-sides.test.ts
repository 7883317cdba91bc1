import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttachedStore } from '../../shared/connectors/channel.ts';
import { toChannel } from '../../shared/connectors/channel.ts';
import type { Secrets } from '../../shared/connectors/connector.ts';
import { channels } from '../../shared/connectors/registry.ts';
import { shopify } from '../../shared/connectors/shopify/index.ts';
import { woocommerce } from '../../shared/connectors/woocommerce/index.ts';
import { type ChannelId, LegalEntityId, type StoreId } from '../../shared/core/ids.ts';
import { createLog } from '../../shared/core/log.ts';
import { systemClock } from '../../shared/core/time.ts';
import { createFinanceScm } from '../../shared/d365/finance-scm/target.ts';
import { type LinkPorts, linkArticles } from '../../shared/flows/link-articles.ts';
import type { LinkedArticle } from '../../shared/ports.ts';
import { aStore } from '../builders.ts';
import { memoryNotebook } from '../memory.ts';
import { memoryArticles, memoryDueItems } from '../memory-articles.ts';
import { startShopify } from '../sandbox/channels/shopify/start.ts';
import { startWooCommerce } from '../sandbox/channels/woocommerce/start.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { type Caller, startErp } from '../sandbox/finance-scm-caller.ts';
import { clients, items, shopDomain, stores } from '../sandbox/world.ts';

const secretsOf = (connector: string): Secrets => {
  const keys = stores.find((one) => one.connector === connector);
  const known: Record<string, string> = { 'client-id': keys?.clientId ?? '', 'client-secret': keys?.clientSecret ?? '' };
  return { get: async (purpose) => known[purpose] ?? '', previous: async () => undefined };
};

const shops = {
  shopify: async () => {
    const shop = await startShopify({ port: 0, faults: new FaultBoard(['shopify']) });
    return { shop, channel: toChannel(shopify), connection: { shopDomain, apiUrl: shop.url } };
  },
  woocommerce: async () => {
    const shop = await startWooCommerce({ port: 0, faults: new FaultBoard(['woocommerce']) });
    return { shop, channel: toChannel(woocommerce), connection: { shopUrl: `${shop.url}/` } };
  },
};
const linking = channels.map(({ id }) => id as keyof typeof shops).filter((id) => (id === 'shopify' ? shopify : woocommerce).articles);

describe.each(linking)('the articles of a %s shop', (connector) => {
  let erp: Caller;
  let open: Awaited<ReturnType<(typeof shops)[typeof connector]>>;
  let attached: AttachedStore;
  const notebook = memoryNotebook();
  const articles = memoryArticles();
  const store = { ...aStore(), id: `${connector}-links` as StoreId, channel: connector as string as ChannelId };

  beforeEach(async () => {
    erp = await startErp();
    open = await shops[connector]();
    attached = open.channel.attach({ ...store, connection: open.connection }, { secrets: secretsOf(connector), now: systemClock.now });
  });
  afterEach(async () => {
    await open.shop.close();
    await erp.part.close();
  });

  const pass = async (): Promise<string[]> => {
    const waiting: string[] = [];
    const ports: LinkPorts = {
      attached,
      erp: createFinanceScm({ environmentUrl: erp.part.url, token: async () => erp.tokens.issue(erp.part.url, clients.product.id).token }),
      links: { find: () => undefined },
      articles,
      due: memoryDueItems(),
      queue: { send: async () => undefined, schedule: async () => undefined },
      notebook,
      status: {
        send: async (updates) => void waiting.push(...updates.filter(({ state }) => state === 'Waiting').map(({ number = '' }) => number)),
      },
      clock: systemClock,
    };
    while (
      await linkArticles(
        store,
        ports,
        createLog(() => undefined),
      )
    );
    return waiting;
  };

  it('find the items that Dynamics has, variants by their dimensions, and say which it has not', async () => {
    open.shop.seedArticles(350, 'NEW-');
    await erp.post('ReleasedProductCreationsV2', {
      dataAreaId: LegalEntityId.parse('usmf'),
      ItemNumber: 'NEW-000350',
      ProductNumber: 'NEW-000350',
      ProductName: 'The last one',
    });

    const waiting = await pass();

    const linked = articles.rows(store.id);
    const bySku = new Map(linked.map((one): [string, LinkedArticle] => [one.article.sku, one]));
    for (const { sku, itemNumber } of items) if (bySku.has(sku)) expect(bySku.get(sku)?.item, sku).toBe(itemNumber);
    expect(bySku.get('D0001')).toMatchObject({ item: 'D0001', dimensions: {} });
    expect(bySku.get('NEW-000350')?.item).toBe('NEW-000350');
    expect(linked.some(({ dimensions }) => Object.keys(dimensions).length > 0)).toBe(true);
    expect(waiting.filter((sku) => sku.startsWith('NEW-'))).toHaveLength(349);
    expect(await pass()).toEqual([]);
  }, 30_000);
});

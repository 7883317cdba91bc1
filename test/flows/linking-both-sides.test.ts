import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelArticle } from '../../shared/canonical/article.ts';
import type { Store } from '../../shared/canonical/store.ts';
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
import { itemId } from '../../shared/flows/products/export-product.ts';
import type { LinkedArticle } from '../../shared/ports.ts';
import { aStore } from '../builders.ts';
import { bench, memoryErp, memoryNotebook } from '../memory.ts';
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
const financeScm = (erp: Caller) =>
  createFinanceScm({ environmentUrl: erp.part.url, token: async () => erp.tokens.issue(erp.part.url, clients.product.id).token });

async function post(erp: Caller, set: string, body: object): Promise<void> {
  const { status, text } = await erp.post(set, body);
  if (status >= 300) throw new Error(`${set}: ${status} ${text}`);
}

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
      erp: financeScm(erp),
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
    await post(erp, 'ReleasedProductCreationsV2', {
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

describe.each(channels.map(({ id }) => id as keyof typeof shops))('products of Dynamics in a %s shop', (connector) => {
  let erp: Caller;
  let open: Awaited<ReturnType<(typeof shops)[typeof connector]>>;
  let attached: AttachedStore;
  let floor: ReturnType<typeof bench>;
  const usmf = LegalEntityId.parse('usmf');

  beforeEach(async () => {
    erp = await startErp();
    open = await shops[connector]();
    const store: Store = {
      ...aStore({ stock: { enabled: true }, products: { mode: 'create', language: 'de' } }),
      id: `${connector}-products` as StoreId,
      channel: connector as string as ChannelId,
      connection: open.connection,
    };
    attached = open.channel.attach(store, { secrets: secretsOf(connector), now: systemClock.now });
    floor = bench({ store, erp: { ...memoryErp(), target: financeScm(erp) }, publishes: attached.publishes });
  });
  afterEach(async () => {
    await open.shop.close();
    await erp.part.close();
  });

  const exported = (item: string) => floor.run({ kind: 'product', externalId: itemId(item), topic: 'sweep', via: 'timer' });

  async function shown(sku: string): Promise<ChannelArticle | undefined> {
    let after: string | undefined;
    do {
      const page = await attached.articles?.(after);
      const found = page?.articles.find((article) => article.sku === sku);
      if (found) return found;
      after = page?.next;
    } while (after !== undefined);
    return undefined;
  }

  async function release(item: string, subtype: 'Product' | 'ProductMaster'): Promise<void> {
    const product = { ItemNumber: item, ProductNumber: item, ProductName: `Lamp ${item}`, ProductSubType: subtype, ProductType: 'Item' };
    const dimensions = subtype === 'ProductMaster' ? { ProductDimensionGroupName: 'SizeCol' } : {};
    await post(erp, 'ReleasedProductCreationsV2', { dataAreaId: usmf, ...product, ...dimensions });
    await post(erp, 'ProductTranslations', {
      ProductNumber: item,
      LanguageId: 'de',
      ProductName: `Lampe ${item}`,
      Description: 'Hell & warm.',
    });
  }
  async function addVariant(item: string, color: string, size: string, code: string): Promise<void> {
    const variant = { dataAreaId: usmf, ItemNumber: item, ProductColorId: color, ProductSizeId: size };
    await post(erp, 'ReleasedProductVariantsV2', {
      dataAreaId: usmf,
      ProductMasterNumber: item,
      ProductColorId: color,
      ProductSizeId: size,
    });
    await post(erp, 'ReleasedProductVariantExternalCodesV2', {
      ...variant,
      ReleasedProductVariantExternalCodeClassId: 'SHOP',
      ExternalCode: code,
    });
  }

  it('are created once, linked, left alone while nothing changes, and follow what does', async () => {
    await release('LAMP-1', 'Product');

    expect(await exported('LAMP-1')).toMatchObject({ state: 'Synced', reason: expect.stringContaining('draft') });
    const article = await shown('LAMP-1');
    expect(article?.title).toContain('Lampe LAMP-1');
    expect(floor.articles.rows(`${connector}-products`)).toMatchObject([{ item: 'LAMP-1', article: { variantId: article?.variantId } }]);

    expect(await exported('LAMP-1')).toMatchObject({ reason: 'The shop has it as it is.' });
    await erp.patch("ProductTranslations(ProductNumber='LAMP-1',LanguageId='de')", { ProductName: 'Leuchte' });
    expect(await exported('LAMP-1')).toMatchObject({ state: 'Synced', reason: 'The shop shows it as Dynamics has it.' });
    expect((await shown('LAMP-1'))?.title).toContain('Leuchte');
    expect(await exported('LAMP-1')).toMatchObject({ reason: 'The shop has it as it is.' });
  }, 20_000);

  it('have their variants, also those that come later', async () => {
    await release('LAMP-2', 'ProductMaster');
    expect(await exported('LAMP-2')).toMatchObject({ state: 'Skipped', reason: expect.stringContaining('no released variants') });
    await addVariant('LAMP-2', 'Black', 'M', 'L2-BK-M');
    await addVariant('LAMP-2', 'Black', 'L', 'L2-BK-L');

    expect(await exported('LAMP-2')).toMatchObject({ state: 'Synced' });
    const both = [await shown('L2-BK-M'), await shown('L2-BK-L')];
    expect(both[0]?.productId).toBe(both[1]?.productId);
    expect(both[0]?.variantId).not.toBe(both[1]?.variantId);

    await addVariant('LAMP-2', 'White', 'L', 'L2-WH-L');
    expect(await exported('LAMP-2')).toMatchObject({ state: 'Synced', reason: 'The shop shows it as Dynamics has it.' });
    expect((await shown('L2-WH-L'))?.productId).toBe(both[0]?.productId);
    expect(floor.articles.rows(`${connector}-products`).map(({ dimensions }) => dimensions)).toEqual(
      expect.arrayContaining([
        { color: 'White', size: 'L' },
        { color: 'Black', size: 'L' },
        { color: 'Black', size: 'M' },
      ]),
    );
    expect(await exported('LAMP-2')).toMatchObject({ reason: 'The shop has it as it is.' });
  }, 20_000);
});

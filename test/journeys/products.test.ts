import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nobodyLooks, openShopFloor, type ShopFloor } from './shop-floor.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await openShopFloor({ settings: { ...nobodyLooks, LINK_SCHEDULE: '*/4 * * * * *' } });
});
afterAll(() => floor?.close());

type Article = { sku: string; title?: string; status?: string; available?: number };
const articleOf = async (channel: string, sku: string) =>
  (await floor.control<{ articles: Article[] }>('GET', `/channels/${channel}/articles`)).articles.find((one) => one.sku === sku);
const rows = async (filter: string) => floor.dataverse(`cmc_syncstatuses?$filter=cmc_documenttype eq 'product' and ${filter}`);
const stateOf = (row: Record<string, unknown> | undefined) => row?.['cmc_state@OData.Community.Display.V1.FormattedValue'];

async function withPolicies(store: string, change: object): Promise<void> {
  const [row] = await floor.dataverse(`cmc_stores?$filter=cmc_key eq '${store}'`);
  const policies = { ...(JSON.parse(String(row?.cmc_policies)) as object), ...change };
  await floor.write('PATCH', `cmc_stores(cmc_key='${store}')`, { cmc_policies: JSON.stringify(policies) });
}

describe('products', () => {
  it('of the shop that have no item are rows; a product link makes the shop follow its stock', async () => {
    floor.environment.channels.woocommerce?.seedArticles?.(1, 'LONELY-');
    const row = async () => (await rows("cmc_externalnumber eq 'LONELY-000001'"))[0];
    await expect.poll(async () => stateOf(await row()), { timeout: 60_000, interval: 1000 }).toBe('Waiting');

    await floor.write('POST', 'cmc_productlinks', {
      cmc_key: 'lonely',
      cmc_name: 'Lonely',
      cmc_store: 'woocommerce-main',
      cmc_sku: 'LONELY-000001',
      cmc_itemnumber: 'D0003',
      cmc_units: 2,
    });
    await expect.poll(async () => stateOf(await row()), { timeout: 15_000, interval: 500 }).toBe('Synced');
    await expect
      .poll(async () => (await articleOf('woocommerce', 'LONELY-000001'))?.available, { timeout: 30_000, interval: 500 })
      .toBe(Math.floor(((await articleOf('woocommerce', 'D0003'))?.available ?? 0) / 2));
  }, 120_000);

  it.each(['shopify', 'woocommerce'])(
    'of Dynamics become drafts in a %s shop whose store creates them, and follow',
    async (channel) => {
      await withPolicies(`${channel}-main`, { products: { mode: 'create', language: 'en-us' } });
      const product = { itemNumber: `LAMP-${channel}`, name: 'Lamp Nord' };
      await floor.control('POST', '/erp/product', product);
      await expect.poll(() => articleOf(channel, product.itemNumber), { timeout: 60_000, interval: 1000 }).toBeDefined();
      expect((await articleOf(channel, product.itemNumber))?.status?.toLowerCase()).toBe('draft');
      await expect
        .poll(async () => stateOf((await rows(`cmc_externalid eq 'item:${product.itemNumber}' and cmc_store eq '${channel}-main'`))[0]), {
          timeout: 10_000,
        })
        .toBe('Synced');

      await floor.control('POST', '/erp/product', { ...product, name: 'Lamp Nord II' });
      await expect
        .poll(async () => (await articleOf(channel, product.itemNumber))?.title, { timeout: 60_000, interval: 1000 })
        .toContain('Lamp Nord II');
    },
    150_000,
  );
});

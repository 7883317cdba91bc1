import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpProduct, ErpTarget } from '../../../shared/d365/erp-target.ts';
import { createFinanceScm } from '../../../shared/d365/finance-scm/target.ts';
import { type Caller, startErp } from '../../sandbox/finance-scm-caller.ts';
import { clients } from '../../sandbox/world.ts';

let erp: Caller;
let target: ErpTarget;
const usmf = 'usmf' as Parameters<ErpTarget['readProducts']>[0];

beforeAll(async () => {
  erp = await startErp();
  target = createFinanceScm({ environmentUrl: erp.part.url, token: async () => erp.tokens.issue(erp.part.url, clients.product.id).token });
});
afterAll(() => erp.part.close());

async function post(path: string, body: object): Promise<void> {
  const { status, text } = await erp.post(path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
}
const only = async (item: string): Promise<ErpProduct | undefined> => (await target.readProducts(usmf, { items: [item] })).products[0];

describe('released products', () => {
  it('are read with texts, attributes, barcode and weight', async () => {
    await post('ReleasedProductCreationsV2', {
      dataAreaId: 'usmf',
      ItemNumber: 'LAMP-1',
      ProductNumber: 'LAMP-1',
      ProductName: "Lamp 'Nord' & Süd",
      ProductDescription: 'Shines.',
      ProductType: 'Item',
      ProductSubType: 'Product',
    });
    expect((await erp.patch("ReleasedProductsV2(dataAreaId='usmf',ItemNumber='LAMP-1')", { NetProductWeight: 1.25 })).status).toBeLessThan(
      300,
    );
    await post('ProductTranslations', { ProductNumber: 'LAMP-1', LanguageId: 'de', ProductName: 'Lampe', Description: 'Leuchtet.' });
    const attribute = { ProductNumber: 'LAMP-1', AttributeTypeName: 'Any' };
    await post('ProductAttributeValuesV3', { ...attribute, AttributeName: 'Brand', DataType: 'Text', TextValue: 'Contoso' });
    await post('ProductAttributeValuesV3', { ...attribute, AttributeName: 'Watts', DataType: 'Decimal', DecimalValue: 7.5 });
    await post('ProductAttributeValuesV3', { ...attribute, AttributeName: 'Dimmable', DataType: 'TrueFalse', BooleanValue: 'Yes' });

    expect(await only('lamp-1')).toMatchObject({
      item: 'LAMP-1',
      kind: 'goods',
      name: "Lamp 'Nord' & Süd",
      description: 'Shines.',
      texts: [{ language: 'de', name: 'Lampe', description: 'Leuchtet.' }],
      weight: '1.25',
      attributes: { Brand: 'Contoso', Dimmable: 'Yes', Watts: '7.5' },
      variants: [{ dimensions: {}, sku: 'LAMP-1' }],
    });
  });

  it('of a master are read with their variants, under SKUs that orders are recognised by', async () => {
    const { products } = await target.readProducts(usmf, {});
    const master = products.find(({ variants }) => variants.some(({ dimensions }) => Object.keys(dimensions).length > 0));
    expect(master?.variants.length).toBeGreaterThan(1);

    const queries = (master?.variants ?? []).map(({ sku, barcode }) => ({ key: sku, sku, barcode }));
    const found = await target.findItems(usmf, queries);
    for (const { sku, dimensions } of master?.variants ?? [])
      expect(found.get(sku), sku).toMatchObject([{ itemNumber: master?.item, dimensions }]);
  });

  it('come in pages, each once, in few round trips', async () => {
    for (let n = 0; n < 120; n += 1)
      await post('ReleasedProductCreationsV2', {
        dataAreaId: 'usmf',
        ItemNumber: `Z${n}`,
        ProductNumber: `Z${n}`,
        ProductName: `Item ${n}`,
      });
    const seen: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await target.readProducts(usmf, { after });
      seen.push(...page.products.map(({ item }) => item));
      after = page.next;
      pages += 1;
    } while (after !== undefined);

    expect([new Set(seen).size, seen.filter((item) => item.startsWith('Z')).length, pages]).toEqual([seen.length, 120, 2]);
    expect(await target.readProducts(usmf, { items: ['NEVER'] })).toEqual({ products: [] });
  });
});

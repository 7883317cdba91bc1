import { WrongCall } from '../faults.ts';
import { legalEntities } from '../world.ts';
import { type Act, type ActBody, amountIn, companyIn, optionalText, textIn } from './act-body.ts';
import type { Row } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { requireSet } from './metadata.ts';
import { setPrice } from './pricing.ts';
import { create } from './writes.ts';

export const products: Readonly<Record<string, Act>> = { product: putProduct };

/**
 * `{ itemNumber, name, company?, price?, unit?, taxItemGroup?, barcode?, description?, language?, attributes?, weight?, lifecycleState?,
 * blocked? }`: releases a product, or changes what is said of it. `attributes` maps a name to a text, number or boolean; `blocked` stops
 * it for sales. `name` may be left out when the product exists.
 */
function putProduct(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const shared = erp.store.table('EcoResProduct').byKey({ ProductNumber: item });
  const name = shared ? (optionalText(body, 'name') ?? shared.row.ProductName ?? item) : textIn(body, 'name');
  const description = optionalText(body, 'description');
  if (shared)
    erp.store.update('EcoResProduct', shared, {
      ...shared.row,
      ProductName: name,
      ...(description === undefined ? {} : { ProductDescription: description }),
    });
  const companies = body.company === undefined ? legalEntities.map(({ id }) => id) : [companyIn(body)];
  for (const company of companies) {
    if (!find(erp, 'InventTable', { dataAreaId: company, ItemNumber: item })) release(erp, company, item, name, body);
    describe(erp, company, item, body);
  }
  translate(erp, item, name, body);
  for (const [attribute, value] of Object.entries(attributesIn(body))) setAttribute(erp, item, attribute, value);
  if (body.price !== undefined) setPrice(erp, { itemNumber: item, price: body.price, company: body.company });
  return { itemNumber: item, name, companies };
}

function release(erp: Erp, company: string, item: string, name: string, body: ActBody): void {
  const unit = optionalText(body, 'unit') ?? 'ea';
  const row = {
    ItemNumber: item,
    ProductNumber: item,
    ProductName: name,
    ProductDescription: optionalText(body, 'description'),
    ProductType: 'Item',
    ProductSubType: 'Product',
    SalesUnitSymbol: unit,
    InventoryUnitSymbol: unit,
    SalesSalesTaxItemGroupCode: optionalText(body, 'taxItemGroup') ?? 'FULL',
  };
  try {
    create(erp, requireSet('ReleasedProductCreationsV2'), JSON.stringify({ dataAreaId: company, ...row }), company);
  } catch (error) {
    throw new WrongCall(error instanceof Error ? error.message : String(error));
  }
  const barcode = optionalText(body, 'barcode');
  if (barcode)
    erp.store.insert('InventItemBarcode', {
      dataAreaId: company,
      ItemNumber: item,
      ProductNumber: item,
      ProductQuantityUnitSymbol: unit,
      BarcodeSetupId: 'EAN13',
      Barcode: barcode,
      ProductQuantity: '1',
    });
}

function describe(erp: Erp, company: string, item: string, body: ActBody): void {
  const released = erp.store.table('InventTable').byKey({ dataAreaId: company, ItemNumber: item });
  if (!released) return;
  const { blocked } = body;
  if (blocked !== undefined && typeof blocked !== 'boolean') throw new WrongCall('"blocked" must be true or false.');
  const lifecycle = optionalText(body, 'lifecycleState');
  erp.store.update('InventTable', released, {
    ...released.row,
    ...(body.weight === undefined ? {} : { NetProductWeight: amountIn(body, 'weight') }),
    ...(lifecycle === undefined ? {} : { ProductLifecycleStateId: lifecycle }),
    ...(blocked === undefined ? {} : { '#stopped': blocked ? 'Yes' : 'No' }),
  });
}

/** Texts in one language; without one, in English. */
function translate(erp: Erp, item: string, name: string, body: ActBody): void {
  const language = optionalText(body, 'language');
  const description = optionalText(body, 'description');
  if (language === undefined && description === undefined) return;
  const key = { ProductNumber: item, LanguageId: language ?? 'en-us' };
  const there = erp.store.table('ProductTranslations').byKey(key);
  const row = { ...there?.row, ...key, ProductName: name, ...(description === undefined ? {} : { Description: description }) };
  if (there) erp.store.update('ProductTranslations', there, row);
  else erp.store.insert('ProductTranslations', row);
}

type AttributeValue = string | number | boolean;

function attributesIn({ attributes = {} }: ActBody): Record<string, AttributeValue> {
  const given = typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes) ? attributes : undefined;
  if (!given || !Object.values(given).every((value) => ['string', 'number', 'boolean'].includes(typeof value)))
    throw new WrongCall('"attributes" must map names to texts, numbers or booleans.');
  return given as Record<string, AttributeValue>;
}

function setAttribute(erp: Erp, item: string, attribute: string, value: AttributeValue): void {
  const typed: Row =
    typeof value === 'boolean'
      ? { AttributeTypeName: 'Boolean', DataType: 'TrueFalse', BooleanValue: value ? 'Yes' : 'No' }
      : typeof value === 'number'
        ? { AttributeTypeName: 'Decimal', DataType: 'Decimal', DecimalValue: amountIn({ value }, 'value') }
        : { AttributeTypeName: 'Text', DataType: 'Text', TextValue: value };
  const row = { ProductNumber: item, AttributeName: attribute, ...typed };
  const there = erp.store.table('ProductAttributeValuesV3').byKey(row);
  if (there) erp.store.update('ProductAttributeValuesV3', there, row);
  else erp.store.insert('ProductAttributeValuesV3', row);
}

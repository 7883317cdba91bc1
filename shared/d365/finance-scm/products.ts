import type { ItemNumber, LegalEntityId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import { isZero, parseDecimal } from '../../core/money.ts';
import { type ErpProduct, type ErpVariant, type ItemDimensions, itemKey, type ProductPage, type ProductQuery } from '../erp-target.ts';
import { literal, type ODataClient, readRows } from '../odata-client.ts';
import { dimensionsOf } from './on-hand.ts';

type Row = Record<string, Json>;

const mostPerPage = 100;
/** Keeps a part's answer, variants and barcodes of so many masters, below the 10,000 rows of one page of the server. */
const mostPerFilter = 25;

const productColumns =
  'ItemNumber,ProductNumber,ProductType,ProductSubType,SearchName,ProductGroupId,SalesUnitSymbol,NetProductWeight,PrimaryVendorAccountNumber,ProductLifecycleStateId,OriginCountryRegionId';
const dimensionColumns = 'ProductColorId,ProductSizeId,ProductStyleId,ProductConfigurationId,ProductVersionId';

/** What hangs on a product or item: read together, in one round trip for a page. */
const parts = [
  { set: 'ProductsV2', by: 'ProductNumber', select: 'ProductNumber,ProductName,ProductDescription,RetailProductCategoryName' },
  { set: 'ProductTranslations', by: 'ProductNumber', select: 'ProductNumber,LanguageId,ProductName,Description' },
  {
    set: 'ProductAttributeValuesV3',
    by: 'ProductNumber',
    select: 'ProductNumber,AttributeName,DataType,TextValue,IntegerValue,DecimalValue,BooleanValue,DateTimeValue,CurrencyValue',
  },
  { set: 'ReleasedProductVariantsV2', by: 'ItemNumber', select: `ItemNumber,ProductVariantNumber,ProductName,${dimensionColumns}` },
  { set: 'ProductBarcodesV3', by: 'ItemNumber', select: `ItemNumber,Barcode,IsDefaultScannedBarcode,${dimensionColumns}` },
  { set: 'ReleasedProductVariantExternalCodesV2', by: 'ItemNumber', select: `ItemNumber,ExternalCode,${dimensionColumns}` },
] as const;
type PartName = (typeof parts)[number]['set'];
type Parts = Record<PartName, Row[]>;

/** Released products in the order of their numbers with all that a shop may show of them. Two round trips a page. */
export async function readProducts(client: ODataClient, company: LegalEntityId, query: ProductQuery): Promise<ProductPage> {
  const masters = await readReleased(client, company, query);
  if (masters.length === 0) return { products: [] };
  const rows = await readParts(client, company, masters);
  const products = masters.map((master) => toProduct(master, rows));
  const whole = query.items === undefined && masters.length === mostPerPage;
  return { products, next: whole ? products.at(-1)?.item : undefined };
}

async function readReleased(client: ODataClient, company: LegalEntityId, { items, after }: ProductQuery): Promise<Row[]> {
  const path = (filter: string, more = '') =>
    `ReleasedProductsV2?cross-company=true&$filter=dataAreaId eq ${literal(company)}${filter}&$select=${productColumns}${more}`;
  if (items === undefined) {
    const behind = after === undefined ? '' : ` and ItemNumber gt ${literal(after)}`;
    return get(client, [path(behind, `&$orderby=ItemNumber&$top=${mostPerPage}`)]);
  }
  return get(
    client,
    chunks([...new Set(items)], mostPerFilter).map((some) => path(` and ${among('ItemNumber', some)}`)),
  );
}

async function readParts(client: ODataClient, company: LegalEntityId, masters: readonly Row[]): Promise<Parts> {
  const paths = parts.flatMap(({ set, by, select }) =>
    chunks([...new Set(masters.map((row) => textOf(row[by])))], mostPerFilter).map((some) => {
      const where = by === 'ItemNumber' ? `dataAreaId eq ${literal(company)} and ${among(by, some)}` : among(by, some);
      return { set, path: `${set}?cross-company=true&$filter=${where}&$select=${select}` };
    }),
  );
  const answers = await client.batch(paths.map(({ path }) => ({ method: 'GET', path })));
  const rows = Object.fromEntries(parts.map(({ set }) => [set, [] as Row[]])) as Parts;
  answers.forEach((answer, index) => {
    const part = paths[index];
    if (part && !('changeset' in answer)) rows[part.set].push(...readRows(client.remote, answer));
  });
  return rows;
}

async function get(client: ODataClient, paths: readonly string[]): Promise<Row[]> {
  if (paths.length === 0) return [];
  const answers = await client.batch(paths.map((path) => ({ method: 'GET', path })));
  return answers.flatMap((answer) => ('changeset' in answer ? [] : readRows(client.remote, answer)));
}

function toProduct(master: Row, rows: Parts): ErpProduct {
  const number = textOf(master.ProductNumber);
  const ofProduct = (name: PartName) => rows[name].filter((row) => same(textOf(row.ProductNumber), number));
  const [shared] = ofProduct('ProductsV2');
  const weight = parseDecimal(textOf(master.NetProductWeight));
  return {
    item: textOf(master.ItemNumber) as ItemNumber,
    number,
    kind: textOf(master.ProductType) === 'Service' ? 'service' : 'goods',
    name: textOf(shared?.ProductName) || textOf(master.SearchName) || textOf(master.ItemNumber),
    description: textOf(shared?.ProductDescription),
    texts: ofProduct('ProductTranslations').map((row) => ({
      language: textOf(row.LanguageId).toLowerCase(),
      name: textOf(row.ProductName),
      description: textOf(row.Description),
    })),
    category: textOf(shared?.RetailProductCategoryName),
    group: textOf(master.ProductGroupId),
    vendor: textOf(master.PrimaryVendorAccountNumber),
    lifecycle: textOf(master.ProductLifecycleStateId),
    origin: textOf(master.OriginCountryRegionId),
    unit: textOf(master.SalesUnitSymbol),
    ...(weight && !isZero(weight) ? { weight } : {}),
    attributes: Object.fromEntries(
      ofProduct('ProductAttributeValuesV3')
        .map((row): [string, string] => [textOf(row.AttributeName), attributeText(row)])
        .filter(([name, value]) => name !== '' && value !== '')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    variants: variantsOf(master, rows),
  };
}

/** A master's variants; of any other product the one that it is, which its item number names. */
function variantsOf(master: Row, rows: Parts): ErpVariant[] {
  const item = textOf(master.ItemNumber);
  const ofItem = (name: PartName) => rows[name].filter((row) => same(textOf(row.ItemNumber), item));
  const isMaster = textOf(master.ProductSubType) === 'ProductMaster';
  const variants = isMaster ? ofItem('ReleasedProductVariantsV2') : [{}];
  return variants
    .map((row: Row): ErpVariant => {
      const dimensions = dimensionsOf(row);
      const barcodes = ofKind(ofItem('ProductBarcodesV3'), item, dimensions);
      const barcode = textOf((barcodes.find((one) => textOf(one.IsDefaultScannedBarcode) === 'Yes') ?? barcodes[0])?.Barcode);
      const code = textOf(ofKind(ofItem('ReleasedProductVariantExternalCodesV2'), item, dimensions)[0]?.ExternalCode);
      const number = isMaster ? textOf(row.ProductVariantNumber) : item;
      // What orders are recognised by comes first: a variant's number is not something that an order line can be looked up by.
      return { dimensions, sku: isMaster ? code || barcode || number : item, barcode, name: textOf(row.ProductName) };
    })
    .sort((a, b) => (itemKey(item, a.dimensions) < itemKey(item, b.dimensions) ? -1 : 1));
}

const ofKind = (rows: readonly Row[], item: string, dimensions: ItemDimensions): Row[] =>
  rows.filter((row) => itemKey(item, dimensionsOf(row)) === itemKey(item, dimensions));

const attributeColumns: Readonly<Record<string, string>> = {
  Text: 'TextValue',
  Integer: 'IntegerValue',
  Decimal: 'DecimalValue',
  Currency: 'CurrencyValue',
  TrueFalse: 'BooleanValue',
  DateTime: 'DateTimeValue',
};

function attributeText(row: Row): string {
  const kind = textOf(row.DataType);
  const value = textOf(row[attributeColumns[kind] ?? 'TextValue']);
  if (kind === 'DateTime') return value.startsWith('1900-01-01') ? '' : value.slice(0, 10);
  return kind === 'Decimal' || kind === 'Currency' ? (parseDecimal(value) ?? '') : value;
}

const among = (field: string, values: readonly string[]): string =>
  `(${values.map((value) => `${field} eq ${literal(value)}`).join(' or ')})`;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

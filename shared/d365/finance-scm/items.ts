import type { ItemNumber, LegalEntityId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import type { ErpItem, ItemQuery } from '../erp-target.ts';
import type { BatchOperation } from '../odata-batch.ts';
import { literal, type ODataClient, readRows } from '../odata-client.ts';

const rememberForMs = 10 * 60_000;
const mostPerFilter = 40;

/** Finds released products by item number, barcode and external code; remembers what it found for ten minutes per company and mark. */
export function createItemFinder(client: ODataClient, now: () => number = Date.now) {
  const known = new Map<string, { items: ErpItem[]; until: number }>();
  const remembered = (company: string, mark: string) => {
    const entry = known.get(`${company}|${mark}`);
    return entry && entry.until > now() ? entry.items : undefined;
  };

  return async (company: LegalEntityId, queries: readonly ItemQuery[]): Promise<Map<string, ErpItem[]>> => {
    const missing = [...new Set(queries.flatMap(marksOf))].filter((mark) => remembered(company, mark) === undefined);
    const found = missing.length === 0 ? new Map<string, ErpItem[]>() : await readItems(client, company, missing);
    // What was not found is asked for again: somebody may be adding it right now.
    for (const [mark, items] of found) if (items.length > 0) known.set(`${company}|${mark}`, { items, until: now() + rememberForMs });
    return new Map(queries.map((query) => [query.key, firstAnswer(query, (mark) => remembered(company, mark) ?? found.get(mark) ?? [])]));
  };
}

/** The marks of a query from the surest to the weakest. Marks with a wildcard cannot be looked up. */
function marksOf({ itemNumber, sku, barcode }: ItemQuery): string[] {
  const marks = itemNumber ? [`number:${itemNumber}`] : [sku ? `sku:${sku}` : '', barcode ? `barcode:${barcode}` : ''];
  return marks.filter((mark) => mark !== '' && !mark.includes('*'));
}

function firstAnswer(query: ItemQuery, itemsOf: (mark: string) => ErpItem[]): ErpItem[] {
  for (const mark of marksOf(query)) {
    const items = itemsOf(mark);
    if (items.length > 0) return items;
  }
  return [];
}

const markValue = (mark: string): string => mark.slice(mark.indexOf(':') + 1);

async function readItems(client: ODataClient, company: LegalEntityId, marks: readonly string[]): Promise<Map<string, ErpItem[]>> {
  const values = [...new Set(marks.map(markValue))];
  const codes = [...new Set(marks.filter((mark) => !mark.startsWith('number:')).map(markValue))];
  const products = chunks(values, mostPerFilter).map((part) =>
    read('ReleasedProductsV2', company, 'ItemNumber', part, 'ItemNumber,SalesUnitSymbol,ProductType,ProductSubType'),
  );
  const barcodes = chunks(codes, mostPerFilter).map((part) =>
    read(
      'ProductBarcodesV3',
      company,
      'Barcode',
      part,
      'Barcode,ItemNumber,ProductColorId,ProductSizeId,ProductStyleId,ProductConfigurationId,ProductVersionId',
    ),
  );
  const external = chunks(codes, mostPerFilter).map((part) =>
    read(
      'ReleasedProductVariantExternalCodesV2',
      company,
      'ExternalCode',
      part,
      'ExternalCode,ItemNumber,ProductColorId,ProductSizeId,ProductStyleId,ProductConfigurationId,ProductVersionId',
    ),
  );
  const answers = await client.batch([...products, ...barcodes, ...external]);
  const rows = answers.map((answer) => ('changeset' in answer ? [] : readRows(client.remote, answer)));

  const productRows = rows.slice(0, products.length).flat();
  const codeRows = rows.slice(products.length).flat();
  const missingUnits = [...new Set(codeRows.map((row) => textOf(row.ItemNumber)))].filter(
    (number) => !productRows.some((row) => same(textOf(row.ItemNumber), number)),
  );
  const masters = missingUnits.length === 0 ? [] : await readProducts(client, company, missingUnits);
  return collect(marks, [...productRows, ...masters], codeRows);
}

async function readProducts(client: ODataClient, company: LegalEntityId, numbers: string[]): Promise<Record<string, Json>[]> {
  const answers = await client.batch(
    chunks(numbers, mostPerFilter).map((part) =>
      read('ReleasedProductsV2', company, 'ItemNumber', part, 'ItemNumber,SalesUnitSymbol,ProductType,ProductSubType'),
    ),
  );
  return answers.flatMap((answer) => ('changeset' in answer ? [] : readRows(client.remote, answer)));
}

function collect(marks: readonly string[], products: Record<string, Json>[], codes: Record<string, Json>[]): Map<string, ErpItem[]> {
  const found = new Map<string, ErpItem[]>();
  for (const mark of marks) {
    const value = markValue(mark);
    const product = mark.startsWith('barcode:') ? undefined : products.find((row) => same(textOf(row.ItemNumber), value) && !isMaster(row));
    const byCode = codes.filter((row) => same(textOf(row.Barcode) || textOf(row.ExternalCode), value));
    const items = product
      ? [toItem(product, {})]
      : byCode.flatMap((row) => {
          const owner = products.find((one) => same(textOf(one.ItemNumber), textOf(row.ItemNumber)));
          return owner ? [toItem(owner, row)] : [];
        });
    found.set(
      mark,
      distinct(
        mark.startsWith('number:') && items.length === 0
          ? products.filter((row) => same(textOf(row.ItemNumber), value)).map((row) => toItem(row, {}))
          : items,
      ),
    );
  }
  return found;
}

/** A product master cannot be sold without its dimensions: its number alone is no match for a SKU. */
const isMaster = (row: Record<string, Json>): boolean => textOf(row.ProductSubType) === 'ProductMaster';

function toItem(product: Record<string, Json>, variant: Record<string, Json>): ErpItem {
  const dimension = (name: string) => textOf(variant[name]) || undefined;
  return {
    itemNumber: textOf(product.ItemNumber) as ItemNumber,
    unit: textOf(product.SalesUnitSymbol),
    dimensions: {
      color: dimension('ProductColorId'),
      size: dimension('ProductSizeId'),
      style: dimension('ProductStyleId'),
      configuration: dimension('ProductConfigurationId'),
      version: dimension('ProductVersionId'),
    },
  };
}

function distinct(items: ErpItem[]): ErpItem[] {
  return [...new Map(items.map((item) => [JSON.stringify([item.itemNumber, item.dimensions]), item])).values()];
}

function read(set: string, company: LegalEntityId, field: string, values: readonly string[], select: string): BatchOperation {
  const any = values.map((value) => `${field} eq ${literal(value)}`).join(' or ');
  return { method: 'GET', path: `${set}?cross-company=true&$filter=dataAreaId eq ${literal(company)} and (${any})&$select=${select}` };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

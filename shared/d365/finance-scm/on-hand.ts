import type { ItemNumber, LegalEntityId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { type DecimalText, parseDecimal, zero } from '../../core/money.ts';
import type { ItemDimensions } from '../erp-target.ts';
import { literal, type ODataClient } from '../odata-client.ts';
import type { OnHand, StockSource } from '../stock-source.ts';
import { pages } from './order-changes.ts';

type Row = Record<string, Json>;

const mostPerFilter = 40;
/** From here on a stretch of the list costs less than asking for each item. */
const manyItems = 120;

const columns =
  'ItemNumber,ProductColorId,ProductSizeId,ProductStyleId,ProductConfigurationId,ProductVersionId,InventoryWarehouseId,OnHandQuantity,AvailableOnHandQuantity,OnOrderQuantity';

/** The on-hand list by warehouse. It is worked out on each read and knows no time of change: it is read by warehouse and stretches of items. */
export function createOnHandSource(client: ODataClient): StockSource {
  return {
    async onHand(company, warehouses, items) {
      const wanted = new Set(items.map((item) => item.toLowerCase()));
      const found: OnHand[] = [];
      const take = (rows: readonly Row[]) => {
        for (const row of rows) if (wanted.has(textOf(row.ItemNumber).toLowerCase())) found.push(toOnHand(row));
      };
      const reads = warehouses.map(async (warehouse) => {
        const sorted = [...items].sort();
        const [first, last] = [sorted[0], sorted.at(-1)];
        if (!first || !last) return;
        if (items.length <= manyItems) return readEach(client, { company, warehouse, items }, take);
        const seen = new Set<string>();
        for await (const rows of pages(
          client,
          list(company, warehouse, `ItemNumber ge ${literal(first)} and ItemNumber le ${literal(last)}`),
        )) {
          for (const row of rows) seen.add(textOf(row.ItemNumber).toLowerCase());
          take(rows);
        }
        // The database sorts by its own rules, which may leave an item outside a stretch that holds it by ours.
        const missing = items.filter((item) => !seen.has(item.toLowerCase()) && !isPlain(item));
        await readEach(client, { company, warehouse, items: missing }, take);
      });
      await Promise.all(reads);
      return found;
    },
  };
}

/** Upper-case letters and digits sort alike everywhere. */
const isPlain = (item: string): boolean => /^[A-Z0-9]+$/.test(item);

interface Wanted {
  company: LegalEntityId;
  warehouse: string;
  items: readonly ItemNumber[];
}

async function readEach(client: ODataClient, { company, warehouse, items }: Wanted, take: (rows: readonly Row[]) => void): Promise<void> {
  for (let start = 0; start < items.length; start += mostPerFilter) {
    const some = items.slice(start, start + mostPerFilter).map((item) => `ItemNumber eq ${literal(item)}`);
    for await (const rows of pages(client, list(company, warehouse, `(${some.join(' or ')})`))) take(rows);
  }
}

const list = (company: LegalEntityId, warehouse: string, items: string): string =>
  `WarehousesOnHandV2?cross-company=true&$filter=dataAreaId eq ${literal(company)} and InventoryWarehouseId eq ${literal(warehouse)} and ${items}&$select=${columns}`;

const toOnHand = (row: Row): OnHand => ({
  item: textOf(row.ItemNumber) as ItemNumber,
  dimensions: dimensionsOf(row),
  warehouse: textOf(row.InventoryWarehouseId),
  physical: amountOf(row.OnHandQuantity),
  available: amountOf(row.AvailableOnHandQuantity),
  onOrder: amountOf(row.OnOrderQuantity),
});

/** Product dimensions of a row, empty ones left out. */
export function dimensionsOf(row: Row): ItemDimensions {
  const all = {
    color: textOf(row.ProductColorId),
    size: textOf(row.ProductSizeId),
    style: textOf(row.ProductStyleId),
    configuration: textOf(row.ProductConfigurationId ?? row.ProductconfigurationId),
    version: textOf(row.ProductVersionId),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

const amountOf = (value: Json | undefined): DecimalText => parseDecimal(textOf(value)) ?? zero;

/** The sites that these warehouses belong to. */
export async function sitesOf(client: ODataClient, company: LegalEntityId, warehouses: readonly string[]): Promise<string[]> {
  const among = warehouses.map((warehouse) => `WarehouseId eq ${literal(warehouse)}`).join(' or ');
  const path = `Warehouses?cross-company=true&$filter=dataAreaId eq ${literal(company)} and (${among})&$select=WarehouseId,OperationalSiteId`;
  const sites = new Set<string>();
  for await (const rows of pages(client, path)) for (const row of rows) sites.add(textOf(row.OperationalSiteId));
  return [...sites].filter(Boolean);
}

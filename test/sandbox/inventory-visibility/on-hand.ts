import { warehouses } from '../world.ts';
import { WrongQuery } from './wrong-query.ts';

/** One on-hand row of Finance & SCM, fields as its OData set has them. */
export type OnHandRow = Readonly<Record<string, string | undefined>>;

/** What Finance & SCM tells the service. */
export interface StockOfRecord {
  onHandOf(company: string, item: string): OnHandRow[];
  /** Every item that has stock rows; without it, a query of all products finds none. */
  itemsOf?(company: string): string[];
}

/** Base dimensions by folded name, and where Finance & SCM keeps them; the others are always empty here. */
const dimensions: Readonly<Record<string, string>> = {
  siteid: 'InventorySiteId',
  locationid: 'InventoryWarehouseId',
  colorid: 'ProductColorId',
  sizeid: 'ProductSizeId',
  styleid: 'ProductStyleId',
  configid: 'ProductConfigurationId',
  versionid: 'ProductVersionId',
  statusid: '',
  wmslocationid: '',
  batchid: '',
  serialid: '',
  licenseplateid: '',
};

/** A dimension's name as it is compared. @throws WrongQuery when there is no such dimension */
export function dimensionNamed(name: string): string {
  const folded = name.toLowerCase();
  if (!Object.hasOwn(dimensions, folded)) throw new WrongQuery(`The dimension ${name} is not configured.`);
  return folded;
}

/** The value of a dimension; a row that names no site lies in its warehouse's. */
export function placeOf(row: OnHandRow, dimension: string): string {
  const value = row[dimensions[dimension] ?? ''] ?? '';
  return value || dimension !== 'siteid' ? value : siteOfWarehouse(row.InventoryWarehouseId ?? '');
}

const places: readonly { id: string; site: string }[] = Object.values(warehouses).flat();
const siteOfWarehouse = (warehouse: string): string => places.find(({ id }) => id === warehouse)?.site ?? '';

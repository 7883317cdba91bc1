import type { Cell } from '../cells.ts';
import { type Draft, find } from '../erp.ts';

/** The site that a warehouse belongs to. */
export const siteOf = ({ erp, company }: Draft, warehouse: Cell): Cell =>
  find(erp, 'Warehouses', { dataAreaId: company, WarehouseId: warehouse })?.OperationalSiteId ?? '';

/** Fills the site from the warehouse; a warehouse of another site is refused. */
export function requireSiteOfWarehouse(draft: Draft, siteField: string, warehouseField: string): void {
  const { row, given, complain } = draft;
  const warehouse = row[warehouseField];
  if (!warehouse) return;
  const site = siteOf(draft, warehouse);
  if (!row[siteField] || (given.has(warehouseField) && !given.has(siteField))) row[siteField] = site;
  else if (row[siteField]?.toLowerCase() !== site.toLowerCase())
    complain(`Warehouse ${warehouse} belongs to site ${site}, not to site ${row[siteField]}.`);
}

import { WrongCall } from '../faults.ts';
import { type ActBody, amountIn, companyIn, optionalText, textIn } from './act-body.ts';
import type { Row } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { requireWarehouse } from './inventory.ts';

const most = 500_000;
/** Kept small, so that what could be undone does not fill the memory. */
const atOnce = 5000;

/**
 * `{ prefix, count, company, warehouse, onHand, price, digits? }`: releases simple products `prefix000001` … with stock and a sales price,
 * past the rules of single writes. Items that exist stay as they are.
 */
export function releaseMany(erp: Erp, body: ActBody) {
  const prefix = textIn(body, 'prefix');
  const company = companyIn(body);
  const place = requireWarehouse(erp, company, textIn(body, 'warehouse'));
  const [onHand, price] = [amountIn(body, 'onHand'), amountIn(body, 'price')];
  const unit = optionalText(body, 'unit') ?? 'ea';
  const { count, digits = 6 } = body;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > most)
    throw new WrongCall(`"count" must be a whole number from 1 to ${most}.`);
  if (typeof digits !== 'number' || !Number.isInteger(digits) || prefix.length + digits > 20)
    throw new WrongCall('An item number has 20 characters at most.');
  const numbers = (from: number) =>
    Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => `${prefix}${String(from + index + 1).padStart(digits, '0')}`);
  let released = 0;
  for (let from = 0; from < count; from += atOnce) {
    erp.store.transaction(() => {
      for (const item of numbers(from)) {
        if (find(erp, 'InventTable', { dataAreaId: company, ItemNumber: item })) continue;
        releaseOne(erp, { company, item, price, unit, onHand, place });
        released += 1;
      }
    });
  }
  return { company, released, first: numbers(0)[0], last: `${prefix}${String(count).padStart(digits, '0')}` };
}

interface NewItem {
  company: string;
  item: string;
  price: string;
  unit: string;
  onHand: string;
  place: Row;
}

function releaseOne(erp: Erp, { company, item, price, unit, onHand, place }: NewItem): void {
  if (!find(erp, 'EcoResProduct', { ProductNumber: item }))
    erp.store.insert('EcoResProduct', { ProductNumber: item, ProductName: item, ProductType: 'Item', ProductSubType: 'Product' });
  erp.store.insert('InventTable', {
    dataAreaId: company,
    ItemNumber: item,
    ProductNumber: item,
    SearchName: item,
    ProductType: 'Item',
    ProductSubType: 'Product',
    SalesUnitSymbol: unit,
    InventoryUnitSymbol: unit,
    PurchaseUnitSymbol: unit,
    SalesSalesTaxItemGroupCode: 'FULL',
    SalesPriceQuantity: '1',
    SalesPrice: price,
  });
  erp.store.insert('InventSum', {
    dataAreaId: company,
    ItemNumber: item,
    InventorySiteId: place.OperationalSiteId ?? '',
    InventoryWarehouseId: place.WarehouseId ?? '',
    OnHandQuantity: onHand,
  });
}

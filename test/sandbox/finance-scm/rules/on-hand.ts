import Big from 'big.js';
import { decimalText, folded, type Row } from '../cells.ts';
import { type Erp, find, type TableRules } from '../erp.ts';
import { sameDimensions } from './dimensions.ts';
import { amountOf } from './money.ts';
import { isDue, progressOf } from './quantities.ts';

/** On-hand per warehouse: a view that is worked out, read only. */
export const onHandRules: TableRules = {
  table: 'InventSum',
  label: 'On-hand inventory',
  keyLabel: 'Item number',
  computed: {
    ProductName: (row, erp) => nameOf(row, erp),
    AreWarehouseManagementProcessesUsed: () => 'No',
    OnOrderQuantity: (row, erp) => decimalText(demand(row, erp).onOrder),
    ReservedOnHandQuantity: (row, erp) => decimalText(reserved(row, erp)),
    AvailableOnHandQuantity: (row, erp) => decimalText(amountOf(row.OnHandQuantity).minus(reserved(row, erp))),
    AvailableOrderedQuantity: (row) => decimalText(amountOf(row.OrderedQuantity)),
    TotalAvailableQuantity: (row, erp) =>
      decimalText(amountOf(row.OnHandQuantity).minus(reserved(row, erp)).plus(amountOf(row.OrderedQuantity))),
  },
};

function nameOf(row: Row, erp: Erp): string {
  const product = find(erp, 'InventTable', { dataAreaId: row.dataAreaId ?? '', ItemNumber: row.ItemNumber ?? '' });
  return find(erp, 'EcoResProduct', { ProductNumber: product?.ProductNumber ?? '' })?.ProductName ?? '';
}

/** An order reserves nothing by itself: only lines with automatic reservation, or that a person has reserved for, take physical stock. */
function reserved(row: Row, erp: Erp): Big {
  const wanted = demand(row, erp).automatic;
  const there = amountOf(row.OnHandQuantity);
  return wanted.gt(there) ? (there.gt(0) ? there : new Big(0)) : wanted;
}

/** What an order could still take. */
export const freeOnHand = (row: Row, erp: Erp): Big => amountOf(row.OnHandQuantity).minus(reserved(row, erp));

interface Demand {
  /** In open orders and not reserved. */
  onOrder: Big;
  /** Reserved by itself or by a person. */
  automatic: Big;
}

const remembered = new WeakMap<Row, { changes: number; demand: Demand }>();

function demand(row: Row, erp: Erp): Demand {
  const known = remembered.get(row);
  if (known?.changes === erp.store.changes) return known.demand;
  const worked = { onOrder: new Big(0), automatic: new Big(0) };
  for (const { row: line } of erp.store.table('SalesLine').equal('ItemNumber', row.ItemNumber ?? '')) {
    if (!liesHere(line, row)) continue;
    const progress = progressOf(erp, line);
    if (!isDue(progress) || progress.ordered.lt(0)) continue;
    const byPerson = amountOf(line['#reserved']);
    const taken = reservesAtOnce(line, erp) || byPerson.gt(progress.remaining) ? progress.remaining : byPerson;
    worked.automatic = worked.automatic.plus(taken);
    worked.onOrder = worked.onOrder.plus(progress.remaining.minus(taken));
  }
  remembered.set(row, { changes: erp.store.changes, demand: worked });
  return worked;
}

const liesHere = (line: Row, stock: Row): boolean =>
  folded(line.dataAreaId ?? '') === folded(stock.dataAreaId ?? '') &&
  folded(line.ShippingWarehouseId ?? '') === folded(stock.InventoryWarehouseId ?? '') &&
  (line.SalesOrderLineStatus ?? 'Backorder') === 'Backorder' &&
  sameDimensions(line, stock);

function reservesAtOnce(line: Row, erp: Erp): boolean {
  if (line.InventoryReservationMethod) return line.InventoryReservationMethod === 'Automatic';
  const header = find(erp, 'SalesTable', { dataAreaId: line.dataAreaId ?? '', SalesOrderNumber: line.SalesOrderNumber ?? '' });
  return header?.InventoryReservationMethod === 'Automatic';
}

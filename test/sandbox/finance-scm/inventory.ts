import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import { type Act, type ActBody, amountIn, optionalText, textIn, theOne } from './act-body.ts';
import { decimalText, folded, type Row } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { orderLines, orderOf } from './order-state.ts';
import { sameDimensions } from './rules/dimensions.ts';
import { amountOf } from './rules/money.ts';
import { freeOnHand } from './rules/on-hand.ts';
import { isDue, isStocked, lineStatus, progressOf } from './rules/quantities.ts';
import type { Stored } from './table.ts';

/** Stock: counted, moved, and reserved for orders. */
export const inventory: Readonly<Record<string, Act>> = {
  /** `{ itemNumber, warehouse, onHand, color?, size? }` */
  stock: setStock,
  'stock-many': setMany,
  move,
  reserve,
};

function setStock(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const warehouse = textIn(body, 'warehouse');
  const place = theOne(erp.store.table('Warehouses').equal('WarehouseId', warehouse), body, `warehouse "${warehouse}"`).row;
  const company = place.dataAreaId ?? '';
  if (!find(erp, 'InventTable', { dataAreaId: company, ItemNumber: item }))
    throw new WrongCall(`item "${item}" is not released in ${company}.`);
  const onHand = amountIn(body, 'onHand');
  const line = { dataAreaId: company, ItemNumber: item, ...dimensionsIn(body) };
  const there = stockOf(erp, line, warehouse);
  if (!there && rowsIn(erp, line, warehouse).length > 0)
    throw new WrongCall(`item "${item}" is kept by product dimension: say "color" and "size".`);
  setOnHand(erp, there, line, place, onHand);
  return { company, itemNumber: item, warehouse, onHand };
}

/** `{ changes: [{ itemNumber, warehouse, onHand, color?, size? }] }` */
function setMany(erp: Erp, body: ActBody) {
  const { changes } = body;
  if (!Array.isArray(changes) || changes.length === 0)
    throw new WrongCall('"changes" must be a list of { itemNumber, warehouse, onHand, color?, size? }.');
  for (const change of changes) setStock(erp, change as ActBody);
  return { changed: changes.length };
}

/** `{ itemNumber, from, to, quantity, color?, size?, company? }`: a transfer that is there at once. */
function move(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const [from, to] = [textIn(body, 'from'), textIn(body, 'to')];
  const quantity = new Big(amountIn(body, 'quantity'));
  if (!quantity.gt(0)) throw new WrongCall('"quantity" must be greater than zero.');
  const company = theOne(erp.store.table('Warehouses').equal('WarehouseId', from), body, `warehouse "${from}"`).row.dataAreaId ?? '';
  requireWarehouse(erp, company, to);
  const line = { dataAreaId: company, ItemNumber: item, ...dimensionsIn(body) };
  const there = amountOf(stockOf(erp, line, from)?.row.OnHandQuantity);
  if (there.lt(quantity)) throw new WrongCall(`Only ${decimalText(there)} of "${item}" lie in warehouse "${from}".`);
  moveStock(erp, line, from, quantity.times(-1));
  moveStock(erp, line, to, quantity);
  return { company, itemNumber: item, from, to, quantity: decimalText(quantity) };
}

/** `{ salesOrderNumber }`: reserves physical stock for what remains, as far as it goes. */
function reserve(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body).row;
  if ((order.SalesOrderStatus ?? 'Backorder') !== 'Backorder')
    throw new WrongCall(`Sales order ${order.SalesOrderNumber} is ${order.SalesOrderStatus}: nothing can be reserved.`);
  const lines = orderLines(erp, order)
    .filter(({ row }) => lineStatus(row) === 'Backorder' && isStocked(erp, row) && isDue(progressOf(erp, row)))
    .map((line) => {
      const stock = stockOf(erp, line.row, line.row.ShippingWarehouseId ?? '');
      const already = amountOf(line.row['#reserved']);
      const missing = progressOf(erp, line.row).remaining.minus(already);
      const free = stock ? freeOnHand(stock.row, erp) : new Big(0);
      const more = free.lt(missing) ? free : missing;
      const reserved = decimalText(more.gt(0) ? already.plus(more) : already);
      erp.store.update('SalesLine', line, { ...line.row, '#reserved': reserved });
      return { inventoryLotId: line.row.InventoryLotId, itemNumber: line.row.ItemNumber, reserved };
    });
  return { company: order.dataAreaId, salesOrderNumber: order.SalesOrderNumber, lines };
}

const dimensionsIn = (body: ActBody): Row => ({
  ProductColorId: optionalText(body, 'color') ?? '',
  ProductSizeId: optionalText(body, 'size') ?? '',
});

/** A warehouse of this company. @throws WrongCall */
export function requireWarehouse(erp: Erp, company: string, warehouse: string): Row {
  const place = find(erp, 'Warehouses', { dataAreaId: company, WarehouseId: warehouse });
  if (!place) throw new WrongCall(`warehouse "${warehouse}" does not exist in ${company}.`);
  return place;
}

const rowsIn = (erp: Erp, { dataAreaId, ItemNumber = '' }: Row, warehouse: string): Stored[] =>
  erp.store
    .table('InventSum')
    .equal('ItemNumber', ItemNumber)
    .filter(({ row }) => row.dataAreaId === dataAreaId && folded(row.InventoryWarehouseId ?? '') === folded(warehouse));

const stockOf = (erp: Erp, line: Row, warehouse: string): Stored | undefined =>
  rowsIn(erp, line, warehouse).find(({ row }) => sameDimensions(row, line));

/** Adds to the physical stock of a line's item in a warehouse; it may become negative, as the demo company allows. */
export function moveStock(erp: Erp, line: Row, warehouse: string, quantity: Big): void {
  const there = stockOf(erp, line, warehouse);
  const place = requireWarehouse(erp, line.dataAreaId ?? '', warehouse);
  setOnHand(erp, there, line, place, decimalText(amountOf(there?.row.OnHandQuantity).plus(quantity)));
}

function setOnHand(erp: Erp, there: Stored | undefined, line: Row, place: Row, onHand: string): void {
  if (there) return void erp.store.update('InventSum', there, { ...there.row, OnHandQuantity: onHand });
  const { dataAreaId = '', ItemNumber = '', ProductColorId = '', ProductSizeId = '' } = line;
  erp.store.insert('InventSum', {
    dataAreaId,
    ItemNumber,
    InventorySiteId: place.OperationalSiteId ?? '',
    InventoryWarehouseId: place.WarehouseId ?? '',
    ...(ProductColorId ? { ProductColorId } : {}),
    ...(ProductSizeId ? { ProductSizeId } : {}),
    OnHandQuantity: onHand,
  });
}

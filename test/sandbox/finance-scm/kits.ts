import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import { type Act, type ActBody, amountIn, textIn } from './act-body.ts';
import { lineNamed } from './act-lines.ts';
import { decimalText, type Row } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { orderLines, orderOf } from './order-state.ts';
import { amountOf } from './rules/money.ts';
import { lineStatus, progressOf } from './rules/quantities.ts';
import type { Stored } from './table.ts';

export const kits: Readonly<Record<string, Act>> = { 'explode-kit': explode };

/**
 * `{ salesOrderNumber, lineNumber | inventoryLotId | itemNumber, components: [{ itemNumber, quantity }] }`: the kit's line gives way to
 * lines of its parts, which do not know the shop's line. `quantity` is per kit. The first part carries the kit's amount.
 */
function explode(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body).row;
  const { lineNumber, inventoryLotId, itemNumber } = body;
  const kit = lineNamed(orderLines(erp, order), {
    ...(typeof inventoryLotId === 'string' ? { inventoryLotId } : {}),
    ...(lineNumber === undefined ? {} : { lineNumber: Number(lineNumber) }),
    ...(typeof itemNumber === 'string' ? { itemNumber } : {}),
  });
  if (lineStatus(kit.row) !== 'Backorder' || !progressOf(erp, kit.row).delivered.eq(0))
    throw new WrongCall(`${kit.row.ItemNumber} is ${lineStatus(kit.row)} or delivered in part and cannot be exploded.`);
  if (!Array.isArray(body.components) || body.components.length === 0)
    throw new WrongCall('"components" must be a list of { itemNumber, quantity }.');
  const lines = (body.components as ActBody[]).map((component, index) => addPart(erp, kit, component, index));
  erp.store.remove('SalesLine', kit);
  return {
    company: order.dataAreaId,
    salesOrderNumber: order.SalesOrderNumber,
    replaced: kit.row.InventoryLotId,
    lines: lines.map(({ InventoryLotId, LineNumber, ItemNumber, OrderedSalesQuantity }) => ({
      inventoryLotId: InventoryLotId,
      lineNumber: Number(LineNumber),
      itemNumber: ItemNumber,
      quantity: OrderedSalesQuantity,
    })),
  };
}

function addPart(erp: Erp, { row: kit }: Stored, component: ActBody, index: number): Row {
  const company = kit.dataAreaId ?? '';
  const item = textIn(component, 'itemNumber');
  const product = find(erp, 'InventTable', { dataAreaId: company, ItemNumber: item });
  if (!product) throw new WrongCall(`item "${item}" is not released in ${company}.`);
  const quantity = amountOf(kit.OrderedSalesQuantity).times(new Big(amountIn(component, 'quantity')));
  const amount = index === 0 ? amountOf(kit.LineAmount) : new Big(0);
  const numbers = orderLines(erp, kit).map(({ row }) => Number(row.LineNumber));
  const { ExternalItemNumber: _, '#reserved': _reserved, ...rest } = kit;
  return erp.store.insert('SalesLine', {
    ...rest,
    InventoryLotId: `${company.slice(0, 2).toUpperCase()}-${erp.numbers.next('lot', company)}`,
    LineNumber: String(Math.max(...numbers) + 1),
    LineCreationSequenceNumber: String(Math.max(...numbers) + 1),
    ItemNumber: item,
    LineDescription: find(erp, 'EcoResProduct', { ProductNumber: product.ProductNumber ?? '' })?.ProductName ?? item,
    SalesUnitSymbol: product.SalesUnitSymbol ?? 'ea',
    OrderedSalesQuantity: decimalText(quantity),
    CalculateLineAmount: 'No',
    SalesPrice: decimalText(amount.div(quantity)),
    SalesPriceQuantity: '1',
    LineAmount: decimalText(amount),
  }).row;
}

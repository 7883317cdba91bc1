import { type ActBody, textIn, theOne } from './act-body.ts';
import type { Row } from './cells.ts';
import type { Erp } from './erp.ts';
import { amountOf } from './rules/money.ts';
import { isDue, isStocked, type LineProgress, lineStatus, progressOf } from './rules/quantities.ts';
import type { Stored } from './table.ts';

/** The sales order that an act is about. @throws WrongCall */
export function orderOf(erp: Erp, body: ActBody): Stored {
  const number = textIn(body, 'salesOrderNumber');
  return theOne(erp.store.table('SalesTable').equal('SalesOrderNumber', number), body, `sales order "${number}"`);
}

/** Lines of an order, oldest first. */
export const orderLines = (erp: Erp, order: Row): Stored[] =>
  erp.store
    .table('SalesLine')
    .equal('SalesOrderNumber', order.SalesOrderNumber ?? '')
    .filter(({ row }) => row.dataAreaId === order.dataAreaId);

/** Lines and header get the status that their quantities give them. Answers the header's. */
export function settle(erp: Erp, order: Row): string {
  for (const line of orderLines(erp, order)) {
    const next = nextStatus(line.row, progressOf(erp, line.row));
    if (next !== lineStatus(line.row)) erp.store.update('SalesLine', line, { ...line.row, SalesOrderLineStatus: next });
  }
  const key = { dataAreaId: order.dataAreaId ?? '', SalesOrderNumber: order.SalesOrderNumber ?? '' };
  const stored = erp.store.table('SalesTable').byKey(key);
  const status = headerStatus(erp, order);
  const processing = processingStatus(erp, order, status);
  if (stored && (stored.row.SalesOrderStatus !== status || stored.row.SalesOrderProcessingStatus !== processing))
    erp.store.update('SalesTable', stored, { ...stored.row, SalesOrderStatus: status, SalesOrderProcessingStatus: processing });
  return status;
}

function nextStatus(line: Row, progress: LineProgress): string {
  if (lineStatus(line) === 'Canceled' && progress.delivered.eq(0)) return 'Canceled';
  if (isDue(progress)) return 'Backorder';
  if (progress.delivered.eq(0)) return 'Canceled';
  return progress.invoiced.abs().gte(progress.delivered.abs()) ? 'Invoiced' : 'Delivered';
}

/** Services that are still to be invoiced do not keep an order open whose goods have left. */
function headerStatus(erp: Erp, order: Row): string {
  const lines = orderLines(erp, order)
    .map(({ row }) => row)
    .filter((row) => lineStatus(row) !== 'Canceled');
  if (lines.length === 0) return 'Canceled';
  if (lines.every((row) => lineStatus(row) === 'Invoiced')) return 'Invoiced';
  const goods = lines.filter((row) => isStocked(erp, row));
  const delivered = (goods.length > 0 ? goods : lines).every((row) => lineStatus(row) !== 'Backorder');
  return delivered ? 'Delivered' : 'Backorder';
}

function processingStatus(erp: Erp, order: Row, status: string): string {
  if (status === 'Canceled' || status === 'Invoiced') return status;
  const lines = orderLines(erp, order).map(({ row }) => row);
  const invoiced = lines.some((row) => !amountOf(row['#invoiced']).eq(0));
  if (status === 'Delivered') return invoiced ? 'DeliveredPartiallyInvoiced' : 'Delivered';
  if (invoiced) return 'PartiallyInvoiced';
  return lines.some((row) => !progressOf(erp, row).delivered.eq(0)) ? 'PartiallyDelivered' : 'Active';
}

import { WrongCall } from '../faults.ts';
import type { Act, ActBody } from './act-body.ts';
import { decimalText } from './cells.ts';
import type { Erp } from './erp.ts';
import { orderLines, orderOf, settle } from './order-state.ts';
import { amountOf } from './rules/money.ts';
import { isDue, isStocked, lineStatus, progressOf } from './rules/quantities.ts';
import { isOpen } from './rules/sales-order.ts';
import type { Stored } from './table.ts';

export const cancelling: Readonly<Record<string, Act>> = { cancel };

/**
 * `{ salesOrderNumber, remainder? }`: the whole order, while nothing of it is delivered or invoiced; with `remainder: true` what is still
 * to be delivered. Services that go with delivered goods stay, to be invoiced.
 */
function cancel(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body);
  const { SalesOrderNumber: number, dataAreaId: company } = order.row;
  if (!isOpen(order.row)) throw new WrongCall(`sales order "${number}" is ${order.row.SalesOrderStatus} and cannot be cancelled.`);
  const lines = orderLines(erp, order.row);
  const begun = lines.filter(({ row }) => !progressOf(erp, row).delivered.eq(0));
  if (begun.length > 0 && body.remainder !== true)
    throw new WrongCall(
      `sales order "${number}" is delivered or invoiced in part and cannot be cancelled: say "remainder": true to cancel what remains.`,
    );
  const due = lines.filter(({ row }) => lineStatus(row) === 'Backorder' && isDue(progressOf(erp, row)));
  const cancelled = begun.length === 0 ? lines : due.filter(({ row }) => isStocked(erp, row));
  for (const line of cancelled) giveUp(erp, line);
  return {
    company,
    salesOrderNumber: number,
    status: settle(erp, order.row),
    cancelledLines: cancelled.map(({ row }) => row.InventoryLotId),
  };
}

function giveUp(erp: Erp, line: Stored): void {
  const { remaining, delivered } = progressOf(erp, line.row);
  erp.store.update('SalesLine', line, {
    ...line.row,
    '#cancelled': decimalText(amountOf(line.row['#cancelled']).plus(remaining)),
    '#reserved': '0',
    ...(delivered.eq(0) ? { SalesOrderLineStatus: 'Canceled' } : {}),
  });
}

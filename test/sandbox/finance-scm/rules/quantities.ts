import Big from 'big.js';
import type { Row } from '../cells.ts';
import { type Erp, find } from '../erp.ts';
import { amountOf } from './money.ts';

/**
 * How far a sales line has come. Its own cells: `#direct` = invoiced without a packing slip, `#cancelled` = remainder that nobody waits for,
 * `#invoiced` and `#invoicedAmount` = what invoices have taken, `#reserved` = physical reservation by a person.
 */
export interface LineProgress {
  ordered: Big;
  delivered: Big;
  invoiced: Big;
  /** Still to be delivered; negative when more was delivered than ordered. */
  remaining: Big;
}

export function progressOf(erp: Erp, line: Row): LineProgress {
  const ordered = amountOf(line.OrderedSalesQuantity);
  const delivered = onSlips(erp, line).plus(amountOf(line['#direct']));
  return {
    ordered,
    delivered,
    invoiced: amountOf(line['#invoiced']),
    remaining: ordered.minus(delivered).minus(amountOf(line['#cancelled'])),
  };
}

export const remaining = (erp: Erp, line: Row): Big => progressOf(erp, line).remaining;

function onSlips(erp: Erp, line: Row): Big {
  return erp.store
    .table('CustPackingSlipTrans')
    .equal('InventTransId', line.InventoryLotId ?? '')
    .filter(({ row }) => row.dataAreaId === line.dataAreaId)
    .reduce((sum, { row }) => sum.plus(amountOf(row.Qty)), new Big(0));
}

/** Whether something is still to be delivered; lines of returned or credited quantities are negative. */
export const isDue = ({ ordered, remaining: left }: LineProgress): boolean => (ordered.lt(0) ? left.lt(0) : left.gt(0));

/** Service items lie in no warehouse. */
export const isStocked = (erp: Erp, line: Row): boolean =>
  find(erp, 'InventTable', { dataAreaId: line.dataAreaId ?? '', ItemNumber: line.ItemNumber ?? '' })?.ProductType !== 'Service';

export const lineStatus = (line: Row): string => line.SalesOrderLineStatus ?? 'Backorder';

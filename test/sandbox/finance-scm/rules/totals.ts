import Big from 'big.js';
import { decimalText, folded, type Row } from '../cells.ts';
import type { Erp } from '../erp.ts';
import type { Store } from '../store.ts';
import { amountOf, roundTo } from './money.ts';
import { taxOn, taxRate } from './sales-tax.ts';

export interface OrderTotals {
  amount: Big;
  tax: Big;
  discount: Big;
}

/** What an order adds up to: net amounts less total discount, and sales tax per line, each rounded to the currency. */
export function totalsOf(header: Row, lines: readonly Row[]): OrderTotals {
  const currency = header.CurrencyCode ?? '';
  const included = header.ArePricesIncludingSalesTax === 'Yes';
  const share = amountOf(header.TotalDiscountPercentage).div(100);
  let goods = new Big(0);
  let tax = new Big(0);
  for (const line of lines) {
    const amount = amountOf(line.LineAmount);
    goods = goods.plus(amount);
    if (!line.SalesTaxGroupCode || !line.SalesTaxItemGroupCode) continue;
    const rate = taxRate(header.dataAreaId ?? '', line.SalesTaxGroupCode, line.SalesTaxItemGroupCode);
    tax = tax.plus(roundTo(taxOn(amount.minus(amount.times(share)), rate, included), currency));
  }
  const discount = roundTo(goods.times(share), currency);
  const net = goods.minus(discount);
  return { amount: included ? net : net.plus(tax), tax, discount };
}

/** Lines of an order, oldest first. */
export function linesOf(erp: Erp, header: Row): Row[] {
  const company = folded(header.dataAreaId ?? '');
  return erp.store
    .table('SalesLine')
    .equal('SalesOrderNumber', header.SalesOrderNumber ?? '')
    .map(({ row }) => row)
    .filter((row) => folded(row.dataAreaId ?? '') === company);
}

const remembered = new WeakMap<Row, { store: Store; changes: number; totals: OrderTotals }>();

function totalsNow(header: Row, erp: Erp): OrderTotals {
  const known = remembered.get(header);
  if (known && known.store === erp.store && known.changes === erp.store.changes) return known.totals;
  const totals = totalsOf(header, linesOf(erp, header));
  remembered.set(header, { store: erp.store, changes: erp.store.changes, totals });
  return totals;
}

/** Fields of the order header that are worked out on read. */
export const computedTotals = {
  OrderTotalAmount: (row: Row, erp: Erp) => decimalText(totalsNow(row, erp).amount),
  OrderTotalTaxAmount: (row: Row, erp: Erp) => decimalText(totalsNow(row, erp).tax),
  OrderHeaderTaxAmount: () => '0',
  OrderTotalDiscountAmount: (row: Row, erp: Erp) => decimalText(totalsNow(row, erp).discount),
  TotalDiscountAmount: (row: Row, erp: Erp) => decimalText(totalsNow(row, erp).discount),
  // Charges have no OData set: orders written this way carry none.
  OrderTotalChargesAmount: () => '0',
  AreTotalsCalculated: () => 'Yes',
};

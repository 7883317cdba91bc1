import type Big from 'big.js';
import { WrongCall } from '../faults.ts';
import type { Act, ActBody } from './act-body.ts';
import { lineNamed, linesIn } from './act-lines.ts';
import { decimalText, noonOf, type Row } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { moveStock } from './inventory.ts';
import { orderLines, orderOf, settle } from './order-state.ts';
import { slipLines, slipOf } from './packing-slips.ts';
import { amountOf, roundTo } from './rules/money.ts';
import { inCompanyCurrency } from './rules/prices.ts';
import { isDue, isStocked, lineStatus, progressOf } from './rules/quantities.ts';
import { totalsOf } from './rules/totals.ts';
import type { Stored } from './table.ts';

/** Accounts receivable. */
export const invoicing: Readonly<Record<string, Act>> = { invoice };

/** What can be invoiced of a line: from a packing slip, or directly. */
interface Piece {
  line: Stored;
  quantity: Big;
  posted?: Stored;
}

interface Billed {
  line: Row;
  quantity: Big;
  amount: Big;
}

/**
 * `{ salesOrderNumber, packingSlipId?, lines?, everything? }`: posts an invoice of what was delivered and not invoiced, with the services of
 * the order; of one packing slip; of some lines; or of everything, goods without a slip leaving stock with the invoice.
 */
function invoice(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body).row;
  const number = order.SalesOrderNumber ?? '';
  const status = order.SalesOrderStatus ?? 'Backorder';
  if (status === 'Canceled' || status === 'Invoiced')
    throw new WrongCall(`Sales order ${number} is ${status}: there is nothing to invoice.`);
  const open = openPieces(erp, order, body);
  const pieces = body.lines === undefined ? open : chosen(erp, order, open, body);
  const isGoods = ({ line, posted }: Piece) => posted !== undefined || isStocked(erp, line.row);
  if (pieces.length === 0 || (body.everything !== true && body.lines === undefined && !pieces.some(isGoods)))
    throw new WrongCall(`Nothing of sales order ${number} is delivered and not invoiced.`);
  for (const piece of pieces) issue(erp, piece);
  const posted = postInvoice(erp, order, bill(erp, pieces));
  return { ...posted, salesOrderNumber: number, status: settle(erp, order) };
}

function openPieces(erp: Erp, order: Row, body: ActBody): Piece[] {
  const slip = body.packingSlipId === undefined ? undefined : slipOf(erp, { company: order.dataAreaId, ...body }).row;
  if (slip && slip.SalesId !== order.SalesOrderNumber)
    throw new WrongCall(`Packing slip ${slip.PackingSlipId} belongs to sales order ${slip.SalesId}.`);
  return orderLines(erp, order).flatMap((line) => {
    if (lineStatus(line.row) === 'Canceled') return [];
    const progress = progressOf(erp, line.row);
    const direct = isDue(progress) && (body.everything === true || !isStocked(erp, line.row));
    return [...onSlips(erp, line, slip), ...(direct ? [{ line, quantity: progress.remaining }] : [])];
  });
}

function onSlips(erp: Erp, line: Stored, slip: Row | undefined): Piece[] {
  const all = slip
    ? slipLines(erp, slip)
    : erp.store
        .table('CustPackingSlipTrans')
        .equal('InventTransId', line.row.InventoryLotId ?? '')
        .filter(({ row }) => row.dataAreaId === line.row.dataAreaId);
  return all
    .filter(({ row }) => row.InventTransId === line.row.InventoryLotId)
    .map((posted) => ({ line, posted, quantity: amountOf(posted.row.Qty).minus(amountOf(posted.row['#invoiced'])) }))
    .filter(({ quantity }) => quantity.gt(0));
}

function chosen(erp: Erp, order: Row, open: readonly Piece[], body: ActBody): Piece[] {
  const pieces = new Map<Piece, Big>();
  for (const named of linesIn(body)) {
    const line = lineNamed(orderLines(erp, order), named, (row) =>
      open.some((piece) => piece.line.row.InventoryLotId === row.InventoryLotId),
    );
    let left = named.quantity;
    for (const piece of open.filter((one) => one.line.id === line.id)) {
      const rest = piece.quantity.minus(pieces.get(piece) ?? 0);
      const taken = rest.lt(left) ? rest : left;
      if (taken.gt(0)) pieces.set(piece, taken.plus(pieces.get(piece) ?? 0));
      left = left.minus(taken);
    }
    if (left.gt(0)) throw new WrongCall(`${decimalText(left)} of ${line.row.ItemNumber} are not delivered or are invoiced already.`);
  }
  return [...pieces].map(([piece, quantity]) => ({ ...piece, quantity }));
}

/** Takes note on the packing slip; what has none leaves stock now. */
function issue(erp: Erp, { line, quantity, posted }: Piece): void {
  if (posted) {
    const invoiced = decimalText(amountOf(posted.row['#invoiced']).plus(quantity));
    return void erp.store.update('CustPackingSlipTrans', posted, { ...posted.row, '#invoiced': invoiced });
  }
  if (isStocked(erp, line.row)) moveStock(erp, line.row, line.row.ShippingWarehouseId ?? '', quantity.times(-1));
  const now = current(erp, line);
  const direct = decimalText(amountOf(now.row['#direct']).plus(quantity));
  erp.store.update('SalesLine', now, { ...now.row, '#direct': direct });
}

const current = (erp: Erp, { row }: Stored): Stored => {
  const stored = erp.store.table('SalesLine').byKey({ dataAreaId: row.dataAreaId ?? '', InventoryLotId: row.InventoryLotId ?? '' });
  if (!stored) throw new Error('a line of the order');
  return stored;
};

/** Amounts of the quantities; the last part of a line takes what earlier ones have left, so that all invoices together come to the order. */
function bill(erp: Erp, pieces: readonly Piece[]): Billed[] {
  const quantities = new Map<string, { line: Stored; quantity: Big }>();
  for (const { line, quantity } of pieces) {
    const lot = line.row.InventoryLotId ?? '';
    quantities.set(lot, { line, quantity: quantity.plus(quantities.get(lot)?.quantity ?? 0) });
  }
  return [...quantities.values()].map(({ line, quantity }) => {
    const { row } = current(erp, line);
    const upTo = amountOf(row['#invoiced']).plus(quantity);
    const due = roundTo(amountOf(row.LineAmount).times(upTo).div(amountOf(row.OrderedSalesQuantity)), row.CurrencyCode ?? '');
    erp.store.update('SalesLine', current(erp, line), { ...row, '#invoiced': decimalText(upTo), '#invoicedAmount': decimalText(due) });
    return { line: row, quantity, amount: due.minus(amountOf(row['#invoicedAmount'])) };
  });
}

const dueDays: Readonly<Record<string, number>> = { Net30: 30 };

function postInvoice(erp: Erp, order: Row, billed: readonly Billed[]) {
  const company = order.dataAreaId ?? '';
  const totals = totalsOf(order, billed.map(priced));
  const now = erp.now();
  const invoiceId = erp.numbers.next('invoice', company);
  const key = {
    dataAreaId: company,
    InvoiceNumber: invoiceId,
    InvoiceDate: noonOf(now),
    LedgerVoucher: erp.numbers.next('voucher', company),
  };
  const currency = order.CurrencyCode ?? '';
  const dueOn = new Date(now.getTime() + (dueDays[order.PaymentTermsName ?? ''] ?? 0) * 86_400_000);
  erp.store.insert('CustInvoiceJour', {
    ...key,
    ...headerOf(erp, order),
    TotalInvoiceAmount: decimalText(totals.amount),
    TotalTaxAmount: decimalText(totals.tax),
    EndDiscount: decimalText(totals.discount),
    '#dueOn': noonOf(dueOn),
    '#accountingAmount': inCompanyCurrency(erp, totals.amount, currency, company),
  });
  billed.forEach((one, index) => postLine(erp, key, order, one, index));
  return { company, invoiceId, currency, total: decimalText(totals.amount), tax: decimalText(totals.tax) };
}

const priced = ({ line, amount }: Billed): Row => ({ ...line, LineAmount: decimalText(amount) });

function headerOf(erp: Erp, order: Row): Row {
  const account = order.InvoiceCustomerAccountNumber ?? '';
  const payer = find(erp, 'CustTable', { dataAreaId: order.dataAreaId ?? '', CustomerAccount: account }) ?? {};
  return {
    SalesOrderNumber: order.SalesOrderNumber ?? '',
    SalesOrderOriginCode: order.SalesOrderOriginCode ?? '',
    CustomersOrderReference: order.CustomersOrderReference ?? '',
    InvoiceCustomerAccountNumber: account,
    CurrencyCode: order.CurrencyCode ?? '',
    DeliveryModeCode: order.DeliveryModeCode ?? '',
    DeliveryTermsCode: order.DeliveryTermsCode ?? '',
    PaymentTermsName: order.PaymentTermsName ?? '',
    InvoiceAddressStreet: payer.AddressStreet ?? '',
    InvoiceAddressZipCode: payer.AddressZipCode ?? '',
    InvoiceAddressCity: payer.AddressCity ?? '',
    InvoiceAddressState: payer.AddressState ?? '',
    InvoiceAddressCountryRegionId: payer.AddressCountryRegionId ?? '',
  };
}

function postLine(erp: Erp, key: Row, order: Row, one: Billed, index: number): void {
  const { line, quantity, amount } = one;
  erp.store.insert('CustInvoiceTrans', {
    ...key,
    LineCreationSequenceNumber: String(index + 1),
    ProductNumber: line.ItemNumber ?? '',
    ProductName: line.LineDescription ?? '',
    ProductDescription: line.LineDescription ?? '',
    ProductColorId: line.ProductColorId ?? '',
    ProductSizeId: line.ProductSizeId ?? '',
    InvoicedQuantity: decimalText(quantity),
    SalesPrice: line.SalesPrice ?? '0',
    SalesUnitSymbol: line.SalesUnitSymbol ?? '',
    LineAmount: decimalText(amount),
    LineTotalTaxAmount: decimalText(totalsOf(order, [priced(one)]).tax),
    CurrencyCode: line.CurrencyCode ?? '',
    InventorySiteId: line.ShippingSiteId ?? '',
    InventoryWarehouseId: line.ShippingWarehouseId ?? '',
    ConfirmedShippingDate: line.ConfirmedShippingDate ?? '',
  });
}

import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import type { Act, ActBody } from './act-body.ts';
import { decimalText, noonOf } from './cells.ts';
import type { Erp } from './erp.ts';
import { amountOf } from './rules/money.ts';
import { totalsOf } from './rules/totals.ts';
import { isStocked, orderLines, orderOf } from './shipping.ts';

/** Accounts receivable: `{ salesOrderNumber, everything? }` posts an invoice of what was delivered, services included. */
export const invoicing: Readonly<Record<string, Act>> = { invoice };

function invoice(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body);
  const number = order.row.SalesOrderNumber;
  if (order.row.SalesOrderStatus === 'Canceled') throw new WrongCall(`Sales order ${number} is Canceled: there is nothing to invoice.`);
  const open = orderLines(erp, order.row).filter(
    ({ row }) => row.SalesOrderLineStatus !== 'Invoiced' && row.SalesOrderLineStatus !== 'Canceled',
  );
  const billed =
    body.everything === true ? open : open.filter(({ row }) => row.SalesOrderLineStatus === 'Delivered' || !isStocked(erp, row));
  if (!billed.some(({ row }) => body.everything === true || isStocked(erp, row)))
    throw new WrongCall(`Nothing of sales order ${number} is delivered and not invoiced.`);
  const company = order.row.dataAreaId ?? '';
  const totals = totalsOf(
    order.row,
    billed.map(({ row }) => row),
  );
  const key = {
    dataAreaId: company,
    InvoiceNumber: erp.numbers.next('invoice', company),
    InvoiceDate: noonOf(erp.now()),
    LedgerVoucher: erp.numbers.next('voucher', company),
  };
  erp.store.insert('CustInvoiceJour', {
    ...key,
    SalesOrderNumber: number ?? '',
    SalesOrderOriginCode: order.row.SalesOrderOriginCode ?? '',
    CustomersOrderReference: order.row.CustomersOrderReference ?? '',
    InvoiceCustomerAccountNumber: order.row.InvoiceCustomerAccountNumber ?? '',
    CurrencyCode: order.row.CurrencyCode ?? '',
    TotalInvoiceAmount: decimalText(totals.amount),
    TotalTaxAmount: decimalText(totals.tax),
  });
  billed.forEach(({ row }, index) =>
    erp.store.insert('CustInvoiceTrans', {
      ...key,
      LineCreationSequenceNumber: String(index + 1),
      ProductNumber: row.ItemNumber ?? '',
      ProductDescription: row.LineDescription ?? '',
      InvoicedQuantity: row.OrderedSalesQuantity ?? '0',
      SalesPrice: row.SalesPrice ?? '0',
      LineAmount: row.LineAmount ?? '0',
      CurrencyCode: row.CurrencyCode ?? '',
      InventoryWarehouseId: row.ShippingWarehouseId ?? '',
    }),
  );
  for (const line of billed) erp.store.update('SalesLine', line, { ...line.row, SalesOrderLineStatus: 'Invoiced' });
  const left = orderLines(erp, order.row).some(
    ({ row }) =>
      !['Invoiced', 'Canceled'].includes(row.SalesOrderLineStatus ?? 'Backorder') && amountOf(row.OrderedSalesQuantity).gt(new Big(0)),
  );
  if (!left) erp.store.update('SalesTable', order, { ...order.row, SalesOrderStatus: 'Invoiced' });
  return {
    company,
    salesOrderNumber: number,
    invoiceId: key.InvoiceNumber,
    total: decimalText(totals.amount),
    tax: decimalText(totals.tax),
  };
}

import type { JsonObject } from '../../../../shared/core/json.ts';
import { minus, zero } from '../../../../shared/core/money.ts';
import { connection, type PageArguments, rowsOf } from './connection.ts';
import { currenciesOf, refundedShipping } from './order-document.ts';
import { type Currencies, idIn, listIn, numberIn, shopAmount, sumOf, textIn } from './reading.ts';
import { bag, bagOf, gid, lineView, shippingView, utc } from './views.ts';

const kinds = ['AUTHORIZATION', 'CAPTURE', 'CHANGE', 'EMV_AUTHORIZATION', 'REFUND', 'SALE', 'SUGGESTED_REFUND', 'VOID'];
const outcomes = ['AWAITING_RESPONSE', 'ERROR', 'FAILURE', 'PENDING', 'SUCCESS', 'UNKNOWN'];
const known = (list: readonly string[], value: unknown, fallback: string) =>
  list.find((one) => one === textIn(value)?.toUpperCase()) ?? fallback;

export function transactionView(transaction: JsonObject, currencies: Currencies) {
  const gateway = textIn(transaction.gateway) ?? null;
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', idIn(transaction.id)),
    kind: known(kinds, transaction.kind, 'SALE'),
    status: known(outcomes, transaction.status, 'SUCCESS'),
    test: transaction.test === true,
    gateway,
    formattedGateway: gateway?.replaceAll('_', ' ').replace(/^\w/, (letter) => letter.toUpperCase()),
    paymentId: textIn(transaction.payment_id) ?? null,
    amountSet: bag(transaction, 'amount', currencies),
    createdAt: utc(transaction.created_at) ?? '2020-01-01T00:00:00Z',
    processedAt: utc(transaction.processed_at),
    parentTransaction: null,
  };
}

export function refundView(refund: JsonObject, order: JsonObject) {
  const currencies = currenciesOf(order);
  const id = idIn(refund.id);
  const transactions = listIn(refund.transactions);
  const paidBack = sumOf(
    transactions.filter(({ kind, status }) => kind === 'refund' && status !== 'failure' && status !== 'error'),
    'amount',
  );
  const lines = listIn(order.line_items);
  const shipping = listIn(order.shipping_lines);
  const lineOf = (row: JsonObject) => lines.find((line) => idIn(line.id) === idIn(row.line_item_id));
  const rows = listIn(refund.refund_line_items).filter(lineOf);
  return {
    __typename: 'Refund',
    id: gid('Refund', id),
    legacyResourceId: id,
    createdAt: utc(refund.created_at),
    updatedAt: utc(refund.processed_at) ?? utc(refund.created_at) ?? '2020-01-01T00:00:00Z',
    note: textIn(refund.note) ?? null,
    totalRefundedSet: bagOf(paidBack, currencies),
    transactions: (page: PageArguments) =>
      connection(
        rowsOf(transactions, (one) => transactionView(one, currencies)),
        page,
      ),
    refundLineItems: (page: PageArguments) =>
      connection(
        rowsOf(rows, (row) => ({
          id: gid('RefundLineItem', idIn(row.id)),
          quantity: numberIn(row.quantity) ?? 0,
          restockType: known(['CANCEL', 'LEGACY_RESTOCK', 'NO_RESTOCK', 'RETURN'], row.restock_type, 'NO_RESTOCK'),
          restocked: row.restock_type === 'return' || row.restock_type === 'cancel',
          priceSet: bag(lineOf(row) ?? {}, 'price', currencies),
          subtotalSet: bag(row, 'subtotal', currencies),
          totalTaxSet: bag(row, 'total_tax', currencies),
          lineItem: lineView(lineOf(row) ?? {}, order),
        })),
        page,
      ),
    refundShippingLines: (page: PageArguments) =>
      connection(
        rowsOf(refundedShipping(refund), (row) => ({
          __typename: 'RefundShippingLine',
          id: gid('RefundShippingLine', idIn(row.id)),
          shippingLine: shippingView(shipping.find((line) => idIn(line.id) === idIn(row.shipping_line_id)) ?? shipping[0] ?? {}, order),
          subtotalAmountSet: bag(row, 'subtotal_amount', currencies),
          taxAmountSet: bag(row, 'tax_amount', currencies),
        })),
        page,
      ),
    orderAdjustments: (page: PageArguments) =>
      connection(
        rowsOf(listIn(refund.order_adjustments), (row) => ({
          __typename: 'OrderAdjustment',
          id: gid('OrderAdjustment', idIn(row.id)),
          reason: row.kind === 'refund_discrepancy' ? 'REFUND_DISCREPANCY' : null,
          amountSet: bag(row, 'amount', currencies),
          taxAmountSet: bagOf(minus(shopAmount(row, 'tax_amount'), zero), currencies),
        })),
        page,
      ),
  };
}

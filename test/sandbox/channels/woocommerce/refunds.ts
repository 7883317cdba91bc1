import { absolute, compare, decimal, isNegative, isZero, negated, parseDecimal, plus, zero } from '../../../../shared/core/money.ts';
import { amountOf, type OrderDocument, printed, type Row, rowsOf, siteMoment } from './order-document.ts';
import { Refused } from './refused.ts';
import type { RefundRecord, Shop } from './shop.ts';

export interface RefundRequest {
  amount?: string;
  reason?: string;
  lines?: { id: unknown; quantity: number }[];
  restock?: boolean;
}

/** What is still to be given back. */
export const refundable = (order: OrderDocument) =>
  plus(amountOf(order.total), ...rowsOf(order.refunds).map((refund) => amountOf(refund.total)));

const refused = (message: string) => new Refused(500, 'woocommerce_rest_cannot_create_order_refund', message, 500);

/**
 * Gives money back. The order's own rows stay as they are: it only lists the refund, with a negative total. All of it makes the order
 * `refunded`. Fires `order.updated`. @throws Refused with status 500 when it is more than what is left, as the real server does
 */
export function refund(shop: Shop, order: OrderDocument, { amount, reason = '', lines = [], restock = true }: RefundRequest): RefundRecord {
  const rows = lines.map(({ id, quantity }) => refundRow(shop, order, id, quantity));
  const ofLines = plus(zero, ...rows.map((row) => plus(amountOf(row.total), amountOf(row.total_tax))));
  const given = parseDecimal(amount ?? negated(ofLines));
  if (given === undefined || isNegative(given) || isZero(given) || compare(given, refundable(order)) > 0)
    throw refused('Invalid refund amount.');
  const now = siteMoment();
  const isFull = compare(given, refundable(order)) === 0;
  const record: RefundRecord = {
    id: shop.nextId('order'),
    parent_id: Number(order.id),
    date_created: now.local,
    date_created_gmt: now.gmt,
    amount: printed(given, order.currency),
    reason,
    refunded_by: 1,
    refunded_payment: false,
    meta_data: [{ id: shop.nextId('item'), key: '_refund_type', value: isFull ? 'full' : 'partial' }],
    line_items: rows,
    shipping_lines: [],
    tax_lines: [],
    fee_lines: [],
  };
  shop.refunds.put(String(record.id), record);
  if (restock)
    for (const { row, quantity } of rows.map((row) => ({ row, quantity: Math.abs(Number(row.quantity)) }))) giveBack(shop, row, quantity);
  order.refunds = [
    ...rowsOf(order.refunds),
    {
      id: record.id,
      reason,
      total: printed(negated(given), order.currency),
      total_tax: printed(plus(zero, ...rows.map((row) => amountOf(row.total_tax))), order.currency),
    },
  ];
  if (isFull) shop.setStatus(order, 'refunded');
  shop.save(order);
  return record;
}

function giveBack(shop: Shop, row: Row, quantity: number): void {
  const onHand = shop.available(String(row.sku));
  if (onHand !== undefined) shop.setStock(String(row.sku), onHand + quantity);
}

/** A refund's line: everything negative, and the order's line named in its meta. */
function refundRow(shop: Shop, order: OrderDocument, id: unknown, quantity: number): Row {
  const line = rowsOf(order.line_items).find((row) => String(row.id) === String(id));
  if (!line) throw refused('Invalid order item.');
  const ordered = decimal(String(line.quantity));
  if (quantity <= 0 || compare(decimal(quantity), ordered) > 0) throw refused('Invalid refund quantity.');
  const share = (field: string) => {
    const each = Number(amountOf(line[field])) * (quantity / Number(ordered));
    return printed(negated(absolute(decimal(each.toFixed(order.currency === 'KWD' ? 3 : 2)))), order.currency);
  };
  const rowId = shop.nextId('item');
  return {
    ...line,
    id: rowId,
    quantity: -quantity,
    subtotal: share('total'),
    subtotal_tax: share('total_tax'),
    total: share('total'),
    total_tax: share('total_tax'),
    taxes: rowsOf(line.taxes).map((part) => ({ ...part, total: share('total_tax'), subtotal: share('total_tax') })),
    meta_data: [
      {
        id: shop.nextId('item'),
        key: '_refunded_item_id',
        value: String(line.id),
        display_key: '_refunded_item_id',
        display_value: String(line.id),
      },
    ],
  };
}

/** Takes a refund away again. No webhook, no new date: the real server is silent about it. */
export function deleteRefund(shop: Shop, order: OrderDocument, id: string): RefundRecord {
  const record = shop.refunds.get(id);
  if (!record || String(record.parent_id) !== String(order.id))
    throw new Refused(404, 'woocommerce_rest_shop_order_refund_invalid_id', 'Invalid ID.');
  shop.refunds.delete(id);
  order.refunds = rowsOf(order.refunds).filter((row) => String(row.id) !== id);
  shop.orders.put(String(order.id), order);
  return record;
}

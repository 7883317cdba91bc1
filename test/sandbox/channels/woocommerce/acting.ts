import { createHash } from 'node:crypto';
import { WrongCall } from '../../faults.ts';
import { trackingKey, trackings } from './back-office.ts';
import { type OrderDocument, printed, rowsOf } from './order-document.ts';
import { mergedMeta, setQuantity } from './order-writing.ts';
import { refund, refundable } from './refunds.ts';
import { Refused } from './refused.ts';
import type { Shop } from './shop.ts';

type Act = (shop: Shop, order: OrderDocument, body: Record<string, unknown>) => object;

/** What a person may do with an order in the shop's back office. */
const acts: Record<string, Act> = {
  /** `{ lineId?, quantity? }`: another quantity; without one, one more of the first line. */
  edit(shop, order, { lineId, quantity }) {
    const line = rowsOf(order.line_items).find((row) => lineId === undefined || String(row.id) === String(lineId));
    if (!line) throw new WrongCall(`order ${order.id} has no line ${String(lineId ?? '')}.`);
    const wanted = quantity === undefined ? Number(line.quantity) + 1 : Number(quantity);
    if (!(wanted >= 0)) throw new WrongCall(`"quantity" must be a number of 0 or more, not ${JSON.stringify(quantity)}.`);
    setQuantity(order, line, String(wanted));
    shop.save(order);
    return { total: order.total };
  },
  cancel(shop, order) {
    shop.setStatus(order, 'cancelled');
    shop.save(order);
    return {};
  },
  /** `{ amount? }`: money only; without an amount, all that is left. */
  refund(shop, order, { amount, reason }) {
    const record = refund(shop, order, {
      amount: amount === undefined ? printed(refundable(order), order.currency) : String(amount),
      reason: String(reason ?? 'Kulanz'),
    });
    return { amount: record.amount };
  },
  /** `{ lineId?, quantity? }`: goods come back, their money is given back and they are sellable again. */
  return(shop, order, { lineId, quantity = 1 }) {
    const line = rowsOf(order.line_items).find((row) => lineId === undefined || String(row.id) === String(lineId));
    if (!line) throw new WrongCall(`order ${order.id} has no line ${String(lineId ?? '')}.`);
    const record = refund(shop, order, { reason: 'Rückgabe', lines: [{ id: line.id, quantity: Number(quantity) }] });
    return { amount: record.amount };
  },
  pay(shop, order) {
    if (!['pending', 'on-hold', 'failed', 'checkout-draft'].includes(order.status))
      throw new WrongCall(`order ${order.id} is ${order.status}; it waits for no payment.`);
    order.transaction_id ||= `pi_${order.id}`;
    if (order.payment_method === 'cod') order.payment_method = 'stripe';
    shop.setStatus(order, 'processing');
    shop.save(order);
    return {};
  },
  complete(shop, order) {
    shop.setStatus(order, 'completed');
    shop.save(order);
    return {};
  },
  /** `{ trackingNumber, carrier?, complete? }`: types a parcel into the plug-in's box, and completes the order unless told not to. */
  'ship-by-hand'(shop, order, { trackingNumber, carrier = '', complete = true }) {
    if (typeof trackingNumber !== 'string' || trackingNumber === '') throw new WrongCall('"trackingNumber" must be a text.');
    const item = {
      tracking_provider: '',
      custom_tracking_provider: String(carrier),
      custom_tracking_link: '',
      tracking_number: trackingNumber,
      date_shipped: Math.floor(Date.now() / 1000),
      tracking_id: createHash('md5').update(`${carrier}-${trackingNumber}`).digest('hex'),
    };
    const value = [...trackings(order), item];
    order.meta_data = mergedMeta(shop, rowsOf(order.meta_data), [{ key: trackingKey, value }]);
    if (complete === true) shop.setStatus(order, 'completed');
    shop.save(order);
    return { trackingNumber };
  },
  trash(shop, order) {
    shop.trash(order);
    return {};
  },
  restore(shop, order) {
    shop.restore(order);
    return {};
  },
};

/** @throws WrongCall for what does not exist or the shop refuses */
export function act(shop: Shop, ref: string, event: string, body: Record<string, unknown>): object {
  const order = shop.orders.get(ref);
  if (!order) throw new WrongCall(`the shop has no order "${ref}".`);
  const doIt = Object.hasOwn(acts, event) ? acts[event] : undefined;
  if (!doIt) throw new WrongCall(`"${event}" cannot be done. Use one of: ${Object.keys(acts).join(', ')}.`);
  try {
    return {
      ref,
      ...doIt(shop, order, body),
      status: order.status,
      left: printed(refundable(order), order.currency),
    };
  } catch (error) {
    if (error instanceof Refused) throw new WrongCall(`the shop refuses: ${error.message}`);
    throw error;
  }
}

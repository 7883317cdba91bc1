import type { ActReceipt, Cancellation, Completion, Shipment, ShipmentLine, ShipmentReceipt } from '../../canonical/shipment.ts';
import { answers } from '../../canonical/shop-answers.ts';
import { IntegrationError } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { compare, type DecimalText, isZero, minus, plus, zero } from '../../core/money.ts';
import { inOneText, type Wording } from '../../core/wording.ts';
import type { WooCommerceClient } from './client.ts';
import type { WooOrder } from './schema.ts';
import {
  marksValue,
  readMarks,
  readTracking,
  type ShipmentMarks,
  sameTracking,
  shipmentsKey,
  trackingId,
  trackingKey,
  withParcels,
} from './tracking.ts';
import { ownMeta, paymentState, readOrder, refundedOf, statusOf, toExtensions } from './translate.ts';

const cancelledKey = `${ownMeta}cancelled`;
const dead = ['cancelled', 'refunded', 'trash'];
/** WooCommerce waits for money in these; whoever completes such an order says that it was paid. */
const unpaid = ['pending', 'on-hold', 'failed'];

/** One write: status, tracking and what we remember of the shipment. What the order shows already is not written again. */
export function publishShipment(client: WooCommerceClient, shipment: Shipment): Promise<ShipmentReceipt> {
  return client.inTurn(shipment.order, async () => {
    const order = await orderOf(client, shipment.order);
    const { change, receipt } = planShipment(order, shipment);
    if (change) await update(client, shipment.order, change, `packing slip ${shipment.slip}`);
    return receipt;
  });
}

async function orderOf(client: WooCommerceClient, id: ExternalId): Promise<WooOrder | undefined> {
  const payload = await client.loadOrder(id);
  return isObject(payload) ? readOrder(payload) : undefined;
}

/** @throws IntegrationError CHANNEL_REFUSED */
async function update(client: WooCommerceClient, id: ExternalId, change: JsonObject, what: string): Promise<void> {
  const written = await client.updateOrder(id, change);
  if (!('refused' in written)) return;
  const { code, message } = written.refused;
  throw new IntegrationError('CHANNEL_REFUSED', { facts: { what, problem: message || code } });
}

/** What is to be written so that the order shows this shipment; nothing when it does. @throws IntegrationError */
export function planShipment(order: WooOrder | undefined, shipment: Shipment): { change?: JsonObject; receipt: ShipmentReceipt } {
  const { slip, parcels } = shipment;
  const isWithdrawn = shipment.lines.length === 0;
  const before = order ? readMarks(order.meta_data) : { slips: {} };
  if (!order || (dead.includes(statusOf(order)) && !Object.hasOwn(before.slips, slip))) {
    if (isWithdrawn) return { receipt: { references: [], lines: [], parcels: [], notes: [] } };
    throw new IntegrationError('ORDER_CANCELLED_AT_CHANNEL', { facts: { slip, number: order?.number || order?.id || shipment.order } });
  }
  const { lines, notes } = fitted(order, shipment, before);
  const marks: ShipmentMarks = { ...before, slips: { ...before.slips, [slip]: { lines, parcels } } };
  if (isWithdrawn) delete marks.slips[slip];
  const status = nextStatus(order, shipment, { before, marks, notes });
  const known = readTracking(order.meta_data);
  const tracking = withParcels(
    known,
    isWithdrawn ? { ...shipment, parcels: [] } : shipment,
    order.shipping.country || order.billing.country,
  );
  const meta: JsonObject[] = [];
  if (!sameTracking(known, tracking)) meta.push({ key: trackingKey, value: tracking });
  if (JSON.stringify(marks) !== JSON.stringify(before)) meta.push({ key: shipmentsKey, value: marksValue(marks) });
  const references = tracking.map(({ tracking_id: id }) => String(id));
  const mine = parcels.map(({ trackingNumber }) => trackingId(slip, trackingNumber)).filter((id) => references.includes(id));
  const receipt = { references: mine, lines, parcels: isWithdrawn ? [] : parcels, notes };
  if (meta.length === 0 && !status) return { receipt };
  return { change: { ...(status ? { status } : {}), ...(meta.length > 0 ? { meta_data: meta } : {}) }, receipt };
}

/** Lines cut to what the order has left beside the other slips. @throws IntegrationError SHIPMENT_EXCEEDS_ORDER when nothing of it is */
function fitted(order: WooOrder, { slip, lines }: Shipment, marks: ShipmentMarks): { lines: ShipmentLine[]; notes: Wording[] } {
  const notes: Wording[] = [];
  const others = Object.entries(marks.slips).flatMap(([id, told]) => (id === slip ? [] : told.lines));
  const cut = lines.flatMap((line): ShipmentLine[] => {
    const ordered = order.line_items.find(({ id }) => id === line.line)?.quantity ?? zero;
    const left = minus(ordered, plus(zero, ...others.filter((other) => other.line === line.line).map(({ quantity }) => quantity)));
    if (compare(line.quantity, left) <= 0) return [line];
    const name = line.sku || `line ${line.line}`;
    notes.push(answers.lessToShip(line.quantity, name, compare(left, zero) > 0 ? left : '0'));
    return compare(left, zero) > 0 ? [{ ...line, quantity: left }] : [];
  });
  if (cut.length === 0 && lines.length > 0)
    throw new IntegrationError('SHIPMENT_EXCEEDS_ORDER', { facts: { slip, number: order.number || order.id, problem: inOneText(notes) } });
  return { lines: cut, notes };
}

/** The status to write, if any. What we completed goes back when some of it did not leave after all. */
function nextStatus(
  order: WooOrder,
  { slip, completesOrder }: Shipment,
  { before, marks, notes }: { before: ShipmentMarks; marks: ShipmentMarks; notes: Wording[] },
): string | undefined {
  const status = statusOf(order);
  if (completesOrder) {
    if (status === 'completed' || dead.includes(status)) return undefined;
    if (waitsForPayment(order)) {
      notes.push(answers.notCompletedUnpaid(status));
      return undefined;
    }
    marks.completedFrom = status;
    return 'completed';
  }
  const sum = ({ slips }: ShipmentMarks) => plus(zero, ...(slips[slip]?.lines ?? []).map(({ quantity }) => quantity));
  if (!before.completedFrom || compare(sum(marks), sum(before)) >= 0) return undefined;
  delete marks.completedFrom;
  return status === 'completed' ? before.completedFrom : undefined;
}

/** Completing counts as paid in WooCommerce: an order that waits for money is not completed unless somebody says that it was paid. */
const waitsForPayment = (order: WooOrder): boolean => {
  const status = statusOf(order);
  return unpaid.includes(status) && !(status === 'on-hold' && (order.date_paid_gmt || order.date_paid));
};

/** Completes an order of which nothing is to come, and tells the shop that it was paid where the store says so. */
export function publishCompletion(client: WooCommerceClient, completion: Completion): Promise<ActReceipt> {
  return client.inTurn(completion.order, async () => {
    const order = await orderOf(client, completion.order);
    if (!order) return { done: 'left', says: answers.noOrder };
    const { change, says } = planCompletion(order, completion);
    if (!change) return { done: 'left', says };
    await update(client, completion.order, change, `invoice ${completion.invoice}`);
    return { done: 'changed', says };
  });
}

function planCompletion(order: WooOrder, { final, markPaid }: Completion): { change?: JsonObject; says: Wording } {
  const status = statusOf(order);
  if (status === 'completed') return { says: answers.completedAlready };
  if (dead.includes(status)) return { says: answers.leftInState(status) };
  const waits = waitsForPayment(order);
  if (final && (!waits || markPaid)) return { change: { status: 'completed' }, says: answers.completed };
  if (!waits) return { says: answers.moreToCome };
  if (!markPaid) return { says: answers.waitsForPayment(status) };
  // WooCommerce takes `set_paid` only from an order that it would let the buyer pay, and a bank transfer on hold is none.
  const change: JsonObject = status === 'on-hold' ? { status: 'processing' } : { set_paid: true };
  return { change, says: answers.toldPaid };
}

/** Cancels what is not completed. Money stays where it is. @throws IntegrationError CANNOT_CANCEL_AT_CHANNEL */
export function publishCancellation(client: WooCommerceClient, { order: id, reason, salesOrder }: Cancellation): Promise<ActReceipt> {
  return client.inTurn(id, async () => {
    const order = await orderOf(client, id);
    if (!order) return { done: 'left', says: answers.noOrder };
    const status = statusOf(order);
    const isOurs = order.meta_data.some(({ key }) => key === cancelledKey);
    const refundDue = dueOf(order);
    if (status === 'cancelled' || status === 'trash') return { done: 'left', says: answers.cancelledAlready, ...(isOurs ? refundDue : {}) };
    requireCancellable(order, salesOrder);
    await update(client, id, { status: 'cancelled', meta_data: [{ key: cancelledKey, value: reason }] }, 'the cancellation');
    await client.createOrderNote(id, reason);
    return { done: 'changed', says: answers.cancelled, ...refundDue };
  });
}

function requireCancellable(order: WooOrder, salesOrder = ''): void {
  const status = statusOf(order);
  const hasLeft = Object.keys(readMarks(order.meta_data).slips).length > 0;
  if (!hasLeft && ['processing', ...unpaid].includes(status)) return;
  const problem = hasLeft ? answers.partLeft : answers.hasStatus(status);
  throw new IntegrationError('CANNOT_CANCEL_AT_CHANNEL', { facts: { number: order.number || order.id, document: salesOrder, problem } });
}

function dueOf(order: WooOrder): { refundDue?: DecimalText } {
  const refunded = refundedOf(order);
  const isPaid = ['paid', 'partly-refunded'].includes(paymentState(order, toExtensions(order.meta_data), refunded));
  const due = minus(order.total, refunded);
  return isPaid && !isZero(due) ? { refundDue: due } : {};
}

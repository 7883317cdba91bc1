import type { ActReceipt, Cancellation, Completion, Shipment, ShipmentReceipt } from '../../canonical/shipment.ts';
import { answers } from '../../canonical/shop-answers.ts';
import { IntegrationError } from '../../core/errors.ts';
import { compare, minus, zero } from '../../core/money.ts';
import { inOneText, type Wording } from '../../core/wording.ts';
import type { EarlierAttempt } from '../connector.ts';
import { trackingInput } from './carriers.ts';
import type { ShopifyClient } from './client.ts';
import { type OrderFulfilment, stands } from './fulfilment.ts';
import type { Portion } from './fulfilment-orders.ts';
import { planShipment, sameParcels } from './fulfilment-plan.ts';
import { gidOf } from './schema.ts';

/** One read, then as few writes as the shipment needs. Shopify has no key that makes repeating harmless, so every attempt looks first. */
export async function publishShipment(client: ShopifyClient, shipment: Shipment, before: EarlierAttempt): Promise<ShipmentReceipt> {
  const what = `packing slip ${shipment.slip}`;
  const planned = async () => {
    const order = await client.orderFulfilment(shipment.order);
    if (order) return planShipment(order, shipment, before);
    if (shipment.lines.length === 0) return { keep: [], retrack: [], cancel: [], create: [], lines: [], notes: [] };
    throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: answers.packingSlip(shipment.slip), problem: answers.noSuchOrder } });
  };
  let plan = await planned();
  if (plan.cancel.length > 0) {
    for (const id of plan.cancel) await client.fulfillmentCancel(gidOf('Fulfillment', id), what);
    // Shopify makes new fulfilment orders of what was taken back.
    plan = await planned();
  }
  const tracking = trackingInput(shipment.parcels);
  for (const id of plan.retrack)
    await client.fulfillmentTrackingInfoUpdate(gidOf('Fulfillment', id), tracking ?? { numbers: [], urls: [] }, what);
  const notifyCustomer = !(before.told && sameParcels(before.told.parcels, shipment.parcels));
  const references = [...plan.keep];
  for (const portion of plan.create)
    references.push(
      await client.fulfillmentCreate({ ...inputOf(portion), notifyCustomer, ...(tracking ? { trackingInfo: tracking } : {}) }, what),
    );
  const { lines, notes } = plan;
  return { references, lines, parcels: lines.length > 0 ? shipment.parcels : [], notes };
}

const inputOf = ({ from }: Portion) => ({
  lineItemsByFulfillmentOrder: from.map(({ fulfillmentOrder, items }) => ({
    fulfillmentOrderId: gidOf('FulfillmentOrder', fulfillmentOrder),
    fulfillmentOrderLineItems: items.map(({ id, quantity }) => ({ id: gidOf('FulfillmentOrderLineItem', id), quantity })),
  })),
});

/** An authorised payment is there to be captured, not to be called paid. */
const waitsForMoney = ['PENDING', 'PARTIALLY_PAID'];

/** Says that the order is paid where the store wants that, and closes it when nothing is to come. */
export async function publishCompletion(
  client: ShopifyClient,
  { order: number, invoice, final, markPaid }: Completion,
): Promise<ActReceipt> {
  const order = await client.orderFulfilment(number);
  if (!order) return { done: 'left', says: answers.noOrder };
  if (order.cancelledAt) return { done: 'left', says: answers.leftCancelled };
  const what = `invoice ${invoice}`;
  const id = gidOf('Order', order.id);
  const pays = markPaid && order.canMarkAsPaid && waitsForMoney.includes(order.displayFinancialStatus);
  const closes = final && !order.closed && order.displayFulfillmentStatus === 'FULFILLED';
  if (pays) await client.orderMarkAsPaid(id, what);
  if (closes) await client.orderClose(id, what);
  const said = [...(pays ? [answers.toldPaid] : []), ...(closes ? [answers.closed] : [])];
  return said.length > 0 ? { done: 'changed', says: inOneText(said) } : { done: 'left', says: whyLeft(order, final) };
}

function whyLeft({ closed, displayFulfillmentStatus }: OrderFulfilment, final: boolean): Wording {
  if (closed) return answers.closedAlready;
  if (!final) return answers.moreToCome;
  return answers.moreToShip(displayFulfillmentStatus.toLowerCase().replaceAll('_', ' '));
}

const longestNote = 255;

/** Cancels what nothing has left of. Money stays where it is. @throws IntegrationError CANNOT_CANCEL_AT_CHANNEL */
export async function publishCancellation(client: ShopifyClient, { order: number, reason, salesOrder }: Cancellation): Promise<ActReceipt> {
  const order = await client.orderFulfilment(number);
  if (!order) return { done: 'left', says: answers.noOrder };
  const cannotCancel = (problem: string | Wording) =>
    new IntegrationError('CANNOT_CANCEL_AT_CHANNEL', { facts: { number: order.name, document: salesOrder ?? '', problem } });
  const note = reason.slice(0, longestNote);
  const paid = minus(order.totalReceivedSet, order.totalRefundedSet);
  const due = compare(paid, zero) > 0 ? { refundDue: paid } : {};
  if (order.cancelledAt) {
    // Whoever else has cancelled it has decided about the money.
    const isOurs = order.cancellation?.staffNote === note;
    return { done: 'left', says: answers.cancelledAlready, ...(isOurs ? due : {}) };
  }
  if (order.fulfillments.some(stands)) throw cannotCancel(answers.partShipped);
  const { problem, isDone } = await client.orderCancel(gidOf('Order', order.id), note);
  if (problem) throw cannotCancel(problem);
  return { done: 'changed', says: isDone ? answers.cancelled : answers.cancelling, ...due };
}

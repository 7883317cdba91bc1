import type { ActReceipt, Cancellation, Completion, Shipment, ShipmentReceipt } from '../../canonical/shipment.ts';
import { IntegrationError } from '../../core/errors.ts';
import { isZero } from '../../core/money.ts';
import type { EarlierAttempt } from '../connector.ts';
import type { ShopifyClient } from './client.ts';
import { type OrderFulfilment, planShipment, stillPaid, trackingInput } from './fulfilment.ts';
import { gidOf } from './schema.ts';

/** One read, then as few writes as the shipment needs. Shopify has no key that makes repeating harmless, so every attempt looks first. */
export async function publishShipment(client: ShopifyClient, shipment: Shipment, before: EarlierAttempt): Promise<ShipmentReceipt> {
  const order = await client.orderFulfilment(shipment.order);
  if (!order) {
    if (shipment.lines.length === 0) return { references: [], lines: [], parcels: [], notes: [] };
    throw refused(`packing slip ${shipment.slip}`, 'The shop has no such order any more.');
  }
  const plan = planShipment(order, shipment, before);
  const what = `packing slip ${shipment.slip}`;
  const tracking = trackingInput(shipment.parcels);
  for (const id of plan.cancel) await client.fulfillmentCancel(gidOf('Fulfillment', id), what);
  if (tracking) for (const id of plan.retrack) await client.fulfillmentTrackingInfoUpdate(gidOf('Fulfillment', id), tracking, what);
  const created: string[] = [];
  // What was taken back is to ship again only in a new reading.
  const { create, lines, notes } = plan.cancel.length > 0 && shipment.lines.length > 0 ? await replanned(client, shipment) : plan;
  for (const { from } of create) {
    const input = {
      lineItemsByFulfillmentOrder: from.map(({ fulfillmentOrder, items }) => ({
        fulfillmentOrderId: gidOf('FulfillmentOrder', fulfillmentOrder),
        fulfillmentOrderLineItems: items.map(({ id, quantity }) => ({ id: gidOf('FulfillmentOrderLineItem', id), quantity })),
      })),
      notifyCustomer: true,
      ...(tracking ? { trackingInfo: tracking } : {}),
    };
    created.push(await client.fulfillmentCreate(input, what));
  }
  return { references: [...plan.keep, ...created], lines, parcels: shipment.parcels, notes };
}

async function replanned(client: ShopifyClient, shipment: Shipment) {
  const order = await client.orderFulfilment(shipment.order);
  if (!order) throw refused(`packing slip ${shipment.slip}`, 'The shop has no such order any more.');
  return planShipment(order, shipment, {});
}

const refused = (what: string, problem: string): IntegrationError => new IntegrationError('CHANNEL_REFUSED', { facts: { what, problem } });

const waitsForMoney = ['PENDING', 'AUTHORIZED', 'PARTIALLY_PAID'];

/** Says that the order is paid where the store wants that, and closes it when nothing is to come. */
export async function publishCompletion(client: ShopifyClient, completion: Completion): Promise<ActReceipt> {
  const order = await client.orderFulfilment(completion.order);
  if (!order) return { done: 'left', says: 'The shop does not have the order any more.' };
  if (order.cancelledAt) return { done: 'left', says: 'The order is cancelled in the shop; it was left as it is.' };
  const what = `invoice ${completion.invoice}`;
  const id = gidOf('Order', order.id);
  const said: string[] = [];
  if (completion.markPaid && waitsForMoney.includes(order.displayFinancialStatus)) {
    await client.orderMarkAsPaid(id, what);
    said.push('The shop was told that the order is paid.');
  }
  if (completion.final && !order.closed && order.displayFulfillmentStatus === 'FULFILLED') {
    await client.orderClose(id, what);
    said.push('The order was closed in the shop.');
  }
  if (said.length > 0) return { done: 'changed', says: said.join(' ') };
  return {
    done: 'left',
    says: order.closed ? 'The order is closed in the shop already.' : 'There is more to come; the order stays open in the shop.',
  };
}

/** Cancels what nothing has left of. Money stays where it is. @throws IntegrationError CANNOT_CANCEL_AT_CHANNEL */
export async function publishCancellation(client: ShopifyClient, { order: number, reason }: Cancellation): Promise<ActReceipt> {
  const order = await client.orderFulfilment(number);
  if (!order) return { done: 'left', says: 'The shop does not have the order any more.' };
  const refundDue = dueOf(order);
  if (order.cancelledAt) return { done: 'left', says: 'The order is cancelled in the shop already.', ...refundDue };
  if (order.fulfillments.some(({ status }) => status === 'SUCCESS'))
    throw new IntegrationError('CANNOT_CANCEL_AT_CHANNEL', {
      facts: { number: order.name, document: documentIn(reason), problem: 'A part of it is marked as shipped there.' },
    });
  await client.orderCancel(gidOf('Order', order.id), reason.slice(0, 255), order.name);
  return { done: 'changed', says: 'The order was cancelled in the shop.', ...refundDue };
}

const documentIn = (reason: string): string => /\S+-\S+|\d+/.exec(reason)?.[0] ?? '';

function dueOf(order: OrderFulfilment): Pick<ActReceipt, 'refundDue'> {
  const due = stillPaid(order);
  return isZero(due) ? {} : { refundDue: due };
}

import { connection, type PageArguments, type Row } from './connection.ts';
import { type FulfilmentOrder, isLive, remainingOf, type Units } from './fulfilment-orders.ts';
import type { FulfilmentViews } from './fulfilment-views.ts';
import { fulfilmentOf, type Tracking } from './fulfilments.ts';
import { locations, type ShopLocation } from './locations.ts';
import type { Office } from './office.ts';
import type { OrderBook } from './order-book.ts';
import type { ShopOrder } from './order-document.ts';
import { textIn } from './reading.ts';
import { numberIn, type Require } from './rights.ts';

export interface FulfilmentRootPorts {
  orders: OrderBook;
  office: Office;
  views: FulfilmentViews;
  require: Require;
  mayRead(locationId: string): boolean;
  mayWrite(locationId: string): boolean;
  locationView(location: ShopLocation): object;
}

export interface LineInput {
  id: string;
  quantity: number;
}

interface TrackingInput {
  company?: string | null;
  number?: string | null;
  numbers?: string[] | null;
  url?: string | null;
  urls?: string[] | null;
}

interface CreateInput {
  lineItemsByFulfillmentOrder: { fulfillmentOrderId: string; fulfillmentOrderLineItems?: LineInput[] | null }[];
  trackingInfo?: TrackingInput | null;
  notifyCustomer?: boolean | null;
}

export const readScopes = [
  'read_assigned_fulfillment_orders',
  'read_merchant_managed_fulfillment_orders',
  'read_third_party_fulfillment_orders',
];
export const writeScopes = readScopes.map((scope) => scope.replace('read_', 'write_'));

/** Root fields about shipping but for what holds and moves fulfilment orders. */
export function fulfilmentRoot({ orders, office, views, require, mayRead, mayWrite, locationView }: FulfilmentRootPorts): object {
  const refused = (message: string) => ({ fulfillment: null, userErrors: [{ field: ['fulfillment'], message }] });
  const pictured = (order: ShopOrder, id: string) => {
    const fulfilment = fulfilmentOf(order, id);
    return { fulfillment: fulfilment ? views.fulfilment(order, fulfilment) : null, userErrors: [] };
  };
  const found = (gidOf: string) => {
    const id = numberIn(gidOf, 'Fulfillment').number;
    const order = orders.owning(id);
    const fulfilment = order && fulfilmentOf(order, id);
    return order && fulfilment ? { order, fulfilment, id } : undefined;
  };

  return {
    fulfillment({ id }: { id: string }) {
      require('fulfillment', 'read_orders', 'write_orders', 'read_fulfillments');
      const one = found(id);
      return one ? views.fulfilment(one.order, one.fulfilment) : null;
    },
    fulfillmentOrder({ id }: { id: string }) {
      require('fulfillmentOrder', ...readScopes);
      const { number } = numberIn(id, 'FulfillmentOrder');
      const order = orders.owning(number);
      const one = order?.fulfilmentOrders.find((own) => own.id === number);
      return order && one && mayRead(one.locationId) ? views.fulfilmentOrder(order, one) : null;
    },
    fulfillmentOrders({
      includeClosed,
      query: _,
      sortKey: __,
      ...page
    }: PageArguments & { includeClosed?: boolean; [name: string]: unknown }) {
      require('fulfillmentOrders', ...readScopes);
      return connection(
        listed(orders, views, (one) => mayRead(one.locationId) && (includeClosed === true || isLive(one))),
        page,
      );
    },
    location({ id }: { id?: string | null }) {
      require('location', 'read_locations');
      const wanted = id ? numberIn(id, 'Location').number : locations[0]?.id;
      const one = locations.find((own) => own.id === wanted);
      return one ? locationView(one) : null;
    },
    locations({ includeLegacy, ...page }: PageArguments & { includeLegacy?: boolean }) {
      require('locations', 'read_locations');
      const shown = locations.filter(({ service }) => !service || includeLegacy === true);
      return connection(
        shown.map((one) => ({ key: one.id, view: () => locationView(one) })),
        { first: page.first, last: page.last, after: page.after, before: page.before, reverse: page.reverse },
      );
    },
    fulfillmentCreate({ fulfillment: input }: { fulfillment: CreateInput }) {
      require('fulfillmentCreate', ...writeScopes);
      const picked = pick(input.lineItemsByFulfillmentOrder, orders, mayWrite);
      if (typeof picked === 'string') return refused(picked);
      const { order, fulfilmentId } = office.ship(picked.order, (draft) => ({
        from: picked.from.map(({ id, units }) => ({ fulfilmentOrder: ownOf(draft, id), units })),
        tracking: trackingIn(input.trackingInfo),
      }));
      return pictured(order, fulfilmentId);
    },
    fulfillmentCancel({ id }: { id: string }) {
      require('fulfillmentCancel', ...writeScopes);
      const one = found(id);
      if (!one) return { fulfillment: null, userErrors: [{ field: ['id'], message: 'Fulfillment not found.' }] };
      if (one.fulfilment.status === 'cancelled')
        return { fulfillment: null, userErrors: [{ field: ['id'], message: 'Fulfillment is already cancelled.' }] };
      return pictured(office.cancelFulfilment(one.order, one.id), one.id);
    },
    fulfillmentTrackingInfoUpdate({ fulfillmentId, trackingInfoInput }: { fulfillmentId: string; trackingInfoInput: TrackingInput }) {
      require('fulfillmentTrackingInfoUpdate', ...writeScopes);
      const one = found(fulfillmentId);
      if (!one) return { fulfillment: null, userErrors: [{ field: ['fulfillmentId'], message: 'Fulfillment does not exist.' }] };
      if (one.fulfilment.status === 'cancelled')
        return {
          fulfillment: null,
          userErrors: [{ field: ['fulfillmentId'], message: 'Tracking info cannot be updated for a cancelled fulfillment.' }],
        };
      return pictured(office.track(one.order, one.id, trackingIn(trackingInfoInput)), one.id);
    },
  };
}

export const ownOf = (order: ShopOrder, id: string): FulfilmentOrder => {
  const one = order.fulfilmentOrders.find((own) => own.id === id);
  if (!one) throw new TypeError(`order ${order.id} has no fulfilment order ${id}`);
  return one;
};

function listed(orders: OrderBook, views: FulfilmentViews, isIn: (one: FulfilmentOrder) => boolean): Row[] {
  const rows: Row[] = [];
  for (const order of orders.values())
    for (const one of order.fulfilmentOrders)
      if (isIn(one)) rows.push({ key: one.id.padStart(20, '0'), view: () => views.fulfilmentOrder(order, one) });
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
}

interface Picked {
  order: ShopOrder;
  from: { id: string; units: Units[] }[];
}

/** What a fulfilment may take, or Shopify's words why not. */
function pick(
  asked: CreateInput['lineItemsByFulfillmentOrder'],
  orders: OrderBook,
  mayWrite: (locationId: string) => boolean,
): Picked | string {
  if (asked.length === 0) return 'Line items by fulfillment order cannot be empty.';
  const rows: { order: ShopOrder; one: FulfilmentOrder; units: Units[] }[] = [];
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of asked) {
    const { number } = numberIn(fulfillmentOrderId, 'FulfillmentOrder');
    const order = orders.owning(number);
    const one = order?.fulfilmentOrders.find((own) => own.id === number);
    if (!order || !one || !mayWrite(one.locationId)) return 'Fulfillment order does not exist.';
    if (one.status !== 'OPEN' && one.status !== 'IN_PROGRESS')
      return `Fulfillment order ${number} has an unfulfillable status= ${one.status.toLowerCase()}.`;
    const units = unitsOf(one, fulfillmentOrderLineItems);
    if (typeof units === 'string') return units;
    rows.push({ order, one, units });
  }
  const [first] = rows;
  if (!first || new Set(rows.map(({ one }) => one.id)).size < rows.length) return 'Fulfillment orders must be unique.';
  if (rows.some(({ order }) => order.id !== first.order.id)) return 'All fulfillment orders must belong to the same order.';
  if (rows.some(({ one }) => one.locationId !== first.one.locationId))
    return 'All fulfillment orders must be assigned to the same location.';
  return { order: first.order, from: rows.map(({ one, units }) => ({ id: one.id, units })) };
}

/** The units asked for; all that remain where none are named. */
export function unitsOf(one: FulfilmentOrder, asked: LineInput[] | null | undefined): Units[] | string {
  const wrong = 'Invalid fulfillment order line item quantity requested.';
  if (!asked || asked.length === 0)
    return remainingOf(one) > 0 ? one.lines.map(({ lineId, remaining }) => ({ lineId, quantity: remaining })) : wrong;
  const taken = new Set<string>();
  const units: Units[] = [];
  for (const { id, quantity } of asked) {
    const { number } = numberIn(id, 'FulfillmentOrderLineItem');
    const line = one.lines.find((own) => own.id === number);
    if (!line) return 'Fulfillment order line item does not exist.';
    if (taken.has(number) || quantity < 1 || quantity > line.remaining) return wrong;
    taken.add(number);
    units.push({ lineId: line.lineId, quantity });
  }
  return units;
}

export const trackingIn = (input: TrackingInput | null | undefined): Tracking => ({
  company: textIn(input?.company) ?? null,
  numbers: both(input?.numbers, input?.number),
  urls: both(input?.urls, input?.url),
});

const both = (many: string[] | null | undefined, one: string | null | undefined): string[] =>
  (many && many.length > 0 ? many : [one ?? '']).filter(Boolean);

import type { JsonObject } from '../../../../shared/core/json.ts';
import { type Floor, type FulfilmentOrder, isLive, lineOf, needsShipping, remainingOf, type Units } from './fulfilment-orders.ts';
import type { Making, ShopOrder } from './order-document.ts';
import { idIn, listIn, numberIn, objectIn, textIn } from './reading.ts';

/** What a parcel is traced by. */
export interface Tracking {
  company?: string | null;
  numbers: string[];
  urls: string[];
}

export interface Parcel {
  from: { fulfilmentOrder: FulfilmentOrder; units: Units[] }[];
  tracking: Tracking;
}

/** Books a parcel: the units leave their fulfilment orders, and the order's document gets a fulfilment. What may leave was looked at before. */
export function ship(order: ShopOrder, { from, tracking }: Parcel, floor: Floor, making: Making): JsonObject {
  const fulfilmentId = making.newId();
  const sent = new Map<string, number>();
  for (const { fulfilmentOrder, units } of from) {
    for (const { lineId, quantity } of units) {
      const line = fulfilmentOrder.lines.find((one) => one.lineId === lineId);
      if (!line || quantity === 0) continue;
      line.remaining -= quantity;
      line.shipped.push({ fulfilmentId, quantity });
      sent.set(lineId, (sent.get(lineId) ?? 0) + quantity);
      floor.leave(order, lineId, fulfilmentOrder.locationId, quantity);
    }
    fulfilmentOrder.updatedAt = making.now();
    fulfilmentOrder.status = remainingOf(fulfilmentOrder) === 0 ? 'CLOSED' : 'IN_PROGRESS';
  }
  const fulfilment = documentOf(order, fulfilmentId, from[0]?.fulfilmentOrder.locationId ?? '', sent, tracking, making);
  order.document.fulfillments = [...listIn(order.document.fulfillments), fulfilment];
  for (const [lineId, quantity] of sent) changeFulfillable(order, lineId, -quantity);
  restate(order);
  return fulfilment;
}

/** Takes a fulfilment back: what it held is to be shipped again. Closed work is not opened again, there is new work for it. */
export function takeBack(order: ShopOrder, fulfilmentId: string, floor: Floor, making: Making): void {
  for (const one of [...order.fulfilmentOrders]) {
    const back = one.lines.flatMap(({ lineId, shipped }) =>
      shipped.filter((part) => part.fulfilmentId === fulfilmentId).map(({ quantity }) => ({ lineId, quantity })),
    );
    if (back.length === 0) continue;
    const into = isLive(one) ? one : floor.open(order, one.locationId);
    for (const { lineId, quantity } of back) {
      const line = one.lines.find((own) => own.lineId === lineId);
      if (line) line.shipped = line.shipped.filter((part) => part.fulfilmentId !== fulfilmentId);
      if (into === one && line) line.remaining += quantity;
      else floor.put(into, lineId, quantity);
      floor.leave(order, lineId, one.locationId, -quantity);
      changeFulfillable(order, lineId, quantity);
    }
    into.updatedAt = making.now();
  }
  const fulfilment = fulfilmentOf(order, fulfilmentId);
  if (fulfilment) Object.assign(fulfilment, { status: 'cancelled', updated_at: making.now() });
  restate(order);
}

export const fulfilmentOf = (order: ShopOrder, id: string): JsonObject | undefined =>
  listIn(order.document.fulfillments).find((one) => idIn(one.id) === id);

/** What is on a parcel as REST writes it. */
export const trackingFields = ({ company, numbers, urls }: Tracking): JsonObject => {
  const links = urls.length > 0 ? urls : numbers.flatMap((number) => linkOf(company, number) ?? []);
  return {
    tracking_company: company ?? null,
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
    tracking_url: links[0] ?? null,
    tracking_urls: links,
  };
};

/** `fulfillment_status` of the order and of its lines follows from what has left. */
export function restate({ document }: ShopOrder): void {
  const lines = listIn(document.line_items);
  const sent = unitsSent(document);
  for (const line of lines) {
    const units = sent.get(idIn(line.id) ?? '') ?? 0;
    line.fulfillment_status = units === 0 ? null : (numberIn(line.fulfillable_quantity) ?? 0) > 0 ? 'partial' : 'fulfilled';
  }
  const open = lines.filter(needsShipping).some((line) => (numberIn(line.fulfillable_quantity) ?? 0) > 0);
  document.fulfillment_status = sent.size === 0 ? null : open ? 'partial' : 'fulfilled';
}

/** Units by line id that are in fulfilments which still stand. */
export function unitsSent(document: JsonObject): Map<string, number> {
  const sent = new Map<string, number>();
  for (const fulfilment of listIn(document.fulfillments)) {
    if (fulfilment.status === 'cancelled') continue;
    for (const line of listIn(fulfilment.line_items)) {
      const id = idIn(line.id) ?? '';
      sent.set(id, (sent.get(id) ?? 0) + (numberIn(line.quantity) ?? 0));
    }
  }
  return sent;
}

function changeFulfillable(order: ShopOrder, lineId: string, by: number): void {
  const line = lineOf(order, lineId);
  if (line) line.fulfillable_quantity = Math.max(0, (numberIn(line.fulfillable_quantity) ?? 0) + by);
}

function documentOf(
  order: ShopOrder,
  id: string,
  locationId: string,
  sent: ReadonlyMap<string, number>,
  tracking: Tracking,
  { now }: Making,
): JsonObject {
  const { document } = order;
  const address = objectIn(document.shipping_address);
  const items = [...sent].flatMap(([lineId, quantity]) => {
    const line = lineOf(order, lineId);
    return line ? [{ ...structuredClone(line), quantity, fulfillment_status: 'fulfilled' }] : [];
  });
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Fulfillment/${id}`,
    order_id: order.id,
    status: 'success',
    created_at: now(),
    updated_at: now(),
    service: 'manual',
    shipment_status: null,
    location_id: locationId,
    origin_address: null,
    email: textIn(document.email) ?? '',
    destination: Object.keys(address).length > 0 ? address : null,
    receipt: {},
    name: `${textIn(document.name) ?? ''}.${listIn(document.fulfillments).length + 1}`,
    ...trackingFields(tracking),
    line_items: items,
  };
}

/** Carriers that Shopify knows get their link from their number. */
const links: Record<string, string> = {
  UPS: 'https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=',
  USPS: 'https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=',
  FedEx: 'https://www.fedex.com/fedextrack/?trknbr=',
  'DHL Express': 'https://www.dhl.com/en/express/tracking.html?AWB=',
};

const linkOf = (company: string | null | undefined, number: string): string | undefined => {
  const link = company ? links[company] : undefined;
  return link && `${link}${encodeURIComponent(number)}`;
};

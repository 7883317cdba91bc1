import type { JsonObject } from '../../../../shared/core/json.ts';
import { connection, type PageArguments, rowsOf } from './connection.ts';
import { countryCodeOf } from './countries.ts';
import { type FulfilmentOrder, type FulfilmentOrderLine, hasShipped, isLive, lineOf, remainingOf } from './fulfilment-orders.ts';
import { assignedLocationView, findLocation, isThirdParty, locationView } from './locations.ts';
import type { ShopOrder } from './order-document.ts';
import { idIn, listIn, numberIn, objectIn, textIn } from './reading.ts';
import { gid, lineView, utc } from './views.ts';

/** What the pictures of fulfilment need of others. */
export interface FulfilmentPorts {
  orderView(order: ShopOrder): unknown;
  variantView(variantId: string | undefined): unknown;
  itemIdOf(variantId: string | undefined): string | undefined;
  /** May the app see the work of this location? */
  mayRead(locationId: string): boolean;
  mayWrite(locationId: string): boolean;
}

/** GraphQL's pictures of fulfilment orders and fulfilments. */
export class FulfilmentViews {
  readonly #ports: FulfilmentPorts;

  constructor(ports: FulfilmentPorts) {
    this.#ports = ports;
  }

  /** `Order`'s fields about shipping; they come over those of the order's own picture. */
  ofOrder(order: ShopOrder) {
    const fulfilments = listIn(order.document.fulfillments);
    return {
      fulfillable: order.fulfilmentOrders.some((one) => isLive(one) && remainingOf(one) > 0),
      fulfillmentsCount: { count: fulfilments.length, precision: 'EXACT' },
      fulfillments: ({ first }: { first?: number | null }) =>
        fulfilments.slice(0, first ?? fulfilments.length).map((one) => this.fulfilment(order, one)),
      fulfillmentOrders: ({ displayable: _, query: __, ...page }: PageArguments & { displayable?: boolean; query?: string }) =>
        connection(this.#rows(order, order.fulfilmentOrders), page),
    };
  }

  fulfilmentOrder(order: ShopOrder, one: FulfilmentOrder): unknown {
    return {
      __typename: 'FulfillmentOrder',
      id: gid('FulfillmentOrder', one.id),
      status: one.status,
      requestStatus: one.requestStatus,
      createdAt: utc(one.createdAt),
      updatedAt: utc(one.updatedAt),
      fulfillAt: utc(one.createdAt),
      fulfillBy: null,
      assignedLocation: () => assignedLocationView(one.locationId),
      deliveryMethod: deliveryView(order, one),
      destination: destinationView(order, one),
      fulfillmentHolds: one.holds.map(holdView),
      lineItems: (page: PageArguments) =>
        connection(
          rowsOf(one.lines, (line) => this.#line(order, line)),
          page,
        ),
      fulfillments: (page: PageArguments) => {
        const ids = new Set(one.lines.flatMap(({ shipped }) => shipped.map(({ fulfilmentId }) => fulfilmentId)));
        const own = listIn(order.document.fulfillments).filter(({ id }) => ids.has(idIn(id) ?? ''));
        return connection(
          rowsOf(own, (fulfilment) => this.fulfilment(order, fulfilment)),
          page,
        );
      },
      order: () => this.#ports.orderView(order),
      orderId: gid('Order', order.id),
      orderName: textIn(order.document.name) ?? '',
      orderProcessedAt: utc(order.document.processed_at),
      supportedActions: this.#actions(one).map((action) => ({ action, externalUrl: null })),
    };
  }

  fulfilment(order: ShopOrder, fulfilment: JsonObject): unknown {
    const id = idIn(fulfilment.id);
    const lines = listIn(fulfilment.line_items);
    const status = textIn(fulfilment.status)?.toUpperCase() ?? 'SUCCESS';
    const location = findLocation(idIn(fulfilment.location_id));
    return {
      __typename: 'Fulfillment',
      id: gid('Fulfillment', id),
      legacyResourceId: id,
      name: textIn(fulfilment.name) ?? `${textIn(order.document.name)}.1`,
      status,
      displayStatus: status === 'SUCCESS' ? 'FULFILLED' : status === 'CANCELLED' ? 'CANCELED' : null,
      createdAt: utc(fulfilment.created_at) ?? utc(order.document.updated_at),
      updatedAt: utc(fulfilment.updated_at) ?? utc(order.document.updated_at),
      deliveredAt: null,
      estimatedDeliveryAt: null,
      inTransitAt: null,
      requiresShipping: true,
      totalQuantity: lines.reduce((units, line) => units + (numberIn(line.quantity) ?? 0), 0),
      location: location ? () => locationView(location) : null,
      service: null,
      order: () => this.#ports.orderView(order),
      trackingInfo: ({ first }: { first?: number | null }) => trackingOf(fulfilment).slice(0, first ?? undefined),
      fulfillmentOrders: (page: PageArguments) =>
        connection(
          this.#rows(
            order,
            order.fulfilmentOrders.filter((one) =>
              one.lines.some(({ shipped }) => shipped.some(({ fulfilmentId }) => fulfilmentId === id)),
            ),
          ),
          page,
        ),
      fulfillmentLineItems: (page: PageArguments) =>
        connection(
          rowsOf(lines, (line) => ({
            __typename: 'FulfillmentLineItem',
            id: gid('FulfillmentLineItem', `${idIn(line.id)}`),
            quantity: numberIn(line.quantity) ?? 0,
            lineItem: lineView(lineOf(order, idIn(line.id) ?? '') ?? line, order.document),
          })),
          page,
        ),
    };
  }

  #rows(order: ShopOrder, list: readonly FulfilmentOrder[]) {
    return rowsOf(
      list.filter(({ locationId }) => this.#ports.mayRead(locationId)),
      (one) => this.fulfilmentOrder(order, one),
    );
  }

  #line(order: ShopOrder, { id, lineId, total, remaining }: FulfilmentOrderLine): unknown {
    const line = lineOf(order, lineId) ?? {};
    const variantId = idIn(line.variant_id);
    const itemId = this.#ports.itemIdOf(variantId);
    return {
      __typename: 'FulfillmentOrderLineItem',
      id: gid('FulfillmentOrderLineItem', id),
      totalQuantity: total,
      remainingQuantity: remaining,
      inventoryItemId: itemId ? gid('InventoryItem', itemId) : null,
      lineItem: () => lineView(line, order.document),
      productTitle: textIn(line.title) ?? '',
      requiresShipping: line.requires_shipping !== false,
      sku: textIn(line.sku) ?? null,
      variant: () => this.#ports.variantView(variantId),
      variantTitle: textIn(line.variant_title) ?? null,
      vendor: textIn(line.vendor) ?? null,
    };
  }

  #actions(one: FulfilmentOrder): string[] {
    if (!isLive(one) || !this.#ports.mayWrite(one.locationId)) return [];
    if (one.status === 'ON_HOLD') return ['RELEASE_HOLD', 'HOLD', 'MOVE'];
    if (isThirdParty(one.locationId))
      return one.requestStatus === 'UNSUBMITTED'
        ? ['CREATE_FULFILLMENT', 'REQUEST_FULFILLMENT', 'MOVE', 'HOLD']
        : ['CREATE_FULFILLMENT', 'REQUEST_CANCELLATION'];
    const splits = remainingOf(one) > 1 ? ['SPLIT'] : [];
    return ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', ...(hasShipped(one) ? [] : ['HOLD']), ...splits];
  }
}

const holdWords: Record<string, string> = {
  AWAITING_PAYMENT: 'Awaiting payment',
  HIGH_RISK_OF_FRAUD: 'High risk of fraud',
  INCORRECT_ADDRESS: 'Incorrect address',
  INVENTORY_OUT_OF_STOCK: 'Inventory out of stock',
  OTHER: 'Other',
};

const holdView = ({ id, reason, notes, handle, byApp }: FulfilmentOrder['holds'][number]) => ({
  __typename: 'FulfillmentHold',
  id: gid('FulfillmentHold', id),
  reason,
  reasonNotes: notes,
  displayReason: holdWords[reason] ?? reason.toLowerCase().replaceAll('_', ' '),
  handle,
  heldByApp: byApp ? { id: gid('App', '1'), title: 'Companion', handle: 'companion' } : null,
  heldByRequestingApp: byApp,
});

/** One per number, or per link where there is no number. */
export function trackingOf(fulfilment: JsonObject): { company: string | null; number: string | null; url: string | null }[] {
  const texts = (list: unknown, single: unknown) => {
    const many = Array.isArray(list) ? list.flatMap((one) => textIn(one) ?? []) : [];
    return many.length > 0 ? many : [textIn(single) ?? []].flat();
  };
  const numbers = texts(fulfilment.tracking_numbers, fulfilment.tracking_number);
  const urls = texts(fulfilment.tracking_urls, fulfilment.tracking_url);
  const company = textIn(fulfilment.tracking_company) ?? null;
  const count = Math.max(numbers.length, urls.length, company ? 1 : 0);
  return Array.from({ length: count }, (_, index) => ({ company, number: numbers[index] ?? null, url: urls[index] ?? null }));
}

const deliveryView = ({ document }: ShopOrder, { id }: FulfilmentOrder) => {
  const [shipping] = listIn(document.shipping_lines);
  return {
    __typename: 'DeliveryMethod',
    id: gid('DeliveryMethod', id),
    methodType: 'SHIPPING',
    minDeliveryDateTime: null,
    maxDeliveryDateTime: null,
    presentedName: textIn(shipping?.title) ?? null,
    serviceCode: textIn(shipping?.code) ?? null,
    sourceReference: null,
  };
};

function destinationView({ document }: ShopOrder, { id }: FulfilmentOrder) {
  const address = objectIn(document.shipping_address);
  if (Object.keys(address).length === 0) return null;
  const own = (name: string) => textIn(address[name]) ?? null;
  return {
    __typename: 'FulfillmentOrderDestination',
    id: gid('FulfillmentOrderDestination', id),
    firstName: own('first_name'),
    lastName: own('last_name'),
    company: own('company'),
    address1: own('address1'),
    address2: own('address2'),
    city: own('city'),
    province: own('province'),
    zip: own('zip'),
    countryCode: countryCodeOf(own('country_code') ?? own('country') ?? undefined),
    phone: own('phone'),
    email: textIn(document.email) ?? null,
    location: null,
  };
}

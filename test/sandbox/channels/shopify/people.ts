import { WrongCall } from '../../faults.ts';
import { hold, move, release, splitOff, splitTold } from './fulfilment-order-root.ts';
import { type FulfilmentOrder, isLive, lineOf, remainingOf, type Units } from './fulfilment-orders.ts';
import { ownOf } from './fulfilment-root.ts';
import { findLocation, isThirdParty, locations, secondLocation, serviceLocation } from './locations.ts';
import type { Office } from './office.ts';
import type { ShopOrder } from './order-document.ts';
import { numberIn, textIn } from './reading.ts';

type Body = Record<string, unknown>;
type Deed = (office: Office, order: ShopOrder, body: Body) => ShopOrder;

/** What a person does about shipping an order in the shop's own admin. @throws WrongCall where the admin would not offer it */
export const deeds: Record<string, Deed> = {
  /** `{ reason? }`: all open work is kept back. */
  hold: (office, order, { reason }) =>
    each(
      office,
      order,
      'hold',
      (one) => one.status === 'OPEN',
      (one) =>
        hold(one, {
          id: office.making.newId(),
          ...reasonOf(textIn(reason) ?? 'Held in the shop'),
          handle: null,
          byApp: false,
        }),
    ),
  release: (office, order) =>
    each(
      office,
      order,
      'release',
      (one) => one.status === 'ON_HOLD',
      (one) => release(one),
    ),
  /** `{ location? }`: id or name; by default the second. */
  move: (office, order, { location }) => {
    const wanted = textIn(location) ?? secondLocation;
    const to = findLocation(wanted) ?? locations.find(({ name }) => name === wanted);
    if (!to) throw new WrongCall(`There is no location "${wanted}". Use one of: ${locations.map(({ name }) => name).join(', ')}.`);
    return relocate(office, order, to.id, 'move');
  },
  /** Everything goes to the fulfilment service, which accepts it. */
  'third-party': (office, order) => {
    const moved = relocate(office, order, serviceLocation, 'hand over');
    return office.change(moved, (draft) => {
      for (const one of draft.fulfilmentOrders.filter((own) => isLive(own) && isThirdParty(own.locationId)))
        Object.assign(one, { status: 'IN_PROGRESS', requestStatus: 'ACCEPTED' });
      return [];
    });
  },
  /** The first work with more than one unit becomes two. */
  split: (office, order) => {
    const one = order.fulfilmentOrders.find((own) => isLive(own) && remainingOf(own) > 1);
    if (!one) throw new WrongCall('This order has nothing to split.');
    return office.change(order, (draft) => {
      const own = ownOf(draft, one.id);
      return [splitTold(own.id, splitOff({ office }, draft, own, half(own)))];
    });
  },
  fulfil,
};

const reasons = [
  'AWAITING_PAYMENT',
  'AWAITING_RETURN_ITEMS',
  'HIGH_RISK_OF_FRAUD',
  'INCORRECT_ADDRESS',
  'INVENTORY_OUT_OF_STOCK',
  'ONLINE_STORE_POST_PURCHASE_CROSS_SELL',
  'UNKNOWN_DELIVERY_DATE',
];

/** One of Shopify's reasons, or a note of one's own. */
const reasonOf = (said: string): { reason: string; notes: string | null } => {
  const known = reasons.find((one) => one === said.toUpperCase().replaceAll(' ', '_'));
  return known ? { reason: known, notes: null } : { reason: 'OTHER', notes: said };
};

/** `{ sku?, quantity?, trackingNumber?, carrier? }`: a person ships by hand; by default all that one location has to ship. */
function fulfil(office: Office, order: ShopOrder, { sku, quantity, trackingNumber, carrier }: Body): ShopOrder {
  const wanted = textIn(sku);
  const one = order.fulfilmentOrders.find(
    (own) => (own.status === 'OPEN' || own.status === 'IN_PROGRESS') && unitsOf(order, own, wanted).length > 0,
  );
  if (!one) throw new WrongCall(wanted ? `This order has no "${wanted}" left to ship.` : 'This order has nothing left to ship.');
  const most = numberIn(quantity);
  const all = unitsOf(order, one, wanted);
  const units = most === undefined ? all : atMost(all, most);
  return office.ship(order, (draft) => ({
    from: [{ fulfilmentOrder: ownOf(draft, one.id), units }],
    tracking: { company: textIn(carrier) ?? null, numbers: [textIn(trackingNumber) ?? []].flat(), urls: [] },
  })).order;
}

function each(
  office: Office,
  order: ShopOrder,
  what: string,
  fits: (one: FulfilmentOrder) => boolean,
  work: (one: FulfilmentOrder) => ReturnType<typeof hold>,
): ShopOrder {
  if (!order.fulfilmentOrders.some(fits)) throw new WrongCall(`This order has nothing to ${what}.`);
  return office.change(order, (draft) => draft.fulfilmentOrders.filter(fits).flatMap(work));
}

function relocate(office: Office, order: ShopOrder, to: string, what: string): ShopOrder {
  const fits = (one: FulfilmentOrder) => isLive(one) && one.locationId !== to && remainingOf(one) > 0;
  if (!order.fulfilmentOrders.some(fits)) throw new WrongCall(`This order has nothing to ${what}.`);
  return office.change(order, (draft) =>
    draft.fulfilmentOrders.filter(fits).flatMap((one) => move({ office }, draft, one, unitsOf(draft, one), to).told),
  );
}

const unitsOf = (order: ShopOrder, { lines }: FulfilmentOrder, sku?: string): Units[] =>
  lines
    .filter(({ lineId, remaining }) => remaining > 0 && (sku === undefined || textIn(lineOf(order, lineId)?.sku) === sku))
    .map(({ lineId, remaining }) => ({ lineId, quantity: remaining }));

/** @throws WrongCall when there are fewer */
function atMost(units: readonly Units[], most: number): Units[] {
  let left = most;
  const taken = units.map(({ lineId, quantity }) => {
    const own = Math.min(left, quantity);
    left -= own;
    return { lineId, quantity: own };
  });
  if (left > 0 || most < 1) throw new WrongCall(`Only ${most - left} of these are left to ship.`);
  return taken.filter(({ quantity }) => quantity > 0);
}

/** The last line goes, or half of the only one. */
function half({ lines }: FulfilmentOrder): Units[] {
  const open = lines.filter(({ remaining }) => remaining > 0);
  const last = open.at(-1);
  if (!last) return [];
  return [{ lineId: last.lineId, quantity: open.length > 1 ? last.remaining : Math.floor(last.remaining / 2) }];
}

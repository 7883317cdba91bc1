import type { Articles } from './articles.ts';
import { type FulfilmentOrder, type Hold, isLive, type Units } from './fulfilment-orders.ts';
import { type FulfilmentRootPorts, type LineInput, ownOf, unitsOf, writeScopes } from './fulfilment-root.ts';
import { findLocation, isThirdParty } from './locations.ts';
import type { Told } from './office.ts';
import type { ShopOrder } from './order-document.ts';
import { numberIn } from './rights.ts';
import type { Stock } from './stock.ts';
import { gid } from './views.ts';

type Ports = FulfilmentRootPorts & { stock: Stock; articles: Articles };

interface HoldInput {
  reason: string;
  reasonNotes?: string | null;
  handle?: string | null;
  fulfillmentOrderLineItems?: LineInput[] | null;
}

/** Root fields that hold, release, move and split fulfilment orders. */
export function fulfilmentOrderRoot(ports: Ports): object {
  const { orders, office, views, require, mayWrite, stock } = ports;
  const found = (id: string): { order: ShopOrder; one: FulfilmentOrder } | undefined => {
    const { number } = numberIn(id, 'FulfillmentOrder');
    const order = orders.owning(number);
    const one = order?.fulfilmentOrders.find((own) => own.id === number);
    return order && one && mayWrite(one.locationId) ? { order, one } : undefined;
  };
  const view = (order: ShopOrder, id: string | undefined) => (id ? views.fulfilmentOrder(order, ownOf(order, id)) : null);
  const missing = { field: ['id'], message: 'Fulfillment order does not exist.', code: 'FULFILLMENT_ORDER_NOT_FOUND' };

  return {
    fulfillmentOrderHold({ id, fulfillmentHold: input }: { id: string; fulfillmentHold: HoldInput }) {
      require('fulfillmentOrderHold', ...writeScopes);
      const refused = (error: object) => ({
        fulfillmentHold: null,
        fulfillmentOrder: null,
        remainingFulfillmentOrder: null,
        userErrors: [error],
      });
      const at = found(id);
      if (!at) return refused(missing);
      const { order, one } = at;
      const problem = holdProblem(one, input);
      if (problem) return refused(problem);
      const units = unitsOf(one, input.fulfillmentOrderLineItems);
      if (typeof units === 'string')
        return refused({ field: ['fulfillmentHold', 'fulfillmentOrderLineItems'], message: units, code: 'INVALID_LINE_ITEM_QUANTITY' });
      let rest: string | undefined;
      const holdId = office.making.newId();
      const after = office.change(order, (draft) => {
        const own = ownOf(draft, one.id);
        rest = input.fulfillmentOrderLineItems?.length ? splitOff(ports, draft, own, remainder(own, units)) : undefined;
        return hold(own, { id: holdId, reason: input.reason, notes: input.reasonNotes ?? null, handle: input.handle ?? null, byApp: true });
      });
      const held = ownOf(after, one.id).holds.find((own) => own.id === holdId);
      return {
        fulfillmentHold: held
          ? {
              id: gid('FulfillmentHold', held.id),
              reason: held.reason,
              reasonNotes: held.notes,
              displayReason: held.reason,
              handle: held.handle,
              heldByRequestingApp: true,
              heldByApp: null,
            }
          : null,
        fulfillmentOrder: view(after, one.id),
        remainingFulfillmentOrder: view(after, rest),
        userErrors: [],
      };
    },
    fulfillmentOrderReleaseHold({ id, holdIds }: { id: string; holdIds?: string[] | null }) {
      require('fulfillmentOrderReleaseHold', ...writeScopes);
      const at = found(id);
      if (!at) return { fulfillmentOrder: null, userErrors: [missing] };
      const ids = holdIds?.map((one) => numberIn(one, 'FulfillmentHold').number);
      const after = office.change(at.order, (draft) => release(ownOf(draft, at.one.id), ids));
      return { fulfillmentOrder: view(after, at.one.id), userErrors: [] };
    },
    fulfillmentOrderMove({
      id,
      newLocationId,
      fulfillmentOrderLineItems,
    }: {
      id: string;
      newLocationId: string;
      fulfillmentOrderLineItems?: LineInput[] | null;
    }) {
      require('fulfillmentOrderMove', ...writeScopes);
      const refused = (message: string, field = ['id']) => ({
        movedFulfillmentOrder: null,
        originalFulfillmentOrder: null,
        remainingFulfillmentOrder: null,
        userErrors: [{ field, message, code: null }],
      });
      const at = found(id);
      if (!at) return refused('Fulfillment order does not exist.');
      const { order, one } = at;
      const to = numberIn(newLocationId, 'Location').number;
      if (!findLocation(to)) return refused('Location does not exist.', ['newLocationId']);
      if (!isLive(one)) return refused('Fulfillment order is closed and cannot be moved.');
      if (isThirdParty(one.locationId) && one.requestStatus !== 'UNSUBMITTED')
        return refused('Fulfillment order has been requested and cannot be moved.');
      const units = unitsOf(one, fulfillmentOrderLineItems);
      if (typeof units === 'string') return refused(units, ['fulfillmentOrderLineItems']);
      const lacks = units.some(({ lineId }) => {
        const item = office.floor.itemOf(order, lineId);
        return item && !stock.at(item, to);
      });
      if (lacks) return refused('Fulfillment order line items are not stocked at the destination location.', ['newLocationId']);
      let moved = one.id;
      const after = office.change(order, (draft) => {
        const result = move(ports, draft, ownOf(draft, one.id), units, to);
        moved = result.moved;
        return result.told;
      });
      return {
        movedFulfillmentOrder: view(after, moved),
        originalFulfillmentOrder: view(after, one.id),
        remainingFulfillmentOrder: null,
        userErrors: [],
      };
    },
    fulfillmentOrderSplit({
      fulfillmentOrderSplits,
    }: {
      fulfillmentOrderSplits: { fulfillmentOrderId: string; fulfillmentOrderLineItems: LineInput[] }[];
    }) {
      require('fulfillmentOrderSplit', ...writeScopes);
      const results: object[] = [];
      for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of fulfillmentOrderSplits) {
        const at = found(fulfillmentOrderId);
        if (!at) return { fulfillmentOrderSplits: null, userErrors: [{ ...missing, field: ['fulfillmentOrderSplits'] }] };
        const units = unitsOf(at.one, fulfillmentOrderLineItems);
        if (typeof units === 'string' || !isLive(at.one))
          return {
            fulfillmentOrderSplits: null,
            userErrors: [
              {
                field: ['fulfillmentOrderSplits'],
                message: typeof units === 'string' ? units : 'Fulfillment order cannot be split.',
                code: 'INVALID_LINE_ITEM_QUANTITY',
              },
            ],
          };
        let rest: string | undefined;
        const after = office.change(at.order, (draft) => {
          rest = splitOff(ports, draft, ownOf(draft, at.one.id), units);
          return [splitTold(at.one.id, rest)];
        });
        results.push({
          fulfillmentOrder: view(after, at.one.id),
          remainingFulfillmentOrder: view(after, rest),
          replacementFulfillmentOrder: null,
        });
      }
      return { fulfillmentOrderSplits: results, userErrors: [] };
    },
  };
}

function holdProblem(one: FulfilmentOrder, { handle }: HoldInput): object | undefined {
  if (!['OPEN', 'ON_HOLD', 'SCHEDULED'].includes(one.status))
    return { field: ['id'], message: 'The fulfillment order is not in an open state.', code: 'TAKEN' };
  if (one.holds.length >= 10)
    return {
      field: ['id'],
      message: 'The maximum number of fulfillment holds for this fulfillment order has been reached.',
      code: 'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED',
    };
  if (one.holds.some((own) => own.byApp && own.handle === (handle ?? null)))
    return {
      field: ['fulfillmentHold', 'handle'],
      message: 'The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.',
      code: 'DUPLICATE_FULFILLMENT_HOLD_HANDLE',
    };
  return undefined;
}

const remainder = (one: FulfilmentOrder, units: readonly Units[]): Units[] =>
  one.lines
    .map(({ lineId, remaining }) => ({ lineId, quantity: remaining - (units.find((own) => own.lineId === lineId)?.quantity ?? 0) }))
    .filter(({ quantity }) => quantity > 0);

export function hold(one: FulfilmentOrder, made: Hold): Told[] {
  one.holds.push(made);
  one.status = 'ON_HOLD';
  return [
    { topic: 'fulfillment_orders/placed_on_hold', body: { fulfillment_order: { id: gid('FulfillmentOrder', one.id), status: 'on_hold' } } },
  ];
}

/** Releases these holds, or all of them. */
export function release(one: FulfilmentOrder, ids?: readonly string[]): Told[] {
  one.holds = ids?.length ? one.holds.filter(({ id }) => !ids.includes(id)) : [];
  if (one.holds.length > 0 || one.status !== 'ON_HOLD') return [];
  one.status = 'OPEN';
  return [
    { topic: 'fulfillment_orders/hold_released', body: { fulfillment_order: { id: gid('FulfillmentOrder', one.id), status: 'open' } } },
  ];
}

/** @returns the id of the new fulfilment order with these units, undefined when there are none */
export function splitOff(
  { office }: Pick<Ports, 'office'>,
  order: ShopOrder,
  one: FulfilmentOrder,
  units: readonly Units[],
): string | undefined {
  if (units.length === 0) return undefined;
  const made = office.floor.open(order, one.locationId);
  office.floor.shift(order, one, made, units);
  return made.id;
}

export const splitTold = (id: string, rest: string | undefined): Told => ({
  topic: 'fulfillment_orders/split',
  body: {
    fulfillment_order: { id: gid('FulfillmentOrder', id), status: 'open' },
    remaining_fulfillment_order: { id: gid('FulfillmentOrder', rest), status: 'open' },
    replacement_fulfillment_order: null,
  },
});

/** Work that has not begun goes as it is; of the rest a part goes to new work at the other place. */
export function move(
  { office }: Pick<Ports, 'office'>,
  order: ShopOrder,
  one: FulfilmentOrder,
  units: readonly Units[],
  to: string,
): { moved: string; told: Told[] } {
  const all = one.lines.every(
    ({ lineId, total, shipped }) => shipped.length === 0 && units.some((own) => own.lineId === lineId && own.quantity === total),
  );
  let moved = one;
  if (all) office.floor.relocate(order, one, to);
  else {
    moved = office.floor.open(order, to);
    office.floor.shift(order, one, moved, units);
    if (one.lines.every(({ remaining }) => remaining === 0)) office.floor.close(one, 'CLOSED');
  }
  const named = (which: FulfilmentOrder) => ({
    id: gid('FulfillmentOrder', which.id),
    status: which.status.toLowerCase(),
    assigned_location_id: gid('Location', which.locationId),
  });
  const body = {
    original_fulfillment_order: named(one),
    moved_fulfillment_order: named(moved),
    destination_location_id: gid('Location', to),
  };
  return { moved: moved.id, told: [{ topic: 'fulfillment_orders/moved', body }] };
}

import type { JsonObject } from '../../../../shared/core/json.ts';
import { isThirdParty, mainLocation } from './locations.ts';
import type { Making, ShopOrder } from './order-document.ts';
import { idIn, listIn, numberIn } from './reading.ts';
import type { Stock } from './stock.ts';

/** Work that a location has to do for an order. Ids are digit texts. */
export interface FulfilmentOrder {
  id: string;
  status: 'OPEN' | 'IN_PROGRESS' | 'ON_HOLD' | 'SCHEDULED' | 'CLOSED' | 'CANCELLED' | 'INCOMPLETE';
  requestStatus: 'UNSUBMITTED' | 'SUBMITTED' | 'ACCEPTED' | 'REJECTED' | 'CLOSED';
  locationId: string;
  holds: Hold[];
  lines: FulfilmentOrderLine[];
  createdAt: string;
  updatedAt: string;
}

export interface FulfilmentOrderLine {
  id: string;
  lineId: string;
  total: number;
  remaining: number;
  /** What left, by fulfilment. */
  shipped: { fulfilmentId: string; quantity: number }[];
}

export interface Hold {
  id: string;
  reason: string;
  notes: string | null;
  handle: string | null;
  /** By our app, or by a person. */
  byApp: boolean;
}

export interface Units {
  lineId: string;
  quantity: number;
}

const live = ['OPEN', 'IN_PROGRESS', 'ON_HOLD', 'SCHEDULED'];
export const isLive = ({ status }: FulfilmentOrder): boolean => live.includes(status);
export const remainingOf = ({ lines }: FulfilmentOrder): number => lines.reduce((units, line) => units + line.remaining, 0);
export const hasShipped = ({ lines }: FulfilmentOrder): boolean => lines.some(({ shipped }) => shipped.length > 0);

export interface FloorPorts {
  making: Making;
  stock: Stock;
  /** The tracked inventory item of a variant. */
  trackedItem(variantId: string | undefined): string | undefined;
}

/** Keeps the fulfilment orders of a draft order, and the stock that they promise. */
export class Floor {
  readonly #ports: FloorPorts;

  constructor(ports: FloorPorts) {
    this.#ports = ports;
  }

  /** Makes fulfilment orders hold just what is left to ship by the order's lines. `route` says where new work goes. */
  reconcile(order: ShopOrder, { restock = false, route = () => mainLocation }: { restock?: boolean; route?: Route } = {}): void {
    const lines = listIn(order.document.line_items);
    lines.forEach((line, index) => {
      const lineId = idIn(line.id) ?? '';
      const wanted = needsShipping(line) ? (numberIn(line.fulfillable_quantity) ?? 0) : 0;
      const missing = wanted - this.#remaining(order, lineId);
      if (missing > 0) this.#add(order, line, missing, route(index));
      if (missing < 0) this.#takeAway(order, line, -missing, restock);
    });
    for (const one of order.fulfilmentOrders)
      if (isLive(one) && remainingOf(one) === 0) this.close(one, order.document.cancelled_at && !hasShipped(one) ? 'CANCELLED' : 'CLOSED');
  }

  /** A new fulfilment order without lines. */
  open(order: ShopOrder, locationId: string): FulfilmentOrder {
    const now = this.#ports.making.now();
    const made: FulfilmentOrder = {
      id: this.#ports.making.newId(),
      status: 'OPEN',
      requestStatus: 'UNSUBMITTED',
      locationId,
      holds: [],
      lines: [],
      createdAt: now,
      updatedAt: now,
    };
    order.fulfilmentOrders.push(made);
    return made;
  }

  close(one: FulfilmentOrder, status: 'CLOSED' | 'CANCELLED'): void {
    one.status = status;
    one.holds = [];
    one.updatedAt = this.#ports.making.now();
  }

  /** Puts units of a line into a fulfilment order; stock is not touched. */
  put(into: FulfilmentOrder, lineId: string, quantity: number): void {
    const known = into.lines.find((line) => line.lineId === lineId);
    if (known) {
      known.total += quantity;
      known.remaining += quantity;
    } else into.lines.push({ id: this.#ports.making.newId(), lineId, total: quantity, remaining: quantity, shipped: [] });
  }

  /** Takes units of lines out of one fulfilment order and into another, and the promise of stock along. */
  shift(order: ShopOrder, from: FulfilmentOrder, to: FulfilmentOrder, units: readonly Units[]): void {
    for (const { lineId, quantity } of units) {
      const line = from.lines.find((one) => one.lineId === lineId);
      if (!line) continue;
      line.total -= quantity;
      line.remaining -= quantity;
      this.put(to, lineId, quantity);
      this.#promise(order, lineId, from.locationId, -quantity);
      this.#promise(order, lineId, to.locationId, quantity);
    }
    from.lines = from.lines.filter(({ total }) => total > 0);
    from.updatedAt = this.#ports.making.now();
  }

  /** A whole fulfilment order goes elsewhere. */
  relocate(order: ShopOrder, one: FulfilmentOrder, locationId: string): void {
    for (const { lineId, remaining } of one.lines) {
      this.#promise(order, lineId, one.locationId, -remaining);
      this.#promise(order, lineId, locationId, remaining);
    }
    one.locationId = locationId;
    one.requestStatus = 'UNSUBMITTED';
    one.updatedAt = this.#ports.making.now();
  }

  /** Units that leave the house, or come back because their fulfilment was cancelled (negative). */
  leave(order: ShopOrder, lineId: string, locationId: string, quantity: number): void {
    const item = this.itemOf(order, lineId);
    if (item) this.#ports.stock.move(item, locationId, { committed: -quantity });
  }

  itemOf(order: ShopOrder, lineId: string): string | undefined {
    return this.#ports.trackedItem(idIn(lineOf(order, lineId)?.variant_id));
  }

  #remaining(order: ShopOrder, lineId: string): number {
    return order.fulfilmentOrders
      .filter(isLive)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.lineId === lineId)
      .reduce((units, { remaining }) => units + remaining, 0);
  }

  #add(order: ShopOrder, line: JsonObject, quantity: number, locationId: string): void {
    const lineId = idIn(line.id) ?? '';
    const mine = order.fulfilmentOrders.filter((one) => isLive(one) && !isThirdParty(one.locationId));
    const into =
      mine.find((one) => one.lines.some((own) => own.lineId === lineId)) ??
      order.fulfilmentOrders.find((one) => isLive(one) && one.locationId === locationId) ??
      this.open(order, locationId);
    this.put(into, lineId, quantity);
    into.updatedAt = this.#ports.making.now();
    this.#promise(order, lineId, into.locationId, quantity);
  }

  #takeAway(order: ShopOrder, line: JsonObject, quantity: number, restock: boolean): void {
    const lineId = idIn(line.id) ?? '';
    let left = quantity;
    for (const one of order.fulfilmentOrders.filter(isLive)) {
      for (const own of one.lines.filter((row) => row.lineId === lineId)) {
        const units = Math.min(left, own.remaining);
        own.remaining -= units;
        // A cancelled fulfilment order goes on showing what it was for.
        if (!order.document.cancelled_at) own.total -= units;
        left -= units;
        const item = this.itemOf(order, lineId);
        if (item && units > 0) this.#ports.stock.move(item, one.locationId, { committed: -units, available: restock ? units : 0 });
      }
      one.lines = one.lines.filter(({ total }) => total > 0);
    }
  }

  #promise(order: ShopOrder, lineId: string, locationId: string, quantity: number): void {
    const item = this.itemOf(order, lineId);
    if (item && quantity !== 0) this.#ports.stock.move(item, locationId, { available: -quantity, committed: quantity });
  }
}

/** Where the work for the nth line of an order goes. */
export type Route = (index: number) => string;

export const needsShipping = (line: JsonObject): boolean => line.requires_shipping !== false && line.gift_card !== true;

export const lineOf = (order: ShopOrder, lineId: string): JsonObject | undefined =>
  listIn(order.document.line_items).find((line) => idIn(line.id) === lineId);

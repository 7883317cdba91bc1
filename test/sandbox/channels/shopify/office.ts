import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../../shared/core/json.ts';
import { act } from './acts.ts';
import { toBody } from './body.ts';
import { Floor, type Route } from './fulfilment-orders.ts';
import { fulfilmentOf, type Parcel, ship, type Tracking, takeBack, trackingFields } from './fulfilments.ts';
import { mainLocation } from './locations.ts';
import type { OrderBook } from './order-book.ts';
import type { Making, ShopOrder } from './order-document.ts';
import { idIn, listIn, numberIn } from './reading.ts';
import type { Stock } from './stock.ts';
import type { Happening, Webhooks } from './webhooks.ts';

/** A topic, and a body of its own where it is not the order. */
export interface Told {
  topic: string;
  body?: JsonObject;
}

export interface OfficePorts {
  orders: OrderBook;
  stock: Stock;
  webhooks: Webhooks;
  making: Making;
  trackedItem(variantId: string | undefined): string | undefined;
}

/** Where orders are changed, by the API and by people alike: the order is kept, its stock follows, and the subscribers hear of it. */
export class Office {
  readonly #ports: OfficePorts;
  readonly floor: Floor;

  constructor(ports: OfficePorts) {
    this.#ports = ports;
    this.floor = new Floor(ports);
  }

  get making(): Making {
    return this.#ports.making;
  }

  /** Takes in an order that is new or was put again as a document. */
  take(order: ShopOrder, route?: Route): void {
    this.floor.reconcile(order, { route });
    this.#ports.orders.put(order);
  }

  /** Changes a copy of the order, keeps it and tells. An exception leaves everything as it was, so look before you change stock. */
  change(order: ShopOrder, work: (draft: ShopOrder) => Told[]): ShopOrder {
    const draft = structuredClone(order);
    const told = work(draft);
    const now = this.making.now();
    draft.document.updated_at = now;
    draft.changedAt = now;
    this.#ports.orders.put(draft);
    this.tell(draft, [...told, { topic: 'orders/updated' }]);
    return draft;
  }

  /** What a person does to lines and money. @throws WrongCall */
  act(order: ShopOrder, event: string, body: Record<string, unknown>): ShopOrder {
    const { order: after, told } = act(order, event, body, this.making);
    const restock = body.restock === undefined ? event !== 'refund' : body.restock === true;
    for (const line of listIn(after.document.line_items)) {
      const shippedBack = followCurrent(line, order);
      const item = this.floor.itemOf(after, idIn(line.id) ?? '');
      if (event === 'return' && restock && item && shippedBack > 0) this.#ports.stock.move(item, mainLocation, { available: shippedBack });
    }
    this.floor.reconcile(after, { restock });
    this.#ports.orders.put(after);
    this.tell(after, told);
    return after;
  }

  /** @returns the order and the new fulfilment's document */
  ship(order: ShopOrder, pick: (draft: ShopOrder) => Parcel): { order: ShopOrder; fulfilmentId: string } {
    let fulfilmentId = '';
    const after = this.change(order, (draft) => {
      const fulfilment = ship(draft, pick(draft), this.floor, this.making);
      fulfilmentId = idIn(fulfilment.id) ?? '';
      const state = draft.document.fulfillment_status === 'fulfilled' ? 'orders/fulfilled' : 'orders/partially_fulfilled';
      return [{ topic: 'fulfillments/create', body: fulfilment }, { topic: state }];
    });
    return { order: after, fulfilmentId };
  }

  cancelFulfilment(order: ShopOrder, fulfilmentId: string): ShopOrder {
    return this.change(order, (draft) => {
      takeBack(draft, fulfilmentId, this.floor, this.making);
      return [{ topic: 'fulfillments/update', body: fulfilmentOf(draft, fulfilmentId) ?? {} }];
    });
  }

  track(order: ShopOrder, fulfilmentId: string, tracking: Tracking): ShopOrder {
    return this.change(order, (draft) => {
      const fulfilment = fulfilmentOf(draft, fulfilmentId) ?? {};
      Object.assign(fulfilment, trackingFields(tracking), { updated_at: this.making.now() });
      return [{ topic: 'fulfillments/update', body: fulfilment }];
    });
  }

  tell(order: ShopOrder, topics: readonly Told[], how: Pick<Happening, 'delayMs' | 'duplicate'> = {}): void {
    const eventId = randomUUID();
    for (const { topic, body } of topics) this.#ports.webhooks.tell({ topic, body: () => toBody(body ?? order.document), eventId, ...how });
  }
}

/** What is current of a line moved: what is still to be shipped moves with it. @returns units that had been shipped already */
function followCurrent(line: JsonObject, before: ShopOrder): number {
  const own = listIn(before.document.line_items).find((one) => idIn(one.id) === idIn(line.id));
  const by = (numberIn(line.current_quantity) ?? 0) - (numberIn(own?.current_quantity) ?? 0);
  const left = (numberIn(line.fulfillable_quantity) ?? 0) + by;
  if (by !== 0) line.fulfillable_quantity = Math.max(0, left);
  return by < 0 ? Math.max(0, -left) : 0;
}

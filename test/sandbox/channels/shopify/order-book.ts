import { type DocumentFile, Documents } from '../../documents.ts';
import type { ShopOrder } from './order-document.ts';
import { idIn, listIn } from './reading.ts';

/** All orders, and which of them a fulfilment order, a hold or a fulfilment belongs to. */
export class OrderBook {
  readonly #orders: Documents<ShopOrder>;
  /** Order id by id of what it holds. Ids are unique in the whole shop. */
  readonly #owner = new Map<string, string>();

  constructor(file: DocumentFile) {
    this.#orders = new Documents(file, 'orders');
    for (const order of this.#orders.values()) {
      order.fulfilmentOrders ??= [];
      this.#index(order);
    }
  }

  get(id: string): ShopOrder | undefined {
    return this.#orders.get(id);
  }
  values(): IterableIterator<ShopOrder> {
    return this.#orders.values();
  }
  put(order: ShopOrder): void {
    this.#orders.put(order.id, order);
    this.#index(order);
  }
  /** The order that a fulfilment order or a fulfilment belongs to. */
  owning(id: string): ShopOrder | undefined {
    return this.#orders.get(this.#owner.get(id) ?? '');
  }
  clear(): void {
    this.#orders.clear();
    this.#owner.clear();
  }

  #index(order: ShopOrder): void {
    for (const { id } of order.fulfilmentOrders) this.#owner.set(id, order.id);
    for (const fulfilment of listIn(order.document.fulfillments)) this.#owner.set(idIn(fulfilment.id) ?? '', order.id);
  }
}

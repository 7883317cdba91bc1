import type { FaultBoard } from './faults.ts';

/** What every simulator is given when it starts. */
export interface PartOptions {
  port: number;
  faults: FaultBoard;
  /** Folder for state that survives a kill; undefined = memory only. */
  dataDir?: string;
}

/** One server of the local environment. */
export interface Part {
  name: string;
  url: string;
  /** Empties everything and seeds again. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface CallCount {
  name: string;
  count: number;
  /** Shopify: cost points. */
  cost?: number;
}

export interface Calls {
  total: number;
  operations: CallCount[];
  /** Operations inside a `$batch`, which itself counts once. */
  inner?: CallCount[];
}

/** Counts calls by name; shared by all simulators. */
export class CallLog {
  #outer = new Map<string, CallCount>();
  #inner = new Map<string, CallCount>();

  count(name: string, cost?: number): void {
    add(this.#outer, name, cost);
  }
  countInner(name: string): void {
    add(this.#inner, name);
  }
  reset(): void {
    this.#outer.clear();
    this.#inner.clear();
  }
  read(): Calls {
    const operations = [...this.#outer.values()];
    return { total: operations.reduce((sum, one) => sum + one.count, 0), operations, inner: [...this.#inner.values()] };
  }
}

function add(counts: Map<string, CallCount>, name: string, cost?: number): void {
  const entry = counts.get(name) ?? { name, count: 0 };
  entry.count += 1;
  if (cost !== undefined) entry.cost = (entry.cost ?? 0) + cost;
  counts.set(name, entry);
}

export interface PlacedOrder {
  /** The channel's immutable id as text. */
  ref: string;
  /** The number that the shop shows its buyer. */
  number: string;
  /** Decimal text. */
  total: string;
  currency: string;
  shape: string;
}

export interface PlaceOrders {
  count: number;
  seed: number;
  /** One of `shapes()`; undefined = a realistic mixture. */
  shape?: string;
  ratePerSecond?: number;
  /** Share of deliveries that come twice, 0 to 1. */
  duplicates?: number;
  /** Share of deliveries that come late and out of order, 0 to 1. */
  reorder?: number;
}

export interface OrderAtShop {
  ref: string;
  number: string;
  status: string;
  total: string;
  currency: string;
  fulfilments: { trackingNumber?: string; carrier?: string; lines: { lineId: string; sku: string; quantity: number }[] }[];
  refunds: { amount: string }[];
}

/** A storefront simulator: the vendor's API on `url`, and what the control interface asks of it. */
export interface Storefront extends Part {
  shapes(): { name: string; title: string; says: string }[];
  /** Makes realistic orders and delivers them the way this channel does. Resolves when the orders exist; deliveries go on. */
  place(orders: PlaceOrders): Promise<PlacedOrder[]>;
  /** Holds exactly this vendor document as an order and notifies. @throws WrongCall when it is no order. */
  put(document: unknown): Promise<{ ref: string; number: string }>;
  /**
   * A person acts at the storefront: `edit`, `cancel`, `refund`, `return`, `pay`; where there are fulfilment orders also
   * `hold`, `release`, `move`, `split`, `third-party` and `fulfil`. @throws WrongCall for an unknown order or event.
   */
  act(ref: string, event: string, body: Record<string, unknown>): Promise<unknown>;
  order(ref: string): OrderAtShop | undefined;
  /** What it would sell now, over all of its locations. */
  stock(sku: string): { sku: string; available: number } | undefined;
  /** What it asks for one now, in the shop's own currency; decimal texts. */
  price?(sku: string): { sku: string; price: string; compareAt?: string } | undefined;
  /** Stock and price of everything that it sells, where that is little enough to be listed at once. */
  articles?(): { sku: string; title?: string; status?: string; available?: number; price?: string; compareAt?: string }[];
  /** Adds plain articles with the SKUs `<prefix>000001` and so on. */
  seedArticles?(count: number, prefix: string): void;
  calls(): Calls;
  resetCalls(): void;
  /** Deliveries that are under way or waiting to be retried. */
  pendingDeliveries(): number;
  /** When a delivery last failed for good (epoch ms): only a poll can find what it was about. */
  lostDeliveryAt?(): number | undefined;
}

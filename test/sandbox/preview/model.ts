/** What the preview's server tells its page. Amounts are texts with their currency; times are ISO 8601 in UTC. */

/** Whether such an order goes straight through, waits or is left out by rule, or stops until a person acts. */
export type Course = 'through' | 'waits' | 'stops';

export interface ShapeView {
  name: string;
  title: string;
  says: string;
  course: Course;
}

export interface StoreView {
  id: string;
  channel: string;
  name: string;
  legalEntity: string;
  shapes: ShapeView[];
}

export interface OrderView {
  /** Key of its status row. */
  key: string;
  /** `order` or `delivery`: a delivery that could not be read. */
  kind: string;
  store: string;
  ref: string;
  number: string;
  state: string;
  reason: string;
  shopTotal?: string;
  dynamicsTotal?: string;
  totalsAgree: boolean;
  /** By how much the two totals differ, without sign. */
  difference?: string;
  company?: string;
  document?: string;
  receivedAt?: string;
  /** From the arrival to the sales order. */
  tookS?: number;
  at: string;
  nextTryAt?: string;
  problems: ProblemView[];
}

/** The three sentences of an open exception, and who must act. */
export interface ProblemView {
  title: string;
  meaning: string;
  advice: string;
  team: string;
  code: string;
}

export interface CauseView extends ProblemView {
  cause: string;
  /** The SKU to be linked to an item, where that is what is missing. */
  link?: { store: string; sku: string };
  orders: number;
  /** What waits, one text per currency. */
  money: string[];
  oldest: string;
}

export interface QueueView {
  name: string;
  active: number;
  scheduled: number;
  deadLetter: number;
}

export interface SwitchView {
  name: string;
  title: string;
  says: string;
  /** Shown only on request. */
  rare: boolean;
  on: boolean;
}

/** An item that can be sold as it is. */
export interface ItemView {
  number: string;
  name: string;
}

export interface Overview {
  at: string;
  stores: StoreView[];
  orders: OrderView[];
  orderCount: number;
  syncedCount: number;
  causes: CauseView[];
  /** Documents with an open exception, each counted once. */
  held: { orders: number; money: string[] };
  queues: QueueView[];
  switches: SwitchView[];
  /** What could not be read just now, in sentences; what is shown of it is older. */
  trouble: string[];
}

export interface OrderDetail {
  timeline: { at: string; title: string; text: string }[];
  /** Read from Finance & SCM itself, not from what the product says about it. */
  salesOrder?: {
    number: string;
    company: string;
    customer: string;
    total: string;
    lines: { item: string; quantity: string; amount: string }[];
  };
  trouble?: string;
}

export interface Placed {
  orders: { ref: string; number: string; total: string; currency: string }[];
}

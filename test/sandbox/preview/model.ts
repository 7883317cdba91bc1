/** What the preview's server tells its page. Amounts are texts with their currency; times are ISO 8601 in UTC. */

export interface ShapeView {
  name: string;
  title: string;
  says: string;
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
  store: string;
  ref: string;
  number: string;
  state: string;
  reason: string;
  shopTotal?: string;
  dynamicsTotal?: string;
  totalsAgree: boolean;
  company?: string;
  document?: string;
  receivedAt?: string;
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
  on: boolean;
}

export interface Overview {
  at: string;
  stores: StoreView[];
  orders: OrderView[];
  orderCount: number;
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

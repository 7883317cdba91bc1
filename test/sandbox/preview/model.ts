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
  /** Of its status row; undefined for what is not there yet. */
  id?: string;
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
  /** What became of it in Dynamics after that, as far as the shop has heard. */
  progress?: ProgressView;
  at: string;
  nextTryAt?: string;
  problems: ProblemView[];
}

/** `telling`: the shop is about to hear of it. `stopped`: it waits for a person. `left-out`: by rule, the shop is not told. */
export type Stage = 'telling' | 'left-out' | 'part-shipped' | 'shipped' | 'invoiced' | 'cancelled' | 'stopped';

export interface ProgressView {
  stage: Stage;
  /** Carrier and tracking number, or what else there is to say; may be empty. */
  text: string;
}

/** The three sentences of an open exception, and who must act. */
export interface ProblemView {
  title: string;
  meaning: string;
  advice: string;
  team: string;
  code: string;
}

/** A change of price that somebody has to look at. */
export interface HeldPrice {
  before: string;
  after: string;
  /** `+120 %`. */
  change: string;
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

export interface Overview {
  at: string;
  stores: StoreView[];
  orders: OrderView[];
  orderCount: number;
  syncedCount: number;
  /** Orders and articles with an open exception, each counted once. */
  held: { orders: number; articles: number; money: string[] };
  queues: QueueView[];
  switches: SwitchView[];
  /** What could not be read just now, in sentences; what is shown of it is older. */
  trouble: string[];
}

export interface OrderDetail {
  /** Read from Finance & SCM itself, not from what the product says about it. */
  salesOrder?: SalesOrderView;
  /** Read from the shop itself. */
  shopOrder?: ShopOrderView;
  trouble?: string;
}

export interface SalesOrderView {
  number: string;
  company: string;
  customer: string;
  total: string;
  /** In words: `Open`, `Shipped in part`, … */
  state: string;
  lines: SalesLineView[];
  slips: { id: string; at: string; carrier: string; tracking: string[]; lines: { item: string; quantity: string }[] }[];
  invoices: { number: string; total: string }[];
  acts: ActView[];
}

/** Quantities are decimal texts. */
export interface SalesLineView {
  lot: string;
  item: string;
  ordered: string;
  shipped: string;
  /** What can still be shipped. */
  left: string;
  /** Freight and the like: it never ships. */
  service: boolean;
  amount: string;
}

export type Act = 'ship' | 'invoice' | 'cancel' | 'cancel-packing-slip';

/** What a person in Dynamics could do now. */
export interface ActView {
  act: Act;
  /** The packing slip that it is about. */
  slip?: string;
  /** Why it makes no sense now, in a sentence; undefined when it does. */
  whyNot?: string;
}

export interface ShopOrderView {
  status: string;
  total: string;
  fulfilments: { tracking: string; carrier: string; lines: { sku: string; quantity: string }[] }[];
  refunds: string[];
}

/** What one shop sells, in Dynamics and in the shop. */
export interface Shelf {
  at: string;
  store: string;
  currency: string;
  /** Where Dynamics keeps what is typed in. */
  warehouse: string;
  articles: ArticleView[];
  /** What could not be read just now, in a sentence. */
  trouble?: string;
}

export interface ArticleView {
  sku: string;
  item: string;
  name: string;
  /** Undefined for what is not kept in stock. Decimal texts. */
  onHand?: string;
  /** In the other warehouses that the shop sells from, where something lies there. */
  elsewhere?: string;
  /** In open orders. */
  promised?: string;
  price?: string;
  /** Other SKUs that have the same price because they are variants of one item. */
  sharesPriceWith: number;
  shopStock?: string;
  shopPrice?: string;
  stockMark: Agreement;
  /** How many fewer the shop sells because orders that wait were promised them. */
  keptBack?: string;
  priceMark: Agreement;
  held?: HeldPrice;
}

/** `stopped`: an exception is open. `unknown`: one of the two does not say. `changed-there`: somebody changed it in the shop itself. */
export type Agreement = 'agrees' | 'on-its-way' | 'changed-there' | 'kept-back' | 'held' | 'stopped' | 'unknown';

export interface Placed {
  orders: { ref: string; number: string; total: string; currency: string }[];
}

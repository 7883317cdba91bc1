import { DocumentFile, Documents } from '../../documents.ts';
import { Articles } from './articles.ts';
import { type OrderDocument, type Row, rowsOf, siteMoment } from './order-document.ts';
import type { ProductRecord } from './product-record.ts';

export type WebhookStatus = 'active' | 'paused' | 'disabled';

export interface WebhookRecord {
  id: number;
  name: string;
  status: WebhookStatus;
  topic: string;
  delivery_url: string;
  secret: string;
  failures: number;
  date_created: string;
  date_created_gmt: string;
  date_modified: string | null;
  date_modified_gmt: string | null;
}

export interface RefundRecord extends Row {
  id: number;
  parent_id: number;
  amount: string;
  line_items: Row[];
}

export interface NoteRecord extends Row {
  id: number;
  order: string;
}

export interface CustomerRecord extends Row {
  id: number;
  email: string;
}

/** How a change is told: tests of the product ask for deliveries that come twice or late. */
export interface Telling {
  duplicate?: boolean;
  lateMs?: number;
}

/** Called for each change that WooCommerce would put into its queue of webhook deliveries. */
export type Announce = (topic: string, resourceId: string, telling?: Telling) => void;

export const statuses = [
  'auto-draft',
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'checkout-draft',
];

/** Orders that have reduced stock carry this on their lines, as in WooCommerce. */
const reducedMark = '_reduced_stock';
const reducesStock = ['processing', 'completed', 'on-hold'];
const restoresStock = ['cancelled', 'pending', 'failed', 'trash'];

/** Everything the shop keeps, and the changes that WooCommerce itself would make along with a change. */
export class Shop {
  readonly orders: Documents<OrderDocument>;
  readonly webhooks: Documents<WebhookRecord>;
  readonly refunds: Documents<RefundRecord>;
  readonly notes: Documents<NoteRecord>;
  readonly customers: Documents<CustomerRecord>;
  readonly articles: Articles;
  readonly #counters: Documents<number>;
  /** The status an order had before it went into the trash. */
  readonly #beforeTrash: Documents<string>;
  /** Statuses that plug-ins registered: those that orders were put with. */
  readonly pluginStatuses = new Set<string>();
  announce: Announce = () => {};

  constructor(file: DocumentFile) {
    this.orders = new Documents(file, 'orders');
    this.webhooks = new Documents(file, 'webhooks');
    this.refunds = new Documents(file, 'refunds');
    this.notes = new Documents(file, 'notes');
    this.customers = new Documents(file, 'customers');
    this.articles = new Articles(file);
    this.#counters = new Documents(file, 'counters');
    this.#beforeTrash = new Documents(file, 'before-trash');
    for (const order of this.orders.values()) this.#learnStatus(order);
  }

  /** Everything sold is forgotten. Webhooks are part of the set-up: they stay, and what had switched them off is forgiven. */
  reset(): void {
    const sold = [this.orders, this.refunds, this.notes, this.customers, this.#counters, this.#beforeTrash];
    const nextWebhook = this.#counters.get('webhook');
    for (const part of sold) part.clear();
    if (nextWebhook !== undefined) this.#counters.put('webhook', nextWebhook);
    for (const hook of this.webhooks.values()) this.webhooks.put(String(hook.id), { ...hook, failures: 0, status: 'active' });
    this.pluginStatuses.clear();
    this.articles.reset();
  }

  /** Orders, refunds and notes share one sequence with gaps, as rows of WordPress do. */
  nextId(sequence: 'order' | 'item' | 'webhook' | 'customer'): number {
    const start = { order: 1001, item: 1, webhook: 1, customer: 2 }[sequence];
    let id = this.#counters.get(sequence) ?? start;
    if (sequence === 'order') while (this.orders.has(String(id)) || this.refunds.has(String(id))) id += 1;
    this.#counters.put(sequence, id + 1);
    return id;
  }

  customerIdOf(email: string): number {
    const known = [...this.customers.values()].find((customer) => customer.email === email);
    if (known) return known.id;
    const id = this.nextId('customer');
    const now = siteMoment();
    this.customers.put(String(id), {
      id,
      email,
      date_created: now.local,
      date_created_gmt: now.gmt,
      date_modified: now.local,
      date_modified_gmt: now.gmt,
      role: 'customer',
      username: email.split('@')[0],
    });
    return id;
  }

  available(sku: string): number | undefined {
    const record = this.articles.withSku(sku);
    return (record && this.articles.counted(record)?.stock_quantity) ?? undefined;
  }

  setStock(sku: string, quantity: number): void {
    const record = this.articles.withSku(sku);
    const counted = record && this.articles.counted(record);
    if (!counted) return;
    this.articles.setStock(counted, quantity);
    this.announce('product.updated', String(counted.id));
  }

  /** A product as it is from now on. */
  saveProduct(record: ProductRecord, isNew = false): void {
    this.articles.put(record);
    if (isNew) this.announce('product.created', String(record.id));
    this.announce('product.updated', String(record.id));
  }

  /** A new order. `order.created` and `order.updated` both come of it, with the same body. */
  insert(order: OrderDocument, tellCreated?: Telling, tellUpdated?: Telling): void {
    this.#settleStock(order);
    this.orders.put(String(order.id), order);
    this.announce('order.created', String(order.id), tellCreated);
    this.announce('order.updated', String(order.id), tellUpdated);
  }

  /** Holds a document as it is: no stock is moved, no field is written. */
  putExactly(order: OrderDocument): void {
    const isNew = !this.orders.has(String(order.id));
    this.#learnStatus(order);
    this.orders.put(String(order.id), order);
    if (isNew) this.announce('order.created', String(order.id));
    this.announce('order.updated', String(order.id));
  }

  /** Saving is a change to WooCommerce even when nothing differs: new date, `order.updated`. */
  save(order: OrderDocument): OrderDocument {
    const now = siteMoment();
    Object.assign(order, { date_modified: now.local, date_modified_gmt: now.gmt });
    this.#settleStock(order);
    this.orders.put(String(order.id), order);
    this.announce('order.updated', String(order.id));
    return order;
  }

  setStatus(order: OrderDocument, status: string): void {
    const now = siteMoment();
    order.status = status;
    // Cash on delivery is paid at the door: the gateway moves the date of payment to completion.
    const pays = status === 'completed' || (status === 'processing' && order.payment_method !== 'cod');
    if (pays && !order.date_paid_gmt) Object.assign(order, { date_paid: now.local, date_paid_gmt: now.gmt });
    if (status === 'completed') Object.assign(order, { date_completed: now.local, date_completed_gmt: now.gmt });
    Object.assign(order, flagsOf(status, amountIsZero(order)));
  }

  trash(order: OrderDocument): void {
    this.#beforeTrash.put(String(order.id), order.status);
    this.#touch(order, 'trash');
    this.announce('order.deleted', String(order.id));
  }

  restore(order: OrderDocument): void {
    this.#touch(order, this.#beforeTrash.get(String(order.id)) ?? 'pending');
    this.#beforeTrash.delete(String(order.id));
    this.announce('order.restored', String(order.id));
  }

  /** Gone for good, with its refunds and notes. */
  remove(order: OrderDocument): void {
    const id = String(order.id);
    for (const refund of [...this.refunds.values()]) if (String(refund.parent_id) === id) this.refunds.delete(String(refund.id));
    for (const note of [...this.notes.values()]) if (note.order === id) this.notes.delete(String(note.id));
    this.orders.delete(id);
    this.announce('order.deleted', id);
  }

  #learnStatus({ status }: OrderDocument): void {
    const bare = status.replace(/^wc-/, '');
    if (!statuses.includes(bare) && bare !== 'trash') this.pluginStatuses.add(bare);
  }

  #touch(order: OrderDocument, status: string): void {
    const now = siteMoment();
    Object.assign(order, { status, date_modified: now.local, date_modified_gmt: now.gmt });
    this.#settleStock(order);
    this.orders.put(String(order.id), order);
  }

  /** Reduces stock once for an order that is to be delivered and gives it back when it is not. */
  #settleStock(order: OrderDocument): void {
    for (const line of rowsOf(order.line_items)) {
      const sku = typeof line.sku === 'string' ? line.sku : '';
      const onHand = this.available(sku);
      const meta = rowsOf(line.meta_data);
      const mark = meta.find((one) => one.key === reducedMark);
      if (onHand === undefined) continue;
      if (!mark && reducesStock.includes(order.status)) {
        const quantity = String(line.quantity);
        line.meta_data = [
          ...meta,
          { id: this.nextId('item'), key: reducedMark, value: quantity, display_key: reducedMark, display_value: quantity },
        ];
        this.setStock(sku, onHand - Number(quantity));
      } else if (mark && restoresStock.includes(order.status)) {
        line.meta_data = meta.filter((one) => one !== mark);
        this.setStock(sku, onHand + Number(mark.value));
      }
    }
  }
}

const amountIsZero = (order: OrderDocument): boolean => Number(order.total) === 0;

/** What the shop says may still happen to an order. */
export const flagsOf = (status: string, isFree: boolean) => ({
  is_editable: ['pending', 'on-hold', 'auto-draft'].includes(status),
  needs_payment: ['pending', 'failed'].includes(status) && !isFree,
  needs_processing: true,
});

export const openFile = (dataDir: string | undefined): DocumentFile => new DocumentFile(dataDir, 'woocommerce');

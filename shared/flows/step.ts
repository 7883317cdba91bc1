import type * as z from 'zod';
import type { DocumentKind, Envelope } from '../canonical/envelope.ts';
import type { Order, OrderDraft } from '../canonical/order.ts';
import type { ActReceipt, Shipment } from '../canonical/shipment.ts';
import type { Store } from '../canonical/store.ts';
import type { Published } from '../connectors/channel.ts';
import type { Gone } from '../connectors/connector.ts';
import type { CurrencyCode } from '../core/money.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { Wording } from '../core/wording.ts';
import type { DocumentLink, ErpItem, ErpProduct, ErpTarget, SalesOrderDocument, SalesOrderProgress } from '../d365/erp-target.ts';
import type { ArticleBook, DocumentRecord, LinkedArticle, Notebook } from '../ports.ts';
import type { Booking } from './booking.ts';
import type { MappingBook } from './mapping-book.ts';
import type { ProductLinks } from './product-links.ts';
import type { ProductTexts } from './products/draft.ts';
import type { Told } from './sentences.ts';
import type { OrderSnapshot } from './snapshot.ts';

/** Everything that a run may know. Steps declare which of it they read and which they give. */
export interface RunFacts {
  envelope: Envelope;
  store: Store;
  order: Order;
  /** When the shop was asked for the order. */
  readAt: Instant;
  record: DocumentRecord;
  customer: SalesOrderDocument['customer'];
  /** By line id. */
  items: ReadonlyMap<string, ErpItem>;
  booking: Booking;
  document: SalesOrderDocument;
  link: DocumentLink;
  /** The order as it was imported. */
  imported: ImportedOrder;
  progress: SalesOrderProgress;
  shipment: Shipment;
  receipt: ActReceipt;
  product: ErpProduct;
  /** What the mapping makes of the product. */
  texts: ProductTexts;
}

/** What is remembered of an order since its import. */
export interface ImportedOrder {
  /** The number that the shop shows its buyer. */
  number: string;
  currency: CurrencyCode;
  snapshot: OrderSnapshot;
}

export type FactName = keyof RunFacts;

export interface StepPorts {
  erp: ErpTarget;
  /** The order as the shop has it now. */
  loadOrder(): Promise<OrderDraft | Gone>;
  /** Parts of an address that a person has corrected, by the name they are kept under. */
  correction(name: string): Promise<Record<string, unknown> | undefined>;
  /** What the shop can be told. */
  publishes: Published;
  /** What is remembered of another document of the same store. */
  recall(kind: DocumentKind, externalId: string): Promise<DocumentRecord | undefined>;
  notebook: Notebook;
  /** The store's articles and their items. */
  articles: Pick<ArticleBook, 'ofItems' | 'ofVariant'>;
  /** Links articles that were made in the shop just now. */
  linkMade(articles: readonly LinkedArticle[]): Promise<void>;
  mappings: MappingBook;
  links: ProductLinks;
  clock: Clock;
  /** Kept with the document when the run ends. */
  remember(change: Partial<DocumentRecord>): void;
  /** On record before something irreversible happens. */
  rememberNow(change: Partial<DocumentRecord>): Promise<void>;
  /** Adds a line to the timeline. `told`: see `say` in `sentences.ts`. */
  tell(kind: string, told: Told): void;
}

/** Ends the run here without an error: it goes on when something else happens. */
export interface Pause {
  pause: 'waiting' | 'done' | 'cancelled';
  reason: Wording;
  /** Have another look by itself after this time. */
  againAfterMs?: number;
}

export const pause = (kind: Pause['pause'], reason: Wording, againAfterMs?: number): Pause => ({ pause: kind, reason, againAfterMs });
export const isPause = (value: object): value is Pause => 'pause' in value;

export interface Step<Reads extends FactName = FactName, Gives extends FactName = FactName, Settings = unknown> {
  name: string;
  settings: z.ZodType<Settings>;
  reads: readonly Reads[];
  gives: readonly Gives[];
  run(facts: Pick<RunFacts, Reads>, ports: StepPorts, settings: Settings): Promise<Pick<RunFacts, Gives> | Pause>;
}

/** One business verb. No try, no log, no retry: only the runner catches. Repeating it from the start must be harmless. */
export const defineStep = <Reads extends FactName, Gives extends FactName, Settings>(
  step: Step<Reads, Gives, Settings>,
): Step<Reads, Gives, Settings> => step;

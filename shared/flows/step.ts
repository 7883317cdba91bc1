import type { z } from 'zod';
import type { Envelope } from '../canonical/envelope.ts';
import type { Order } from '../canonical/order.ts';
import type { Store } from '../canonical/store.ts';
import type { Clock } from '../core/time.ts';
import type { DocumentLink, ErpItem, ErpTarget, SalesOrderDocument } from '../d365/erp-target.ts';
import type { DocumentRecord, Notebook } from '../ports.ts';
import type { Booking } from './booking.ts';
import type { MappingBook } from './mapping-book.ts';
import type { ProductLinks } from './product-links.ts';

/** Everything that a run may know. Steps declare which of it they read and which they give. */
export interface RunFacts {
  envelope: Envelope;
  store: Store;
  order: Order;
  record: DocumentRecord;
  customer: SalesOrderDocument['customer'];
  /** By line id. */
  items: ReadonlyMap<string, ErpItem>;
  booking: Booking;
  document: SalesOrderDocument;
  link: DocumentLink;
}

export type FactName = keyof RunFacts;

export interface StepPorts {
  erp: ErpTarget;
  notebook: Notebook;
  mappings: MappingBook;
  links: ProductLinks;
  clock: Clock;
  /** Kept with the document when the run ends. */
  remember(change: Partial<DocumentRecord>): void;
  /** On record before something irreversible happens. */
  rememberNow(change: Partial<DocumentRecord>): Promise<void>;
  /** Adds a line to the timeline. */
  tell(kind: string, title: string, text?: string): void;
}

/** Ends the run here without an error: it goes on when something else happens. */
export interface Pause {
  pause: 'waiting' | 'done';
  reason: string;
}

export const pause = (kind: Pause['pause'], reason: string): Pause => ({ pause: kind, reason });
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

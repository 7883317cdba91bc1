import * as z from 'zod';
import { ChannelId, ExternalId, LegalEntityId, StoreId } from '../core/ids.ts';
import { Instant } from '../core/time.ts';

export const documentKinds = [
  'order',
  'customer',
  'product',
  'shipment',
  'stock',
  'price',
  'invoice',
  'cancellation',
  'refund',
  'return',
  'settlement',
  'delivery',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What goes from Dynamics to the shop; everything else comes in. */
const outboundKinds: readonly DocumentKind[] = ['shipment', 'invoice', 'cancellation', 'stock', 'price', 'product'];
export const isOutbound = (kind: DocumentKind): boolean => outboundKinds.includes(kind);

/** "Something about this document changed": all that a delivery or a poll says. Never carries the document itself. */
export interface Notice {
  kind: DocumentKind;
  externalId: ExternalId;
  /** Two notices with the same key are the same event (duplicate detection of the queue). */
  key: string;
  /** When it happened at the channel, if it says so. */
  occurredAt?: Instant;
  /** The channel's own word for it, for the timeline. */
  topic: string;
}

/** A request as it arrived, before anybody looked into it. Header names in lower case. */
export interface RawRequest {
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What travels through the queues: a notice and the way it came. JSON, at most a few hundred bytes, no personal data. */
export const Envelope = z.object({
  schema: z.literal(1),
  store: StoreId,
  channel: ChannelId,
  kind: z.enum(documentKinds),
  externalId: ExternalId,
  key: z.string().min(1),
  topic: z.string(),
  via: z.enum(['webhook', 'poll', 'event', 'timer', 'resubmit', 'dead-letter']),
  /** The channel's order that this is about, for what happens to an order in Dynamics. */
  order: ExternalId.optional(),
  /** Where the document is in Dynamics. */
  source: z.object({ company: LegalEntityId, salesOrder: z.string(), document: z.string().default('') }).optional(),
  occurredAt: Instant.optional(),
  receivedAt: Instant,
  /** 0 for the first try; each re-scheduled try adds one. */
  attempt: z.number().int().min(0).default(0),
  /** Times the document was found being worked on elsewhere; does not use up attempts. */
  waits: z.number().int().min(0).default(0),
  /** A resubmit that a person asked for lets the order pass the hold rules. */
  released: z.boolean().default(false),
  /** Set when a change of configuration is why this runs: an older snapshot must not decide it again. */
  needsConfigurationOf: Instant.optional(),
  /** Where work in several parts goes on. */
  after: z.string().optional(),
  /** Claim check: where the delivered body is kept, when it could not be read. */
  bodyRef: z.string().optional(),
  problem: z.string().optional(),
});
export type Envelope = z.output<typeof Envelope>;

/** One session per order, or per document that belongs to none: what happens to one order happens in order, different orders side by side. */
export const sessionOf = ({ store, kind, externalId, order }: Pick<Envelope, 'store' | 'kind' | 'externalId' | 'order'>): string =>
  (order ? `${store}|order|${order}` : `${store}|${kind}|${externalId}`).slice(0, 128);

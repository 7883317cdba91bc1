import { z } from 'zod';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import { Instant } from '../core/time.ts';

export const documentKinds = [
  'order',
  'customer',
  'product',
  'shipment',
  'stock',
  'price',
  'invoice',
  'refund',
  'return',
  'settlement',
  'delivery',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

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
  via: z.enum(['webhook', 'poll', 'resubmit', 'dead-letter']),
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
  /** Claim check: where the delivered body is kept, when it could not be read. */
  bodyRef: z.string().optional(),
  problem: z.string().optional(),
  traceparent: z.string().optional(),
});
export type Envelope = z.output<typeof Envelope>;

/** One session per document: what happens to one order happens in order, different orders side by side. */
export const sessionOf = (envelope: Pick<Envelope, 'store' | 'kind' | 'externalId'>): string =>
  `${envelope.store}|${envelope.kind}|${envelope.externalId}`.slice(0, 128);

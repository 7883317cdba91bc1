import * as z from 'zod';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import { CurrencyCode, DecimalText } from '../core/money.ts';
import { Instant } from '../core/time.ts';
import { documentKinds } from './envelope.ts';

export const syncStates = ['Received', 'Working', 'Synced', 'Waiting', 'Held', 'Skipped', 'Cancelled'] as const;
export type SyncState = (typeof syncStates)[number];

/** What the English texts beside it say in other languages: by the language's number in Dynamics, then by the text's name. */
const Texts = z.record(z.string(), z.record(z.string(), z.string()));

/** One line of a document's timeline. Texts are for people and hold no personal data. */
export const TimelineEvent = z.object({
  kind: z.string(),
  title: z.string(),
  text: z.string().optional(),
  texts: Texts.optional(),
  at: Instant,
});
export type TimelineEvent = z.output<typeof TimelineEvent>;

/** A problem that waits for a person. */
export const ExceptionNote = z.object({
  code: z.string(),
  /** The same for everything that one fix sets free. */
  cause: z.string(),
  title: z.string(),
  meaning: z.string(),
  advice: z.string(),
  texts: Texts.optional(),
  team: z.string(),
  detail: z.custom<Json>(() => true).optional(),
});
export type ExceptionNote = z.output<typeof ExceptionNote>;

/** What a run has to say about one document: becomes a status row, timeline rows and exception rows. Travels through the `status` queue. */
export const StatusUpdate = z.object({
  schema: z.literal(1),
  store: StoreId,
  channel: ChannelId,
  kind: z.enum(documentKinds),
  externalId: ExternalId,
  at: Instant,
  state: z.enum(syncStates),
  /** One sentence: why it is in this state. */
  reason: z.string().default(''),
  texts: Texts.optional(),
  number: z.string().optional(),
  /** The channel's order that the document belongs to: its timeline is where the events are shown. */
  order: ExternalId.optional(),
  company: z.string().optional(),
  document: z.string().optional(),
  customer: z.string().optional(),
  channelTotal: DecimalText.optional(),
  erpTotal: DecimalText.optional(),
  currency: CurrencyCode.optional(),
  rulesVersion: z.number().int().optional(),
  attempt: z.number().int().default(0),
  nextTryAt: Instant.optional(),
  receivedAt: Instant.optional(),
  /** When it was first in Dynamics. */
  syncedAt: Instant.optional(),
  operationId: z.string().default(''),
  adminUrl: z.string().optional(),
  events: z.array(TimelineEvent).default([]),
  /** Problems that are open now. */
  exceptions: z.array(ExceptionNote).default([]),
  /** Problems of earlier runs that are gone. */
  resolved: z.array(z.object({ code: z.string(), cause: z.string(), because: z.string() })).default([]),
});
export type StatusUpdate = z.output<typeof StatusUpdate>;

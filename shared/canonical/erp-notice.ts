import * as z from 'zod';
import { LegalEntityId } from '../core/ids.ts';
import { Instant } from '../core/time.ts';

/** What happened to one order in Dynamics. Whoever tells it, only which document is believed; the order is read anew. */
const AboutOrder = z.object({
  about: z.enum(['shipment', 'invoice', 'cancellation']),
  salesOrder: z.string().min(1),
  /** Packing slip or invoice, where it is known. */
  document: z.string().default(''),
});

/** Items whose stock, price or description may be another one now. */
const AboutItems = z.object({ about: z.enum(['stock', 'price', 'product']), items: z.array(z.string().min(1)).min(1).max(1000) });

/**
 * "Something about this changed in Dynamics": a business event, a data event or a row found by looking, all in one form. Travels through the
 * queue `d365-events`. Two notices with the same key are the same event.
 */
export const ErpNotice = z.intersection(
  z.object({
    schema: z.literal(1),
    company: LegalEntityId,
    key: z.string().min(1),
    /** The source's own word for it. */
    topic: z.string(),
    via: z.enum(['event', 'poll']),
    occurredAt: Instant.optional(),
    seenAt: Instant,
    attempt: z.number().int().min(0).default(0),
  }),
  z.discriminatedUnion('about', [AboutOrder, AboutItems]),
);
export type ErpNotice = z.output<typeof ErpNotice>;
export type OrderNotice = Extract<ErpNotice, { salesOrder: string }>;
export type ItemNotice = Extract<ErpNotice, { items: string[] }>;

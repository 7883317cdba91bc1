import * as z from 'zod';
import { documentKinds } from '../canonical/envelope.ts';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';

/** A document that waits for a cause to go away, and all that is needed to run it again. */
export const Waiter = z.object({
  store: StoreId,
  channel: ChannelId,
  kind: z.enum(documentKinds),
  externalId: ExternalId,
  order: ExternalId.optional(),
});
export type Waiter = z.output<typeof Waiter>;

/** Which documents wait for a cause. */
export const waitingPage = (cause: string): string => `waiting|${cause}`;

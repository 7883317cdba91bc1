import * as z from 'zod';
import { documentKinds, sessionOf } from '../canonical/envelope.ts';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import { type Clock, type Instant, instant, isAfter } from '../core/time.ts';
import type { Notebook } from '../ports.ts';

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

/** Notes that this document waits for the cause. */
export const joinWaiting = (cause: string, document: Waiter, notebook: Pick<Notebook, 'write'>): Promise<void> =>
  notebook.write(waitingPage(cause), sessionOf(document), JSON.stringify(Waiter.parse(document)));

const freed = { page: 'freed', key: 'last' };

/** Causes have gone away, as everybody sees who reads the configuration from now on. To be said before those who wait are called. */
export const noteFreed = (notebook: Pick<Notebook, 'write'>, clock: Clock): Promise<void> =>
  notebook.write(freed.page, freed.key, clock.now());

/** When causes went away that who has read the configuration at `readAt` does not know of: those who wait were called before it joined them. */
export async function freedSince(readAt: Instant | undefined, notebook: Pick<Notebook, 'read'>): Promise<Instant | undefined> {
  const at = await notebook.read(freed.page, freed.key);
  return at && readAt && !isAfter(readAt, instant(at)) ? instant(at) : undefined;
}

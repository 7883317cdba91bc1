import { Envelope } from '../canonical/envelope.ts';
import { StatusUpdate } from '../canonical/status.ts';
import { IntegrationError, titleOf } from '../core/errors.ts';
import { shortHash } from '../core/hash.ts';
import type { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import { masked } from '../core/log.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { DocumentRecords, StatusQueue } from '../ports.ts';
import { lineOf, reasonColumns, toNote } from './outcome.ts';
import { say } from './sentences.ts';

export interface SweepPorts {
  records: DocumentRecords;
  status: StatusQueue;
  clock: Clock;
}

/** Makes an exception row of a dead letter and notes it with the document, so that a later success closes it. */
export async function sweepDeadLetter(
  message: unknown,
  reason: string,
  operationId: string,
  { records, status, clock }: SweepPorts,
): Promise<void> {
  const update = deadLetterUpdate(message, reason, { at: clock.now(), operationId });
  const lease = await records.take(update);
  await status.send([update]);
  if ('heldUntil' in lease) return;
  const open = update.exceptions.map(({ code, cause }) => ({ code, cause }));
  await lease.release({ ...lease.record, open: [...(lease.record.open ?? []), ...open] });
}

/** What a person reads about a message that the queue gave up on. Anything may be in it, even what is no envelope at all. */
export function deadLetterUpdate(
  message: unknown,
  reason: string,
  { at, operationId }: { at: Instant; operationId: string },
): StatusUpdate {
  const parsed = Envelope.safeParse(message);
  const status = StatusUpdate.safeParse(message);
  const named = parsed.success ? parsed.data : status.success ? status.data : undefined;
  const document = {
    store: named?.store ?? ('unknown' as StoreId),
    channel: named?.channel ?? ('unknown' as ChannelId),
    kind: named?.kind ?? ('delivery' as const),
    externalId: named?.externalId ?? (shortHash(JSON.stringify(message) ?? '') as ExternalId),
  };
  const error = new IntegrationError('DEAD_LETTER', { facts: { problem: masked(reason) } });
  return StatusUpdate.parse({
    schema: 1,
    ...document,
    at,
    state: 'Held',
    ...reasonColumns(titleOf(error)),
    operationId,
    exceptions: [toNote(error, document)],
    events: [lineOf('held', say.ended('Held', titleOf(error)), at)],
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Envelope } from '../canonical/envelope.ts';
import { StatusUpdate } from '../canonical/status.ts';
import { IntegrationError, titleOf } from '../core/errors.ts';
import { shortHash } from '../core/hash.ts';
import type { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import { type Log, masked } from '../core/log.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { DocumentName, DocumentRecords, Lease, StatusQueue } from '../ports.ts';
import { lineOf, reasonColumns, toNote } from './outcome.ts';
import { patiently } from './patiently.ts';
import { say } from './sentences.ts';

export interface SweepPorts {
  records: DocumentRecords;
  status: StatusQueue;
  clock: Clock;
}

const mostLooks = 30;
const lookAgainMs = 500;

/**
 * Makes an exception row of a dead letter and notes it with the document, so that a later success closes it.
 * @throws Error when somebody works on the document for long: the message stays where it is
 */
export async function sweepDeadLetter(
  message: unknown,
  reason: string,
  { records, status, clock }: SweepPorts,
  { log, operationId }: { log: Log; operationId: string },
): Promise<void> {
  const update = deadLetterUpdate(message, reason, { at: clock.now(), operationId });
  const open = update.exceptions.map(({ code, cause }) => ({ code, cause }));
  await patiently(async () => {
    const lease = await takeSoon(update, records);
    await status.send([update]);
    await lease.release({ ...lease.record, open: [...(lease.record.open ?? []), ...open] });
  }, log);
}

/** Who died over a document still has its lease for some seconds. */
async function takeSoon(name: DocumentName, records: DocumentRecords): Promise<Lease> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const lease = await records.take(name);
    if (!('heldUntil' in lease)) return lease;
    await sleep(lookAgainMs);
  }
  throw new Error('the document is being worked on');
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
  const error = new IntegrationError('DEAD_LETTER', { facts: { problem: masked(reason).replace(/\.+$/, '') } });
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

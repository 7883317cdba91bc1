import { StatusUpdate } from '../canonical/status.ts';
import type { Log } from '../core/log.ts';
import type { Clock } from '../core/time.ts';
import type { Dataverse } from '../d365/dataverse/rows.ts';
import { toRows } from '../d365/dataverse/status-rows.ts';
import { deadLetterUpdate } from './dead-letters.ts';
import { patiently } from './patiently.ts';

export interface ProjectPorts {
  dataverse: Pick<Dataverse, 'upsert'>;
  /** Where people open documents, if the installation has it. */
  financeScmUrl?: string;
  clock: Clock;
}

/** Writes what people see of documents, many updates at a time. */
export async function projectStatus(
  messages: readonly unknown[],
  { dataverse, financeScmUrl, clock }: ProjectPorts,
  { log, operationId }: { log: Log; operationId: string },
): Promise<void> {
  // One that cannot be read would take the other five hundred of its batch into the dead letters.
  const updates = messages.map((message) => {
    const read = StatusUpdate.safeParse(message);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const problem = `it is no status: ${issue?.path.join('.')} ${issue?.message}`;
    log.error('status unreadable', { problem });
    return deadLetterUpdate(message, problem, { at: clock.now(), operationId });
  });
  const refused = await patiently(() => dataverse.upsert(toRows(updates, { financeScmUrl })), log);
  for (const { set, key, problem } of refused) log.error('row refused by Dataverse', { set, key, problem });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { IntegrationError } from '../../core/errors.ts';
import type { DocumentName, DocumentRecord, DocumentRecords } from '../../ports.ts';

const tries = 60;
const pauseMs = 250;

/** Changes what we remember of a document, between two runs of it. @throws IntegrationError DOCUMENT_BUSY when it is worked on all the time */
export async function changeRecord(
  name: DocumentName,
  records: DocumentRecords,
  change: (record: DocumentRecord) => DocumentRecord,
): Promise<DocumentRecord> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const lease = await records.take(name);
    if (!('heldUntil' in lease)) {
      const changed = change(lease.record);
      await lease.release(changed);
      return changed;
    }
    await sleep(pauseMs);
  }
  throw new IntegrationError('DOCUMENT_BUSY', { facts: { document: name.externalId } });
}

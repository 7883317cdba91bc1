import type { StatusUpdate } from '../../canonical/status.ts';
import type { Store } from '../../canonical/store.ts';
import { type IntegrationError, titleOf } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import type { Instant } from '../../core/time.ts';
import type { Wording } from '../../core/wording.ts';
import { lineOf, reasonColumns, toNote } from '../outcome.ts';
import { say } from '../sentences.ts';
import type { WantedLine } from './aspect.ts';
import { lineId, type Quarantined } from './quarantine.ts';

export interface ReportedRun {
  kind: 'stock' | 'price';
  store: Store;
  at: Instant;
  attempt: number;
  operationId: string;
}

/** A line that waits for a person. */
export function heldUpdate(line: WantedLine<unknown>, error: IntegrationError, run: ReportedRun): StatusUpdate {
  const update = lineUpdate(line, run);
  return {
    ...update,
    state: 'Held',
    ...reasonColumns(titleOf(error)),
    exceptions: [toNote(error, update)],
    events: [lineOf('held', say.ended('Held', titleOf(error)), run.at)],
  };
}

/** What held a line is over. */
export function releasedUpdate(line: WantedLine<unknown>, { code, cause }: Quarantined, because: Wording, run: ReportedRun): StatusUpdate {
  return { ...lineUpdate(line, run), state: 'Synced', ...reasonColumns(because), resolved: [{ code, cause, because: because.en }] };
}

function lineUpdate(line: WantedLine<unknown>, run: ReportedRun): StatusUpdate {
  return { ...runUpdate(run, lineId(line)), number: line.article.article.sku || undefined, document: line.article.item };
}

/** A row without anything to say yet; `all` stands for the store's articles together. */
export const runUpdate = ({ kind, store, at, attempt, operationId }: ReportedRun, externalId = 'all'): StatusUpdate => ({
  schema: 1,
  store: store.id,
  channel: store.channel,
  kind,
  externalId: externalId as ExternalId,
  at,
  state: 'Synced',
  reason: '',
  company: store.legalEntity,
  attempt,
  operationId,
  events: [],
  exceptions: [],
  resolved: [],
});

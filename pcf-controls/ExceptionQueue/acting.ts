import { chunks } from '../../shared/core/lists.ts';
import type { Asking } from './asking.ts';
import { documentsOf, type QueueAction } from './fixes.ts';
import type { ExceptionRow } from './rows.ts';

const mostAtOnce = 1000;

interface How {
  /** Set when the rows are all that wait for one cause. */
  cause: string | undefined;
  /** Names the rows in a few words. */
  about: string;
  /** What the action needs besides. */
  body: object;
  asking: Pick<Asking, 'act'>;
}

/** Asks for an action on rows: by their cause, or by naming each. */
export function actOn(action: QueueAction, rows: readonly ExceptionRow[], { cause, about, body, asking }: How): void {
  const [first] = rows;
  if (!first) return;
  const { store } = first;
  if (action === 'ask-approval') return asking.act(action, documentTarget(first), { exception: first.key, ...body }, about);
  if (cause !== undefined) return asking.act(action, { store, cause }, body, about);
  if (action !== 'resubmit')
    return chunks(rows, mostAtOnce).forEach((some) =>
      asking.act(action, { store }, { exceptions: some.map(({ key }) => key), ...body }, about),
    );
  const documents = documentsOf(rows);
  if (documents.length === 1) return asking.act(action, documentTarget(first), body, about);
  chunks(documents, mostAtOnce).forEach((some) => asking.act(action, { store }, { documents: some, ...body }, about));
}

export const documentTarget = ({ store, kind, externalId }: ExceptionRow) => ({ store, kind, externalId });

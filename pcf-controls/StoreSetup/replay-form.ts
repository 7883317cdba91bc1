import type { SyncState } from '../../shared/canonical/status.ts';

/** Kinds of documents that have a status, and so can be run again. */
export const replayKinds = ['order', 'shipment', 'invoice', 'cancellation', 'refund', 'return', 'product'] as const;
export const replayStates: readonly SyncState[] = ['Received', 'Working', 'Synced', 'Waiting', 'Held', 'Skipped', 'Cancelled'];

/** What somebody has put in. Moments as a field has them: `2026-11-21T14:05`, in their own time. */
export interface ReplayForm {
  from: string;
  to: string;
  kind: string;
  /** None: all. */
  states: readonly SyncState[];
  lookAgain: boolean;
}

/** Shops are asked in turn for orders alone; nothing else can be asked for again. */
export const canLookAgain = ({ kind }: ReplayForm): boolean => kind === 'order';

/** The body of the command; the key of a sentence when something is missing or wrong. */
export function replayBody(
  form: ReplayForm,
  instant: (local: string) => string | undefined,
): { body: Readonly<Record<string, unknown>> } | { fault: 'Replay_Missing' | 'Replay_Order' } {
  const [from, to] = [instant(form.from), instant(form.to)];
  if (!from || !to) return { fault: 'Replay_Missing' };
  if (Date.parse(to) <= Date.parse(from)) return { fault: 'Replay_Order' };
  const { kind, states } = form;
  return { body: { from, to, kind, ...(states.length > 0 ? { states } : {}), lookAgain: canLookAgain(form) && form.lookAgain } };
}

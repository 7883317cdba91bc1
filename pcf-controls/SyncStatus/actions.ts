import type { CommandKind } from '../../shared/canonical/command.ts';
import type { AskedApproval, DocumentStatus, OpenProblem } from './rows.ts';

/** What somebody may ask for on an order. */
export interface OfferedAction {
  kind: Extract<CommandKind, 'resubmit' | 'hold' | 'release' | 'ask-approval'>;
  /** What the person has to write for it. */
  needs?: 'reason' | 'comment';
  /** The problem that it is about. */
  problem?: OpenProblem;
}

const held = new Set(['ORDER_HELD_BY_PERSON', 'ORDER_HELD_BY_RULE']);
/** What finance can accept. */
const approvable = new Set(['TOTALS_DIFFER', 'ERP_TOTAL_DIFFERS']);

/** What makes sense with this document as it is, the most likely first. Who may do it is another question. */
export function actionsFor(status: DocumentStatus, problems: readonly OpenProblem[], approvals: readonly AskedApproval[]): OfferedAction[] {
  const { state, kind, document } = status;
  const actions: OfferedAction[] = [];
  const waitsForFinance = (problem: OpenProblem) =>
    approvals.some((asked) => asked.state === 'Requested' && asked.exceptionKey === problem.key);
  if (problems.some(({ code }) => held.has(code))) actions.push({ kind: 'release' });
  for (const problem of problems) {
    if (approvable.has(problem.code) && !waitsForFinance(problem)) actions.push({ kind: 'ask-approval', needs: 'comment', problem });
  }
  if (problems.length > 0 || state === 'Held' || state === 'Waiting' || state === 'Skipped') actions.push({ kind: 'resubmit' });
  const canWait = state === 'Received' || state === 'Working' || state === 'Waiting' || state === 'Held';
  if (kind === 'order' && document === '' && canWait && !problems.some(({ code }) => code === 'ORDER_HELD_BY_PERSON')) {
    actions.push({ kind: 'hold', needs: 'reason' });
  }
  return actions;
}

import { commandStates } from '../../canonical/command.ts';

/** Choice values of the solution: the publisher's option value prefix, then the position. */
const first = 727_000_000;

const valuesOf = <const Labels extends readonly string[]>(labels: Labels) =>
  Object.fromEntries(labels.map((label, index) => [label, first + index])) as Record<Labels[number], number>;

export const syncState = valuesOf(['Received', 'Working', 'Synced', 'Waiting', 'Held', 'Skipped', 'Cancelled']);
export const exceptionState = valuesOf(['Open', 'Resolved', 'Dismissed']);
export const commandState = valuesOf(commandStates);
export const approvalState = valuesOf(['Requested', 'Approved', 'Rejected', 'Withdrawn', 'Expired']);
export const auditOutcome = valuesOf(['Done', 'Refused']);
export const alertSeverity = valuesOf(['Information', 'Warning', 'Critical']);
export const mappingState = valuesOf(['Draft', 'Published', 'Retired']);

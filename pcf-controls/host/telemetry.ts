/** The event of the page that controls raise and the telemetry library listens to; without that library nobody does. */
export const telemetryEvent = 'cmc:telemetry';

export const controlNames = ['SyncStatus', 'ExceptionQueue', 'ApprovalInbox', 'MappingEditor', 'Monitor', 'StoreSetup'] as const;
export type ControlName = (typeof controlNames)[number];

/** What happened in a control: no text that people or shops have written, ever. */
export interface TelemetryDetail {
  /** `shown`: first content stands there. `action`: a command has its answer. `failed`: an error was caught. */
  event: 'shown' | 'action' | 'failed';
  control: ControlName;
  /** From the control's beginning, or from the request, in milliseconds. */
  durationMs?: number;
  /** Kind of the command of an `action`. */
  action?: string;
  /** State the command ended in. */
  outcome?: string;
  /** Name of the error or kind of the failure, never its message. */
  failure?: string;
  /** `cmc_operationid` of the command row: finds what the server did for it. */
  operationId?: string;
}

/** Tells whoever listens. Never throws. */
export function raiseTelemetry(detail: TelemetryDetail): void {
  try {
    window.dispatchEvent(new CustomEvent(telemetryEvent, { detail }));
  } catch {
    // A host without custom events has no telemetry.
  }
}

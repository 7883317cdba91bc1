/** What the supervisor and its worker processes say to each other over the IPC channel. */

export interface FunctionSummary {
  name: string;
  type: string;
  /** HTTP: the route with its prefix. */
  route?: string;
}

export type Outcome = 'running' | 'success' | 'failure' | 'timeout' | 'lost';

export interface InvocationLog {
  id: string;
  function: string;
  type: string;
  worker: number;
  operationId: string;
  traceParent: string;
  /** What set it off, in a line: `POST /api/x`, the message id, the due time. */
  cause: string;
  startedOn: string;
  durationMs?: number;
  /** `lost`: its worker died before it ended. */
  outcome: Outcome;
  error?: string;
  /** What the function logged, the first lines only. */
  lines: { level: string; text: string }[];
}

export interface TimerStatus {
  last: string;
  next: string;
  lastUpdated: string;
}

export interface WorkerOptions {
  index: number;
  appDir: string;
  functionKeys: Record<string, string>;
  masterKey?: string;
}

export type ToWorker =
  | { kind: 'start'; options: WorkerOptions }
  | { kind: 'connection'; id: number }
  | { kind: 'own-timers'; statuses: Record<string, TimerStatus> }
  | { kind: 'run-timer'; name: string; request: number }
  | { kind: 'memory'; request: number };

export type FromWorker =
  | { kind: 'ready'; functions: FunctionSummary[]; functionTimeoutMs?: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'began'; invocation: InvocationLog }
  | { kind: 'ended'; invocation: InvocationLog }
  | { kind: 'line'; line: string }
  | { kind: 'timer-status'; name: string; status: TimerStatus }
  | { kind: 'took'; id: number }
  | { kind: 'ask-timer'; name: string }
  | { kind: 'answer'; request: number; value?: number; error?: string };

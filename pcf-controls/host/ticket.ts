import type { CommandKind } from '../../shared/canonical/command.ts';

/** What a person, or a control for them, asks the Function app to do: one row of `cmc_command`. */
export interface Command {
  kind: CommandKind;
  store?: string;
  /** `order`, `product`, … */
  documentType?: string;
  externalId?: string;
  /** All that waits for this cause instead of one document. */
  causeKey?: string;
  /** See `commandTable` for what each kind wants here. */
  body?: Readonly<Record<string, unknown>>;
  /** What the row is called in lists; the kind when absent. */
  name?: string;
  /** So long it can be taken back: the server starts it only then. 0 when absent. */
  undoSeconds?: number;
  /** So long it is worth doing; 60 when absent. Questions that somebody waits for take 2. */
  lifeMinutes?: number;
}

/**
 * `sending` → `undoable` (until `undoUntil`) → `sent` → `working` → one of the ends: `done` (see `answer`), `refused`, `withdrawn`,
 * `expired` (the server came to it too late), `unanswered` (nobody came), `failed` (the row could not be made).
 */
export type Phase = 'sending' | 'undoable' | 'sent' | 'working' | 'done' | 'refused' | 'withdrawn' | 'expired' | 'unanswered' | 'failed';

export interface TicketState {
  phase: Phase;
  /** A sentence for the person. */
  says: string;
  /** What the server answered, parsed; undefined when it did not, or not readably. */
  answer?: unknown;
  /** Epoch milliseconds. */
  sentAt: number;
  /** Epoch milliseconds; while `undoable`. */
  undoUntil?: number;
  /** For telemetry and support. */
  operationId?: string;
}

/** A command that was asked for, and how far it is. */
export interface Ticket {
  /** Its idempotency key. */
  readonly key: string;
  readonly command: Command;
  /** How far it is now; another object after every change. */
  state(): TicketState;
  /** Told after every change. Gives back how to stop. */
  subscribe(listener: (state: TicketState) => void): () => void;
  /** Takes it back while it is `undoable`; says so when it had already started. */
  withdraw(): Promise<void>;
  /** How it ended; never rejects. */
  readonly settled: Promise<TicketState>;
}

const ends: readonly Phase[] = ['done', 'refused', 'withdrawn', 'expired', 'unanswered', 'failed'];

export const hasEnded = ({ phase }: TicketState): boolean => ends.includes(phase);

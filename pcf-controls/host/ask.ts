import { type CommandState, commandLifeMinutes, commandStates } from '../../shared/canonical/command.ts';
import { textOf } from '../../shared/core/json.ts';
import { cellsOf } from '../rows/cells.ts';
import { failureOf } from './failure.ts';
import { newGuid } from './guid.ts';
import { inOwnLanguage, inOwnWords } from './own-words.ts';
import type { Found, Poller } from './poller.ts';
import { quoted, type Row, type Rows } from './rows.ts';
import { type ControlName, raiseTelemetry } from './telemetry.ts';
import type { Text } from './text.ts';
import { type Command, hasEnded, type Phase, type Ticket, type TicketState } from './ticket.ts';

interface Means {
  control: ControlName;
  rows: Rows;
  poller: Poller;
  text: Text;
  /** BCP 47. */
  language: string;
  online(): boolean;
}

export const commandTableName = 'cmc_command';
const firstChoice = 727_000_000;
export const commandStateValue = (state: CommandState): number => firstChoice + commandStates.indexOf(state);

const looked = ['cmc_state', 'cmc_result', 'cmc_texts', 'cmc_answer', 'cmc_operationid', 'createdon'];
const followedAfter = [1000, 2000, 4000, 8000];
/** The server answers a command that it comes to too late; only then nobody is there. */
const graceMs = 15_000;

/** Gives the function that asks. `serverAhead` is kept between commands: the undo window is the server's clock, not this machine's. */
export function createAsk(means: Means): (command: Command) => Ticket {
  const clock = { serverAhead: 0 };
  return (command) => ask(command, means, clock);
}

function ask(command: Command, { control, rows, poller, text, language, online }: Means, clock: { serverAhead: number }): Ticket {
  const key = newGuid();
  const sentAt = Date.now();
  const undoMs = (command.undoSeconds ?? 0) * 1000;
  const lifeMs = (command.lifeMinutes ?? commandLifeMinutes) * 60_000;
  const listeners = new Set<(state: TicketState) => void>();
  let state: TicketState = { phase: 'sending', says: text('Host_sending'), sentAt };
  let id: string | undefined;
  let end: (state: TicketState) => void = () => {};
  const settled = new Promise<TicketState>((resolve) => {
    end = resolve;
  });

  function become(phase: Phase, says: string, more: Partial<TicketState> = {}): void {
    state = { phase, says, sentAt, ...more };
    for (const listener of [...listeners]) listener(state);
    if (!hasEnded(state)) return;
    end(state);
    const { operationId } = state;
    raiseTelemetry({
      event: 'action',
      control,
      action: command.kind,
      outcome: outcomeOf(phase),
      durationMs: Date.now() - sentAt,
      operationId,
    });
  }

  async function look(): Promise<Found> {
    if (hasEnded(state) || !id) return 'stop';
    const before = state.phase;
    // A look that fails is as good as none; the next one may succeed.
    const row = await rows.one(commandTableName, id, looked).catch(() => undefined);
    if (row) take(row);
    if (!hasEnded(state) && Date.now() > sentAt + undoMs + lifeMs + graceMs) {
      become('unanswered', text('Host_unanswered', { minutes: lifeMs / 60_000 }));
    }
    if (hasEnded(state)) return 'stop';
    return state.phase === before ? 'same' : 'changed';
  }

  function take(row: Row): void {
    const { text: cell, moment, json } = cellsOf((column) => row[column]);
    const created = moment('createdon');
    if (created !== undefined) clock.serverAhead = aheadOf(created, sentAt);
    const phase = phaseOf(row.cmc_state);
    if (phase === 'sent' && state.undoUntil && Date.now() < state.undoUntil) return;
    const says = inOwnWords(json('cmc_texts'), language, 'result') || cell('cmc_result') || text(`Host_${phase}`);
    const answer = inOwnLanguage(json('cmc_answer'), language);
    if (phase !== state.phase || says !== state.says) become(phase, says, { answer, operationId: cell('cmc_operationid') });
  }

  async function send(): Promise<void> {
    const row = rowOf(command, key, {
      startsAt: sentAt + undoMs + clock.serverAhead,
      expiresAt: sentAt + undoMs + lifeMs + clock.serverAhead,
    });
    try {
      id = await created(rows, row, key);
    } catch (error) {
      const { kind, detail } = failureOf(error, online());
      const sentence = kind === 'offline' ? 'Host_failedOffline' : kind === 'no-rights' ? 'Host_failedRights' : 'Host_failed';
      raiseTelemetry({ event: 'failed', control, action: command.kind, failure: kind });
      return become('failed', text(sentence, { detail }));
    }
    if (undoMs > 0) become('undoable', text('Host_undoable', { seconds: undoMs / 1000 }), { undoUntil: sentAt + undoMs });
    else become('sent', text('Host_sent'));
    poller.follow(look, [undoMs + 1000, ...followedAfter.slice(undoMs > 0 ? 0 : 1)]);
  }

  async function withdraw(): Promise<void> {
    await sending;
    if (!id || hasEnded(state)) return;
    try {
      await rows.update(commandTableName, id, { cmc_state: commandStateValue('Withdrawn') });
      become('withdrawn', text('Host_withdrawn'));
    } catch {
      become('sent', text('Host_notWithdrawn'));
    }
  }

  const sending = send();
  return {
    key,
    command,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    withdraw,
    settled,
  };
}

/** A call that broke off may have made the row all the same: the key tells. */
async function created(rows: Rows, row: Row, key: string): Promise<string> {
  try {
    return await rows.create(commandTableName, row);
  } catch (error) {
    const there = await rows
      .first(commandTableName, { select: ['cmc_commandid'], filter: `cmc_key eq ${quoted(key)}` })
      .catch(() => undefined);
    if (!there) throw error;
    return textOf(there.cmc_commandid);
  }
}

function rowOf(command: Command, key: string, { startsAt, expiresAt }: { startsAt: number; expiresAt: number }): Row {
  return {
    cmc_key: key,
    cmc_name: (command.name || command.kind).slice(0, 100),
    cmc_kind: command.kind,
    cmc_store: command.store ?? '',
    cmc_documenttype: command.documentType ?? '',
    cmc_externalid: command.externalId ?? '',
    cmc_causekey: command.causeKey ?? '',
    cmc_body: JSON.stringify(command.body ?? {}),
    cmc_state: commandStateValue('Requested'),
    cmc_startson: new Date(startsAt).toISOString(),
    cmc_expireson: new Date(expiresAt).toISOString(),
  };
}

const phases: Record<CommandState, Phase> = {
  Requested: 'sent',
  Working: 'working',
  Done: 'done',
  Refused: 'refused',
  Withdrawn: 'withdrawn',
  Expired: 'expired',
};

const outcomeOf = (phase: Phase): CommandState | undefined => commandStates.find((state) => phases[state] === phase);

function phaseOf(value: unknown): Phase {
  const state = commandStates[Number(textOf(value)) - firstChoice];
  return state ? phases[state] : 'sent';
}

/** Dataverse rounds to whole seconds, and the way there takes a moment: less than that is no difference. */
function aheadOf(created: number, sentAt: number): number {
  const ahead = created - sentAt;
  return Math.abs(ahead) < 3000 ? 0 : ahead;
}

import type { Envelope } from '../canonical/envelope.ts';
import type { Order } from '../canonical/order.ts';
import type { ExceptionNote, StatusUpdate, SyncState, TimelineEvent } from '../canonical/status.ts';
import type { Store } from '../canonical/store.ts';
import { explainError, factOf, IntegrationError, SeveralErrors, titleOf } from '../core/errors.ts';
import { rowKey } from '../core/hash.ts';
import type { Json } from '../core/json.ts';
import { masked } from '../core/log.ts';
import { type DecimalText, parseDecimal } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { eachText, inOneText, type Texts, textsOf, type Wording, wording } from '../core/wording.ts';
import type { DocumentRecord } from '../ports.ts';
import { reasons, type Told } from './sentences.ts';
import type { ImportedOrder, Pause } from './step.ts';

/** How a run ended. */
export interface FlowOutcome {
  state: SyncState;
  reason: Wording;
  exceptions: ExceptionNote[];
  /** Set when the run is to be repeated by itself. */
  retryAfterMs?: number;
  retries: boolean;
  /** Set when there is to be another look although nothing is wrong. */
  againAfterMs?: number;
  /** What it waits for, without anything being wrong: it is run again when that goes away. */
  waitsFor?: string;
}

const stateOfPause = { done: 'Synced', waiting: 'Waiting', cancelled: 'Cancelled' } as const;

export const synced = (reason: Wording): FlowOutcome => ({ state: 'Synced', reason, exceptions: [], retries: false });
export const paused = ({ pause, reason, againAfterMs }: Pause): FlowOutcome => ({
  ...synced(reason),
  state: stateOfPause[pause],
  againAfterMs,
});

/** Work on the store is stopped. */
export const storePaused = ({ id, paused }: Pick<Store, 'id' | 'paused'>): FlowOutcome => ({
  ...synced(reasons.storePaused(paused)),
  state: 'Waiting',
  waitsFor: pauseCause(id),
});

/** What all documents of a stopped store wait for. */
export const pauseCause = (store: string): string => rowKey('STORE_PAUSED', store);

/** What an error means for the document. @throws what is not an IntegrationError: that is a bug, and the queue's business */
export function outcomeOf(error: unknown, envelope: Envelope, attemptsLeft: boolean): FlowOutcome {
  const errors = error instanceof SeveralErrors ? error.errors : error instanceof IntegrationError ? [error] : undefined;
  const [first] = errors ?? [];
  if (!errors || !first) throw error;
  const { disposition } = first;
  if (disposition === 'skip')
    return {
      state: first.code === 'CANCELLED_BEFORE_IMPORT' ? 'Cancelled' : 'Skipped',
      reason: sentencesOf(first),
      exceptions: [],
      retries: false,
    };
  if (disposition === 'retry' && attemptsLeft)
    return { state: 'Waiting', reason: sentencesOf(first), exceptions: [], retries: true, retryAfterMs: first.details.retryAfterMs };
  if (disposition === 'retry')
    return held(
      [
        new IntegrationError('GAVE_UP', {
          facts: { problem: titleOf(first), attempts: envelope.attempt + 1 },
          cause: rowKey('GAVE_UP', factOf(first, 'remote') ?? first.code),
          from: first,
        }),
      ],
      envelope,
    );
  return held(errors, envelope);
}

/** Title, meaning and advice as one text. */
export const sentencesOf = (error: IntegrationError): Wording => {
  const { title, meaning, advice } = explainedIn(error);
  return inOneText([title, meaning, advice]);
};

/** The three sentences, each in both languages. */
function explainedIn(error: IntegrationError): Record<'title' | 'meaning' | 'advice', Wording> {
  const [en, de] = [explainError(error), explainError(error, 'de')];
  return {
    title: wording(en.title, de.title),
    meaning: wording(en.meaning, de.meaning),
    advice: wording(en.advice, de.advice),
  };
}

function held(errors: readonly IntegrationError[], envelope: Envelope): FlowOutcome {
  return {
    state: 'Held',
    reason: inOneText(errors.map(titleOf)),
    exceptions: errors.map((error) => toNote(error, envelope)),
    retries: false,
  };
}

export function toNote(error: IntegrationError, envelope: Pick<Envelope, 'store' | 'kind' | 'externalId'>): ExceptionNote {
  const { title, meaning, advice } = explainedIn(error);
  const [maskedTitle, maskedMeaning] = [eachText(title, masked), eachText(meaning, masked)];
  const { team } = explainError(error);
  const cause = error.details.cause ?? rowKey(error.code, envelope.store, envelope.kind, envelope.externalId);
  return {
    code: error.code,
    cause,
    title: maskedTitle.en,
    meaning: maskedMeaning.en,
    advice: advice.en,
    texts: textsOf({ title: maskedTitle, meaning: maskedMeaning, advice }),
    // What a shop has against a product is mended where products are looked after.
    team: error.code === 'CHANNEL_REFUSED' && envelope.kind === 'product' ? 'catalogue' : team,
    detail: error.details.detail as Json | undefined,
  };
}

export interface UpdateParts {
  envelope: Envelope;
  at: Instant;
  operationId: string;
  outcome: FlowOutcome;
  record: DocumentRecord;
  events: TimelineEvent[];
  order?: Order;
  /** The order that the document belongs to, where it is not the order itself. */
  imported?: ImportedOrder;
  rulesVersion?: number;
  nextTryAt?: Instant;
}

/** A line of the timeline, in both languages. */
export const lineOf = (kind: string, { title, text }: Told, at: Instant): TimelineEvent => ({
  kind,
  title: title.en,
  text: text?.en,
  texts: textsOf({ title, text }),
  at,
});

/** The reason of a status row, in both languages. */
export const reasonColumns = (reason: Wording): { reason: string; texts: Texts } => ({ reason: reason.en, texts: textsOf({ reason }) });

/** Everything the status row, the timeline and the exception rows need to know about this run. */
export function toStatusUpdate({
  envelope,
  at,
  operationId,
  outcome,
  record,
  events,
  order,
  imported,
  rulesVersion,
  nextTryAt,
}: UpdateParts): StatusUpdate {
  const open = new Set(outcome.exceptions.map(({ code, cause }) => `${code} ${cause}`));
  return {
    schema: 1,
    store: envelope.store,
    channel: envelope.channel,
    kind: envelope.kind,
    externalId: envelope.externalId,
    at,
    state: outcome.state,
    ...reasonColumns(outcome.reason),
    number: order?.number ?? imported?.number ?? record.number,
    order: envelope.order ?? record.order,
    company: record.link?.company,
    document: record.link?.number,
    customer: record.link?.customer,
    channelTotal: order?.total,
    erpTotal: record.link?.total === undefined ? undefined : (parseDecimal(record.link.total) as DecimalText),
    currency: order?.currency,
    rulesVersion,
    attempt: envelope.attempt,
    nextTryAt,
    receivedAt: record.firstReceivedAt ?? envelope.receivedAt,
    syncedAt: envelope.kind === 'order' ? record.syncedAt : undefined,
    operationId,
    adminUrl: order?.adminUrl,
    events,
    exceptions: outcome.exceptions,
    resolved: outcome.retries
      ? []
      : (record.open ?? [])
          .filter(({ code, cause }) => !open.has(`${code} ${cause}`))
          .map((gone) => ({ ...gone, because: because(outcome) })),
  };
}

/** Why a problem of what now went through is resolved. */
export const wentThrough = 'It went through.';

const because = ({ state, reason }: FlowOutcome): string =>
  state === 'Synced' ? wentThrough : state === 'Held' ? 'This problem is gone; another one is open.' : reason.en;

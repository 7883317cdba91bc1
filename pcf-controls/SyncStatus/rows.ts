import type { SyncState } from '../../shared/canonical/status.ts';
import { textOf } from '../../shared/core/json.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { safeUrl } from '../host/links.ts';
import { inOwnWords } from '../host/own-words.ts';
import type { Row } from '../host/rows.ts';
import { cellsOf } from '../rows/cells.ts';
import { compare, minus } from '../rows/decimals.ts';

/** A document of a shop, as its row of `cmc_syncstatus` says. Moments are epoch milliseconds, absent when the row has none. */
export interface DocumentStatus {
  key: string;
  number: string;
  store: string;
  kind: string;
  externalId: string;
  /** Undefined when the row says something that we do not know. */
  state?: SyncState;
  reason: string;
  attempt: number;
  nextTryAt?: number;
  /** When something was last heard of it. */
  at?: number;
  company: string;
  /** Its number in Dynamics. */
  document: string;
  shopTotal?: DecimalText;
  erpTotal?: DecimalText;
  currency: string;
  operationId: string;
  parentKey: string;
  shopUrl?: string;
  erpUrl?: string;
}

export const statusColumns = [
  'cmc_key',
  'cmc_name',
  'cmc_store',
  'cmc_documenttype',
  'cmc_externalid',
  'cmc_externalnumber',
  'cmc_state',
  'cmc_reason',
  'cmc_texts',
  'cmc_attempt',
  'cmc_nexttryon',
  'cmc_lasteventon',
  'cmc_erpcompany',
  'cmc_erpdocument',
  'cmc_channeltotal',
  'cmc_erptotal',
  'cmc_currency',
  'cmc_operationid',
  'cmc_parentkey',
  'cmc_channelurl',
  'cmc_erpurl',
  'modifiedon',
];

const firstChoice = 727_000_000;
/** In the order of the choice's values. Written out, as the list's own module would bring its schemas along. */
export const statesInOrder = [
  'Received',
  'Working',
  'Synced',
  'Waiting',
  'Held',
  'Skipped',
  'Cancelled',
] as const satisfies readonly SyncState[];

/** The word of a choice column; undefined when the column holds none of these. */
export const choiceOf = <Word extends string>(words: readonly Word[], value: unknown): Word | undefined =>
  words[Number(textOf(value) || Number.NaN) - firstChoice];

/** In the reader's language (BCP 47) where the row has it; so are the others. */
export function readStatus(row: Row, language = ''): DocumentStatus {
  const { text, amount, moment, json } = cellsOf((column) => row[column]);
  return {
    key: text('cmc_key'),
    number: text('cmc_externalnumber') || text('cmc_name') || text('cmc_externalid'),
    store: text('cmc_store'),
    kind: text('cmc_documenttype'),
    externalId: text('cmc_externalid'),
    state: choiceOf(statesInOrder, row.cmc_state),
    reason: inOwnWords(json('cmc_texts'), language, 'reason') || text('cmc_reason'),
    attempt: Number(text('cmc_attempt')) || 0,
    nextTryAt: moment('cmc_nexttryon'),
    at: moment('cmc_lasteventon') ?? moment('modifiedon'),
    company: text('cmc_erpcompany').toUpperCase(),
    document: text('cmc_erpdocument'),
    shopTotal: amount('cmc_channeltotal'),
    erpTotal: amount('cmc_erptotal'),
    currency: text('cmc_currency'),
    operationId: text('cmc_operationid'),
    parentKey: text('cmc_parentkey'),
    shopUrl: safeUrl(row.cmc_channelurl),
    erpUrl: safeUrl(row.cmc_erpurl),
  };
}

/** How the two totals stand to each other. `missing`: at least one is not known yet. */
export type Agreement = { kind: 'missing' } | { kind: 'agree' } | { kind: 'differ'; by: DecimalText; dynamics: 'more' | 'less' };

/** To the last digit: what a store tolerates is the server's business. */
export function agreementOf({ shopTotal, erpTotal }: Pick<DocumentStatus, 'shopTotal' | 'erpTotal'>): Agreement {
  if (shopTotal === undefined || erpTotal === undefined) return { kind: 'missing' };
  const order = compare(erpTotal, shopTotal);
  if (order === 0) return { kind: 'agree' };
  return order > 0
    ? { kind: 'differ', by: minus(erpTotal, shopTotal), dynamics: 'more' }
    : { kind: 'differ', by: minus(shopTotal, erpTotal), dynamics: 'less' };
}

/** One line of the timeline. */
export interface HappenedEvent {
  kind: string;
  title: string;
  text: string;
  at?: number;
}

export const eventColumns = ['cmc_name', 'cmc_kind', 'cmc_text', 'cmc_texts', 'cmc_occurredon', 'cmc_key'];

/** Oldest first; at the same moment in the order in which they were written. */
export function readEvents(rows: readonly Row[], language = ''): HappenedEvent[] {
  return rows
    .map((row) => {
      const { text, moment, json } = cellsOf((column) => row[column]);
      const texts = json('cmc_texts');
      return {
        kind: text('cmc_kind'),
        title: inOwnWords(texts, language, 'title') || text('cmc_name'),
        text: inOwnWords(texts, language, 'text') || text('cmc_text'),
        at: moment('cmc_occurredon'),
        key: text('cmc_key'),
      };
    })
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.key.localeCompare(b.key, 'en', { numeric: true }))
    .map(({ key: _, ...event }) => event);
}

/** What is still to come of an order that is in Dynamics, in the order in which it comes. */
export function stillToCome(status: DocumentStatus, events: readonly HappenedEvent[]): ('shipped' | 'invoiced')[] {
  if (status.kind !== 'order' || status.state !== 'Synced' || status.document === '') return [];
  const happened = new Set(events.map(({ kind }) => kind));
  if (happened.has('cancelled')) return [];
  return (['shipped', 'invoiced'] as const).filter((kind) => !happened.has(kind));
}

/** A problem that waits for somebody. */
export interface OpenProblem {
  key: string;
  code: string;
  title: string;
  meaning: string;
  advice: string;
  team: string;
  openedAt?: number;
  /** Empty when nobody in particular. */
  assignedTo: string;
}

const shownValue = '@OData.Community.Display.V1.FormattedValue';
export const problemColumns = [
  'cmc_key',
  'cmc_code',
  'cmc_title',
  'cmc_meaning',
  'cmc_advice',
  'cmc_texts',
  'cmc_team',
  'cmc_openedon',
  '_cmc_assignedto_value',
];

export function readProblem(row: Row, language = ''): OpenProblem {
  const { text, moment, json } = cellsOf((column) => row[column]);
  const texts = json('cmc_texts');
  const says = (name: string) => inOwnWords(texts, language, name) || text(`cmc_${name}`);
  return {
    key: text('cmc_key'),
    code: text('cmc_code'),
    title: says('title'),
    meaning: says('meaning'),
    advice: says('advice'),
    team: text('cmc_team'),
    openedAt: moment('cmc_openedon'),
    assignedTo: text(`_cmc_assignedto_value${shownValue}`),
  };
}

export const approvalStates = ['Requested', 'Approved', 'Rejected', 'Withdrawn', 'Expired'] as const;

/** Something that finance was asked about this document. */
export interface AskedApproval {
  exceptionKey: string;
  state?: (typeof approvalStates)[number];
  question: string;
  askedBy: string;
  askedAt?: number;
  decidedBy: string;
  comment: string;
}

export const approvalColumns = [
  'cmc_state',
  'cmc_question',
  'cmc_texts',
  'cmc_requestedon',
  '_cmc_requestedby_value',
  '_cmc_decidedby_value',
  'cmc_decisioncomment',
  'cmc_exceptionkey',
];

export function readApproval(row: Row, language = ''): AskedApproval {
  const { text, moment, json } = cellsOf((column) => row[column]);
  return {
    exceptionKey: text('cmc_exceptionkey'),
    state: choiceOf(approvalStates, row.cmc_state),
    question: inOwnWords(json('cmc_texts'), language, 'question') || text('cmc_question'),
    askedBy: text(`_cmc_requestedby_value${shownValue}`),
    askedAt: moment('cmc_requestedon'),
    decidedBy: text(`_cmc_decidedby_value${shownValue}`),
    comment: text('cmc_decisioncomment'),
  };
}

import { textOf } from '../../shared/core/json.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { inOwnLanguage, inOwnWords } from '../host/own-words.ts';
import { cellsOf, columnsRead, type Person, recordOf, recordsOf } from '../rows/cells.ts';

/** One side of the evidence, or the other. */
export interface EvidenceSide {
  title: string;
  rows: { label: string; value: string }[];
}

/** What the question rests on; both sides stay beside each other. */
export interface Evidence {
  left?: EvidenceSide;
  right?: EvidenceSide;
  notes: string[];
}

/** Choice labels of an approval's state, in the order of their values. */
export const approvalStates = ['Requested', 'Approved', 'Rejected', 'Withdrawn', 'Expired'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** A row of `cmc_approval` as the inbox works with it. Moments are epoch milliseconds, absent when the row has none. */
export interface ApprovalRow {
  id: string;
  key: string;
  code: string;
  state: ApprovalState;
  store: string;
  kind: string;
  externalId: string;
  number: string;
  company: string;
  document: string;
  question: string;
  amount?: DecimalText;
  difference?: DecimalText;
  currency: string;
  evidence: Evidence;
  requestedBy?: Person;
  requestedAt?: number;
  requestComment: string;
  decidedBy?: Person;
  decidedAt?: number;
  decisionComment: string;
  expiresAt?: number;
}

const firstChoice = 727_000_000;

/**
 * Reads one row, whatever somebody has written into it: what cannot be read counts as absent. Question and evidence are in the reader's
 * language (BCP 47) where the row has them.
 */
export function readApproval(id: string, value: (column: string) => unknown, language = ''): ApprovalRow {
  const { text, amount, moment, person, json } = cellsOf(value);
  return {
    id,
    key: text('cmc_key'),
    code: text('cmc_kind'),
    state: approvalStates[Number(text('cmc_state') || firstChoice) - firstChoice] ?? 'Expired',
    store: text('cmc_store'),
    kind: text('cmc_documenttype'),
    externalId: text('cmc_externalid'),
    number: text('cmc_externalnumber') || text('cmc_externalid'),
    company: text('cmc_erpcompany').toUpperCase(),
    document: text('cmc_erpdocument'),
    question: inOwnWords(json('cmc_texts'), language, 'question') || text('cmc_question'),
    amount: amount('cmc_amount'),
    difference: amount('cmc_difference'),
    currency: text('cmc_currency'),
    evidence: evidenceOf(inOwnLanguage(json('cmc_evidence'), language)),
    requestedBy: person('cmc_requestedby'),
    requestedAt: moment('cmc_requestedon'),
    requestComment: text('cmc_requestcomment'),
    decidedBy: person('cmc_decidedby'),
    decidedAt: moment('cmc_decidedon'),
    decisionComment: text('cmc_decisioncomment'),
    expiresAt: moment('cmc_expireson'),
  };
}

/** The columns that it reads, whatever the view shows. */
export const approvalColumns: readonly string[] = columnsRead(readApproval);

/** What waits for an answer, longest first; what has one, newest first. */
export function sorted(rows: readonly ApprovalRow[], now: number): { waiting: ApprovalRow[]; decided: ApprovalRow[] } {
  const isWaiting = ({ state, expiresAt }: ApprovalRow) => state === 'Requested' && (expiresAt === undefined || expiresAt > now);
  return {
    waiting: rows.filter(isWaiting).sort((a, b) => (a.requestedAt ?? 0) - (b.requestedAt ?? 0)),
    decided: rows.filter((row) => !isWaiting(row)).sort((a, b) => decidedAt(b) - decidedAt(a)),
  };
}

const decidedAt = (row: ApprovalRow): number => row.decidedAt ?? row.expiresAt ?? row.requestedAt ?? 0;

function evidenceOf(value: unknown): Evidence {
  const { left, right, notes } = recordOf(value);
  return {
    left: sideOf(left),
    right: sideOf(right),
    notes: (Array.isArray(notes) ? notes : []).map(textOf).filter(Boolean),
  };
}

function sideOf(value: unknown): EvidenceSide | undefined {
  const { title, rows } = recordOf(value);
  if (!Array.isArray(rows)) return undefined;
  return {
    title: textOf(title),
    rows: recordsOf(rows).map((row) => ({ label: textOf(row.label), value: textOf(row.value) })),
  };
}

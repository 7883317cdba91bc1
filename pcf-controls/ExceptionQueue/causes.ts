import { type Amount, sums } from '../rows/amounts.ts';
import { documentOf, type ExceptionRow } from './rows.ts';

/** How much waits: documents, each counted once, and their money for each currency, largest count of documents first. */
export interface Burden {
  documents: number;
  /** What the documents are, when all are of one kind. */
  kind?: string;
  money: Amount[];
  /** Epoch milliseconds. */
  oldest?: number;
}

/** Everything that one fix sets free. */
export interface Cause extends Burden {
  cause: string;
  code: string;
  title: string;
  meaning: string;
  advice: string;
  team: string;
  /** Oldest first. */
  rows: ExceptionRow[];
}

export type Scope = 'mine' | 'team' | 'all';

/** Who looks: their id, and the teams that their roles make them part of. */
export interface Onlooker {
  id: string;
  teams: ReadonlySet<string>;
}

/** What a person sees of the queue. */
export interface Selection {
  scope: Scope;
  /** Also what is out of sight for now. */
  snoozed: boolean;
  /** Words that number, title, store or SKU must have. */
  search: string;
}

/** Open rows that the selection lets through; `snoozed` of the answer counts those that are only out of sight. */
export function chosen(
  rows: readonly ExceptionRow[],
  { scope, snoozed, search }: Selection,
  onlooker: Onlooker,
  now: number,
): { rows: ExceptionRow[]; snoozed: number } {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const inScope = rows.filter((row) => row.open && belongs(row, scope, onlooker) && says(row, words));
  const asleep = inScope.filter((row) => isSnoozed(row, now));
  return { rows: snoozed ? asleep : inScope.filter((row) => !isSnoozed(row, now)), snoozed: asleep.length };
}

export const isSnoozed = ({ snoozedUntil }: ExceptionRow, now: number): boolean => snoozedUntil !== undefined && snoozedUntil > now;

function belongs({ assignedTo, team }: ExceptionRow, scope: Scope, { id, teams }: Onlooker): boolean {
  if (scope === 'all') return true;
  const mine = assignedTo?.id === id;
  return scope === 'mine' ? mine : mine || teams.has(team);
}

function says({ title, number, store, externalId, assignedTo }: ExceptionRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const whole = `${title} ${number} ${store} ${externalId} ${assignedTo?.name ?? ''}`.toLowerCase();
  return words.every((word) => whole.includes(word));
}

/** One entry for each cause: what frees most comes first, then what waits longest. */
export function causesOf(rows: readonly ExceptionRow[]): Cause[] {
  const byCause = new Map<string, ExceptionRow[]>();
  for (const row of rows) {
    const group = byCause.get(row.cause);
    if (group) group.push(row);
    else byCause.set(row.cause, [row]);
  }
  return [...byCause].map(([cause, group]) => toCause(cause, group)).sort(byWeight);
}

function toCause(cause: string, group: ExceptionRow[]): Cause {
  const rows = group.sort((a, b) => openedAt(a) - openedAt(b) || (a.number < b.number ? -1 : 1));
  const { code, title, meaning, advice, team } = rows[0] as ExceptionRow;
  return { cause, code, title, meaning, advice, team, rows, ...burdenOf(rows) };
}

const openedAt = ({ openedAt: at }: ExceptionRow): number => at ?? Number.MAX_SAFE_INTEGER;

const byWeight = (a: Cause, b: Cause): number =>
  b.documents - a.documents ||
  (a.oldest ?? Number.MAX_SAFE_INTEGER) - (b.oldest ?? Number.MAX_SAFE_INTEGER) ||
  (a.cause < b.cause ? -1 : 1);

/** An order that waits for two reasons is one order, and its money is at risk once. */
export function burdenOf(rows: readonly ExceptionRow[]): Burden {
  const documents = new Map(rows.map((row) => [documentOf(row), row]));
  const kinds = new Set([...documents.values()].map(({ kind }) => kind));
  const moments = rows.flatMap(({ openedAt: at }) => (at === undefined ? [] : [at]));
  return {
    documents: documents.size,
    kind: kinds.size === 1 ? [...kinds][0] : undefined,
    money: sums([...documents.values()]),
    oldest: moments.length > 0 ? moments.reduce((a, b) => Math.min(a, b)) : undefined,
  };
}

import type { SeenApproval } from '../../shared/canonical/command.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { type Amount, sums } from '../rows/amounts.ts';
import { cellsOf, plainId } from '../rows/cells.ts';
import { compare, zero } from '../rows/decimals.ts';
import type { ApprovalRow } from './rows.ts';

/** What a person may approve in one go, by currency. A currency that is absent: nothing. */
export type Limits = ReadonlyMap<string, DecimalText>;

/** Why a decision cannot be made; the words for it are `Objection_<why>`. */
export type Objection =
  | { why: 'Nothing' }
  | { why: 'TooMany'; most: number }
  | { why: 'OwnRequest'; numbers: string[] }
  | { why: 'NoAmount'; numbers: string[] }
  | { why: 'NoLimit'; currency: string }
  | { why: 'OverLimit'; total: Amount; limit: Amount };

export const mostAtOnce = 100;

/** Limits of one person, from rows of `cmc_approvallimit`; of several for one currency the highest counts, as on the server. */
export function limitsOf(rows: readonly ((column: string) => unknown)[]): Map<string, DecimalText> {
  const limits = new Map<string, DecimalText>();
  for (const row of rows) {
    const { text, amount } = cellsOf(row);
    const [currency, limit] = [text('cmc_currency'), amount('cmc_limit')];
    const known = limits.get(currency);
    if (currency && limit && (known === undefined || compare(limit, known) > 0)) limits.set(currency, limit);
  }
  return limits;
}

/** The first thing that speaks against approving these; undefined when nothing does. The server looks again. */
export function objectionToApprove(rows: readonly ApprovalRow[], userId: string, limits: Limits): Objection | undefined {
  const first = objectionToDecide(rows, userId);
  if (first) return first;
  for (const total of sums(rows)) {
    const limit = limits.get(total.currency);
    if (limit === undefined) return { why: 'NoLimit', currency: total.currency };
    if (compare(total.amount, limit) > 0) return { why: 'OverLimit', total, limit: { amount: limit, currency: total.currency } };
  }
  return undefined;
}

/** The first thing that speaks against deciding these either way. */
export function objectionToDecide(rows: readonly ApprovalRow[], userId: string): Objection | undefined {
  if (rows.length === 0) return { why: 'Nothing' };
  if (rows.length > mostAtOnce) return { why: 'TooMany', most: mostAtOnce };
  const own = rows.filter(({ requestedBy }) => requestedBy?.id === plainId(userId));
  if (own.length > 0) return { why: 'OwnRequest', numbers: own.map(({ number }) => number) };
  const unclear = rows.filter(({ amount, currency }) => amount === undefined || !currency);
  return unclear.length > 0 ? { why: 'NoAmount', numbers: unclear.map(({ number }) => number) } : undefined;
}

/** The rows as this person saw them: the server refuses when they say something else by now. */
export const seen = (rows: readonly ApprovalRow[]): SeenApproval[] =>
  rows.map(({ key, amount, currency }) => ({ key, amount: amount ?? zero, currency }));

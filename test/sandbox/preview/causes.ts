import { isObject, type JsonObject, parseJson } from '../../../shared/core/json.ts';
import {
  absolute,
  compare,
  decimal,
  dividedBy,
  isZero,
  minus,
  parseDecimal,
  plus,
  rounded,
  times,
  zero,
} from '../../../shared/core/money.ts';
import { stores } from '../world.ts';
import { amount, type Row, text } from './dynamics.ts';
import type { HeldPrice, ProblemView } from './model.ts';

export const toProblem = (row: Row): ProblemView => ({
  title: text(row.cmc_title),
  meaning: text(row.cmc_meaning),
  advice: text(row.cmc_advice),
  team: text(row.cmc_team),
  code: text(row.cmc_code),
});

export const isArticle = (row: Row): boolean => ['stock', 'price', 'product'].includes(text(row.cmc_documenttype));

/** Stock, prices and products belong to articles, everything else to orders. */
export function countsOf(subjects: readonly Row[]): { orders: number; articles: number } {
  const articles = subjects.filter(isArticle).length;
  return { orders: subjects.length - articles, articles };
}

/** The price that waits to be let through, where that is what the exception is about. */
export function heldPriceOf(row: Row): HeldPrice | undefined {
  if (row.cmc_code !== 'PRICE_CHANGE_HELD') return undefined;
  const { variantId, value, before, after } = detailOf(row);
  if (!variantId || !value) return undefined;
  const currency = stores.find(({ id }) => id === row.cmc_store)?.currency;
  return {
    before: amount(before, currency) ?? '',
    after: amount(after, currency) ?? '',
    change: changeOf(text(before), text(after)),
  };
}

function detailOf(row: Row): JsonObject {
  const detail = parseJson(text(row.cmc_detail) || '{}');
  return isObject(detail) ? detail : {};
}

/** `+120 %`. */
function changeOf(before: string, after: string): string {
  const [from, to] = [parseDecimal(before), parseDecimal(after)];
  if (!from || !to || isZero(from)) return `${before} → ${after}`;
  const difference = minus(to, from);
  const sign = compare(difference, zero) < 0 ? '−' : '+';
  return `${sign}${rounded(dividedBy(times(absolute(difference), decimal(100)), from), 0)} %`;
}

/** What waits, one text per currency. */
export function sums(rows: readonly Row[]): string[] {
  const byCurrency = Map.groupBy(
    rows.filter((row) => row.cmc_amount !== null && row.cmc_amount !== undefined),
    (row) => text(row.cmc_currency),
  );
  return [...byCurrency].flatMap(([currency, members]) => {
    const total = plus(...members.map((row) => decimal(text(row.cmc_amount))));
    return amount(total, currency) ?? [];
  });
}

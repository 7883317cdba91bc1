import type { DecimalText } from '../../shared/core/money.ts';
import { plus } from './decimals.ts';

/** An amount with its currency, as a row says it. */
export interface Amount {
  amount: DecimalText;
  currency: string;
}

/** What these come to, exactly, one entry for each currency: the one that occurs most often first. */
export function sums(amounts: readonly Partial<Amount>[]): Amount[] {
  const byCurrency = new Map<string, DecimalText[]>();
  for (const { amount, currency } of amounts) {
    if (amount === undefined || !currency) continue;
    const same = byCurrency.get(currency);
    if (same) same.push(amount);
    else byCurrency.set(currency, [amount]);
  }
  return [...byCurrency]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([currency, list]) => ({ currency, amount: plus(...list) }));
}

import type { ErrorCode } from '../core/error-table.ts';
import { type CurrencyCode, compare, type DecimalText } from '../core/money.ts';
import type { DocumentRecord } from '../ports.ts';

/** Whether finance has accepted exactly this difference (the shop's amount minus the other one): another one is asked for anew. */
export const isAccepted = (
  { accepted = [] }: Pick<DocumentRecord, 'accepted'>,
  code: ErrorCode,
  difference: DecimalText,
  currency: CurrencyCode,
): boolean => accepted.some((one) => one.code === code && one.currency === currency && compare(one.difference, difference) === 0);

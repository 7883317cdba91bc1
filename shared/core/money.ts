import Big from 'big.js';
import * as z from 'zod';
import type { Brand } from './brand.ts';
import { schemaSays } from './schema-says.ts';

/**
 * Exact decimal arithmetic on text. No amount ever becomes a JavaScript number.
 * Schemas here and in `time.ts` are made inside a call marked pure, which every bundler can drop whole: a control that only calculates
 * then ships without zod (8 KB instead of 460).
 */

export type DecimalText = Brand<string, 'DecimalText'>;

const Exact = Big();
Exact.DP = 40;
Exact.RM = Big.roundHalfUp;
Exact.NE = -60;
Exact.PE = 60;

/** Reads `"12.50"`, `"-3"`, `"1e-7"`; numbers are taken by their shortest text, as vendors print them. */
export const DecimalText = /* @__PURE__ */ (() =>
  z.union([z.string(), z.number()]).transform((value, context) => {
    const parsed = parseDecimal(value);
    if (parsed === undefined) {
      context.addIssue({
        code: 'custom',
        message: `"${String(value)}" is not a decimal number`,
        params: { is: 'decimal', value: String(value) },
      });
      return z.NEVER;
    }
    return parsed;
  }))();

/** Canonical text of a decimal (no exponent, no trailing zeros), or undefined when it is none. */
export function parseDecimal(value: string | number): DecimalText | undefined {
  const text = typeof value === 'number' ? String(value) : value.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return undefined;
  return new Exact(text.replace(/^\+/, '')).toFixed() as DecimalText;
}

/** @throws TypeError when the text is no decimal: for constants and values already checked. */
export function decimal(value: string | number): DecimalText {
  const parsed = parseDecimal(value);
  if (parsed === undefined) throw new TypeError(`"${value}" is not a decimal number`);
  return parsed;
}

export const zero = decimal('0');
export const one = decimal('1');

const text = (value: Big): DecimalText => value.toFixed() as DecimalText;

export const plus = (...values: DecimalText[]): DecimalText => text(values.reduce((sum, value) => sum.plus(value), new Exact(0)));
export const minus = (a: DecimalText, b: DecimalText): DecimalText => text(new Exact(a).minus(b));
export const times = (a: DecimalText, b: DecimalText): DecimalText => text(new Exact(a).times(b));
/** @throws RangeError when `b` is zero. 40 decimals. */
export const dividedBy = (a: DecimalText, b: DecimalText): DecimalText => {
  if (isZero(b)) throw new RangeError('division by zero');
  return text(new Exact(a).div(b));
};
export const negated = (a: DecimalText): DecimalText => text(new Exact(a).times(-1));
export const absolute = (a: DecimalText): DecimalText => text(new Exact(a).abs());
export const compare = (a: DecimalText, b: DecimalText): -1 | 0 | 1 => new Exact(a).cmp(b);
export const isZero = (a: DecimalText): boolean => new Exact(a).eq(0);
export const isNegative = (a: DecimalText): boolean => new Exact(a).lt(0);
/** Half away from zero, as accountants and Dynamics 365 round. */
export const rounded = (a: DecimalText, decimals: number): DecimalText => text(new Exact(a).round(decimals, Big.roundHalfUp));
/** `"12.5"` with 2 decimals is `"12.50"`, for people and for fixed-format files. */
export const fixed = (a: DecimalText, decimals: number): string => new Exact(a).toFixed(decimals, Big.roundHalfUp);
/** Without its decimals, towards zero. */
export const wholePart = (a: DecimalText): DecimalText => text(new Exact(a).round(0, Big.roundDown));
export const decimalsOf = (a: DecimalText): number => a.split('.')[1]?.length ?? 0;

/** ISO 4217 code, upper case. */
export const CurrencyCode = /* @__PURE__ */ (() =>
  z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, schemaSays('a currency code has three letters', 'ein Währungscode hat drei Buchstaben'))
    .transform((code) => code as Brand<string, 'CurrencyCode'>))();
export type CurrencyCode = z.output<typeof CurrencyCode>;

const zeroDecimals = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const threeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** How many decimals an amount of this currency has (ISO 4217 minor unit). */
export const minorDigits = (currency: CurrencyCode): 0 | 2 | 3 => (zeroDecimals.has(currency) ? 0 : threeDecimals.has(currency) ? 3 : 2);

/** An amount with its currency. */
export const Money = /* @__PURE__ */ (() => z.object({ amount: DecimalText, currency: CurrencyCode }))();
export type Money = z.output<typeof Money>;

export const money = (amount: string | number | DecimalText, currency: CurrencyCode): Money => ({ amount: decimal(amount), currency });

/** `12.50 USD`, with the decimals that the currency has (more when the amount has more). */
export const show = ({ amount, currency }: Money): string =>
  `${fixed(amount, Math.max(minorDigits(currency), Math.min(decimalsOf(amount), 6)))} ${currency}`;

/** @throws TypeError when the currencies differ: adding dollars to euros is a bug, not an input error. */
export function addMoney(first: Money, ...rest: Money[]): Money {
  for (const other of rest) {
    if (other.currency !== first.currency) throw new TypeError(`cannot add ${other.currency} to ${first.currency}`);
  }
  return { amount: plus(first.amount, ...rest.map((one) => one.amount)), currency: first.currency };
}

/**
 * Splits `total` over `weights` in units of 10^-decimals so that the parts add up to it exactly (largest remainder; ties go to the
 * earlier part). Weights of zero get nothing unless all are zero, then the parts are as equal as can be.
 */
export function allocate(total: DecimalText, weights: readonly DecimalText[], decimals: number): DecimalText[] {
  if (weights.length === 0) return [];
  const sum = plus(...weights.map(absolute));
  const shares = isZero(sum) ? weights.map(() => one) : weights.map(absolute);
  const whole = isZero(sum) ? decimal(weights.length) : sum;
  const unit = new Exact(10).pow(-decimals);
  const sign = isNegative(total) ? -1 : 1;
  const units = new Exact(total).abs().div(unit);
  const exact = shares.map((share) => units.times(share).div(whole));
  const floors = exact.map((value) => value.round(0, Big.roundDown));
  // What the total has beyond whole units (a total with too many decimals) stays with the largest part.
  let left = units.minus(floors.reduce((a, b) => a.plus(b), new Exact(0)));
  const order = exact
    .map((value, index) => ({ index, remainder: value.minus(floors[index] as Big) }))
    .sort((a, b) => b.remainder.cmp(a.remainder) || a.index - b.index);
  for (const { index } of order) {
    if (left.lt(1)) break;
    floors[index] = (floors[index] as Big).plus(1);
    left = left.minus(1);
  }
  const first = order[0];
  if (first && !left.eq(0)) floors[first.index] = (floors[first.index] as Big).plus(left);
  return floors.map((value) => text(value.times(unit).times(sign)));
}

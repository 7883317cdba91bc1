import type { DecimalText } from '../../shared/core/money.ts';

/**
 * Exact arithmetic on decimal texts in whole units of their smallest decimal. The same as `shared/core/money.ts` for what lists need
 * (a test holds them to each other), without a library that would be a tenth of a control.
 */

const form = /^([+-]?)(\d*)\.?(\d*)$/;

/** Canonical text of a decimal (no trailing zeros), or undefined when it is none. */
export function parseDecimal(value: string): DecimalText | undefined {
  const [, sign, whole = '', decimals = ''] = form.exec(value.trim()) ?? [];
  if (sign === undefined || whole + decimals === '') return undefined;
  return textOf(BigInt(`${whole}${decimals}`) * (sign === '-' ? -1n : 1n), decimals.length);
}

export const zero = '0' as DecimalText;

export const decimalsOf = (value: DecimalText): number => value.split('.')[1]?.length ?? 0;

export function plus(...values: readonly DecimalText[]): DecimalText {
  const decimals = values.reduce((most, value) => Math.max(most, decimalsOf(value)), 0);
  return textOf(
    values.reduce((sum, value) => sum + unitsOf(value, decimals), 0n),
    decimals,
  );
}

export function minus(a: DecimalText, b: DecimalText): DecimalText {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b));
  return textOf(unitsOf(a, decimals) - unitsOf(b, decimals), decimals);
}

export function compare(a: DecimalText, b: DecimalText): -1 | 0 | 1 {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b));
  const [left, right] = [unitsOf(a, decimals), unitsOf(b, decimals)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function unitsOf(value: DecimalText, decimals: number): bigint {
  const [whole = '', part = ''] = value.split('.');
  return BigInt(whole + part.padEnd(decimals, '0'));
}

function textOf(units: bigint, decimals: number): DecimalText {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${part && `.${part}`}` as DecimalText;
}

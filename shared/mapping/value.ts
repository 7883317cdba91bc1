import type { Json } from '../core/json.ts';
import { type DecimalText, parseDecimal } from '../core/money.ts';

/** Nothing, blank text, and lists of nothing. False and 0 are values. */
export function isEmpty(value: Json | undefined): value is undefined | null {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.every(isEmpty);
}

/** A single value as text; undefined for lists and objects. Numbers come without exponent. */
export function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return parseDecimal(value) ?? String(value);
  return typeof value === 'boolean' ? String(value) : undefined;
}

/** The texts of a value or of a list of values, empty ones left out; undefined when there is an object inside. */
export function textsOf(value: Json | undefined): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.filter((entry) => !isEmpty(entry)).map(textOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

export const decimalOf = (value: Json | undefined): DecimalText | undefined =>
  typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : undefined;

/** At most `length` UTF-16 units, as Dynamics counts, and never half a character. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  return text.slice(0, half ? length - 1 : length).trimEnd();
}

/** Plain JSON, as it travels. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/**
 * Parses JSON without losing digits: a number that a double cannot hold exactly comes back as its own text,
 * every other number stays a number. @throws SyntaxError
 */
export function parseJson(text: string): Json {
  // Most texts have no number that long, and looking at every value costs many times the parsing.
  if (!longNumber.test(text)) return JSON.parse(text) as Json;
  return parseWithSource(text, (_key, value, context) => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    return holdsExactly(value, context.source) ? value : context.source;
  }) as Json;
}

const longNumber = /[\d.]{16}/;

/** A double keeps 15 significant digits; ids and amounts with more stay text. */
function holdsExactly(value: number, source: string): boolean {
  if (Number.isSafeInteger(value)) return true;
  return source.replace(/e.*$/i, '').replace(/[-+.]/g, '').replace(/^0+/, '').length <= 15;
}

/** A decimal text that `JSON.stringify` prints as a JSON number, digit by digit. */
export const jsonNumber = (decimalText: string): unknown => rawJson(decimalText);

/** The text of a single value; of anything that is no text, number or boolean: "". It never throws, whatever a stranger sent. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

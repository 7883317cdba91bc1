import Big from 'big.js';
import type { Property } from './metadata.ts';
import { wrongType } from './refusal.ts';

/** One stored field, always text in the normal form of its type. Decimals and Int64 never become doubles. */
export type Cell = string;

/** Fields by name; a field that is missing is empty. */
export type Row = Readonly<Record<string, Cell>>;

/** How this application writes "no date". */
export const noDate = '1900-01-01T12:00:00Z';
const noGuid = '00000000-0000-0000-0000-000000000000';

/** What an unset field reads as: never null. */
export function emptyOf({ type, enumeration }: Property): Cell {
  if (type === 'dateTime') return noDate;
  if (type === 'guid') return noGuid;
  if (type === 'enum') return firstMember(enumeration?.members ?? new Map());
  return type === 'string' ? '' : '0';
}

function firstMember(members: ReadonlyMap<string, number>): Cell {
  for (const [name, value] of members) if (value === 0) return name;
  return [...members.keys()][0] ?? '';
}

/** A number of a JSON text, digit by digit. */
export class NumberText {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** Parses JSON with every number kept as its own text. @throws SyntaxError */
export const parseExactly = (text: string): unknown =>
  parseWithSource(text, (_key, value, context) => (typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value));

/** Real columns hold six decimals; more are rounded away without a word. */
const storedDecimals = 6;
const mostInt32 = 2 ** 31 - 1;

/** The stored text of a value in a body. `null` empties. @throws Refusal when the JSON type is wrong */
export function toCell(property: Property, value: unknown): Cell {
  if (value === null) return emptyOf(property);
  const cell =
    value instanceof NumberText ? fromNumber(property, value.source) : typeof value === 'string' ? fromText(property, value) : undefined;
  if (cell === undefined) throw wrongType(property, value instanceof NumberText ? value.source : JSON.stringify(value));
  return cell;
}

function fromNumber({ type }: Property, source: string): Cell | undefined {
  if (type === 'decimal') return fitsDecimal(source) ? decimalText(new Big(source)) : undefined;
  if (!/^-?\d+$/.test(source)) return undefined;
  if (type === 'int64') return BigInt.asIntN(64, BigInt(source)) === BigInt(source) ? source : undefined;
  return type === 'int32' && Number(source) <= mostInt32 && Number(source) >= -mostInt32 - 1 ? String(Number(source)) : undefined;
}

/** The platform's decimal type holds 28 digits before the point at the most. */
const fitsDecimal = (source: string): boolean => new Big(source).e < 28;

const dateForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;
const guidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function fromText({ type, enumeration }: Property, text: string): Cell | undefined {
  if (type === 'string') return text;
  if (type === 'enum') return enumeration?.members.has(text) ? text : undefined;
  if (type === 'dateTime') return dateText(text);
  return type === 'guid' && guidForm.test(text) ? text.toLowerCase() : undefined;
}

/** A moment in UTC to the second; undefined when the text is no date with time and zone. */
export function dateText(text: string): Cell | undefined {
  if (!dateForm.test(text) || Number.isNaN(Date.parse(text))) return undefined;
  return secondsOnly(new Date(text));
}

export const secondsOnly = (moment: Date): Cell => moment.toISOString().replace(/\.\d+Z$/, 'Z');

/** This day, as date-only values travel: at noon UTC. */
export const noonOf = (moment: Date): Cell => `${moment.toISOString().slice(0, 10)}T12:00:00Z`;

/** Plain digits without an exponent or trailing zeros. */
export const decimalText = (amount: Big): Cell => {
  const text = amount.round(storedDecimals, Big.roundHalfUp).toFixed();
  return text === '-0' ? '0' : text;
};

/** A stored text as it goes into an answer. */
export function toJson({ type }: Property, cell: Cell): unknown {
  return type === 'decimal' || type === 'int32' || type === 'int64' ? rawJson(cell) : cell;
}

/** SQL Server compares without case and ignores trailing blanks. */
export const folded = (text: string): string => text.toLowerCase().replace(/ +$/, '');

import { type Json, type JsonObject, textOf } from '../../shared/core/json.ts';
import { parseDecimal } from '../../shared/core/money.ts';

/** How one setting is written and what it may be. */
export type Kind =
  | { kind: 'text'; max?: number; pattern?: RegExp }
  | { kind: 'address' }
  | { kind: 'zone' }
  | { kind: 'day' }
  | { kind: 'switch' }
  | { kind: 'choice'; choices: readonly string[] }
  | { kind: 'whole'; min: number; max?: number }
  | { kind: 'number'; min: number; max: number }
  /** Decimal text: an amount or a quantity. */
  | { kind: 'decimal' }
  | { kind: 'list' }
  | { kind: 'rows'; columns: readonly Column[] }
  /** An object of lists: the first column is the key. */
  | { kind: 'keyed-rows'; columns: readonly Column[] };

export interface Column {
  name: string;
  is: Kind;
  required?: boolean;
}

/** One setting of a JSON column. `path` is dotted; `fallback` is what counts when it is left empty. */
export interface SettingField {
  path: string;
  is: Kind;
  required?: boolean;
  fallback?: Json;
}

/** What is wrong with a value: a key of the resources, with what stands in the sentence. */
export interface Fault {
  key: string;
  values?: Record<string, string | number>;
}

/** Whether a value is one that the server takes; undefined when it is. */
export function faultOf({ is, required }: { is: Kind; required?: boolean }, value: Json | undefined): Fault | undefined {
  if (value === undefined || value === '' || value === null) return required ? { key: 'Wrong_missing' } : undefined;
  switch (is.kind) {
    case 'switch':
      return typeof value === 'boolean' ? undefined : { key: 'Wrong_switch' };
    case 'choice':
      return is.choices.includes(textOf(value)) ? undefined : { key: 'Wrong_choice', values: { value: textOf(value) } };
    case 'whole':
    case 'number':
      return isNumberOf(is, value) ? undefined : { key: is.max === undefined ? 'Wrong_least' : 'Wrong_between', values: rangeOf(is) };
    case 'decimal':
      return parseDecimal(textOf(value)) === undefined ? { key: 'Wrong_decimal' } : undefined;
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : { key: 'Wrong_shape' };
    case 'rows':
      return Array.isArray(value) ? faultOfRows(is.columns, value) : { key: 'Wrong_shape' };
    case 'keyed-rows':
      return typeof value === 'object' && !Array.isArray(value) ? faultOfRows(is.columns, rowsOf(is, value)) : { key: 'Wrong_shape' };
    default:
      return typeof value === 'string' ? faultOfText(is, value) : { key: 'Wrong_shape' };
  }
}

type TextKind = Extract<Kind, { kind: 'text' | 'address' | 'zone' | 'day' }>;

function faultOfText(is: TextKind, value: string): Fault | undefined {
  if (is.kind === 'address') return /^https?:\/\/[^\s/]+/.test(value) ? undefined : { key: 'Wrong_address' };
  if (is.kind === 'zone') return isZone(value) ? undefined : { key: 'Wrong_zone' };
  if (is.kind === 'day') return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? undefined : { key: 'Wrong_day' };
  if (is.max !== undefined && value.length > is.max) return { key: 'Wrong_long', values: { max: is.max } };
  return is.pattern && !is.pattern.test(value) ? { key: 'Wrong_pattern' } : undefined;
}

const isNumberOf = (is: { kind: 'whole' | 'number'; min: number; max?: number }, value: Json): boolean =>
  typeof value === 'number' && value >= is.min && value <= (is.max ?? Infinity) && (is.kind === 'number' || Number.isInteger(value));

const rangeOf = ({ min, max }: { min: number; max?: number }) => ({ min, max: max ?? '' });

function faultOfRows(columns: readonly Column[], rows: readonly Json[]): Fault | undefined {
  const broken = rows.findIndex((row) => !isRecord(row) || columns.some((column) => faultOf(column, row[column.name]) !== undefined));
  return broken < 0 ? undefined : { key: 'Wrong_row', values: { row: broken + 1 } };
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What somebody typed as the value it means; what means nothing of the kind stays as typed, for the fault to say so. */
export function typed({ kind }: Kind, text: string): Json | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (kind === 'list') return [...new Set(trimmed.split(',').map((one) => one.trim()))].filter(Boolean);
  if (kind === 'whole' || kind === 'number') return /^-?\d+([.,]\d+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : trimmed;
  if (kind === 'decimal') return /^-?\d+,\d+$/.test(trimmed) ? trimmed.replace(',', '.') : trimmed;
  return trimmed;
}

/** A value as text to change. */
export const shownText = (value: Json | undefined): string => (Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value));

/** Rows to edit; of `keyed-rows` each with its key in the first column. */
export function rowsOf({ kind, columns }: Extract<Kind, { kind: 'rows' | 'keyed-rows' }>, value: Json | undefined): JsonObject[] {
  if (kind === 'rows') return Array.isArray(value) ? value.map((row) => (isRecord(row) ? row : {})) : [];
  const key = columns[0]?.name ?? '';
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, list]) =>
    (Array.isArray(list) ? list : []).map((row) => ({ [key]: name, ...(isRecord(row) ? row : {}) })),
  );
}

/** The value that these rows make; undefined without rows. */
export function valueOfRows(
  { kind, columns }: Extract<Kind, { kind: 'rows' | 'keyed-rows' }>,
  rows: readonly JsonObject[],
): Json | undefined {
  if (rows.length === 0) return undefined;
  if (kind === 'rows') return [...rows];
  const key = columns[0]?.name ?? '';
  const lists = new Map<string, Json[]>();
  for (const { [key]: name, ...row } of rows) lists.set(textOf(name), [...(lists.get(textOf(name)) ?? []), row]);
  return Object.fromEntries(lists);
}

export const isRecord = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { Big } from 'big.js';
import { type Incoming, NumberText } from './exact-json.ts';
import { refusals } from './refusal.ts';
import type { Column, Table } from './tables.ts';

/** A stored value: decimals as text with all their digits, dates as ISO text in UTC without fractions of a second. */
export type Value = string | number | boolean | null;

export const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const edmTypes = {
  text: 'Edm.String',
  memo: 'Edm.String',
  integer: 'Edm.Int32',
  decimal: 'Edm.Decimal',
  datetime: 'Edm.DateTimeOffset',
  bit: 'Edm.Boolean',
  choice: 'Edm.Int32',
  state: 'Edm.Int32',
  status: 'Edm.Int32',
  id: 'Edm.Guid',
  lookup: 'Edm.Guid',
  version: 'Edm.Int64',
} as const;

export const edmType = (column: Column): string => edmTypes[column.type];

/** What is stored for a value that a client sends. @throws Refusal for what the column does not take */
export function toStored(table: Table, column: Column, value: Incoming): Value {
  if (value === null) return null;
  const wrong = () => refusals.wrongType(column.name, table.set, shown(value), edmType(column));
  switch (column.type) {
    case 'text':
    case 'memo':
      if (typeof value !== 'string') throw wrong();
      if (value.length > column.maxLength) throw refusals.tooLong(column.name, table.name, column.maxLength);
      return value === '' ? null : value;
    case 'bit':
      if (typeof value !== 'boolean') throw wrong();
      return value;
    case 'datetime': {
      const instant = typeof value === 'string' ? toInstant(value) : undefined;
      if (instant === undefined) throw wrong();
      if (instant < '1753-01-01') throw refusals.outOfRange(column.name, table.name);
      return instant;
    }
    case 'id':
      if (typeof value !== 'string' || !guidPattern.test(value)) throw wrong();
      return value.toLowerCase();
    case 'decimal': {
      if (!(value instanceof NumberText)) throw wrong();
      const decimal = new Big(value.text);
      if (decimal.lt(column.min) || decimal.gt(column.max)) throw refusals.outOfRange(column.name, table.name);
      return decimal.toFixed(column.accuracy, Big.roundHalfUp);
    }
    case 'integer':
    case 'choice':
    case 'state':
    case 'status': {
      if (!(value instanceof NumberText) || !/^-?\d+$/.test(value.text)) throw wrong();
      const number = Number(value.text);
      if (column.type !== 'integer' && !column.options.has(number))
        throw refusals.unknownOption(column.name, table.name, value.text, [...column.options.keys()]);
      if (number < column.min || number > column.max) throw refusals.outOfRange(column.name, table.name);
      return number;
    }
    case 'lookup':
    case 'version':
      throw refusals.directLookup();
  }
}

/** An ISO date and time with offset as UTC to the second, the way Dataverse keeps it. */
export function toInstant(text: string): string | undefined {
  const [, date, time, offset] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)(Z|[+-]\d{2}:\d{2})$/i.exec(text) ?? [];
  if (!date || !time || !offset || !isCalendarDay(date)) return undefined;
  const instant = new Date(`${date}T${time.length === 5 ? `${time}:00` : time.replace(/(\.\d{3})\d+$/, '$1')}${offset.toUpperCase()}`);
  return Number.isNaN(instant.getTime()) ? undefined : withoutFraction(instant);
}

export const withoutFraction = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`;

function isCalendarDay(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

const shown = (value: Incoming): string =>
  value instanceof NumberText ? value.text : typeof value === 'string' ? value : JSON.stringify(value);

/** Sorts before or after, as SQL Server does it: nothing first, text without regard to case. */
export function compare(column: Column, left: Value, right: Value): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  if (column.type === 'decimal') return new Big(String(left)).cmp(String(right));
  if (typeof left === 'string' && typeof right === 'string') {
    const isText = column.type === 'text' || column.type === 'memo';
    const [a, b] = isText ? [folded(left), folded(right)] : [left, right];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return Number(left) - Number(right);
}

export const folded = (text: string): string => text.toLowerCase();

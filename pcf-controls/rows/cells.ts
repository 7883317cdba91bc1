import { isObject, textOf } from '../../shared/core/json.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { parseDecimal } from './decimals.ts';

/** A system user, as a lookup names it. `id` is plain, see `plainId`. */
export interface Person {
  id: string;
  name: string;
}

/** Reads the columns of one row, whatever somebody has written into them: what cannot be read counts as absent. */
export const cellsOf = (value: (column: string) => unknown) => ({
  text: (column: string): string => textOf(value(column)),
  amount: (column: string): DecimalText | undefined => {
    const text = textOf(value(column));
    return text ? parseDecimal(text) : undefined;
  },
  /** Epoch milliseconds. */
  moment: (column: string): number | undefined => momentOf(value(column)),
  person: (column: string): Person | undefined => personOf(value(column)),
  json: (column: string): unknown => parsed(textOf(value(column))),
});

/** The columns that a reader of rows asks for. */
export function columnsRead(read: (id: string, value: (column: string) => unknown) => unknown): string[] {
  const asked = new Set<string>();
  read('', (column) => void asked.add(column));
  return [...asked];
}

/** An object as it is, anything else as an empty one. */
export const recordOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

/** The objects of a list; none when it is no list. */
export const recordsOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(recordOf) : []);

/** An id without braces, in small letters, so that two spellings of it are equal. */
export const plainId = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

function momentOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' && value ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function personOf(value: unknown): Person | undefined {
  const { id, name } = recordOf(Array.isArray(value) ? value[0] : value);
  const guid = typeof id === 'string' ? id : textOf(recordOf(id).guid);
  return guid ? { id: plainId(guid), name: textOf(name) } : undefined;
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

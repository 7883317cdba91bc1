import { refusals } from './refusal.ts';
import type { Store, StoredRow, TableRows } from './store.ts';
import type { Table } from './tables.ts';
import { guidPattern } from './values.ts';

/** Which row a key in an address names: by id, or by an alternate key. */
export type RowKey = { id: string } | { column: string; value: string };

/** `cmc_stores`, `cmc_stores(…)`, `cmc_stores/…`. */
export interface Address {
  rows: TableRows;
  key?: RowKey;
  /** What follows the set or the row, for example `$count` or a bound action. */
  rest: string[];
}

export const servicePath = '/api/data/v9.2';

/** The path after the service root. @throws Refusal for what does not exist */
export function readAddress(store: Store, path: string): Address {
  const segments = splitPath(path);
  const [first = '', ...rest] = segments;
  const [, set = '', key] = /^([^(]*)(?:\((.*)\))?$/s.exec(first) ?? [];
  const rows = store.rows(decoded(set));
  if (!rows) throw refusals.unknownSegment(decoded(set));
  return { rows, rest: rest.map(decoded), ...(key === undefined ? {} : { key: readKey(rows.table, key) }) };
}

/** Slashes inside quotes belong to a key. */
function splitPath(path: string): string[] {
  const segments: string[] = [''];
  let quoted = false;
  for (const character of path) {
    if (character === "'") quoted = !quoted;
    if (character === '/' && !quoted) segments.push('');
    else segments[segments.length - 1] += character;
  }
  return segments.filter((segment) => segment !== '');
}

const forbidden = /[/<>*%&:\\?+]/;

function readKey(table: Table, raw: string): RowKey {
  const key = decoded(raw);
  if (guidPattern.test(key)) return { id: key.toLowerCase() };
  const [, column = '', value] = /^\s*(\w+)\s*=\s*'(.*)'\s*$/s.exec(key) ?? [];
  if (value === undefined) throw refusals.notAKey(table.name);
  if (column === table.id && guidPattern.test(value)) return { id: value.toLowerCase() };
  if (!table.keys.some((one) => one.column === column)) throw refusals.notAKey(table.name);
  const bad = forbidden.exec(value)?.[0];
  if (bad) throw refusals.dangerousPath(bad);
  if (/'(?!')/.test(value.replaceAll("''", ''))) throw refusals.notAKey(table.name);
  return { column, value: value.replaceAll("''", "'") };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusals.badRequest('The request URI is not well formed.');
  }
}

export const findRow = (rows: TableRows, key: RowKey): StoredRow | undefined =>
  'id' in key ? rows.get(key.id) : rows.byKey(key.column, key.value);

/** @throws Refusal when there is no such row */
export function requireRow(rows: TableRows, key: RowKey): StoredRow {
  const row = findRow(rows, key);
  if (row) return row;
  throw 'id' in key ? refusals.noRow(rows.table.name, key.id) : refusals.noRowByKey(rows.table.name);
}

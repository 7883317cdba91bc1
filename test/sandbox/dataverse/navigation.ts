import type { Store, StoredRow, TableRows } from './store.ts';
import type { Table } from './tables.ts';

/** A way from a row to rows of another table. */
export interface Navigation {
  rows: TableRows;
  many: boolean;
  /** An intersect table lies between. */
  throughTable: boolean;
  related(row: StoredRow): StoredRow[];
}

/** The navigation property of this name, letter by letter; undefined when the table has none. */
export function navigationOf(store: Store, table: Table, name: string): Navigation | undefined {
  const lookup = [...table.columns.values()].find((column) => column.navigation === name);
  const single = lookup?.target && store.rows(lookup.target.set);
  if (lookup && single)
    return { rows: single, many: false, throughTable: false, related: (row) => found(single, [row.values[lookup.name]]) };
  const collection = table.collections?.get(name);
  const rows = collection && store.rows(collection.set);
  if (!rows) return undefined;
  if ('column' in collection) {
    const { column } = collection;
    return { rows, many: true, throughTable: false, related: (row) => [...rows.rows()].filter(({ values }) => values[column] === row.id) };
  }
  const { through, own, other } = collection;
  const joined = (row: StoredRow) => [...(store.rows(through)?.rows() ?? [])].filter(({ values }) => values[own] === row.id);
  return {
    rows,
    many: true,
    throughTable: true,
    related: (row) =>
      found(
        rows,
        joined(row).map(({ values }) => values[other]),
      ),
  };
}

const found = (rows: TableRows, ids: readonly unknown[]): StoredRow[] =>
  ids.map((id) => (typeof id === 'string' ? rows.get(id) : undefined)).filter((row) => row !== undefined);

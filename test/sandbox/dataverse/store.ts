import { DocumentFile, Documents } from '../documents.ts';
import type { Table } from './tables.ts';
import { folded, type Value } from './values.ts';

export interface StoredRow {
  id: string;
  /** Order of creation. */
  n: number;
  /** Row version: grows with every write anywhere. */
  version: number;
  values: Record<string, Value>;
}

export interface DeletedRow {
  id: string;
  version: number;
}

/** Columns by which the product and its checks look rows up. */
const indexedColumns = ['cmc_store', 'cmc_externalid', 'cmc_state', 'cmc_statuskey', 'cmc_causekey'];

/** The rows of one table with their lookups. */
export class TableRows {
  readonly table: Table;
  readonly #rows: Documents<StoredRow>;
  readonly #deleted: Documents<DeletedRow>;
  readonly #byKey: ReadonlyMap<string, Map<string, string>>;
  readonly #indexes: ReadonlyMap<string, Map<string, Set<string>>>;

  constructor(file: DocumentFile, table: Table) {
    this.table = table;
    this.#rows = new Documents(file, table.set);
    this.#deleted = new Documents(file, `${table.set}/deleted`);
    this.#byKey = new Map(table.keys.map(({ column }) => [column, new Map()]));
    this.#indexes = new Map(indexedColumns.filter((column) => table.columns.has(column)).map((column) => [column, new Map()]));
    for (const row of this.#rows.values()) this.#enter(row);
  }

  get size(): number {
    return this.#rows.size;
  }
  get(id: string): StoredRow | undefined {
    return this.#rows.get(id);
  }
  rows(): IterableIterator<StoredRow> {
    return this.#rows.values();
  }
  deleted(): IterableIterator<DeletedRow> {
    return this.#deleted.values();
  }

  byKey(column: string, value: Value): StoredRow | undefined {
    const id = this.#byKey.get(column)?.get(indexText(value));
    return id === undefined ? undefined : this.#rows.get(id);
  }

  /** Rows whose indexed column has this value, counted before they are fetched; undefined when the column has no index. */
  byColumn(column: string, value: Value): { count: number; rows: () => StoredRow[] } | undefined {
    const key = indexText(value);
    const id = this.#byKey.get(column)?.get(key);
    const ids = this.#byKey.has(column) ? new Set(id === undefined ? [] : [id]) : this.#indexes.get(column) && this.#ids(column, key);
    return ids && { count: ids.size, rows: () => [...ids].map((one) => this.#rows.get(one)).filter((row) => row !== undefined) };
  }

  #ids(column: string, key: string): ReadonlySet<string> {
    return this.#indexes.get(column)?.get(key) ?? new Set();
  }

  put(row: StoredRow): void {
    const before = this.#rows.get(row.id);
    if (before) this.#leave(before);
    this.#rows.put(row.id, row);
    this.#enter(row);
  }

  remove(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#leave(row);
    this.#rows.delete(id);
  }

  bury(deleted: DeletedRow): void {
    this.#deleted.put(deleted.id, deleted);
  }
  /** What exists again was not deleted: who follows the changes would drop it otherwise. */
  unbury(id: string): DeletedRow | undefined {
    const deleted = this.#deleted.get(id);
    this.#deleted.delete(id);
    return deleted;
  }

  clear(): void {
    this.#rows.clear();
    this.#deleted.clear();
    for (const index of this.#byKey.values()) index.clear();
    for (const index of this.#indexes.values()) index.clear();
  }

  #enter(row: StoredRow): void {
    for (const [column, index] of this.#byKey) if (row.values[column] != null) index.set(indexText(row.values[column]), row.id);
    for (const [column, index] of this.#indexes) {
      const key = indexText(row.values[column] ?? null);
      const ids = index.get(key);
      if (ids) ids.add(row.id);
      else index.set(key, new Set([row.id]));
    }
  }

  #leave(row: StoredRow): void {
    for (const [column, index] of this.#byKey) if (row.values[column] != null) index.delete(indexText(row.values[column]));
    for (const [column, index] of this.#indexes) {
      const key = indexText(row.values[column] ?? null);
      const ids = index.get(key);
      ids?.delete(row.id);
      if (ids?.size === 0) index.delete(key);
    }
  }
}

/** Text is equal without regard to case, as the database collates it. */
const indexText = (value: Value): string => (typeof value === 'string' ? `s${folded(value)}` : `v${String(value)}`);

/** All tables, one row version over all of them, and writes that happen whole or not at all. */
export class Store {
  readonly #file: DocumentFile;
  readonly #bySet: ReadonlyMap<string, TableRows>;
  readonly #epochs: Documents<{ version: number }>;
  #version = 0;
  #undo: (() => void)[] | undefined;

  constructor(tables: readonly Table[], dataDir: string | undefined) {
    this.#file = new DocumentFile(dataDir, 'dataverse');
    this.#bySet = new Map(tables.map((table) => [table.set, new TableRows(this.#file, table)]));
    this.#epochs = new Documents(this.#file, 'epochs');
    this.#version = this.begun;
    for (const rows of this.#bySet.values())
      for (const { version } of [...rows.rows(), ...rows.deleted()]) this.#version = Math.max(this.#version, version);
  }

  /** The row version at the last reset: what a client knows from before is worth nothing. */
  get begun(): number {
    return this.#epochs.get('begun')?.version ?? 0;
  }
  get version(): number {
    return this.#version;
  }
  get isEmpty(): boolean {
    return this.#version === this.begun;
  }
  rows(set: string): TableRows | undefined {
    return this.#bySet.get(set);
  }
  tables(): Table[] {
    return [...this.#bySet.values()].map((rows) => rows.table);
  }

  insert(rows: TableRows, id: string, values: Record<string, Value>): StoredRow {
    const version = ++this.#version;
    const row = { id, n: version, version, values };
    const buried = rows.unbury(id);
    rows.put(row);
    this.#undo?.push(() => {
      rows.remove(id);
      if (buried) rows.bury(buried);
    });
    return row;
  }

  update(rows: TableRows, before: StoredRow, values: Record<string, Value>): StoredRow {
    const row = { ...before, version: ++this.#version, values };
    rows.put(row);
    this.#undo?.push(() => rows.put(before));
    return row;
  }

  remove(rows: TableRows, before: StoredRow): void {
    rows.remove(before.id);
    rows.bury({ id: before.id, version: ++this.#version });
    this.#undo?.push(() => {
      rows.unbury(before.id);
      rows.put(before);
    });
  }

  /** All of the work or none of it. Inside another one it belongs to the outer. */
  atomically<R>(work: () => R): R {
    if (this.#undo) return work();
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      return this.#file.transaction(() => {
        try {
          return work();
        } catch (error) {
          // The file rolls itself back; the memory has to be taken back by hand.
          for (const step of undo.reverse()) step();
          throw error;
        }
      });
    } finally {
      this.#undo = undefined;
    }
  }

  clear(): void {
    const version = this.#version + 1;
    this.#file.transaction(() => {
      for (const rows of this.#bySet.values()) rows.clear();
      this.#epochs.put('begun', { version });
    });
    this.#version = version;
  }

  close(): void {
    this.#file.close();
  }
}

import { DocumentFile } from '../documents.ts';
import { type Cell, folded, type Row } from './cells.ts';

/** A row as it lies in a table. */
export interface Stored {
  id: number;
  /** Grows with every write. */
  version: number;
  row: Row;
}

export interface TableShape {
  name: string;
  /** Fields that together are unique. */
  keys: readonly string[];
  /** Further fields that are looked up by equality. */
  indexes: readonly string[];
}

const firstRecordId = 5637144576;

/** Tables in memory with indexes, kept in a file. Writes happen within `transaction` and are undone together. */
export class Store {
  readonly #file: DocumentFile;
  readonly #tables = new Map<string, Table>();
  #nextId = firstRecordId;
  #undo: (() => void)[] | undefined;
  /** Grows with every change; what was worked out for an older one is stale. */
  changes = 0;

  constructor(folder: string | undefined, shapes: readonly TableShape[]) {
    this.#file = new DocumentFile(folder, 'finance-scm');
    for (const shape of shapes) {
      const table = new Table(shape);
      this.#tables.set(shape.name, table);
      for (const [, json] of this.#file.load(shape.name)) {
        const stored = JSON.parse(json) as Stored;
        table.add(stored);
        this.#nextId = Math.max(this.#nextId, stored.id + 1);
      }
    }
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  insert(table: string, row: Row): Stored {
    return this.#put(table, { id: this.#nextId++, version: 1, row });
  }

  update(table: string, stored: Stored, row: Row): Stored {
    return this.#put(table, { id: stored.id, version: stored.version + 1, row });
  }

  remove(name: string, stored: Stored): void {
    const table = this.table(name);
    table.take(stored.id);
    this.#undo?.push(() => table.add(stored));
    this.#file.delete(name, String(stored.id));
    this.changes += 1;
  }

  /** All of the work or nothing of it, in memory and in the file. */
  transaction<R>(work: () => R): R {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      return this.#file.transaction(work);
    } catch (error) {
      for (const step of undo.reverse()) step();
      this.changes += 1;
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  clear(): void {
    for (const [name, table] of this.#tables) {
      table.clear();
      this.#file.clear(name);
    }
    this.changes += 1;
  }

  close(): void {
    this.#file.close();
  }

  #put(name: string, stored: Stored): Stored {
    const table = this.table(name);
    const before = table.take(stored.id);
    table.add(stored);
    this.#undo?.push(() => {
      table.take(stored.id);
      if (before) table.add(before);
    });
    this.#file.put(name, String(stored.id), JSON.stringify(stored));
    this.changes += 1;
    return stored;
  }
}

/** One table: rows by record id, by key, and by each indexed field. */
export class Table {
  readonly shape: TableShape;
  readonly #rows = new Map<number, Stored>();
  readonly #byKey = new Map<string, Stored>();
  readonly #byField: Map<string, Map<string, Map<number, Stored>>>;

  constructor(shape: TableShape) {
    this.shape = shape;
    const fields = new Set([...shape.keys.filter((key) => key !== 'dataAreaId'), ...shape.indexes]);
    this.#byField = new Map([...fields].map((field) => [field, new Map()]));
  }

  get size(): number {
    return this.#rows.size;
  }

  all(): Iterable<Stored> {
    return this.#rows.values();
  }

  hasIndex(field: string): boolean {
    return this.#byField.has(field);
  }

  /** The row with these key fields. */
  byKey(key: Row): Stored | undefined {
    return this.#byKey.get(this.#keyOf(key));
  }

  /** Rows whose field equals the value, oldest first; through the index, which must exist. */
  equal(field: string, value: Cell): Stored[] {
    const index = this.#byField.get(field);
    if (!index) throw new Error(`${this.shape.name} has no index on ${field}`);
    return [...(index.get(folded(value))?.values() ?? [])].sort((a, b) => a.id - b.id);
  }

  add(stored: Stored): void {
    this.#rows.set(stored.id, stored);
    this.#byKey.set(this.#keyOf(stored.row), stored);
    for (const [field, index] of this.#byField) {
      const value = folded(stored.row[field] ?? '');
      const entry = index.get(value) ?? new Map<number, Stored>();
      index.set(value, entry.set(stored.id, stored));
    }
  }

  take(id: number): Stored | undefined {
    const stored = this.#rows.get(id);
    if (!stored) return undefined;
    this.#rows.delete(id);
    this.#byKey.delete(this.#keyOf(stored.row));
    for (const [field, index] of this.#byField) {
      const value = folded(stored.row[field] ?? '');
      const entry = index.get(value);
      entry?.delete(id);
      if (entry?.size === 0) index.delete(value);
    }
    return stored;
  }

  clear(): void {
    this.#rows.clear();
    this.#byKey.clear();
    for (const index of this.#byField.values()) index.clear();
  }

  #keyOf(row: Row): string {
    return this.shape.keys.map((key) => folded(row[key] ?? '')).join('\u0000');
  }
}

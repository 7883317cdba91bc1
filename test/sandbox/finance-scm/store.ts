import { DocumentFile } from '../documents.ts';
import type { Row } from './cells.ts';
import { type Stored, Table, type TableShape } from './table.ts';

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
    const before = table.get(stored.id);
    if (before) table.swap(before, stored);
    else table.add(stored);
    this.#undo?.push(() => {
      table.take(stored.id);
      if (before) table.add(before);
    });
    this.#file.put(name, String(stored.id), JSON.stringify(stored));
    this.changes += 1;
    return stored;
  }
}

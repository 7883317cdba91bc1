import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * JSON documents by key, in memory for speed and in SQLite so that a killed environment continues where it was.
 * Order of `values()` is order of insertion. Without a folder nothing is kept.
 */
export class Documents<T> {
  readonly #rows = new Map<string, T>();
  readonly #file: DocumentFile;
  readonly #collection: string;

  constructor(file: DocumentFile, collection: string) {
    this.#file = file;
    this.#collection = collection;
    for (const [key, json] of file.load(collection)) this.#rows.set(key, JSON.parse(json) as T);
  }

  get size(): number {
    return this.#rows.size;
  }
  get(key: string): T | undefined {
    return this.#rows.get(key);
  }
  has(key: string): boolean {
    return this.#rows.has(key);
  }
  keys(): IterableIterator<string> {
    return this.#rows.keys();
  }
  values(): IterableIterator<T> {
    return this.#rows.values();
  }
  entries(): IterableIterator<[string, T]> {
    return this.#rows.entries();
  }
  /** Call again after changing a document in place: the file holds what was last put. */
  put(key: string, value: T): void {
    this.#rows.set(key, value);
    this.#file.put(this.#collection, key, JSON.stringify(value));
  }
  delete(key: string): boolean {
    if (!this.#rows.delete(key)) return false;
    this.#file.delete(this.#collection, key);
    return true;
  }
  clear(): void {
    this.#rows.clear();
    this.#file.clear(this.#collection);
  }
}

/** One SQLite file of one part; `folder` undefined keeps everything in memory only. */
export class DocumentFile {
  readonly #db: DatabaseSync | undefined;

  constructor(folder: string | undefined, part: string) {
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    this.#db = new DatabaseSync(join(folder, `${part}.sqlite`));
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
    this.#db.exec(
      'CREATE TABLE IF NOT EXISTS documents (n INTEGER PRIMARY KEY, collection TEXT, key TEXT, json TEXT, UNIQUE (collection, key))',
    );
  }

  load(collection: string): [string, string][] {
    const rows = this.#db?.prepare('SELECT key, json FROM documents WHERE collection = ? ORDER BY n').all(collection) ?? [];
    return rows.map((row) => [String(row.key), String(row.json)]);
  }
  put(collection: string, key: string, json: string): void {
    this.#db
      ?.prepare(
        'INSERT INTO documents (collection, key, json) VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET json = excluded.json',
      )
      .run(collection, key, json);
  }
  delete(collection: string, key: string): void {
    this.#db?.prepare('DELETE FROM documents WHERE collection = ? AND key = ?').run(collection, key);
  }
  clear(collection: string): void {
    this.#db?.prepare('DELETE FROM documents WHERE collection = ?').run(collection);
  }
  /** Runs several changes as one, so that a kill leaves all or none of them. */
  transaction<R>(work: () => R): R {
    this.#db?.exec('BEGIN');
    try {
      const result = work();
      this.#db?.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db?.exec('ROLLBACK');
      throw error;
    }
  }
  close(): void {
    this.#db?.close();
  }
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { QueueStorage, StoredMessage } from './queue-model.ts';

/** What a queue was when its environment ended. */
export interface Remembered {
  messages: StoredMessage[];
  sessions: { id: string; state: Buffer }[];
  seen: { id: string; at: number }[];
  sequence: number;
}

const tables = `
  CREATE TABLE IF NOT EXISTS messages (queue TEXT, sequence INTEGER, head TEXT, bytes BLOB, PRIMARY KEY (queue, sequence)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sessions (queue TEXT, session TEXT, state BLOB, PRIMARY KEY (queue, session)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seen (queue TEXT, id TEXT, at INTEGER, PRIMARY KEY (queue, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sequences (queue TEXT PRIMARY KEY, reserved INTEGER) WITHOUT ROWID;
`;

/** The state of all queues in one SQLite file. What happens in one turn is one transaction, committed before anything is acknowledged. */
export class MessageFile {
  readonly #db: DatabaseSync | undefined;
  #open = false;

  constructor(folder: string | undefined) {
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    this.#db = new DatabaseSync(join(folder, 'service-bus.sqlite'));
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
    this.#db.exec(tables);
  }

  load(queue: string): Remembered {
    const rows = (sql: string) => this.#db?.prepare(sql).all(queue) ?? [];
    return {
      messages: rows('SELECT head, bytes FROM messages WHERE queue = ? ORDER BY sequence').map((row) => ({
        ...(JSON.parse(String(row.head)) as Omit<StoredMessage, 'bytes'>),
        bytes: bufferOf(row.bytes),
      })),
      sessions: rows('SELECT session, state FROM sessions WHERE queue = ?').map((row) => ({
        id: String(row.session),
        state: bufferOf(row.state),
      })),
      seen: rows('SELECT id, at FROM seen WHERE queue = ? ORDER BY at').map((row) => ({ id: String(row.id), at: Number(row.at) })),
      sequence: Number(rows('SELECT reserved FROM sequences WHERE queue = ?')[0]?.reserved ?? 0),
    };
  }

  of(queue: string): QueueStorage {
    const putMessage = this.#writing('INSERT OR REPLACE INTO messages (queue, sequence, head, bytes) VALUES (?, ?, ?, ?)');
    const putHead = this.#writing('UPDATE messages SET head = ? WHERE queue = ? AND sequence = ?');
    const remove = this.#writing('DELETE FROM messages WHERE queue = ? AND sequence = ?');
    const putState = this.#writing('INSERT OR REPLACE INTO sessions (queue, session, state) VALUES (?, ?, ?)');
    const dropState = this.#writing('DELETE FROM sessions WHERE queue = ? AND session = ?');
    const putSequence = this.#writing('INSERT OR REPLACE INTO sequences (queue, reserved) VALUES (?, ?)');
    const putSeen = this.#writing('INSERT OR REPLACE INTO seen (queue, id, at) VALUES (?, ?, ?)');
    const forgetSeen = this.#writing('DELETE FROM seen WHERE queue = ? AND at <= ?');
    return {
      put: (message) => putMessage(queue, message.sequence, headOf(message), message.bytes),
      putHead: (message) => putHead(headOf(message), queue, message.sequence),
      remove: (sequence) => remove(queue, sequence),
      putSession: (session, state) => (state ? putState(queue, session, state) : dropState(queue, session)),
      putSequence: (reserved) => putSequence(queue, reserved),
      putSeen: (id, at) => putSeen(queue, id, at),
      forgetSeen: (before) => forgetSeen(queue, before),
    };
  }

  /** Call before anything is acknowledged. */
  flush(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#db?.exec('COMMIT');
  }

  clear(): void {
    this.flush();
    this.#db?.exec('DELETE FROM messages; DELETE FROM sessions; DELETE FROM seen;');
  }

  close(): void {
    this.flush();
    this.#db?.close();
  }

  #writing(sql: string): (...values: (string | number | Buffer)[]) => void {
    const db = this.#db;
    if (!db) return () => undefined;
    const statement = db.prepare(sql);
    return (...values) => {
      if (!this.#open) db.exec('BEGIN');
      this.#open = true;
      statement.run(...values);
    };
  }
}

const headOf = ({ bytes: _bytes, ...head }: StoredMessage): string => JSON.stringify(head);

const bufferOf = (value: unknown): Buffer => Buffer.from(value as Uint8Array);

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { QueueStorage, StoredMessage } from './queue.ts';

/** Messages of all queues in one SQLite file. A row is written before its send is acknowledged; writes of one tick share a transaction. */
export class MessageFile {
  readonly #db: DatabaseSync | undefined;
  #open = false;

  constructor(folder: string | undefined) {
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    this.#db = new DatabaseSync(join(folder, 'service-bus.sqlite'));
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
    this.#db.exec(
      'CREATE TABLE IF NOT EXISTS messages (queue TEXT, sequence INTEGER, head TEXT, bytes BLOB, PRIMARY KEY (queue, sequence)) WITHOUT ROWID',
    );
    this.#db.exec('CREATE TABLE IF NOT EXISTS sessions (queue TEXT, session TEXT, state BLOB, PRIMARY KEY (queue, session)) WITHOUT ROWID');
  }

  load(queue: string): { messages: StoredMessage[]; sessions: { id: string; state: Buffer }[] } {
    const rows = this.#db?.prepare('SELECT head, bytes FROM messages WHERE queue = ? ORDER BY sequence').all(queue) ?? [];
    const sessions = this.#db?.prepare('SELECT session, state FROM sessions WHERE queue = ?').all(queue) ?? [];
    return {
      messages: rows.map((row) => ({
        ...(JSON.parse(String(row.head)) as Omit<StoredMessage, 'bytes'>),
        bytes: Buffer.from(row.bytes as Uint8Array),
      })),
      sessions: sessions.map((row) => ({ id: String(row.session), state: Buffer.from(row.state as Uint8Array) })),
    };
  }

  of(queue: string): QueueStorage {
    const put = this.#db?.prepare('INSERT OR REPLACE INTO messages (queue, sequence, head, bytes) VALUES (?, ?, ?, ?)');
    const remove = this.#db?.prepare('DELETE FROM messages WHERE queue = ? AND sequence = ?');
    return {
      put: ({ bytes, ...head }) => {
        this.#begin();
        put?.run(queue, head.sequence, JSON.stringify({ ...head, expiresAt: Math.min(head.expiresAt, 8.64e15) }), bytes);
      },
      remove: (sequence) => {
        this.#begin();
        remove?.run(queue, sequence);
      },
      putSession: (session, state) => {
        if (state) this.#db?.prepare('INSERT OR REPLACE INTO sessions (queue, session, state) VALUES (?, ?, ?)').run(queue, session, state);
        else this.#db?.prepare('DELETE FROM sessions WHERE queue = ? AND session = ?').run(queue, session);
      },
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
    this.#db?.exec('DELETE FROM messages; DELETE FROM sessions;');
  }

  close(): void {
    this.flush();
    this.#db?.close();
  }

  #begin(): void {
    if (this.#open || !this.#db) return;
    this.#db.exec('BEGIN');
    this.#open = true;
  }
}

import { DocumentFile, Documents } from '../documents.ts';
import type { TimerStatus } from './protocol.ts';

/** When each timer ran last and is due next, kept over restarts when there is a folder. */
export class TimerBoard {
  readonly #file: DocumentFile;
  readonly #statuses: Documents<TimerStatus>;

  constructor(dataDir: string | undefined) {
    this.#file = new DocumentFile(dataDir, 'functions-host');
    this.#statuses = new Documents(this.#file, 'timers');
  }

  put(name: string, status: TimerStatus): void {
    this.#statuses.put(name, status);
  }
  all(): Record<string, TimerStatus> {
    return Object.fromEntries(this.#statuses.entries());
  }
  close(): void {
    this.#file.close();
  }
}

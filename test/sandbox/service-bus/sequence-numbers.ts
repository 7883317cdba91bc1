import type { QueueStorage } from './queue-model.ts';

/** Numbers are reserved in blocks, so that not every message writes the counter. */
const block = 1000;

/** Gives every message of a queue its number; none is ever given twice, whatever becomes of the process. */
export class SequenceNumbers {
  readonly #storage: QueueStorage;
  #last = 0;
  #reserved = 0;

  constructor(storage: QueueStorage) {
    this.#storage = storage;
  }

  restore(reserved: number): void {
    this.#last = reserved;
    this.#reserved = reserved;
  }

  next(): number {
    this.#last += 1;
    if (this.#last > this.#reserved) {
      this.#reserved = this.#last + block - 1;
      this.#storage.putSequence(this.#reserved);
    }
    return this.#last;
  }
}

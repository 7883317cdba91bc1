import { Heap } from './heap.ts';
import type { QueueStorage, StoredMessage } from './queue-model.ts';

/** The messages of one queue, in memory and in the file, and what time will do to them. */
export class MessageStore {
  readonly #messages = new Map<number, StoredMessage>();
  readonly #scheduled = new Heap<number>();
  readonly #expiring = new Heap<StoredMessage>();
  readonly #storage: QueueStorage;
  #scheduledCount = 0;

  constructor(storage: QueueStorage) {
    this.#storage = storage;
  }

  get size(): number {
    return this.#messages.size;
  }

  get scheduledCount(): number {
    return this.#scheduledCount;
  }

  get(sequence: number): StoredMessage | undefined {
    return this.#messages.get(sequence);
  }

  values(): IterableIterator<StoredMessage> {
    return this.#messages.values();
  }

  /** Takes a message that the file already has. */
  restore(message: StoredMessage): void {
    this.#messages.set(message.sequence, message);
    this.#expiring.push(message.expiresAt, message);
    if (message.state !== 'scheduled') return;
    this.#scheduledCount += 1;
    this.#scheduled.push(message.visibleAt ?? 0, message.sequence);
  }

  add(message: StoredMessage): void {
    this.#storage.put(message);
    this.restore(message);
  }

  /** `whole` when its bytes are new, too. */
  changed(message: StoredMessage, whole: boolean): void {
    if (whole) this.#storage.put(message);
    else this.#storage.putHead(message);
  }

  remove(message: StoredMessage): void {
    this.#messages.delete(message.sequence);
    this.#storage.remove(message.sequence);
    if (message.state === 'scheduled') this.#scheduledCount -= 1;
    this.#expiring.prune(this.size, (one) => this.#has(one));
    this.#scheduled.prune(this.#scheduledCount, (sequence) => this.#isScheduled(sequence));
  }

  /** When the next scheduled message becomes visible, epoch ms. */
  nextScheduled(): number | undefined {
    for (let next = this.#scheduled.peek(); next; next = this.#scheduled.peek()) {
      if (this.#isScheduled(next.value)) return next.at;
      this.#scheduled.pop();
    }
    return undefined;
  }

  /** Scheduled messages whose time has come. */
  *appearing(now: number): Generator<StoredMessage> {
    for (const sequence of this.#scheduled.due(now)) if (this.#isScheduled(sequence)) yield this.#messages.get(sequence) as StoredMessage;
  }

  /** Messages that are too old; each is said once. */
  *expiring(now: number): Generator<StoredMessage> {
    for (const message of this.#expiring.due(now)) if (this.#has(message)) yield message;
  }

  /** In order of sequence, whatever their state. */
  peek(from: number, count: number, sessionId?: string): StoredMessage[] {
    return [...this.#messages.values()]
      .filter((message) => message.sequence >= from && (sessionId === undefined || message.sessionId === sessionId))
      .sort((a, b) => a.sequence - b.sequence)
      .slice(0, count);
  }

  clear(): void {
    for (const part of [this.#messages, this.#scheduled, this.#expiring]) part.clear();
    this.#scheduledCount = 0;
  }

  #has(message: StoredMessage): boolean {
    return this.#messages.get(message.sequence) === message;
  }

  #isScheduled(sequence: number): boolean {
    return this.#messages.get(sequence)?.state === 'scheduled';
  }
}

import { durationMs, type QueueProperties, type QueueStorage } from './queue-model.ts';

const forgetEveryMs = 1000;

/** The message ids that a queue has seen within its window, also of messages that are long gone. */
export class SeenIds {
  /** In order of time: an id that is seen anew moves to the end. */
  readonly #seen = new Map<string, number>();
  readonly #windowMs: number;
  readonly #active: boolean;
  readonly #storage: QueueStorage;
  #forgottenAt = 0;

  constructor(properties: QueueProperties, storage: QueueStorage) {
    this.#active = properties.requiresDuplicateDetection;
    this.#windowMs = durationMs(properties.duplicateDetectionHistoryTimeWindow);
    this.#storage = storage;
  }

  has(messageId: string, now: number): boolean {
    const at = this.#active ? this.#seen.get(messageId) : undefined;
    return at !== undefined && now - at < this.#windowMs;
  }

  add(messageId: string, now: number): void {
    if (!this.#active) return;
    this.restore(messageId, now);
    this.#storage.putSeen(messageId, now);
  }

  restore(messageId: string, at: number): void {
    this.#seen.delete(messageId);
    this.#seen.set(messageId, at);
  }

  forget(now: number): void {
    if (!this.#active || now - this.#forgottenAt < forgetEveryMs) return;
    this.#forgottenAt = now;
    const before = this.#seen.size;
    for (const [id, at] of this.#seen) {
      if (now - at < this.#windowMs) break;
      this.#seen.delete(id);
    }
    if (this.#seen.size < before) this.#storage.forgetSeen(now - this.#windowMs);
  }

  clear(): void {
    this.#seen.clear();
  }
}

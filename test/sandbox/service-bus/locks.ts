import { randomBytes } from 'node:crypto';
import { Heap } from './heap.ts';
import { Refused } from './queue-model.ts';

export interface Lock {
  token: Buffer;
  sequence: number;
  until: number;
  holder: object;
}

const keyOf = (token: Buffer): string => token.toString('latin1');

/** Who holds which message of one queue, and until when. */
export class LockTable {
  readonly #byToken = new Map<string, Lock>();
  readonly #bySequence = new Map<number, Lock>();
  readonly #byHolder = new Map<object, Set<Lock>>();
  readonly #ends = new Heap<Lock>();

  get size(): number {
    return this.#byToken.size;
  }

  isLocked(sequence: number): boolean {
    return this.#bySequence.has(sequence);
  }

  /** `timed` is false for messages of a session: their locks end with the session's. */
  lock(sequence: number, holder: object, until: number, timed: boolean): Lock {
    const lock: Lock = { token: randomBytes(16), sequence, until, holder };
    this.#byToken.set(keyOf(lock.token), lock);
    this.#bySequence.set(sequence, lock);
    const held = this.#byHolder.get(holder);
    if (held) held.add(lock);
    else this.#byHolder.set(holder, new Set([lock]));
    if (timed) this.#ends.push(until, lock);
    return lock;
  }

  find(token: Buffer): Lock | undefined {
    return this.#byToken.get(keyOf(token));
  }

  /** @throws Refused when the lock is lost. */
  require(token: Buffer): Lock {
    const lock = this.find(token);
    if (lock) return lock;
    throw new Refused(
      'com.microsoft:message-lock-lost',
      'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
    );
  }

  free(lock: Lock): void {
    this.#byToken.delete(keyOf(lock.token));
    this.#bySequence.delete(lock.sequence);
    const held = this.#byHolder.get(lock.holder);
    held?.delete(lock);
    if (held?.size === 0) this.#byHolder.delete(lock.holder);
    this.#ends.prune(this.size, (one) => this.#isCurrent(one));
  }

  renew(lock: Lock, until: number): void {
    lock.until = until;
    this.#ends.push(until, lock);
  }

  heldBy(holder: object): Lock[] {
    return [...(this.#byHolder.get(holder) ?? [])];
  }

  /** Locks whose time is over; a renewed one has a later entry of its own. */
  *ended(now: number): Generator<Lock> {
    for (const lock of this.#ends.due(now)) if (this.#isCurrent(lock) && lock.until <= now) yield lock;
  }

  clear(): void {
    this.#byToken.clear();
    this.#bySequence.clear();
    this.#byHolder.clear();
    this.#ends.clear();
  }

  #isCurrent(lock: Lock): boolean {
    return this.#byToken.get(keyOf(lock.token)) === lock;
  }
}

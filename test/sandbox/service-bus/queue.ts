import { SeenIds } from './duplicates.ts';
import { Heap } from './heap.ts';
import { type Lock, LockTable } from './locks.ts';
import { MessageStore } from './message-store.ts';
import {
  type Arriving,
  durationMs,
  type Parting,
  type QueueProperties,
  type QueueStorage,
  Refused,
  type StoredMessage,
} from './queue-model.ts';
import { SequenceNumbers } from './sequence-numbers.ts';
import { type HeldSession, SessionTable } from './session-table.ts';
import type { Remembered } from './storage.ts';

export interface QueueEvents {
  /** Something may be had that could not be had before. */
  wake(): void;
  /** A message is dead: it goes to the queue's dead letters. */
  dead(message: StoredMessage): void;
  /** A holder's session lock has ended. */
  sessionLost(holder: object): void;
}

export interface Taken {
  message: StoredMessage;
  lock: Lock;
}

/** One queue without any protocol: what is ready, locked, scheduled, deferred or dead, and who may have what next. */
export class Queue {
  readonly name: string;
  readonly properties: QueueProperties;
  readonly locks = new LockTable();
  readonly sessions: SessionTable;
  readonly messages: MessageStore;
  readonly #lockMs: number;
  readonly #ttlMs: number;
  readonly #ready = new Heap<number>();
  readonly #seen: SeenIds;
  readonly #numbers: SequenceNumbers;
  readonly #storage: QueueStorage;
  readonly #events: QueueEvents;

  constructor(name: string, properties: QueueProperties, storage: QueueStorage, events: QueueEvents) {
    this.name = name;
    this.properties = properties;
    this.#lockMs = durationMs(properties.lockDuration);
    this.#ttlMs = durationMs(properties.defaultMessageTimeToLive);
    this.messages = new MessageStore(storage);
    this.sessions = new SessionTable(this.#lockMs, (sequence) => this.#isReady(sequence));
    this.#seen = new SeenIds(properties, storage);
    this.#numbers = new SequenceNumbers(storage);
    this.#storage = storage;
    this.#events = events;
  }

  counts(): { active: number; scheduled: number; locked: number } {
    const { size, scheduledCount } = this.messages;
    return { active: size - scheduledCount, scheduled: scheduledCount, locked: this.locks.size };
  }

  /** Goes on where an earlier environment ended. */
  restore({ messages, sessions, seen, sequence }: Remembered): void {
    this.#numbers.restore(sequence);
    for (const message of messages) {
      this.messages.restore(message);
      this.#entered(message);
    }
    for (const { id, state } of sessions) this.sessions.setState(id, state);
    for (const { id, at } of seen) this.#seen.restore(id, at);
  }

  /** Forgets all messages, sessions and ids. */
  clear(): void {
    for (const part of [this.messages, this.locks, this.sessions, this.#ready, this.#seen]) part.clear();
  }

  /** The number of the message; one that duplicate detection drops has a number too. @throws Refused */
  send(arriving: Arriving, now = Date.now()): number {
    this.requireSession(arriving);
    const { bytes, messageId, sessionId, ttlMs, visibleAt } = arriving;
    const sequence = this.#numbers.next();
    if (messageId !== undefined) {
      if (this.#seen.has(messageId, now)) return sequence;
      this.#seen.add(messageId, now);
    }
    const scheduled = visibleAt !== undefined && visibleAt > now;
    const lifeMs = Math.min(ttlMs ?? Number.POSITIVE_INFINITY, this.#ttlMs);
    this.add({
      sequence,
      bytes,
      messageId,
      sessionId: this.properties.requiresSession ? sessionId : undefined,
      enqueuedAt: now,
      ttlMs: lifeMs,
      expiresAt: (scheduled ? visibleAt : now) + lifeMs,
      visibleAt,
      deliveryCount: 0,
      state: scheduled ? 'scheduled' : 'ready',
    });
    return sequence;
  }

  /** @throws Refused when the queue wants a session and the message names none. */
  requireSession({ sessionId }: Arriving): void {
    if (!this.properties.requiresSession || sessionId !== undefined) return;
    throw new Refused('amqp:not-allowed', `The queue '${this.name}' requires sessions: a message without SessionId cannot be sent to it.`);
  }

  /** Adds a message as it is, for example a dead one. */
  add(message: StoredMessage): void {
    this.messages.add(message);
    this.#entered(message);
    this.#events.wake();
  }

  cancelScheduled(sequence: number): void {
    const message = this.messages.get(sequence);
    if (message?.state !== 'scheduled')
      throw new Refused('com.microsoft:message-not-found', `The scheduled message ${sequence} was not found.`);
    this.#forget(message);
  }

  /** The next ready message, locked for this holder; of a session only for the session's holder. `keep` false deletes it at once. */
  take(holder: object, keep: boolean, now = Date.now()): Taken | undefined {
    const session = this.sessions.heldBy(holder);
    if (this.properties.requiresSession && !session) return undefined;
    for (;;) {
      const sequence = session ? this.sessions.nextOf(holder, session.sessionId) : this.#ready.pop()?.value;
      if (sequence === undefined) return undefined;
      const message = this.messages.get(sequence);
      if (!message || !this.#isReady(sequence)) continue;
      if (message.expiresAt > now) return this.#hand(message, holder, session?.until ?? now + this.#lockMs, keep);
      this.#expire(message);
    }
  }

  /** @throws Refused when one of them is not deferred or already locked; then none is taken. */
  takeDeferred(holder: object, sequences: readonly number[], keep: boolean, now = Date.now()): Taken[] {
    const session = this.sessions.heldBy(holder);
    const found = sequences.map((sequence) => {
      const message = this.messages.get(sequence);
      if (message?.state !== 'deferred' || this.locks.isLocked(sequence) || message.sessionId !== session?.sessionId)
        throw new Refused('com.microsoft:message-not-found', `No deferred message ${sequence} was found.`);
      return message;
    });
    return found.map((message) => this.#hand(message, holder, session?.until ?? now + this.#lockMs, keep));
  }

  openSession(holder: object, wanted: string | undefined, now = Date.now()): HeldSession | undefined {
    return this.sessions.accept(holder, wanted, now);
  }

  setSessionState(sessionId: string, state: Buffer | undefined): void {
    this.sessions.setState(sessionId, state);
    this.#storage.putSession(sessionId, state);
  }

  renew(token: Buffer, now = Date.now()): number {
    const lock = this.locks.require(token);
    if (this.properties.requiresSession)
      throw new Refused('amqp:not-allowed', 'Messages of a session are locked as long as the session is: renew the session lock.');
    this.locks.renew(lock, now + this.#lockMs);
    return lock.until;
  }

  complete(token: Buffer): void {
    this.#forget(this.#unlock(token));
  }

  /** `bytes` when the receiver changed properties; so for `defer` and `deadLetter`. */
  abandon(token: Buffer, bytes?: Buffer, now = Date.now()): void {
    this.#again(this.#unlock(token, bytes), now, true, bytes !== undefined);
  }

  defer(token: Buffer, bytes?: Buffer): void {
    const message = this.#unlock(token, bytes);
    message.state = 'deferred';
    this.messages.changed(message, bytes !== undefined);
  }

  deadLetter(token: Buffer, reason: string, description: string, bytes?: Buffer): void {
    this.#die(this.#unlock(token, bytes), reason, description);
  }

  /**
   * Everything that this holder has goes back. A session that is closed in order costs its messages no delivery; one whose
   * connection broke does, as does every other lock. See "message sessions" in Microsoft's documentation, "Message delivery count".
   */
  release(holder: object, parting: Parting, now = Date.now()): void {
    const costs = parting === 'lost' || this.sessions.heldBy(holder) === undefined;
    for (const { token } of this.locks.heldBy(holder)) this.#again(this.#unlock(token), now, costs);
    this.sessions.release(holder);
    this.#events.wake();
  }

  /** What time does by itself: scheduled messages appear, locks end, messages expire, old ids are forgotten. */
  tick(now = Date.now()): void {
    for (const message of this.messages.appearing(now)) this.#appear(message, now);
    for (const lock of this.locks.ended(now)) this.#again(this.#unlock(lock.token), now, true);
    for (const holder of this.sessions.ended(now)) {
      this.release(holder, 'lost', now);
      this.#events.sessionLost(holder);
    }
    // One that is locked expires when it comes back.
    for (const message of this.messages.expiring(now)) if (!this.locks.isLocked(message.sequence)) this.#expire(message);
    this.#seen.forget(now);
  }

  #isReady(sequence: number): boolean {
    return this.messages.get(sequence)?.state === 'ready' && !this.locks.isLocked(sequence);
  }

  #hand(message: StoredMessage, holder: object, until: number, keep: boolean): Taken {
    const lock = this.locks.lock(message.sequence, holder, until, message.sessionId === undefined);
    if (keep) return { message, lock };
    this.locks.free(lock);
    this.#forget(message);
    return { message, lock };
  }

  #unlock(token: Buffer, bytes?: Buffer): StoredMessage {
    const lock = this.locks.require(token);
    this.locks.free(lock);
    // A locked message neither expires nor leaves, so it is there.
    const message = this.messages.get(lock.sequence) as StoredMessage;
    if (bytes) message.bytes = bytes;
    return message;
  }

  /** Back to its place, or dead when this was a failed delivery too many. */
  #again(message: StoredMessage, now: number, failed: boolean, changed = false): void {
    if (failed) message.deliveryCount += 1;
    const { maxDeliveryCount } = this.properties;
    if (message.expiresAt <= now) return this.#expire(message);
    if (failed && message.state === 'ready' && message.deliveryCount >= maxDeliveryCount)
      return this.#die(message, 'MaxDeliveryCountExceeded', `The message was delivered ${maxDeliveryCount} times and never completed.`);
    if (changed || failed) this.messages.changed(message, changed);
    this.#place(message);
    this.#events.wake();
  }

  /** A scheduled message enters the queue only now, so it has its place, and its number, behind those that are there. */
  #appear(message: StoredMessage, now: number): void {
    this.#forget(message);
    this.add({ ...message, state: 'ready', sequence: this.#numbers.next(), enqueuedAt: now });
  }

  #expire(message: StoredMessage): void {
    if (this.properties.deadLetteringOnMessageExpiration)
      return this.#die(message, 'TTLExpiredException', 'The message expired before it was completed.');
    this.#forget(message);
  }

  #die(message: StoredMessage, reason: string, description: string): void {
    this.#forget(message);
    this.#events.dead({ ...message, state: 'ready', deadLetter: { reason, description, source: this.name } });
  }

  #entered(message: StoredMessage): void {
    if (message.sessionId !== undefined) this.sessions.entered(message.sessionId);
    this.#place(message);
  }

  #forget(message: StoredMessage): void {
    this.messages.remove(message);
    if (message.sessionId !== undefined) this.sessions.left(message.sessionId);
  }

  #place({ state, sequence, sessionId }: StoredMessage): void {
    if (state !== 'ready') return;
    if (sessionId === undefined) this.#ready.push(sequence, sequence);
    else this.sessions.ready(sessionId, sequence);
  }
}

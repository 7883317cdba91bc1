import { randomBytes } from 'node:crypto';
import { Heap } from './heap.ts';

/** One queue without any protocol: what is ready, locked, scheduled, deferred or dead, and who may have what next. */

export interface QueueProperties {
  requiresSession: boolean;
  requiresDuplicateDetection: boolean;
  duplicateDetectionHistoryTimeWindow: string;
  lockDuration: string;
  maxDeliveryCount: number;
  defaultMessageTimeToLive: string;
  deadLetteringOnMessageExpiration: boolean;
}

export interface StoredMessage {
  sequence: number;
  /** The encoded AMQP message as it was sent. */
  bytes: Buffer;
  messageId?: string;
  sessionId?: string;
  enqueuedAt: number;
  expiresAt: number;
  /** For scheduled messages: when they become visible. */
  visibleAt?: number;
  /** Deliveries so far that did not end well. */
  deliveryCount: number;
  state: 'ready' | 'scheduled' | 'deferred';
  deadLetter?: { reason: string; description: string; source: string };
}

export interface Lock {
  token: Buffer;
  until: number;
  holder: object;
  /** Deferred messages are settled by the management link. */
  deferred: boolean;
}

export interface Arriving {
  bytes: Buffer;
  messageId?: string;
  sessionId?: string;
  ttlMs?: number;
  visibleAt?: number;
}

/** A refusal in AMQP's words. */
export class Refused extends Error {
  readonly condition: string;
  constructor(condition: string, description: string) {
    super(description);
    this.condition = condition;
  }
}

/** Where a queue keeps its messages; see `storage.ts`. */
export interface QueueStorage {
  put(message: StoredMessage): void;
  remove(sequence: number): void;
  putSession(sessionId: string, state: Buffer | undefined): void;
}

interface Session {
  ready: Heap<number>;
  holder?: object;
  lockedUntil: number;
  state?: Buffer;
  /** Whether it stands in the line of sessions that can be had. */
  offered: boolean;
  /** Messages of it that are locked now: a session's order needs the rest to wait only for its own holder. */
  count: number;
}

export interface QueueEvents {
  /** Something may be had that could not be had before. */
  wake(): void;
  /** A message is dead: it goes to the queue's dead letters. */
  dead(message: StoredMessage): void;
  /** A holder has lost its session lock. */
  sessionLost(holder: object): void;
}

export class Queue {
  readonly name: string;
  readonly properties: QueueProperties;
  readonly lockMs: number;
  readonly messages = new Map<number, StoredMessage>();
  readonly locks = new Map<string, { sequence: number; lock: Lock }>();
  readonly sessions = new Map<string, Session>();
  readonly #ready = new Heap<number>();
  readonly #scheduled = new Heap<number>();
  readonly #expiring = new Heap<number>();
  readonly #lockEnds = new Heap<string>();
  readonly #sessionEnds = new Heap<string>();
  readonly #lockedSequences = new Set<number>();
  readonly #line: string[] = [];
  readonly #seen = new Map<string, number>();
  readonly #storage: QueueStorage;
  readonly #events: QueueEvents;
  readonly #windowMs: number;
  readonly #ttlMs: number;
  #sequence = 0;
  #scheduledCount = 0;

  constructor(name: string, properties: QueueProperties, storage: QueueStorage, events: QueueEvents) {
    this.name = name;
    this.properties = properties;
    this.lockMs = durationMs(properties.lockDuration);
    this.#windowMs = durationMs(properties.duplicateDetectionHistoryTimeWindow);
    this.#ttlMs = durationMs(properties.defaultMessageTimeToLive);
    this.#storage = storage;
    this.#events = events;
  }

  counts(): { active: number; scheduled: number; locked: number } {
    return { active: this.messages.size - this.#scheduledCount, scheduled: this.#scheduledCount, locked: this.locks.size };
  }

  nextScheduled(): number | undefined {
    for (;;) {
      const next = this.#scheduled.peek();
      if (!next) return undefined;
      if (this.messages.get(next.value)?.state === 'scheduled') return next.at;
      this.#scheduled.pop();
    }
  }

  /** Takes a message back from storage after a restart. */
  restore(message: StoredMessage): void {
    this.#sequence = Math.max(this.#sequence, message.sequence);
    this.messages.set(message.sequence, message);
    if (message.messageId) this.#seen.set(message.messageId, message.enqueuedAt);
    this.#expiring.push(message.expiresAt, message.sequence);
    this.#place(message);
  }

  restoreSession(sessionId: string, state: Buffer): void {
    this.#session(sessionId).state = state;
  }

  /** The sequence number, or undefined when duplicate detection dropped it. @throws Refused */
  send({ bytes, messageId, sessionId, ttlMs, visibleAt }: Arriving, now = Date.now()): number | undefined {
    if (this.properties.requiresSession && sessionId === undefined) {
      throw new Refused(
        'amqp:not-allowed',
        `The SessionId was not set on a message, and it cannot be sent to the entity '${this.name}'. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.`,
      );
    }
    if (this.properties.requiresDuplicateDetection && messageId !== undefined) {
      const seen = this.#seen.get(messageId);
      if (seen !== undefined && now - seen < this.#windowMs) return undefined;
      this.#seen.delete(messageId);
      this.#seen.set(messageId, now);
    }
    this.#sequence += 1;
    const begins = Math.max(now, visibleAt ?? 0);
    const message: StoredMessage = {
      sequence: this.#sequence,
      bytes,
      messageId,
      sessionId: this.properties.requiresSession ? sessionId : undefined,
      enqueuedAt: now,
      expiresAt: begins + Math.min(ttlMs ?? Number.POSITIVE_INFINITY, this.#ttlMs),
      visibleAt,
      deliveryCount: 0,
      state: visibleAt !== undefined && visibleAt > now ? 'scheduled' : 'ready',
    };
    this.add(message);
    return message.sequence;
  }

  /** Adds a message as it is, for example a dead one. */
  add(message: StoredMessage): void {
    this.#sequence = Math.max(this.#sequence, message.sequence);
    this.messages.set(message.sequence, message);
    this.#storage.put(message);
    this.#expiring.push(message.expiresAt, message.sequence);
    this.#place(message);
    this.#events.wake();
  }

  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  cancelScheduled(sequence: number): void {
    const message = this.messages.get(sequence);
    if (message?.state !== 'scheduled')
      throw new Refused('com.microsoft:message-not-found', `The scheduled message ${sequence} was not found.`);
    this.#scheduledCount -= 1;
    this.#forget(message);
  }

  /** The next ready message, locked for this holder. For session queues only the session's holder gets its messages. */
  take(holder: object, sessionId: string | undefined, keep: boolean, now = Date.now()): { message: StoredMessage; lock: Lock } | undefined {
    const session = sessionId === undefined ? undefined : this.sessions.get(sessionId);
    if (sessionId !== undefined && session?.holder !== holder) return undefined;
    const heap = session ? session.ready : this.#ready;
    for (;;) {
      const next = heap.pop();
      if (!next) return undefined;
      const message = this.messages.get(next.value);
      if (message?.state !== 'ready' || this.#lockedSequences.has(message.sequence)) continue;
      if (message.expiresAt <= now) {
        this.#expire(message);
        continue;
      }
      const lock = this.#lock(message, holder, session ? session.lockedUntil : now + this.lockMs, false);
      if (!keep) {
        this.#unlock(lock.token);
        this.#forget(message);
      }
      return { message, lock };
    }
  }

  /** The named session, or the next one that has messages and no holder. */
  openSession(holder: object, wanted: string | undefined, now = Date.now()): { sessionId: string; until: number } | undefined {
    if (wanted !== undefined) {
      const session = this.#session(wanted);
      if (session.holder)
        throw new Refused(
          'com.microsoft:session-cannot-be-locked',
          `The requested session '${wanted}' cannot be accepted. It may be locked by another receiver.`,
        );
      return this.#give(session, wanted, holder, now);
    }
    for (;;) {
      const sessionId = this.#line.shift();
      if (sessionId === undefined) return undefined;
      const session = this.#session(sessionId);
      session.offered = false;
      if (!session.holder && this.#hasReady(session)) return this.#give(session, sessionId, holder, now);
    }
  }

  closeSession(holder: object, sessionId: string): void {
    const session = this.sessions.get(sessionId);
    if (session?.holder !== holder) return;
    session.holder = undefined;
    this.#releaseAll(holder, sessionId);
    this.#offer(sessionId, session);
    this.#tidy(sessionId, session);
    this.#events.wake();
  }

  renewSession(sessionId: string, now = Date.now()): number {
    const session = this.sessions.get(sessionId);
    if (!session?.holder)
      throw new Refused('com.microsoft:session-lock-lost', `The session lock of '${sessionId}' has expired or was never held.`);
    session.lockedUntil = now + this.lockMs;
    this.#sessionEnds.push(session.lockedUntil, sessionId);
    return session.lockedUntil;
  }

  sessionState(sessionId: string): Buffer | undefined {
    return this.sessions.get(sessionId)?.state;
  }

  setSessionState(sessionId: string, state: Buffer | undefined): void {
    this.#session(sessionId).state = state;
    this.#storage.putSession(sessionId, state);
  }

  renew(token: Buffer, now = Date.now()): number {
    const held = this.#held(token);
    held.lock.until = now + this.lockMs;
    this.#lockEnds.push(held.lock.until, token.toString('hex'));
    return held.lock.until;
  }

  complete(token: Buffer): void {
    const { sequence } = this.#held(token);
    this.#unlock(token);
    const message = this.messages.get(sequence);
    if (message) this.#forget(message);
  }

  /** `bytes` when the receiver changed properties. */
  abandon(token: Buffer, bytes?: Buffer): void {
    const { sequence } = this.#held(token);
    this.#unlock(token);
    this.#again(sequence, bytes);
  }

  defer(token: Buffer, bytes?: Buffer): void {
    const { sequence } = this.#held(token);
    this.#unlock(token);
    const message = this.messages.get(sequence);
    if (!message) return;
    message.state = 'deferred';
    if (bytes) message.bytes = bytes;
    this.#storage.put(message);
  }

  deadLetter(token: Buffer, reason: string, description: string, bytes?: Buffer): void {
    const { sequence } = this.#held(token);
    this.#unlock(token);
    const message = this.messages.get(sequence);
    if (!message) return;
    if (bytes) message.bytes = bytes;
    this.#die(message, reason, description);
  }

  takeDeferred(holder: object, sequences: readonly number[], keep: boolean, now = Date.now()): { message: StoredMessage; lock: Lock }[] {
    return sequences.map((sequence) => {
      const message = this.messages.get(sequence);
      if (message?.state !== 'deferred' || this.#lockedSequences.has(sequence))
        throw new Refused('com.microsoft:message-not-found', `Failed to lock the deferred message ${sequence}.`);
      const lock = this.#lock(message, holder, now + this.lockMs, true);
      if (!keep) {
        this.#unlock(lock.token);
        this.#forget(message);
      }
      return { message, lock };
    });
  }

  /** In order of sequence, locked and scheduled ones too; takes nothing. */
  peek(from: number, count: number, sessionId?: string): StoredMessage[] {
    const found: StoredMessage[] = [];
    const fits = (message: StoredMessage) => message.sequence >= from && (sessionId === undefined || message.sessionId === sessionId);
    for (const message of [...this.messages.values()].filter(fits).sort((a, b) => a.sequence - b.sequence)) {
      if (found.length >= count) break;
      found.push(message);
    }
    return found;
  }

  /** Everything that this holder has goes back: its link or connection is gone. */
  release(holder: object): void {
    this.#releaseAll(holder);
    for (const [sessionId, session] of this.sessions) if (session.holder === holder) this.closeSession(holder, sessionId);
    this.#events.wake();
  }

  /** What time does by itself: scheduled messages appear, locks end, messages expire, old ids are forgotten. */
  tick(now = Date.now()): void {
    for (let next = this.#scheduled.peek(); next && next.at <= now; next = this.#scheduled.peek()) {
      this.#scheduled.pop();
      const message = this.messages.get(next.value);
      if (message?.state !== 'scheduled') continue;
      message.state = 'ready';
      message.enqueuedAt = now;
      this.#scheduledCount -= 1;
      this.#storage.put(message);
      this.#place(message);
      this.#events.wake();
    }
    for (let next = this.#lockEnds.peek(); next && next.at <= now; next = this.#lockEnds.peek()) {
      this.#lockEnds.pop();
      const held = this.locks.get(next.value);
      // A lock that was renewed has a later entry of its own.
      if (!held || held.lock.until > now) continue;
      this.#unlock(held.lock.token);
      if (!held.lock.deferred) this.#again(held.sequence);
    }
    for (let next = this.#sessionEnds.peek(); next && next.at <= now; next = this.#sessionEnds.peek()) {
      this.#sessionEnds.pop();
      const session = this.sessions.get(next.value);
      if (!session?.holder || session.lockedUntil > now) continue;
      const { holder } = session;
      this.closeSession(holder, next.value);
      this.#events.sessionLost(holder);
    }
    for (let next = this.#expiring.peek(); next && next.at <= now; next = this.#expiring.peek()) {
      this.#expiring.pop();
      const message = this.messages.get(next.value);
      if (message && message.expiresAt <= now && !this.#lockedSequences.has(message.sequence)) this.#expire(message);
    }
    for (const [id, seen] of this.#seen) {
      if (now - seen < this.#windowMs) break;
      this.#seen.delete(id);
    }
  }

  #lock(message: StoredMessage, holder: object, until: number, deferred: boolean): Lock {
    const lock: Lock = { token: randomBytes(16), until, holder, deferred };
    const key = lock.token.toString('hex');
    this.locks.set(key, { sequence: message.sequence, lock });
    this.#lockedSequences.add(message.sequence);
    // Messages of a session are locked as long as the session is.
    if (message.sessionId === undefined || deferred) this.#lockEnds.push(until, key);
    return lock;
  }

  #held(token: Buffer): { sequence: number; lock: Lock } {
    const held = this.locks.get(token.toString('hex'));
    if (held) return held;
    throw new Refused(
      'com.microsoft:message-lock-lost',
      'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
    );
  }

  #unlock(token: Buffer): void {
    const held = this.locks.get(token.toString('hex'));
    if (!held) return;
    this.locks.delete(token.toString('hex'));
    this.#lockedSequences.delete(held.sequence);
  }

  #releaseAll(holder: object, sessionId?: string): void {
    for (const { sequence, lock } of [...this.locks.values()]) {
      if (lock.holder !== holder || (sessionId !== undefined && this.messages.get(sequence)?.sessionId !== sessionId)) continue;
      this.#unlock(lock.token);
      if (!lock.deferred) this.#again(sequence);
    }
  }

  /** One more failed delivery: back to its place, or dead. */
  #again(sequence: number, bytes?: Buffer): void {
    const message = this.messages.get(sequence);
    if (!message) return;
    message.deliveryCount += 1;
    if (bytes) message.bytes = bytes;
    if (message.state === 'ready' && message.deliveryCount >= this.properties.maxDeliveryCount) {
      return this.#die(
        message,
        'MaxDeliveryCountExceeded',
        `Message could not be consumed after ${this.properties.maxDeliveryCount} delivery attempts.`,
      );
    }
    this.#storage.put(message);
    this.#place(message);
    this.#events.wake();
  }

  #expire(message: StoredMessage): void {
    if (this.properties.deadLetteringOnMessageExpiration)
      return this.#die(message, 'TTLExpiredException', 'The message expired and was dead lettered.');
    this.#forget(message);
  }

  #die(message: StoredMessage, reason: string, description: string): void {
    this.#forget(message);
    this.#events.dead({ ...message, state: 'ready', deadLetter: { reason, description, source: this.name } });
  }

  #forget(message: StoredMessage): void {
    this.messages.delete(message.sequence);
    this.#storage.remove(message.sequence);
    if (message.sessionId === undefined) return;
    const session = this.sessions.get(message.sessionId);
    if (!session) return;
    session.count -= 1;
    this.#tidy(message.sessionId, session);
  }

  #place(message: StoredMessage): void {
    if (message.state === 'scheduled') {
      this.#scheduledCount += 1;
      this.#scheduled.push(message.visibleAt ?? 0, message.sequence);
    }
    if (message.sessionId === undefined) {
      if (message.state === 'ready') this.#ready.push(message.sequence, message.sequence);
      return;
    }
    const session = this.#session(message.sessionId);
    if (!this.#counted.has(message)) {
      this.#counted.add(message);
      session.count += 1;
    }
    if (message.state !== 'ready') return;
    session.ready.push(message.sequence, message.sequence);
    this.#offer(message.sessionId, session);
  }

  readonly #counted = new WeakSet<StoredMessage>();

  #session(sessionId: string): Session {
    const known = this.sessions.get(sessionId);
    if (known) return known;
    const session: Session = { ready: new Heap(), lockedUntil: 0, offered: false, count: 0 };
    this.sessions.set(sessionId, session);
    return session;
  }

  #offer(sessionId: string, session: Session): void {
    if (session.holder || session.offered || !this.#hasReady(session)) return;
    session.offered = true;
    this.#line.push(sessionId);
  }

  #hasReady(session: Session): boolean {
    for (;;) {
      const next = session.ready.peek();
      if (!next) return false;
      const message = this.messages.get(next.value);
      if (message?.state === 'ready' && !this.#lockedSequences.has(message.sequence)) return true;
      session.ready.pop();
    }
  }

  #give(session: Session, sessionId: string, holder: object, now: number) {
    session.holder = holder;
    session.lockedUntil = now + this.lockMs;
    this.#sessionEnds.push(session.lockedUntil, sessionId);
    return { sessionId, until: session.lockedUntil };
  }

  #tidy(sessionId: string, session: Session): void {
    if (session.count <= 0 && !session.holder && !session.state && !session.offered) this.sessions.delete(sessionId);
  }
}

/** ISO 8601 durations as Service Bus writes them: `PT1M`, `P14D`, `PT30S`. */
export function durationMs(text: string): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text) ?? [];
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

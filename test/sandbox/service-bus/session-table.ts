import { Heap } from './heap.ts';
import { Refused } from './queue-model.ts';

interface Session {
  id: string;
  /** Sequence numbers that may be ready; the queue knows for certain. */
  ready: Heap<number>;
  holder?: object;
  lockedUntil: number;
  state?: Buffer;
  /** Whether it stands in the line of sessions that can be had. */
  offered: boolean;
  /** Messages that are in the queue, whatever their state. */
  messages: number;
}

export interface HeldSession {
  sessionId: string;
  until: number;
}

/** The sessions of one queue: whose they are, which can be had next, and what state was left with them. */
export class SessionTable {
  readonly #sessions = new Map<string, Session>();
  readonly #heldBy = new Map<object, Session>();
  /** First offered, first given. */
  readonly #line = new Heap<string>();
  readonly #ends = new Heap<Session>();
  readonly #lockMs: number;
  readonly #isReady: (sequence: number) => boolean;
  #ticket = 0;

  constructor(lockMs: number, isReady: (sequence: number) => boolean) {
    this.#lockMs = lockMs;
    this.#isReady = isReady;
  }

  /** Ids of sessions that have messages or a state. */
  ids(): string[] {
    return [...this.#sessions.values()].filter(({ messages, state }) => messages > 0 || state).map(({ id }) => id);
  }

  entered(sessionId: string): void {
    this.#of(sessionId).messages += 1;
  }

  left(sessionId: string): void {
    const session = this.#of(sessionId);
    session.messages -= 1;
    this.#tidy(session);
  }

  /** A message of the session can be had (again). */
  ready(sessionId: string, sequence: number): void {
    const session = this.#of(sessionId);
    session.ready.push(sequence, sequence);
    this.#offer(session);
  }

  /** The lowest number that may be ready, for the session's holder only. */
  nextOf(holder: object, sessionId: string): number | undefined {
    const session = this.#sessions.get(sessionId);
    return session?.holder === holder ? session.ready.pop()?.value : undefined;
  }

  /** The named session, or the next one that has messages and no holder. @throws Refused when somebody else has it. */
  accept(holder: object, wanted: string | undefined, now: number): HeldSession | undefined {
    const session = wanted === undefined ? this.#firstInLine() : this.#of(wanted);
    if (!session) return undefined;
    if (session.holder)
      throw new Refused(
        'com.microsoft:session-cannot-be-locked',
        `The requested session '${session.id}' cannot be accepted. It may be locked by another receiver.`,
      );
    session.holder = holder;
    this.#heldBy.set(holder, session);
    this.#extend(session, now);
    return { sessionId: session.id, until: session.lockedUntil };
  }

  holderOf(sessionId: string): object | undefined {
    return this.#sessions.get(sessionId)?.holder;
  }

  heldBy(holder: object): HeldSession | undefined {
    const session = this.#heldBy.get(holder);
    return session && { sessionId: session.id, until: session.lockedUntil };
  }

  /** Frees whatever session this holder has; its messages must be free by now. */
  release(holder: object): void {
    const session = this.#heldBy.get(holder);
    if (!session) return;
    this.#heldBy.delete(holder);
    session.holder = undefined;
    this.#offer(session);
    this.#tidy(session);
    this.#ends.prune(this.#heldBy.size, (one) => one.holder !== undefined);
  }

  /** @throws Refused when this holder does not have the session. */
  require(holder: object | undefined, sessionId: string): void {
    if (holder && this.#heldBy.get(holder)?.id === sessionId) return;
    throw new Refused('com.microsoft:session-lock-lost', `The session lock of '${sessionId}' has expired. Accept the session again.`);
  }

  renew(sessionId: string, now: number): number {
    const session = this.#of(sessionId);
    this.#extend(session, now);
    return session.lockedUntil;
  }

  state(sessionId: string): Buffer | undefined {
    return this.#sessions.get(sessionId)?.state;
  }

  setState(sessionId: string, state: Buffer | undefined): void {
    const session = this.#of(sessionId);
    session.state = state;
    this.#tidy(session);
  }

  /** Holders whose session lock is over. */
  *ended(now: number): Generator<object> {
    for (const { holder, lockedUntil } of this.#ends.due(now)) if (holder && lockedUntil <= now) yield holder;
  }

  clear(): void {
    this.#sessions.clear();
    this.#heldBy.clear();
    this.#line.clear();
    this.#ends.clear();
  }

  #of(id: string): Session {
    const known = this.#sessions.get(id);
    if (known) return known;
    const session: Session = { id, ready: new Heap(), lockedUntil: 0, offered: false, messages: 0 };
    this.#sessions.set(id, session);
    return session;
  }

  #extend(session: Session, now: number): void {
    session.lockedUntil = now + this.#lockMs;
    this.#ends.push(session.lockedUntil, session);
  }

  #offer(session: Session): void {
    if (session.holder || session.offered || !this.#hasReady(session)) return;
    session.offered = true;
    this.#ticket += 1;
    this.#line.push(this.#ticket, session.id);
  }

  #firstInLine(): Session | undefined {
    for (let first = this.#line.pop(); first; first = this.#line.pop()) {
      const session = this.#sessions.get(first.value);
      if (!session) continue;
      session.offered = false;
      if (!session.holder && this.#hasReady(session)) return session;
      this.#tidy(session);
    }
    return undefined;
  }

  #hasReady({ ready }: Session): boolean {
    for (let first = ready.peek(); first; first = ready.peek()) {
      if (this.#isReady(first.value)) return true;
      ready.pop();
    }
    return false;
  }

  #tidy(session: Session): void {
    if (session.messages <= 0 && !session.holder && !session.state && !session.offered) this.#sessions.delete(session.id);
  }
}

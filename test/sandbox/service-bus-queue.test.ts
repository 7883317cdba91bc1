import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue, type QueueEvents } from './service-bus/queue.ts';
import { durationMs, type QueueProperties, type QueueStorage, Refused, type StoredMessage } from './service-bus/queue-model.ts';

const forSessions: QueueProperties = {
  requiresSession: true,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  lockDuration: 'PT1M',
  maxDeliveryCount: 4,
  defaultMessageTimeToLive: 'P14D',
  deadLetteringOnMessageExpiration: true,
};
const nowhere: QueueStorage = {
  put: () => undefined,
  putHead: () => undefined,
  remove: () => undefined,
  putSession: () => undefined,
  putSequence: () => undefined,
  putSeen: () => undefined,
  forgetSeen: () => undefined,
};

function aQueue(overrides: Partial<QueueProperties> = {}, events: Partial<QueueEvents> = {}): Queue {
  return new Queue('q', { ...forSessions, ...overrides }, nowhere, {
    wake: () => undefined,
    dead: () => undefined,
    sessionLost: () => undefined,
    ...events,
  });
}

const bytes = Buffer.from('x');

type Step = {
  do: 'send' | 'schedule' | 'open' | 'take' | 'complete' | 'abandon' | 'defer' | 'kill' | 'close' | 'deadLetter' | 'pass';
  n: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'send',
    'send',
    'schedule',
    'open',
    'open',
    'take',
    'take',
    'complete',
    'abandon',
    'defer',
    'kill',
    'close',
    'deadLetter',
    'pass',
  ),
  n: fc.integer({ min: 0, max: 11 }),
});

interface Held {
  token: Buffer;
  text: string;
}

interface Holder {
  sessionId?: string;
  held: Held[];
}

/** Plays steps on a queue with three receivers, and keeps its own account of every message. */
class Play {
  now = 1_000_000;
  readonly dead: string[] = [];
  readonly sent: string[] = [];
  readonly done: string[] = [];
  readonly deferred: string[] = [];
  readonly queue: Queue;
  readonly #holders: Holder[] = [{ held: [] }, { held: [] }, { held: [] }];
  readonly #sessions: boolean;

  constructor(sessions: boolean) {
    this.#sessions = sessions;
    this.queue = aQueue(
      { requiresSession: sessions },
      {
        dead: (message) => void this.dead.push(textOf(message)),
        sessionLost: (holder) => {
          (holder as Holder).sessionId = undefined;
          (holder as Holder).held = [];
        },
      },
    );
  }

  play({ do: what, n }: Step): void {
    const who = this.#holders[n % 3] as Holder;
    if (what === 'send' || what === 'schedule') return this.#send(n, what === 'schedule' ? this.now + n * 10_000 : undefined);
    if (what === 'open') return this.#open(who);
    if (what === 'take') return this.#take(who);
    if (what === 'pass') return this.#pass(n * 10_000);
    if (what === 'kill' || what === 'close') {
      this.queue.release(who, what === 'kill' ? 'lost' : 'closed', this.now);
      who.sessionId = undefined;
      who.held = [];
      return;
    }
    const first = who.held.shift();
    if (!first || !this.queue.locks.find(first.token)) return;
    if (what === 'complete') this.#complete(first);
    if (what === 'abandon') this.queue.abandon(first.token, undefined, this.now);
    if (what === 'deadLetter') this.queue.deadLetter(first.token, 'r', 'd');
    if (what === 'defer') {
      this.queue.defer(first.token);
      this.deferred.push(first.text);
    }
  }

  #send(n: number, visibleAt: number | undefined): void {
    const text = `${n % 4}:${this.sent.length}`;
    this.sent.push(text);
    this.queue.send({ bytes: Buffer.from(text), sessionId: `${n % 4}`, visibleAt }, this.now);
  }

  #open(who: Holder): void {
    if (!this.#sessions || who.sessionId !== undefined) return;
    who.sessionId = this.queue.openSession(who, undefined, this.now)?.sessionId;
    if (who.sessionId !== undefined) expect(this.#holders.filter(({ sessionId }) => sessionId === who.sessionId)).toHaveLength(1);
  }

  #take(who: Holder): void {
    const taken = this.queue.take(who, true, this.now);
    if (!taken) return;
    const text = textOf(taken.message);
    const holding = this.#holders.flatMap(({ held }) => held).filter((one) => one.text === text && this.queue.locks.find(one.token));
    expect(holding).toEqual([]);
    if (this.#sessions) {
      expect(text.split(':')[0]).toBe(who.sessionId);
      // Nothing of its session that is ready stands before it.
      const before = [...this.queue.messages.values()].filter(
        (one) => one.sessionId === who.sessionId && one.state === 'ready' && one.sequence < taken.message.sequence,
      );
      expect(before.filter(({ sequence }) => !this.queue.locks.isLocked(sequence))).toEqual([]);
    }
    who.held.push({ token: taken.lock.token, text });
  }

  #complete({ token, text }: Held): void {
    this.queue.complete(token);
    this.done.push(text);
  }

  #pass(ms: number): void {
    this.now += ms;
    this.queue.tick(this.now);
  }
}

const textOf = (message: StoredMessage): string => message.bytes.toString();

describe('a queue of the local Service Bus', () => {
  it.each([true, false])('loses nothing, gives nothing twice and keeps sessions in order, whatever happens (sessions: %s)', (sessions) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const game = new Play(sessions);
        for (const one of steps) game.play(one);

        const left = [...game.queue.messages.values()].map(textOf);
        expect([...game.done, ...game.dead, ...left].sort()).toEqual([...game.sent].sort());
        const { active, scheduled, locked } = game.queue.counts();
        expect(active + scheduled).toBe(left.length);
        expect(locked).toBeLessThanOrEqual(active);

        drain(game, sessions);
        const deferred = [...game.queue.messages.values()].filter(({ state }) => state === 'deferred');
        expect(game.queue.messages.size).toBe(deferred.length);
      }),
      { numRuns: 200 },
    );
  });

  it('lets nobody settle with a lock that is gone', () => {
    const queue = aQueue({ requiresSession: false });
    queue.send({ bytes }, 0);
    const taken = queue.take({}, true, 0);
    queue.tick(60_000);

    for (const settle of ['complete', 'abandon', 'defer', 'renew'] as const)
      expect(() => queue[settle](taken?.lock.token ?? Buffer.alloc(16))).toThrow(Refused);
  });

  it('gives the next number to a scheduled message when it appears', () => {
    const queue = aQueue({ requiresSession: false });
    const scheduled = queue.send({ bytes, visibleAt: 1000 }, 0);
    const direct = queue.send({ bytes }, 0);
    queue.tick(1000);

    expect([scheduled, direct, ...[...queue.messages.values()].map((message) => message.sequence)]).toEqual([1, 2, 2, 3]);
  });

  it('counts a delivery when a connection breaks, and none when a session is closed in order', () => {
    const queue = aQueue();
    queue.send({ bytes, sessionId: 's' }, 0);
    const counts = (['closed', 'lost', 'closed'] as const).map((parting) => {
      const holder = {};
      queue.openSession(holder, 's', 0);
      const taken = queue.take(holder, true, 0);
      queue.release(holder, parting, 0);
      return taken?.message.deliveryCount;
    });

    expect(counts).toEqual([0, 1, 1]);
  });

  it('reads the durations of the queue file and nothing else', () => {
    expect(['PT1M', 'P14D', 'PT0.2S', 'P1DT2H'].map(durationMs)).toEqual([60_000, 1_209_600_000, 200, 93_600_000]);
    for (const wrong of ['', 'P', 'PT', '1M', '00:01:00']) expect(() => durationMs(wrong)).toThrow('is no duration');
  });
});

/** Everything becomes free and visible, and is completed by one receiver after the other; each session comes in its order. */
function drain({ queue, now }: Play, sessions: boolean): void {
  const later = now + 3_600_000;
  queue.tick(later);
  for (;;) {
    const holder = {};
    if (sessions && !queue.openSession(holder, undefined, later)) return;
    const sequences: number[] = [];
    for (let taken = queue.take(holder, true, later); taken; taken = queue.take(holder, true, later)) {
      sequences.push(taken.message.sequence);
      queue.complete(taken.lock.token);
    }
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    queue.release(holder, 'closed', later);
    if (!sessions) return;
  }
}

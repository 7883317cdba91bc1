import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, Queue, type QueueProperties, Refused } from './service-bus/queue.ts';

const properties: QueueProperties = {
  requiresSession: true,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  lockDuration: 'PT1M',
  maxDeliveryCount: 1_000_000,
  defaultMessageTimeToLive: 'P14D',
  deadLetteringOnMessageExpiration: true,
};
const nowhere = { put: () => undefined, remove: () => undefined, putSession: () => undefined };
const quiet = { wake: () => undefined, dead: () => undefined, sessionLost: () => undefined };

describe('a queue with sessions', () => {
  it('loses nothing, gives nothing to two holders and keeps each session in order, whatever happens', () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('send' as const), session: fc.integer({ min: 0, max: 4 }) }),
      fc.record({
        do: fc.constantFrom('open' as const, 'take' as const, 'complete' as const, 'abandon' as const, 'close' as const),
        session: fc.integer({ min: 0, max: 2 }),
      }),
      fc.record({ do: fc.constant('pass' as const), session: fc.integer({ min: 1, max: 90 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        let now = 1_000_000;
        const queue = new Queue('q', properties, nowhere, quiet);
        const holders = [{}, {}, {}].map((holder) => ({
          holder,
          sessionId: undefined as string | undefined,
          held: [] as { token: Buffer; sequence: number }[],
        }));
        const sent = new Map<string, number[]>();
        const done = new Map<string, number[]>();
        for (const step of actions) {
          const who = holders[step.session % 3] as (typeof holders)[number];
          if (step.do === 'send') {
            const sessionId = `s${step.session}`;
            const sequence = queue.send({ bytes: Buffer.from('x'), sessionId }, now);
            sent.set(sessionId, [...(sent.get(sessionId) ?? []), sequence ?? -1]);
          } else if (step.do === 'open' && who.sessionId === undefined) {
            who.sessionId = queue.openSession(who.holder, undefined, now)?.sessionId;
            if (who.sessionId !== undefined) expect(holders.filter((other) => other.sessionId === who.sessionId)).toHaveLength(1);
          } else if (step.do === 'take' && who.sessionId !== undefined) {
            const taken = queue.take(who.holder, who.sessionId, true, now);
            if (taken) who.held.push({ token: taken.lock.token, sequence: taken.message.sequence });
          } else if (step.do === 'complete' && who.sessionId !== undefined) {
            const first = who.held.shift();
            if (first) {
              queue.complete(first.token);
              done.set(who.sessionId, [...(done.get(who.sessionId) ?? []), first.sequence]);
            }
          } else if (step.do === 'abandon') {
            for (const { token } of who.held.splice(0)) queue.abandon(token);
          } else if (step.do === 'close' && who.sessionId !== undefined) {
            queue.closeSession(who.holder, who.sessionId);
            who.sessionId = undefined;
            who.held = [];
          } else if (step.do === 'pass') {
            now += step.session * 1000;
            queue.tick(now);
            for (const other of holders) {
              if (other.sessionId === undefined || queue.sessions.get(other.sessionId)?.holder === other.holder) continue;
              other.sessionId = undefined;
              other.held = [];
            }
          }
        }
        for (const [sessionId, sequences] of sent) {
          const completed = done.get(sessionId) ?? [];
          const left = [...queue.messages.values()].filter((message) => message.sessionId === sessionId).map((message) => message.sequence);
          expect([...completed, ...left].sort((a, b) => a - b)).toEqual(sequences);
          expect(completed).toEqual([...completed].sort((a, b) => a - b));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads the durations of the queue file', () => {
    expect(['PT1M', 'P14D', 'PT0.2S', 'PT10M'].map(durationMs)).toEqual([60_000, 1_209_600_000, 200, 600_000]);
  });

  it('says which lock is lost', () => {
    const queue = new Queue('q', properties, nowhere, quiet);
    expect(() => queue.complete(Buffer.alloc(16))).toThrow(Refused);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodies, codeOf, type Floor, next, openFloor, pause } from './service-bus-floor.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await openFloor();
});
afterEach(() => floor.close());

const sendTo = (sessionId: string, ...all: unknown[]) =>
  floor.client.createSender('sessions').sendMessages(all.map((body) => ({ body, sessionId })));

describe('sessions of the local Service Bus with the real client', () => {
  it('keeps the order within a session and gives each session to one receiver only', async () => {
    for (let n = 0; n < 6; n += 1) await sendTo(n % 2 === 0 ? 'even' : 'odd', n);

    const even = await floor.client.acceptSession('sessions', 'even');
    const odd = await floor.client.acceptNextSession('sessions');

    expect(odd.sessionId).toBe('odd');
    expect(await codeOf(floor.client.acceptSession('sessions', 'even'))).toBe('SessionCannotBeLocked');
    expect(bodies(await even.receiveMessages(3, { maxWaitTimeInMs: 2000 }))).toEqual([0, 2, 4]);
    expect(bodies(await odd.receiveMessages(3, { maxWaitTimeInMs: 2000 }))).toEqual([1, 3, 5]);
  });

  it('gives an abandoned message again before the ones behind it', async () => {
    await sendTo('s', 1, 2);
    const session = await floor.client.acceptSession('sessions', 's');
    await session.abandonMessage(await next(session));

    expect(await next(session)).toMatchObject({ body: 1, deliveryCount: 1 });
  });

  it('waits for a session to come, and gives each of several waiting receivers its own', async () => {
    const waiting = [floor.client.acceptNextSession('sessions'), floor.another().acceptNextSession('sessions')];
    await pause(100);
    await sendTo('a', 1);
    await sendTo('b', 1);

    const ids = (await Promise.all(waiting)).map(({ sessionId }) => sessionId);

    expect(ids.sort()).toEqual(['a', 'b']);
  });

  it('gives up waiting after the time that the client allows', async () => {
    expect(await codeOf(floor.another({ timeoutInMs: 700 }).acceptNextSession('sessions'))).toBe('ServiceTimeout');
  });

  it('wakes a waiting receiver when a scheduled message appears', async () => {
    const waiting = floor.client.acceptNextSession('sessions');
    await floor
      .another()
      .createSender('sessions')
      .scheduleMessages({ body: 1, sessionId: 's' }, new Date(Date.now() + 200));

    expect((await waiting).sessionId).toBe('s');
  });

  it("keeps a session's state from one holder to the next", async () => {
    const first = await floor.client.acceptSession('sessions', 's');
    expect(await first.getSessionState()).toBeNull();
    await first.setSessionState({ step: 3 });
    await first.close();

    const second = await floor.client.acceptSession('sessions', 's');

    expect(await second.getSessionState()).toEqual({ step: 3 });
    await second.setSessionState(null);
    expect(await second.getSessionState()).toBeNull();
  });

  it('defers in a session and gives it back to whoever holds the session', async () => {
    await sendTo('s', 'later');
    const first = await floor.client.acceptSession('sessions', 's');
    const message = await next(first);
    await first.deferMessage(message);
    await first.close();

    const second = await floor.client.acceptSession('sessions', 's');
    const [deferred] = await second.receiveDeferredMessages(message.sequenceNumber as never);

    expect(deferred?.body).toBe('later');
    if (deferred) await second.completeMessage(deferred);
    expect(floor.bus.counts().sessions?.active).toBe(0);
  });

  it('shows only the messages of the session to its holder', async () => {
    await sendTo('a', 1);
    await sendTo('b', 2);

    const session = await floor.client.acceptSession('sessions', 'b');

    expect(bodies(await session.peekMessages(5))).toEqual([2]);
  });

  it('frees a session that is closed, and does not count that as a failed delivery', async () => {
    await sendTo('s', 1);
    const first = await floor.client.acceptSession('sessions', 's');
    await next(first);
    await first.close();

    const second = await floor.client.acceptNextSession('sessions');

    expect(await next(second)).toMatchObject({ body: 1, deliveryCount: 0 });
  });

  it('takes a session away when its lock ends, unless it is renewed', async () => {
    await floor.client.createSender('brief-sessions').sendMessages({ body: 1, sessionId: 's' });
    const held = await floor.client.acceptSession('brief-sessions', 's', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await next(held);
    await pause(600);
    const until = await held.renewSessionLock();
    expect(until.getTime()).toBeGreaterThan(Date.now());
    await pause(600);
    expect(floor.bus.counts()['brief-sessions']?.locked).toBe(1);

    const after = await floor.client.acceptNextSession('brief-sessions');

    expect(await next(after)).toMatchObject({ body: 1, deliveryCount: 1 });
    expect(await codeOf(held.completeMessage(message))).toBe('SessionLockLost');
    expect(await codeOf(held.renewSessionLock())).not.toBe('done');
  });
});

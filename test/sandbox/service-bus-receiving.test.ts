import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodies, codeOf, type Floor, next, openFloor, pause } from './service-bus-floor.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await openFloor();
});
afterEach(() => floor.close());

describe('receiving from the local Service Bus with the real client', () => {
  it('receives and deletes in one go', async () => {
    await floor.send('plain', 1, 2, 3);

    const receiver = floor.client.createReceiver('plain', { receiveMode: 'receiveAndDelete' });
    const message = await next(receiver);

    expect(message.body).toBe(1);
    expect(floor.bus.counts().plain).toMatchObject({ active: 2, locked: 0 });
  });

  it('gives more messages on one link than a window holds', async () => {
    const sender = floor.client.createSender('plain');
    const total = 5000;
    for (let sent = 0; sent < total; sent += 500) await sender.sendMessages(Array.from({ length: 500 }, (_, n) => ({ body: sent + n })));

    const receiver = floor.client.createReceiver('plain');
    const received: unknown[] = [];
    while (received.length < total) {
      const messages = await receiver.receiveMessages(500, { maxWaitTimeInMs: 2000 });
      if (messages.length === 0) break;
      received.push(...bodies(messages));
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    }

    expect(received).toEqual(Array.from({ length: total }, (_, n) => n));
    expect(floor.bus.counts().plain?.active).toBe(0);
  });

  it('shares messages between receivers, each once', async () => {
    const seen: unknown[] = [];
    const clients = [floor.client, floor.another(), floor.another()];
    for (const client of clients) {
      const receiver = client.createReceiver('plain');
      receiver.subscribe(
        { processMessage: async (message) => void seen.push(message.body), processError: async () => undefined },
        { maxConcurrentCalls: 5 },
      );
    }
    const numbers = Array.from({ length: 300 }, (_, n) => n);
    await floor.send('plain', ...numbers);

    await expect.poll(() => floor.bus.counts().plain?.active).toBe(0);

    expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(numbers);
  });

  it('delivers an abandoned message again with changed properties, and dead-letters it after its last delivery', async () => {
    await floor.client.createSender('plain').sendMessages({ body: 'poison', messageId: 'p', applicationProperties: { kept: 2.5 } });
    const receiver = floor.client.createReceiver('plain');
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const message = await next(receiver);
      expect(message.deliveryCount).toBe(delivery);
      expect(message.applicationProperties).toEqual(delivery === 0 ? { kept: 2.5 } : { kept: 2.5, seen: delivery - 1 });
      await receiver.abandonMessage(message, { seen: delivery });
    }

    const message = await floor.dead('plain');

    expect(message).toMatchObject({
      body: 'poison',
      messageId: 'p',
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterSource: 'plain',
      applicationProperties: { kept: 2.5, seen: 2 },
    });
    expect(message.sequenceNumber?.toNumber()).toBe(1);
    expect(floor.bus.counts().plain).toMatchObject({ active: 0, deadLetter: 1 });
  });

  it('dead-letters with the reason that the receiver gives, also from a session, and the dead letter can be completed', async () => {
    await floor.client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    const session = await floor.client.acceptSession('sessions', 's');
    await session.deadLetterMessage(await next(session), { deadLetterReason: 'odd', deadLetterErrorDescription: 'not ours', more: 'x' });

    const dead = floor.client.createReceiver('sessions', { subQueueType: 'deadLetter' });
    const letter = await next(dead);

    expect(letter).toMatchObject({ deadLetterReason: 'odd', deadLetterErrorDescription: 'not ours', sessionId: 's' });
    expect(letter.applicationProperties).toMatchObject({ more: 'x' });
    await dead.abandonMessage(letter);
    await dead.completeMessage(await next(dead));
    expect(floor.bus.counts().sessions).toMatchObject({ active: 0, deadLetter: 0 });
  });

  it('keeps a deferred message aside until it is asked for by number', async () => {
    await floor.send('plain', 'later', 'after');
    const { receiver, message } = await floor.first('plain');
    await receiver.deferMessage(message, { why: 'early' });
    const number = message.sequenceNumber ?? 0;
    expect((await next(receiver)).body).toBe('after');

    const [deferred] = await receiver.receiveDeferredMessages(number as never);

    expect(deferred).toMatchObject({ body: 'later', state: 'deferred', applicationProperties: { why: 'early' } });
    expect(await codeOf(floor.client.createReceiver('plain').receiveDeferredMessages(number as never))).toBe('MessageNotFound');
    if (deferred) await receiver.abandonMessage(deferred);
    const [again] = await receiver.receiveDeferredMessages(number as never);
    if (again) await receiver.completeMessage(again);
    expect(floor.bus.counts().plain?.active).toBe(1);
  });

  it('gives a message to somebody else when its lock ends, and says so to the first', async () => {
    await floor.send('brief', 1);
    const { receiver, message } = await floor.first('brief');

    const { message: again } = await floor.first('brief');

    expect(again.deliveryCount).toBe(1);
    expect(await codeOf(receiver.completeMessage(message))).toBe('MessageLockLost');
    expect(await codeOf(receiver.renewMessageLock(message))).toBe('MessageLockLost');
  });

  it('keeps a lock that is renewed', async () => {
    await floor.send('brief', 1);
    const { receiver, message } = await floor.first('brief');
    for (let n = 0; n < 3; n += 1) {
      await pause(300);
      await receiver.renewMessageLock(message);
    }

    await receiver.completeMessage(message);

    expect(floor.bus.counts().brief?.active).toBe(0);
  });

  it('frees the messages of a receiver that closes', async () => {
    await floor.send('plain', 1);
    const { receiver } = await floor.first('plain');

    await receiver.close();

    expect((await floor.first('plain')).message).toMatchObject({ body: 1, deliveryCount: 1 });
  });

  it('dead-letters what is too old where the queue wants it, and forgets it elsewhere', async () => {
    await floor.client.createSender('plain').sendMessages({ body: 1, timeToLive: 50 });
    await floor.client.createSender('forgetful').sendMessages({ body: 1, timeToLive: 50 });

    await expect.poll(() => floor.bus.counts().plain?.deadLetter).toBe(1);

    expect((await floor.dead('plain')).deadLetterReason).toBe('TTLExpiredException');
    await expect.poll(() => floor.bus.counts().forgetful).toMatchObject({ active: 0, deadLetter: 0 });
  });

  it('lets a locked message live on, and die of age when it comes back', async () => {
    await floor.client.createSender('plain').sendMessages({ body: 1, timeToLive: 200 });
    const { receiver, message } = await floor.first('plain');
    await pause(300);
    expect(floor.bus.counts().plain).toMatchObject({ locked: 1, deadLetter: 0 });

    await receiver.abandonMessage(message);

    expect((await floor.dead('plain')).deadLetterReason).toBe('TTLExpiredException');
  });

  it('lets messages be looked at without taking them', async () => {
    await floor.send('plain', 1, 2, 3);
    const receiver = floor.client.createReceiver('plain');
    const locked = await next(receiver);

    const [one, two] = [await receiver.peekMessages(2), await receiver.peekMessages(2)];

    expect([bodies(one), bodies(two)]).toEqual([[1, 2], [3]]);
    expect(one[0]?.lockToken).toBeUndefined();
    expect(bodies(await receiver.peekMessages(9, { fromSequenceNumber: locked.sequenceNumber?.add(1) as never }))).toEqual([2, 3]);
    expect(await floor.client.createReceiver('unique').peekMessages(1)).toEqual([]);
  });
});

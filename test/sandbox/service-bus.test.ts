import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodies, codeOf, type Floor, next, openFloor, pause } from './service-bus-floor.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await openFloor();
});
afterEach(() => floor.close());

const nothing = { active: 0, scheduled: 0, deadLetter: 0, locked: 0 };

describe('sending to the local Service Bus with the real client', () => {
  it('keeps body, ids and property types', async () => {
    const applicationProperties = {
      text: 'ä',
      whole: 7,
      large: 2 ** 40,
      part: 1.5,
      yes: true,
      no: false,
      nothing: null,
      when: new Date(1_700_000_000_000),
    };
    const sent = {
      body: { text: 'ünï 🎁', n: 1 },
      messageId: 'm1',
      correlationId: 'c1',
      subject: 'order',
      contentType: 'application/json',
      to: 'there',
      replyTo: 'here',
      partitionKey: 'p',
      timeToLive: 60_000,
      applicationProperties,
    };
    await floor.client.createSender('plain').sendMessages(sent);

    const receiver = floor.client.createReceiver('plain', { skipConvertingDate: true });
    const message = await next(receiver);

    expect(message).toMatchObject({ ...sent, deliveryCount: 0, state: 'active' });
    expect(message.sequenceNumber?.toNumber()).toBe(1);
    expect(message.enqueuedTimeUtc).toBeInstanceOf(Date);
    expect(message.lockedUntilUtc?.getTime()).toBeGreaterThan(Date.now());
    expect(message.expiresAtUtc?.getTime()).toBe((message.enqueuedTimeUtc?.getTime() ?? 0) + 60_000);
    await receiver.completeMessage(message);
    expect(floor.bus.counts().plain).toEqual(nothing);
  });

  it('keeps bodies of every kind, and gives an id to a message that has none', async () => {
    await floor.client
      .createSender('plain')
      .sendMessages([
        { body: Buffer.from([0, 1, 255]) },
        { body: [1, 'two'], bodyType: 'value' },
        { body: [['a', 1]], bodyType: 'sequence' },
        { body: 'x'.repeat(200_000) },
      ]);

    const received = await floor.client.createReceiver('plain').receiveMessages(4, { maxWaitTimeInMs: 2000 });

    expect(bodies(received)).toEqual([Buffer.from([0, 1, 255]), [1, 'two'], [['a', 1]], 'x'.repeat(200_000)]);
    expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(4);
  });

  it('takes a batch and gives no more than was asked for', async () => {
    const sender = floor.client.createSender('plain');
    const batch = await sender.createMessageBatch();
    for (let n = 0; n < 20; n += 1) batch.tryAddMessage({ body: n, applicationProperties: { n } });
    await sender.sendMessages(batch);

    const messages = await floor.client.createReceiver('plain').receiveMessages(5, { maxWaitTimeInMs: 2000 });

    expect(bodies(messages)).toEqual([0, 1, 2, 3, 4]);
    expect(messages.map(({ applicationProperties }) => applicationProperties?.n)).toEqual([0, 1, 2, 3, 4]);
    expect(floor.bus.counts().plain).toMatchObject({ active: 20, locked: 5 });
  });

  it('says in its answer how large a batch may be', async () => {
    const batch = await floor.client.createSender('plain').createMessageBatch();

    expect(batch.maxSizeInBytes).toBe(256 * 1024);
    expect(batch.tryAddMessage({ body: 'x'.repeat(300_000) })).toBe(false);
  });

  it('refuses what is too large, what needs a session and what is nowhere', async () => {
    const send = (queue: string, message: Record<string, unknown>) =>
      codeOf(floor.client.createSender(queue).sendMessages({ body: 1, ...message }));

    expect(await send('plain', { body: 'x'.repeat(300_000) })).toBe('MessageSizeExceeded');
    expect(await send('plain', { applicationProperties: { long: 'x'.repeat(70_000) } })).toBe('MessageSizeExceeded');
    expect(await send('plain', { messageId: 'x'.repeat(129) })).not.toBe('done');
    expect(await send('sessions', {})).not.toBe('done');
    expect(await send('plain/$DeadLetterQueue', {})).not.toBe('done');
    expect(await send('nowhere', {})).toBe('MessagingEntityNotFound');
    expect(await codeOf(floor.client.createReceiver('nowhere').receiveMessages(1))).toBe('MessagingEntityNotFound');
    expect(await codeOf(floor.client.createReceiver('sessions').receiveMessages(1))).not.toBe('done');
    expect(await codeOf(floor.client.acceptSession('plain', 's'))).not.toBe('done');
    expect(Object.values(floor.bus.counts()).every(({ active }) => active === 0)).toBe(true);
  });

  it('tells each of several sends of one moment its own fate', async () => {
    const sender = floor.client.createSender('plain');
    await sender.sendMessages({ body: 0 });

    const fates = await Promise.all(
      [1, 'x'.repeat(300_000), 2, 'x'.repeat(300_000), 3].map((body) => codeOf(sender.sendMessages({ body }))),
    );

    expect(fates).toEqual(['done', 'MessageSizeExceeded', 'done', 'MessageSizeExceeded', 'done']);
    expect(floor.bus.counts().plain?.active).toBe(4);
  });

  it('refuses a wrong key', async () => {
    expect(await codeOf(floor.another({ key: 'WRONG' }).createSender('plain').sendMessages({ body: 1 }))).toBe('UnauthorizedAccess');
  });

  it('drops a message id it has seen, also after the first was completed', async () => {
    const sender = floor.client.createSender('unique');
    await sender.sendMessages({ body: 1, messageId: 'a' });
    const { receiver, message } = await floor.first('unique');
    await receiver.completeMessage(message);

    await sender.sendMessages([
      { body: 2, messageId: 'a' },
      { body: 3, messageId: 'b' },
    ]);
    await sender.scheduleMessages({ body: 4, messageId: 'b' }, new Date(Date.now() + 60_000));

    expect(floor.bus.counts().unique).toMatchObject({ active: 1, scheduled: 0 });
  });

  it('takes a message id again after the window', async () => {
    const sender = floor.client.createSender('unique-briefly');
    await sender.sendMessages({ body: 1, messageId: 'a' });
    await pause(250);
    await sender.sendMessages({ body: 2, messageId: 'a' });

    expect(floor.bus.counts()['unique-briefly']?.active).toBe(2);
  });

  it('shows a scheduled message at its time and not when it is cancelled', async () => {
    const sender = floor.client.createSender('plain');
    const at = new Date(Date.now() + 300);
    const [kept, cancelled] = await sender.scheduleMessages([{ body: 'kept' }, { body: 'cancelled' }], at);
    expect(floor.bus.counts().plain).toMatchObject({ active: 0, scheduled: 2 });
    expect(floor.bus.nextScheduled()).toBe(at.getTime());

    if (cancelled) await sender.cancelScheduledMessages(cancelled);
    await floor.send('plain', 'sent meanwhile');
    const receiver = floor.client.createReceiver('plain');
    const early = await next(receiver);
    const message = await next(receiver);

    expect(early.body).toBe('sent meanwhile');
    expect(message.body).toBe('kept');
    expect(message.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(at.getTime());
    // It enters the queue at its time, with a number behind those that were there.
    expect(message.sequenceNumber?.greaterThan(early.sequenceNumber ?? 0)).toBe(true);
    expect(kept && message.sequenceNumber?.greaterThan(kept)).toBe(true);
    expect(floor.bus.counts().plain?.scheduled).toBe(0);
    expect(floor.bus.nextScheduled()).toBeUndefined();
    expect(kept && (await codeOf(sender.cancelScheduledMessages(kept)))).toBe('MessageNotFound');
  });

  it('schedules what is sent with a time of its own', async () => {
    await floor.client.createSender('plain').sendMessages({ body: 1, scheduledEnqueueTimeUtc: new Date(Date.now() + 60_000) });

    expect(floor.bus.counts().plain).toMatchObject({ active: 0, scheduled: 1 });
    expect((await floor.client.createReceiver('plain').peekMessages(1))[0]).toMatchObject({ body: 1, state: 'scheduled' });
  });
});

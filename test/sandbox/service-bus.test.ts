import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isServiceBusError, ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultBoard } from './faults.ts';
import type { QueueProperties } from './service-bus/queue.ts';
import { type ServiceBusPart, startServiceBus } from './service-bus/start.ts';

const plain: QueueProperties = {
  requiresSession: false,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  lockDuration: 'PT30S',
  maxDeliveryCount: 3,
  defaultMessageTimeToLive: 'P14D',
  deadLetteringOnMessageExpiration: true,
};
const queues = {
  plain,
  unique: { ...plain, requiresDuplicateDetection: true },
  brief: { ...plain, lockDuration: 'PT0.2S' },
  sessions: { ...plain, requiresSession: true },
  'brief-sessions': { ...plain, requiresSession: true, lockDuration: 'PT0.3S' },
};

let bus: ServiceBusPart;
let client: ServiceBusClient;
let faults: FaultBoard;
const options = { retryOptions: { maxRetries: 0, timeoutInMs: 4000 } };

beforeEach(async () => {
  faults = new FaultBoard([]);
  bus = await startServiceBus({ port: 0, faults, queues });
  client = new ServiceBusClient(bus.connectionString, options);
});

afterEach(async () => {
  await client.close();
  await bus.close();
});

const one = async (queue: string, from = client) => {
  const receiver = from.createReceiver(queue);
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1500 });
  return { receiver, message };
};
const problem = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (isServiceBusError(error) ? error.code : String(error)),
  );

describe('the local Service Bus, spoken to by the real client', () => {
  it('keeps body, ids and property types', async () => {
    await client
      .createSender('plain')
      .sendMessages({
        body: { text: 'ünï 🎁', n: 1 },
        messageId: 'm1',
        correlationId: 'c1',
        subject: 'order',
        contentType: 'application/json',
        applicationProperties: { text: 'a', count: 7, yes: true, when: new Date(1_700_000_000_000) },
      });
    const { receiver, message } = await one('plain');
    expect(message).toMatchObject({
      body: { text: 'ünï 🎁', n: 1 },
      messageId: 'm1',
      correlationId: 'c1',
      subject: 'order',
      applicationProperties: { text: 'a', count: 7, yes: true },
      deliveryCount: 0,
    });
    if (message) await receiver.completeMessage(message);
    expect(bus.counts().plain).toEqual({ active: 0, scheduled: 0, deadLetter: 0, locked: 0 });
  });

  it('takes a batch and gives no more than was asked for', async () => {
    const sender = client.createSender('plain');
    const batch = await sender.createMessageBatch();
    for (let n = 0; n < 20; n += 1) batch.tryAddMessage({ body: n });
    await sender.sendMessages(batch);
    const receiver = client.createReceiver('plain');
    const messages = await receiver.receiveMessages(5, { maxWaitTimeInMs: 1500 });
    expect(messages.map((message) => message.body)).toEqual([0, 1, 2, 3, 4]);
    expect(bus.counts().plain).toMatchObject({ active: 20, locked: 5 });
  });

  it('refuses what is too large, what needs a session and what is nowhere', async () => {
    expect(await problem(client.createSender('plain').sendMessages({ body: 'x'.repeat(300_000) }))).toBe('MessageSizeExceeded');
    expect(await problem(client.createSender('sessions').sendMessages({ body: 1 }))).not.toBe('done');
    expect(await problem(client.createSender('nowhere').sendMessages({ body: 1 }))).toBe('MessagingEntityNotFound');
  });

  it('refuses a wrong key', async () => {
    const stranger = new ServiceBusClient(bus.connectionString.replace('SAS_KEY_VALUE', 'WRONG'), options);
    expect(await problem(stranger.createSender('plain').sendMessages({ body: 1 }))).not.toBe('done');
    await stranger.close();
  });

  it('delivers an abandoned message again with changed properties, and dead-letters it after its last delivery', async () => {
    await client.createSender('plain').sendMessages({ body: 'poison' });
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const { receiver, message } = await one('plain');
      expect(message?.deliveryCount).toBe(delivery);
      if (delivery > 0) expect(message?.applicationProperties).toMatchObject({ seen: delivery - 1 });
      if (message) await receiver.abandonMessage(message, { seen: delivery });
      await receiver.close();
    }
    const dead = client.createReceiver('plain', { subQueueType: 'deadLetter' });
    const [message] = await dead.receiveMessages(1, { maxWaitTimeInMs: 1500 });
    expect(message).toMatchObject({ body: 'poison', deadLetterReason: 'MaxDeliveryCountExceeded', deadLetterSource: 'plain' });
    if (message) await dead.completeMessage(message);
    expect(bus.counts().plain).toMatchObject({ active: 0, deadLetter: 0 });
  });

  it('dead-letters with the reason that the receiver gives', async () => {
    await client.createSender('plain').sendMessages({ body: 1 });
    const { receiver, message } = await one('plain');
    if (message) await receiver.deadLetterMessage(message, { deadLetterReason: 'odd', deadLetterErrorDescription: 'not ours', more: 'x' });
    const dead = client.createReceiver('plain', { subQueueType: 'deadLetter' });
    const [letter] = await dead.receiveMessages(1, { maxWaitTimeInMs: 1500 });
    expect(letter).toMatchObject({ deadLetterReason: 'odd', deadLetterErrorDescription: 'not ours', applicationProperties: { more: 'x' } });
  });

  it('defers a message until it is asked for by number', async () => {
    await client.createSender('plain').sendMessages({ body: 'later' });
    const { receiver, message } = await one('plain');
    if (!message?.sequenceNumber) throw new Error('no message');
    await receiver.deferMessage(message);
    expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 200 })).toEqual([]);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
    expect(deferred?.body).toBe('later');
    if (deferred) await receiver.completeMessage(deferred);
    expect(bus.counts().plain?.active).toBe(0);
  });

  it('gives a message to somebody else when its lock ends, and says so to the first', async () => {
    await client.createSender('brief').sendMessages({ body: 1 });
    const first = client.createReceiver('brief', { maxAutoLockRenewalDurationInMs: 0 });
    const [message] = await first.receiveMessages(1, { maxWaitTimeInMs: 1500 });
    const { message: again } = await one('brief');
    expect(again?.deliveryCount).toBe(1);
    expect(await problem(message ? first.completeMessage(message) : Promise.resolve())).toBe('MessageLockLost');
  });

  it('keeps a lock that is renewed', async () => {
    await client.createSender('brief').sendMessages({ body: 1 });
    const receiver = client.createReceiver('brief', { maxAutoLockRenewalDurationInMs: 0 });
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1500 });
    if (!message) throw new Error('no message');
    for (let n = 0; n < 4; n += 1) {
      await new Promise((done) => setTimeout(done, 100));
      await receiver.renewMessageLock(message);
    }
    await receiver.completeMessage(message);
    expect(bus.counts().brief?.active).toBe(0);
  });

  it('drops a message id it has seen, also after the first was completed', async () => {
    const sender = client.createSender('unique');
    await sender.sendMessages({ body: 1, messageId: 'a' });
    const { receiver, message } = await one('unique');
    if (message) await receiver.completeMessage(message);
    await sender.sendMessages([
      { body: 2, messageId: 'a' },
      { body: 3, messageId: 'b' },
    ]);
    expect(bus.counts().unique?.active).toBe(1);
  });

  it('shows a scheduled message at its time and not when it is cancelled', async () => {
    const sender = client.createSender('plain');
    const [kept, cancelled] = await sender.scheduleMessages([{ body: 'kept' }, { body: 'cancelled' }], new Date(Date.now() + 300));
    expect(bus.counts().plain).toMatchObject({ active: 0, scheduled: 2 });
    expect(kept && cancelled && !kept.equals(cancelled)).toBe(true);
    if (cancelled) await sender.cancelScheduledMessages(cancelled);
    const { message } = await one('plain');
    expect(message?.body).toBe('kept');
    expect(bus.counts().plain?.scheduled).toBe(0);
  });

  it('lets what is too old die with a reason', async () => {
    await client.createSender('plain').sendMessages({ body: 1, timeToLive: 50 });
    await expect.poll(() => bus.counts().plain?.deadLetter).toBe(1);
    const dead = client.createReceiver('plain', { subQueueType: 'deadLetter' });
    expect((await dead.peekMessages(1))[0]?.deadLetterReason).toBe('TTLExpiredException');
  });

  it('receives and deletes in one go', async () => {
    await client.createSender('plain').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver('plain', { receiveMode: 'receiveAndDelete' });
    expect((await receiver.receiveMessages(2, { maxWaitTimeInMs: 1500 })).length).toBeGreaterThan(0);
    await expect.poll(() => bus.counts().plain?.locked).toBe(0);
  });

  it('keeps the order within a session and gives each session to one receiver only', async () => {
    const sender = client.createSender('sessions');
    for (let n = 0; n < 6; n += 1) await sender.sendMessages({ body: n, sessionId: n % 2 === 0 ? 'even' : 'odd' });
    const even = await client.acceptSession('sessions', 'even');
    const next = await client.acceptNextSession('sessions');
    expect(next.sessionId).toBe('odd');
    expect(await problem(client.acceptSession('sessions', 'even'))).toBe('SessionCannotBeLocked');
    const bodies = async (receiver: typeof even) =>
      (await receiver.receiveMessages(3, { maxWaitTimeInMs: 1500 })).map((message) => message.body);
    expect([await bodies(even), await bodies(next)]).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
  });

  it('waits for a session to come and gives up after the time that the client allows', async () => {
    const waiting = client.acceptNextSession('sessions');
    await new Promise((done) => setTimeout(done, 100));
    await client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    expect((await waiting).sessionId).toBe('s');
    const impatient = new ServiceBusClient(bus.connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 700 } });
    expect(await problem(impatient.acceptNextSession('sessions'))).toBe('ServiceTimeout');
    await impatient.close();
  });

  it("keeps a session's state", async () => {
    await client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    const first = await client.acceptSession('sessions', 's');
    await first.setSessionState({ step: 3 });
    await first.close();
    const second = await client.acceptSession('sessions', 's');
    expect(await second.getSessionState()).toEqual({ step: 3 });
  });

  it('frees the session and its messages when the process that held them is gone', async () => {
    await client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    const doomed = new ServiceBusClient(bus.connectionString, options);
    const held = await doomed.acceptSession('sessions', 's');
    await held.receiveMessages(1, { maxWaitTimeInMs: 1500 });
    await doomed.close();
    const next = await client.acceptNextSession('sessions');
    const [message] = await next.receiveMessages(1, { maxWaitTimeInMs: 1500 });
    expect(message).toMatchObject({ body: 1, deliveryCount: 1 });
  });

  it('takes a session away when its lock ends, unless it is renewed', async () => {
    await client.createSender('brief-sessions').sendMessages({ body: 1, sessionId: 's' });
    const held = await client.acceptSession('brief-sessions', 's', { maxAutoLockRenewalDurationInMs: 0 });
    await new Promise((done) => setTimeout(done, 150));
    await held.renewSessionLock();
    await new Promise((done) => setTimeout(done, 200));
    expect(bus.counts()['brief-sessions']?.active).toBe(1);
    await new Promise((done) => setTimeout(done, 300));
    const next = await client.acceptNextSession('brief-sessions');
    expect(next.sessionId).toBe('s');
  });

  it('is away and comes back when it is told to', async () => {
    await client.createSender('plain').sendMessages({ body: 'before' });
    faults.add({ target: 'serviceBus', kind: 'down', durationMs: 400 });
    expect(await problem(client.createSender('plain').sendMessages({ body: 'during' }))).not.toBe('done');
    await new Promise((done) => setTimeout(done, 500));
    await client.createSender('plain').sendMessages({ body: 'after' });
    expect(bus.counts().plain?.active).toBe(2);
  });

  it('has what it acknowledged after it was killed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bus-'));
    const first = await startServiceBus({ port: 0, faults, queues, dataDir });
    const sender = new ServiceBusClient(first.connectionString, options);
    await sender.createSender('plain').sendMessages([{ body: 'a', messageId: '1' }, { body: 'b' }]);
    await sender.createSender('plain').scheduleMessages({ body: 'c' }, new Date(Date.now() + 3_600_000));
    // A second broker on the same file sees what a restarted one would.
    const second = await startServiceBus({ port: 0, faults, queues, dataDir });
    expect(second.counts().plain).toMatchObject({ active: 2, scheduled: 1 });
    await sender.close();
    await Promise.all([first.close(), second.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  });
});

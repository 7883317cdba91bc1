import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, type Floor, next, openFloor, pause } from './service-bus-floor.ts';

let folder: string;
let floor: Floor | undefined;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bus-'));
  floor = undefined;
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await floor?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a process and waits for what it has to say. */
async function spawn(...args: string[]): Promise<unknown> {
  child = fork(new URL('./service-bus-child.ts', import.meta.url), args, { execArgv: [] });
  return new Promise((done) => child?.once('message', done));
}

const kill = () =>
  new Promise((done) => {
    child?.once('exit', done);
    child?.kill('SIGKILL');
  });

describe('the local Service Bus when processes die', () => {
  it('has what it acknowledged after it was killed itself', async () => {
    const client = new ServiceBusClient(String(await spawn('host', folder)));
    const sender = client.createSender('plain');
    await sender.sendMessages([
      { body: 'done' },
      { body: 'tried', applicationProperties: { n: 1 } },
      { body: 'deferred' },
      { body: 'dead' },
    ]);
    const receiver = client.createReceiver('plain');
    await receiver.completeMessage(await next(receiver));
    await receiver.abandonMessage(await next(receiver), { n: 2 });
    const tried = await next(receiver);
    await receiver.deferMessage(await next(receiver));
    await receiver.deadLetterMessage(await next(receiver), { deadLetterReason: 'odd', deadLetterErrorDescription: 'not ours' });
    await receiver.abandonMessage(tried);
    await sender.scheduleMessages({ body: 'scheduled' }, new Date(Date.now() + 3_600_000));
    const unique = client.createSender('unique');
    await unique.sendMessages({ body: 1, messageId: 'once' });
    const once = client.createReceiver('unique', { receiveMode: 'receiveAndDelete' });
    await next(once);
    const session = await client.acceptSession('sessions', 's');
    await session.setSessionState('half');
    await kill();
    void client.close().catch(() => undefined);

    floor = await openFloor(folder);
    await floor.client.createSender('unique').sendMessages({ body: 2, messageId: 'once' });
    const { message } = await floor.first('plain');
    await floor.send('plain', 'new');

    expect(floor.bus.counts()).toMatchObject({ plain: { active: 3, scheduled: 1, deadLetter: 1 }, unique: { active: 0 } });
    expect(message).toMatchObject({ body: 'tried', deliveryCount: 2, applicationProperties: { n: 2 } });
    expect((await floor.dead('plain')).deadLetterReason).toBe('odd');
    expect(await (await floor.client.acceptSession('sessions', 's')).getSessionState()).toBe('half');
    expect((await floor.first('plain')).message.sequenceNumber?.toNumber()).toBeGreaterThan(5);
  });

  it('frees sessions and messages at once when the process that held them is killed, and counts a delivery', async () => {
    floor = await openFloor();
    await floor.client.createSender('sessions').sendMessages([1, 2].map((body) => ({ body, sessionId: 's' })));
    await floor.send('plain', 3);
    expect(await spawn('hold', floor.bus.connectionString)).toEqual([1, 2, 3]);
    const waiting = floor.client.acceptNextSession('sessions');
    await kill();

    const session = await waiting;

    expect(await next(session)).toMatchObject({ body: 1, deliveryCount: 1 });
    expect(await next(session)).toMatchObject({ body: 2, deliveryCount: 1 });
    expect((await floor.first('plain')).message).toMatchObject({ body: 3, deliveryCount: 1 });
  });

  it('is away and comes back when it is told to, and frees what was held', async () => {
    floor = await openFloor();
    await floor.send('plain', 'before');
    await floor.first('plain');
    floor.faults.add({ target: 'serviceBus', kind: 'down' });
    await expect.poll(() => floor?.bus.counts().plain?.locked).toBe(0);
    const stranger = floor.another({ timeoutInMs: 500 });
    expect(await codeOf(stranger.createSender('plain').sendMessages({ body: 'during' }))).not.toBe('done');

    floor.faults.clear();
    await expect.poll(() => codeOf(floor?.client.createSender('plain').sendMessages({ body: 'after' }) ?? Promise.resolve())).toBe('done');

    expect((await floor.first('plain')).message).toMatchObject({ body: 'before', deliveryCount: 1 });
    expect(floor.bus.counts().plain?.active).toBe(2);
  });

  it.each(['error', 'throttle'] as const)('refuses sends as busy under the fault "%s", and scheduling too', async (kind) => {
    floor = await openFloor();
    const sender = floor.client.createSender('plain');
    floor.faults.add({ target: 'serviceBus', kind, match: 'SEND plain', count: 2 });

    expect(await codeOf(sender.sendMessages({ body: 1 }))).toBe('ServiceBusy');
    expect(await codeOf(sender.scheduleMessages({ body: 1 }, new Date(Date.now() + 60_000)))).toBe('ServiceBusy');
    expect(await codeOf(sender.sendMessages({ body: 1 }))).toBe('done');
    expect(floor.bus.counts().plain).toMatchObject({ active: 1, scheduled: 0 });
  });

  it('acknowledges late under the fault "latency", and the message is there before', async () => {
    floor = await openFloor();
    const sender = floor.client.createSender('plain');
    await sender.sendMessages({ body: 0 });
    floor.faults.add({ target: 'serviceBus', kind: 'latency', durationMs: 500 });
    let acknowledged = false;
    const sent = sender.sendMessages({ body: 1 }).then(() => {
      acknowledged = true;
    });

    await expect.poll(() => floor?.bus.counts().plain?.active).toBe(2);

    expect(acknowledged).toBe(false);
    await sent;
  });

  it('stores a message and never says so under the fault "reset-after-commit"', async () => {
    floor = await openFloor();
    const sender = floor.another({ timeoutInMs: 1000 }).createSender('plain');
    floor.faults.add({ target: 'serviceBus', kind: 'reset-after-commit', count: 1 });

    expect(await codeOf(sender.sendMessages({ body: 1 }))).not.toBe('done');
    expect(floor.bus.counts().plain?.active).toBe(1);
  });

  it('is empty after a reset, for receivers that stay too', async () => {
    floor = await openFloor(folder);
    await floor.send('plain', 1);
    await floor.client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' });
    const session = await floor.client.acceptNextSession('sessions');
    const message = await next(session);
    await floor.bus.reset();
    // The client has to hear of the detach first: it waits a minute for the answer to what crosses one.
    await pause(50);

    expect(Object.values(floor.bus.counts())).toEqual(
      Object.values(floor.bus.counts()).map(() => ({ active: 0, scheduled: 0, deadLetter: 0, locked: 0 })),
    );
    expect(await codeOf(session.completeMessage(message))).not.toBe('done');
    await floor.client.createSender('sessions').sendMessages({ body: 2, sessionId: 's' });
    expect((await next(await floor.client.acceptNextSession('sessions'))).body).toBe(2);
  });
});

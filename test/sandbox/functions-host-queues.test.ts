import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FaultBoard } from './faults.ts';
import { eventually, type FixtureApp, writeFixtureApp } from './functions-host/fixture-app.ts';
import { type FunctionsHost, type InvocationLog, startFunctionsHost } from './functions-host/start.ts';
import { type ServiceBusPart, startServiceBus } from './service-bus/start.ts';

const code = `
const queue = (name, more = {}) => ({ queueName: name, connection: 'ServiceBusConnection', ...more });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const work = async (message, context) => {
  context.log(JSON.stringify({ message, metadata: context.triggerMetadata, trace: context.traceContext, pid: process.pid }));
  await sleep(message.takesMs ?? 0);
  if (message.fails) throw new Error('as asked');
};
app.serviceBusQueue('ordered', queue('%ORDERED%', { isSessionsEnabled: true, handler: work }));
app.serviceBusQueue('dead', queue('ordered/$DeadLetterQueue', { handler: (message, context) => work({}, context) }));
app.serviceBusQueue('batch', queue('batch', { isSessionsEnabled: true, cardinality: 'many', handler: async (messages, context) => {
  context.log(JSON.stringify({ messages, metadata: context.triggerMetadata }));
  if (messages.some((message) => message.fails) && context.triggerMetadata.deliveryCountArray[0] === 1) throw new Error('as asked');
} }));
app.serviceBusQueue('plain', queue('plain', { handler: work }));
app.serviceBusQueue('plainBatch', queue('plain-batch', { cardinality: 'many', handler: (messages, context) => context.log(JSON.stringify({ messages })) }));
`;
const hostJson = {
  extensions: { serviceBus: { maxConcurrentSessions: 8, maxConcurrentCalls: 4, maxMessageBatchSize: 100, sessionIdleTimeout: '00:00:01' } },
};
const properties = (requiresSession: boolean) => ({
  requiresSession,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  lockDuration: 'PT3S',
  maxDeliveryCount: 3,
  defaultMessageTimeToLive: 'P14D',
  deadLetteringOnMessageExpiration: true,
});
const queues = { ordered: properties(true), batch: properties(true), plain: properties(false), 'plain-batch': properties(false) };

interface Said {
  message: Record<string, unknown>;
  messages: Record<string, unknown>[];
  metadata: Record<string, unknown>;
  trace: { traceParent: string };
}

let faults: FaultBoard;
let broker: ServiceBusPart;
let client: ServiceBusClient;
let app: FixtureApp;
let host: FunctionsHost;
let mark = 0;

beforeAll(async () => {
  faults = new FaultBoard([]);
  broker = await startServiceBus({ port: 0, faults, queues });
  client = new ServiceBusClient(broker.connectionString);
  app = writeFixtureApp(code, hostJson);
  const settings = { ServiceBusConnection: broker.connectionString, ORDERED: 'ordered' };
  host = await startFunctionsHost({ port: 0, appDir: app.dir, workers: 2, settings, quiet: true });
});
afterAll(async () => {
  await host?.close();
  await client?.close();
  await broker?.close();
  app?.remove();
});
beforeEach(() => {
  mark = Date.now();
});

const send = async (queue: string, messages: ServiceBusMessage[]) => {
  const sender = client.createSender(queue);
  await sender.sendMessages(messages.map((message, index) => ({ messageId: `${mark}-${queue}-${index}`, ...message })));
  await sender.close();
};
const runs = (name: string): InvocationLog[] =>
  host.invocations().filter((one) => one.function === name && Date.parse(one.startedOn) >= mark && one.outcome !== 'running');
const said = (run: InvocationLog | undefined) => JSON.parse(run?.lines[0]?.text ?? '{}') as Said;
const isEmpty = (queue: string) => broker.counts()[queue]?.active === 0;
const numbered = (count: number, sessionId: (n: number) => string | undefined, more = {}) =>
  Array.from({ length: count }, (_, n) => ({ body: { n, ...more }, sessionId: sessionId(n) }));

describe('messages with sessions', () => {
  it('run in order within a session and side by side across sessions, in all workers', async () => {
    await send(
      'ordered',
      numbered(60, (n) => `order-${n % 12}`, { takesMs: 15 }),
    );

    await eventually('all ran', () => runs('ordered').length === 60);

    const bySession = Map.groupBy(runs('ordered'), (run) => String(said(run).metadata.sessionId));
    for (const session of bySession.values()) {
      const order = session.map((run) => Number(said(run).message.n));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      const starts = session.map((run) => Date.parse(run.startedOn));
      const ends = session.map((run, at) => (starts[at] ?? 0) + (run.durationMs ?? 0));
      for (let at = 1; at < session.length; at += 1) expect(starts[at]).toBeGreaterThanOrEqual((ends[at - 1] ?? 0) - 2);
    }
    expect(new Set(runs('ordered').map((run) => run.worker)).size).toBe(2);
    await eventually('the queue is empty', () => isEmpty('ordered'));
  });

  it('carry what the host tells about a message', async () => {
    const operation = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${operation}-b7ad6b7169203331-01`;
    await send('ordered', [
      {
        body: { n: 1 },
        sessionId: 'told',
        messageId: 'id-1',
        correlationId: 'c-1',
        subject: 'kind',
        applicationProperties: { traceparent, Store: 's1' },
      },
    ]);

    await eventually('it ran', () => runs('ordered').length === 1);
    const { metadata, trace } = said(runs('ordered')[0]);

    expect(metadata).toMatchObject({
      messageId: 'id-1',
      sessionId: 'told',
      correlationId: 'c-1',
      subject: 'kind',
      label: 'kind',
      deliveryCount: 1,
    });
    expect(metadata.applicationProperties).toEqual({ traceparent, store: 's1' });
    expect(Date.parse(String(metadata.enqueuedTimeUtc))).toBeGreaterThan(mark - 5000);
    expect(trace.traceParent.split('-')[1]).toBe(operation);
  });

  it('come again when the function fails, before the next of their session, and end as dead letters', async () => {
    await send('ordered', [
      { body: { n: 1, fails: true }, sessionId: 'poison' },
      { body: { n: 2 }, sessionId: 'poison' },
    ]);

    await eventually('the dead letter ran', () => runs('dead').length === 1);
    await eventually('the next ran', () => runs('ordered').length === 4);

    expect(runs('ordered').map((run) => [said(run).message.n, said(run).metadata.deliveryCount, run.outcome])).toEqual([
      [1, 1, 'failure'],
      [1, 2, 'failure'],
      [1, 3, 'failure'],
      [2, 1, 'success'],
    ]);
    expect(said(runs('dead')[0]).metadata).toMatchObject({ deadLetterReason: 'MaxDeliveryCountExceeded' });
  });

  it('are held, with and without a session, while the function runs longer than their lock', async () => {
    await send('ordered', [{ body: { n: 1, takesMs: 4500 }, sessionId: 'slow' }]);
    await send('plain', [{ body: { n: 1, takesMs: 4500 } }]);

    await eventually('the queues are empty', () => isEmpty('ordered') && isEmpty('plain'));

    expect([...runs('ordered'), ...runs('plain')].map((run) => run.outcome)).toEqual(['success', 'success']);
  });

  it('come again at another worker when theirs is killed', async () => {
    await send('ordered', [{ body: { n: 1, takesMs: 1500 }, sessionId: 'killed' }]);
    await eventually('it runs', () => host.running() === 1);

    await host.kill();
    await eventually('it ran', () => runs('ordered').some((run) => run.outcome === 'success'));

    expect(runs('ordered').map((run) => run.outcome)).toEqual(['lost', 'success']);
    expect(said(runs('ordered').at(-1)).metadata.sessionId).toBe('killed');
    await eventually('the queue is empty', () => isEmpty('ordered'));
  });

  it('are taken a batch at a time when the function asks for many, one session per batch', async () => {
    await send(
      'batch',
      numbered(90, (n) => `b-${n % 3}`),
    );

    await eventually('all ran', () => runs('batch').reduce((sum, run) => sum + said(run).messages.length, 0) === 90);

    for (const run of runs('batch')) {
      const { messages, metadata } = said(run);
      expect(new Set(metadata.sessionIdArray as string[]).size).toBe(1);
      expect(metadata.messageIdArray).toHaveLength(messages.length);
    }
    expect(runs('batch').length).toBeLessThan(30);
  });

  it('come again as a whole when their batch fails', async () => {
    await send('batch', [{ body: { n: 1, fails: true }, sessionId: 'again' }]);

    await eventually('it ran', () => runs('batch').some((run) => run.outcome === 'success'));

    expect(runs('batch').map((run) => run.outcome)).toEqual(['failure', 'success']);
  });
});

describe('messages without sessions', () => {
  it('run side by side, no more than maxConcurrentCalls per worker', async () => {
    await send(
      'plain',
      numbered(40, () => undefined, { takesMs: 40 }),
    );

    let most = 0;
    await eventually('all ran', () => {
      most = Math.max(most, host.running());
      return runs('plain').length === 40;
    });

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
    await eventually('the queue is empty', () => isEmpty('plain'));
  });

  it('are taken in batches when the function asks for many', async () => {
    await send(
      'plain-batch',
      numbered(50, () => undefined),
    );

    await eventually('the queue is empty', () => isEmpty('plain-batch'));

    const all = runs('plainBatch').flatMap((run) => said(run).messages.map((message) => message.n));
    expect(all.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(runs('plainBatch').length).toBeLessThan(20);
  });
});

describe('a broker that goes away', () => {
  it('is found again, by every trigger', async () => {
    await client.close();
    await broker.close();
    await new Promise((done) => setTimeout(done, 1000));
    broker = await startServiceBus({ port: Number(new URL(broker.url).port), faults, queues });
    client = new ServiceBusClient(broker.connectionString);

    await send('ordered', [{ body: { n: 1 }, sessionId: 'after' }]);
    await send('plain', [{ body: { n: 1 } }]);
    await send('plain-batch', [{ body: { n: 1 } }]);

    for (const name of ['ordered', 'plain', 'plainBatch'])
      await eventually(`${name} ran`, () => runs(name).some((run) => run.outcome === 'success'));
    expect((await host.memory()).length).toBe(2);
  });
});

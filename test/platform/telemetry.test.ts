import { createServer } from 'node:http';
import { type Context, context, propagation, ROOT_CONTEXT, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import type { Logger } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../shared/core/http.ts';
import { createInvocations, currentTraceparent, type Invocation } from '../../shared/platform/telemetry/invocation.ts';
import { KeepFailures } from '../../shared/platform/telemetry/keep-failures.ts';
import { templateOf, tracedFetch } from '../../shared/platform/telemetry/traced-fetch.ts';

const exporter = new InMemorySpanExporter();
const share = 0.25;
const sampling = new KeepFailures(new SimpleSpanProcessor(exporter), share);
const logged: { body?: unknown; attributes?: Record<string, unknown>; context?: Context }[] = [];
const logger = { emit: (record) => void logged.push(record as never), enabled: () => true } as Logger;
const invoke = createInvocations(logger, (name, _value, of) => void measured.push([name, of]), sampling);
const lines: string[] = [];
const measured: unknown[] = [];

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [sampling] }));
});
beforeEach(() => {
  exporter.reset();
  logged.length = 0;
  lines.length = 0;
  measured.length = 0;
});

const traceId = (part: number) =>
  `0123456789abcdef01234567${Math.floor(part * 0xffff_ffff)
    .toString(16)
    .padStart(8, '0')}`;
const traceparent = (part: number, span = 'b7ad6b7169203331') => `00-${traceId(part)}-${span}-01`;
const kept = 0.1;
const dropped = 0.9;
const invocation = (more: Partial<Invocation>): Invocation => ({
  name: 'process-inbound',
  messages: [],
  routine: false,
  findsWork: false,
  write: (_level, line) => void lines.push(line),
  ...more,
});
const told = () => exporter.getFinishedSpans();

describe('what is told of an invocation', () => {
  it.each([
    ['went well, in the share that is kept', kept, async () => undefined, 1],
    ['went well, outside of it', dropped, async () => undefined, 0],
  ])('that %s', async (_what, part, work, count) => {
    await invoke(invocation({ messages: [traceparent(part)] }), work);
    expect(told()).toHaveLength(count);
    for (const span of told()) expect(span.attributes['microsoft.sample_rate']).toBe(share * 100);
  });

  it('that failed: all of it, with its calls, each standing for itself', async () => {
    const failing = invoke(invocation({ messages: [traceparent(dropped)] }), async () => {
      await tracedFetch({ remote: 'woocommerce', store: 'main' }, () => undefined)('http://127.0.0.1:1/orders/4711').catch(() => undefined);
      throw new Error('the buyer jane@doe.example has no address');
    });
    await expect(failing).rejects.toThrow('the buyer ***@***');
    expect(told().map(({ name, attributes }) => [name, attributes['microsoft.sample_rate']])).toEqual([
      ['GET /orders/{id}', undefined],
      ['process-inbound', undefined],
    ]);
    expect(JSON.stringify([told().map(({ attributes, status }) => [attributes, status]), logged])).not.toContain('jane');
    expect(measured).toEqual([['companion.functions', { function: 'process-inbound', outcome: 'failed' }]]);
    expect(logged[0]?.attributes).toMatchObject({ 'exception.type': 'Error', 'exception.message': 'the buyer ***@*** has no address' });
  });

  it('that failed: its error stands in its trace, by whose id the exception in Dynamics leads to it', async () => {
    const failing = invoke(invocation({ messages: [traceparent(dropped)] }), () => Promise.reject(new Error('x')));
    await expect(failing).rejects.toThrow('x');
    expect(trace.getSpanContext(logged[0]?.context ?? ROOT_CONTEXT)).toMatchObject({
      traceId: traceId(dropped),
      spanId: told()[0]?.spanContext().spanId,
    });
  });

  it('that goes on behind its back: what ends later is told too', async () => {
    let release = () => {};
    const late = new Promise<void>((done) => (release = done));
    const server = createServer((_request, answer) => void late.then(() => answer.end())).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    let call: Promise<unknown> | undefined;
    await invoke(invocation({ messages: [traceparent(kept)] }), async () => {
      call = tracedFetch(
        { remote: 'woocommerce' },
        () => undefined,
      )(`http://127.0.0.1:${(server.address() as { port: number }).port}/late`);
    });
    expect(told().map(({ name }) => name)).toEqual(['process-inbound']);
    release();
    await call;
    server.close();
    expect(told().map(({ name }) => name)).toEqual(['process-inbound', 'GET /late']);
  });

  it.each(['warn', 'error'] as const)('that had a %s to say is kept, although nothing was thrown', async (level) => {
    await invoke(invocation({ messages: [traceparent(dropped)] }), async ({ log }) => log[level]('alert'));
    expect(told()).toHaveLength(1);
  });

  it('that the clock began: only if it had something to say', async () => {
    const timer = { name: 'poll-stores', routine: true, host: traceparent(kept) };
    await invoke(invocation(timer), async () => undefined);
    expect(told()).toHaveLength(0);
    await invoke(invocation(timer), async ({ log }) => log.info('found', { orders: 3 }));
    expect(told()).toHaveLength(1);
  });

  it('of thousands, about as many as were asked for', async () => {
    const ids = Array.from({ length: 2000 }, () => crypto.randomUUID().replaceAll('-', ''));
    for (const id of ids) await invoke(invocation({ messages: [`00-${id}-b7ad6b7169203331-01`] }), async () => undefined);
    expect(Math.abs(told().length / ids.length - share)).toBeLessThan(0.06);
  });
});

describe('where a trace goes', () => {
  const parentOf = (name: string) => told().find((span) => span.name === name)?.parentSpanContext;

  it('below the host where the host knows the message, else into the trace of the message, with a link to the host', async () => {
    await invoke(
      invocation({ name: 'same', messages: [traceparent(kept)], host: traceparent(kept, 'aaaaaaaaaaaaaaaa') }),
      async () => undefined,
    );
    expect(parentOf('same')).toMatchObject({ traceId: traceId(kept), spanId: 'aaaaaaaaaaaaaaaa' });
    await invoke(invocation({ name: 'other', messages: [traceparent(kept)], host: traceparent(0.2) }), async () => undefined);
    expect(parentOf('other')).toMatchObject({ traceId: traceId(kept), spanId: 'b7ad6b7169203331' });
    expect(
      told()
        .find(({ name }) => name === 'other')
        ?.links.map((link) => link.context.traceId),
    ).toEqual([traceId(0.2)]);
  });

  it('a batch links to its messages, and each of their traces has a part of it', async () => {
    await invoke(
      invocation({ name: 'batch', messages: [0.01, 0.02, 0.02].map((part) => traceparent(part)), host: traceparent(0.03) }),
      async () => undefined,
    );
    const spans = told().filter(({ name }) => name === 'batch');
    expect(spans.map((span) => span.spanContext().traceId).sort()).toEqual([0.01, 0.02, 0.03].map(traceId).sort());
    expect(spans.find((span) => span.spanContext().traceId === traceId(0.03))?.links).toHaveLength(3);
  });

  it('a message without one, or with rubbish, begins at the host', async () => {
    await invoke(invocation({ name: 'rubbish', messages: ['rubbish'], host: traceparent(kept) }), async () => undefined);
    expect(parentOf('rubbish')).toMatchObject({ traceId: traceId(kept) });
  });

  it('what is sent carries it on, unless the sender finds work for many', async () => {
    let sent: (string | undefined)[] = [];
    const send = async () => {
      sent = [...sent, currentTraceparent()];
    };
    await invoke(invocation({ messages: [traceparent(kept)] }), send);
    await invoke(invocation({ findsWork: true, host: traceparent(kept) }), send);
    expect(sent).toEqual([expect.stringContaining(traceId(kept)), undefined]);
  });

  it('two at once do not mix', async () => {
    const seen = await Promise.all(
      [0.01, 0.02].map((part) =>
        invoke(invocation({ messages: [traceparent(part)] }), async ({ operationId }) => {
          await new Promise((done) => setTimeout(done, 5));
          return [operationId, (trace.getSpanContext(context.active()) as SpanContext).traceId];
        }),
      ),
    );
    expect(seen).toEqual([0.01, 0.02].map((part) => [traceId(part), traceId(part)]));
  });
});

it('of an address only the shape is told: a key or a query may name a person', () => {
  const cases = [
    ["/data/SalesOrderHeadersV2(dataAreaId='usmf',SalesOrderNumber='S-1')", '/data/SalesOrderHeadersV2({key})'],
    [
      "/data/CustomersV3(dataAreaId='demf',CustomerAccount='O'Neill (Jane) jane@doe.example')/Contacts",
      '/data/CustomersV3({key})/Contacts',
    ],
    ['/wp-json/wc/v3/orders/4711/notes', '/wp-json/wc/v3/orders/{id}/notes'],
    ['/admin/api/2026-01/graphql.json', '/admin/api/2026-01/graphql.json'],
    ['/api/data/v9.2/$batch', '/api/data/v9.2/$batch'],
    ['/api/environment/0f8fad5b-d9cb-469f-a165-70867728950e/onhand/indexquery', '/api/environment/{id}/onhand/indexquery'],
    ['/customers/jane%40doe.example', '/customers/{id}'],
  ];
  expect(cases.map(([path = '']) => templateOf(path))).toEqual(cases.map(([, template]) => template));
});

it('a call is told with its kind, status and measure', async () => {
  const calls: unknown[] = [];
  const server = createServer((_request, answer) => answer.writeHead(429).end()).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as { port: number };
  await invoke(invocation({}), async () => {
    await tracedFetch(
      { remote: 'shopify', store: 'main' },
      (name, _value, of) => void calls.push([name, of]),
    )(`http://127.0.0.1:${port}/customers?email=jane@doe.example`);
  });
  server.close();
  expect(calls).toEqual([['companion.calls', { remote: 'shopify', store: 'main', outcome: 'throttled' }]]);
  const [span] = told();
  expect([span?.name, span?.kind, span?.attributes['http.response.status_code']]).toEqual(['GET /customers', SpanKind.CLIENT, 429]);
  expect(JSON.stringify(span?.attributes)).not.toContain('jane');
});

it('an address that is none is refused as fetch does it: what a remote side has sent as its next page is no bug of ours', async () => {
  const http = createHttp(
    { remote: 'Dataverse', concurrent: 1, timeoutMs: 1000 },
    { fetch: tracedFetch({ remote: 'x' }, () => undefined) },
  );
  await expect(http.send({ method: 'GET', url: '/relative' })).rejects.toMatchObject({ code: 'REMOTE_DOWN' });
});

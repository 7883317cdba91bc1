import {
  type Context,
  context,
  createContextKey,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type Logger, SeverityNumber } from '@opentelemetry/api-logs';
import { IntegrationError } from '../../core/errors.ts';
import { createLog, type Log, type LogLevel, masked } from '../../core/log.ts';
import type { Measure } from '../../core/metrics.ts';
import { type Bundle, bundleKey, type KeepFailures } from './keep-failures.ts';

/** One call of a function by the host. */
export interface Invocation {
  /** Of the function. */
  name: string;
  /** W3C `traceparent` of the host's own span for it. */
  host?: string;
  /** `traceparent` of each message that is being worked on. */
  messages: readonly string[];
  /** Called by the clock, mostly for nothing. */
  routine: boolean;
  /** What it sends belongs to traces of its own: a timer that finds work for many documents. */
  findsWork: boolean;
  /** The host's log: what IT sees live. */
  write(level: LogLevel, line: string): void;
}

/** By which ids a run can be found, and under which names they stand at its span. */
const subjects = {
  store: 'companion.store',
  kind: 'companion.kind',
  document: 'companion.document',
  order: 'companion.order',
  salesOrder: 'companion.salesOrder',
} as const;
export type Subject = { [Name in keyof typeof subjects]?: string | undefined };

/** What a run has at hand. */
export interface RunContext {
  log: Log;
  /** Joins everything that one trigger caused. */
  operationId: string;
  /** Says what the run is about, by ids: the trace can be found by them. */
  about(ids: Subject): void;
}

const findsWorkKey = createContextKey('what is sent begins a trace');

/** `traceparent` for what is being sent now; undefined where it begins a trace of its own. */
export function currentTraceparent(): string | undefined {
  if (context.active().getValue(findsWorkKey)) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

const severities: Record<LogLevel, SeverityNumber> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};
const tracer = trace.getTracer('commerce-companion');
const contextOf = (traceparent: string): Context => propagation.extract(ROOT_CONTEXT, { traceparent });
const spanContextOf = (traceparent: string) => trace.getSpanContext(contextOf(traceparent));

/** Runs invocations inside their traces. */
export function createInvocations(logger: Logger, measure: Measure, sampling?: KeepFailures) {
  return async <T>(invocation: Invocation, work: (run: RunContext) => Promise<T>): Promise<T> => {
    const bundle: Bundle = { failed: false, idle: invocation.routine, spans: [] };
    const { parent, links } = placeOf(invocation);
    const begun = Date.now();
    let outcome = 'failed';
    const inside = parent.setValue(bundleKey, bundle).setValue(findsWorkKey, invocation.findsWork);
    const span = tracer.startSpan(invocation.name, { links, attributes: { 'faas.name': invocation.name } }, inside);
    try {
      const result = await context.with(trace.setSpan(inside, span), () => work(runOf(invocation, span, bundle, logger)));
      outcome = 'ok';
      return result;
    } catch (error) {
      throw failed(error, span, inside, logger);
    } finally {
      span.end();
      measure('companion.functions', (Date.now() - begun) / 1000, { function: invocation.name, outcome });
      for (const message of batchOf(invocation)) partOf(invocation, message, begun, span, inside).end();
      sampling?.settle(bundle);
    }
  };
}

/**
 * Below the host's span, where that is in the message's trace already; else in the message's trace, with a link to the host's. A batch has no
 * trace of its own: it links to those of its messages.
 */
function placeOf({ host, messages }: Invocation): { parent: Context; links: Link[] } {
  const [only, second] = messages;
  const linksTo = (traceparents: readonly (string | undefined)[]): Link[] =>
    traceparents.flatMap((one) => (one && spanContextOf(one)) || []).map((found) => ({ context: found }));
  const hosts = host ? contextOf(host) : ROOT_CONTEXT;
  if (second) return { parent: hosts, links: linksTo(messages) };
  if (!only || !spanContextOf(only)) return { parent: hosts, links: [] };
  const isSame = host && spanContextOf(host)?.traceId === spanContextOf(only)?.traceId;
  return isSame ? { parent: hosts, links: [] } : { parent: contextOf(only), links: linksTo([host]) };
}

/** The messages of a batch, one for each trace. */
function batchOf({ messages }: Invocation): string[] {
  if (messages.length < 2) return [];
  return [...new Map(messages.map((one) => [spanContextOf(one)?.traceId, one])).values()].filter(spanContextOf);
}

/** A message's own part in the work on its batch, in the message's trace. */
function partOf({ name }: Invocation, message: string, begun: number, batch: Span, inside: Context): Span {
  const place = contextOf(message).setValue(bundleKey, inside.getValue(bundleKey));
  return tracer.startSpan(name, { startTime: begun, links: [{ context: batch.spanContext() }], attributes: { 'faas.name': name } }, place);
}

function runOf({ write }: Invocation, span: Span, bundle: Bundle, logger: Logger): RunContext {
  const operationId = span.spanContext().traceId;
  const log = createLog((level, event, fields) => {
    if (level === 'warn' || level === 'error') bundle.failed = true;
    if (level !== 'debug') bundle.idle = false;
    write(level, JSON.stringify({ event, ...fields, operationId }));
    if (level !== 'debug') logger.emit({ severityNumber: severities[level], body: event, attributes: fields as Record<string, string> });
  });
  const about: RunContext['about'] = (ids) => {
    for (const [name, attribute] of Object.entries(subjects)) {
      const id = ids[name as keyof Subject];
      if (id) span.setAttribute(attribute, masked(id));
    }
  };
  return { log, operationId, about };
}

/** An error that nobody expected, told once and without what it may quote of others. */
function failed(error: unknown, span: Span, inside: Context, logger: Logger): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const type = error instanceof IntegrationError ? error.code : name;
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
  logger.emit({
    context: trace.setSpan(inside, span),
    severityNumber: SeverityNumber.ERROR,
    body: 'failed',
    attributes: { 'exception.type': type, 'exception.message': masked(message), 'exception.stacktrace': masked(stack ?? name) },
  });
  return Object.assign(new Error(masked(message)), { name: type, stack: masked(stack ?? '') });
}

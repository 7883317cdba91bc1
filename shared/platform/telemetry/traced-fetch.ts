import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Measure } from '../../core/metrics.ts';

/** Whom a client calls, for people and for splitting numbers. */
export interface Remote {
  /** `finance-scm`, `dataverse`, `inventory-visibility` or the channel. */
  remote: string;
  store?: string;
}

const tracer = trace.getTracer('commerce-companion');

/** `fetch` with a span and a measurement of each call. Of the address only the shape is told: keys and queries can hold personal data. */
export function tracedFetch({ remote, store }: Remote, measure: Measure): typeof fetch {
  const dimensions = { remote, ...(store ? { store } : {}) };
  return async (input, init) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const attributes = {
      'http.request.method': method,
      'server.address': host,
      'url.template': templateOf(pathname),
      ...(store ? { 'companion.store': store } : {}),
    };
    return tracer.startActiveSpan(`${method} ${templateOf(pathname)}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const begun = performance.now();
      let outcome = 'failed';
      try {
        const answer = await fetch(input, init);
        outcome = outcomeOf(answer.status);
        span.setAttribute('http.response.status_code', answer.status);
        if (outcome !== 'ok' || answer.status === 401 || answer.status === 403) fail(span, String(answer.status));
        return answer;
      } catch (error) {
        fail(span, error instanceof Error ? error.name : 'Error');
        throw error;
      } finally {
        span.end();
        measure('companion.calls', (performance.now() - begun) / 1000, { ...dimensions, outcome });
      }
    });
  };
}

const outcomeOf = (status: number): string => (status === 429 ? 'throttled' : status >= 500 ? 'failed' : 'ok');

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

/** `/data/SalesOrderHeadersV2(dataAreaId='usmf',…)` becomes `/data/SalesOrderHeadersV2({key})`, `/wc/v3/orders/4711` becomes `/wc/v3/orders/{id}`. */
export const templateOf = (path: string): string =>
  path
    .replace(/\(.*\)/, '({key})')
    .split('/')
    .map((part) =>
      /^(?:[a-z][a-z._-]*(?:\d{1,3})?|v?\d{1,2}(?:\.\d)?|\d{4}-\d\d|\$[a-z]+)(?:\(\{key\}\))?$/i.test(part) || part === '' ? part : '{id}',
    )
    .join('/');

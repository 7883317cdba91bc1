import { type Context, createContextKey, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';

/** The spans of one invocation, held back until it is known how it ended. */
export interface Bundle {
  failed: boolean;
  /** It is called by the clock and has had nothing to say: told of only when it fails. */
  idle: boolean;
  spans: ReadableSpan[];
  /** The invocation has ended; what ends later goes the same way at once. */
  ended?: boolean;
}

/** Where the bundle of the running invocation is found in its context. */
export const bundleKey = createContextKey('the spans of this invocation');

/** Tells Azure Monitor for how many spans one stands. */
const sampleRate = 'microsoft.sample_rate';

/**
 * Sampling that never drops a failure: an invocation in which anything failed or was warned of keeps all its spans. Of the others the share
 * `share` (0 to 1) of all traces is kept, the same ones in every process; a timer that found nothing to do is no trace.
 */
export class KeepFailures implements SpanProcessor {
  readonly #next: SpanProcessor;
  readonly #share: number;
  readonly #bundles = new WeakMap<object, Bundle>();

  constructor(next: SpanProcessor, share: number) {
    this.#next = next;
    this.#share = share;
  }

  onStart(span: Span, context: Context): void {
    const bundle = context.getValue(bundleKey) as Bundle | undefined;
    if (bundle) this.#bundles.set(span, bundle);
    this.#next.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    const bundle = this.#bundles.get(span);
    if (!bundle) return this.#next.onEnd(span);
    bundle.spans.push(span);
    if (span.status.code === SpanStatusCode.ERROR) bundle.failed = true;
    if (bundle.ended) this.settle(bundle);
  }

  /** The invocation has ended. */
  settle(bundle: Bundle): void {
    bundle.ended = true;
    for (const span of bundle.spans.splice(0)) {
      const isKept = partOf(span.spanContext().traceId) < this.#share;
      if (bundle.failed) this.#next.onEnd(span);
      else if (isKept && !bundle.idle) this.#next.onEnd(standingFor(span, this.#share));
    }
  }

  forceFlush = (): Promise<void> => this.#next.forceFlush();
  shutdown = (): Promise<void> => this.#next.shutdown();
}

/** Where a trace stands between 0 and 1, by its random id. */
const partOf = (traceId: string): number => Number.parseInt(traceId.slice(-8), 16) / 0x1_0000_0000;

const standingFor = (span: ReadableSpan, share: number): ReadableSpan =>
  share >= 1 ? span : Object.create(span, { attributes: { value: { ...span.attributes, [sampleRate]: share * 100 }, enumerable: true } });

import { randomUUID } from 'node:crypto';
import type { CoreApi, RegisteredFunction } from './core-api.ts';
import type { HostSettings } from './host-json.ts';
import { logFilter } from './host-json.ts';
import type { FromWorker, InvocationLog } from './protocol.ts';
import type { CoreContext, Handler, InvocationRequest, InvocationResponse, TypedValue } from './rpc.ts';
import { formatTimeSpan } from './time-span.ts';
import type { Trace } from './trace.ts';

/** What a trigger hands over to run its function once. */
export interface Call {
  input: TypedValue;
  triggerMetadata?: Record<string, TypedValue>;
  trace: Trace;
  cause: string;
  retryContext?: InvocationRequest['retryContext'];
}

export type Result = { ok: true; response: InvocationResponse } | { ok: false; error: Error };

const linesKept = 50;

/** Runs functions through the library's programming model, with hooks, logs and the function timeout. */
export class Invoker {
  readonly #core: CoreApi;
  readonly #report: (message: FromWorker) => void;
  readonly #worker: number;
  readonly #timeoutMs: number | undefined;
  readonly #isLogged: (category: string, level: string) => boolean;
  readonly #onTimeout: () => void;
  readonly #running = new Set<Promise<unknown>>();

  constructor(core: CoreApi, host: HostSettings, worker: number, report: (message: FromWorker) => void, onTimeout: () => void) {
    this.#core = core;
    this.#report = report;
    this.#worker = worker;
    this.#timeoutMs = host.functionTimeoutMs;
    this.#isLogged = logFilter(host.logLevels);
    this.#onTimeout = onTimeout;
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size) await Promise.allSettled(this.#running);
  }

  /** Runs the function once and never throws: an app's failure is a result. */
  async run(fn: RegisteredFunction, call: Call): Promise<Result> {
    const log = this.#begin(fn, call);
    const started = performance.now();
    const work = this.#withTimeout(fn, this.#invoke(fn, call, log));
    this.#running.add(work);
    const result = await work.then(
      (response): Result => ({ ok: true, response }),
      (error: unknown): Result => ({ ok: false, error: error instanceof Error ? error : new Error(String(error)) }),
    );
    this.#running.delete(work);
    this.#end(log, result, performance.now() - started);
    return result;
  }

  /** Says something outside of any invocation, in the given log category. */
  say(category: string, level: string, text: string): void {
    if (this.#isLogged(category, level)) this.#report({ kind: 'line', line: `[${this.#worker}] ${level}: ${text}` });
  }

  async #invoke(fn: RegisteredFunction, call: Call, log: InvocationLog): Promise<InvocationResponse> {
    const model = this.#core.model;
    if (!model) throw new Error('The app did not load @azure/functions.');
    const coreContext: CoreContext = {
      invocationId: log.id,
      metadata: fn.metadata,
      request: requestOf(fn, call, log.id),
      log: (level, category, text) => this.#userLine(fn, log, level, category, text, hookContext.invocationContext),
    };
    const hookContext: Record<string, unknown> = { hookData: {}, appHookData: this.#core.appHookData };
    const invocation = model.getInvocationModel(coreContext);
    const { context, inputs } = await invocation.getArguments();
    Object.assign(hookContext, { invocationContext: context, inputs, functionCallback: fn.handler });
    coreContext.state = 'preInvocationHooks';
    await this.#core.runHooks('preInvocation', hookContext);

    coreContext.state = 'invocation';
    const handler = hookContext.functionCallback as Handler;
    const after: Record<string, unknown> = { ...hookContext, result: null, error: null };
    try {
      after.result = await invocation.invokeFunction(context, hookContext.inputs as unknown[], handler);
    } catch (error) {
      after.error = error;
    }
    coreContext.state = 'postInvocationHooks';
    await this.#core.runHooks('postInvocation', after);
    if (after.error) throw after.error;
    return invocation.getResponse(context, after.result);
  }

  async #withTimeout<T>(fn: RegisteredFunction, work: Promise<T>): Promise<T> {
    const limit = this.#timeoutMs;
    if (limit === undefined) return work;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new TimeoutError(`Timeout value of ${formatTimeSpan(limit)} exceeded by function: Functions.${fn.name}.`));
        this.#onTimeout();
      }, limit);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  #begin(fn: RegisteredFunction, call: Call): InvocationLog {
    const log: InvocationLog = {
      id: randomUUID(),
      function: fn.name,
      type: String(fn.trigger.type),
      worker: this.#worker,
      operationId: call.trace.operationId,
      traceParent: call.trace.traceParent,
      cause: call.cause,
      startedOn: new Date().toISOString(),
      outcome: 'running',
      lines: [],
    };
    this.#report({ kind: 'began', invocation: log });
    return log;
  }

  #end(log: InvocationLog, result: Result, durationMs: number): void {
    log.durationMs = Math.round(durationMs * 10) / 10;
    log.outcome = result.ok ? 'success' : result.error instanceof TimeoutError ? 'timeout' : 'failure';
    if (!result.ok) log.error = result.error.stack ?? result.error.message;
    this.#report({ kind: 'ended', invocation: log });
    const level = result.ok ? 'information' : 'error';
    const ending = result.ok ? '' : `: ${log.error}`;
    const text = `${log.function} ${log.outcome} in ${log.durationMs} ms (${log.cause}, operation ${log.operationId})${ending}`;
    this.say(result.ok ? `Function.${log.function}` : 'Host.Results', level, text);
  }

  #userLine(fn: RegisteredFunction, log: InvocationLog, level: string, category: string, message: string, context: unknown): void {
    const line: Record<string, unknown> = {
      hookData: {},
      appHookData: this.#core.appHookData,
      level,
      category,
      message,
      invocationContext: context,
    };
    this.#core.runLogHooks(line);
    const text = String(line.message);
    const name = `Function.${fn.name}${category === 'user' ? '.User' : ''}`;
    if (!this.#isLogged(name, String(line.level))) return;
    if (log.lines.length < linesKept) log.lines.push({ level: String(line.level), text });
    this.say(name, String(line.level), `${fn.name} (operation ${log.operationId}) ${text}`);
  }
}

class TimeoutError extends Error {}

function requestOf(fn: RegisteredFunction, call: Call, invocationId: string): InvocationRequest {
  return {
    invocationId,
    functionId: fn.id,
    inputData: [{ name: fn.triggerName, data: call.input }],
    triggerMetadata: call.triggerMetadata ?? {},
    traceContext: { traceParent: call.trace.traceParent, traceState: call.trace.traceState, attributes: { OperationName: fn.name } },
    retryContext: call.retryContext,
  };
}

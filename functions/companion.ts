import { app, type InvocationContext } from '@azure/functions';
import { type Companion, createCompanion, type RunContext } from '../shared/app.ts';
import type { LogLevel } from '../shared/core/log.ts';
import { readConfig } from '../shared/platform/config.ts';

const read = readConfig();

/** Settings that are missing or wrong; health says them, and nothing else is started. */
export const settingProblems = 'problems' in read ? read.problems : [];
export const settings = 'config' in read ? read.config : undefined;

let made: Companion | undefined;

/** The product, built on first use. @throws when settings are wrong: then no trigger but health is registered */
export function companion(): Companion {
  if (!settings) throw new Error(settingProblems.map(({ setting, problem }) => `${setting}: ${problem}`).join('; '));
  made ??= createCompanion(settings);
  return made;
}

// The log goes to Application Insights from here, with its trace: the host shall not send it once more.
if (settings?.APPLICATIONINSIGHTS_CONNECTION_STRING) app.setup({ capabilities: { WorkerOpenTelemetryEnabled: true } });
app.hook.appTerminate(() => made?.close());

/** Runs one invocation of the product in its trace and with its log. A function that `findsWork` for many documents gives each a trace of its own. */
export function inTrace<T>(
  context: InvocationContext,
  work: (companion: Companion, run: RunContext) => Promise<T>,
  { routine = false, findsWork = false } = {},
): Promise<T> {
  const product = companion();
  const write: Record<LogLevel, (line: string) => void> = {
    debug: (line) => context.debug(line),
    info: (line) => context.info(line),
    warn: (line) => context.warn(line),
    error: (line) => context.error(line),
  };
  return product.invoke(
    {
      name: context.functionName,
      host: context.traceContext?.traceParent,
      messages: tracesOf(context.triggerMetadata),
      routine,
      findsWork,
      write: (level, line) => write[level](line),
    },
    (run) => work(product, run),
  );
}

/** `traceparent` of every message, one or a batch. */
function tracesOf({ applicationProperties, applicationPropertiesArray }: InvocationContext['triggerMetadata'] = {}): string[] {
  const all: unknown[] = Array.isArray(applicationPropertiesArray) ? applicationPropertiesArray : [applicationProperties];
  return all.flatMap((properties) => {
    const { traceparent } = (properties ?? {}) as { traceparent?: unknown };
    return typeof traceparent === 'string' ? [traceparent] : [];
  });
}

/** A function on a schedule. It finds work for many documents, unless `findsWork` is false. */
export function onTimer(
  name: string,
  schedule: string | undefined,
  work: (companion: Companion, run: RunContext) => Promise<void>,
  { findsWork = true } = {},
): void {
  if (schedule) app.timer(name, { schedule, handler: (_timer, context) => inTrace(context, work, { routine: true, findsWork }) });
}

import type { InvocationContext } from '@azure/functions';
import { type Companion, createCompanion, type RunContext } from '../shared/app.ts';
import { createLog, type LogLevel } from '../shared/core/log.ts';
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

/** Log and operation of one invocation. */
export function contextOf(context: InvocationContext): RunContext {
  const operationId = context.traceContext?.traceParent?.split('-')[1] ?? context.invocationId;
  const write: Record<LogLevel, (line: string) => void> = {
    debug: (line) => context.debug(line),
    info: (line) => context.info(line),
    warn: (line) => context.warn(line),
    error: (line) => context.error(line),
  };
  return { operationId, log: createLog((level, event, fields) => write[level](JSON.stringify({ event, ...fields })), { operationId }) };
}

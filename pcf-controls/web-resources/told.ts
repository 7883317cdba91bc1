import { commandStates, isCommandKind } from '../../shared/canonical/command.ts';
import { isObject } from '../../shared/core/json.ts';
import { controlNames } from '../host/telemetry.ts';

/** What is sent of one event: values of closed lists, a number and an operation id, so that nothing personal can be among it. */
export interface Told {
  name: string;
  properties: Record<string, string>;
  measurements: Record<string, number>;
  operationId?: string;
}

const events = ['shown', 'action', 'failed'];
const failures = [
  'offline',
  'no-rights',
  'gone',
  'busy',
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'AbortError',
];
const ourTable = /^cmc_[a-z]{1,40}$/;
const operationId = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const longestMs = 3_600_000;

/** Reads what a control raised; undefined when it is none of our events. Everything outside the lists is left out. */
export function toldOf(detail: unknown): Told | undefined {
  if (!isObject(detail)) return undefined;
  const event = oneOf(events, detail.event);
  const control = oneOf(controlNames, detail.control);
  if (!event || !control) return undefined;
  const properties: Record<string, string> = { control };
  if (typeof detail.action === 'string' && isCommandKind(detail.action)) properties.action = detail.action;
  const outcome = oneOf(commandStates, detail.outcome);
  if (outcome) properties.outcome = outcome;
  if (event === 'failed') properties.failure = oneOf(failures, detail.failure) ?? 'other';
  return {
    name: `control ${event}`,
    properties,
    measurements: durationOf(detail.durationMs),
    operationId: typeof detail.operationId === 'string' && operationId.test(detail.operationId) ? detail.operationId : undefined,
  };
}

/** A form that was opened: which of our tables (or `other`), and how long that took. */
export const toldOfForm = (table: unknown, durationMs: unknown): Told => ({
  name: 'form opened',
  properties: { table: typeof table === 'string' && ourTable.test(table) ? table : 'other' },
  measurements: durationOf(durationMs),
});

function durationOf(value: unknown): Record<string, number> {
  if (typeof value !== 'number' || !(value >= 0) || value > longestMs) return {};
  return { durationMs: Math.round(value) };
}

const oneOf = (list: readonly string[], value: unknown): string | undefined => list.find((one) => one === value);

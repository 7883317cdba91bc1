import { isObject, textOf } from '../../shared/core/json.ts';

/** Why reading or writing a row did not work. */
export type FailureKind = 'offline' | 'no-rights' | 'gone' | 'busy' | 'failed';

export interface Failure {
  kind: FailureKind;
  /** What Dataverse said, for support. */
  detail: string;
}

const privilegeDenied = 0x80040220;
const accessDenied = 0x80048306;
const doesNotExist = [0x80040217, 0x80060891];
const busy = [0x80072322, 0x80072321, 0x80072326];

/** Reads what a call of the platform's Web API threw; its codes are signed numbers in some hosts and unsigned ones in others. */
export function failureOf(error: unknown, online: boolean): Failure {
  const { errorCode, code, status, message } = isObject(error) || error instanceof Error ? (error as Record<string, unknown>) : {};
  const detail = textOf(message) || textOf(error);
  const number = Number(textOf(errorCode) || textOf(code)) >>> 0;
  if (!online) return { kind: 'offline', detail };
  if (number === privilegeDenied || number === accessDenied || status === 403 || /privilege|access rights/i.test(detail)) {
    return { kind: 'no-rights', detail };
  }
  if (doesNotExist.includes(number) || status === 404 || /does not exist/i.test(detail)) return { kind: 'gone', detail };
  if (busy.includes(number) || status === 429 || status === 503) return { kind: 'busy', detail };
  return { kind: 'failed', detail };
}

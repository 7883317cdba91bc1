import type { Json } from './json.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Ids, codes, counts and durations only: no names, addresses, e-mails, bodies or secrets. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Where log lines go. Azure Functions gives one per invocation; tests keep them in a list. */
export type LogSink = (level: LogLevel, event: string, fields: Record<string, Json>) => void;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same log with fields on every line. */
  with(fields: LogFields): Log;
}

// Each begins where a word begins, or is bounded: on a megabyte without a blank, anything else would take minutes.
const email = /(?<![^\s@"'<>])[^\s@"'<>]+@[^\s@"'<>]+\.[a-z]{2,}|[\w.+-]{1,64}%40[\w.-]{1,255}/gi;
const token = /(?<![\w-])eyJ[\w-]{8,4000}\.[\w.-]{1,8000}|\b(?:shp[a-z]{2}|c[ks])_\w{16,}/g;
const named =
  /((?:bearer|authorization["']?\s{0,9}[:=]\s{0,9}["']?\w{1,20})\s{1,9}|(?:token|key|secret|sig|password|[?&]code)=|(?:(?:access|refresh|id)[_-]?token|(?:client|consumer)[_-]?secret|consumer[_-]?key|api[_-]?key|password)["']?\s{0,9}:\s{0,9})(?:"[^"]*"|'[^']*'|[^\s&"',;]+)/gi;

/** Takes e-mail addresses and credentials out of a text that came from outside, for example a remote error message. */
export const masked = (text: string): string => text.replace(named, '$1***').replace(token, '***').replace(email, '***@***');

export function createLog(sink: LogSink, always: LogFields = {}): Log {
  const write =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      sink(level, event, clean({ ...always, ...fields }));
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => createLog(sink, { ...always, ...fields }),
  };
}

function clean(fields: LogFields): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) result[name] = typeof value === 'string' ? masked(value).slice(0, 1000) : value;
  }
  return result;
}

import type { Host } from '../host/host.ts';
import type { Period } from './board.ts';

/** How a figure is written, on an axis and in a table. */
export type Format = (value: number) => string;

export interface Formats {
  count: Format;
  /** Of milliseconds: `850 ms`, `2.4 s`, `3 min`. */
  latency: Format;
  /** Of seconds, in minutes. */
  lag: Format;
  /** Beginning of an hour: `14:00`. */
  hour(at: number): string;
  /** Below an axis: the hour, or the day when a week is shown. */
  axis(at: number, period: Period): string;
  /** In a table: day and hour. */
  full(at: number): string;
}

export function formatsOf({ text, show, language }: Host): Formats {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const hour = (at: number) => show.time(at).replace(/:00(?=\D*$)/, '');
  return {
    count: (value) => show.count(value),
    latency: (ms) => {
      if (ms < 1000) return text('Unit_ms', { n: numbers.format(Math.round(ms)) });
      return ms < 60_000 ? text('Unit_s', { n: numbers.format(ms / 1000) }) : text('Unit_min', { n: numbers.format(ms / 60_000) });
    },
    lag: (seconds) => text('Unit_min', { n: numbers.format(seconds / 60) }),
    hour,
    axis: (at, period) => (period === 'day' ? hour(at) : show.day(at)),
    full: (at) => show.moment(at),
  };
}

import type { DecimalText } from '../../shared/core/money.ts';
import { decimalsOf } from '../rows/decimals.ts';
import type { Text } from './text.ts';

/** A moment as epoch milliseconds, as ISO text, or as what Dataverse gives for a date. */
export type Moment = number | string | Date;

/** How values look to this person: their language, their time zone. What is no value shows as an empty text. */
export interface Show {
  /** `1,204.10 EUR`, digit by digit as it was, never through a floating point number. */
  money(amount: DecimalText | undefined, currency: string): string;
  /** `1,204.10`, with the decimals of the currency. */
  amount(amount: DecimalText | undefined, currency: string): string;
  count(value: number): string;
  /** `21 Nov 2026, 14:05`. */
  moment(moment: Moment | undefined): string;
  /** `14:05:11`. */
  time(moment: Moment | undefined): string;
  day(moment: Moment | undefined): string;
  /** `2 min ago`, `in 5 min`, `just now`. `now` is epoch milliseconds. */
  ago(moment: Moment | undefined, now?: number): string;
  /** `2026-11-21T14:05`, as a field for a moment has it. */
  local(moment: Moment): string;
  /** What somebody put into such a field, as an ISO instant; undefined when it is no moment. */
  instant(local: string): string | undefined;
  /** `2 h`, of milliseconds: the largest unit that is full. */
  duration(ms: number): string;
}

const units = [
  ['day', 86_400_000, 'Host_days'],
  ['hour', 3_600_000, 'Host_hours'],
  ['minute', 60_000, 'Host_minutes'],
  ['second', 1000, 'Host_seconds'],
] as const;

interface Reader {
  language: string;
  text: Text;
  /** The person's distance from UTC at that moment. */
  minutesFromUtc(at: Date): number;
}

/** To make a format takes a millisecond of the first paint: each is made when something is shown in it. */
export function createShow({ language, text, minutesFromUtc }: Reader): Show {
  const away = (at: number): number => minutesFromUtc(new Date(at)) * 60_000;
  const format = (options: Intl.DateTimeFormatOptions) => {
    let dates: Intl.DateTimeFormat | undefined;
    return (moment: Moment | undefined): string => {
      const at = epochOf(moment);
      if (at === undefined) return '';
      dates ??= new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
      return dates.format(at + away(at));
    };
  };
  const counts = new Intl.NumberFormat(language);
  let relative: Intl.RelativeTimeFormat | undefined;
  const amount = amountsIn(language);
  const unitOf = (ms: number) => units.find(([, length]) => Math.abs(ms) >= length) ?? units[3];

  return {
    amount,
    money: (value, currency) => (value ? `${amount(value, currency)} ${currency}`.trim() : ''),
    count: (value) => counts.format(value),
    moment: format({ dateStyle: 'medium', timeStyle: 'short' }),
    time: format({ timeStyle: 'medium' }),
    day: format({ dateStyle: 'medium' }),
    ago(moment, now = Date.now()) {
      const at = epochOf(moment);
      if (at === undefined) return '';
      const ms = at - now;
      if (Math.abs(ms) < 5000) return text('Host_now');
      const [unit, length] = unitOf(ms);
      relative ??= new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'always' });
      return relative.format(Math.trunc(ms / length), unit);
    },
    local(moment) {
      const at = epochOf(moment);
      return at === undefined ? '' : new Date(at + away(at)).toISOString().slice(0, 16);
    },
    instant(local) {
      const at = epochOf(`${local}Z`);
      // Near a change of the clocks the distance at that moment counts, not the one at the same figures in UTC.
      return at === undefined ? undefined : new Date(at - away(at - away(at))).toISOString();
    },
    duration(ms) {
      const [, length, key] = unitOf(ms);
      return text(key, { n: counts.format(Math.floor(ms / length)) });
    },
  };
}

/** Epoch milliseconds; undefined when it is no moment. */
export function epochOf(moment: Moment | undefined): number | undefined {
  const at = moment instanceof Date ? moment.getTime() : typeof moment === 'string' ? Date.parse(moment) : moment;
  return at === undefined || Number.isNaN(at) ? undefined : at;
}

/** To make a format takes longer than to draw a row: each is made once. */
function amountsIn(language: string): Show['amount'] {
  const formats = new Map<string, Intl.NumberFormat>();
  return (value, currency) => {
    if (!value) return '';
    const decimals = Math.min(decimalsOf(value), 6);
    const key = currency + decimals;
    let numbers = formats.get(key);
    if (!numbers) {
      numbers = new Intl.NumberFormat(language, { minimumFractionDigits: Math.max(minorDigits(currency), decimals) });
      formats.set(key, numbers);
    }
    // A decimal text is formatted exactly; only a number would be rounded.
    return numbers.format(value as `${number}`);
  };
}

/** How many decimals an amount of this currency has; 2 for what is no currency. */
function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

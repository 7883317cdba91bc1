import * as z from 'zod';
import type { Brand } from './brand.ts';

/** A moment in UTC as ISO 8601 text with milliseconds and `Z`. */
export type Instant = Brand<string, 'Instant'>;

/** A calendar day `YYYY-MM-DD`, without a zone. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i;

/** Reads ISO 8601. A text without a zone is taken as UTC: only call it on fields that are documented to be UTC. */
export function parseInstant(value: string): Instant | undefined {
  const trimmed = value.trim();
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?/.test(trimmed)) return undefined;
  const complete = trimmed.length === 10 ? `${trimmed}T00:00:00Z` : hasZone.test(trimmed) ? trimmed : `${trimmed}Z`;
  const time = Date.parse(complete.replace(' ', 'T'));
  if (Number.isNaN(time) || !dayExists(trimmed.slice(0, 10))) return undefined;
  return new Date(time).toISOString() as Instant;
}

/** Date.parse makes 2 March of 30 February. */
const dayExists = (day: string): boolean => Number(day.slice(8)) <= 28 || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

export const Instant = /* @__PURE__ */ (() =>
  z.string().transform((value, context) => {
    const parsed = parseInstant(value);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: `"${value}" is not a date and time`, params: { is: 'date-and-time', value } });
    return z.NEVER;
  }))();

/** @throws TypeError when the text is no moment: for constants and values already checked. */
export function instant(value: string | number | Date): Instant {
  if (typeof value !== 'string') return new Date(value).toISOString() as Instant;
  const parsed = parseInstant(value);
  if (!parsed) throw new TypeError(`"${value}" is not a date and time`);
  return parsed;
}

export const epochMs = (moment: Instant): number => Date.parse(moment);
export const later = (moment: Instant, ms: number): Instant => instant(epochMs(moment) + ms);
export const isAfter = (a: Instant, b: Instant): boolean => epochMs(a) > epochMs(b);

/** The day that the calendar of `timeZone` (IANA name) shows at this moment. @throws RangeError for an unknown zone. */
export function dateIn(timeZone: string, moment: Instant): CalendarDate {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(
    new Date(moment),
  );
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}` as CalendarDate;
}

/** Finance & SCM carries a day as noon UTC, so that no zone on the way shifts it. */
export const noonUtc = (day: CalendarDate): Instant => instant(`${day}T12:00:00Z`);

/** The only clock of product code; tests hand in their own. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => instant(Date.now()) };

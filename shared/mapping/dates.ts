import { type CalendarDate, dateIn, type Instant, later, noonUtc, parseInstant } from '../core/time.ts';
import { type Evaluate, type Scope, valueAt } from './evaluation.ts';
import type { ExpressionShapes } from './rule.ts';
import { isRoot } from './source.ts';
import { isEmpty, textOf } from './value.ts';

const dayMs = 86_400_000;

/** Whether the text is a day that the calendar has. */
export function isDay(text: string): text is CalendarDate {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(text)?.slice(0, 10) === text;
}

/** `store.timeZone` is a path, `Europe/Berlin` a name. */
export const isZonePath = (zone: string): boolean => isRoot(/^\w+(?=[.[])/.exec(zone)?.[0] ?? '');

const zones = new Map<string, boolean>();

/** Whether this machine knows the time zone (IANA). */
export function zoneExists(zone: string): boolean {
  const known = zones.get(zone) ?? canFormat(zone);
  if (zones.size < 1000) zones.set(zone, known);
  return known;
}

function canFormat(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** A day stays the day it is; a moment becomes the day of its zone, or stays a moment. */
export function compileDate(value: Evaluate, { zone = '', as = 'day', addDays = 0 }: Omit<ExpressionShapes['date'], 'from'>): Evaluate {
  const zoneOf: Evaluate = isZonePath(zone) ? valueAt(zone) : () => zone;
  return (scope) => {
    const found = value(scope);
    if (isEmpty(found)) return undefined;
    const text = textOf(found)?.trim() ?? '';
    if (as === 'moment') return toMoment(text, addDays) ?? scope.fail('not-a-moment');
    const day = isDay(text) ? text : dayIn(textOf(zoneOf(scope)) ?? '', text, scope);
    return day && (addDays === 0 ? day : later(noonUtc(day), addDays * dayMs).slice(0, 10));
  };
}

function toMoment(text: string, addDays: number): Instant | undefined {
  const moment = momentOf(text);
  return moment && later(moment, addDays * dayMs);
}

function dayIn(zone: string, text: string, scope: Scope): CalendarDate | undefined {
  const moment = momentOf(text);
  if (!moment) return scope.fail('not-a-day');
  return zone && zoneExists(zone) ? dateIn(zone, moment) : scope.fail('no-zone', { zone });
}

/**
 * The moment that a text says; a day is its noon in UTC. Undefined for days that no calendar has, which JavaScript would move into the
 * next month, and for what an offset pushes out of the years 0 to 9999.
 */
export function momentOf(text: string): Instant | undefined {
  if (!isDay(text.slice(0, 10))) return undefined;
  const moment = text.length === 10 ? noonUtc(text as CalendarDate) : parseInstant(text);
  return moment && /^\d{4}-/.test(moment) ? moment : undefined;
}

import { parseTimeSpan } from './time-span.ts';

/** When a timer is due. Times are UTC. */
export interface Schedule {
  /** The first time strictly after `after`; undefined when it never comes again. */
  next(after: Date): Date | undefined;
  text: string;
}

interface Field {
  name: string;
  min: number;
  max: number;
  names?: readonly string[];
}

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const fields: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of week', min: 0, max: 6, names: weekdays },
];
const yearsAhead = 9;

/** Reads a timer's schedule: six-field or five-field NCRONTAB, or a TimeSpan. @throws Error that names what is wrong. */
export function parseSchedule(text: string): Schedule {
  const interval = parseTimeSpan(text);
  if (interval !== undefined) return everyInterval(text, interval);
  const parts = text.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== 6) throw new Error(`The schedule "${text}" is neither a CRON expression of five or six fields nor a TimeSpan.`);
  const allowed = fields.map((field, index) => readField(field, parts[index] ?? '', text));
  return { text, next: (after) => nextOccurrence(allowed, after) };
}

function everyInterval(text: string, interval: number): Schedule {
  if (interval <= 0) throw new Error(`The schedule "${text}" must be longer than zero.`);
  return { text, next: (after) => new Date(after.getTime() + interval) };
}

function readField(field: Field, text: string, whole: string): ReadonlySet<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', stepText] = item.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    const [from, to] = readRange(field, range, stepText !== undefined);
    if (from === undefined || to === undefined || from > to || !Number.isInteger(step) || step < 1)
      throw new Error(`The schedule "${whole}" has a wrong ${field.name} field: "${text}".`);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function readRange(field: Field, range: string, hasStep: boolean): [number | undefined, number | undefined] {
  if (range === '*') return [field.min, field.max];
  const ends = range.split('-');
  if (ends.length > 2) return [undefined, undefined];
  const from = readValue(field, ends[0] ?? '');
  if (ends.length === 1) return [from, hasStep ? field.max : from];
  return [from, readValue(field, ends[1] ?? '')];
}

function readValue(field: Field, text: string): number | undefined {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    return value >= field.min && value <= field.max ? value : undefined;
  }
  const index = text.length < 3 ? -1 : (field.names ?? []).findIndex((name) => name.startsWith(text.toLowerCase()));
  return index < 0 ? undefined : index + field.min;
}

function nextOccurrence(allowed: readonly ReadonlySet<number>[], after: Date): Date | undefined {
  const [second, minute, hour, day, month, weekday] = allowed as [
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
  ];
  const at = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
  const lastYear = at.getUTCFullYear() + yearsAhead;
  while (at.getUTCFullYear() <= lastYear) {
    if (!month.has(at.getUTCMonth() + 1)) at.setTime(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
    // Day and weekday must both fit: NCRONTAB has no "or" as cron has.
    else if (!day.has(at.getUTCDate()) || !weekday.has(at.getUTCDay()))
      at.setTime(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1));
    else if (!hour.has(at.getUTCHours())) at.setUTCHours(at.getUTCHours() + 1, 0, 0);
    else if (!minute.has(at.getUTCMinutes())) at.setUTCMinutes(at.getUTCMinutes() + 1, 0);
    else if (!second.has(at.getUTCSeconds())) at.setUTCSeconds(at.getUTCSeconds() + 1);
    else return at;
  }
  return undefined;
}

import { Big } from 'big.js';
import type { Moment } from './fetch-xml.ts';
import type { Filter } from './filter.ts';
import { refusals } from './refusal.ts';
import type { Column } from './tables.ts';
import { compare, folded, guidPattern, toInstant, type Value } from './values.ts';

const orders: Record<string, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  'on-or-after': (order) => order >= 0,
  'on-or-before': (order) => order <= 0,
};
const unitMs: Record<string, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000, years: 31_557_600_000 };

/** One condition of FetchXML. @throws Refusal for an operator that the environment does not know, or a value that does not fit */
export function fetchCondition(column: Column, operator: string, values: readonly string[], value: string, moment: Moment): Filter {
  const test = testOf(column, operator, values, value, moment);
  return {
    matches: (row) => test(row.values[column.name] ?? null),
    equalities: operator === 'eq' ? [{ column: column.name, value: stored(column, value) }] : [],
  };
}

type Test = (own: Value) => boolean;

function testOf(column: Column, operator: string, values: readonly string[], value: string, { userId, now }: Moment): Test {
  if (operator === 'null') return (own) => own === null;
  if (operator === 'not-null') return (own) => own !== null;
  if (operator === 'eq-userid') return (own) => own === userId;
  if (operator === 'ne-userid') return (own) => own !== userId;
  if (operator === 'in' || operator === 'not-in') {
    const wanted = values.map((one) => stored(column, one));
    return (own) => (own !== null && wanted.some((one) => compare(column, own, one) === 0)) === (operator === 'in');
  }
  if (operator === 'like' || operator === 'not-like') {
    const pattern = likePattern(value);
    return (own) => (typeof own === 'string' && pattern.test(folded(own))) === (operator === 'like');
  }
  const order = orders[operator];
  if (order) {
    const wanted = stored(column, value);
    // Nothing is neither more nor less than a value, but it is different from it.
    return (own) => (own === null ? operator === 'ne' : order(compare(column, own, wanted)));
  }
  const range = rangeOf(operator, value, now);
  return (own) => typeof own === 'string' && Date.parse(own) >= range.from && Date.parse(own) < range.to;
}

/** Times that an operator without a date means; days in UTC. @throws Refusal for an unknown operator */
function rangeOf(operator: string, value: string, now: Date): { from: number; to: number } {
  const at = now.getTime();
  const dayMs = 86_400_000;
  const today = Math.floor(at / dayMs) * dayMs;
  const days: Record<string, number> = { yesterday: -1, today: 0, tomorrow: 1 };
  const day = days[operator];
  if (day !== undefined) return { from: today + day * dayMs, to: today + (day + 1) * dayMs };
  const [, kind, unit = ''] = /^(last|next|olderthan)-x-(\w+)$/.exec(operator) ?? [];
  const span = (unitMs[unit] ?? Number.NaN) * Number(value);
  if (!kind || Number.isNaN(span)) throw refusals.badFetch(`The condition operator '${operator}' is not known.`);
  if (kind === 'olderthan') return { from: Number.NEGATIVE_INFINITY, to: at - span };
  return kind === 'last' ? { from: at - span, to: at } : { from: at, to: at + span };
}

const likePattern = (value: string): RegExp =>
  new RegExp(
    `^${folded(value)
      .replace(/[.*+?^${}()|\\]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}$`,
    's',
  );

function stored(column: Column, value: string): Value {
  const wrong = () => refusals.badFetch(`'${value}' is no value for '${column.name}'.`);
  switch (column.type) {
    case 'text':
    case 'memo':
      return value;
    case 'id':
    case 'lookup': {
      const id = value.replace(/[{}]/g, '');
      if (!guidPattern.test(id)) throw wrong();
      return id.toLowerCase();
    }
    case 'bit':
      return value === '1' || value === 'true';
    case 'datetime': {
      const instant = toInstant(value.includes('T') ? value : `${value}T00:00:00Z`);
      if (!instant) throw wrong();
      return instant;
    }
    default:
      if (!/^-?\d+(\.\d+)?$/.test(value)) throw wrong();
      return column.type === 'decimal' ? new Big(value).toFixed() : Number(value);
  }
}

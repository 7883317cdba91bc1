import type { TargetDocument } from '../canonical/target-schema.ts';
import { isObject } from '../core/json.ts';
import { isZonePath, zoneExists } from './dates.ts';
import { shippedValueMaps } from './defaults/value-maps.ts';
import { givenBy } from './given.ts';
import type { Operator } from './operators.ts';
import { parsePath, parseTemplate } from './path.ts';
import type { Comparison, Expression, ExpressionOf, Kind, Rule } from './rule.ts';
import { rootsOf } from './source.ts';
import { decimalOf } from './value.ts';

export interface Surroundings {
  document: TargetDocument;
  valueMaps: readonly string[];
}

/** What is wrong inside a rule, in sentences. */
export function faultsOf(rule: Rule, around: Surroundings): string[] {
  return [...objectsIn(rule)].flatMap((part) => [
    ...Object.entries(propertyFaults).flatMap(([name, faults]) => (typeof part[name] === 'string' ? faults(part[name], around) : [])),
    ...(typeof part.kind === 'string' ? expressionFaults(part as unknown as Expression) : []),
    ...(typeof part.operator === 'string' && typeof part.path === 'string' ? comparisonFaults(part as unknown as Comparison) : []),
  ]);
}

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (isObject(value)) yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** A property means the same in every kind of expression. */
const propertyFaults: Record<string, (text: string, around: Surroundings) => string[]> = {
  path: pathFaults,
  template: (text, around) => {
    const parts = parseTemplate(text);
    if (!parts) return [`The template ${text} has a part in braces that is open, empty or no path.`];
    return parts.flatMap((part) => ('path' in part ? pathFaults(part.path.text, around) : []));
  },
  map: (name, { valueMaps }) =>
    valueMaps.includes(name) || Object.hasOwn(shippedValueMaps, name) ? [] : [`The value map "${name}" does not exist.`],
  zone: (zone, around) => {
    if (isZonePath(zone)) return pathFaults(zone, around);
    return zoneExists(zone) ? [] : [`"${zone}" is no time zone; write one like Europe/Berlin, or store.timeZone.`];
  },
};

function pathFaults(text: string, { document }: Surroundings): string[] {
  const path = parsePath(text);
  if (!path) return [`"${text}" is no path.`];
  const roots: readonly string[] = rootsOf[document];
  return roots.includes(path.root) ? [] : [`"${text}" does not begin with ${roots.slice(0, -1).join(', ')} or ${roots.at(-1)}.`];
}

const kindFaults: { [K in Kind]?: (expression: ExpressionOf<K>) => string[] } = {
  arithmetic: ({ operation, of, decimals }) => {
    const single = operation === 'negate' || operation === 'round';
    const pair = operation === 'subtract' || operation === 'divide';
    if (single && of.length !== 1) return [`To ${operation} needs exactly one value.`];
    if (pair && of.length < 2) return [`To ${operation} needs at least two values.`];
    return operation === 'divide' && decimals === undefined ? ['To divide needs the number of decimals of the result.'] : [];
  },
  date: ({ from, as, zone }) => {
    const dayAlready = givenBy(from).every((given) => given === 'day');
    return as === 'moment' || zone || dayAlready ? [] : ['A day needs a time zone: at one moment it is not the same day everywhere.'];
  },
};

function expressionFaults(expression: Expression): string[] {
  const faults = kindFaults[expression.kind] as ((expression: Expression) => string[]) | undefined;
  return faults?.(expression) ?? [];
}

const withoutValue: readonly Operator[] = ['present', 'empty'];
const ofNumbers: readonly Operator[] = ['above', 'below'];

function comparisonFaults({ path, operator, value, values }: Comparison): string[] {
  if (withoutValue.includes(operator)) return [];
  if (operator === 'one-of') return values?.length ? [] : [`The condition on "${path}" names no values.`];
  if (value === undefined) return [`The condition on "${path}" names no value.`];
  const number = decimalOf(value) !== undefined;
  return ofNumbers.includes(operator) && !number ? [`The condition on "${path}" compares with "${value}", which is no number.`] : [];
}

import type { TargetDocument } from '../canonical/target-schema.ts';
import { isObject } from '../core/json.ts';
import type { Finding } from './check-texts.ts';
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

/** What is wrong inside a rule. */
export function faultsOf(rule: Rule, around: Surroundings): Finding[] {
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

const fault = (code: Finding['code'], facts: Finding['facts'] = {}): Finding[] => [{ code, facts }];

/** A property means the same in every kind of expression. */
const propertyFaults: Record<string, (text: string, around: Surroundings) => Finding[]> = {
  path: pathFaults,
  template: (text, around) => {
    const parts = parseTemplate(text);
    if (!parts) return fault('broken-template', { template: text });
    return parts.flatMap((part) => ('path' in part ? pathFaults(part.path.text, around) : []));
  },
  map: (name, { valueMaps }) =>
    valueMaps.includes(name) || Object.hasOwn(shippedValueMaps, name) ? [] : fault('unknown-map', { map: name }),
  zone: (zone, around) => {
    if (isZonePath(zone)) return pathFaults(zone, around);
    return zoneExists(zone) ? [] : fault('unknown-zone', { zone });
  },
};

function pathFaults(text: string, { document }: Surroundings): Finding[] {
  const path = parsePath(text);
  if (!path) return fault('no-path', { path: text });
  const roots: readonly string[] = rootsOf[document];
  if (roots.includes(path.root)) return [];
  return fault('unknown-root', { path: text, roots: roots.slice(0, -1).join(', '), last: roots.at(-1) ?? '' });
}

const kindFaults: { [K in Kind]?: (expression: ExpressionOf<K>) => Finding[] } = {
  arithmetic: ({ operation, of, decimals }) => {
    if ((operation === 'negate' || operation === 'round') && of.length !== 1) return fault(`${operation}-one`);
    if ((operation === 'subtract' || operation === 'divide') && of.length < 2) return fault(`${operation}-two`);
    return operation === 'divide' && decimals === undefined ? fault('divide-decimals') : [];
  },
  date: ({ from, as, zone }) => {
    const dayAlready = givenBy(from).every((given) => given === 'day');
    return as === 'moment' || zone || dayAlready ? [] : fault('day-without-zone');
  },
};

function expressionFaults(expression: Expression): Finding[] {
  const faults = kindFaults[expression.kind] as ((expression: Expression) => Finding[]) | undefined;
  return faults?.(expression) ?? [];
}

const withoutValue: readonly Operator[] = ['present', 'empty'];
const ofNumbers: readonly Operator[] = ['above', 'below'];

function comparisonFaults({ path, operator, value, values }: Comparison): Finding[] {
  if (withoutValue.includes(operator)) return [];
  if (operator === 'one-of') return values?.length ? [] : fault('no-values', { path });
  if (value === undefined) return fault('no-value', { path });
  const number = decimalOf(value) !== undefined;
  return ofNumbers.includes(operator) && !number ? fault('no-number', { path, value }) : [];
}

import type { Json } from '../core/json.ts';
import { compare } from '../core/money.ts';
import { type Evaluate, type Scope, valueAt } from './evaluation.ts';
import type { Operator } from './operators.ts';
import type { Comparison, Condition } from './rule.ts';
import { decimalOf, isEmpty, textOf, textsOf } from './value.ts';

type Test = (value: Json | undefined, comparison: Comparison) => boolean;

/** One entry per operator. Texts are compared as written; a value that is no number is neither above nor below. */
const tests: Record<Operator, Test> = {
  present: (value) => !isEmpty(value),
  empty: (value) => isEmpty(value),
  equals: (value, { value: wanted = '' }) => textOf(value) === wanted,
  'not-equals': (value, { value: wanted = '' }) => textOf(value) !== wanted,
  'one-of': (value, { values = [] }) => values.includes(textOf(value) ?? ''),
  contains: (value, { value: wanted = '' }) =>
    Array.isArray(value) ? (textsOf(value) ?? []).includes(wanted) : (textOf(value) ?? '').includes(wanted),
  'starts-with': (value, { value: wanted = '' }) => (textOf(value) ?? '').startsWith(wanted),
  above: (value, { value: limit = '' }) => compared(value, limit) === 1,
  below: (value, { value: limit = '' }) => compared(value, limit) === -1,
};

function compared(value: Json | undefined, limit: string): -1 | 0 | 1 | undefined {
  const [a, b] = [decimalOf(value), decimalOf(limit)];
  return a !== undefined && b !== undefined ? compare(a, b) : undefined;
}

/** A condition as a function of the source. All paths are read, so that the explanation shows them all. */
export function compileCondition(condition: Condition): (scope: Scope) => boolean {
  if ('not' in condition) {
    const inner = compileCondition(condition.not);
    return (scope) => !inner(scope);
  }
  if ('path' in condition) return compileComparison(condition, valueAt(condition.path));
  const all = 'all' in condition;
  const inner = (all ? condition.all : condition.any).map(compileCondition);
  return (scope) => {
    const met = inner.map((test) => test(scope));
    return all ? met.every(Boolean) : met.some(Boolean);
  };
}

function compileComparison(comparison: Comparison, read: Evaluate): (scope: Scope) => boolean {
  const test = tests[comparison.operator];
  return (scope) => test(read(scope), comparison);
}

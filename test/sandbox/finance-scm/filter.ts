import Big from 'big.js';
import { type Cell, folded } from './cells.ts';
import type { CompareOperator, Expression, MathOperator } from './filter-parser.ts';
import type { Property } from './metadata.ts';
import type { Found, Range, Table } from './table.ts';

export type ReadCell = (property: Property) => Cell;

type Value = string | Big | boolean | null;
type Evaluate = (read: ReadCell) => Value;

/** Turns a parsed filter into a test of one row. */
export function compileFilter(expression: Expression): (read: ReadCell) => boolean {
  const evaluate = compile(expression);
  return (read) => evaluate(read) === true;
}

function compile(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const value = expression.type === 'text' ? folded(String(expression.value)) : expression.value;
      return () => value;
    }
    case 'field':
      return readField(expression.type, expression.property);
    case 'and':
    case 'or': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return expression.kind === 'and'
        ? (read) => left(read) === true && right(read) === true
        : (read) => left(read) === true || right(read) === true;
    }
    case 'not': {
      const operand = compile(expression.operand);
      return (read) => operand(read) !== true;
    }
    case 'negate': {
      const operand = compile(expression.operand);
      return (read) => (operand(read) as Big).times(-1);
    }
    case 'math':
      return compileMath(expression.operator, compile(expression.left), compile(expression.right), expression.whole);
    case 'compare':
      return compileComparison(expression);
  }
}

function readField(type: Expression['type'], property: Property): Evaluate {
  if (type === 'number') return (read) => new Big(read(property));
  if (type === 'text') return (read) => folded(read(property));
  return (read) => read(property);
}

function compileMath(operator: MathOperator, left: Evaluate, right: Evaluate, whole: boolean): Evaluate {
  return (read) => {
    const [a, b] = [left(read) as Big, right(read) as Big];
    if (operator === 'add') return a.plus(b);
    if (operator === 'sub') return a.minus(b);
    if (operator === 'mul') return a.times(b);
    if (b.eq(0)) return null;
    if (operator === 'mod') return a.mod(b);
    return whole ? a.div(b).round(0, Big.roundDown) : a.div(b);
  };
}

function compileComparison({ operator, left, right }: Extract<Expression, { kind: 'compare' }>): Evaluate {
  const pattern = wildcardOf(right) ?? wildcardOf(left);
  if (pattern && (operator === 'eq' || operator === 'ne')) {
    const subject = compile(wildcardOf(right) ? left : right);
    return (read) => pattern.test(String(subject(read))) === (operator === 'eq');
  }
  const [a, b] = [compile(left), compile(right)];
  return (read) => holds(operator, order(a(read), b(read)));
}

/** `'*x*'` in place of contains, `'x*'` of starts with; only whole literals, only with eq and ne. */
function wildcardOf(expression: Expression): RegExp | undefined {
  if (expression.kind !== 'literal' || expression.type !== 'text' || !String(expression.value).includes('*')) return undefined;
  const parts = folded(String(expression.value)).split('*');
  return new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');
}

/** Undefined when one side is null and the other is not. */
function order(a: Value, b: Value): number | undefined {
  if (a === null || b === null) return a === b ? 0 : undefined;
  if (a instanceof Big && b instanceof Big) return a.cmp(b);
  return a === b ? 0 : a < b ? -1 : 1;
}

function holds(operator: CompareOperator, order: number | undefined): boolean {
  if (order === undefined) return operator === 'ne';
  if (operator === 'eq') return order === 0;
  if (operator === 'ne') return order !== 0;
  if (operator === 'gt') return order > 0;
  if (operator === 'ge') return order >= 0;
  return operator === 'lt' ? order < 0 : order <= 0;
}

/** Rows that an index says can fit, or undefined when only a scan will do. */
export function candidates(table: Table, expression: Expression): Found | undefined {
  if (expression.kind === 'and') {
    const [left, right] = [candidates(table, expression.left), candidates(table, expression.right)];
    if (!left || !right) return left ?? right;
    return left.size <= right.size ? left : right;
  }
  if (expression.kind === 'or') {
    const [left, right] = [candidates(table, expression.left), candidates(table, expression.right)];
    if (!left || !right) return undefined;
    return { size: left.size + right.size, rows: () => [...new Set([...left.rows(), ...right.rows()])] };
  }
  const bound = boundOf(table, expression);
  if (!bound) return undefined;
  const { field, value, operator } = bound;
  if (operator === 'eq') return table.findEqual(field, value);
  const range = rangeOf(bound);
  return range && table.findBetween(field, range);
}

/** Bounds that a filter sets on a field by `and`; the rows within may still not fit. */
export function boundsOn(table: Table, field: string, expression: Expression | undefined): Range {
  if (expression?.kind === 'and') return { ...boundsOn(table, field, expression.left), ...boundsOn(table, field, expression.right) };
  const bound = expression && boundOf(table, expression);
  return bound?.field === field ? (rangeOf(bound) ?? {}) : {};
}

interface Bound {
  field: string;
  operator: CompareOperator;
  value: Cell;
}

const turned: Readonly<Record<CompareOperator, CompareOperator>> = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' };

/** A comparison of an indexed field with a literal, the field first. */
function boundOf(table: Table, expression: Expression): Bound | undefined {
  if (expression.kind !== 'compare') return undefined;
  const isTurned = expression.left.kind !== 'field';
  const [field, literal] = isTurned ? [expression.right, expression.left] : [expression.left, expression.right];
  if (field.kind !== 'field' || literal.kind !== 'literal' || !table.hasIndex(field.property.name)) return undefined;
  const operator = isTurned ? turned[expression.operator] : expression.operator;
  const { name, type } = field.property;
  if (literal.type === 'text' && type === 'string') {
    const value = String(literal.value);
    return operator === 'eq' && value.includes('*') ? undefined : { field: name, operator, value };
  }
  // Whole numbers are stored in one way only; their order is not that of their digits.
  const isWhole = literal.type === 'number' && (type === 'int64' || type === 'int32') && operator === 'eq';
  return isWhole ? { field: name, operator, value: (literal.value as Big).toFixed() } : undefined;
}

function rangeOf({ operator, value }: Bound): Range | undefined {
  if (operator === 'eq') return { from: { value, included: true }, to: { value, included: true } };
  if (operator === 'gt' || operator === 'ge') return { from: { value, included: operator === 'ge' } };
  return operator === 'ne' ? undefined : { to: { value, included: operator === 'le' } };
}

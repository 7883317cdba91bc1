import type { Json } from '../core/json.ts';
import { type DecimalText, dividedBy, isZero, minus, negated, plus, rounded, times } from '../core/money.ts';
import { compileCondition } from './condition.ts';
import { alpha2, alpha3 } from './countries.ts';
import { compileDate } from './dates.ts';
import { type Evaluate, type Scope, valueAt } from './evaluation.ts';
import type { Operation } from './operators.ts';
import { parseTemplate } from './path.ts';
import type { Expression, ExpressionShapes, Kind, OnMiss } from './rule.ts';
import { stateCode } from './states.ts';
import { cutText, decimalOf, isEmpty, textOf, textsOf } from './value.ts';
import { lookUp, mapNamed } from './value-maps.ts';

type Transforms = { [K in Kind]: (shape: ExpressionShapes[K]) => Evaluate };

/** One entry per kind of expression: from its data to a function of the source. Nothing here throws for any source. */
const transforms: Transforms = {
  copy: ({ path }) => valueAt(path),
  constant:
    ({ value }) =>
    () =>
      value,
  template: ({ template }) => compileTemplate(template),
  'value-map': ({ map, from, onMiss = 'error' }) => onText(from, (text, scope) => mapped(scope, map, text, onMiss)),
  first: ({ of }) => firstOf(of.map(compileExpression)),
  concat: ({ of, separator = ' ', keepEmpty = false }) =>
    onTexts(of, keepEmpty, (texts) => (texts.some((text) => text !== '') ? texts.join(separator) : undefined)),
  split: ({ from, separator, part }) => onText(from, (text) => text.split(separator).at(part > 0 ? part - 1 : part)),
  arithmetic: ({ operation, of, decimals }) => compileArithmetic(operation, of.map(compileExpression), decimals),
  currency: ({ from }) => onText(from, currencyCode),
  date: ({ from, ...shape }) => compileDate(compileExpression(from), shape),
  country: ({ from, as = 'iso-3', map }) => onText(from, (text, scope) => countryCode(scope, text, as, map)),
  state: ({ from, country }) => {
    const where = onText(country, (text) => text);
    return onText(from, (text, scope) => stateCode(text, String(where(scope) ?? '')));
  },
  text: ({ from, ...changes }) => onText(from, (text) => changed(text, changes)),
  street: ({ of, cut }) => onTexts(of, false, (texts) => cutTo(streetLines(texts).join('\n'), cut)),
  'yes-no': ({ from, yes = 'Yes', no = 'No' }) => {
    const value = compileExpression(from);
    return (scope) => (isTrue(value(scope)) ? yes : no);
  },
  choose: ({ if: condition, give, otherwise }) => {
    const test = compileCondition(condition);
    const [yes, no] = [compileExpression(give), otherwise ? compileExpression(otherwise) : () => undefined];
    return (scope) => (test(scope) ? yes(scope) : no(scope));
  },
};

/** An expression as a function of the source. */
export function compileExpression(expression: Expression): Evaluate {
  const compile = transforms[expression.kind] as (shape: Expression) => Evaluate;
  return compile(expression);
}

/** Applies `change` to a single text; empty stays empty. */
function onText(from: Expression, change: (text: string, scope: Scope) => Json | undefined): Evaluate {
  const value = compileExpression(from);
  return (scope) => {
    const found = value(scope);
    if (isEmpty(found)) return undefined;
    const text = textOf(found);
    return text === undefined ? scope.fail('not-text') : change(text, scope);
  };
}

/** Applies `join` to the texts of several expressions; lists are taken apart. */
function onTexts(of: Expression[], keepEmpty: boolean, join: (texts: string[]) => Json | undefined): Evaluate {
  const values = of.map(compileExpression);
  return (scope) => {
    const texts = values.map((value) => textsOf(value(scope)));
    if (!texts.every((text) => text !== undefined)) return scope.fail('not-text');
    return join(keepEmpty ? texts.map((list) => list.join(' ')) : texts.flat());
  };
}

function firstOf(values: Evaluate[]): Evaluate {
  return (scope) => {
    for (const value of values) {
      const found = value(scope);
      if (!isEmpty(found)) return found;
    }
    return undefined;
  };
}

function compileTemplate(template: string): Evaluate {
  const parts = parseTemplate(template);
  if (!parts) return (scope) => scope.fail('broken-rule', { path: template });
  const pieces = parts.map((part) => ('text' in part ? part.text : valueAt(part.path.text)));
  return (scope) => {
    const filled = pieces.map((piece) => (typeof piece === 'string' ? piece : textsOf(piece(scope))?.join(', ')));
    if (filled.includes(undefined)) return scope.fail('not-text');
    const blank = pieces.every((piece, index) => typeof piece === 'string' || filled[index] === '');
    return blank && pieces.some((piece) => typeof piece !== 'string') ? undefined : filled.join('');
  };
}

function mapped(scope: Scope, name: string, value: string, onMiss: OnMiss): string | undefined {
  const map = mapNamed(scope.maps, name);
  const found = map && lookUp(map, value);
  if (found !== undefined) return found;
  if (onMiss === 'error') return map ? scope.fail('value-not-mapped', { map: name, value }) : scope.fail('unknown-map', { map: name });
  if (typeof onMiss === 'object') return onMiss.default;
  return onMiss === 'keep' ? value : undefined;
}

/** Entries of the value map come first: a company may call a country as it likes. What no one knows is then an entry that is missing. */
function countryCode(scope: Scope, value: string, as: 'iso-2' | 'iso-3', map?: string): string | undefined {
  const names = map === undefined ? undefined : mapNamed(scope.maps, map);
  const own = names && lookUp(names, value);
  if (own !== undefined) return own;
  const code = as === 'iso-3' ? alpha3(value) : alpha2(value);
  if (code !== undefined) return code;
  return names ? scope.fail('value-not-mapped', { map: map ?? '', value }) : scope.fail('unknown-country', { value });
}

function currencyCode(text: string, scope: Scope): string | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : scope.fail('not-a-currency');
}

function changed(text: string, { lineBreaks, trim, case: letters, cut }: Omit<ExpressionShapes['text'], 'from'>): string {
  const unbroken = lineBreaks === undefined ? text : text.replace(/\s*(\r\n|\r|\n|\u2028|\u2029)\s*/g, () => lineBreaks);
  const trimmed = trim ? unbroken.trim() : unbroken;
  const cased = letters === 'upper' ? trimmed.toUpperCase() : letters === 'lower' ? trimmed.toLowerCase() : trimmed;
  return cutTo(cased, cut);
}

const cutTo = (text: string, cut?: number): string => (cut === undefined ? text : cutText(text, cut));

const streetLines = (texts: string[]): string[] =>
  texts
    .flatMap((text) => text.split(/\r\n|\r|\n/))
    .map((line) => line.trim())
    .filter(Boolean);

const noes = new Set(['', 'false', 'no', 'off', '0']);
const isTrue = (value: Json | undefined): boolean => !isEmpty(value) && !noes.has((textOf(value) ?? 'list').trim().toLowerCase());

type Calculate = (values: DecimalText[], scope: Scope) => DecimalText | undefined;

const ofFirst =
  (change: (value: DecimalText) => DecimalText): Calculate =>
  ([value]) =>
    value && change(value);

const calculations: Record<Operation, Calculate> = {
  add: (values) => plus(...values),
  subtract: ([first, ...rest]) => first && rest.reduce(minus, first),
  multiply: (values) => values.reduce(times),
  divide: ([first, ...rest], scope) =>
    rest.some(isZero) ? scope.fail('division-by-zero') : first && rest.reduce((quotient, divisor) => dividedBy(quotient, divisor), first),
  negate: ofFirst(negated),
  round: ofFirst((value) => value),
};

function compileArithmetic(operation: Operation, of: Evaluate[], decimals?: number): Evaluate {
  const calculate = calculations[operation];
  const places = operation === 'round' ? (decimals ?? 0) : decimals;
  return (scope) => {
    const operands = of.map((value) => value(scope));
    const numbers = operands.map((operand) => (isEmpty(operand) ? undefined : (decimalOf(operand) ?? null)));
    if (numbers.includes(null)) return scope.fail('not-a-number');
    const present = withoutEmpty(operation, numbers as (DecimalText | undefined)[]);
    if (present.length === 0) return undefined;
    const result = calculate(present, scope);
    return result !== undefined && places !== undefined ? rounded(result, places) : result;
  };
}

/** A sum may lack a part; a product or a difference from nothing means nothing. */
function withoutEmpty(operation: Operation, numbers: (DecimalText | undefined)[]): DecimalText[] {
  const present = numbers.filter((value) => value !== undefined);
  const needed = operation === 'add' ? 0 : operation === 'subtract' ? 1 : numbers.length;
  return numbers.slice(0, needed).includes(undefined) ? [] : present;
}

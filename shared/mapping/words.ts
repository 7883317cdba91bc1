import type { Condition, Expression, ExpressionOf, ExpressionShapes, Kind, Operator, Rule } from './rule.ts';

/** A rule in words, for people: `order.number, cut to 20 characters, if order.test equals "true"`. Holds paths and constants, no values of a document. */
export function inWords(rule: Rule): string {
  const body = words(rule);
  return rule.when ? `${body}, if ${conditionWords(rule.when)}` : body;
}

const listed = (parts: readonly string[], last: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;
const quoted = (text: string): string => `"${text}"`;
const all = (of: readonly Expression[]): string[] => of.map(words);

const arithmetic: Record<ExpressionShapes['arithmetic']['operation'], (parts: string[]) => string> = {
  add: (parts) => parts.join(' + '),
  subtract: (parts) => parts.join(' − '),
  multiply: (parts) => parts.join(' × '),
  divide: (parts) => parts.join(' ÷ '),
  negate: ([part = '']) => `minus ${part}`,
  round: ([part = '']) => `${part}, rounded`,
};

/** One entry per kind. */
const texts: { [K in Kind]: (shape: ExpressionShapes[K]) => string } = {
  copy: ({ path }) => path,
  constant: ({ value }) => (value === '' ? 'nothing' : `always ${quoted(value)}`),
  template: ({ template }) => `the text ${quoted(template)}`,
  'value-map': ({ map, from, onMiss = 'error' }) => `${words(from)}, translated by the value map ${quoted(map)}${missed(onMiss)}`,
  first: ({ of }) => `the first that is filled of ${listed(all(of), 'and')}`,
  concat: ({ of, separator = '' }) => `${listed(all(of), 'and')} joined${separator.trim() ? ` with ${quoted(separator)}` : ''}`,
  split: ({ from, separator, part }) => `part ${part} of ${words(from)}, divided at ${quoted(separator)}`,
  arithmetic: ({ operation, of, decimals }) =>
    `${arithmetic[operation](all(of))}${decimals === undefined ? '' : ` (${decimals} decimals)`}`,
  currency: ({ from }) => `the currency code of ${words(from)}`,
  date: ({ from, zone, as, addDays }) =>
    `${words(from)} as ${as === 'moment' ? 'date and time' : 'a day'}${zone ? ` in ${zone}` : ''}${addDays ? `, ${Math.abs(addDays)} days ${addDays > 0 ? 'later' : 'earlier'}` : ''}`,
  country: ({ from, as = 'iso-3' }) => `the country ${words(from)} in ${as === 'iso-3' ? 'three' : 'two'} letters`,
  state: ({ from, country }) => `the state ${words(from)} of ${words(country)}`,
  text: ({ from, case: letters, cut, lineBreaks }) =>
    [
      words(from),
      ...(lineBreaks === undefined ? [] : ['in one line']),
      ...(letters ? [`in ${letters === 'upper' ? 'capital' : 'small'} letters`] : []),
      ...(cut ? [`cut to ${cut} characters`] : []),
    ].join(', '),
  street: ({ of, cut }) => `the lines ${listed(all(of), 'and')}${cut ? `, cut to ${cut} characters` : ''}`,
  'yes-no': ({ from, yes = 'Yes', no = 'No' }) => `${yes} or ${no}, as ${words(from)} says`,
  choose: ({ if: test, give, otherwise }) =>
    `${words(give)} if ${conditionWords(test)}${otherwise ? `, otherwise ${words(otherwise)}` : ''}`,
};

const words = (expression: Expression): string => (texts[expression.kind] as (shape: ExpressionOf<Kind>) => string)(expression);

function missed(onMiss: NonNullable<ExpressionShapes['value-map']['onMiss']>): string {
  if (typeof onMiss === 'object') return `, otherwise ${quoted(onMiss.default)}`;
  return { error: '', keep: ', kept as it is where it has no entry', empty: ', left out where it has no entry' }[onMiss];
}

const comparisons: Record<Operator, string> = {
  present: 'is filled',
  empty: 'is empty',
  equals: 'is',
  'not-equals': 'is not',
  'one-of': 'is one of',
  contains: 'contains',
  'starts-with': 'begins with',
  above: 'is above',
  below: 'is below',
};

function conditionWords(condition: Condition): string {
  if ('not' in condition) return `not (${conditionWords(condition.not)})`;
  if ('all' in condition) return condition.all.map(inner).join(' and ');
  if ('any' in condition) return condition.any.map(inner).join(' or ');
  const { path, operator, value, values } = condition;
  const compared = values ? values.map(quoted).join(', ') : value === undefined ? '' : quoted(value);
  return [path, comparisons[operator], compared].filter(Boolean).join(' ');
}

const inner = (condition: Condition): string =>
  'all' in condition || 'any' in condition ? `(${conditionWords(condition)})` : conditionWords(condition);

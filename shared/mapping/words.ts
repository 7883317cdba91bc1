import type { Operation } from './operators.ts';
import type { Say } from './phrases.ts';
import type { Condition, Expression, ExpressionShapes, Kind, OnMiss, Rule } from './rule.ts';

interface Telling {
  say: Say;
  /** A path that the reader sees already. */
  hidden?: string;
}

/**
 * A rule in a sentence. `hidden` is a path that stands beside it anyway.
 * @example ruleInWords(rule, inEnglish) // 'order.shippingAddress.country, country code as ISO-3'
 */
export function ruleInWords(rule: Rule, say: Say, hidden?: string): string {
  const words = tidy(inWords(rule, { say, hidden })) || say('asItIs');
  const cut = rule.tooLong === 'cut' ? say('cutToField', { words }) : words;
  const empty = rule.sendEmpty ? say('orEmpty', { words: cut }) : cut;
  return rule.when ? say('onlyIf', { words: empty, condition: conditionInWords(rule.when, say) }) : empty;
}

/** What is hidden leaves its comma behind. */
const tidy = (words: string): string => words.replace(/^[\s,]+/, '').trim();

type Words = { [K in Kind]: (shape: ExpressionShapes[K], telling: Telling) => string };

const words: Words = {
  copy: ({ path }, { hidden }) => (path === hidden ? '' : path),
  constant: ({ value }, { say }) => say('always', { value }),
  template: ({ template }, { say }) => say('template', { value: template }),
  'value-map': ({ from, map, onMiss }, telling) => telling.say('valueMap', { from: inner(from, telling), map }) + missed(onMiss, telling),
  first: ({ of }, telling) => (of.length === 1 ? list(of, telling) : telling.say('first', { list: list(of, telling) })),
  concat: ({ of, separator = ' ' }, telling) =>
    separator.trim() === ''
      ? telling.say('joinedPlain', { list: list(of, telling, ' + ') })
      : telling.say('joined', { list: list(of, telling, ' + '), separator }),
  split: ({ from, separator, part }, telling) =>
    telling.say(part < 0 ? 'partFromEnd' : 'part', { from: inner(from, telling), separator, part: Math.abs(part) }),
  arithmetic: arithmeticInWords,
  currency: ({ from }, telling) => telling.say('currency', { from: inner(from, telling) }),
  date: dateInWords,
  country: ({ from, as, map }, telling) =>
    telling.say(as === 'iso-2' ? 'iso2' : 'iso3', { from: inner(from, telling) }) +
    (map === undefined ? '' : telling.say('ownNames', { map })),
  state: ({ from, country }, telling) =>
    telling.say('state', { from: inner(from, telling), country: inner(country, { say: telling.say }) }),
  text: textInWords,
  street: ({ of, cut }, telling) => telling.say('street', { list: list(of, telling) }) + cutInWords(cut, telling),
  'yes-no': ({ from, yes = 'Yes', no = 'No' }, telling) => telling.say('yesNo', { from: inner(from, telling), yes, no }),
  choose: ({ if: condition, give, otherwise }, { say }) =>
    say('choose', {
      condition: conditionInWords(condition, say),
      give: inner(give, { say }),
      otherwise: otherwise ? inner(otherwise, { say }) : say('nothing'),
    }),
};

function inWords(expression: Expression, telling: Telling): string {
  return (words[expression.kind] as (shape: Expression, telling: Telling) => string)(expression, telling);
}

/** Inside another a constant is only its text, and what has more than one part stands in brackets. */
function inner(expression: Expression, telling: Telling): string {
  if (expression.kind === 'constant') return telling.say('quoted', { value: expression.value });
  const said = tidy(inWords(expression, telling));
  return expression.kind === 'copy' || said === '' ? said : `(${said})`;
}

const list = (of: Expression[], { say }: Telling, between = ', '): string => of.map((one) => inner(one, { say })).join(between);

function missed(onMiss: OnMiss | undefined, { say }: Telling): string {
  if (typeof onMiss === 'object') return say('missDefault', { value: onMiss.default });
  return onMiss === 'keep' ? say('missKeep') : onMiss === 'empty' ? say('missEmpty') : '';
}

const signs: Partial<Record<Operation, string>> = { add: ' + ', subtract: ' − ', multiply: ' × ', divide: ' ÷ ' };

function arithmeticInWords({ operation, of, decimals }: ExpressionShapes['arithmetic'], telling: Telling): string {
  const { say } = telling;
  const from = list(of, telling, signs[operation]);
  const result = operation === 'negate' ? say('negated', { from }) : from;
  const places = decimals ?? (operation === 'round' ? 0 : undefined);
  return places === undefined ? result : say('roundedTo', { from: result, decimals: places });
}

function dateInWords({ from, zone, as, addDays = 0 }: ExpressionShapes['date'], telling: Telling): string {
  const { say } = telling;
  const facts = { from: inner(from, telling), zone: zone ?? '' };
  const said = as === 'moment' ? say('moment', facts) : say(zone ? 'day' : 'dayAlready', facts);
  if (addDays === 0) return said;
  return said + say(addDays > 0 ? 'daysLater' : 'daysEarlier', { days: Math.abs(addDays) });
}

function textInWords({ from, lineBreaks, trim, case: letters, cut }: ExpressionShapes['text'], telling: Telling): string {
  const { say } = telling;
  return [
    inner(from, telling),
    lineBreaks === undefined ? '' : say('breaksAs', { value: lineBreaks }),
    trim ? say('trimmed') : '',
    letters ? say(letters) : '',
    cutInWords(cut, telling),
  ].join('');
}

const cutInWords = (cut: number | undefined, { say }: Telling): string => (cut === undefined ? '' : say('atMost', { cut }));

/** A condition in words, with brackets where groups stand in groups. */
export function conditionInWords(condition: Condition, say: Say): string {
  if ('not' in condition) return say('not', { condition: conditionInWords(condition.not, say) });
  if ('path' in condition) {
    const { path, operator, value = '', values = [] } = condition;
    return say(operator, { path, value, values: values.map((one) => say('quoted', { value: one })).join(', ') });
  }
  const group = 'all' in condition ? condition.all : condition.any;
  const said = group.map((one) => (isGroup(one) && group.length > 1 ? `(${conditionInWords(one, say)})` : conditionInWords(one, say)));
  return said.join(say('all' in condition ? 'and' : 'or'));
}

const isGroup = (condition: Condition): boolean => 'all' in condition || 'any' in condition;

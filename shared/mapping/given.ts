import type { TargetField } from '../canonical/target-schema.ts';
import { fitInto } from './fit.ts';
import { parseTemplate } from './path.ts';
import { toProblem } from './problem.ts';
import type { Expression, ExpressionShapes, Kind } from './rule.ts';

/** What is known of a value before there is a document. */
export type Given = { literal: string } | 'text' | 'number' | 'day' | 'moment' | 'unknown';

const moments = /^order\.(placedAt|updatedAt|cancelledAt)$/;
const literals = (texts: string[]): Given[] => texts.filter(Boolean).map((literal) => ({ literal }));

const givens: { [K in Kind]: (shape: ExpressionShapes[K]) => Given[] } = {
  copy: ({ path }) => [moments.test(path) ? 'moment' : 'unknown'],
  constant: ({ value }) => literals([value]),
  template: ({ template }) => {
    const parts = parseTemplate(template) ?? [];
    return parts.some((part) => 'path' in part) ? [parts.length === 1 ? 'unknown' : 'text'] : literals([template]);
  },
  'value-map': ({ onMiss }) => ['unknown', ...(typeof onMiss === 'object' ? literals([onMiss.default]) : [])],
  first: ({ of }) => of.flatMap(givenBy),
  concat: () => ['text'],
  split: () => ['unknown'],
  arithmetic: () => ['number'],
  currency: () => ['text'],
  date: ({ as }) => [as === 'moment' ? 'moment' : 'day'],
  country: () => ['text'],
  state: () => ['text'],
  text: ({ from }) => givenBy(from).map((given) => (typeof given === 'object' ? 'unknown' : given)),
  street: () => ['text'],
  'yes-no': ({ yes = 'Yes', no = 'No' }) => literals([yes, no]),
  choose: ({ give, otherwise }) => [...givenBy(give), ...(otherwise ? givenBy(otherwise) : [])],
};

/** Everything that an expression may give. */
export function givenBy(expression: Expression): Given[] {
  return (givens[expression.kind] as (shape: Expression) => Given[])(expression);
}

const names: Record<Exclude<Given, object>, string> = {
  text: 'text',
  number: 'a number',
  day: 'a day',
  moment: 'a date and time',
  unknown: 'anything',
};

const takes: Record<TargetField['type'], readonly Given[]> = {
  text: ['text', 'number', 'day', 'moment'],
  decimal: ['number'],
  integer: ['number'],
  date: ['day'],
  datetime: ['day', 'moment'],
  choice: [],
};

/** The type of a field in words. */
export function wanted({ type, members = [] }: TargetField): string {
  const words = { text: 'text', decimal: 'a number', integer: 'a whole number', date: 'a date', datetime: 'a date and time' };
  return type === 'choice' ? `one of ${members.join(', ')}` : words[type];
}

/** Why a field cannot take what an expression gives, in a sentence; undefined when it may. */
export function misfit(given: Given, field: TargetField, tooLong?: 'cut' | 'problem'): string | undefined {
  const label = field.label ?? field.name;
  if (typeof given === 'object') return literalMisfit(given.literal, field, tooLong);
  if (given === 'unknown' || takes[field.type].includes(given)) return undefined;
  const advice = given === 'moment' && field.type === 'date' ? ' Use a date rule with a time zone.' : '';
  return `"${label}" gives ${names[given]} where Dynamics wants ${wanted(field)}.${advice}`;
}

function literalMisfit(literal: string, field: TargetField, tooLong?: 'cut' | 'problem'): string | undefined {
  const fitted = fitInto(literal, field, tooLong);
  if ('text' in fitted) return undefined;
  const label = field.label ?? field.name;
  if (fitted.code === 'too-long') return toProblem(fitted.code, { field: field.name, label }, fitted.facts).problem;
  return `"${label}" gives "${literal}" where Dynamics wants ${wanted(field)}.`;
}

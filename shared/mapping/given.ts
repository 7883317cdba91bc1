import type { TargetField } from '../canonical/target-schema.ts';
import type { CheckCode, Finding } from './check-texts.ts';
import { fitInto } from './fit.ts';
import { parseTemplate } from './path.ts';
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

const takes: Record<TargetField['type'], readonly Given[]> = {
  text: ['text', 'number', 'day', 'moment'],
  decimal: ['number'],
  integer: ['number'],
  date: ['day'],
  datetime: ['day', 'moment'],
  choice: [],
};

/** Why a field cannot take what an expression gives; undefined when it may. */
export function misfit(given: Given, field: TargetField, tooLong?: 'cut' | 'problem'): Finding | undefined {
  if (typeof given === 'object') return constantMisfit(given.literal, field, tooLong);
  if (given === 'unknown' || takes[field.type].includes(given)) return undefined;
  // `takes` leaves only the pairs that have a sentence; a test goes through all of them.
  return { code: `${given}-for-${field.type}` as CheckCode, facts: factsOf(field) };
}

function constantMisfit(value: string, field: TargetField, tooLong?: 'cut' | 'problem'): Finding | undefined {
  const fitted = fitInto(value, field, tooLong);
  if ('text' in fitted) return undefined;
  // Text refuses a constant only for its length.
  if (field.type === 'text') return { code: fitted.code as CheckCode, facts: { ...factsOf(field), ...fitted.facts } };
  return { code: `constant-for-${field.type}`, facts: { ...factsOf(field), value } };
}

const factsOf = ({ label, name, type, members = [] }: TargetField): Finding['facts'] => ({
  field: label ?? name,
  ...(type === 'choice' ? { members: members.join(', ') } : {}),
});

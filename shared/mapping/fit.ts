import type { TargetField } from '../canonical/target-schema.ts';
import type { Json } from '../core/json.ts';
import { decimalsOf } from '../core/money.ts';
import { isDay, momentOf } from './dates.ts';
import type { ProblemCode, ProblemFacts } from './problem.ts';
import { cutText, decimalOf, textOf } from './value.ts';

type Misfit = { code: ProblemCode; facts?: ProblemFacts };
export type Fitted = { text: string } | Misfit;

type Fit = (value: string, field: TargetField, tooLong: 'cut' | 'problem') => Fitted;

/** One entry per type of field: the value as the text that the field takes, or why it does not. */
const fits: Record<TargetField['type'], Fit> = {
  text: (value, { maxLength }, tooLong): Fitted => {
    if (maxLength === undefined || value.length <= maxLength) return { text: value };
    if (tooLong === 'cut') return { text: cutText(value, maxLength) };
    if (maxLength === 1) return { code: 'too-long-for-one', facts: { length: value.length } };
    return { code: 'too-long', facts: { limit: maxLength, length: value.length } };
  },
  decimal: (value) => {
    const number = decimalOf(value);
    return number === undefined ? { code: 'not-a-number' } : { text: number };
  },
  integer: (value) => {
    const number = decimalOf(value);
    if (number === undefined) return { code: 'not-a-number' };
    return decimalsOf(number) === 0 ? { text: number } : { code: 'not-whole' };
  },
  date: (value) => (isDay(value.trim()) ? { text: value.trim() } : { code: 'not-a-day' }),
  datetime: (value) => {
    const moment = momentOf(value.trim());
    return moment ? { text: moment } : { code: 'not-a-moment' };
  },
  choice: (value, { members = [] }) => {
    const member = members.find((name) => name.toLowerCase() === value.trim().toLowerCase());
    return member === undefined ? { code: 'not-a-member', facts: { members: members.join(', ') } } : { text: member };
  },
};

/** What a field of Dynamics makes of a value that is not empty. */
export function fitInto(value: Json, field: TargetField, tooLong: 'cut' | 'problem' = 'problem'): Fitted {
  const text = textOf(value);
  return text === undefined ? { code: 'not-text' } : fits[field.type](text, field, tooLong);
}

import { filledIn } from '../core/wording.ts';
import { problemTexts } from './problem.ts';

/** What can be wrong with rules before there is a document. `field` is what people call it. */
export const checkTexts = {
  'other-document': 'These are rules for {rules}, not for {document}.',
  'no-field': 'Dynamics has no field "{field}" in this document that a rule could fill.',
  'not-for-rules': '"{field}" is filled by Dynamics or by the flow; a rule may not.',
  'no-empty-text': '"{field}" takes no empty text.',
  'cut-too-long': '"{field}" is cut to {cut} characters, and Dynamics takes {limit}.',
  'cut-too-long-for-one': '"{field}" is cut to {cut} characters, and Dynamics takes one.',
  'same-id': 'Two rules have the id "{id}".',
  'two-rules': '"{field}" has two rules, "{first}" and "{second}"; join them with "first" or "choose".',
  'no-rule': '"{field}" is mandatory and has no rule.',
  'nothing-to-remove': 'There is no shipped rule "{id}" to remove.',
  'unknown-map': problemTexts['unknown-map'],
  'unknown-zone': '"{zone}" is no time zone; write one like Europe/Berlin, or store.timeZone.',
  'broken-template': 'The template {template} has a part in braces that is open, empty or no path.',
  'no-path': '"{path}" is no path.',
  'unknown-root': '"{path}" does not begin with {roots} or {last}.',
  'negate-one': 'To negate needs exactly one value.',
  'round-one': 'To round needs exactly one value.',
  'subtract-two': 'To subtract needs at least two values.',
  'divide-two': 'To divide needs at least two values.',
  'divide-decimals': 'To divide needs the number of decimals of the result.',
  'day-without-zone': 'A day needs a time zone: at one moment it is not the same day everywhere.',
  'no-values': 'The condition on "{path}" names no values.',
  'no-value': 'The condition on "{path}" names no value.',
  'no-number': 'The condition on "{path}" compares with "{value}", which is no number.',
  'too-long': problemTexts['too-long'],
  'too-long-for-one': problemTexts['too-long-for-one'],
  'text-for-decimal': '"{field}" gives text where Dynamics wants a number.',
  'text-for-integer': '"{field}" gives text where Dynamics wants a whole number.',
  'text-for-date': '"{field}" gives text where Dynamics wants a date.',
  'text-for-datetime': '"{field}" gives text where Dynamics wants a date and time.',
  'text-for-choice': '"{field}" gives text where Dynamics wants one of {members}.',
  'number-for-date': '"{field}" gives a number where Dynamics wants a date.',
  'number-for-datetime': '"{field}" gives a number where Dynamics wants a date and time.',
  'number-for-choice': '"{field}" gives a number where Dynamics wants one of {members}.',
  'day-for-decimal': '"{field}" gives a day where Dynamics wants a number.',
  'day-for-integer': '"{field}" gives a day where Dynamics wants a whole number.',
  'day-for-choice': '"{field}" gives a day where Dynamics wants one of {members}.',
  'moment-for-decimal': '"{field}" gives a date and time where Dynamics wants a number.',
  'moment-for-integer': '"{field}" gives a date and time where Dynamics wants a whole number.',
  'moment-for-date': '"{field}" gives a date and time where Dynamics wants a date. Use a date rule with a time zone.',
  'moment-for-choice': '"{field}" gives a date and time where Dynamics wants one of {members}.',
  'constant-for-decimal': '"{field}" gives "{value}" where Dynamics wants a number.',
  'constant-for-integer': '"{field}" gives "{value}" where Dynamics wants a whole number.',
  'constant-for-date': '"{field}" gives "{value}" where Dynamics wants a date.',
  'constant-for-datetime': '"{field}" gives "{value}" where Dynamics wants a date and time.',
  'constant-for-choice': '"{field}" gives "{value}" where Dynamics wants one of {members}.',
} as const;

export type CheckCode = keyof typeof checkTexts;

/** One thing that is wrong, with what its sentence is made of. Free of sentences, so that a control brings them in its own strings. */
export interface Finding {
  code: CheckCode;
  facts: Record<string, string | number>;
}

/** The sentence for an admin. */
export const findingInEnglish = ({ code, facts }: Finding): string => filledIn(checkTexts[code], facts);

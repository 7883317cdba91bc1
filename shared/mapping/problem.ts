import { filledIn } from '../core/wording.ts';

/** Why a field could not be filled. */
export const problemTexts = {
  'mandatory-missing': '"{field}" is mandatory and got no value.',
  'value-not-mapped': '"{value}" has no entry in the value map "{map}".',
  'unknown-map': 'The value map "{map}" does not exist.',
  'not-a-number': '"{field}" needs a number, and what was found is none.',
  'not-whole': '"{field}" takes whole numbers only.',
  'division-by-zero': '"{field}" would be divided by zero.',
  'not-a-day': '"{field}" needs a day, and what was found is none.',
  'not-a-moment': '"{field}" needs a date and time, and what was found is none.',
  'no-zone': '"{field}" needs a time zone to know the day; "{zone}" is none.',
  'not-text': '"{field}" needs one text, and what was found is a list or a group of values.',
  'too-long': '"{field}" takes {limit} characters, and the text has {length}.',
  'too-long-for-one': '"{field}" takes one character, and the text has {length}.',
  'not-a-member': '"{field}" takes only {members}.',
  'unknown-country': '"{value}" is not a country code (ISO 3166).',
  'not-a-currency': '"{field}" needs a currency code, and what was found is none.',
  'broken-rule': 'The rule for "{field}" cannot be read: {path}.',
} as const;

export type ProblemCode = keyof typeof problemTexts;
export type ProblemFacts = Record<string, string | number>;

/** Texts and facts hold no free text of the document: they end in rows and logs. Codes and the values that maps and countries miss may. */
export interface MappingProblem {
  code: ProblemCode;
  /** Absent when a mandatory field has no rule. */
  ruleId?: string;
  field: string;
  /** A sentence for an admin. */
  problem: string;
  /** What it is made of; `field` as people call it. */
  facts: ProblemFacts & { field: string };
  /** For `value-not-mapped` and `unknown-map`. */
  map?: string;
  value?: string;
}

/** A problem with its sentence. `label` is what people call the field. */
export function toProblem(
  code: ProblemCode,
  at: { ruleId?: string; field: string; label?: string },
  facts: ProblemFacts = {},
): MappingProblem {
  const named = { ...facts, field: at.label ?? at.field };
  const problem = filledIn(problemTexts[code], named);
  const { map, value } = facts;
  return {
    code,
    ...(at.ruleId === undefined ? {} : { ruleId: at.ruleId }),
    field: at.field,
    problem,
    facts: named,
    ...(map === undefined ? {} : { map: String(map) }),
    ...(value === undefined ? {} : { value: String(value) }),
  };
}

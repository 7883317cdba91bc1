import type * as z from 'zod';
import { schemaSaysInGerman } from './schema-says.ts';
import { filledIn } from './wording.ts';

/** What a schema finds, as a code with what its sentence is made of. */
interface Found {
  code: keyof typeof sentences;
  facts?: Record<string, string | number>;
}

/** The library that checks says these in English. Without a full stop: they stand in lists. */
const sentences = {
  type: 'Erwartet wird {expected}, gefunden wurde {received}',
  value: 'Möglich ist nur {value}',
  values: 'Möglich ist nur eines von {values}',
  'text-least': 'Der Text braucht mindestens {limit} Zeichen',
  'text-most': 'Der Text darf höchstens {limit} Zeichen haben',
  'list-least': 'Die Zahl der Einträge muss mindestens {limit} sein',
  'list-most': 'Die Zahl der Einträge darf höchstens {limit} sein',
  'number-least': 'Die Zahl muss mindestens {limit} sein',
  'number-above': 'Die Zahl muss größer als {limit} sein',
  'number-most': 'Die Zahl darf höchstens {limit} sein',
  'number-below': 'Die Zahl muss kleiner als {limit} sein',
  multiple: 'Die Zahl muss ein Vielfaches von {divisor} sein',
  pattern: 'Der Text passt nicht zum Muster {pattern}',
  format: 'Der Text hat nicht die Form „{format}“',
  address: 'Das ist keine Adresse (URL)',
  moment: 'Das ist kein Zeitpunkt nach ISO 8601',
  key: 'Der Schlüssel {keys} ist nicht bekannt',
  keys: 'Die Schlüssel {keys} sind nicht bekannt',
  kinds: 'Möglich ist nur eine der Arten {options}',
  'in-record': 'Ein Schlüssel passt nicht',
  element: 'Ein Wert passt nicht',
  decimal: '„{value}“ ist keine Dezimalzahl',
  'date-and-time': '„{value}“ ist kein Zeitpunkt',
  nothing: 'Das passt zu keiner der möglichen Formen',
} as const;

const types: Record<string, string> = {
  string: 'ein Text',
  number: 'eine Zahl',
  int: 'eine ganze Zahl',
  boolean: 'ein Wahrheitswert',
  array: 'eine Liste',
  object: 'eine Gruppe von Werten',
  record: 'eine Gruppe von Werten',
  undefined: 'nichts',
  null: 'nichts (null)',
  nan: 'keine Zahl',
};

type Issue = z.core.$ZodIssue;
type IssueOf<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

const inQuotes = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? `„${value}“` : String(value))).join(', ');

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isNaN(value) ? 'nan' : typeof value;
};

const formats: Record<string, Found['code']> = { url: 'address', datetime: 'moment' };
const sized: Record<string, 'text' | 'list'> = { string: 'text', array: 'list', set: 'list', map: 'list', record: 'list' };

function limit({ origin, inclusive }: { origin: string; inclusive?: boolean }, limit: number | bigint, most: boolean): Found {
  const facts = { limit: String(limit) };
  const of = sized[origin];
  if (of) return { code: `${of}-${most ? 'most' : 'least'}`, facts };
  if (inclusive === false) return { code: most ? 'number-below' : 'number-above', facts };
  return { code: most ? 'number-most' : 'number-least', facts };
}

const foundBy: { [Code in Issue['code']]: (issue: IssueOf<Code>) => Found } = {
  invalid_type: ({ expected, input }) => ({
    code: 'type',
    facts: { expected: types[expected] ?? expected, received: types[typeOf(input)] ?? typeOf(input) },
  }),
  invalid_value: ({ values }): Found =>
    values.length === 1 ? { code: 'value', facts: { value: inQuotes(values) } } : { code: 'values', facts: { values: inQuotes(values) } },
  too_small: (issue) => limit(issue, issue.minimum, false),
  too_big: (issue) => limit(issue, issue.maximum, true),
  not_multiple_of: ({ divisor }) => ({ code: 'multiple', facts: { divisor } }),
  invalid_format: ({ format, pattern }): Found =>
    format === 'regex' ? { code: 'pattern', facts: { pattern: pattern ?? '' } } : { code: formats[format] ?? 'format', facts: { format } },
  unrecognized_keys: ({ keys }) => ({ code: keys.length === 1 ? 'key' : 'keys', facts: { keys: inQuotes(keys) } }),
  invalid_union: (issue) =>
    'options' in issue && Array.isArray(issue.options)
      ? { code: 'kinds', facts: { options: inQuotes(issue.options) } }
      : { code: 'nothing' },
  invalid_key: () => ({ code: 'in-record' }),
  invalid_element: () => ({ code: 'element' }),
  // Our own schemas name what it is when they make a sentence of a value.
  custom: ({ params: { is = 'nothing', ...facts } = {} }) => ({ code: is, facts }),
};

/** What an issue says, in German. The issue has to bring its input. */
export function issueInGerman(issue: Issue): string {
  const own = schemaSaysInGerman(issue.message);
  if (own !== undefined) return own;
  const { code, facts } = (foundBy[issue.code] as (issue: Issue) => Found)(issue);
  return filledIn(sentences[code], facts);
}

import { filledIn } from '../core/wording.ts';

/** The pieces that a rule is said with, in English. `{…}` are places; what is in `from` and `list` may be empty and then stands first. */
export const englishPhrases = {
  asItIs: 'as it is',
  always: 'always “{value}”',
  quoted: '“{value}”',
  nothing: 'nothing',
  template: 'the text {value}',
  valueMap: '{from}, looked up in “{map}”',
  missKeep: ', otherwise kept',
  missEmpty: ', otherwise nothing',
  missDefault: ', otherwise “{value}”',
  first: 'the first that is filled of {list}',
  joined: '{list}, joined with “{separator}”',
  joinedPlain: '{list}, joined',
  part: '{from}, part {part} between “{separator}”',
  partFromEnd: '{from}, part {part} from the end between “{separator}”',
  negated: 'minus {from}',
  roundedTo: '{from}, rounded to {decimals} decimals',
  currency: '{from}, as a currency code',
  day: '{from}, as the day in {zone}',
  dayAlready: '{from}, as a day',
  moment: '{from}, as date and time',
  daysLater: ', {days} days later',
  daysEarlier: ', {days} days earlier',
  iso3: '{from}, country code as ISO-3',
  iso2: '{from}, country code as ISO-2',
  ownNames: ', names in “{map}” first',
  state: '{from}, as state code in {country}',
  breaksAs: ', line breaks as “{value}”',
  trimmed: ', trimmed',
  upper: ', in capital letters',
  lower: ', in small letters',
  atMost: ', at most {cut} characters',
  street: '{list}, as address lines',
  yesNo: '{from}, as {yes} or {no}',
  choose: 'if {condition}: {give}; otherwise {otherwise}',
  onlyIf: '{words}, only if {condition}',
  orEmpty: '{words}, or an empty text',
  cutToField: '{words}, cut to what the field takes',
  and: ' and ',
  or: ' or ',
  not: 'not ({condition})',
  present: '{path} is filled',
  empty: '{path} is empty',
  equals: '{path} is “{value}”',
  'not-equals': '{path} is not “{value}”',
  'one-of': '{path} is one of {values}',
  contains: '{path} contains “{value}”',
  'starts-with': '{path} begins with “{value}”',
  above: '{path} is above {value}',
  below: '{path} is below {value}',
} as const;

export type Phrase = keyof typeof englishPhrases;

/** Says a phrase with its places filled. */
export type Say = (phrase: Phrase, facts?: Record<string, string | number>) => string;

export const inEnglish: Say = (phrase, facts) => filledIn(englishPhrases[phrase], facts);

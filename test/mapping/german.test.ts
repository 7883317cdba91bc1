import { describe, expect, it } from 'vitest';
import { check } from '../../shared/mapping/check.ts';
import { type CheckCode, checkTexts } from '../../shared/mapping/check-texts.ts';
import { findingInWords, germanCheckTexts } from '../../shared/mapping/check-texts-de.ts';
import { englishPhrases, type Phrase } from '../../shared/mapping/phrases.ts';
import { germanPhrases, inGerman } from '../../shared/mapping/phrases-de.ts';
import { type ProblemCode, problemTexts, toProblem } from '../../shared/mapping/problem.ts';
import { germanProblems, problemInWords } from '../../shared/mapping/problem-de.ts';
import type { Expression } from '../../shared/mapping/rule.ts';
import { ruleInWords } from '../../shared/mapping/words.ts';
import { constant, copy, field, ruleFor, schemaOf, setOf } from './builders.ts';

const placesIn = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

const fieldTypes = ['text', 'decimal', 'integer', 'date', 'datetime', 'choice'] as const;
/** One of each that is known before there is a document. */
const given: Expression[] = [
  constant('soon enough'),
  { kind: 'concat', of: [copy('order.number')] },
  { kind: 'arithmetic', operation: 'add', of: [copy('order.total')] },
  { kind: 'date', from: copy('order.placedAt'), zone: 'Europe/Berlin' },
  copy('order.placedAt'),
];

describe('rules and their problems in German', () => {
  it.each(Object.keys(englishPhrases) as Phrase[])('the phrase %s has the same places', (phrase) => {
    expect(placesIn(germanPhrases[phrase])).toEqual(placesIn(englishPhrases[phrase]));
  });

  it.each(Object.keys(problemTexts) as ProblemCode[])('the problem %s has the same places', (code) => {
    expect(placesIn(germanProblems[code])).toEqual(placesIn(problemTexts[code]));
    expect(germanProblems[code]).toMatch(/\.$/);
  });

  it.each(Object.keys(checkTexts) as CheckCode[])('the finding %s has the same places', (code) => {
    expect(placesIn(germanCheckTexts[code])).toEqual(placesIn(checkTexts[code]));
    expect(germanCheckTexts[code]).toMatch(/^[A-ZÄÖÜ„].*\.$/);
    expect(germanCheckTexts[code]).not.toContain('"');
  });

  it.each(fieldTypes)('whatever a rule may give to a field of the type %s has a sentence in both', (type) => {
    const into = field({ type, members: ['Yes', 'No'], maxLength: 1 });
    const rules = given.map((body) => ruleFor('Field', body));
    const found = rules.flatMap((rule) => check(setOf(rule), schemaOf(into), []));
    const says = found.map(findingInWords);
    expect(says.filter(({ en, de }) => en === undefined || de === undefined || /\{\w+\}/.test(`${en}${de}`))).toEqual([]);
    for (const { en, de } of says) expect(en).not.toBe(de);
    expect(found.length).toBeGreaterThan(0);
  });

  it('say the same facts, quoted as each language does', () => {
    const problem = toProblem('too-long', { field: 'SalesOrderName', label: 'Name' }, { limit: 4, length: 5 });
    expect(problemInWords(problem)).toEqual({
      en: '"Name" takes 4 characters, and the text has 5.',
      de: '„Name“ nimmt 4 Zeichen, und der Text hat 5.',
    });
    expect(ruleInWords(ruleFor('Field', { kind: 'country', from: copy('a') }), inGerman)).toBe('a, Ländercode als ISO-3');
  });
});

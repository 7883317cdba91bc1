import { describe, expect, it } from 'vitest';
import { englishPhrases, type Phrase } from '../../shared/mapping/phrases.ts';
import { germanPhrases, inGerman } from '../../shared/mapping/phrases-de.ts';
import { type ProblemCode, problemTexts, toProblem } from '../../shared/mapping/problem.ts';
import { germanProblems, problemInWords } from '../../shared/mapping/problem-de.ts';
import { ruleInWords } from '../../shared/mapping/words.ts';
import { copy, ruleFor } from './builders.ts';

const placesIn = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('rules and their problems in German', () => {
  it.each(Object.keys(englishPhrases) as Phrase[])('the phrase %s has the same places', (phrase) => {
    expect(placesIn(germanPhrases[phrase])).toEqual(placesIn(englishPhrases[phrase]));
  });

  it.each(Object.keys(problemTexts) as ProblemCode[])('the problem %s has the same places', (code) => {
    expect(placesIn(germanProblems[code])).toEqual(placesIn(problemTexts[code]));
    expect(germanProblems[code]).toMatch(/\.$/);
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channels } from '../../../shared/connectors/registry.ts';
import type { Wording } from '../../../shared/core/wording.ts';
import { wordingOf } from '../../../shared/core/wording.ts';
import { outcomes } from '../../../shared/flows/commands/outcomes.ts';
import { customerMatches, evidenceWords, questions } from '../../../shared/flows/commands/questions.ts';
import { refusals } from '../../../shared/flows/commands/refusals.ts';

/** For every sentence of a table that is made of something: what it may be made of. */
type Made<Table> = {
  [Name in keyof Table as Table[Name] extends (...facts: never) => Wording ? Name : never]: Table[Name] extends (
    ...facts: infer Facts
  ) => Wording
    ? fc.Arbitrary<Facts>
    : never;
};

const word = fc.stringMatching(/^[A-Z]{4,8}$/);
const words = fc.array(word, { maxLength: 3 });
const count = fc.integer({ min: 2, max: 999 });
const own: fc.Arbitrary<Wording> = word.map((text) => ({ en: text, de: text }));
const maybe = fc.option(own, { nil: undefined });
const tuple = fc.tuple;

const done: Made<typeof outcomes> = {
  runAgain: tuple(count),
  replayed: tuple(count, fc.boolean()),
  itemChosen: tuple(word, word),
  assigned: tuple(count),
  noted: tuple(count),
  snoozed: tuple(count, word),
  dismissed: tuple(count),
  decided: tuple(count, fc.constantFrom('Approved', 'Rejected')),
  paused: tuple(word),
  resumed: tuple(word, count),
  secretsReadAnew: tuple(word, count, count),
  webhooksWereRight: tuple(count),
  webhooksRepaired: tuple(count, count, word),
  storeNeeds: tuple(count, count),
  fieldsNotFilled: tuple(count),
  noItemAlike: tuple(word),
  itemsAlike: tuple(count),
  customersAlike: tuple(count),
  mappingContext: tuple(count, count),
  mappingContextAlone: tuple(count, maybe),
  tried: tuple(count, count),
  untried: tuple(maybe),
  inForce: tuple(word, words),
};

const refused: Made<typeof refusals> = {
  noCommand: tuple(word, word),
  doneAlready: tuple(word),
  mayNot: tuple(fc.array(word, { minLength: 1, maxLength: 3 })),
  bodyDoesNotFit: tuple(own),
  failed: tuple(own),
  triedAgain: tuple(own),
  notTaken: tuple(word),
  linkNotTaken: tuple(word),
  questionNotTaken: tuple(word),
  noStore: tuple(word),
  noStoreOrWrong: tuple(word),
  noStoreSetUp: tuple(word),
  storeNotRight: tuple(word),
  alreadyOrder: tuple(word, word, fc.constantFrom('hold', 'correct')),
  noSuchItem: tuple(word, word),
  nothingDecided: tuple(fc.array(own)),
  noQuestion: tuple(word),
  decidedAlready: tuple(word),
  questionExpired: tuple(word),
  ownQuestion: tuple(word),
  otherAmount: tuple(word),
  noLimit: tuple(word),
  overLimit: tuple(own, own),
  priceOutdated: tuple(word),
  tooMany: tuple(count, count),
  tellsNobody: tuple(word),
  notReleased: tuple(word, word),
  noMappingSet: tuple(word),
  mappingStoreGone: tuple(word),
  otherRules: tuple(word, word),
  doesNotCheck: tuple(fc.array(own)),
  overtaken: tuple(word),
};

/** What a sentence was made of, in the order of the alphabet: names in capitals and counts. Roles and products are written so in both languages. */
const factsIn = (sentence: string): string[] => (sentence.match(/\b([A-Z]{4,8}|\d+)\b/g) ?? []).filter((one) => one !== 'JSON').sort();

const fixed = (table: object): Wording[] =>
  Object.values(table).flatMap((value) =>
    typeof value === 'object' && value !== null ? ('en' in value ? [value as Wording] : fixed(value)) : [],
  );

describe('what people are answered', () => {
  it.each([
    ...fixed(outcomes),
    ...fixed(refusals),
    ...fixed(questions),
    ...fixed(evidenceWords),
    ...fixed(customerMatches),
    ...channels.flatMap(({ secrets }) => secrets.map(({ from }) => from)),
  ])('"$en" is there in German, as calm', ({ en, de }) => {
    expect(de).not.toBe('');
    expect(de).not.toBe(en);
    expect(`${en}${de}`).not.toMatch(/!|payload|upsert|endpoint/i);
    expect(de.at(-1)?.match(/[.?]/)?.[0]).toBe(en.at(-1)?.match(/[.?]/)?.[0]);
  });

  const made = [
    ...Object.entries(done).map(([name, facts]) => ({ name, facts, say: outcomes[name as keyof typeof done] })),
    ...Object.entries(refused).map(([name, facts]) => ({ name, facts, say: refusals[name as keyof typeof refused] })),
  ] as { name: string; facts: fc.Arbitrary<unknown[]>; say(...facts: unknown[]): Wording }[];
  it.each(made)('$name says the same facts in both languages', ({ facts, say }) => {
    fc.assert(
      fc.property(facts, (given) => {
        const { en, de } = say(...given);
        expect(factsIn(de)).toEqual(factsIn(en));
        expect(de).not.toBe(en);
        expect(`${en}${de}`).not.toMatch(/undefined|\[object|!| {2}/);
      }),
    );
  });

  it('counts one as one', () => {
    expect([outcomes.runAgain(1), outcomes.noted(1), outcomes.resumed('', 1), outcomes.customersAlike(1)]).toEqual([
      { en: '1 document is run again.', de: '1 Dokument wird erneut verarbeitet.' },
      { en: 'Noted with 1 problem.', de: 'Bei 1 Problem vermerkt.' },
      { en: 'All of it goes on; 1 document that waited is run.', de: 'Es geht weiter; 1 Dokument, das wartete, wird verarbeitet.' },
      { en: '1 customer account fits the buyer.', de: '1 Debitorenkonto passt zu diesem Käufer.' },
    ]);
  });

  it('is read from a row that somebody else has written: what is no German counts as none', () => {
    for (const texts of ['', '{', 'null', '7', '{"1031":7}', '{"1031":{"title":7}}', '{"1031":{"title":""}}', '{"1033":{"title":"x"}}'])
      expect(wordingOf('Held', texts, 'title')).toEqual({ en: 'Held', de: 'Held' });
    expect(wordingOf('Held', '{"1031":{"title":"Angehalten"}}', 'title')).toEqual({ en: 'Held', de: 'Angehalten' });
  });
});

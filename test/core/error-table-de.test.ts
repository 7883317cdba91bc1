import { describe, expect, it } from 'vitest';
import { errorTable } from '../../shared/core/error-table.ts';
import { errorTableDe } from '../../shared/core/error-table-de.ts';
import { explainError, factOf, IntegrationError, titleOf } from '../../shared/core/errors.ts';
import { inOneText, textsOf, wording } from '../../shared/core/wording.ts';

const parts = ['title', 'meaning', 'advice'] as const;
const codes = Object.keys(errorTable) as (keyof typeof errorTable)[];
const sentences = codes.flatMap((code) => parts.map((part) => [code, part, errorTable[code][part], errorTableDe[code][part]] as const));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

/** Words of our trade that say nothing to those who read them. */
const never = {
  en: /payload|entit(y|ies)|endpoint|sync job|\bnull\b|upsert|dead letter|idempoten|\b4xx\b|json|oops/i,
  de: /payload|entität|endpunkt|endpoint|sync-job|\bnull\b|upsert|dead.?letter|idempoten|\b4xx\b|json|hoppla|ups\b/i,
};

describe('what people read about errors', () => {
  it('is there for every code in German', () => expect(Object.keys(errorTableDe).sort()).toEqual([...codes].sort()));

  it.each(sentences)('%s, %s: has the same values in both languages', (_code, _part, en, de) => {
    expect(placeholders(de)).toEqual(placeholders(en));
  });

  it.each(sentences)('%s, %s: is calm and free of jargon', (_code, _part, en, de) => {
    for (const text of [en, de]) expect(text).toMatch(/^["„{A-ZÄÖÜ\d].*([.]|: \{\w+\})$/);
    expect(`${en} ${de}`).not.toMatch(/!/);
    expect(en).not.toMatch(never.en);
    expect(de).not.toMatch(never.de);
    expect(de).not.toBe(en);
  });
});

describe('an error', () => {
  const error = new IntegrationError('REMOTE_DOWN', {
    facts: { remote: 'Dynamics', problem: wording('it answered 503', 'Antwort 503') },
  });

  it('is explained in the language that is asked for, with our own words in that language', () => {
    expect(explainError(error).title).toBe('Dynamics could not be reached: it answered 503.');
    expect(explainError(error, 'de')).toMatchObject({ title: 'Dynamics war nicht erreichbar: Antwort 503.', team: 'it' });
    expect(titleOf(error)).toEqual({ en: error.message, de: 'Dynamics war nicht erreichbar: Antwort 503.' });
  });

  it('keeps its values for the log in English', () => {
    expect([factOf(error, 'remote'), factOf(error, 'problem'), factOf(error, 'nothing')]).toEqual([
      'Dynamics',
      'it answered 503',
      undefined,
    ]);
  });

  it('shows a value that is missing', () => expect(explainError(new IntegrationError('UNKNOWN_STORE'), 'de').title).toContain('„?“'));
});

describe('words in both languages', () => {
  it('stand beside the English columns by the number of their language', () => {
    expect(textsOf({ title: wording('Held', 'Angehalten'), text: undefined })).toEqual({ '1031': { title: 'Angehalten' } });
  });

  it('join language by language', () => {
    expect(inOneText([wording('a', 'x'), wording('b', 'y')], '; ')).toEqual({ en: 'a; b', de: 'x; y' });
  });
});

import { describe, expect, it } from 'vitest';
import * as shop from '../../shared/canonical/shop-answers.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import { type CurrencyCode, decimal, money } from '../../shared/core/money.ts';
import * as articles from '../../shared/flows/articles/sentences.ts';
import { toNote } from '../../shared/flows/outcome.ts';
import * as flows from '../../shared/flows/sentences.ts';
import { aDraft, aLine } from '../builders.ts';
import { bench } from '../memory.ts';

interface Pair {
  en: string;
  de: string;
}
const isPair = (value: object): value is Pair => 'en' in value && 'de' in value;

/** Every sentence that is written down as it is, wherever it stands in the tables. */
function fixed(value: unknown): Pair[] {
  if (typeof value !== 'object' || value === null) return [];
  return isPair(value) ? [value] : Object.values(value).flatMap(fixed);
}

describe('what rows say', () => {
  it.each([...fixed(flows), ...fixed(articles), ...fixed(shop)])('"$en" is there in German, as calm', ({ en, de }) => {
    expect(de).not.toBe('');
    expect(de).not.toBe(en);
    expect(`${en}${de}`).not.toMatch(/!|payload|JSON|upsert|endpoint/i);
    expect(de.endsWith('.')).toBe(en.endsWith('.'));
  });

  it('counts and writes amounts as each language does', () => {
    expect(flows.say.mapped({ version: 7, lines: 1 }).text).toEqual({ en: 'Rules v7, 1 line.', de: 'Regeln v7, 1 Zeile.' });
    expect(flows.say.mapped({ version: 7, lines: 2 }).text?.de).toBe('Regeln v7, 2 Zeilen.');
    expect(flows.amountInWords(money(decimal('104.9'), 'EUR' as CurrencyCode))).toEqual({ en: '104.90 EUR', de: '104,90 EUR' });
    const tally = { compared: 3, sent: 1, refused: 0, held: 1, drift: { 'never told': 1 } };
    expect(articles.articleRun.says('stock', 'true-up', tally)).toEqual({
      en: '3 articles compared, 1 stock numbers repaired; why: 1 never told; 1 held for a person.',
      de: '3 Artikel verglichen, 1 Bestände berichtigt; Gründe: 1 nie gemeldet; 1 angehalten, bis jemand sie ansieht.',
    });
  });

  it('is said of an order from its arrival to its sales order', async () => {
    const { run } = bench();

    const { reason, texts, events } = await run();

    expect([reason, texts?.['1031']?.reason]).toEqual([
      expect.stringMatching(/^It is SHP-/),
      expect.stringMatching(/^In USMF ist es SHP-/),
    ]);
    expect(events.length).toBeGreaterThan(2);
    for (const { title, text, texts: own } of events) {
      expect(own?.['1031']?.title).not.toBe(title);
      expect(Boolean(own?.['1031']?.text)).toBe(Boolean(text));
    }
  });

  it('is said of a problem, of the reason that it gives and of the line in the timeline', async () => {
    const { run } = bench({ draft: aDraft({ lines: [aLine({ sku: 'TEE-XL' })] }) });

    const { texts, events, exceptions } = await run();

    const title = 'Die SKU „TEE-XL“ ist in USMF nicht bekannt.';
    expect(texts).toEqual({ '1031': { reason: title } });
    expect(events.at(-1)).toMatchObject({ title: 'Held', texts: { '1031': { title: 'Angehalten', text: title } } });
    expect(exceptions[0]?.texts).toEqual({
      '1031': { title, meaning: expect.stringContaining('wartet'), advice: expect.stringContaining('Produktverknüpfung') },
    });
  });

  it('has no e-mail address in any language', () => {
    const error = new IntegrationError('ERP_REFUSED', { facts: { problem: 'jane@example.com is unknown.' } });
    const note = toNote(error, { store: 's', kind: 'order', externalId: '1' } as never);
    expect(JSON.stringify(note)).not.toContain('jane@');
    expect(note.texts?.['1031']?.title).toContain('***@***');
  });
});

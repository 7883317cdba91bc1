import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeLikeness, likenessOf, nameLikeness, type OfferedItem } from '../../shared/insights/likeness.ts';

const offer = (itemNumber: string, name: string, more: Partial<OfferedItem> = {}): OfferedItem => ({
  itemNumber,
  name,
  codes: [],
  dimensions: {},
  ...more,
});
const score = (wanted: { sku: string; name?: string; barcode?: string }, offered: OfferedItem) => likenessOf(wanted, offered).score;

describe('how much an item is like an article', () => {
  it('the same code written otherwise is sure, the same barcode nearly', () => {
    expect(likenessOf({ sku: 'd-0001' }, offer('D0001', 'Speaker'))).toEqual({
      score: 100,
      because: { en: 'The same code, written otherwise.', de: 'Derselbe Code, anders geschrieben.' },
    });
    expect(score({ sku: 'X', barcode: '4006381333931' }, offer('D0001', 'Speaker', { barcode: '4006381333931' }))).toBe(97);
  });

  it('a variant whose dimensions the SKU spells is above its sisters', () => {
    const sister = (size: string) => offer('SHIRT', 'T-shirt', { dimensions: { color: 'Black', size } });
    expect(score({ sku: 'SHIRT-BLACK-M' }, sister('M'))).toBeGreaterThan(score({ sku: 'SHIRT-BLACK-M' }, sister('XL')));
  });

  it('another number makes another code of one that looks alike', () => {
    expect(score({ sku: 'D-0001X' }, offer('D0001', ''))).toBeGreaterThan(2 * score({ sku: 'D-0001X' }, offer('D0002', '')));
  });

  it('says why', () => {
    expect(likenessOf({ sku: 'D0001-NEW', name: 'Mid-range speaker, new' }, offer('D0001', 'Mid-range speaker'))).toMatchObject({
      because: {
        en: 'Its code D0001 is much like the SKU, and its name is nearly the same.',
        de: 'Sein Code D0001 ist der SKU sehr ähnlich, und sein Name ist fast derselbe.',
      },
    });
    expect(likenessOf({ sku: 'QQQ' }, offer('D0001', 'Speaker'))).toMatchObject({ score: 0, because: { en: 'Hardly alike.' } });
  });

  const text = fc.string({ maxLength: 40 });
  const wanted = fc.record({ sku: text, name: text, barcode: text });
  const offered = fc.record({
    itemNumber: text,
    name: text,
    codes: fc.array(text, { maxLength: 3 }),
    barcode: text,
    dimensions: fc.record({ color: text, size: text }),
  });

  it('is a whole number from 0 to 100, always the same, and 100 only for the same code', () => {
    fc.assert(
      fc.property(wanted, offered, (article, item) => {
        const { score: value } = likenessOf(article, item);
        expect(Number.isInteger(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
        expect(likenessOf(structuredClone(article), structuredClone(item)).score).toBe(value);
        if (value === 100) {
          const plain = (code: string) =>
            code
              .normalize('NFKC')
              .toLowerCase()
              .replace(/[^\p{L}\p{N}]/gu, '');
          expect([item.itemNumber, ...item.codes].map(plain)).toContain(plain(article.sku));
        }
      }),
    );
  });

  it('does not mind letter case, nor which of two is first', () => {
    const ascii = fc.stringMatching(/^[A-Za-z0-9 -]{0,20}$/);
    fc.assert(
      fc.property(ascii, ascii, (a, b) => {
        expect(codeLikeness(a, b)).toBeCloseTo(codeLikeness(b.toUpperCase(), a.toLowerCase()), 10);
        expect(nameLikeness(a, b)).toBeCloseTo(nameLikeness(b.toUpperCase(), a.toLowerCase()), 10);
      }),
    );
  });
});

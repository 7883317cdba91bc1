import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  CurrencyCode,
  compare,
  decimal,
  fixed,
  isZero,
  minorDigits,
  money,
  parseDecimal,
  plus,
  rounded,
  show,
  zero,
} from '../../shared/core/money.ts';

const amounts = fc
  .tuple(fc.integer({ min: -10_000_000, max: 10_000_000 }), fc.constantFrom(0, 2, 3))
  .map(([units, digits]) => ({ units, digits, amount: rounded(decimal(`${units}e-${digits}`), digits) }));

describe('money', () => {
  it('adds tenths without a binary remainder', () => {
    expect(plus(decimal('0.1'), decimal('0.2'))).toBe('0.3');
  });

  it('keeps what a JavaScript number cannot', () => {
    expect(decimal('90071992547409931.23')).toBe('90071992547409931.23');
  });

  it('reads what vendors send and refuses what is no number', () => {
    expect(['12.50', ' 7 ', '+3', '.5', '1e-7', '-0.00', 9.7521005].map((value) => parseDecimal(value))).toEqual(
      ['12.5', '7', '3', '0.5', '0.0000001', '0', '9.7521005'].map((text) =>
        expect.stringMatching(new RegExp(`^-?${text.replace('.', '\\.')}$`)),
      ),
    );
    expect(['', 'abc', '1,50', '0x10', 'NaN', 'Infinity', '1e9999'].map((value) => parseDecimal(value))).toEqual(Array(7).fill(undefined));
  });

  it('rounds half away from zero, for credits too', () => {
    expect([rounded(decimal('2.345'), 2), rounded(decimal('-2.345'), 2)]).toEqual(['2.35', '-2.35']);
  });

  it('shows yen without and dinars with three decimals', () => {
    const in_ = (code: string) => show(money('1234.5', CurrencyCode.parse(code)));
    expect([in_('usd'), in_('KWD'), fixed(decimal('1234'), minorDigits(CurrencyCode.parse('JPY')))]).toEqual([
      '1234.50 USD',
      '1234.500 KWD',
      '1234',
    ]);
  });

  it('splits any total over any weights without losing or making a cent', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 }),
        ({ amount, digits }, weights) => {
          const parts = allocate(
            amount,
            weights.map((weight) => decimal(weight)),
            digits,
          );
          expect(parts).toHaveLength(weights.length);
          expect(compare(plus(zero, ...parts), amount)).toBe(0);
          for (const part of parts) expect(compare(rounded(part, digits), part)).toBe(0);
        },
      ),
    );
  });

  it('gives nothing to a weight of zero while others have weight', () => {
    const parts = allocate(decimal('10.00'), [decimal('0'), decimal('1'), decimal('2')], 2);
    expect(parts.map((part) => isZero(part))).toEqual([true, false, false]);
    expect(parts).toEqual(['0', '3.33', '6.67']);
  });

  it('keeps every share within one unit of the exact one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 }),
        (cents, weights) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const parts = allocate(
            decimal(`${cents}e-2`),
            weights.map((weight) => decimal(weight)),
            2,
          );
          parts.forEach((part, index) =>
            expect(Math.abs(Number(part) * 100 - (cents * (weights[index] ?? 0)) / total)).toBeLessThan(1.000001),
          );
        },
      ),
    );
  });
});

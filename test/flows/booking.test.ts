import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, decimal, isZero, plus, rounded, zero } from '../../shared/core/money.ts';
import { amountOf, layOut, priceOf } from '../../shared/flows/booking.ts';
import { aLine, anOrder, aStore } from '../builders.ts';

describe('how the money of an order is laid out', () => {
  it('finds price and discount with which Dynamics comes to the same amount, whatever the quantity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000_000 }),
        fc.constantFrom(0, 2, 3),
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom(0, 2, 3),
        (quantityUnits, quantityDigits, amountUnits, discountUnits, digits) => {
          const quantity = decimal(`${quantityUnits}e-${quantityDigits}`);
          const amount = decimal(`${amountUnits}e-${digits}`);
          const price = priceOf(quantity, amount, decimal(`${discountUnits}e-${digits}`), digits);
          expect(compare(amountOf(quantity, price, digits), amount)).toBe(0);
        },
      ),
    );
  });

  it('writes three for ten as a price of 3.333333, not as a price unit', () => {
    expect(priceOf(decimal('3'), decimal('10'), zero, 2)).toEqual({ unitPrice: '3.333333', unitDiscount: '0', priceUnit: '1' });
  });

  it("carries the shop's tax as one line when the store says so, and the lines net", () => {
    const order = anOrder({
      lines: [aLine({ net: '100', tax: '8.25', gross: '108.25' }), aLine({ id: '2', net: '50', tax: '4.13', gross: '54.13' })],
      total: '162.38',
    });
    const booking = layOut(order, aStore({ tax: { mode: 'channel-line' } }).policies);
    expect(booking.lines.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['goods', '100'],
      ['goods', '50'],
      ['tax', '12.38'],
    ]);
    expect(isZero(booking.difference)).toBe(true);
  });

  it('lets Dynamics take the tax out of gross prices', () => {
    const order = anOrder({
      taxBasis: 'gross',
      currency: 'EUR',
      lines: [aLine({ net: '84.03', tax: '15.97', gross: '100' })],
      total: '100',
    });
    const booking = layOut(order, aStore({ tax: { mode: 'erp' } }).policies);
    expect(booking.basis).toBe('gross');
    expect(booking.lines.map(({ kind, amount }) => [kind, amount])).toEqual([['goods', '100']]);
  });

  it("says what the shop's total has beyond its parts", () => {
    expect(layOut(anOrder({ total: '11.50', lines: [aLine({ net: '10', tax: '0', gross: '10' })] }), aStore().policies).difference).toBe(
      '1.5',
    );
  });

  it('leaves free shipping out and keeps a free line', () => {
    const order = anOrder({
      lines: [aLine({ net: '0', tax: '0', gross: '0', unitPrice: '0' })],
      charges: [{ id: 's', kind: 'shipping', net: '0', tax: '0', gross: '0' }],
      total: '0',
    });
    expect(layOut(order, aStore().policies).lines.map((line) => line.kind)).toEqual(['goods']);
  });

  it("adds up to the channel's total for any sound order, in both tax modes", () => {
    const part = fc.record({
      net: fc.integer({ min: 0, max: 1_000_000 }),
      rate: fc.constantFrom(0, 7, 8.25, 19),
      quantity: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('erp' as const, 'channel-line' as const),
        (parts, mode) => {
          const lines = parts.map(({ net, rate, quantity }, index) => {
            const netText = decimal(`${net}e-2`);
            const tax = rounded(decimal(String((net * rate) / 10_000)), 2);
            return aLine({ id: String(index), quantity: String(quantity), net: netText, tax, gross: plus(netText, tax) });
          });
          const total = plus(zero, ...lines.map((line) => decimal(String(line.gross))));
          const booking = layOut(anOrder({ lines, total }), aStore({ tax: { mode } }).policies);
          expect(isZero(booking.difference)).toBe(true);
          for (const line of booking.lines) expect(compare(amountOf(line.quantity, line.price, 2), line.amount)).toBe(0);
          if (mode === 'channel-line') expect(compare(plus(zero, ...booking.lines.map((line) => line.amount)), total)).toBe(0);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { jsonNumber, parseJson } from '../../shared/core/json.ts';

describe('JSON', () => {
  it('keeps an id beyond 2^53 digit by digit', () => {
    expect(parseJson('{"id": 820982911946154508, "n": 12, "price": 12.50}')).toEqual({ id: '820982911946154508', n: 12, price: 12.5 });
  });

  it('keeps an amount with more digits than a double holds as text', () => {
    expect(parseJson('[9007199254740993.25, 0.1]')).toEqual(['9007199254740993.25', 0.1]);
  });

  it('prints a decimal text as a JSON number', () => {
    expect(JSON.stringify({ amount: jsonNumber('90071992547409931.10') })).toBe('{"amount":90071992547409931.10}');
  });
});

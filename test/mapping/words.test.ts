import { expect, it } from 'vitest';
import { customerDefaults } from '../../shared/mapping/defaults/customer.ts';
import { productDefaults } from '../../shared/mapping/defaults/product.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { salesOrderLineDefaults } from '../../shared/mapping/defaults/sales-order-line.ts';
import { inEnglish } from '../../shared/mapping/phrases.ts';
import type { Expression, Rule } from '../../shared/mapping/rule.ts';
import { ruleInWords } from '../../shared/mapping/words.ts';
import { constant, copy, ruleFor } from './builders.ts';

const words = (body: Expression, frame: Partial<Rule> = {}) => ruleInWords(ruleFor('Field', body, frame), inEnglish);

it.each<[Expression, string]>([
  [copy('order.number'), 'order.number'],
  [constant('Yes'), 'always “Yes”'],
  [{ kind: 'template', template: '{{store.name}} {{order.number}}' }, 'the text {{store.name}} {{order.number}}'],
  [{ kind: 'value-map', map: 'm', from: copy('a'), onMiss: { default: 'x' } }, 'a, looked up in “m”, otherwise “x”'],
  [{ kind: 'first', of: [copy('a'), constant('b')] }, 'the first that is filled of a, “b”'],
  [{ kind: 'concat', of: [copy('a'), copy('b')], separator: '-' }, 'a + b, joined with “-”'],
  [{ kind: 'split', from: copy('a'), separator: '/', part: -1 }, 'a, part 1 from the end between “/”'],
  [{ kind: 'arithmetic', operation: 'subtract', of: [copy('a'), copy('b')], decimals: 2 }, 'a − b, rounded to 2 decimals'],
  [{ kind: 'currency', from: copy('a') }, 'a, as a currency code'],
  [{ kind: 'date', from: copy('a'), zone: 'store.timeZone', addDays: -2 }, 'a, as the day in store.timeZone, 2 days earlier'],
  [{ kind: 'country', from: copy('a'), map: 'country' }, 'a, country code as ISO-3, names in “country” first'],
  [{ kind: 'state', from: copy('a'), country: copy('b') }, 'a, as state code in b'],
  [
    { kind: 'text', from: { kind: 'first', of: [copy('a'), copy('b')] }, trim: true, cut: 9 },
    '(the first that is filled of a, b), trimmed, at most 9 characters',
  ],
  [{ kind: 'street', of: [copy('a')] }, 'a, as address lines'],
  [{ kind: 'yes-no', from: copy('a') }, 'a, as Yes or No'],
  [{ kind: 'choose', if: { path: 'a', operator: 'above', value: '1' }, give: constant('x') }, 'if a is above 1: “x”; otherwise nothing'],
])('%j in words', (body, said) => expect(words(body)).toBe(said));

it('says what is beside it only once, and what a plain copy does', () => {
  expect(ruleInWords(ruleFor('F', { kind: 'country', from: copy('a') }), inEnglish, 'a')).toBe('country code as ISO-3');
  expect(ruleInWords(ruleFor('F', copy('a')), inEnglish, 'a')).toBe('as it is');
});

it('says the condition, and groups in brackets', () => {
  const when = {
    all: [
      { path: 'a', operator: 'present' as const },
      { any: [{ path: 'b', operator: 'one-of' as const, values: ['1', '2'] }, { not: { path: 'c', operator: 'empty' as const } }] },
    ],
  };

  expect(words(copy('x'), { when })).toBe('x, only if a is filled and (b is one of “1”, “2” or not (c is empty))');
});

it('has words for every shipped rule, without a place left open', () => {
  const rules = [salesOrderHeaderDefaults, salesOrderLineDefaults, customerDefaults, productDefaults].flatMap((set) => set.rules);

  for (const rule of rules) expect(ruleInWords(rule, inEnglish)).not.toMatch(/undefined|(?<!\{)\{\w+\}(?!\})/);
});

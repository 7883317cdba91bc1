import { describe, expect, it } from 'vitest';
import { customerDefaults } from '../../shared/mapping/defaults/customer.ts';
import { productDefaults } from '../../shared/mapping/defaults/product.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { salesOrderLineDefaults } from '../../shared/mapping/defaults/sales-order-line.ts';
import { Rule } from '../../shared/mapping/rule.ts';
import { inWords } from '../../shared/mapping/words.ts';

const said = (rule: object) => inWords(Rule.parse({ id: 'r', target: 'T', ...rule }));

describe('a rule in words', () => {
  it('says where the value comes from and what is done with it', () => {
    expect(said({ kind: 'copy', path: 'order.number' })).toBe('order.number');
    expect(said({ kind: 'constant', value: 'WEB' })).toBe('always "WEB"');
    const copy = { kind: 'copy', path: 'order.shippingMethod.code' };
    expect(said({ kind: 'value-map', map: 'delivery-mode', from: copy, onMiss: { default: '20' } })).toBe(
      'order.shippingMethod.code, translated by the value map "delivery-mode", otherwise "20"',
    );
    expect(said({ kind: 'text', from: copy, case: 'upper', cut: 10 })).toBe(
      'order.shippingMethod.code, in capital letters, cut to 10 characters',
    );
    expect(said({ kind: 'date', from: { kind: 'copy', path: 'order.placedAt' }, zone: 'Europe/Berlin', addDays: 2 })).toBe(
      'order.placedAt as a day in Europe/Berlin, 2 days later',
    );
  });

  it('says when it counts', () => {
    const when = {
      all: [
        { path: 'order.total', operator: 'above', value: '100' },
        { any: [{ path: 'order.note', operator: 'present' }, { not: { path: 'order.test', operator: 'equals', value: 'true' } }] },
      ],
    };
    expect(said({ kind: 'constant', value: 'X', when })).toBe(
      'always "X", if order.total is above "100" and (order.note is filled or not (order.test is "true"))',
    );
  });

  it('has words for every shipped rule', () => {
    for (const set of [salesOrderHeaderDefaults, salesOrderLineDefaults, customerDefaults, productDefaults])
      for (const rule of set.rules) {
        expect(inWords(rule as Rule)).toMatch(/\S/);
        expect(inWords(rule as Rule)).not.toMatch(/undefined|\[object/);
      }
  });
});

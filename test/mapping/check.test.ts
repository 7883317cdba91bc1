import { describe, expect, it } from 'vitest';
import type { TargetField, TargetSchema } from '../../shared/canonical/target-schema.ts';
import { check } from '../../shared/mapping/check.ts';
import { findingInEnglish } from '../../shared/mapping/check-texts.ts';
import type { ResolvedSet } from '../../shared/mapping/merge.ts';
import { type Expression, Rule } from '../../shared/mapping/rule.ts';
import { constant, copy, field, ruleFor, schemaOf, setOf } from './builders.ts';

const sentences = (body: Expression, into: Partial<TargetField> = {}, frame: Partial<Rule> = {}) =>
  check(setOf(ruleFor('Field', body, frame)), schemaOf(field(into)), ['mode']).map(findingInEnglish);

const found = (set: ResolvedSet, schema: TargetSchema) =>
  check(set, schema, []).map(({ code, facts, ...at }) => ({ ...at, says: findingInEnglish({ code, facts }) }));

describe('a set is refused when', () => {
  it('a rule fills a field that Dynamics does not have', () =>
    expect(found(setOf(ruleFor('Colour', constant('red'))), schemaOf(field()))).toEqual([
      { ruleId: 'rule.Colour', field: 'Colour', says: 'Dynamics has no field "Colour" in this document that a rule could fill.' },
    ]));
  it('a rule fills what the flow keeps for itself', () =>
    expect(sentences(constant('x'), { readOnly: true, label: 'Sales order' })).toEqual([
      '"Sales order" is filled by Dynamics or by the flow; a rule may not.',
    ]));
  it('a field has two rules', () => {
    const set = setOf(ruleFor('Field', constant('a')), { ...ruleFor('Field', constant('b')), id: 'second' });
    expect(found(set, schemaOf(field()))).toEqual([
      {
        ruleId: 'second',
        field: 'Field',
        says: '"Field" has two rules, "rule.Field" and "second"; join them with "first" or "choose".',
      },
    ]);
  });
  it('a mandatory field has no rule', () =>
    expect(found(setOf(), schemaOf(field({ mandatory: true, label: 'Tax group' })))).toEqual([
      { field: 'Field', says: '"Tax group" is mandatory and has no rule.' },
    ]));
  it('text goes into a date', () =>
    expect(sentences({ kind: 'concat', of: [copy('order.number')] }, { type: 'date', label: 'Delivery date' })).toEqual([
      '"Delivery date" gives text where Dynamics wants a date.',
    ]));
  it('a moment goes into a date', () =>
    expect(sentences(copy('order.placedAt'), { type: 'date', label: 'Delivery date' })).toEqual([
      '"Delivery date" gives a date and time where Dynamics wants a date. Use a date rule with a time zone.',
    ]));
  it('a constant does not fit, however deep it stands', () => {
    expect(sentences(constant('soon'), { type: 'decimal' })).toEqual(['"Field" gives "soon" where Dynamics wants a number.']);
    expect(sentences({ kind: 'first', of: [copy('order.x'), constant('Maybe')] }, { type: 'choice', members: ['Yes', 'No'] })).toEqual([
      '"Field" gives "Maybe" where Dynamics wants one of Yes, No.',
    ]);
    expect(sentences(constant('12345'), { maxLength: 4 })).toEqual(['"Field" takes 4 characters, and the text has 5.']);
    expect(sentences(constant('12'), { maxLength: 1 })).toEqual(['"Field" takes one character, and the text has 2.']);
  });
  it('a value map does not exist', () =>
    expect(sentences({ kind: 'first', of: [{ kind: 'value-map', map: 'modes', from: copy('order.x') }] })).toEqual([
      'The value map "modes" does not exist.',
    ]));
  it('a path begins nowhere or is none', () => {
    expect(sentences(copy('line.sku'))).toEqual(['"line.sku" does not begin with order, store, customer or erp.']);
    expect(sentences(copy('order..number'))).toEqual(['"order..number" is no path.']);
    expect(sentences(constant('x'), {}, { when: { path: 'shop.name', operator: 'present' } })).toHaveLength(1);
  });
  it('a template is not closed', () =>
    expect(
      [sentences({ kind: 'template', template: '{{order.number' }), sentences({ kind: 'template', template: 'a {{}} b' })].flat(),
    ).toHaveLength(2));
  it('a zone is unknown or missing', () => {
    const zoned = (zone?: string) => sentences({ kind: 'date', from: copy('order.placedAt'), zone }, { type: 'date' });
    expect(zoned('Europe/Brlin')).toEqual(['"Europe/Brlin" is no time zone; write one like Europe/Berlin, or store.timeZone.']);
    expect(zoned()).toEqual(['A day needs a time zone: at one moment it is not the same day everywhere.']);
    expect([...zoned('store.timeZone'), ...zoned('Europe/Berlin')]).toEqual([]);
  });
  it('a calculation or a condition lacks a part', () => {
    expect(sentences({ kind: 'arithmetic', operation: 'divide', of: [copy('order.total'), constant('2')] })).toEqual([
      'To divide needs the number of decimals of the result.',
    ]);
    expect(sentences(constant('x'), {}, { when: { path: 'order.total', operator: 'above', value: 'much' } })).toEqual([
      'The condition on "order.total" compares with "much", which is no number.',
    ]);
  });
  it('it removes a shipped rule that does not exist', () =>
    expect(found({ ...setOf(), unknownRemovals: ['old'] }, schemaOf(field()))).toEqual([
      { ruleId: 'old', field: '', says: 'There is no shipped rule "old" to remove.' },
    ]));
});

describe('a rule is refused when it', () => {
  it('has a key that its kind does not know', () => {
    expect(Rule.safeParse({ id: 'a', target: 'Field', kind: 'copy', path: 'order.number', pth: 'x' }).success).toBe(false);
    expect(Rule.safeParse({ id: 'a', target: 'Field', kind: 'first', of: [{ kind: 'copy', path: 'order.number', id: 'b' }] }).success).toBe(
      false,
    );
  });
  it('is of no known kind', () => expect(Rule.safeParse({ id: 'a', target: 'Field', kind: 'script', code: '1' }).success).toBe(false));
});

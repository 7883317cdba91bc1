import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenAt } from '../../pcf-controls/MappingEditor/json-place.ts';
import { asKind, bodyOf, linked, sourcesOf, withBody } from '../../pcf-controls/MappingEditor/link.ts';
import { readRules, writeRules } from '../../pcf-controls/MappingEditor/read-rules.ts';
import { ruleFaults } from '../../pcf-controls/MappingEditor/shape-check.ts';
import { kinds } from '../../pcf-controls/MappingEditor/shapes.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { type Expression, Rule } from '../../shared/mapping/rule.ts';
import { expressions } from '../mapping/arbitraries.ts';
import { constant, copy, field, ruleFor } from '../mapping/builders.ts';

const head = { document: 'sales-order-header' as const, version: 3 };
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('the form of rules', () => {
  it('is the one that the server reads', () => {
    fc.assert(
      fc.property(expressions, (body) => {
        const rule = plain({ id: 'a', target: 'T', ...body });
        expect(ruleFaults([rule], '')).toEqual([]);
        expect(Rule.safeParse(rule).success).toBe(true);
      }),
    );
  });

  it('is refused where the server refuses it, whatever is spoilt', () => {
    const spoils = fc.constantFrom<unknown>(undefined, null, 0, -1, 1.5, '', 'x', true, [], {}, { kind: 'copy' }, [null]);
    fc.assert(
      fc.property(expressions, fc.nat(), spoils, fc.boolean(), (body, place, value, added) => {
        const rule = plain({ id: 'a', target: 'T', ...body });
        const objects = objectsIn(rule);
        const object = objects[place % objects.length] ?? {};
        const names = Object.keys(object);
        object[added ? 'surprise' : (names[place % names.length] ?? 'id')] = value;
        const spoilt = plain(rule);
        expect({ spoilt, fits: ruleFaults([spoilt], '').length === 0 }).toEqual({ spoilt, fits: Rule.safeParse(spoilt).success });
      }),
      { numRuns: 1000 },
    );
  });

  it('names the place of what is wrong', () => {
    const set = { ...head, rules: [{ id: 'a', target: 'T', kind: 'first', of: [{ kind: 'copy' }] }] };

    expect(readRules(JSON.stringify(set), head)).toMatchObject({ faults: [{ place: 'rules[0].of[0].path', say: 'shape_text' }] });
  });
});

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Record<string, unknown>]), ...Object.values(value).flatMap(objectsIn)];
}

describe('the column', () => {
  it('gives back what was written', () => {
    const set = { ...head, base: 'default' as const, rules: salesOrderHeaderDefaults.rules, remove: ['a'] };

    expect(readRules(writeRules(set), head)).toEqual({ set });
    expect(MappingSet.safeParse(set).success).toBe(true);
  });

  it('is a set that changes nothing when empty, and lies over the shipped rules as a bare list', () => {
    expect(readRules('  ', head)).toEqual({ set: { ...head, base: 'default', rules: [] } });
    expect(readRules('[]', head)).toEqual({ set: { ...head, base: 'default', rules: [] } });
  });

  it('keeps a broken text and says where it breaks', () => {
    const raw = '{\n  "document": "customer",\n  "rules": [,]\n}';

    expect(readRules(raw, head)).toEqual({ raw, broken: { line: 3, column: 13 }, faults: [] });
  });

  it.each(['null', '3', '"text"', '{"rules": 1}'])('refuses %s with a sentence', (raw) => {
    expect(readRules(raw, head)).toMatchObject({ raw, faults: [expect.anything()] });
  });

  it('finds a broken place exactly in texts that are no JSON', () => {
    const texts = fc.tuple(fc.json(), fc.nat(), fc.string({ minLength: 1, maxLength: 3 })).map(([json, at, more]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + more + json.slice(place);
    });
    fc.assert(
      fc.property(texts, (text) => {
        expect(brokenAt(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('linking', () => {
  const text = field({ name: 'T' });

  it('gives a field without a rule what fits its type', () => {
    expect(linked(undefined, 'order.number', text, 'T')).toEqual({ id: 'T', target: 'T', kind: 'copy', path: 'order.number' });
    expect(linked(undefined, 'order.placedAt', field({ name: 'D', type: 'date' }), 'D')).toMatchObject({
      kind: 'date',
      zone: 'store.timeZone',
    });
  });

  it('changes the one value that a rule reads, and leaves the rest of it', () => {
    const rule = ruleFor('T', { kind: 'country', from: copy('order.a'), map: 'country' }, { note: 'kept' });

    expect(linked(rule, 'order.b', text, 'x')).toEqual({ ...rule, from: copy('order.b') });
  });

  it('asks another value last where several are asked', () => {
    const rule = ruleFor('T', { kind: 'first', of: [copy('order.a'), copy('order.b')] });

    expect(linked(rule, 'order.c', text, 'x')).toMatchObject({ kind: 'first', of: [copy('order.a'), copy('order.b'), copy('order.c')] });
    expect(linked(ruleFor('T', constant('x')), 'order.c', text, 'x')).toMatchObject({ kind: 'copy', path: 'order.c' });
  });

  it('always ends in a rule that the server reads and that reads the path', () => {
    fc.assert(
      fc.property(expressions, (body) => {
        const after = linked(ruleFor('T', plain(body)), 'order.fresh', text, 'x');
        expect(Rule.safeParse(after).error).toBeUndefined();
        expect(sourcesOf(after)).toContain('order.fresh');
      }),
    );
  });

  it('takes apart by a blank what was joined with nothing between', () => {
    const joined: Expression = { kind: 'concat', of: [copy('order.a'), copy('order.b')], separator: '' };
    expect(asKind(joined, 'split')).toMatchObject({ kind: 'split', separator: ' ' });
  });

  it('makes any kind of any other, as a rule that the server reads', () => {
    fc.assert(
      fc.property(expressions, fc.constantFrom(...kinds), (body, kind) => {
        const after: Expression = asKind(plain(body), kind);
        expect(Rule.safeParse({ id: 'x', target: 'T', ...after }).error).toBeUndefined();
      }),
    );
  });

  it('takes a rule apart and puts it together', () => {
    const rule = ruleFor('T', copy('order.a'), { note: 'n', when: { path: 'order.b', operator: 'present' } });

    expect(withBody(rule, bodyOf(rule))).toEqual(rule);
  });
});

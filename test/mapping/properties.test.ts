import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, dividedBy, minus, plus, rounded, times } from '../../shared/core/money.ts';
import { salesOrderHeaderSchema } from '../../shared/d365/finance-scm/schema.ts';
import { apply, compile } from '../../shared/mapping/compile.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { explain } from '../../shared/mapping/explain.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import { Rule } from '../../shared/mapping/rule.ts';
import type { MappingSource } from '../../shared/mapping/source.ts';
import { conditions, expressions } from './arbitraries.ts';
import { constant, field, outcomeOf, schemaOf, setOf } from './builders.ts';

const likely = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<unknown>,
  fc.constantFrom<unknown>(
    '2026-03-01T23:30:00Z',
    '9999-12-31T23:59:59-14:00',
    '0000-01-01',
    'DE',
    '1e999',
    '-0',
    12.5,
    ['a', ['b', null]],
    [{ key: 'a', value: 1 }],
  ),
);
const sources = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<unknown>,
  fc.record({
    order: fc.record({ number: likely, list: likely, amount: likely, placedAt: likely, country: likely }),
    store: fc.record({ timeZone: fc.oneof(likely, fc.constant('Europe/Berlin')) }),
  }),
) as fc.Arbitrary<MappingSource>;

const types = ['text', 'decimal', 'integer', 'date', 'datetime', 'choice'] as const;
const schema = schemaOf(
  ...types.map((type) => field({ name: type, type, maxLength: 12, members: ['Yes', 'No'], mandatory: type === 'text' })),
);
const maps = { known: { ignoreCase: true, entries: { de: 'GERMANY', '': 'nothing' } } };

const sets = fc
  .tuple(...types.map(() => fc.tuple(expressions, fc.option(conditions, { nil: undefined }))))
  .map((bodies) =>
    setOf(
      ...bodies.map(([body, when], index) => ({ id: `r${index}`, target: types[index] as string, ...(when ? { when } : {}), ...body })),
    ),
  );

describe('for any rules and any JSON as source', () => {
  it('the schema accepts the rules that are tried here', () => {
    fc.assert(
      fc.property(expressions, (body) => Rule.safeParse({ id: 'r', target: 'text', ...body }).success),
      { numRuns: 200 },
    );
  });

  it('apply never throws, is deterministic, and gives text that fits its field', () => {
    fc.assert(
      fc.property(sets, sources, (set, source) => {
        const compiled = compile(set, schema);
        const before = JSON.stringify(source);
        const result = apply(compiled, source, maps);

        expect(apply(compile(set, schema), source, maps)).toEqual(result);
        expect(JSON.stringify(source)).toBe(before);
        for (const [name, text] of Object.entries(result.fields))
          expect([name, text]).toEqual([name, expect.stringMatching(shapes[name] ?? /^$/)]);
        for (const { problem } of result.problems) expect(problem).not.toMatch(/\{\w+\}|undefined/);
      }),
      { numRuns: 1500 },
    );
  });

  it('explain agrees with apply, field by field', () => {
    fc.assert(
      fc.property(sets, sources, (set, source) => {
        const compiled = compile(set, schema);
        const result = apply(compiled, source, maps);
        const { explained, fields, problems } = explain(compiled, source, maps);

        expect({ fields, problems }).toEqual(result);
        for (const entry of explained) {
          expect('text' in entry ? entry.text : undefined).toBe(result.fields[entry.field]);
          expect(entry.state === 'filled').toBe(entry.field in result.fields);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the shipped rules never throw either', () => {
    const compiled = compile(mergeSets(salesOrderHeaderDefaults), salesOrderHeaderSchema);

    fc.assert(fc.property(fc.jsonValue(), (source) => Array.isArray(apply(compiled, source as unknown as MappingSource, {}).problems)));
  });
});

const shapes: Record<string, RegExp> = {
  text: /^[\s\S]{1,12}$/,
  decimal: /^-?\d+(\.\d+)?$/,
  integer: /^-?\d+$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  choice: /^(Yes|No)$/,
};

describe('arithmetic', () => {
  const decimals = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(8))
    .map(([units, places]) => decimal(`${units}e-${places}`));
  const into = { type: 'decimal' as const };

  it('is as exact as money itself', () => {
    fc.assert(
      fc.property(decimals, decimals, decimals, (a, b, c) => {
        const of = [a, b, c].map(constant);

        expect(outcomeOf({ kind: 'arithmetic', operation: 'add', of }, { into })).toBe(plus(a, b, c));
        expect(outcomeOf({ kind: 'arithmetic', operation: 'subtract', of }, { into })).toBe(minus(minus(a, b), c));
        expect(outcomeOf({ kind: 'arithmetic', operation: 'multiply', of }, { into })).toBe(times(times(a, b), c));
        if (decimal('0') !== b) {
          expect(outcomeOf({ kind: 'arithmetic', operation: 'divide', of: of.slice(0, 2), decimals: 4 }, { into })).toBe(
            rounded(dividedBy(a, b), 4),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

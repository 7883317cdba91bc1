import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import type { Rule } from '../../shared/mapping/rule.ts';
import { layerValueMaps, lookUp } from '../../shared/mapping/value-maps.ts';

const rule = (id: string, target: string, value = id): Rule => ({ id, target, kind: 'constant', value });
const set = (rules: Rule[], rest: Partial<MappingSet> = {}): MappingSet => ({ document: 'customer', version: 1, rules, ...rest });
const shipped = set([rule('a', 'A'), rule('b', 'B'), rule('c', 'C')]);
const summary = (own?: MappingSet) =>
  mergeSets(shipped, own).rules.map(({ rule: { id }, from, replaces }) => [id, from, replaces?.join() ?? '']);

describe("a store's own rules", () => {
  it('stand in for shipped rules of the same field or id, in their place', () =>
    expect(summary(set([rule('mine', 'B'), rule('a', 'A2'), rule('new', 'N')], { base: 'default' }))).toEqual([
      ['a', 'store', 'a'],
      ['mine', 'store', 'b'],
      ['c', 'default', ''],
      ['new', 'store', ''],
    ]));
  it('may remove shipped rules, and a slip in the id is kept for the check', () => {
    expect(summary(set([], { base: 'default', remove: ['b'] })).map(([id]) => id)).toEqual(['a', 'c']);
    expect(mergeSets(shipped, set([], { base: 'default', remove: ['x'] })).unknownRemovals).toEqual(['x']);
  });
  it('are all there is when the set has no base', () => expect(summary(set([rule('only', 'Z')]))).toEqual([['only', 'store', '']]));
  it('are named in the version', () =>
    expect([mergeSets(shipped).version, mergeSets(shipped, set([], { base: 'default', version: 4 })).version]).toEqual([
      'default-1',
      'default-1+store-4',
    ]));
  it('never override another document', () =>
    expect(() => mergeSets(shipped, { ...set([]), document: 'sales-order-line' })).toThrow(TypeError));

  it('always win, whatever the sets are', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D', 'E');
    const rules = fc
      .uniqueArray(fc.tuple(names, names), { selector: ([, target]) => target })
      .map((pairs) => pairs.map(([id, target]) => rule(id, target)));
    const unique = rules.filter((list) => new Set(list.map(({ id }) => id)).size === list.length);

    fc.assert(
      fc.property(unique, unique, (defaults, own) => {
        const merged = mergeSets(set(defaults), set(own, { base: 'default' })).rules;

        for (const mine of own)
          expect(merged.filter(({ rule: { target } }) => target === mine.target)).toMatchObject([{ rule: mine, from: 'store' }]);
        for (const theirs of defaults) {
          const overridden = own.some(({ id, target }) => id === theirs.id || target === theirs.target);
          expect(merged.some(({ rule: kept }) => kept === theirs)).toBe(!overridden);
        }
      }),
    );
  });
});

describe('value maps of a store', () => {
  it('lie over the shared ones, entry by entry and whatever the case', () => {
    const { mode } = layerValueMaps(
      { mode: { ignoreCase: true, entries: { DHL: '10', UPS: '20' } } },
      { mode: { entries: { dhl: '99' } } },
    );

    expect(['DHL', 'dhl', 'ups', 'gls'].map((value) => mode && lookUp(mode, value))).toEqual(['99', '99', '20', undefined]);
  });
  it('are exact unless they say otherwise', () => expect(lookUp({ entries: { DHL: '10' } }, 'dhl')).toBeUndefined());
  it('hold no entries that nobody wrote', () => expect(lookUp({ entries: {} }, 'constructor')).toBeUndefined());
});

it('a mapping set with an unknown key is refused', () =>
  expect(MappingSet.safeParse({ ...set([]), basis: 'default' }).success).toBe(false));

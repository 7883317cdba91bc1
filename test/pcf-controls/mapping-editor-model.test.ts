import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../pcf-controls/MappingEditor/diff.ts';
import {
  begin,
  change,
  newId,
  redo,
  undo,
  withoutField,
  withoutOwn,
  withRule,
  withShipped,
} from '../../pcf-controls/MappingEditor/model.ts';
import { leafPaths, matching, sourceTree, visible } from '../../pcf-controls/MappingEditor/tree.ts';
import { salesOrderHeaderDefaults as shipped } from '../../shared/mapping/defaults/sales-order-header.ts';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import { parsePath, readPath } from '../../shared/mapping/path.ts';
import { anOrder, aStore, copy, ruleFor } from '../mapping/builders.ts';

const own = (overrides: Partial<MappingSet> = {}): MappingSet => ({
  document: 'sales-order-header',
  version: 2,
  base: 'default',
  rules: [],
  ...overrides,
});

describe('undo and redo', () => {
  it('give back every state, in both directions', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 30 }), (values) => {
        const states = ['', ...values].filter((value, index, all) => index === 0 || value !== all[index - 1]);
        const whole = states.slice(1).reduce(change, begin(''));
        const back = states.slice(1).reduce((history) => undo(history), whole);
        expect(back.present).toBe('');
        expect(undo(back)).toEqual(back);
        expect(states.slice(1).reduce((history) => redo(history), back)).toEqual(whole);
      }),
    );
  });

  it('forget what was undone once something else is done', () => {
    const history = change(undo(change(begin('a'), 'b')), 'c');

    expect(redo(history).present).toBe('c');
    expect(undo(history).present).toBe('a');
  });
});

describe('editing a set', () => {
  const counting = (set: MappingSet) => mergeSets(shipped, set).rules;
  const origin = ruleFor('SalesOrderOriginCode', copy('order.channel'), { id: 'header.origin' });

  it('lays a rule over the shipped one, and takes it away again', () => {
    const changed = withRule(own(), origin);

    expect(counting(changed).find(({ rule }) => rule.id === 'header.origin')).toMatchObject({ from: 'store', rule: origin });
    expect(counting(withoutOwn(changed, 'header.origin'))).toEqual(counting(own()));
  });

  it('leaves a field empty whoever filled it, and lets the shipped rule count again', () => {
    const set = withRule(own(), { ...origin, id: 'mine' });
    const empty = withoutField(set, 'SalesOrderOriginCode', counting(set), shipped.rules);

    expect(counting(empty).some(({ rule }) => rule.target === 'SalesOrderOriginCode')).toBe(false);
    expect(mergeSets(shipped, empty).unknownRemovals).toEqual([]);
    expect(counting(withShipped(empty, 'header.origin'))).toEqual(counting(own()));
  });

  it('finds an id that nobody has', () => {
    expect(newId('Field Ö', [ruleFor('Field', copy('a'), { id: 'Field-' })])).toBe('Field-.2');
  });

  it('says what is different between two versions, whoever wrote the rule', () => {
    const changes = changesBetween(shipped, own(), withRule(own(), origin));

    expect(changes).toEqual([
      { target: 'SalesOrderOriginCode', before: shipped.rules.find(({ id }) => id === 'header.origin'), after: origin },
    ]);
    expect(changesBetween(shipped, own(), own({ version: 9 }))).toEqual([]);
  });
});

describe('the source', () => {
  const given = {
    order: {
      ...anOrder(),
      extensions: {
        notes: [
          { key: 'gift', value: 'yes' },
          { key: 'a"b', value: '1' },
        ],
        'odd.name': { x: 1 },
      },
    },
    store: aStore(),
  };
  const tree = sourceTree(given, ['order', 'store', 'customer']);

  it('is a tree of every value with the path that reads it, extensions too', () => {
    const paths = leafPaths(tree);

    expect(paths).toContain('order.shippingAddress.country');
    expect(paths).toContain('order.extensions.notes[key="gift"]');
    expect(paths).toContain('order.extensions["odd.name"].x');
  });

  it('gives the value that the engine reads, for any document', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.string({ maxLength: 6 }), withNullPrototype: false }), (document) => {
        const nodes = visible(sourceTree({ order: document }, ['order']), () => true);
        for (const { path, value, children } of nodes) {
          if (path === undefined || children.length > 0 || !value) continue;
          const parsed = parsePath(path);
          expect(parsed).toBeDefined();
          if (parsed) expect(String(readPath(parsed, { order: document }))).toBe(value);
        }
      }),
    );
  });

  it('shows what stands open, and only what is looked for', () => {
    expect(visible(tree, () => false).map(({ name }) => name)).toEqual(['order', 'store']);
    expect(leafPaths(matching(tree, 'shippingaddress.country de'))).toEqual(['order.shippingAddress.country']);
  });
});

import { describe, expect, it } from 'vitest';
import type { Operation } from '../../shared/mapping/operators.ts';
import type { Expression } from '../../shared/mapping/rule.ts';
import { constant, copy, outcomeOf, problemsOf, resultOf } from './builders.ts';

describe('paths', () => {
  const source = {
    order: {
      extensions: {
        metafields: { custom: { gate_code: 4711 }, 'a.b': 'dotted' },
        notes: [
          { key: 'gift', value: 'yes' },
          { name: 'engraving', value: 'For Jo', font: 'serif' },
        ],
        list: ['first', 'second'],
        id: 17,
      },
    },
  };
  const at = (path: string) => outcomeOf(copy(`order.extensions.${path}`), { source });

  it('reach nested extensions', () => expect(at('metafields.custom.gate_code')).toBe('4711'));
  it('reach names with dots in quotes', () => expect(at('metafields["a.b"]')).toBe('dotted'));
  it('count list places from both ends', () =>
    expect([at('list[0]'), at('list[-1]'), at('list[7]')]).toEqual(['first', 'second', undefined]));
  it('find list entries by key and give their value', () =>
    expect([at('notes[key=gift]'), at('notes[name="engraving"]')]).toEqual(['yes', 'For Jo']));
  it('go on from a found entry', () => expect(at('notes[name=engraving].font')).toBe('serif'));
  it('end quietly where there is nothing', () =>
    expect([at('nothing.here'), at('id.deeper'), at('list.length')]).toEqual([undefined, undefined, undefined]));
  it('never reach what every object inherits', () => expect([at('constructor.name'), at('__proto__')]).toEqual([undefined, undefined]));
  it('say that a list is not one text', () => expect(problemsOf(copy('order.extensions.list'), { source })).toEqual(['not-text']));
});

describe('text', () => {
  const order = { number: '#1001', note: ' first\r\nsecond ', empty: '  ' };
  const source = { order, store: { name: 'Main' } };

  it('fills templates', () =>
    expect(outcomeOf({ kind: 'template', template: '{{order.number}} / {{ store.name }}' }, { source })).toBe('#1001 / Main'));
  it('is left out when a template finds nothing at all', () =>
    expect(outcomeOf({ kind: 'template', template: 'Note: {{order.missing}}' }, { source })).toBeUndefined());
  it('takes the first that is not empty', () =>
    expect(outcomeOf({ kind: 'first', of: [copy('order.missing'), copy('order.empty'), constant('last')] }, { source })).toBe('last'));
  it('joins and skips what is empty, unless told to keep it', () => {
    const of = [copy('order.number'), copy('order.missing'), copy('store.name')];
    expect(outcomeOf({ kind: 'concat', of, separator: '-' }, { source })).toBe('#1001-Main');
    expect(outcomeOf({ kind: 'concat', of, separator: '-', keepEmpty: true }, { source })).toBe('#1001--Main');
  });
  it('splits and counts parts from both ends', () => {
    const part = (number: number) => outcomeOf({ kind: 'split', from: constant('a/b/c'), separator: '/', part: number });
    expect([part(1), part(-1), part(9)]).toEqual(['a', 'c', undefined]);
  });
  it('replaces line breaks, trims, changes case and cuts, in this order', () =>
    expect(outcomeOf({ kind: 'text', from: copy('order.note'), lineBreaks: ', ', trim: true, case: 'upper', cut: 9 }, { source })).toBe(
      'FIRST, SE',
    ));
  it('never cuts a character in half', () => expect(outcomeOf({ kind: 'text', from: constant('ab😀'), cut: 3 })).toBe('ab'));
  it('joins street lines', () =>
    expect(
      outcomeOf(
        { kind: 'street', of: [copy('order.street'), constant('c/o X')] },
        { source: { order: { street: ['1 Main\nFloor 2', ' '] } } },
      ),
    ).toBe('1 Main\nFloor 2\nc/o X'));
  it('keeps long text back or cuts it, as the rule says', () => {
    const into = { maxLength: 4, label: 'Short' };
    expect(resultOf(constant('12345'), { into })).toMatchObject({
      fields: {},
      problems: [{ problem: '"Short" takes 4 characters, and the text has 5.' }],
    });
    expect(outcomeOf(constant('12345'), { into, frame: { tooLong: 'cut' } })).toBe('1234');
  });
  it('is sent empty only when the rule says so', () => {
    expect(resultOf(copy('order.empty'), { source }).fields).toEqual({});
    expect(resultOf(copy('order.empty'), { source, frame: { sendEmpty: true } }).fields).toEqual({ Field: '' });
  });
});

describe('value maps', () => {
  const maps = { mode: { ignoreCase: true, entries: { DHL: '10', UPS: '' } } };
  const through = (value: string, onMiss?: Extract<Expression, { kind: 'value-map' }>['onMiss']) =>
    resultOf({ kind: 'value-map', map: 'mode', from: constant(value), onMiss }, { maps });

  it('find entries whatever their case', () => expect(through('dhl').fields.Field).toBe('10'));
  it('name the map and the value that has no entry', () =>
    expect(through('GLS').problems).toEqual([
      {
        code: 'value-not-mapped',
        ruleId: 'rule.Field',
        field: 'Field',
        problem: '"GLS" has no entry in the value map "mode".',
        facts: { field: 'Field', value: 'GLS', map: 'mode' },
        map: 'mode',
        value: 'GLS',
      },
    ]));
  it('keep, leave out or replace what has no entry, as the rule says', () =>
    expect([through('GLS', 'keep'), through('GLS', 'empty'), through('GLS', { default: '99' })].map(({ fields }) => fields.Field)).toEqual([
      'GLS',
      undefined,
      '99',
    ]));
  it('may map to nothing', () => expect(through('UPS').fields).toEqual({}));
  it('say when the map does not exist', () =>
    expect(problemsOf({ kind: 'value-map', map: 'mode', from: constant('x') })).toEqual(['unknown-map']));
});

describe('numbers', () => {
  const calculate = (operation: Operation, values: (string | number | null)[], decimals?: number) =>
    resultOf(
      { kind: 'arithmetic', operation, of: values.map((_value, index) => copy(`order.values[${index}]`)), decimals },
      { source: { order: { values } }, into: { type: 'decimal' } },
    );
  const of = (...given: Parameters<typeof calculate>) => calculate(...given).fields.Field;

  it('are exact', () =>
    expect([of('add', ['0.1', '0.2']), of('multiply', ['1.1', 1.1]), of('subtract', ['1', '0.9'])]).toEqual(['0.3', '1.21', '0.1']));
  it('divide to the decimals asked for, half away from zero', () =>
    expect([of('divide', ['1', '3'], 2), of('divide', ['-0.5', '4'], 2)]).toEqual(['0.33', '-0.13']));
  it('negate and round', () =>
    expect([of('negate', ['5.0']), of('round', ['2.5']), of('round', ['2.345'], 2)]).toEqual(['-5', '3', '2.35']));
  it('count an empty part of a sum as nothing, and make a product of nothing empty', () =>
    expect([of('add', ['1', null]), of('multiply', ['2', null]), of('subtract', [null, '1'])]).toEqual(['1', undefined, undefined]));
  it('are refused when they are none', () =>
    expect(calculate('add', ['1', 'one']).problems.map(({ code }) => code)).toEqual(['not-a-number']));
  it('are not divided by zero', () =>
    expect(calculate('divide', ['1', '0'], 2).problems.map(({ code }) => code)).toEqual(['division-by-zero']));
  it('stay whole where Dynamics wants whole ones', () => {
    expect(outcomeOf(constant('2.0'), { into: { type: 'integer' } })).toBe('2');
    expect(problemsOf(constant('2.5'), { into: { type: 'integer' } })).toEqual(['not-whole']);
  });
});

describe('days and moments', () => {
  const source = {
    order: { placedAt: '2026-03-01T23:30:00Z', wanted: '2026-03-01', odd: '2026-02-30' },
    store: { timeZone: 'Europe/Berlin' },
  };
  const day = (from: string, shape: object = {}) =>
    resultOf({ kind: 'date', from: copy(from), zone: 'store.timeZone', ...shape }, { source, into: { type: 'date' } });

  it('are the day of the zone, given by path or by name', () =>
    expect([day('order.placedAt'), day('order.placedAt', { zone: 'America/New_York' })].map(({ fields }) => fields.Field)).toEqual([
      '2026-03-02',
      '2026-03-01',
    ]));
  it('stay the day they are when they are days already', () =>
    expect(day('order.wanted', { zone: 'Asia/Tokyo' }).fields.Field).toBe('2026-03-01'));
  it('move by days', () => expect(day('order.wanted', { addDays: -1 }).fields.Field).toBe('2026-02-28'));
  it('are refused when the calendar has no such day', () => expect(day('order.odd').problems).toHaveLength(1));
  it('need a zone that exists', () => expect(day('order.placedAt', { zone: 'Mars/Base' }).problems[0]?.code).toBe('no-zone'));
  it('may be moments in UTC', () =>
    expect(outcomeOf({ kind: 'date', from: copy('order.placedAt'), as: 'moment' }, { source, into: { type: 'datetime' } })).toBe(
      '2026-03-01T23:30:00.000Z',
    ));
});

describe('codes', () => {
  it('turn countries into ISO-3, entries of the map first', () => {
    const country = (code: string, maps = {}) => outcomeOf({ kind: 'country', from: constant(code), map: 'country' }, { maps });
    expect([country('de'), country('DEU'), country('UK'), country('XK')]).toEqual(['DEU', 'DEU', 'GBR', 'XKX']);
    expect(country('NL', { country: { entries: { NL: 'HOLLAND' } } })).toBe('HOLLAND');
    expect(problemsOf({ kind: 'country', from: constant('Utopia') })).toEqual(['unknown-country']);
    expect(
      resultOf({ kind: 'country', from: constant('Utopia'), map: 'country' }, { maps: { country: { entries: {} } } }).problems,
    ).toMatchObject([{ code: 'value-not-mapped', map: 'country', value: 'Utopia' }]);
  });
  it('turn states into codes where people write them out', () => {
    const state = (name: string, country: string) => outcomeOf({ kind: 'state', from: constant(name), country: constant(country) });
    expect([
      state('US-WA', 'US'),
      state('washington', 'USA'),
      state('wa', 'US'),
      state('Québec', 'CA'),
      state('New South Wales', 'AU'),
    ]).toEqual(['WA', 'WA', 'WA', 'QC', 'NSW']);
    expect([state('Bavaria', 'DE'), state('DE-BY', 'DE'), state('US-WA', 'DE')]).toEqual(['Bavaria', 'BY', 'US-WA']);
  });
  it('make currencies upper case and refuse what is none', () => {
    expect(outcomeOf({ kind: 'currency', from: constant(' eur ') })).toBe('EUR');
    expect(problemsOf({ kind: 'currency', from: constant('Euro') })).toEqual(['not-a-currency']);
  });
  it('are members of a choice, whatever their case', () => {
    const into = { type: 'choice' as const, members: ['Yes', 'No'] };
    expect(outcomeOf(constant('yes'), { into })).toBe('Yes');
    expect(resultOf(constant('maybe'), { into }).problems[0]?.problem).toBe('"Field" takes only Yes, No.');
  });
  it('say yes or no of any value', () => {
    const answer = (value: unknown) => outcomeOf({ kind: 'yes-no', from: copy('order.flag') }, { source: { order: { flag: value } } });
    expect([true, 1, 'on', ['x'], false, 0, 'No', '', null].map(answer)).toEqual([
      'Yes',
      'Yes',
      'Yes',
      'Yes',
      'No',
      'No',
      'No',
      'No',
      'No',
    ]);
  });
});

describe('conditions', () => {
  const source = { order: { total: '120.00', tags: ['vip', 'b2b'], channel: 'shopify', note: '' } };
  const met = (when: object) => resultOf(constant('x'), { source, frame: { when } as never }).fields.Field === 'x';

  it('decide whether a rule counts', () => {
    expect(met({ path: 'order.tags', operator: 'contains', value: 'vip' })).toBe(true);
    expect(met({ path: 'order.total', operator: 'above', value: '100' })).toBe(true);
    expect(met({ path: 'order.total', operator: 'below', value: '100' })).toBe(false);
    expect(met({ path: 'order.note', operator: 'empty' })).toBe(true);
    expect(met({ path: 'order.channel', operator: 'one-of', values: ['amazon', 'shopify'] })).toBe(true);
    expect(met({ path: 'order.channel', operator: 'starts-with', value: 'shop' })).toBe(true);
    expect(
      met({
        all: [
          { path: 'order.note', operator: 'present' },
          { path: 'order.total', operator: 'present' },
        ],
      }),
    ).toBe(false);
    expect(met({ any: [{ path: 'order.note', operator: 'present' }, { not: { path: 'order.note', operator: 'present' } }] })).toBe(true);
  });
  it('choose between two expressions', () => {
    const choose = (channel: string) =>
      outcomeOf(
        {
          kind: 'choose',
          if: { path: 'order.channel', operator: 'equals', value: channel },
          give: constant('A'),
          otherwise: constant('B'),
        },
        { source },
      );
    expect([choose('shopify'), choose('amazon')]).toEqual(['A', 'B']);
  });
});

describe('mandatory fields', () => {
  it('are named when nothing fills them', () =>
    expect(resultOf(copy('order.missing'), { into: { mandatory: true, label: 'Currency' } }).problems).toEqual([
      {
        code: 'mandatory-missing',
        ruleId: 'rule.Field',
        field: 'Field',
        problem: '"Currency" is mandatory and got no value.',
        facts: { field: 'Currency' },
      },
    ]));
  it('are not named twice when their rule has a problem of its own', () =>
    expect(problemsOf(constant('x'), { into: { mandatory: true, type: 'decimal' } })).toEqual(['not-a-number']));
});

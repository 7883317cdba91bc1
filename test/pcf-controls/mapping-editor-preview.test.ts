import { describe, expect, it } from 'vitest';
import { changesTo, entryRow, mapsOf, toEntry } from '../../pcf-controls/MappingEditor/entries.ts';
import { benchOf, previewOf, rowsWith } from '../../pcf-controls/MappingEditor/preview.ts';
import { draftRow, inForce, toVersion, type Version } from '../../pcf-controls/MappingEditor/versions.ts';
import type { MappingContext } from '../../shared/canonical/command.ts';
import { salesOrderHeaderSchema } from '../../shared/d365/finance-scm/schema.ts';
import { apply, compile } from '../../shared/mapping/compile.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { shippedValueMaps } from '../../shared/mapping/defaults/value-maps.ts';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import type { MappingSource } from '../../shared/mapping/source.ts';
import { lookUp } from '../../shared/mapping/value-maps.ts';
import { anOrder, aStore, copy, ruleFor } from '../mapping/builders.ts';

const given = JSON.parse(JSON.stringify({ order: anOrder(), store: aStore(), erp: { customerAccount: 'C-1' } })) as MappingSource;
const context: MappingContext = {
  store: 'shop-main',
  document: 'sales-order-header',
  fields: salesOrderHeaderSchema.fields
    .filter(({ readOnly }) => !readOnly)
    .map(({ name, type, mandatory, maxLength, members, label }) => ({
      name,
      label: label ?? name,
      type,
      mandatory,
      ...(maxLength ? { maxLength } : {}),
      ...(members ? { choices: [...members] } : {}),
    })),
  samples: [{ label: '#1001', given }],
  defaults: salesOrderHeaderDefaults,
  valueMaps: Object.fromEntries(Object.keys(shippedValueMaps).map((name) => [name, { ignoreCase: true, entries: {} }])),
  version: 1,
};
const set = (...rules: MappingSet['rules']): MappingSet => ({ document: 'sales-order-header', version: 2, base: 'default', rules });
const bench = benchOf('sales-order-header', context, undefined);

describe('the live preview', () => {
  it('gives every field what the server would give it', () => {
    const { rows, problems } = previewOf(set(), bench, given);
    const { fields } = apply(compile(mergeSets(salesOrderHeaderDefaults), salesOrderHeaderSchema), given, context.valueMaps);

    const values = rows.flatMap(({ field, outcome }) => (outcome?.text === undefined ? [] : [[field.name, outcome.text]]));
    expect(Object.fromEntries(values)).toEqual(fields);
    expect(problems).toEqual([]);
  });

  it('says a problem at its field, and shows rules for fields that Dynamics does not have', () => {
    const { rows, problems } = previewOf(
      set(ruleFor('Nowhere', copy('order.number')), ruleFor('CurrencyCode', copy('ordr.x'))),
      bench,
      given,
    );

    expect(rows.at(-1)).toMatchObject({ field: { name: 'Nowhere' }, problems: [{ code: 'no-field', facts: { field: 'Nowhere' } }] });
    expect(rowsWith(rows, 'problems', '').map(({ field }) => field.name)).toEqual(['CurrencyCode', 'Nowhere']);
    expect(rowsWith(rows, 'own', 'currency').map(({ field }) => field.name)).toEqual(['CurrencyCode']);
    expect(problems).toHaveLength(2);
  });

  it('shows the rules when nobody has said yet which fields there are', () => {
    const own = set(ruleFor('Email', copy('order.buyer.email')));
    const alone = benchOf('sales-order-header', undefined, own);

    expect(previewOf(own, alone).rows).toMatchObject([{ field: { name: 'Email' }, resolved: { from: 'store' } }]);
  });
});

describe('versions', () => {
  const row = (version: number, state: number, rules = '[]') => ({
    cmc_mappingsetid: `id-${version}`,
    cmc_key: `k${version}`,
    cmc_store: 'shop-main',
    cmc_document: 'sales-order-header',
    cmc_version: version,
    cmc_state: 727_000_000 + state,
    cmc_rules: rules,
  });
  const versions = [row(1, 2), row(2, 1), row(3, 0)].map(toVersion) as Version[];

  it('know which one counts', () => {
    expect(inForce(versions)?.version).toBe(2);
    expect(inForce([])).toBeUndefined();
    expect(toVersion({ ...row(1, 0), cmc_document: 'invoice' })).toBeUndefined();
  });

  it('go on in a new draft with the next number', () => {
    const draft = draftRow(versions[0] as Version, set(), versions);

    expect(draft).toMatchObject({ cmc_key: 'shop-main|sales-order-header|v4', cmc_version: 4, cmc_state: 727_000_000 });
    expect(JSON.parse(String(draft.cmc_rules))).toMatchObject({ version: 4, base: 'default' });
  });

  it('keep a text that holds no rules', () => {
    expect(toVersion(row(1, 0, '{"rules": ['))?.rules).toMatchObject({ raw: '{"rules": [', broken: { line: 1, column: 12 } });
  });
});

describe('value map entries', () => {
  const entry = (store: string, from: string, to: string) =>
    toEntry({ cmc_valuemapentryid: from, ...entryRow({ store, map: 'm', from, to }) });
  const rows = [entry('', 'dhl', '20'), entry('', 'ups', '30'), entry('shop-main', 'DHL', '21')];

  it('of a store lie over those for all', () => {
    const maps = mapsOf(rows, 'shop-main', ['empty']);

    expect(maps.m && ['Dhl', 'ups', 'x'].map((code) => lookUp(maps.m as never, code))).toEqual(['21', '30', undefined]);
    expect(maps.empty).toEqual({ ignoreCase: true, entries: {} });
  });

  it('have one key for one code, however it is written', () => {
    expect(entryRow({ store: 's', map: 'm', from: ' DHL', to: '' }).cmc_key).toBe(
      entryRow({ store: 's', map: 'm', from: 'dhl', to: 'x' }).cmc_key,
    );
  });

  it('are compared with a file before anything is written', () => {
    const shared = rows.slice(0, 2);

    expect(
      changesTo(shared, [
        { from: 'DHL', to: '20' },
        { from: 'ups', to: '31' },
        { from: 'gls', to: '40' },
      ]),
    ).toEqual({
      added: [{ from: 'gls', to: '40' }],
      changed: [{ row: shared[1], to: '31' }],
      missing: [],
      same: 1,
    });
    expect(changesTo(shared, []).missing).toEqual(shared);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { checksInColumn, checksOf, openChecks, sortedChecks } from '../../pcf-controls/StoreSetup/checks.ts';
import { connectors, secretNames } from '../../pcf-controls/StoreSetup/connections.ts';
import { faultOf, type Kind, rowsOf, type SettingField, typed, valueOfRows } from '../../pcf-controls/StoreSetup/field.ts';
import { at, put, readColumn, writeColumn } from '../../pcf-controls/StoreSetup/json-column.ts';
import { fieldsOf, keyOf, policyGroupNames } from '../../pcf-controls/StoreSetup/policy-fields.ts';
import { canLookAgain, type ReplayForm, replayBody, replayKinds, replayStates } from '../../pcf-controls/StoreSetup/replay-form.ts';
import { likewise, storeOf } from '../../pcf-controls/StoreSetup/store-rows.ts';
import { syncStates } from '../../shared/canonical/status.ts';
import { StorePolicies } from '../../shared/canonical/store.ts';
import { channels } from '../../shared/connectors/registry.ts';
import { ShopifySettings } from '../../shared/connectors/shopify/settings.ts';
import { WooCommerceSettings } from '../../shared/connectors/woocommerce/settings.ts';
import type { Json, JsonObject } from '../../shared/core/json.ts';
import type { CommandDefinition, CommandPorts } from '../../shared/flows/commands/command.ts';
import { pauseStores } from '../../shared/flows/commands/pause-stores.ts';
import { replay } from '../../shared/flows/commands/replay.ts';
import { fakePlatform } from './platform-context.ts';

const policyFields = policyGroupNames.flatMap((group) => [...fieldsOf(group)]);

/** What a schema says of itself, as far as this test looks. */
interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  innerType?: z.ZodType;
  in?: z.ZodType;
  keyType?: { _zod: { values?: Set<string> } };
  valueType?: z.ZodType;
}
const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** Dotted paths of everything that can be set in a schema. */
function pathsOf(schema: z.ZodType, path = ''): string[] {
  const { type, shape, innerType, in: input, keyType, valueType } = definitionOf(schema);
  if (type === 'object')
    return Object.entries(shape ?? {}).flatMap(([key, within]) => pathsOf(within, path === '' ? key : `${path}.${key}`));
  if (type === 'record' && valueType && definitionOf(valueType).type !== 'array')
    return [...(keyType?._zod.values ?? [])].map((key) => `${path}.${key}`);
  if (innerType) return pathsOf(innerType, path);
  return type === 'pipe' && input && definitionOf(input).type === 'object' ? pathsOf(input) : [path];
}

const strings = (lcid: number): Map<string, string> => {
  const resx = readFileSync(new URL(`../../pcf-controls/StoreSetup/strings/StoreSetup.${lcid}.resx`, import.meta.url), 'utf8');
  return new Map([...resx.matchAll(/<data name="([^"]+)"[^>]*><value>([^<]*)</g)].map(([, key = '', value = '']) => [key, value]));
};

describe('the fields', () => {
  test('are all policies that the server knows, with the defaults that it takes', () => {
    expect(policyFields.map(({ path }) => path).sort()).toEqual(pathsOf(StorePolicies).sort());
    const defaults = StorePolicies.parse({ order: { prefix: 'SHP-', origin: 'WEB' } }) as unknown as JsonObject;
    const unlike = policyFields.filter(({ fallback, path }) => fallback !== undefined && at(defaults, path) !== fallback);
    expect(unlike).toEqual([]);
  });

  test('are all settings and secrets of every connector', () => {
    const settings: Record<string, z.ZodType> = { shopify: ShopifySettings, woocommerce: WooCommerceSettings };
    expect(Object.keys(connectors).sort()).toEqual(channels.map(({ id }) => id as string).sort());
    for (const { id, secrets } of channels) {
      const guide = connectors[id];
      expect(guide?.fields.map(({ path }) => path).sort()).toEqual(pathsOf(settings[id] as z.ZodType).sort());
      expect(guide?.secrets).toEqual(secrets.map(({ purpose }) => purpose));
    }
    expect(secretNames('shopify-main', connectors.shopify!).map(({ name }) => name)).toEqual([
      'shopify-main-client-id',
      'shopify-main-client-secret',
    ]);
  });

  test.each([1033, 1031])('have a label and a sentence in language %i', (lcid) => {
    const said = strings(lcid);
    const ofConnections = Object.entries(connectors).flatMap(([id, { fields, secrets }]) => [
      ...keysOf(fields, `Connection_${id}`),
      ...secrets.map((purpose) => `Secret_${id}_${purpose}`),
    ]);
    const wanted = [...keysOf(policyFields, 'Policy'), ...ofConnections, ...policyGroupNames.map((group) => `Group_${group}`)];
    expect(wanted.filter((key) => !said.get(key))).toEqual([]);
    expect([...strings(1033).keys()].filter((key) => !said.has(key))).toEqual([]);
  });
});

const keysOf = (fields: readonly SettingField[], prefix: string): string[] =>
  fields.flatMap(({ path, is }) => {
    const key = `${prefix}_${keyOf(path)}`;
    const choices = is.kind === 'choice' ? is.choices.map((choice) => `${key}_${choice}`) : [];
    const columns = 'columns' in is ? is.columns.map(({ name }) => `Column_${name}`) : [];
    return [key, `${key}_Hint`, ...choices, ...columns];
  });

/** Values that the server takes, by kind. */
function valuesOf(is: Kind): fc.Arbitrary<Json | undefined> {
  switch (is.kind) {
    case 'switch':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...is.choices);
    case 'whole':
      return fc.integer({ min: is.min, max: is.max ?? 1_000_000 });
    case 'number':
      return fc.integer({ min: is.min, max: is.max });
    default:
      return fc.constant(undefined);
  }
}

describe('a value', () => {
  test('without a fault is one that the server takes, and with one it is not', () => {
    for (const field of policyFields.filter(({ is }) => ['switch', 'choice', 'whole', 'number', 'decimal'].includes(is.kind))) {
      const anything = fc.oneof(
        valuesOf(field.is),
        fc.integer({ min: -5, max: 100_000 }),
        fc.boolean(),
        fc.constantFrom('x', '1,5', '2.50', 'paid'),
      );
      fc.assert(
        fc.property(anything, (value) => {
          if (value === undefined) return;
          const policies = put({ order: { prefix: 'S-', origin: 'W' } }, field.path, value);
          expect(faultOf(field, value) === undefined).toBe(StorePolicies.safeParse(policies).success);
        }),
        { numRuns: 40 },
      );
    }
  });

  test.each<[SettingField['is'], string, Json | undefined]>([
    [{ kind: 'decimal' }, '0,02', '0.02'],
    [{ kind: 'decimal' }, '1,000.50', '1,000.50'],
    [{ kind: 'number', min: 0, max: 100 }, '12,5', 12.5],
    [{ kind: 'whole', min: 0 }, 'ten', 'ten'],
    [{ kind: 'list' }, ' A, B ,,A', ['A', 'B']],
    [{ kind: 'text' }, '   ', undefined],
  ])('of kind %j typed as "%s" is %j', (is, text, value) => {
    expect(typed(is, text)).toEqual(value);
  });

  test('of kits is a row for each part, and the same again', () => {
    const is = policyFields.find(({ path }) => path === 'kits')?.is as Extract<Kind, { kind: 'keyed-rows' }>;
    const kits: JsonObject = {
      'GIFT-SET': [
        { item: 'A', quantity: '1' },
        { item: 'B', quantity: '2', note: 'kept' },
      ],
      DUO: [{ item: 'C', quantity: '2' }],
    };
    expect(rowsOf(is, kits).map(({ set, item }) => [set, item])).toEqual([
      ['GIFT-SET', 'A'],
      ['GIFT-SET', 'B'],
      ['DUO', 'C'],
    ]);
    expect(valueOfRows(is, rowsOf(is, kits))).toEqual(kits);
    expect(faultOf({ is }, { 'GIFT-SET': [{ item: 'A', quantity: 'many' }] })).toMatchObject({ key: 'Wrong_row', values: { row: 1 } });
  });
});

describe('a JSON column', () => {
  test('keeps what it does not know when something is changed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(...policyFields),
        fc.jsonValue(),
        (others, { path }, value) => {
          const before = JSON.parse(JSON.stringify(others)) as JsonObject;
          const after = put(put(before, path, value as Json), path, undefined);
          const [first = ''] = path.split('.');
          const { [first]: _changed, ...kept } = before;
          expect(Object.fromEntries(Object.entries(after).filter(([key]) => key !== first))).toEqual(kept);
          expect(at(put(before, path, value as Json), path)).toEqual(value);
        },
      ),
    );
  });

  test('that cannot be read stays as it is', () => {
    for (const text of ['{"shopDomain":', '[]', '"x"', 'null', '12']) expect(readColumn(text)).toEqual({ raw: text });
    expect([readColumn(null), readColumn('  ')]).toEqual([{ value: {} }, { value: {} }]);
  });

  test('loses no digit', () => {
    const column = readColumn('{"order":{"prefix":"S-"},"later":{"limit":1234567890.12345678901234}}') as { value: JsonObject };
    expect(writeColumn(put(column.value, 'order.prefix', 'T-'))).toContain('1234567890.12345678901234');
  });
});

describe('checks', () => {
  const check = (id: string, state: string, more: object = {}) => ({ id, title: id, state, says: '', advice: '', ...more });

  test('that are open keep a store from going live, the switch itself does not', () => {
    const checks = checksOf([
      check('shop', 'right'),
      check('enabled', 'missing'),
      check('secret:client-id', 'missing'),
      check('x', 'not-checked'),
    ]);
    expect(openChecks(checks ?? []).map(({ id }) => id)).toEqual(['secret:client-id']);
    expect(sortedChecks(checks ?? []).map(({ id }) => id)).toEqual(['secret:client-id', 'x', 'shop']);
  });

  test('are read whatever was written', () => {
    expect(checksInColumn('not readable')).toBeUndefined();
    expect(checksInColumn('{}')).toBeUndefined();
    expect(checksOf([null, 7, {}, check('a', 'fine', { repair: 'format-disk' })])).toEqual([
      { id: 'a', title: 'a', state: 'not-checked', says: '', advice: '', repair: undefined },
    ]);
  });
});

/** What the server says to a body when there is no store: whatever it is, the body was understood. */
async function saysTo(command: CommandDefinition, body: unknown): Promise<string> {
  const nothing = { configuration: async () => ({ stores: [], store: () => undefined }), clock: { now: () => '2026-11-21T10:00:00Z' } };
  const asked = { command: { store: 'a' }, body, caller: {} } as unknown as Parameters<CommandDefinition['carryOut']>[0];
  return (await command.carryOut(asked, nothing as unknown as CommandPorts)).says.en;
}

describe('a time that is run again', () => {
  const form: ReplayForm = { from: '2026-11-21T00:00', to: '2026-11-21T06:30', kind: 'order', states: [], lookAgain: false };
  const { show } = fakePlatform({ minutesFromUtc: 60 }).host;

  test('is asked for in UTC, in words that the server takes', async () => {
    const any = fc.record({
      kind: fc.constantFrom(...replayKinds),
      states: fc.uniqueArray(fc.constantFrom(...replayStates)),
      lookAgain: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(any, async (chosen) => {
        const asked = replayBody({ ...form, ...chosen }, show.instant);
        const body = 'body' in asked ? asked.body : {};
        expect(await saysTo(replay, body)).toBe('There is no store "a".');
        expect(body).toMatchObject({ from: '2026-11-20T23:00:00.000Z', to: '2026-11-21T05:30:00.000Z', kind: chosen.kind });
        // Nothing but orders is asked for in turn: a promise to look for the rest would not be kept.
        expect(body.lookAgain).toBe(chosen.lookAgain && canLookAgain({ ...form, ...chosen }));
      }),
    );
    expect([...replayStates]).toEqual([...syncStates]);
  });

  test.each([
    [{ from: '' }, 'Replay_Missing'],
    [{ to: '2026-11-21T' }, 'Replay_Missing'],
    [{ to: form.from }, 'Replay_Order'],
  ])('that is not one is not asked for: %j', (wrong, fault) => {
    expect(replayBody({ ...form, ...wrong }, show.instant)).toEqual({ fault });
  });

  test.each([1033, 1031])('and everything else of the section is said in language %i', (lcid) => {
    const said = strings(lcid);
    const kinds = ['pause-stores', 'resume-stores', 'replay', 'rotate-secret'].map((kind) => `Name_${kind}`);
    const targets = ['Target_finance-scm', 'Target_dataverse-sales'];
    const wanted = [...replayKinds.map((kind) => `Kind_${kind}`), ...replayStates.map((state) => `Sync_${state}`), ...kinds, ...targets];
    expect(wanted.filter((key) => !said.get(key))).toEqual([]);
  });
});

describe('a pause', () => {
  const row = (key: string, more: object = {}) => storeOf({ cmc_key: key, cmc_name: '', cmc_erptarget: null, ...more });
  const since = '2026-11-21T10:00:00Z';

  test('is read from the row, also one that a person wrote without a reason', () => {
    expect(row('a').paused).toBeUndefined();
    expect(row('a', { cmc_pausedsince: since }).paused).toEqual({ since: Date.parse(since), reason: '' });
    expect(row('a')).toMatchObject({ name: 'a', target: 'finance-scm' });
  });

  test('of all stores is one of those of the same target that run', async () => {
    const other = row('d', { cmc_erptarget: 'dataverse-sales' });
    const stores = [row('a'), row('b', { cmc_pausedsince: since }), row('c'), other];
    expect(stores.map((store) => likewise(store, stores).map(({ key }) => key))).toEqual([['a', 'c'], ['b'], ['a', 'c'], ['d']]);
    for (const body of [
      { stores: ['a'], reason: 'Why' },
      { target: other.target, reason: 'Why' },
    ])
      expect(await saysTo(pauseStores, body)).toBe('No store that runs is named.');
  });
});

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { StorePolicies } from '../../shared/canonical/store.ts';
import { ShopifySettings } from '../../shared/connectors/shopify/settings.ts';
import { ChannelId, CustomerAccount, ItemNumber, LegalEntityId, StoreId } from '../../shared/core/ids.ts';
import { DecimalText } from '../../shared/core/money.ts';
import { inAList, inARow, parseInWords } from '../../shared/core/schema-problems.ts';
import { schemaSaysInGerman } from '../../shared/core/schema-says.ts';
import { Instant } from '../../shared/core/time.ts';
import { MappingSet } from '../../shared/mapping/mapping-set.ts';

const connectors = new URL('../../shared/connectors/', import.meta.url);
const settings = await Promise.all(
  readdirSync(connectors, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(async ({ name }) => [name, await import(new URL(`${name}/settings.ts`, connectors).href)] as const),
);

/** What people fill in by hand. */
const schemas: [string, unknown][] = [
  ...Object.entries({ StorePolicies, MappingSet, StoreId, ChannelId, ItemNumber, CustomerAccount, LegalEntityId }),
  ...settings.map(([name, module]): [string, unknown] => [`the settings of ${name}`, { ...module }]),
];

/** Every sentence that a schema brings itself, however deep. */
function ownSentences(node: unknown, seen = new Set<unknown>()): string[] {
  if (typeof node !== 'object' || node === null || seen.has(node) || node instanceof RegExp) return [];
  seen.add(node);
  const def = (node as { _zod?: { def: Record<string, unknown> } })._zod?.def;
  const inside = Object.values(def ?? node).flatMap((value) => ownSentences(value, seen));
  const lazy = typeof def?.getter === 'function' ? ownSentences(def.getter(), seen) : [];
  const own: unknown = typeof def?.error === 'function' ? def.error({ code: 'custom', input: undefined }) : undefined;
  return [...(typeof own === 'string' ? [own] : []), ...inside, ...lazy];
}

const says = (schema: z.ZodType, value: unknown) => {
  const read = parseInWords(schema, value);
  return 'wrong' in read ? inARow(read.wrong) : undefined;
};

describe('what a schema finds', () => {
  it.each(schemas)('%s has its own sentences in German', (_name, schema) => {
    expect(ownSentences(schema).filter((sentence) => schemaSaysInGerman(sentence) === undefined)).toEqual([]);
  });

  it('the look for own sentences finds them', () => {
    expect(ownSentences(ShopifySettings)).toHaveLength(2);
    expect(ownSentences(MappingSet)).toContain('parts count from 1');
  });

  const whole = z.number().int();
  it.each<[string, z.ZodType, unknown, string]>([
    ['another type', z.string(), 5, 'Erwartet wird ein Text, gefunden wurde eine Zahl'],
    ['nothing', z.string(), undefined, 'Erwartet wird ein Text, gefunden wurde nichts'],
    ['a list', z.object({}), [], 'Erwartet wird eine Gruppe von Werten, gefunden wurde eine Liste'],
    ['a group', z.array(z.string()), {}, 'Erwartet wird eine Liste, gefunden wurde eine Gruppe von Werten'],
    ['no whole number', whole, 1.5, 'Erwartet wird eine ganze Zahl, gefunden wurde eine Zahl'],
    ['no truth', z.boolean(), 'yes', 'Erwartet wird ein Wahrheitswert, gefunden wurde ein Text'],
    ['another choice', z.enum(['a', 'b']), 'c', 'Möglich ist nur eines von „a“, „b“'],
    ['the only choice', z.literal('a'), 'c', 'Möglich ist nur „a“'],
    ['too short', z.string().min(1), '', 'Der Text braucht mindestens 1 Zeichen'],
    ['too long', z.string().max(8), '123456789', 'Der Text darf höchstens 8 Zeichen haben'],
    ['too few', z.array(z.string()).min(1), [], 'Die Zahl der Einträge muss mindestens 1 sein'],
    ['too many', z.array(z.string()).max(1), ['a', 'b'], 'Die Zahl der Einträge darf höchstens 1 sein'],
    ['too small', whole.min(3), 2, 'Die Zahl muss mindestens 3 sein'],
    ['too large', whole.max(3), 4, 'Die Zahl darf höchstens 3 sein'],
    ['not above', z.number().gt(3), 3, 'Die Zahl muss größer als 3 sein'],
    ['not below', z.number().lt(3), 3, 'Die Zahl muss kleiner als 3 sein'],
    ['no multiple', z.number().multipleOf(5), 3, 'Die Zahl muss ein Vielfaches von 5 sein'],
    ['another pattern', z.string().regex(/^a$/), 'b', 'Der Text passt nicht zum Muster /^a$/'],
    ['no address', z.url(), 'b', 'Das ist keine Adresse (URL)'],
    ['no moment', z.iso.datetime(), 'b', 'Das ist kein Zeitpunkt nach ISO 8601'],
    ['another form', z.uuid(), 'b', 'Der Text hat nicht die Form „uuid“'],
    ['one key too many', z.strictObject({}), { a: 1 }, 'Der Schlüssel „a“ ist nicht bekannt'],
    ['two keys too many', z.strictObject({}), { a: 1, b: 2 }, 'Die Schlüssel „a“, „b“ sind nicht bekannt'],
    ['none of several', z.union([z.string(), z.number()]), true, 'Das passt zu keiner der möglichen Formen'],
    ['no decimal', DecimalText, 'much', '„much“ ist keine Dezimalzahl'],
    ['no day and time', Instant, 'soon', '„soon“ ist kein Zeitpunkt'],
    ['a sentence of its own', StoreId, 'A b', 'eine Shop-Id hat Kleinbuchstaben, Ziffern und Bindestriche, höchstens 50'],
  ])('%s is said in German, and in English as ever', (_what, schema, value, german) => {
    const english = schema.safeParse(value).error?.issues.map(({ message }) => message);
    expect(says(schema, value)).toEqual({ en: `it: ${english}`, de: `insgesamt: ${german}` });
  });

  it('an unknown kind of rule is answered with what there is', () => {
    const de = says(MappingSet, { document: 'customer', version: 1, rules: [{ id: 'a', target: 'b', kind: 'script' }] })?.de;
    expect(de).toMatch(/^rules\.0\.kind: /);
    expect(de).not.toMatch(/Invalid|expected/);
  });

  it('stands one below the other as English always did', () => {
    const schema = z.object({ a: z.object({ b: z.string() }), c: z.array(z.number()) });
    const value = { a: {}, c: ['x'] };
    const read = parseInWords(schema, value);
    const list = 'wrong' in read ? inAList(read.wrong) : undefined;
    expect(list?.en).toBe(z.prettifyError(schema.safeParse(value).error as z.ZodError));
    expect(list?.de).toBe(
      [
        '✖ Erwartet wird ein Text, gefunden wurde nichts',
        '  → bei a.b',
        '✖ Erwartet wird eine Zahl, gefunden wurde ein Text',
        '  → bei c[0]',
      ].join('\n'),
    );
  });
});

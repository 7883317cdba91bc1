import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TargetField, TargetSchema } from '../../../shared/canonical/target-schema.ts';
import { customerSchema, salesOrderHeaderSchema, salesOrderLineSchema } from '../../../shared/d365/finance-scm/schema.ts';

const contracts = new URL('../../../../shared/contracts/d365/fno/', import.meta.url);
const present = existsSync(new URL('fields.csv', contracts));

const rowsOf = (name: string): string[][] =>
  readFileSync(new URL(name, contracts), 'utf8')
    .split(/\r?\n/)
    .map((line) => line.split(','));

const schemas: [set: string, schema: TargetSchema][] = [
  ['SalesOrderHeadersV4', salesOrderHeaderSchema],
  ['SalesOrderLinesV3', salesOrderLineSchema],
  ['CustomersV3', customerSchema],
];

const edmTypes: Record<TargetField['type'], RegExp> = {
  text: /^Edm\.String$/,
  decimal: /^Edm\.Decimal$/,
  integer: /^Edm\.Int(32|64)$/,
  date: /^Edm\.DateTimeOffset$/,
  datetime: /^Edm\.DateTimeOffset$/,
  choice: /^Microsoft\.Dynamics\.DataEntities\.|^Edm\.String$/,
};

describe.skipIf(!present).each(schemas)('the schema for %s', (set, schema) => {
  const rows = present ? rowsOf('fields.csv').filter(([entitySet]) => entitySet === set) : [];
  const typeOf = new Map(rows.map(([, , property = '', type = '']) => [property, type]));

  it('names only properties that the entity has, with their types', () => {
    for (const { name, type } of schema.fields) expect([name, typeOf.get(name)]).toEqual([name, expect.stringMatching(edmTypes[type])]);
  });

  it('knows the members of every choice', () => {
    const members = rowsOf('enums.csv');
    for (const field of schema.fields.filter(({ type }) => type === 'choice')) {
      const enumName = typeOf.get(field.name)?.split('.').at(-1);
      if (enumName === 'String') continue;
      expect([field.name, field.members]).toEqual([
        field.name,
        members
          .filter(([name]) => name === enumName)
          .map(([, member]) => member)
          .sort(byListOf(field)),
      ]);
    }
  });

  it('asks for what the entity cannot be without', () => {
    const required = rows.filter(([, , , , , , evidence]) => evidence?.includes('IsRequired')).map(([, , property]) => property);
    for (const name of required) expect(schema.fields.find((field) => field.name === name)).toMatchObject({ mandatory: true });
  });
});

const byListOf =
  ({ members = [] }: TargetField) =>
  (a = '', b = '') =>
    members.indexOf(a) - members.indexOf(b);

it('names every field once', () => {
  for (const [, { fields }] of schemas) expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
});

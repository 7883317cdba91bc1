import { readFileSync } from 'node:fs';

/** What the server serves: sets, properties and enums as the published metadata has them. */

export const namespace = 'Microsoft.Dynamics.DataEntities';

const scalars = ['string', 'decimal', 'int32', 'int64', 'dateTime', 'guid'] as const;
export type PropertyType = (typeof scalars)[number] | 'enum';

export interface Enumeration {
  name: string;
  members: ReadonlyMap<string, number>;
}

export interface Property {
  name: string;
  type: PropertyType;
  enumeration?: Enumeration;
  /** Cannot be empty when a row is written. */
  required: boolean;
  /** Can be given at creation only. */
  readOnly: boolean;
  /** Never settable: the server makes it. */
  computed: boolean;
}

export interface EntitySet {
  name: string;
  /** Entity type, the singular. */
  type: string;
  /** Name of the entity in the application's own error texts. */
  aot: string;
  keys: readonly string[];
  properties: ReadonlyMap<string, Property>;
  /** Navigation name → set of its rows, which carry this set's key fields. */
  navigation: ReadonlyMap<string, string>;
  byCompany: boolean;
}

interface SetInFile {
  type: string;
  aot?: string;
  keys: string[];
  navigation?: Record<string, string>;
  properties: Record<string, string>;
}

const file = JSON.parse(readFileSync(new URL('./metadata.json', import.meta.url), 'utf8')) as {
  sets: Record<string, SetInFile>;
  enums: Record<string, Record<string, number>>;
};

export const enumerations: ReadonlyMap<string, Enumeration> = new Map(
  Object.entries(file.enums).map(([name, members]) => [name, { name, members: new Map(Object.entries(members)) }]),
);

export const entitySets: ReadonlyMap<string, EntitySet> = new Map(
  Object.entries(file.sets).map(([name, set]) => [name, readSet(name, set)]),
);

function readSet(name: string, { type, aot = `${type}Entity`, keys, navigation = {}, properties }: SetInFile): EntitySet {
  return {
    name,
    type,
    aot,
    keys,
    properties: new Map(Object.entries(properties).map(([property, traits]) => [property, readProperty(property, traits)])),
    navigation: new Map(Object.entries(navigation)),
    byCompany: 'dataAreaId' in properties,
  };
}

function readProperty(name: string, traits: string): Property {
  const [typeName = '', ...flags] = traits.split(' ');
  const scalar = scalars.find((known) => known === typeName);
  const enumeration = enumerations.get(typeName);
  if (!scalar && !enumeration) throw new Error(`metadata.json: ${name} has the unknown type ${typeName}`);
  return {
    name,
    type: scalar ?? 'enum',
    enumeration,
    required: flags.includes('required'),
    readOnly: flags.includes('readOnly'),
    computed: flags.includes('computed'),
  };
}

/** The set of this name; every name the server works with itself exists. */
export function requireSet(name: string): EntitySet {
  const set = entitySets.get(name);
  if (!set) throw new Error(`no entity set ${name}`);
  return set;
}

const edmNames: Record<Exclude<PropertyType, 'enum'>, string> = {
  string: 'Edm.String',
  decimal: 'Edm.Decimal',
  int32: 'Edm.Int32',
  int64: 'Edm.Int64',
  dateTime: 'Edm.DateTimeOffset',
  guid: 'Edm.Guid',
};

/** The full type name, as metadata and error texts have it. */
export const edmName = ({ type, enumeration }: Pick<Property, 'type' | 'enumeration'>): string =>
  type === 'enum' ? `${namespace}.${enumeration?.name}` : edmNames[type];

/** Whether metadata says `Nullable="false"`: everything but text and enums, and all keys. */
export const isRequiredType = (set: EntitySet, { name, type }: Property): boolean =>
  set.keys.includes(name) || (type !== 'string' && type !== 'enum');

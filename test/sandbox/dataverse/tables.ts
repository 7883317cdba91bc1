import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

export type ColumnType =
  | 'text'
  | 'memo'
  | 'integer'
  | 'decimal'
  | 'datetime'
  | 'bit'
  | 'choice'
  | 'state'
  | 'status'
  | 'id'
  | 'lookup'
  | 'version';

export interface Column {
  /** As it travels: a lookup is `_ownerid_value`. */
  name: string;
  type: ColumnType;
  canCreate: boolean;
  canUpdate: boolean;
  maxLength: number;
  min: number;
  max: number;
  /** Decimals of a decimal column. */
  accuracy: number;
  /** Labels by value: choices, states, statuses, yes and no. */
  options: ReadonlyMap<number, string>;
  /** Lookups: which table it points at. */
  target?: { table: string; set: string };
  /** Lookups: the navigation property, in the letter case that counts. */
  navigation?: string;
}

export interface Table {
  /** Logical name. */
  name: string;
  set: string;
  label: string;
  id: string;
  primaryName: string;
  changeTracking: boolean;
  /** The application user may only read it. */
  readOnly: boolean;
  columns: ReadonlyMap<string, Column>;
  /** Alternate keys of one column each. */
  keys: readonly { name: string; column: string }[];
  /** Which state each status belongs to. */
  stateOfStatus: ReadonlyMap<number, number>;
  /** What privileges call the table where that is not its own name: `User`. */
  privilegeName?: string;
  /** Collections by the name of their navigation property. */
  collections?: ReadonlyMap<string, Collection>;
}

/** Rows of another table that belong to a row: those that look it up, or those that an intersect table joins to it. */
export type Collection = { set: string; column: string } | { set: string; through: string; own: string; other: string };

export interface Xml {
  [name: string]: Xml | Xml[] | string | undefined;
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false });
export const read = (path: string): Xml => parser.parse(readFileSync(path, 'utf8')) as Xml;
export const list = (value: Xml[string]): Xml[] =>
  Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value as Xml];
export const child = (xml: Xml | undefined, ...path: string[]): Xml | undefined =>
  path.reduce<Xml | undefined>((at, name) => list(at?.[name])[0], xml);
export const text = (xml: Xml | undefined, name: string): string => (typeof xml?.[name] === 'string' ? xml[name] : '');
const label = (xml: Xml | undefined): string => text(list(child(xml, 'labels')?.label)[0], '@description');

/** The tables of an unpacked solution, with the columns that every Dataverse table has besides. */
export function readTables(solutionFolder: string): Table[] {
  const choices = new Map<string, ReadonlyMap<number, string>>();
  for (const file of readdirSync(join(solutionFolder, 'OptionSets'))) {
    const set = child(read(join(solutionFolder, 'OptionSets', file)), 'optionset');
    choices.set(text(set, '@Name'), optionsOf(set));
  }
  const tables = readdirSync(join(solutionFolder, 'Entities'))
    .sort()
    .map((name) => toTable(child(read(join(solutionFolder, 'Entities', name, 'Entity.xml')), 'Entity', 'EntityInfo', 'entity'), choices));
  return withRelationships(tables, readRelationships(solutionFolder));
}

interface Relationship {
  from: string;
  column: string;
  to: string;
  navigation: string;
  collection: string;
}

function readRelationships(solutionFolder: string): Relationship[] {
  const folder = join(solutionFolder, 'Other', 'Relationships');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .flatMap((file) => list(child(read(join(folder, file)), 'EntityRelationships')?.EntityRelationship))
    .map((one) => {
      const roles = list(child(one, 'EntityRelationshipRoles')?.EntityRelationshipRole);
      const named = (type: string) =>
        text(
          roles.find((role) => text(role, 'RelationshipRoleType') === type),
          'NavigationPropertyName',
        );
      return {
        from: text(one, 'ReferencingEntityName').toLowerCase(),
        column: `_${text(one, 'ReferencingAttributeName').toLowerCase()}_value`,
        to: text(one, 'ReferencedEntityName').toLowerCase(),
        navigation: named('1'),
        collection: named('0'),
      };
    });
}

/** Lookups point where the relationships of the solution say. */
function withRelationships(tables: readonly Table[], relationships: readonly Relationship[]): Table[] {
  const sets = new Map(tables.map(({ name, set }) => [name, set]));
  return tables.map((table) => {
    const columns = new Map(table.columns);
    for (const { from, column, to, navigation } of relationships) {
      const set = sets.get(to);
      const known = columns.get(column);
      if (from !== table.name || !known) continue;
      columns.set(column, { ...known, ...(navigation ? { navigation } : {}), ...(set ? { target: { table: to, set } } : {}) });
    }
    const collections = relationships
      .filter(({ to, from, collection }) => to === table.name && collection && sets.has(from))
      .map(({ from, column, collection }) => [collection, { set: sets.get(from) ?? '', column }] as const);
    return { ...table, columns, collections: new Map(collections) };
  });
}

function toTable(entity: Xml | undefined, choices: ReadonlyMap<string, ReadonlyMap<number, string>>): Table {
  const name = text(entity, '@Name').toLowerCase();
  const attributes = list(child(entity, 'attributes')?.attribute);
  const columns = [...attributes.map((attribute) => toColumn(attribute, choices)), ...columnsOfEveryTable];
  const statuses = list(
    child(
      attributes.find((one) => text(one, 'Type') === 'status'),
      'optionset',
      'statuses',
    )?.status,
  );
  return {
    name,
    set: text(entity, 'EntitySetName'),
    label: text(child(entity, 'LocalizedNames', 'LocalizedName'), '@description'),
    id: `${name}id`,
    primaryName: text(
      attributes.find((one) => text(one, 'DisplayMask').includes('PrimaryName')),
      'LogicalName',
    ),
    readOnly: false,
    changeTracking: text(entity, 'ChangeTrackingEnabled') === '1',
    columns: new Map(columns.map((column) => [column.name, column])),
    keys: list(child(entity, 'EntityKeys')?.EntityKey).map((key) => ({
      name: text(key, 'Name'),
      column: text(child(key, 'EntityKeyAttributes'), 'AttributeName').toLowerCase(),
    })),
    stateOfStatus: new Map(statuses.map((status) => [Number(text(status, '@value')), Number(text(status, '@state'))])),
  };
}

const typesByXml: Record<string, ColumnType> = {
  primarykey: 'id',
  nvarchar: 'text',
  ntext: 'memo',
  int: 'integer',
  decimal: 'decimal',
  datetime: 'datetime',
  bit: 'bit',
  picklist: 'choice',
  state: 'state',
  status: 'status',
  lookup: 'lookup',
  owner: 'lookup',
};

const systemUser = { table: 'systemuser', set: 'systemusers' };
const lookupTargets: Record<string, { table: string; set: string }> = {
  businessunitid: { table: 'businessunit', set: 'businessunits' },
  owningbusinessunit: { table: 'businessunit', set: 'businessunits' },
  owningteam: { table: 'team', set: 'teams' },
  parentrootroleid: { table: 'role', set: 'roles' },
};

function toColumn(attribute: Xml, choices: ReadonlyMap<string, ReadonlyMap<number, string>>): Column {
  const logicalName = text(attribute, 'LogicalName');
  const type = typesByXml[text(attribute, 'Type')];
  if (!type) throw new Error(`The simulator knows no column type "${text(attribute, 'Type')}" (${logicalName}).`);
  const number = (name: string, fallback: number) => (text(attribute, name) === '' ? fallback : Number(text(attribute, name)));
  return {
    name: type === 'lookup' ? `_${logicalName}_value` : logicalName,
    type,
    canCreate: text(attribute, 'ValidForCreateApi') === '1',
    canUpdate: text(attribute, 'ValidForUpdateApi') === '1',
    maxLength: number('MaxLength', 0),
    min: number('MinValue', -2147483648),
    max: number('MaxValue', 2147483647),
    accuracy: number('Accuracy', 0),
    options: choices.get(text(attribute, 'OptionSetName')) ?? optionsOf(child(attribute, 'optionset')),
    ...(type === 'lookup' ? { target: lookupTargets[logicalName] ?? systemUser, navigation: logicalName } : {}),
  };
}

function optionsOf(set: Xml | undefined): ReadonlyMap<number, string> {
  const all = [...list(child(set, 'options')?.option), ...list(child(set, 'states')?.state), ...list(child(set, 'statuses')?.status)];
  return new Map(all.map((one) => [Number(text(one, '@value')), label(one)]));
}

/** A column that clients only read. */
export const systemColumn = (name: string, type: ColumnType): Column => ({
  name,
  type,
  canCreate: false,
  canUpdate: false,
  maxLength: 0,
  min: -2147483648,
  max: 2147483647,
  accuracy: 0,
  options: new Map(),
  ...(type === 'lookup'
    ? { target: lookupTargets[name.slice(1, -'_value'.length)] ?? systemUser, navigation: name.slice(1, -'_value'.length) }
    : {}),
});

/** Made by the platform with every table, whatever the solution says. */
const columnsOfEveryTable: readonly Column[] = [systemColumn('versionnumber', 'version')];

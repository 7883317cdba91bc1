import type { Publisher } from './check.ts';
import { repeated } from './check-components.ts';
import { foreignTables } from './foreign.ts';
import type { PlacedFile } from './source.ts';
import { childOf, descendants, type Element, textOf } from './xml.ts';

/** An import is not known to add the columns that the maker adds to a new table, so each table carries them. */
const standardColumns = [
  'createdby',
  'createdon',
  'createdonbehalfby',
  'importsequencenumber',
  'modifiedby',
  'modifiedon',
  'modifiedonbehalfby',
  'overriddencreatedon',
  'ownerid',
  'owningbusinessunit',
  'owningteam',
  'owninguser',
  'statecode',
  'statuscode',
  'timezoneruleversionnumber',
  'utcconversiontimezonecode',
];

/** Exports carry no relationship for these: the platform makes it. */
const lookupsWithoutRelationship = ['createdonbehalfby', 'modifiedonbehalfby'];

/** Tables and their columns. */
export function checkTables(files: readonly PlacedFile[], publisher: Publisher): string[] {
  const choices = new Set(files.filter((file) => file.place === 'choice').map((file) => file.parts[0] ?? ''));
  const lookups = new Set(
    files
      .filter((file) => file.place === 'relationships')
      .flatMap(({ root }) => root.children)
      .map((one) => `${textOf(one, 'ReferencingEntityName')}.${textOf(one, 'ReferencingAttributeName')}`),
  );
  const isExtension = ({ parts: [name = ''] }: PlacedFile) => foreignTables[name.toLowerCase()] !== undefined;
  const entities = files.filter((file) => file.place === 'entity');
  const tables = entities.filter((file) => !isExtension(file));
  const sets = tables.map(({ root }) => textOf(root, 'EntityInfo', 'entity', 'EntitySetName'));
  return [
    ...repeated(sets).map((set) => `Entities: the set name "${set}" is there twice.`),
    ...tables.flatMap((file) => checkTable(file, publisher, choices, lookups).map((problem) => `${file.path}: ${problem}`)),
    ...entities
      .filter(isExtension)
      .flatMap((file) => checkExtension(file, files, publisher, choices, lookups).map((problem) => `${file.path}: ${problem}`)),
  ];
}

/** A table of another solution, to which ours adds columns. */
function checkExtension(
  { root, parts: [name = ''] }: PlacedFile,
  files: readonly PlacedFile[],
  { prefix }: Publisher,
  choices: ReadonlySet<string>,
  lookups: ReadonlySet<string>,
): string[] {
  const entity = childOf(root, 'EntityInfo', 'entity');
  const columns = childOf(entity, 'attributes')?.children ?? [];
  const manifest = files.find((file) => file.place === 'solution')?.root;
  const component = (manifest ? descendants(manifest, 'RootComponent') : []).find(
    ({ attributes }) => attributes.type === '1' && attributes.schemaName === name.toLowerCase(),
  );
  return [
    ...(component?.attributes.behavior === '2' ? [] : ['its root component must have behavior 2, or the import takes the whole table.']),
    ...(entity?.children ?? [])
      .filter((child) => child.name !== 'attributes')
      .map((child) => `${child.name} belongs to the owner of the table.`),
    ...columns
      .filter(({ attributes }) => !attributes.PhysicalName?.startsWith(prefix))
      .map(({ attributes }) => `column ${attributes.PhysicalName}: its name must begin with ${prefix}.`),
    ...columns.flatMap((column) => checkColumn(name, column, prefix, choices, lookups)),
  ];
}

function checkTable(
  { root, parts }: PlacedFile,
  { prefix }: Publisher,
  choices: ReadonlySet<string>,
  lookups: ReadonlySet<string>,
): string[] {
  const [folder = ''] = parts;
  const entity = childOf(root, 'EntityInfo', 'entity');
  const name = entity?.attributes.Name ?? '';
  const columns = childOf(entity, 'attributes')?.children ?? [];
  return [
    ...(name === folder && textOf(root, 'Name') === folder ? [] : [`the table is named "${name}" inside, its folder "${folder}".`]),
    ...(name.startsWith(prefix) ? [] : [`the table's name must begin with ${prefix}.`]),
    ...(textOf(entity, 'EntitySetName') === '' ? ['EntitySetName is missing.'] : []),
    ...(textOf(entity, 'OwnershipTypeMask') === '' ? ['OwnershipTypeMask is missing.'] : []),
    ...checkPrimaryColumns(name, columns),
    ...standardColumns
      .filter((wanted) => !columns.some((column) => textOf(column, 'LogicalName') === wanted))
      .map((missing) => `the column ${missing}, which every table has, is missing.`),
    ...repeated(columns.map((column) => textOf(column, 'LogicalName'))).map((column) => `column ${column} is there twice.`),
    ...columns.flatMap((column) => checkColumn(name, column, prefix, choices, lookups)),
    ...checkKeys(entity, columns, prefix),
  ];
}

function checkPrimaryColumns(table: string, columns: readonly Element[]): string[] {
  const keys = columns.filter((column) => textOf(column, 'Type') === 'primarykey');
  const names = columns.filter((column) => textOf(column, 'DisplayMask').split('|').includes('PrimaryName'));
  const [key] = keys;
  return [
    ...(keys.length === 1 && textOf(key, 'LogicalName') === `${table.toLowerCase()}id`
      ? []
      : [`the primary key must be ${table.toLowerCase()}id.`]),
    ...(key && textOf(key, 'ValidForUpdateApi') !== '0' ? ['the primary key must have ValidForUpdateApi 0.'] : []),
    ...(names.length === 1 ? [] : ['exactly one column must be the primary name.']),
  ];
}

function checkColumn(table: string, column: Element, prefix: string, choices: ReadonlySet<string>, lookups: ReadonlySet<string>): string[] {
  const physical = column.attributes.PhysicalName ?? '';
  const type = textOf(column, 'Type');
  const says = (problem: string) => `column ${physical}: ${problem}`;
  const isCustom = textOf(column, 'IsCustomField') === '1';
  const choice = textOf(column, 'OptionSetName');
  return [
    ...(['Name', 'LogicalName'].every((name) => textOf(column, name) === physical.toLowerCase())
      ? []
      : [says('Name and LogicalName must be its physical name in small letters.')]),
    ...(isCustom && !physical.startsWith(prefix) ? [says(`its name must begin with ${prefix}.`)] : []),
    ...(isCustom && !childOf(column, 'Descriptions', 'Description')?.attributes.description
      ? [says('it has no description for people.')]
      : []),
    ...(childOf(column, 'displaynames', 'displayname')?.attributes.description ? [] : [says('it has no label.')]),
    ...(type === 'nvarchar' && textOf(column, 'Length') !== String(2 * Number(textOf(column, 'MaxLength')))
      ? [says('Length must be twice MaxLength.')]
      : []),
    ...(type === 'picklist' && !choices.has(choice) && !childOf(column, 'optionset')
      ? [says(`the choice "${choice}" is not in the solution.`)]
      : []),
    ...((type === 'lookup' || type === 'owner') &&
    !lookups.has(`${table}.${physical}`) &&
    !lookupsWithoutRelationship.includes(textOf(column, 'LogicalName'))
      ? [says('this lookup has no relationship.')]
      : []),
  ];
}

/** An index of the database holds 900 bytes, and a key has at most 16 columns. */
const maxKeyBytes = 900;

function checkKeys(entity: Element | undefined, columns: readonly Element[], prefix: string): string[] {
  const keys = childOf(entity, 'EntityKeys')?.children ?? [];
  return keys.flatMap((key) => {
    const name = textOf(key, 'Name');
    const names = descendants(key, 'AttributeName').map((one) => one.text);
    const used = names.map((one) => columns.find((column) => textOf(column, 'LogicalName') === one));
    const bytes = used.reduce((sum, column) => sum + Number(textOf(column, 'Length') || 16), 0);
    return [
      ...(name.startsWith(prefix) ? [] : [`key ${name} must begin with ${prefix}.`]),
      ...names.filter((_, index) => !used[index]).map((one) => `key ${name} uses column ${one}, which does not exist.`),
      ...(bytes > maxKeyBytes || names.length > 16 ? [`key ${name} is larger than a key may be.`] : []),
    ];
  });
}

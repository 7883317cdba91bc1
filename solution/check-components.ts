import type { Publisher } from './check.ts';
import { newerNames, partsInOrder } from './foreign.ts';
import { unversioned } from './pack.ts';
import type { Place, PlacedFile } from './source.ts';
import { childOf, descendants, textOf } from './xml.ts';

/** The manifest: version, root components against files, choices, relationships. */
export function checkComponents(files: readonly PlacedFile[], publisher: Publisher): string[] {
  return [
    ...checkManifest(files, publisher),
    ...checkParts(files),
    ...checkNames(files),
    ...checkRootComponents(files),
    ...checkChoices(files, publisher),
    ...checkRelationships(files),
    ...checkDeletes(files, publisher),
  ];
}

function checkManifest(files: readonly PlacedFile[], { prefix, optionValuePrefix }: Publisher): string[] {
  const manifest = childOf(files.find((file) => file.place === 'solution')?.root, 'SolutionManifest');
  const says = (problem: string) => `Other/Solution.xml: ${problem}`;
  return [
    ...(textOf(manifest, 'Version') === unversioned ? [] : [says(`Version must be ${unversioned}, the packer writes it.`)]),
    ...(textOf(manifest, 'Managed') === '2' ? [] : [says('Managed must be 2: the source is for both kinds.')]),
    ...(/^[a-z][a-z0-9]{1,7}_$/.test(prefix) ? [] : [says('CustomizationPrefix must be 2 to 8 letters and digits.')]),
    ...(/^[1-9]\d{4}$/.test(optionValuePrefix) ? [] : [says('CustomizationOptionValuePrefix must be a number of five digits.')]),
  ];
}

/** What a part of the skeleton is filled with. */
const partOf: Partial<Record<Place, string>> = {
  entity: 'Entities',
  role: 'Roles',
  relationships: 'EntityRelationships',
  choice: 'optionsets',
  webResource: 'WebResources',
  control: 'CustomControls',
  siteMap: 'AppModuleSiteMaps',
  app: 'AppModules',
};

function checkParts(files: readonly PlacedFile[]): string[] {
  const parts = (files.find((file) => file.place === 'customizations')?.root.children ?? []).map(({ name }) => name);
  const says = (problem: string) => `Other/Customizations.xml: ${problem}`;
  const order = parts.map((name) => partsInOrder.indexOf(name));
  return [
    ...parts.filter((_, index) => order[index] === -1).map((name) => says(`${name} is no part of a solution.`)),
    ...parts
      .filter((_, index) => (order[index] ?? 0) >= 0 && (order[index] ?? 0) < Math.max(-1, ...order.slice(0, index)))
      .map((name) => says(`${name} stands too late; an import wants the parts in their order.`)),
    ...[...new Set(files.map(({ place }) => partOf[place]))]
      .filter((name) => name !== undefined && !parts.includes(name))
      .map((name) => says(`there is no empty ${name} for what belongs into it.`)),
  ];
}

function checkNames(files: readonly PlacedFile[]): string[] {
  const newer = new RegExp(`[< ](${newerNames.join('|')})[ =/>]`);
  return files.flatMap(({ path, text }) => {
    const found = newer.exec(text.replace(/"[^"]*"/g, '""'))?.[1];
    return found ? [`${path}: ${found} is not known to every environment.`] : [];
  });
}

function checkRootComponents(files: readonly PlacedFile[]): string[] {
  const solution = files.find((file) => file.place === 'solution');
  const named = (solution ? descendants(solution.root, 'RootComponent') : []).map(
    ({ attributes }) => `${attributes.type} ${attributes.schemaName ?? attributes.id}`,
  );
  const there = files.flatMap(rootComponentOf);
  return [
    ...named.filter((one) => !there.includes(one)).map((one) => `Other/Solution.xml: root component ${one} is not in the solution.`),
    ...there.filter((one) => !named.includes(one)).map((one) => `Other/Solution.xml: ${one} is in the solution but no root component.`),
    ...repeated(named).map((one) => `Other/Solution.xml: root component ${one} is there twice.`),
  ];
}

/** How a file has to be named in the manifest: component type and name, or id. Environment variables travel without. */
function rootComponentOf({ place, parts: [name = ''], root }: PlacedFile): string[] {
  if (place === 'entity') return [`1 ${name.toLowerCase()}`];
  if (place === 'choice') return [`9 ${name}`];
  if (place === 'role') return [`20 ${root.attributes.id}`];
  if (place === 'webResource') return [`61 ${name}`];
  if (place === 'siteMap') return [`62 ${name}`];
  if (place === 'control') return [`66 ${name}`];
  if (place === 'app') return [`80 ${name}`];
  return [];
}

function checkChoices(files: readonly PlacedFile[], { prefix, optionValuePrefix }: Publisher): string[] {
  return files
    .filter((file) => file.place === 'choice')
    .flatMap(({ path, parts, root }) => {
      const values = descendants(root, 'option').map(({ attributes }) => attributes.value ?? '');
      return [
        ...(root.attributes.Name === parts[0] ? [] : [`${path}: it is named "${root.attributes.Name}" inside.`]),
        ...(root.attributes.Name?.startsWith(prefix) ? [] : [`${path}: its name must begin with ${prefix}.`]),
        ...values
          .filter((value) => value.length !== 9 || !value.startsWith(optionValuePrefix))
          .map((value) => `${path}: value ${value} must begin with ${optionValuePrefix} and have nine digits.`),
        ...repeated(values).map((value) => `${path}: value ${value} is there twice.`),
      ];
    });
}

function checkRelationships(files: readonly PlacedFile[]): string[] {
  const relationships = files
    .filter((file) => file.place === 'relationships')
    .flatMap(({ path, root }) => root.children.map((relationship) => ({ path, relationship, name: relationship.attributes.Name ?? '' })));
  const names = relationships.map(({ name }) => name);
  const listed = (files.find((file) => file.place === 'relationshipList')?.root.children ?? []).map(
    ({ attributes }) => attributes.Name ?? '',
  );
  const tables = new Map(files.filter((file) => file.place === 'entity').map((file) => [file.parts[0] ?? '', file.root]));
  const wrongColumn = relationships.flatMap(({ path, relationship, name }) => {
    const table = tables.get(textOf(relationship, 'ReferencingEntityName'));
    const column = textOf(relationship, 'ReferencingAttributeName');
    if (!table) return [`${path}: ${name} begins at a table that is not in the solution.`];
    const known = descendants(table, 'attribute').some(({ attributes }) => attributes.PhysicalName === column);
    return known ? [] : [`${path}: ${name} begins at column ${column}, which the table does not have; letter case counts.`];
  });
  const shown = files
    .filter((file) => file.place === 'form')
    .flatMap(({ path, root }) => descendants(root, 'RelationshipName').map(({ text }) => ({ path, name: text })));
  return [
    ...wrongColumn,
    ...shown.filter(({ name }) => !names.includes(name)).map(({ path, name }) => `${path}: the relationship ${name} does not exist.`),
    ...repeated(names).map((name) => `Other/Relationships: ${name} is there twice.`),
    ...names.filter((name) => !listed.includes(name)).map((name) => `Other/Relationships.xml does not list ${name}.`),
    ...listed.filter((name) => !names.includes(name)).map((name) => `Other/Relationships.xml lists ${name}, which does not exist.`),
  ];
}

/** What may happen to rows that point at one that is deleted; the platform's own lookups have other rules. */
const deletes = ['Cascade', 'RemoveLink', 'Restrict'];

const checkDeletes = (files: readonly PlacedFile[], { prefix }: Publisher): string[] =>
  files
    .filter((file) => file.place === 'relationships')
    .flatMap(({ path, root }) => root.children.map((relationship) => ({ path, relationship })))
    .filter(({ relationship }) => textOf(relationship, 'ReferencingAttributeName').startsWith(prefix))
    .filter(({ relationship }) => !deletes.includes(textOf(relationship, 'CascadeDelete')))
    .map(({ path, relationship }) => `${path}: CascadeDelete of ${relationship.attributes.Name} must be ${deletes.join(', ')}.`);

export const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) < index)),
];

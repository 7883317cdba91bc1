import { repeated } from './check-components.ts';
import { foreignTables } from './foreign.ts';
import type { PlacedFile } from './source.ts';
import { descendants, textOf } from './xml.ts';

/** Every environment has these, so nothing has to be said about them. */
const platformTables = ['businessunit', 'owner', 'systemuser', 'team'];

/** What a solution uses of others: it has to say so, and it has to be there. */
export function checkNeeds(files: readonly PlacedFile[], needs: readonly PlacedFile[]): string[] {
  const own = componentsOf(files);
  const there = [...componentsOf(needs), ...Object.keys(foreignTables).map((table) => `1 ${table}`)];
  const used = [...new Set(usedBy(files))].filter((one) => !own.includes(one));
  const solution = files.find((file) => file.place === 'solution');
  const declared = (solution ? descendants(solution.root, 'Required') : []).map(
    ({ attributes }) => `${attributes.type} ${attributes.schemaName}`,
  );
  const says = (problem: string) => `Other/Solution.xml: ${problem}`;
  return [
    ...used.filter((one) => !there.includes(one)).map((one) => says(`component ${one} is used, and there is no such thing.`)),
    ...used
      .filter((one) => there.includes(one) && !declared.includes(one))
      .map((one) => says(`component ${one} of another solution is used and not declared in MissingDependencies.`)),
    ...declared.filter((one) => !used.includes(one)).map((one) => says(`MissingDependencies has component ${one}, which nothing uses.`)),
    ...repeated(declared).map((one) => says(`MissingDependencies has component ${one} twice.`)),
  ];
}

function componentsOf(files: readonly PlacedFile[]): string[] {
  return files.flatMap(({ place, parts: [name = ''] }) => {
    if (place === 'entity') return foreignTables[name.toLowerCase()] ? [] : [`1 ${name.toLowerCase()}`];
    if (place === 'webResource') return [`61 ${name}`];
    return place === 'control' ? [`66 ${name}`] : [];
  });
}

function usedBy(files: readonly PlacedFile[]): string[] {
  return files.flatMap(({ place, parts: [name = ''], root }) => {
    if (place === 'entity') return foreignTables[name.toLowerCase()] ? [`1 ${name.toLowerCase()}`] : [];
    if (place === 'relationships') return root.children.map((one) => textOf(one, 'ReferencedEntityName').toLowerCase()).flatMap(tableUse);
    if (place !== 'form') return [];
    const bound = descendants(root, 'customControl').flatMap(({ attributes }) => (attributes.name ? [`66 ${attributes.name}`] : []));
    const libraries = [
      ...descendants(root, 'Library').map(({ attributes }) => attributes.name),
      ...descendants(root, 'Handler').map(({ attributes }) => attributes.libraryName),
    ];
    return [...bound, ...libraries.map((library) => `61 ${library}`)];
  });
}

const tableUse = (table: string): string[] => (platformTables.includes(table) ? [] : [`1 ${table}`]);

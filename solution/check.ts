import type { ControlSource } from './built.ts';
import { checkApps } from './check-app.ts';
import { checkComponents } from './check-components.ts';
import { checkControls } from './check-controls.ts';
import { checkForms } from './check-forms.ts';
import { checkNeeds } from './check-needs.ts';
import { checkRoles } from './check-roles.ts';
import { checkTables } from './check-tables.ts';
import { type PlacedFile, placed, placeOf, readSource, type SourceFile } from './source.ts';
import { textOf } from './xml.ts';

/** What a check may know beside the solution itself. */
export interface Surroundings {
  /** Sources of the controls that forms and grids bind. */
  controls?: readonly ControlSource[];
  /** Source of the solution that has to be imported before. */
  needs?: readonly SourceFile[];
}

/** What would make an import fail, one line each; empty when nothing is known to. */
export const checkSolution = (folder: string, surroundings?: Surroundings): string[] => checkFiles(readSource(folder), surroundings);

/** The same, for files that are already read. */
export function checkFiles(source: readonly SourceFile[], { controls, needs = [] }: Surroundings = {}): string[] {
  let files: PlacedFile[];
  try {
    files = placed(source);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const missing = ['Other/Solution.xml', 'Other/Customizations.xml', 'Other/Relationships.xml']
    .filter((path) => !files.some((file) => file.path === path))
    .map((path) => `${path} is missing; names are case-sensitive.`);
  if (missing.length > 0) return missing;
  const homeless = source
    .filter(({ path }) => !placeOf(path) && !isContent(path, source))
    .map(({ path }) => `${path} is nothing that is packed; look at its name, its letter case and its folder.`);
  const publisher = publisherOf(files);
  const before = placed(needs);
  return [
    ...homeless,
    ...checkComponents(files, publisher),
    ...checkTables(files, publisher),
    ...checkForms(files),
    ...checkControls(files, before, publisher.prefix, controls),
    ...checkRoles(files),
    ...checkApps(files, publisher),
    ...checkNeeds(files, before),
  ];
}

/** What a web resource contains lies beside its description. */
const isContent = (path: string, source: readonly SourceFile[]): boolean =>
  path.startsWith('WebResources/') && source.some((file) => file.path === `${path}.data.xml`);

/** What names and choice values of the solution have to begin with. */
export interface Publisher {
  prefix: string;
  optionValuePrefix: string;
}

function publisherOf(files: readonly PlacedFile[]): Publisher {
  const publisher = files.find((file) => file.place === 'solution')?.root.children[0]?.children.find((child) => child.name === 'Publisher');
  return {
    prefix: `${textOf(publisher, 'CustomizationPrefix')}_`,
    optionValuePrefix: textOf(publisher, 'CustomizationOptionValuePrefix'),
  };
}

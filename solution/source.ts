import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Element, parseXml } from './xml.ts';

/** One file of an unpacked solution. */
export interface SourceFile {
  /** Relative to the solution folder, with forward slashes. */
  path: string;
  text: string;
}

/** Every file of an unpacked solution, in a fixed order. */
export function readSource(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

/** What the files of an unpacked solution are, by their place in it. */
export const places = {
  solution: /^Other\/Solution\.xml$/,
  customizations: /^Other\/Customizations\.xml$/,
  relationshipList: /^Other\/Relationships\.xml$/,
  relationships: /^Other\/Relationships\/[^/]+\.xml$/,
  entity: /^Entities\/([^/]+)\/Entity\.xml$/,
  ribbon: /^Entities\/([^/]+)\/RibbonDiff\.xml$/,
  form: /^Entities\/([^/]+)\/FormXml\/(main|quick|quickCreate|card)\/(\{[^/]+\})\.xml$/,
  view: /^Entities\/([^/]+)\/SavedQueries\/(\{[^/]+\})\.xml$/,
  choice: /^OptionSets\/([^/]+)\.xml$/,
  role: /^Roles\/([^/]+)\.xml$/,
  app: /^AppModules\/([^/]+)\/AppModule\.xml$/,
  siteMap: /^AppModuleSiteMaps\/([^/]+)\/AppModuleSiteMap\.xml$/,
  control: /^Controls\/([^/]+)\/ControlManifest\.xml\.data\.xml$/,
  webResource: /^WebResources\/(.+)\.data\.xml$/,
  variable: /^environmentvariabledefinitions\/([^/]+)\/environmentvariabledefinition\.xml$/,
} as const;

export type Place = keyof typeof places;

export interface PlacedFile extends SourceFile {
  place: Place;
  /** What the place says about the file: table, form kind, id. */
  parts: readonly string[];
  root: Element;
}

export const placeOf = (path: string): Place | undefined => (Object.keys(places) as Place[]).find((place) => places[place].test(path));

/** Parsing takes most of the time of a check, and one that looks at many copies of a solution meets the same files again. */
const parsed = new WeakMap<SourceFile, PlacedFile>();

/** The files that have a place, parsed. @throws Error naming the file that is not well formed */
export function placed(files: readonly SourceFile[]): PlacedFile[] {
  return files.flatMap((file) => {
    const place = placeOf(file.path);
    if (!place) return [];
    const one = parsed.get(file) ?? parse(file, place);
    parsed.set(file, one);
    return [one];
  });
}

function parse(file: SourceFile, place: Place): PlacedFile {
  try {
    return { ...file, place, parts: places[place].exec(file.path)?.slice(1) ?? [], root: parseXml(file.text) };
  } catch (error) {
    throw new Error(`${file.path} is not well formed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

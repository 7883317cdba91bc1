import { type PlacedFile, placed, placeOf, readSource, type SourceFile } from './source.ts';
import { textOf } from './xml.ts';
import { zip } from './zip.ts';

export interface Packing {
  /** A managed solution is for environments where nobody changes it. */
  managed?: boolean;
  /** Four numbers: of the solution, and of the core solution that another one needs. */
  version: string;
  /** What is built and not kept in the source, by its place in the unpacked solution. */
  built?: readonly SourceFile[];
}

/** The files of a solution zip by their names in it. */
export type PackedSolution = Record<string, string> & {
  'solution.xml': string;
  'customizations.xml': string;
  '[Content_Types].xml': string;
};

/** The solution as the zip archive that people import; the same source always makes the same bytes. */
export const zipSolution = (folder: string, packing: Packing): Buffer =>
  zip(Object.entries(packSolution(folder, packing)).map(([name, content]) => ({ name, content })));

/** Composes what an import takes from an unpacked solution. @throws Error for a file that is not well formed or missing */
export const packSolution = (folder: string, packing: Packing): PackedSolution => packFiles(readSource(folder), packing);

/** What `packSolution` composes, from files that are already read. */
export function packFiles(source: readonly SourceFile[], { managed = false, version, built = [] }: Packing): PackedSolution {
  const files = placed(source);
  const of = (place: PlacedFile['place']) => files.filter((file) => file.place === place);
  const whole = (place: PlacedFile['place']) => of(place).map((file) => elementOf(file.text));
  const customizations = [
    ['Entities', of('entity').map((file) => packEntity(file, files))],
    ['Roles', whole('role')],
    ['EntityRelationships', of('relationships').map((file) => innerOf(file.text))],
    ['optionsets', whole('choice')],
    ['WebResources', whole('webResource')],
    ['CustomControls', whole('control')],
    ['AppModuleSiteMaps', whole('siteMap')],
    ['AppModules', whole('app')],
  ] as const;
  const beside = filesBeside(
    files,
    [...source, ...built].map((file) => ({ ...file, text: withVersion(file, version) })),
  );
  return {
    'solution.xml': only(files, 'solution')
      .text.replace('<Managed>2</Managed>', `<Managed>${managed ? 1 : 0}</Managed>`)
      .replaceAll(unversioned, version),
    'customizations.xml': customizations.reduce((text, [name, contents]) => fill(text, name, contents), only(files, 'customizations').text),
    '[Content_Types].xml': contentTypes(Object.keys(beside)),
    ...beside,
  };
}

/** Stands in the source wherever the packer writes the version, so that it is kept in one place: package.json. */
export const unversioned = '0.0.0.0';

/** `0.1.0` and the number of the build as solutions have it: `0.1.0.42`. Without a greater version an import neither upgrades nor takes anything away. */
export const solutionVersion = (packageVersion: string, build = 0): string => `${packageVersion.replace(/-.*/, '')}.${build}`;

/** As controls have it, three numbers: a browser keeps a control until its version is another one. */
const controlVersion = (solution: string): string => {
  const [major, minor, patch, build] = solution.split('.');
  return `${major}.${minor}.${build === '0' ? patch : build}`;
};

const withVersion = ({ path, text }: SourceFile, version: string): string =>
  path.endsWith('/ControlManifest.xml') ? text.replace(/(<control\b[^>]*? version=")[^"]*/, `$1${controlVersion(version)}`) : text;

/** Files that lie in the archive as they are: controls, web resources under the name that their description gives, environment variables. */
function filesBeside(files: readonly PlacedFile[], all: readonly SourceFile[]): Record<string, string> {
  const resources = files
    .filter((file) => file.place === 'webResource')
    .flatMap(({ parts: [name], root }) => {
      const content = all.find((file) => file.path === `WebResources/${name}`);
      return content ? [[textOf(root, 'FileName').slice(1), content.text] as const] : [];
    });
  const asTheyAre = all
    .filter(({ path }) => placeOf(path) === 'variable' || (path.startsWith('Controls/') && !placeOf(path)))
    .map(({ path, text }) => [path, text] as const);
  return Object.fromEntries([...resources, ...asTheyAre].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One entry for each extension that occurs. */
function contentTypes(names: readonly string[]): string {
  const extensions = [...new Set(['xml', ...names.map((name) => name.slice(name.lastIndexOf('.') + 1))])].sort();
  const entries = extensions.map((extension) => `<Default Extension="${extension}" ContentType="application/octet-stream" />`);
  return `<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${entries.join('')}</Types>`;
}

function packEntity(entity: PlacedFile, files: readonly PlacedFile[]): string {
  const [table] = entity.parts;
  const own = files.filter((file) => file.parts[0] === table);
  const forms = own
    .filter((file) => file.place === 'form')
    .map((file) => `<forms type="${file.parts[1]}">\n${indented(innerOf(file.text))}\n</forms>`);
  const views = own.filter((file) => file.place === 'view').map((file) => innerOf(file.text));
  const ribbon = own.find((file) => file.place === 'ribbon');
  const filled = [
    ['FormXml', forms],
    ['SavedQueries', views.length > 0 ? [`<savedqueries>\n${indented(views.join('\n'))}\n</savedqueries>`] : []],
    ['RibbonDiffXml', ribbon ? [innerOf(ribbon.text)] : []],
  ] as const;
  return filled.reduce((text, [name, contents]) => fill(text, name, contents), elementOf(entity.text));
}

/** An empty one of these is not valid, so without contents it stays away. */
const neverEmpty = ['SavedQueries', 'AppModules'];

/** Puts contents into an empty element. @throws Error when there are contents and no place for them */
function fill(text: string, name: string, contents: readonly string[]): string {
  const empty = new RegExp(`^([ \\t]*)<${name} ?/>[ \\t]*\\r?\\n`, 'm');
  if (contents.length > 0 && !empty.test(text)) throw new Error(`There is no empty element ${name} for what belongs into it.`);
  return text.replace(empty, (whole, indent: string) => {
    if (contents.length === 0) return neverEmpty.includes(name) ? '' : whole;
    const inner = contents.map((content) => indented(content, `${indent}  `)).join('\n');
    return `${indent}<${name}>\n${inner}\n${indent}</${name}>\n`;
  });
}

const declaration = /^\uFEFF?\s*<\?xml[^>]*\?>\s*/;

/** The root element without declaration and namespace, which the whole file has. */
const elementOf = (text: string): string =>
  text
    .replace(declaration, '')
    .replace(/^(<[^>]*?)\s+xmlns:xsi="[^"]*"/, '$1')
    .trim();

/** What stands inside the root element, moved to the left. */
function innerOf(text: string): string {
  const element = elementOf(text);
  const inner = element.slice(element.indexOf('>') + 1, element.lastIndexOf('</'));
  return inner.replace(/^\r?\n|\s+$/g, '').replace(/^ {2}/gm, '');
}

const indented = (text: string, by = '  '): string => text.replace(/^(?=.)/gm, by);

function only(files: readonly PlacedFile[], place: PlacedFile['place']): PlacedFile {
  const [file] = files.filter((one) => one.place === place);
  if (!file) throw new Error(`The solution has no file for "${place}".`);
  return file;
}

import { type PlacedFile, placed, readSource, type SourceFile } from './source.ts';
import { zip } from './zip.ts';

/** The files at the root of a solution zip. */
export interface PackedSolution {
  'solution.xml': string;
  'customizations.xml': string;
  '[Content_Types].xml': string;
}

/** Composes what an import takes from an unpacked solution. @throws Error for a file that is not well formed or missing */
export function packSolution(folder: string, { managed = false }: { managed?: boolean } = {}): PackedSolution {
  return packFiles(readSource(folder), { managed });
}

/** The solution as the zip archive that people import; the same source always makes the same bytes. */
export function zipSolution(folder: string, { managed = false }: { managed?: boolean } = {}): Buffer {
  return zip(Object.entries(packSolution(folder, { managed })).map(([name, content]) => ({ name, content })));
}

/** What `packSolution` composes, from files that are already read. */
export function packFiles(source: readonly SourceFile[], { managed = false }: { managed?: boolean } = {}): PackedSolution {
  const files = placed(source);
  const solution = only(files, 'solution');
  const skeleton = only(files, 'customizations');
  const customizations = [
    ['Entities', files.filter((file) => file.place === 'entity').map((file) => packEntity(file, files))],
    ['Roles', files.filter((file) => file.place === 'role').map((file) => elementOf(file.text))],
    ['EntityRelationships', files.filter((file) => file.place === 'relationships').map((file) => innerOf(file.text))],
    ['optionsets', files.filter((file) => file.place === 'choice').map((file) => elementOf(file.text))],
  ] as const;
  return {
    'solution.xml': solution.text.replace('<Managed>2</Managed>', `<Managed>${managed ? 1 : 0}</Managed>`),
    'customizations.xml': customizations.reduce((text, [name, contents]) => fill(text, name, contents), skeleton.text),
    '[Content_Types].xml':
      '<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/octet-stream" /></Types>',
  };
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

/** Puts contents into an empty element; without contents it stays away, because an empty one is not always valid. */
function fill(text: string, name: string, contents: readonly string[]): string {
  const empty = new RegExp(`^([ \\t]*)<${name} ?/>[ \\t]*\\r?\\n`, 'm');
  return text.replace(empty, (whole, indent: string) => {
    if (contents.length === 0) return name === 'SavedQueries' ? '' : whole;
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

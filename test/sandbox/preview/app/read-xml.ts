import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { Words } from './model.ts';

export interface Xml {
  [name: string]: Xml | Xml[] | string | undefined;
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false });

export const readXml = (path: string): Xml => parser.parse(readFileSync(path, 'utf8')) as Xml;

/** Elements of this name, none, one or several; an element without content counts. */
export const all = (xml: Xml | undefined, name: string): Xml[] => {
  const found = xml?.[name];
  if (found === undefined) return [];
  return (Array.isArray(found) ? found : [found]).map((one) => (typeof one === 'string' ? {} : one));
};

/** The first element along a path. */
export const at = (xml: Xml | undefined, ...path: string[]): Xml | undefined =>
  path.reduce<Xml | undefined>((from, name) => all(from, name)[0], xml);

/** Content of a child element, or an attribute (`@Name`); empty where there is none. */
export function text(xml: Xml | undefined, name: string): string {
  const found = xml?.[name];
  if (typeof found === 'string') return found;
  const inner = (found as Xml | undefined)?.['#text'];
  return typeof inner === 'string' ? inner : '';
}

/** `<label description="…" languagecode="1033" />` and its kind. */
export const words = (elements: readonly Xml[], attribute = '@description', language = '@languagecode'): Words =>
  Object.fromEntries(elements.map((one) => [text(one, language), text(one, attribute)]));

export const bare = (guid: string): string => guid.replace(/[{}]/g, '').toLowerCase();

/** Paths of the XML files in a folder; none where there is no such folder. What only managed solutions have is left out. */
export function filesIn(...path: string[]): string[] {
  const folder = join(...path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml') && !name.endsWith('_managed.xml'))
    .sort()
    .map((name) => join(folder, name));
}

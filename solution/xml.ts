import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An XML element, read without knowing its vocabulary. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly Element[];
  text: string;
}

type Parsed = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  // A control's manifest has an attribute `constructor`, which the parser refuses as a name of its own objects.
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
});

/** The root element. @throws Error saying where the text is not well formed */
export function parseXml(text: string): Element {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`line ${valid.err.line}: ${valid.err.msg}`);
  const [root] = (parser.parse(text) as Parsed[]).map(toElement).filter((element) => element.name !== '#text');
  if (!root) throw new Error('there is no root element');
  return root;
}

function toElement(parsed: Parsed): Element {
  const name = Object.keys(parsed).find((key) => key !== ':@') ?? '';
  if (name === '#text') return { name, attributes: {}, children: [], text: String(parsed[name]) };
  const content = (parsed[name] as Parsed[]).map(toElement);
  return {
    name,
    attributes: Object.fromEntries(
      Object.entries((parsed[':@'] ?? {}) as Record<string, string>).map(([key, value]) => [key.slice(1), value]),
    ),
    children: content.filter((one) => one.name !== '#text'),
    text: content
      .filter((one) => one.name === '#text')
      .map((one) => one.text)
      .join('')
      .trim(),
  };
}

/** The first child at the end of a path of names. */
export const childOf = (element: Element | undefined, ...path: string[]): Element | undefined =>
  path.reduce<Element | undefined>((at, name) => at?.children.find((child) => child.name === name), element);

/** The text of a child, empty when there is none. */
export const textOf = (element: Element | undefined, ...path: string[]): string => childOf(element, ...path)?.text ?? '';

/** All elements of a name, however deep. */
export function descendants(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}

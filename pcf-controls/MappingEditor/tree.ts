import { isObject, textOf } from '../../shared/core/json.ts';

/** One value of a document, or a group of them. */
export interface SourceNode {
  /** What it is called where it stands: `country`, `[0]`, `[key=gift]`. */
  name: string;
  /** What a rule writes to read it; undefined where no path can. */
  path?: string;
  depth: number;
  /** Absent for groups. */
  value?: string;
  children: SourceNode[];
}

/** The document as a tree, with its values; extensions are part of it like everything else. */
export function sourceTree(given: unknown, roots: readonly string[]): SourceNode[] {
  if (!isObject(given)) return [];
  return roots.filter((root) => given[root] !== undefined && given[root] !== null).map((root) => node(root, root, given[root], 0));
}

function node(name: string, path: string | undefined, value: unknown, depth: number): SourceNode {
  const found = { name, path, depth };
  if (Array.isArray(value)) return { ...found, children: value.map((entry, index) => entryNode(path, entry, index, depth + 1)) };
  if (!isObject(value)) return { ...found, value: textOf(value), children: [] };
  const children = Object.entries(value).map(([inner, held]) =>
    node(inner, path === undefined ? undefined : stepped(path, inner), held, depth + 1),
  );
  return { ...found, children };
}

/** Entries such as `{ key: 'gift', value: 'yes' }` are found by their key, wherever they stand in the list. */
function entryNode(path: string | undefined, entry: unknown, index: number, depth: number): SourceNode {
  const key = isObject(entry) && Object.keys(entry).length === 2 && Object.hasOwn(entry, 'value') ? entry.key : undefined;
  const step = typeof key === 'string' && !/["\]=]/.test(key) ? `[key="${key}"]` : `[${index}]`;
  const value = step.startsWith('[key') && isObject(entry) ? entry.value : entry;
  return node(step, path === undefined ? undefined : path + step, value, depth);
}

function stepped(path: string, name: string): string | undefined {
  if (/^[^.[\]]+$/.test(name)) return `${path}.${name}`;
  return name !== '' && !name.includes('"') ? `${path}["${name}"]` : undefined;
}

/** The nodes that can be seen, in reading order: children of those that stand open. */
export const visible = (nodes: readonly SourceNode[], isOpen: (node: SourceNode) => boolean): SourceNode[] =>
  nodes.flatMap((one) => [one, ...(one.children.length > 0 && isOpen(one) ? visible(one.children, isOpen) : [])]);

/** Only what has all the words in its path or its value, with the way to it. */
export function matching(nodes: readonly SourceNode[], search: string): SourceNode[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...nodes];
  const says = ({ path, value }: SourceNode) => words.every((word) => `${path ?? ''} ${value ?? ''}`.toLowerCase().includes(word));
  return nodes.flatMap((one) => {
    const children = matching(one.children, search);
    return children.length > 0 || (one.children.length === 0 && says(one)) ? [{ ...one, children }] : [];
  });
}

/** Every path that can be read, groups left out: what a path field offers. */
export const leafPaths = (nodes: readonly SourceNode[]): string[] =>
  nodes.flatMap(({ path, children }) => (children.length > 0 ? leafPaths(children) : path === undefined ? [] : [path]));

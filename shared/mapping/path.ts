import { isObject, type Json } from '../core/json.ts';

type Step = { name: string } | { index: number } | { key: string; equals: string };

/** A parsed path: `order.extensions.notes[key=gift]`. */
export interface Path {
  text: string;
  root: string;
  steps: readonly Step[];
}

const token = /\.([^.[\]]+)|\[(-?\d+)\]|\["([^"]+)"\]|\[([^=[\]"]+)=(?:"([^"]*)"|([^\]]*))\]/y;

/**
 * Reads a path: names with dots, `["a name.with dots"]`, list places `[0]` and `[-1]`, list entries by key `[key=gift]`.
 * Undefined when it is not one.
 */
export function parsePath(text: string): Path | undefined {
  const root = /^[A-Za-z]\w*/.exec(text)?.[0];
  if (!root) return undefined;
  const steps: Step[] = [];
  let at = root.length;
  while (at < text.length) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) return undefined;
    steps.push(toStep(found));
    at = token.lastIndex;
  }
  return { text, root, steps };
}

function toStep([, name, index, quoted, key, quotedEntry, entry]: RegExpExecArray): Step {
  if (index !== undefined) return { index: Number(index) };
  if (key !== undefined) return { key, equals: quotedEntry ?? entry ?? '' };
  return { name: name ?? quoted ?? '' };
}

/** The value at a path; undefined where the way ends early. An entry found by key that has a `value` gives that value. */
export function readPath(path: Path, source: unknown): Json | undefined {
  let value = property(source, path.root);
  for (const step of path.steps) value = take(step, value);
  const last = path.steps.at(-1);
  const entry = last && 'key' in last && isObject(value) && Object.hasOwn(value, 'value');
  return (entry ? property(value, 'value') : value) as Json | undefined;
}

function take(step: Step, value: unknown): unknown {
  if ('name' in step) return property(value, step.name);
  if (!Array.isArray(value)) return undefined;
  if ('index' in step) return value.at(step.index);
  return value.find((entry) => isScalar(property(entry, step.key)) && String(property(entry, step.key)) === step.equals);
}

/** Own properties only: a path never reaches what every object inherits. */
const property = (value: unknown, name: string): unknown => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

export type TemplatePart = { text: string } | { path: Path };

/** Text and paths of a template; undefined when a `{{…}}` is open, empty or no path. */
export function parseTemplate(template: string): TemplatePart[] | undefined {
  const pieces = template.split(/\{\{(.*?)\}\}/s);
  const parts: TemplatePart[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) {
      if (/\{\{|\}\}/.test(piece)) return undefined;
      if (piece) parts.push({ text: piece });
      continue;
    }
    const path = parsePath(piece.trim());
    if (!path) return undefined;
    parts.push({ path });
  }
  return parts;
}

import { type Cell, NumberText, toCell } from './cells.ts';
import { type EntitySet, entitySets } from './metadata.ts';
import { notFound, Refusal } from './refusal.ts';

/** What a URL below `/data/` points at. */
export interface Address {
  set: EntitySet;
  /** All key fields, for a single row. */
  key?: Readonly<Record<string, Cell>>;
  /** `/$count`: only how many. */
  countOnly: boolean;
}

/** Reads the path after `/data/`, percent-encoding kept. @throws Refusal 404 for names that do not exist */
export function readAddress(path: string): Address {
  const { name, keyText, rest } = split(decode(path));
  const set = entitySets.get(name);
  if (!set) throw notFound(`No HTTP resource was found that matches the request URI '/data/${name}'.`);
  const countOnly = rest === '/$count';
  if (rest !== '' && !(countOnly && keyText === undefined)) throw notFound(`Resource not found for the segment '${rest.slice(1)}'.`);
  return { set, countOnly, ...(keyText === undefined ? {} : { key: readKey(set, keyText) }) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Refusal(400, 'Bad Request - Error in query syntax.');
  }
}

/** The key may hold any character within its quotes, a slash and a parenthesis too. */
function split(path: string): { name: string; keyText?: string; rest: string } {
  const [, name = '', after = ''] = /^([^(/]*)(.*)$/s.exec(path) ?? [];
  if (!after.startsWith('(')) return { name, rest: after };
  const [whole = '', keyText] = /^\(((?:'(?:[^']|'')*'|[^')])*)\)/.exec(after) ?? [];
  if (keyText === undefined) throw new Refusal(400, 'Bad Request - Error in query syntax.');
  return { name, keyText, rest: after.slice(whole.length) };
}

const keyPart = /\s*(?:([A-Za-z_]\w*)\s*=\s*)?('(?:[^']|'')*'|[^,']+?)\s*(,|$)/y;

function readKey(set: EntitySet, text: string): Record<string, Cell> {
  const parts = keyParts(text);
  const [only] = parts;
  const named = parts.length === 1 && only && only.name === undefined && set.keys.length === 1 ? [{ ...only, name: set.keys[0] }] : parts;
  const names = named.map(({ name }) => name ?? '');
  if (names.length !== set.keys.length || !set.keys.every((key) => names.includes(key))) {
    throw notFound(`The key of '${set.name}' consists of ${set.keys.join(', ')}: no resource was found for (${text}).`);
  }
  return Object.fromEntries(named.map(({ name, value }) => [name ?? '', keyCell(set, name ?? '', value)]));
}

function keyParts(text: string): { name?: string; value: string }[] {
  const parts: { name?: string; value: string }[] = [];
  keyPart.lastIndex = 0;
  while (keyPart.lastIndex < text.length) {
    const found = keyPart.exec(text);
    if (!found) throw new Refusal(400, 'Bad Request - Error in query syntax.');
    parts.push({ name: found[1], value: found[2] ?? '' });
  }
  return parts;
}

function keyCell(set: EntitySet, name: string, literal: string): Cell {
  const property = set.properties.get(name);
  if (!property) throw notFound(`No key '${name}' on '${set.name}'.`);
  const isText = literal.startsWith("'");
  const enumText = property.type === 'enum' ? /^Microsoft\.Dynamics\.DataEntities\.\w+'(\w+)'$/.exec(literal)?.[1] : undefined;
  const quoted = property.type === 'string';
  const isNumber = property.type === 'decimal' || property.type === 'int32' || property.type === 'int64';
  if (quoted !== isText || (property.type === 'enum' && !enumText) || (isNumber && !/^-?\d+(\.\d+)?$/.test(literal))) {
    throw new Refusal(400, `Bad Request - Error in query syntax: the value of key '${name}' does not fit its type.`);
  }
  if (isNumber) return toCell(property, new NumberText(literal));
  return toCell(property, enumText ?? (isText ? literal.slice(1, -1).replaceAll("''", "'") : literal));
}

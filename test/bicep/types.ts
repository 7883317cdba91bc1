import type { Value } from './parse.ts';

/** Property trees of Azure resource types, see the fixture's own form: flags 1 required, 2 read-only. */
export interface TypeBook {
  resources: Record<string, number>;
  types: TypeNode[];
}
interface TypeNode {
  k: string;
  p?: Record<string, [number, number]>;
  add?: number;
  disc?: string;
  el?: Record<string, number>;
  i?: number;
  u?: number[];
  v?: string;
  minLength?: number;
  maxLength?: number;
  minValue?: number;
  maxValue?: number;
}

const required = 1;
const readOnly = 2;
/** Bicep sets these itself, or they are no part of the body. */
const ofBicep = new Set(['parent', 'scope', 'dependsOn', 'type', 'apiVersion']);

/** What Azure would refuse of a resource body, each with its path. */
export function checkBody(book: TypeBook, type: string, body: Value): string[] {
  const index = book.resources[type];
  if (index === undefined) return [`${type} is no known resource type at this API version`];
  return check(book, index, body, '', true);
}

function check(book: TypeBook, index: number, value: Value, path: string, top = false): string[] {
  if (value.kind === 'expression') return [];
  if (value.kind === 'each') {
    const type = book.types[index];
    return check(book, type?.k === 'ArrayType' && !top ? (type.i ?? -1) : index, value.body, path, top);
  }
  if (value.kind === 'either') return value.values.flatMap((one) => check(book, index, one, path, top));
  const type = book.types[index];
  if (!type || type.k === 'AnyType' || value.kind === 'null') return [];
  const says = (problem: string) => [`${path || 'the body'} ${problem}`];
  switch (type.k) {
    case 'UnionType':
      return checkUnion(book, type, value, path);
    case 'StringLiteralType':
      return value.kind === 'string' && (!value.whole || value.text === type.v) ? [] : says(`must be '${type.v}'`);
    case 'StringType': {
      if (value.kind !== 'string') return says('must be a text');
      if (value.whole && type.minLength !== undefined && value.text.length < type.minLength)
        return says(`takes at least ${type.minLength} characters`);
      return value.whole && type.maxLength !== undefined && value.text.length > type.maxLength
        ? says(`takes at most ${type.maxLength} characters`)
        : [];
    }
    case 'IntegerType':
      if (value.kind !== 'number') return says('must be a number');
      return value.value < (type.minValue ?? -Infinity) || value.value > (type.maxValue ?? Infinity) ? says('is out of its range') : [];
    case 'BooleanType':
      return value.kind === 'boolean' ? [] : says('must be true or false');
    case 'ArrayType': {
      if (value.kind !== 'array') return says('must be a list');
      return value.items.flatMap((item, at) => check(book, type.i ?? -1, item, `${path}[${at}]`));
    }
    default:
      return checkObject(book, type, value, path, top);
  }
}

function checkUnion(book: TypeBook, type: TypeNode, value: Value, path: string): string[] {
  const tried = (type.u ?? []).map((one) => check(book, one, value, path));
  if (tried.some((problems) => problems.length === 0)) return [];
  const choices = (type.u ?? []).flatMap((one) => book.types[one]?.v ?? []);
  return choices.length > 0 ? [`${path} must be one of ${choices.join(', ')}`] : (tried[0] ?? []);
}

function checkObject(book: TypeBook, type: TypeNode, value: Value, path: string, top: boolean): string[] {
  if (value.kind !== 'object') return [`${path || 'the body'} must be an object`];
  const variant = type.disc ? value.entries.find(({ name }) => name === type.disc)?.value : undefined;
  const chosen = variant?.kind === 'string' ? book.types[type.el?.[variant.text] ?? -1] : undefined;
  if (type.disc && variant?.kind === 'string' && !chosen)
    return [`${join(path, type.disc)} must be one of ${Object.keys(type.el ?? {}).join(', ')}`];
  const properties = { ...type.p, ...chosen?.p };
  const given = new Set(value.entries.map(({ name }) => name));
  const missing = Object.entries(properties)
    .filter(([name, [, flags]]) => flags & required && !(flags & readOnly) && !given.has(name) && !(top && ofBicep.has(name)))
    .map(([name]) => `${join(path, name)} is missing`);
  const wrong = value.entries.flatMap(({ name, value: inner, line }) => {
    if (top && ofBicep.has(name)) return [];
    const found = properties[name];
    const additional = type.add ?? chosen?.add;
    if (!found)
      return additional === undefined && Object.keys(properties).length > 0
        ? [`line ${line}: ${join(path, name)} does not exist`]
        : check(book, additional ?? -1, inner, join(path, name));
    if (found[1] & readOnly && !(top && name === 'name')) return [`line ${line}: ${join(path, name)} is read-only`];
    return check(book, found[0], inner, join(path, name)).map((problem) =>
      problem.startsWith('line ') ? problem : `line ${line}: ${problem}`,
    );
  });
  return [...missing, ...wrong];
}

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);

import { constraintOf } from './route-constraints.ts';

interface Parameter {
  name: string;
  optional: boolean;
  catchAll: boolean;
  fallback?: string;
  checks: ((value: string) => boolean)[];
}

type Part = string | Parameter;

export interface RouteTemplate {
  text: string;
  /** Sorts as ASP.NET does: literals before constrained parameters before parameters before catch-alls. */
  precedence: string;
  /** The parameters of a path that fits, else undefined. */
  match(segments: readonly string[]): Record<string, string> | undefined;
}

/** Splits a raw request path; an escaped slash stays escaped, as the host leaves it. @throws URIError for broken escapes. */
export function segmentsOf(path: string): string[] {
  const parts = path.replace(/^\/+|\/+$/g, '').split('/');
  return parts.length === 1 && parts[0] === '' ? [] : parts.map((part) => decodeURIComponent(part.replace(/%2f/gi, '%252F')));
}

/** Reads a route template such as `orders/{id:int}/{*rest}`. @throws Error when the host would refuse it. */
export function parseRoute(text: string): RouteTemplate {
  if (text.startsWith('/') || text.startsWith('~')) throw new Error(`The route "${text}" must not start with "${text[0]}".`);
  const segments = splitSegments(text).map((segment) => readParts(segment));
  const catchAllAt = segments.findIndex((parts) => parts.some((part) => typeof part !== 'string' && part.catchAll));
  if (catchAllAt >= 0 && catchAllAt < segments.length - 1) throw new Error(`In the route "${text}" a catch-all must come last.`);
  return {
    text,
    precedence: segments.map(digitOf).join(''),
    match: (given) => matchAll(segments, given),
  };
}

function matchAll(segments: readonly Part[][], given: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, parts] of segments.entries()) {
    const only = parts.length === 1 ? parts[0] : undefined;
    if (only && typeof only !== 'string' && only.catchAll) return accept(only, given.slice(index).join('/'), found) ? found : undefined;
    if (!matchSegment(parts, given[index], found)) return undefined;
  }
  return given.length <= segments.length ? found : undefined;
}

function matchSegment(parts: readonly Part[], given: string | undefined, found: Record<string, string>): boolean {
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'string') return given?.toLowerCase() === first.toLowerCase();
  if (parts.length === 1 && first && typeof first !== 'string') return accept(first, given ?? '', found);
  const values = given === undefined ? null : expressionOf(parts).exec(given);
  if (!values) return false;
  const parameters = parts.filter((part) => typeof part !== 'string');
  return parameters.every((parameter, index) => accept(parameter, values[index + 1] ?? '', found));
}

function accept(parameter: Parameter, given: string, found: Record<string, string>): boolean {
  const value = given === '' ? parameter.fallback : given;
  if (value === undefined) return parameter.optional || parameter.catchAll;
  if (!parameter.checks.every((check) => check(value))) return false;
  found[parameter.name] = value;
  return true;
}

/** A segment of several parts, for example `{name}.{ext?}`: an optional last part takes its dot with it. */
function expressionOf(parts: readonly Part[]): RegExp {
  let source = '';
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (typeof part !== 'string') source += '(.+?)';
    else if (part.endsWith('.') && typeof next === 'object' && next.optional)
      return new RegExp(`^${source}${escapeText(part.slice(0, -1))}(?:\\.(.+))?$`, 'i');
    else source += escapeText(part);
  }
  return new RegExp(`^${source}$`, 'i');
}

const escapeText = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function digitOf(parts: readonly Part[]): string {
  const [only] = parts;
  if (parts.length > 1) return '2';
  if (typeof only !== 'object') return '1';
  return String((only.catchAll ? 5 : 3) - (only.checks.length ? 1 : 0));
}

/** Splits at slashes outside of braces: a regex constraint may hold some. */
function splitSegments(text: string): string[] {
  const segments: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of text.replace(/\/+$/, '')) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (char === '/' && depth === 0) {
      segments.push(current);
      current = '';
    } else current += char;
  }
  if (depth !== 0) throw new Error(`The braces of the route "${text}" do not pair up.`);
  return text === '' ? [] : [...segments, current];
}

function readParts(segment: string): Part[] {
  if (segment === '') throw new Error('A route must not have an empty segment.');
  const parts: Part[] = [];
  const pattern = /\{((?:\{\{|\}\}|[^{}])+)\}(?!\})|([^{}]+)/g;
  for (const [, parameter, literal] of segment.matchAll(pattern)) {
    if (parameter) parts.push(readParameter(parameter.replaceAll('{{', '{').replaceAll('}}', '}')));
    else if (literal) parts.push(literal);
  }
  return parts;
}

function readParameter(text: string): Parameter {
  const catchAll = text.startsWith('*');
  const [, name = '', constraintText = '', fallback, mark] =
    /^([^:=?]+)((?::[^=]*?)?)(?:=(.*?))?(\?)?$/s.exec(text.replace(/^\*{1,2}/, '')) ?? [];
  if (!name) throw new Error(`The route parameter "{${text}}" has no name.`);
  return { name, optional: mark === '?', catchAll, fallback, checks: splitConstraints(constraintText).map(constraintOf) };
}

/** Splits `:int:range(1,9)` at the colons outside of parentheses. */
function splitConstraints(text: string): string[] {
  const found = text.match(/:(?:[^:(]+(?:\((?:[^()]|\([^()]*\))*\))?)/g) ?? [];
  return found.map((part) => part.slice(1));
}

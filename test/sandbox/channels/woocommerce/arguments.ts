import { Refused } from './refused.ts';

/** What a route accepts, as WordPress checks it. Arguments that a route does not know are ignored, as there. */
export type Rule =
  | { type: 'integer'; least?: number; most?: number }
  | { type: 'number' | 'boolean' | 'date' | 'any' }
  | { type: 'string'; oneOf?: readonly string[] }
  | { type: 'list'; of: Rule }
  | { type: 'object'; fields: Record<string, Rule> };
export type Rules = Record<string, Rule>;

export const integer: Rule = { type: 'integer' };
export const boolean: Rule = { type: 'boolean' };
export const text: Rule = { type: 'string' };
export const date: Rule = { type: 'date' };
export const anything: Rule = { type: 'any' };
export const list = (of: Rule): Rule => ({ type: 'list', of });
export const oneOf = (...values: string[]): Rule => ({ type: 'string', oneOf: values });
export const object = (fields: Rules): Rule => ({ type: 'object', fields });

interface Fault {
  code: string;
  message: string;
  data: unknown;
}

/** Reads `a=1&b[]=2&b[]=3&c=4,5`. @throws Refused rest_invalid_param naming every wrong argument */
export function readQuery(search: URLSearchParams, rules: Rules): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of new Set([...search.keys()].map((key) => key.replace(/\[\w*\]$/, '')))) {
    const rule = rules[name];
    const values = [...search]
      .filter(([key]) => key === name || (key.startsWith(`${name}[`) && key.endsWith(']')))
      .map(([, value]) => value);
    given[name] = rule?.type === 'list' ? values.flatMap((value) => value.split(',')).filter((value) => value !== '') : values.at(-1);
  }
  return readFields(given, rules);
}

/** The body of a request. @throws Refused rest_invalid_json, rest_invalid_param */
export function readBody(body: Buffer, rules: Rules): Record<string, unknown> {
  if (body.length === 0) return {};
  let given: unknown;
  try {
    given = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refused(400, 'rest_invalid_json', 'Invalid JSON body passed.', {
      status: 400,
      json_error_code: 4,
      json_error_message: 'Syntax error',
    });
  }
  return readFields(typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}, rules);
}

export function readFields(given: Record<string, unknown>, rules: Rules): Record<string, unknown> {
  const read: Record<string, unknown> = { ...given };
  const faults: Record<string, Fault> = {};
  for (const [name, rule] of Object.entries(rules)) {
    if (given[name] === undefined || given[name] === null) continue;
    const fault = check(name, given[name], rule);
    if (fault) faults[name] = fault;
    else read[name] = converted(given[name], rule);
  }
  const wrong = Object.keys(faults);
  if (wrong.length === 0) return read;
  throw new Refused(400, 'rest_invalid_param', `Invalid parameter(s): ${wrong.join(', ')}`, {
    status: 400,
    params: Object.fromEntries(wrong.map((name) => [name, faults[name]?.message])),
    details: faults,
  });
}

function check(name: string, value: unknown, rule: Rule): Fault | undefined {
  const wrongType = (type: string): Fault => ({
    code: 'rest_invalid_type',
    message: `${name} is not of type ${type}.`,
    data: { param: name },
  });
  switch (rule.type) {
    case 'any':
      return undefined;
    case 'integer':
    case 'number': {
      const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
      if (!Number.isFinite(number) || (rule.type === 'integer' && !Number.isInteger(number))) return wrongType(rule.type);
      return rule.type === 'integer' ? outOfBounds(name, number, rule) : undefined;
    }
    case 'boolean':
      return [true, false, 0, 1, '0', '1', 'true', 'false', ''].includes(
        typeof value === 'string' ? value.toLowerCase() : (value as boolean),
      )
        ? undefined
        : wrongType('boolean');
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/i.test(value)
        ? undefined
        : { code: 'rest_invalid_date', message: 'Invalid date.', data: null };
    case 'string':
      if (typeof value !== 'string') return wrongType('string');
      return rule.oneOf && !rule.oneOf.includes(value)
        ? { code: 'rest_not_in_enum', message: `${name} is not one of ${inWords(rule.oneOf)}.`, data: null }
        : undefined;
    case 'list':
      if (!Array.isArray(value)) return wrongType('array');
      return first(value.map((one, index) => check(`${name}[${index}]`, one, rule.of)));
    case 'object':
      if (typeof value !== 'object' || value === null) return wrongType('object');
      return first(
        Object.entries(rule.fields).map(([field, inner]) =>
          (value as Record<string, unknown>)[field] === undefined
            ? undefined
            : check(`${name}[${field}]`, (value as Record<string, unknown>)[field], inner),
        ),
      );
  }
}

const first = (faults: (Fault | undefined)[]): Fault | undefined => faults.find((fault) => fault !== undefined);

function outOfBounds(name: string, value: number, { least, most }: { least?: number; most?: number }): Fault | undefined {
  const fault = (message: string): Fault => ({ code: 'rest_out_of_bounds', message, data: null });
  if (least !== undefined && most !== undefined && (value < least || value > most))
    return fault(`${name} must be between ${least} (inclusive) and ${most} (inclusive)`);
  if (least !== undefined && value < least) return fault(`${name} must be greater than or equal to ${least}`);
  return undefined;
}

function inWords(values: readonly string[]): string {
  if (values.length < 3) return values.join(' and ');
  return `${values.slice(0, -1).join(', ')}, and ${values.at(-1)}`;
}

function converted(value: unknown, rule: Rule): unknown {
  if (rule.type === 'integer' || rule.type === 'number') return Number(value);
  if (rule.type === 'boolean') return [true, 1, '1', 'true'].includes(typeof value === 'string' ? value.toLowerCase() : (value as boolean));
  if (rule.type === 'list' && Array.isArray(value)) return value.map((one) => converted(one, rule.of));
  return value;
}

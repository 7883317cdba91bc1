import { targetDocuments } from '../../shared/canonical/target-schema.ts';
import { isObject } from '../../shared/core/json.ts';
import { operators } from '../../shared/mapping/operators.ts';
import type { Kind } from '../../shared/mapping/rule.ts';
import { type Part, partsOf, shapes } from './shapes.ts';

/** What is wrong with the form of rules, and where: `rules[3].from.kind`. `say` names a string of the control. */
export interface ShapeFault {
  place: string;
  say:
    | 'shape_object'
    | 'shape_list'
    | 'shape_text'
    | 'shape_choice'
    | 'shape_flag'
    | 'shape_whole'
    | 'shape_unknown'
    | 'shape_id'
    | 'shape_condition';
  facts: Record<string, string>;
}

type Check = (value: unknown, place: string) => ShapeFault[];

const fault = (place: string, say: ShapeFault['say'], facts: Record<string, string> = {}): ShapeFault[] => [{ place, say, facts }];

const lengthened =
  (least: number, most: number): Check =>
  (value, place) =>
    typeof value === 'string' && value.length >= least && value.length <= most
      ? []
      : fault(place, 'shape_text', { least: String(least), most: String(most) });

const oneOf =
  (values: readonly unknown[]): Check =>
  (value, place) =>
    values.includes(value) ? [] : fault(place, 'shape_choice', { values: values.join(', ') });

const whole =
  (least: number, most: number): Check =>
  (value, place) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? []
      : fault(place, 'shape_whole', { least: String(least), most: String(most) });

const flag: Check = (value, place) => (typeof value === 'boolean' ? [] : fault(place, 'shape_flag'));

const several =
  (check: Check, most = Number.POSITIVE_INFINITY, least = 1): Check =>
  (value, place) =>
    Array.isArray(value) && value.length >= least && value.length <= most
      ? value.flatMap((one, index) => check(one, `${place}[${index}]`))
      : fault(place, 'shape_list', { least: String(least), most: Number.isFinite(most) ? String(most) : '∞' });

const anyText = lengthened(0, Number.MAX_SAFE_INTEGER);

const checks: Record<Part['is'], (part: Part) => Check> = {
  path: () => lengthened(1, 300),
  text: () => anyText,
  template: () => lengthened(1, 2000),
  map: () => lengthened(1, 100),
  zone: () => lengthened(1, Number.MAX_SAFE_INTEGER),
  expression: () => expression,
  expressions: () => several(expression, 50),
  condition: () => condition,
  flag: () => flag,
  'on-miss': () => (value, place) =>
    isObject(value) ? properties({ default: { check: anyText } })(value, place) : oneOf(['error', 'keep', 'empty'])(value, place),
  whole: (part) => (part.is === 'whole' ? whole(part.least, part.most) : flag),
  'one-of': (part) => (part.is === 'one-of' ? oneOf(part.values) : flag),
};

interface Wanted {
  check: Check;
  optional?: boolean;
}

/** Exactly these properties: a slip in a name is seen. */
const properties =
  (wanted: Record<string, Wanted>): Check =>
  (value, place) => {
    if (!isObject(value)) return fault(place, 'shape_object');
    const known = Object.entries(wanted).flatMap(([name, { check, optional }]) =>
      value[name] === undefined && optional ? [] : check(value[name], at(place, name)),
    );
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(wanted, name) && value[name] !== undefined);
    return [...known, ...unknown.flatMap((name) => fault(at(place, name), 'shape_unknown', { name }))];
  };

const at = (place: string, name: string): string => (place ? `${place}.${name}` : name);

/** A part may say more than its kind of part: a place in a split is never 0, a separator never nothing. */
function checkOf(kind: Kind, name: string, part: Part): Wanted {
  const check = kind === 'split' && name === 'separator' ? lengthened(1, Number.MAX_SAFE_INTEGER) : checks[part.is](part);
  if (kind !== 'split' || name !== 'part') return { check, optional: part.optional };
  return { check: (value, place) => (value === 0 ? fault(place, 'shape_whole', { least: '1', most: '1000' }) : check(value, place)) };
}

const bodyOf =
  (frame: Record<string, Wanted>): Check =>
  (value, place) => {
    if (!isObject(value)) return fault(place, 'shape_object');
    const kind = value.kind as Kind;
    if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind))
      return fault(at(place, 'kind'), 'shape_choice', { values: Object.keys(shapes).join(', ') });
    const parts = partsOf(kind).map(([name, part]) => [name, checkOf(kind, name, part)] as const);
    return properties({ ...frame, kind: { check: () => [] }, ...Object.fromEntries(parts) })(value, place);
  };

const expression: Check = bodyOf({});

const comparison = properties({
  path: { check: lengthened(1, 300) },
  operator: { check: oneOf(operators) },
  value: { check: anyText, optional: true },
  values: { check: several(anyText, Number.POSITIVE_INFINITY, 0), optional: true },
});

const condition: Check = (value, place) => {
  if (!isObject(value)) return fault(place, 'shape_condition');
  const group = ['all', 'any', 'not'].find((name) => Object.hasOwn(value, name));
  if (!group) return comparison(value, place);
  return properties({ [group]: { check: group === 'not' ? condition : several(condition) } })(value, place);
};

const id: Check = (value, place) => (typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? [] : fault(place, 'shape_id'));

const rule = bodyOf({
  id: { check: id },
  target: { check: lengthened(1, 100) },
  note: { check: lengthened(0, 500), optional: true },
  when: { check: (value, place) => condition(value, place), optional: true },
  sendEmpty: { check: flag, optional: true },
  tooLong: { check: oneOf(['cut', 'problem']), optional: true },
});

/** Everything in the form of rules that the engine could not read; empty when they are rules. */
export const ruleFaults: Check = (value, place) => several(rule, 500, 0)(value, place);

/** The same for a whole set, as it stands in the column. */
export const setFaults: Check = (value, place) =>
  properties({
    document: { check: oneOf(targetDocuments) },
    version: { check: whole(1, Number.MAX_SAFE_INTEGER) },
    base: { check: oneOf(['default']), optional: true },
    rules: { check: ruleFaults },
    remove: { check: several(anyText, Number.POSITIVE_INFINITY, 0), optional: true },
  })(value, place);

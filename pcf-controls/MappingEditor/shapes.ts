import { operations } from '../../shared/mapping/operators.ts';
import type { ExpressionShapes, Kind } from '../../shared/mapping/rule.ts';

/** What a property of a rule holds, and so how it is asked for and checked. */
export type Part =
  | {
      is: 'path' | 'text' | 'template' | 'map' | 'zone' | 'expression' | 'expressions' | 'condition' | 'flag' | 'on-miss';
      optional?: boolean;
    }
  | { is: 'whole'; least: number; most: number; optional?: boolean }
  | { is: 'one-of'; values: readonly string[]; optional?: boolean };

const path: Part = { is: 'path' };
const from: Part = { is: 'expression' };
const of: Part = { is: 'expressions' };
const optional = true;
const text: Part = { is: 'text' };
const words: Part = { is: 'text', optional };
const flag: Part = { is: 'flag', optional };
const map: Part = { is: 'map' };
const cut: Part = { is: 'whole', least: 1, most: 10_000, optional };
const oneOf = (...values: string[]): Part => ({ is: 'one-of', values, optional });

/** Every kind of rule with its properties: one table for forms, for new rules, and for the check of what stands in the column. */
export const shapes: { [K in Kind]: { [P in keyof Required<ExpressionShapes[K]>]: Part } } = {
  copy: { path },
  constant: { value: text },
  template: { template: { is: 'template' } },
  'value-map': { from, map, onMiss: { is: 'on-miss', optional } },
  first: { of },
  concat: { of, separator: words, keepEmpty: flag },
  split: { from, separator: text, part: { is: 'whole', least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER } },
  arithmetic: { operation: { is: 'one-of', values: operations }, of, decimals: { is: 'whole', least: 0, most: 10, optional } },
  currency: { from },
  date: { from, as: oneOf('day', 'moment'), zone: { is: 'zone', optional }, addDays: { is: 'whole', least: -3660, most: 3660, optional } },
  country: { from, as: oneOf('iso-3', 'iso-2'), map: { is: 'map', optional } },
  state: { from, country: from },
  text: { from, lineBreaks: words, trim: flag, case: oneOf('upper', 'lower'), cut },
  street: { of, cut },
  'yes-no': { from, yes: words, no: words },
  choose: { if: { is: 'condition' }, give: from, otherwise: { is: 'expression', optional } },
};

export const kinds = Object.keys(shapes) as Kind[];

export const partsOf = (kind: Kind): [name: string, part: Part][] => Object.entries(shapes[kind]);

import * as z from 'zod';
import { schemaSays } from '../core/schema-says.ts';
import { type Operation, type Operator, operations, operators } from './operators.ts';

/** Shapes of all kinds of expression. An expression is a small rule body and may hold others. */
export interface ExpressionShapes {
  copy: { path: string };
  constant: { value: string };
  /** `"{{order.number}} / {{store.name}}"`; empty when all its paths are. */
  template: { template: string };
  'value-map': { map: string; from: Expression; onMiss?: OnMiss };
  /** The first that is not empty. */
  first: { of: Expression[] };
  concat: { of: Expression[]; separator?: string; keepEmpty?: boolean };
  /** `part` counts from 1; from the end with -1. */
  split: { from: Expression; separator: string; part: number };
  /** Exact. Empty operands of add and subtract count as nothing; otherwise one empty operand makes the result empty. */
  arithmetic: { operation: Operation; of: Expression[]; decimals?: number };
  currency: { from: Expression };
  /** A moment becomes the day that the calendar of `zone` shows, or stays a moment in UTC. `zone` is an IANA name or a path. */
  date: { from: Expression; zone?: string; as?: 'day' | 'moment'; addDays?: number };
  /** ISO 3166 alpha-2 to alpha-3 (default) or checked alpha-2. Entries of the value map come first. */
  country: { from: Expression; as?: 'iso-3' | 'iso-2'; map?: string };
  /** `US-WA` and `Washington` become `WA`, where `country` is the United States, Canada or Australia; otherwise only a prefix goes. */
  state: { from: Expression; country: Expression };
  /** Applied in this order: line breaks, trim, case, cut. */
  text: { from: Expression; lineBreaks?: string; trim?: boolean; case?: 'upper' | 'lower'; cut?: number };
  /** Lines joined by line breaks, empty ones left out. */
  street: { of: Expression[]; cut?: number };
  /** Empty, false, 0, "no", "off" and "false" are no. */
  'yes-no': { from: Expression; yes?: string; no?: string };
  choose: { if: Condition; give: Expression; otherwise?: Expression };
}

export type Kind = keyof ExpressionShapes;
export type ExpressionOf<K extends Kind> = { kind: K } & ExpressionShapes[K];
export type Expression = { [K in Kind]: ExpressionOf<K> }[Kind];
export type OnMiss = 'error' | 'keep' | 'empty' | { default: string };

export interface Comparison {
  path: string;
  operator: Operator;
  value?: string;
  /** For `one-of`. */
  values?: string[];
}
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };

export interface RuleFrame {
  id: string;
  /** The field of Dynamics that it fills. */
  target: string;
  note?: string;
  /** The rule counts only then; otherwise the field stays out. */
  when?: Condition;
  /** Sends an empty text, to clear what Dynamics would fill in by itself. Text fields only. */
  sendEmpty?: boolean;
  /** What happens to text beyond the field's length; default `problem`. */
  tooLong?: 'cut' | 'problem';
}
/** What fills one field: a frame and the body of an expression. */
export type Rule = RuleFrame & Expression;

const nested: z.ZodType<Expression> = z.lazy(() => Expression);
const condition: z.ZodType<Condition> = z.lazy(() => Condition);
const path = z.string().min(1).max(300);
const several = z.array(nested).min(1).max(50);
const name = z.string().min(1).max(100);
const cut = z.number().int().min(1).max(10_000).optional();

const shapes = {
  copy: { path },
  constant: { value: z.string() },
  template: { template: z.string().min(1).max(2000) },
  'value-map': {
    map: name,
    from: nested,
    onMiss: z.union([z.enum(['error', 'keep', 'empty']), z.strictObject({ default: z.string() })]).optional(),
  },
  first: { of: several },
  concat: { of: several, separator: z.string().optional(), keepEmpty: z.boolean().optional() },
  split: {
    from: nested,
    separator: z.string().min(1),
    part: z
      .number()
      .int()
      .refine((part) => part !== 0, schemaSays('parts count from 1', 'Teile zählen ab 1')),
  },
  arithmetic: { operation: z.enum(operations), of: several, decimals: z.number().int().min(0).max(10).optional() },
  currency: { from: nested },
  date: {
    from: nested,
    zone: z.string().min(1).optional(),
    as: z.enum(['day', 'moment']).optional(),
    addDays: z.number().int().min(-3660).max(3660).optional(),
  },
  country: { from: nested, as: z.enum(['iso-3', 'iso-2']).optional(), map: name.optional() },
  state: { from: nested, country: nested },
  text: {
    from: nested,
    lineBreaks: z.string().optional(),
    trim: z.boolean().optional(),
    case: z.enum(['upper', 'lower']).optional(),
    cut,
  },
  street: { of: several, cut },
  'yes-no': { from: nested, yes: z.string().optional(), no: z.string().optional() },
  choose: { if: condition, give: nested, otherwise: nested.optional() },
} satisfies { [K in Kind]: { [P in keyof Required<ExpressionShapes[K]>]: z.ZodType } };

const comparison = z.strictObject({
  path,
  operator: z.enum(operators),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});

export const Condition: z.ZodType<Condition> = z.union([
  comparison,
  z.strictObject({ all: z.array(condition).min(1) }),
  z.strictObject({ any: z.array(condition).min(1) }),
  z.strictObject({ not: condition }),
]);

const frame = {
  id: z
    .string()
    .min(1)
    .max(100)
    .regex(
      /^[\w.-]+$/,
      schemaSays('a rule id has letters, digits, dots and hyphens', 'die Id einer Regel hat Buchstaben, Ziffern, Punkte und Bindestriche'),
    ),
  target: name,
  note: z.string().max(500).optional(),
  when: condition.optional(),
  sendEmpty: z.boolean().optional(),
  tooLong: z.enum(['cut', 'problem']).optional(),
};

type Member = z.core.$ZodTypeDiscriminable;
const members = (around: z.ZodRawShape): [Member, ...Member[]] =>
  Object.entries(shapes).map(([kind, shape]) => z.strictObject({ ...around, kind: z.literal(kind), ...shape })) as unknown as [
    Member,
    ...Member[],
  ];

export const Expression = z.discriminatedUnion('kind', members({})) as unknown as z.ZodType<Expression>;

/** One mapping rule as people write it; unknown keys are refused, so a slip is seen. */
export const Rule = z.discriminatedUnion('kind', members(frame)) as unknown as z.ZodType<Rule>;

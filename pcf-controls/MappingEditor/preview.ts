import type { MappingContext } from '../../shared/canonical/command.ts';
import type { TargetDocument, TargetField, TargetSchema } from '../../shared/canonical/target-schema.ts';
import { type CheckProblem, check, distinct } from '../../shared/mapping/check.ts';
import { compile } from '../../shared/mapping/compile.ts';
import { explain, type FieldExplanation } from '../../shared/mapping/explain.ts';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { mergeSets, type ResolvedRule } from '../../shared/mapping/merge.ts';
import type { ProblemCode } from '../../shared/mapping/problem.ts';
import type { MappingSource } from '../../shared/mapping/source.ts';
import type { ValueMaps } from '../../shared/mapping/value-maps.ts';

/** What the engine needs beside the rules. */
export interface Bench {
  defaults: MappingSet;
  schema: TargetSchema;
  valueMaps: ValueMaps;
}

/** One field of Dynamics with what fills it. */
export interface FieldRow {
  field: TargetField;
  resolved?: ResolvedRule;
  /** Absent without a document. */
  outcome?: Extract<FieldExplanation, { ruleId: string }>;
  /** Each once: of the rules, then of this document. The control's strings say them. */
  problems: { code: CheckProblem['code'] | ProblemCode; facts: CheckProblem['facts'] }[];
}

export interface Preview {
  /** In the order of Dynamics; fields that Dynamics does not have, but rules name, come last. */
  rows: FieldRow[];
  rules: ResolvedRule[];
  /** What keeps the set from being published. */
  problems: CheckProblem[];
  /** Shipped rules that the set takes out. */
  removed: string[];
}

const types: ReadonlySet<string> = new Set(['text', 'decimal', 'integer', 'date', 'datetime', 'choice'] satisfies TargetField['type'][]);

/** Before the server has answered, the rules themselves say which fields there are. */
export function benchOf(document: TargetDocument, context: MappingContext | undefined, set: MappingSet | undefined): Bench {
  if (context) {
    const fields = context.fields.map(({ choices, type, ...field }) => ({
      ...field,
      type: types.has(type) ? (type as TargetField['type']) : 'text',
      ...(choices ? { members: choices } : {}),
    }));
    return { defaults: context.defaults as MappingSet, schema: { document, fields }, valueMaps: context.valueMaps };
  }
  const fields = [...new Set(set?.rules.map(({ target }) => target))].map((name) => ({ name, type: 'text' as const, mandatory: false }));
  return { defaults: { document, version: 1, rules: [] }, schema: { document, fields }, valueMaps: {} };
}

/** The rules on one document, with the engine of the server. Without a document there are no values. */
export function previewOf(set: MappingSet, { defaults, schema, valueMaps }: Bench, given?: unknown): Preview {
  const resolved = mergeSets(defaults, set);
  const problems = check(resolved, schema, Object.keys(valueMaps));
  const seen = given === undefined ? undefined : explain(compile(resolved, schema), given as MappingSource, valueMaps);
  const strangers = resolved.rules.filter(({ rule }) => !schema.fields.some(({ name }) => name === rule.target));
  const fields = [
    ...schema.fields.filter(({ readOnly }) => !readOnly),
    ...[...new Set(strangers.map(({ rule }) => rule.target))].map((name) => ({ name, type: 'text' as const, mandatory: false })),
  ];
  return {
    rows: fields.map((field) => {
      const outcome = seen?.explained.find((one) => one.field === field.name && one.state !== 'no-rule') as FieldRow['outcome'];
      const found = [...problems, ...(seen?.problems ?? [])].filter((one) => one.field === field.name);
      return { field, resolved: resolved.rules.find(({ rule }) => rule.target === field.name), outcome, problems: distinct(found) };
    }),
    rules: resolved.rules,
    problems,
    removed: (set.remove ?? []).filter((id) => defaults.rules.some((rule) => rule.id === id)),
  };
}

export type RowFilter = 'all' | 'ruled' | 'open' | 'problems' | 'own';

const filters: Record<RowFilter, (row: FieldRow) => boolean> = {
  all: () => true,
  ruled: ({ resolved }) => resolved !== undefined,
  open: ({ resolved }) => resolved === undefined,
  problems: ({ problems }) => problems.length > 0,
  own: ({ resolved }) => resolved?.from === 'store',
};

/** Rows of one kind whose field, rule or value has all the words. */
export function rowsWith(rows: readonly FieldRow[], filter: RowFilter, search: string): FieldRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ field, outcome }: FieldRow) =>
    `${field.name} ${field.label ?? ''} ${outcome?.text ?? ''} ${outcome?.reads.map(({ path }) => path).join(' ') ?? ''}`.toLowerCase();
  return rows.filter((row) => filters[filter](row) && words.every((word) => text(row).includes(word)));
}

import type { TargetField, TargetSchema } from '../canonical/target-schema.ts';
import type { Finding } from './check-texts.ts';
import { faultsOf } from './faults.ts';
import { givenBy, misfit } from './given.ts';
import type { ResolvedSet } from './merge.ts';
import type { Rule } from './rule.ts';

/** Why a set may not be used as it is. `ruleId` is absent for a mandatory field without a rule. */
export interface CheckProblem extends Finding {
  ruleId?: string;
  field: string;
}

/**
 * Everything that can be known to be wrong before there is a document; an empty list means the set may be used.
 * `valueMaps` are the names of the maps that exist.
 */
export function check(set: ResolvedSet, schema: TargetSchema, valueMaps: readonly string[]): CheckProblem[] {
  const rules = set.rules.map(({ rule }) => rule);
  const { document } = set;
  if (schema.document !== document) return [{ field: '', code: 'other-document', facts: { rules: document, document: schema.document } }];
  return [
    ...rules.flatMap((rule, index) => {
      const found = [...targetFaults(rule, schema), ...repeated(rule, rules.slice(0, index)), ...faultsOf(rule, { document, valueMaps })];
      return distinct(found).map((one) => ({ ruleId: rule.id, field: rule.target, ...one }));
    }),
    ...withoutRule(schema, rules),
    ...set.unknownRemovals.map((id) => ({ ruleId: id, field: '', code: 'nothing-to-remove' as const, facts: { id } })),
  ];
}

/** Each once, without what else is known of it. */
export const distinct = <Code extends string>(found: readonly { code: Code; facts: Finding['facts'] }[]) => [
  ...new Map(found.map(({ code, facts }) => [JSON.stringify([code, facts]), { code, facts }])).values(),
];

function targetFaults(rule: Rule, schema: TargetSchema): Finding[] {
  const field = schema.fields.find(({ name }) => name === rule.target);
  if (!field) return [{ code: 'no-field', facts: { field: rule.target } }];
  if (field.readOnly) return [{ code: 'not-for-rules', facts: { field: labelOf(field) } }];
  const misfits = givenBy(rule).map((given) => misfit(given, field, rule.tooLong));
  return [...misfits.filter((one) => one !== undefined), ...frameFaults(rule, field)];
}

function frameFaults(rule: Rule, field: TargetField): Finding[] {
  const faults: Finding[] = [];
  const [named, limit] = [{ field: labelOf(field) }, field.maxLength];
  if (rule.sendEmpty && field.type !== 'text') faults.push({ code: 'no-empty-text', facts: named });
  if ('cut' in rule && rule.cut !== undefined && limit !== undefined && rule.cut > limit) {
    const facts = { ...named, cut: rule.cut };
    faults.push(limit === 1 ? { code: 'cut-too-long-for-one', facts } : { code: 'cut-too-long', facts: { ...facts, limit } });
  }
  return faults;
}

function repeated({ id, target }: Rule, before: readonly Rule[]): Finding[] {
  const sameId = before.some((other) => other.id === id);
  const other = before.find((one) => one.target === target);
  return [
    ...(sameId ? [{ code: 'same-id' as const, facts: { id } }] : []),
    ...(other ? [{ code: 'two-rules' as const, facts: { field: target, first: other.id, second: id } }] : []),
  ];
}

function withoutRule(schema: TargetSchema, rules: readonly Rule[]): CheckProblem[] {
  const filled = new Set(rules.map(({ target }) => target));
  return schema.fields
    .filter(({ name, mandatory, readOnly }) => mandatory && !readOnly && !filled.has(name))
    .map((field) => ({ field: field.name, code: 'no-rule', facts: { field: labelOf(field) } }));
}

const labelOf = ({ label, name }: TargetField): string => label ?? name;

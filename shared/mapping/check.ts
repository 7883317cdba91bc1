import type { TargetField, TargetSchema } from '../canonical/target-schema.ts';
import { faultsOf } from './faults.ts';
import { givenBy, misfit } from './given.ts';
import type { ResolvedSet } from './merge.ts';
import type { Rule } from './rule.ts';

/** Why a set may not be used as it is. `ruleId` is absent for a mandatory field without a rule. */
export interface CheckProblem {
  ruleId?: string;
  field: string;
  /** A sentence for an admin. */
  problem: string;
}

/**
 * Everything that can be known to be wrong before there is a document; an empty list means the set may be used.
 * `valueMaps` are the names of the maps that exist.
 */
export function check(set: ResolvedSet, schema: TargetSchema, valueMaps: readonly string[]): CheckProblem[] {
  const rules = set.rules.map(({ rule }) => rule);
  const around = { document: set.document, valueMaps };
  if (schema.document !== set.document) return [{ field: '', problem: `These are rules for ${set.document}, not for ${schema.document}.` }];
  return [
    ...rules.flatMap((rule, index) => {
      const problems = [...targetFaults(rule, schema), ...repeated(rule, rules.slice(0, index)), ...faultsOf(rule, around)];
      return [...new Set(problems)].map((problem) => ({ ruleId: rule.id, field: rule.target, problem }));
    }),
    ...withoutRule(schema, rules),
    ...set.unknownRemovals.map((ruleId) => ({ ruleId, field: '', problem: `There is no shipped rule "${ruleId}" to remove.` })),
  ];
}

function targetFaults(rule: Rule, schema: TargetSchema): string[] {
  const field = schema.fields.find(({ name }) => name === rule.target);
  if (!field) return [`Dynamics has no field "${rule.target}" in this document that a rule could fill.`];
  if (field.readOnly) return [`"${labelOf(field)}" is filled by Dynamics or by the flow; a rule may not.`];
  const misfits = givenBy(rule).map((given) => misfit(given, field, rule.tooLong));
  return [...misfits.filter((text) => text !== undefined), ...frameFaults(rule, field)];
}

function frameFaults(rule: Rule, field: TargetField): string[] {
  const faults: string[] = [];
  if (rule.sendEmpty && field.type !== 'text') faults.push(`"${labelOf(field)}" takes no empty text.`);
  if ('cut' in rule && rule.cut !== undefined && field.maxLength !== undefined && rule.cut > field.maxLength) {
    faults.push(`"${labelOf(field)}" is cut to ${rule.cut} characters, and Dynamics takes ${field.maxLength}.`);
  }
  return faults;
}

function repeated(rule: Rule, before: readonly Rule[]): string[] {
  const sameId = before.some(({ id }) => id === rule.id);
  const other = before.find(({ target }) => target === rule.target);
  return [
    ...(sameId ? [`Two rules have the id "${rule.id}".`] : []),
    ...(other ? [`"${rule.target}" has two rules, "${other.id}" and "${rule.id}"; join them with "first" or "choose".`] : []),
  ];
}

function withoutRule(schema: TargetSchema, rules: readonly Rule[]): CheckProblem[] {
  const filled = new Set(rules.map(({ target }) => target));
  return schema.fields
    .filter(({ name, mandatory, readOnly }) => mandatory && !readOnly && !filled.has(name))
    .map((field) => ({ field: field.name, problem: `"${labelOf(field)}" is mandatory and has no rule.` }));
}

const labelOf = ({ label, name }: TargetField): string => label ?? name;

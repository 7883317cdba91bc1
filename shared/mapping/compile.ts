import type { TargetField, TargetFields, TargetSchema } from '../canonical/target-schema.ts';
import { compileCondition } from './condition.ts';
import type { Evaluate, Read, Scope } from './evaluation.ts';
import { fitInto } from './fit.ts';
import type { Origin, ResolvedRule, ResolvedSet } from './merge.ts';
import { type MappingProblem, toProblem } from './problem.ts';
import type { Kind, Rule } from './rule.ts';
import type { MappingSource } from './source.ts';
import { compileExpression } from './transforms.ts';
import { isEmpty } from './value.ts';
import type { ValueMaps } from './value-maps.ts';

/** A mapping set as functions. Made once per version; holds no state. */
export interface CompiledSet {
  version: string;
  schema: TargetSchema;
  rules: readonly CompiledRule[];
}

interface CompiledRule {
  id: string;
  from: Origin;
  kind: Kind;
  /** As people wrote it. */
  rule: Rule;
  field: TargetField;
  tooLong: 'cut' | 'problem';
  sendEmpty: boolean;
  counts?: (scope: Scope) => boolean;
  value: Evaluate;
}

/** What one rule made of a source. `not-applicable`: its condition is not met. */
export interface RuleOutcome {
  field: string;
  label?: string;
  ruleId: string;
  from: Origin;
  kind: Kind;
  state: 'filled' | 'empty' | 'not-applicable' | 'problem';
  /** What Dynamics gets, when filled. */
  text?: string;
  /** The source paths that were read, in order, with their values. */
  reads: Read[];
  problems: MappingProblem[];
}

export interface MappingResult {
  fields: TargetFields;
  /** Empty when the document may be sent. */
  problems: MappingProblem[];
}

/** Rules for unknown or read-only fields are left out here: `check` names them before a set is published. */
export function compile(set: ResolvedSet, schema: TargetSchema): CompiledSet {
  const writable = new Map(schema.fields.filter(({ readOnly }) => !readOnly).map((field) => [field.name, field]));
  const rules = set.rules.flatMap((resolved) => {
    const field = writable.get(resolved.rule.target);
    return field ? [compileRule(resolved, field)] : [];
  });
  return { version: set.version, schema, rules };
}

function compileRule({ rule, from }: ResolvedRule, field: TargetField): CompiledRule {
  return {
    id: rule.id,
    from,
    kind: rule.kind,
    rule,
    field,
    tooLong: rule.tooLong ?? 'problem',
    sendEmpty: rule.sendEmpty === true && field.type === 'text',
    counts: rule.when && compileCondition(rule.when),
    value: compileExpression(rule),
  };
}

/**
 * Fills the fields of a Dynamics document. A rule with a problem fills nothing; an empty result leaves its field out.
 * Never throws for any source; the same input gives the same result.
 * @example
 * const compiled = compile(mergeSets(salesOrderHeaderDefaults, ownRules), erp.schema('sales-order-header'));
 * const { fields, problems } = apply(compiled, { order, store }, valueMaps);
 * // fields: { CustomersOrderReference: '#1001', DeliveryAddressCountryRegionId: 'DEU', … }
 */
export function apply(compiled: CompiledSet, source: MappingSource, valueMaps: ValueMaps): MappingResult {
  return toResult(compiled, run(compiled, source, valueMaps));
}

/** The outcome of every rule: what `apply` sums up and `explain` shows. */
export function run(compiled: CompiledSet, source: unknown, maps: ValueMaps): RuleOutcome[] {
  return compiled.rules.map((rule) => runRule(rule, source, maps));
}

/** Fields and problems of the outcomes, and the mandatory fields that nothing filled. */
export function toResult({ schema }: CompiledSet, outcomes: readonly RuleOutcome[]): MappingResult {
  const fields: TargetFields = {};
  for (const { field, text } of outcomes) if (text !== undefined) fields[field] = text;
  return { fields, problems: [...outcomes.flatMap(({ problems }) => problems), ...missing(schema, fields, outcomes)] };
}

function runRule(rule: CompiledRule, source: unknown, maps: ValueMaps): RuleOutcome {
  const { id: ruleId, from, kind, field } = rule;
  const reads: Read[] = [];
  const problems: MappingProblem[] = [];
  const at = { ruleId, field: field.name, label: field.label };
  const fail: Scope['fail'] = (code, facts) => {
    problems.push(toProblem(code, at, facts));
    return undefined;
  };
  const outcome = { field: field.name, label: field.label, ruleId, from, kind, reads, problems };
  const ending = evaluate(rule, { source, maps, reads, fail });
  return problems.length > 0 ? { ...outcome, state: 'problem' } : { ...outcome, ...ending };
}

function evaluate(rule: CompiledRule, scope: Scope): Pick<RuleOutcome, 'state' | 'text'> {
  if (rule.counts?.(scope) === false) return { state: 'not-applicable' };
  const value = rule.value(scope);
  if (isEmpty(value)) return rule.sendEmpty ? { state: 'filled', text: '' } : { state: 'empty' };
  const fitted = fitInto(value, rule.field, rule.tooLong);
  if ('text' in fitted) return { state: 'filled', text: fitted.text };
  scope.fail(fitted.code, fitted.facts);
  return { state: 'problem' };
}

function missing(schema: TargetSchema, fields: TargetFields, outcomes: readonly RuleOutcome[]): MappingProblem[] {
  const explained = new Set(outcomes.filter(({ state }) => state === 'problem').map(({ field }) => field));
  return schema.fields
    .filter(({ name, mandatory, readOnly }) => mandatory && !readOnly && !fields[name] && !explained.has(name))
    .map(({ name, label }) => {
      const ruleId = outcomes.findLast(({ field }) => field === name)?.ruleId;
      return toProblem('mandatory-missing', { ruleId, field: name, label });
    });
}

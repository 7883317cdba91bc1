import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import type { Rule } from '../../shared/mapping/rule.ts';

/** What is different for one field of Dynamics. Both absent never happens. */
export interface FieldChange {
  target: string;
  before?: Rule;
  after?: Rule;
}

/** How the rules that count change from one version to another, shipped ones included: in the order in which they stand after it. */
export function changesBetween(defaults: MappingSet, before: MappingSet, after: MappingSet): FieldChange[] {
  const [old, fresh] = [byField(defaults, before), byField(defaults, after)];
  const targets = new Set([...fresh.keys(), ...old.keys()]);
  return [...targets]
    .map((target) => ({ target, before: old.get(target), after: fresh.get(target) }))
    .filter(({ before: one, after: other }) => written(one) !== written(other));
}

const byField = (defaults: MappingSet, set: MappingSet): Map<string, Rule> =>
  new Map(mergeSets(defaults, set).rules.map(({ rule }) => [rule.target, rule]));

/** The order in which properties were written does not count. */
function written(value: unknown): string {
  return (
    JSON.stringify(value, (_name, held: unknown) =>
      typeof held === 'object' && held !== null && !Array.isArray(held)
        ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
        : held,
    ) ?? ''
  );
}

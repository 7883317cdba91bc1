import type { TargetDocument } from '../canonical/target-schema.ts';
import type { MappingSet } from './mapping-set.ts';
import type { Rule } from './rule.ts';

/** Whose rule it is. */
export type Origin = 'default' | 'store';

export interface ResolvedRule {
  rule: Rule;
  from: Origin;
  /** Ids of the shipped rules in whose place it stands. */
  replaces?: string[];
}

/** The rules that count for one store. */
export interface ResolvedSet {
  document: TargetDocument;
  /** `default-1`, `store-4` or `default-1+store-4`. */
  version: string;
  rules: ResolvedRule[];
  /** Ids that the store's set removes and the shipped set does not have. */
  unknownRemovals: string[];
}

/**
 * The shipped rules with the store's own over them, rule by rule: a rule of the store stands in for shipped rules of the same id or
 * the same field, in their place. @throws TypeError when the sets are of different documents
 */
export function mergeSets(defaults: MappingSet, own?: MappingSet): ResolvedSet {
  if (own && own.document !== defaults.document) throw new TypeError(`rules of ${own.document} cannot override ${defaults.document}`);
  const shipped = !own || own.base === 'default' ? defaults.rules : [];
  const removed = new Set(own?.remove ?? []);
  const rules = own?.rules ?? [];
  const replaced = (rule: Rule) => rules.find(({ id, target }) => id === rule.id || target === rule.target);

  const kept = shipped.filter(({ id }) => !removed.has(id)).map((rule) => ({ rule, by: replaced(rule) }));
  const placed = kept.filter(({ by }, index) => !by || kept.findIndex((other) => other.by === by) === index);
  const inPlace = placed.map(({ rule, by }) => (by ? standIn(by, kept) : { rule, from: 'default' as const }));
  const added = rules.filter((rule) => !kept.some(({ by }) => by === rule)).map((rule) => ({ rule, from: 'store' as const }));

  return {
    document: defaults.document,
    version: versionOf(defaults, own),
    rules: [...inPlace, ...added],
    unknownRemovals: [...removed].filter((id) => !defaults.rules.some((rule) => rule.id === id)),
  };
}

const standIn = (rule: Rule, kept: readonly { rule: Rule; by?: Rule }[]): ResolvedRule => ({
  rule,
  from: 'store',
  replaces: kept.filter(({ by }) => by === rule).map((shipped) => shipped.rule.id),
});

function versionOf(defaults: MappingSet, own?: MappingSet): string {
  if (!own) return `default-${defaults.version}`;
  return own.base === 'default' ? `default-${defaults.version}+store-${own.version}` : `store-${own.version}`;
}

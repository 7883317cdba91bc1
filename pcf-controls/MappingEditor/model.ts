import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import type { ResolvedRule } from '../../shared/mapping/merge.ts';
import type { Rule } from '../../shared/mapping/rule.ts';

/** A value with its past and future. Nothing in it is ever changed in place. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
}

const longestPast = 200;

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** What was undone is forgotten; what changes nothing leaves no trace. */
export function change<T>(history: History<T>, present: T): History<T> {
  if (JSON.stringify(present) === JSON.stringify(history.present)) return history;
  return { past: [...history.past, history.present].slice(-longestPast), present, future: [] };
}

/** Goes on with the last change: both are undone together. */
export const amend = <T>({ past }: History<T>, present: T): History<T> => ({ past, present, future: [] });

export function undo<T>({ past, present, future }: History<T>): History<T> {
  const last = past.at(-1);
  return last === undefined ? { past, present, future } : { past: past.slice(0, -1), present: last, future: [present, ...future] };
}

export function redo<T>({ past, present, future }: History<T>): History<T> {
  const [next, ...rest] = future;
  return next === undefined ? { past, present, future } : { past: [...past, present], present: next, future: rest };
}

/** Puts a rule where its id was; a new one goes to the end. It counts then, even when the shipped rule of its id was taken out. */
export function withRule(set: MappingSet, rule: Rule): MappingSet {
  const known = set.rules.some(({ id }) => id === rule.id);
  const rules = known ? set.rules.map((one) => (one.id === rule.id ? rule : one)) : [...set.rules, rule];
  return { ...set, rules, ...removals(set, (id) => id !== rule.id) };
}

/** Takes the set's own rule away: where a shipped one stood under it, that one counts again. */
export const withoutOwn = (set: MappingSet, id: string): MappingSet => ({ ...set, rules: set.rules.filter((rule) => rule.id !== id) });

/** Nothing fills the field any more: own rules go, shipped ones are taken out. */
export function withoutField(set: MappingSet, target: string, resolved: readonly ResolvedRule[], shipped: readonly Rule[]): MappingSet {
  const counting = resolved.filter(({ rule }) => rule.target === target);
  const own = new Set(counting.filter(({ from }) => from === 'store').map(({ rule }) => rule.id));
  const out = set.base === 'default' ? shipped.filter(({ target: field, id }) => field === target || own.has(id)).map(({ id }) => id) : [];
  return {
    ...set,
    rules: set.rules.filter((rule) => rule.target !== target),
    ...(out.length > 0 || set.remove ? { remove: [...new Set([...(set.remove ?? []), ...out])] } : {}),
  };
}

/** A shipped rule that was taken out counts again. */
export const withShipped = (set: MappingSet, id: string): MappingSet => ({ ...set, ...removals(set, (one) => one !== id) });

const removals = (set: MappingSet, kept: (id: string) => boolean): { remove?: string[] } =>
  set.remove ? { remove: set.remove.filter(kept) } : {};

/** An id for a rule on this field that no other rule has, shipped ones included. */
export function newId(target: string, taken: readonly Rule[]): string {
  const base = (target.replace(/[^\w.-]+/g, '-').replace(/^-+/, '') || 'rule').slice(0, 90);
  const ids = new Set(taken.map(({ id }) => id));
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}.${count}`;
    if (!ids.has(id)) return id;
  }
}

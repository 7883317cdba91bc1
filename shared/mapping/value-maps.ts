import * as z from 'zod';

/** Codes of a shop and what Dynamics calls them. */
export const ValueMap = /* @__PURE__ */ (() =>
  z.strictObject({
    /** Whether `DHL` and `dhl` are the same. */
    ignoreCase: z.boolean().optional(),
    entries: z.record(z.string(), z.string()),
  }))();
export interface ValueMap {
  ignoreCase?: boolean;
  entries: Record<string, string>;
}

/** Value maps by name, for example `delivery-mode`. */
export const ValueMaps = /* @__PURE__ */ (() => z.record(z.string(), ValueMap))();
export type ValueMaps = Record<string, ValueMap>;

const folded = (text: string): string => text.trim().toLowerCase();
const lowerIndexes = new WeakMap<ValueMap, Map<string, string>>();

/** The entry for a value, or undefined. With `ignoreCase` an exact match still comes first. */
export function lookUp(map: ValueMap, value: string): string | undefined {
  if (Object.hasOwn(map.entries, value)) return map.entries[value];
  return map.ignoreCase ? indexOf(map).get(folded(value)) : undefined;
}

function indexOf(map: ValueMap): Map<string, string> {
  const known = lowerIndexes.get(map);
  if (known) return known;
  const index = new Map(Object.entries(map.entries).map(([from, to]) => [folded(from), to]));
  lowerIndexes.set(map, index);
  return index;
}

export const mapNamed = (maps: ValueMaps, name: string): ValueMap | undefined => (Object.hasOwn(maps, name) ? maps[name] : undefined);

/** Maps of one store: its own entries over the shared ones, map by map and entry by entry. */
export function layerValueMaps(shared: ValueMaps, own: ValueMaps): ValueMaps {
  const names = new Set([...Object.keys(shared), ...Object.keys(own)]);
  return Object.fromEntries([...names].map((name) => [name, layer(mapNamed(shared, name), mapNamed(own, name))]));
}

function layer(shared: ValueMap = { entries: {} }, own: ValueMap = { entries: {} }): ValueMap {
  const ignoreCase = own.ignoreCase ?? shared.ignoreCase ?? false;
  const overridden = new Set(ignoreCase ? Object.keys(own.entries).map(folded) : []);
  const kept = Object.entries(shared.entries).filter(([from]) => !overridden.has(folded(from)));
  return { ignoreCase, entries: Object.fromEntries([...kept, ...Object.entries(own.entries)]) };
}

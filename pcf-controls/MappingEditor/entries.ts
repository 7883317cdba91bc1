import { rowKey, shortHash } from '../../shared/core/hash.ts';
import { textOf } from '../../shared/core/json.ts';
import { layerValueMaps, type ValueMap, type ValueMaps } from '../../shared/mapping/value-maps.ts';
import type { Entry } from './csv.ts';

/** A row of `cmc_valuemapentry`; the empty store is for all. */
export interface EntryRow extends Entry {
  id: string;
  store: string;
  map: string;
}

export const entryColumns = ['cmc_valuemapentryid', 'cmc_store', 'cmc_map', 'cmc_from', 'cmc_to'];

export const toEntry = (row: Readonly<Record<string, unknown>>): EntryRow => ({
  id: textOf(row.cmc_valuemapentryid),
  store: textOf(row.cmc_store),
  map: textOf(row.cmc_map),
  from: textOf(row.cmc_from),
  to: textOf(row.cmc_to),
});

/** Its key comes from what it translates, so that Dataverse refuses a second entry for the same code. */
export const entryRow = ({ store, map, from, to }: Omit<EntryRow, 'id'>): Record<string, unknown> => ({
  cmc_key: `${rowKey(store, map)}|${shortHash(folded(from))}`,
  cmc_name: `${from} → ${to}`.slice(0, 100),
  cmc_store: store,
  cmc_map: map,
  cmc_from: from,
  cmc_to: to,
});

export const folded = (text: string): string => text.trim().toLowerCase();

/** What an import would do to a map. */
export interface EntryChanges {
  added: Entry[];
  changed: { row: EntryRow; to: string }[];
  /** Rows that the file does not have. */
  missing: EntryRow[];
  same: number;
}

export function changesTo(rows: readonly EntryRow[], wanted: readonly Entry[]): EntryChanges {
  const byCode = new Map(rows.map((row) => [folded(row.from), row]));
  const codes = new Set(wanted.map(({ from }) => folded(from)));
  const changes: EntryChanges = { added: [], changed: [], missing: rows.filter(({ from }) => !codes.has(folded(from))), same: 0 };
  for (const entry of wanted) {
    const row = byCode.get(folded(entry.from));
    if (!row) changes.added.push(entry);
    else if (row.to === entry.to) changes.same += 1;
    else changes.changed.push({ row, to: entry.to });
  }
  return changes;
}

/** The maps as the engine sees them: this store's entries over those for all; names without an entry stay. */
export function mapsOf(rows: readonly EntryRow[], store: string, names: Iterable<string>): ValueMaps {
  const named = Object.fromEntries([...names].map((name) => [name, { ignoreCase: true, entries: {} }]));
  return [store && '', store].reduce<ValueMaps>((maps, owner) => layerValueMaps(maps, entriesOf(rows, owner)), named);
}

function entriesOf(rows: readonly EntryRow[], store: string): ValueMaps {
  const maps: ValueMaps = {};
  for (const row of rows) {
    if (row.store !== store) continue;
    maps[row.map] ??= { ignoreCase: true, entries: {} };
    (maps[row.map] as ValueMap).entries[row.from] = row.to;
  }
  return maps;
}

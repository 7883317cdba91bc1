import type { TargetDocument } from '../../shared/canonical/target-schema.ts';
import { isObject } from '../../shared/core/json.ts';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { brokenAt, type Place } from './json-place.ts';
import { type ShapeFault, setFaults } from './shape-check.ts';

/** What stands in the column. A text that holds no rules is kept as it is. */
export type ColumnRules = { set: MappingSet } | { raw: string; broken?: Place; faults: ShapeFault[] };

/** Beside the rules: what the row says of them. */
export interface RowHead {
  document: TargetDocument;
  version: number;
}

/** An empty column is a set that changes nothing of the shipped rules; a bare list of rules lies over the shipped ones, as on the server. */
export function readRules(raw: string, { document, version }: RowHead): ColumnRules {
  const head = { document, version };
  if (raw.trim() === '') return { set: { ...head, base: 'default', rules: [] } };
  const broken = brokenAt(raw);
  if (broken) return { raw, broken, faults: [] };
  const body: unknown = JSON.parse(raw);
  const set = Array.isArray(body) ? { ...head, base: 'default', rules: body } : isObject(body) ? { ...head, ...body } : body;
  const faults = setFaults(set, '');
  return faults.length > 0 ? { raw, faults } : { set: set as MappingSet };
}

/** As the column keeps it: readable where somebody opens it raw. */
export const writeRules = (set: MappingSet): string => JSON.stringify(set, null, 2);

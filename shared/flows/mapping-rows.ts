import { type ErpDocument, productSchema, type TargetDocument, type TargetSchema } from '../canonical/target-schema.ts';
import { type Json, parseJson } from '../core/json.ts';
import { parseInWords } from '../core/schema-problems.ts';
import type { Wording } from '../core/wording.ts';
import { check } from '../mapping/check.ts';
import { findingInWords } from '../mapping/check-texts-de.ts';
import { type CompiledSet, compile } from '../mapping/compile.ts';
import { customerDefaults } from '../mapping/defaults/customer.ts';
import { productDefaults } from '../mapping/defaults/product.ts';
import { salesOrderHeaderDefaults } from '../mapping/defaults/sales-order-header.ts';
import { salesOrderLineDefaults } from '../mapping/defaults/sales-order-line.ts';
import { MappingSet } from '../mapping/mapping-set.ts';
import { mergeSets } from '../mapping/merge.ts';
import type { ValueMaps } from '../mapping/value-maps.ts';
import { doesNotFit } from './wrong-settings.ts';

/** The rules that ship, below those of every store. */
export const shippedSets: Record<TargetDocument, MappingSet> = {
  'sales-order-header': salesOrderHeaderDefaults,
  'sales-order-line': salesOrderLineDefaults,
  customer: customerDefaults,
  product: productDefaults,
};

/** A mapping set that checks, ready to run. */
export interface ReadSet {
  set: MappingSet;
  compiled: CompiledSet;
}

/** Says what Dynamics lets a mapping fill. */
export type SchemaOf = (document: ErpDocument) => TargetSchema;

export const targetSchema = (document: TargetDocument, schema: SchemaOf): TargetSchema =>
  document === 'product' ? productSchema : schema(document);

/** Reads a row of mapping sets strictly, over the rules that ship. The problems are sentences for an admin. */
export function readSet(row: Record<string, Json>, schema: SchemaOf, maps: ValueMaps): ReadSet | { problems: Wording[] } {
  const body = readJson(row.cmc_rules);
  const parsed = parseInWords(
    MappingSet,
    Array.isArray(body) ? { document: row.cmc_document, version: row.cmc_version ?? 1, base: 'default', rules: body } : body,
  );
  if ('wrong' in parsed) return { problems: [doesNotFit.rules(parsed.wrong)] };
  const target = targetSchema(parsed.data.document, schema);
  const merged = mergeSets(shippedSets[parsed.data.document], parsed.data);
  const problems = check(merged, target, Object.keys(maps));
  if (problems.length > 0) return { problems: problems.map(findingInWords) };
  return { set: parsed.data, compiled: compile(merged, target) };
}

/** A memo column with JSON in it; `{}` when it is empty, undefined when it is none. */
export function readJson(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || value.trim() === '') return {};
  try {
    return parseJson(value);
  } catch {
    return undefined;
  }
}

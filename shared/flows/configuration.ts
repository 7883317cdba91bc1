import { z } from 'zod';
import { type Store, StorePolicies } from '../canonical/store.ts';
import { type ErpDocument, productSchema, type TargetDocument, type TargetSchema, targetDocuments } from '../canonical/target-schema.ts';
import { ChannelId, ItemNumber, LegalEntityId, StoreId } from '../core/ids.ts';
import { isObject, type Json, type JsonObject, parseJson, textOf } from '../core/json.ts';
import { compare, DecimalText, zero } from '../core/money.ts';
import { mappingState } from '../d365/dataverse/choices.ts';
import type { ConfigurationRows } from '../d365/dataverse/configuration-rows.ts';
import { check } from '../mapping/check.ts';
import { type CompiledSet, compile } from '../mapping/compile.ts';
import { customerDefaults } from '../mapping/defaults/customer.ts';
import { productDefaults } from '../mapping/defaults/product.ts';
import { salesOrderHeaderDefaults } from '../mapping/defaults/sales-order-header.ts';
import { salesOrderLineDefaults } from '../mapping/defaults/sales-order-line.ts';
import { shippedValueMaps } from '../mapping/defaults/value-maps.ts';
import { MappingSet } from '../mapping/mapping-set.ts';
import { mergeSets } from '../mapping/merge.ts';
import { layerValueMaps, type ValueMaps } from '../mapping/value-maps.ts';
import type { ProductLink } from './product-links.ts';
import type { RunConfiguration } from './run.ts';

type RawRow = Record<string, Json>;

/** A row that was refused, with a sentence for the admin. The last good one stays in force. */
export interface ConfigurationProblem {
  table: 'stores' | 'mappingSets';
  key: string;
  problem: string;
}

export interface Configuration extends RunConfiguration {
  stores: readonly Store[];
  problems: readonly ConfigurationProblem[];
}

export interface ConfigurationRules {
  /** The problem with a store's connection, in the words of its connector; undefined when it is right. */
  connectionProblem(channel: string, connection: JsonObject): string | undefined;
  schema(store: Store, document: ErpDocument): TargetSchema;
}

const shipped: Record<TargetDocument, MappingSet> = {
  'sales-order-header': salesOrderHeaderDefaults,
  'sales-order-line': salesOrderLineDefaults,
  customer: customerDefaults,
  product: productDefaults,
};

/** Parses rows strictly. Keeps what was last right of each row, so that a slip does not stop a shop. */
export function createConfigurationParser(rules: ConfigurationRules) {
  const goodStores = new Map<string, Store>();
  const goodSets = new Map<string, { set: MappingSet; compiled: CompiledSet }>();
  const defaults = new Map<string, CompiledSet>();

  return (all: ConfigurationRows): Configuration => {
    const problems: ConfigurationProblem[] = [];
    for (const row of all.stores) {
      const parsed = parseStore(row, rules);
      if ('store' in parsed) goodStores.set(textOf(row.cmc_key), parsed.store);
      else problems.push({ table: 'stores', key: textOf(row.cmc_key), problem: parsed.problem });
    }
    forget(goodStores, all.stores);

    const maps = readValueMaps(all.valueMapEntries);
    const published = all.mappingSets.filter((row) => Number(row.cmc_state) === mappingState.Published);
    const sets = new Map<string, { set: MappingSet; compiled: CompiledSet }>();
    for (const row of published) {
      const store = goodStores.get(textOf(row.cmc_store));
      const key = textOf(row.cmc_key);
      const parsed = store
        ? parseSet(row, store, rules, valueMapsOf(maps, store.id))
        : { problem: `Store "${textOf(row.cmc_store)}" does not exist.` };
      if ('compiled' in parsed) goodSets.set(key, parsed);
      else problems.push({ table: 'mappingSets', key, problem: parsed.problem });
      const inForce = goodSets.get(key);
      if (inForce) sets.set(`${textOf(row.cmc_store)}|${inForce.set.document}`, inForce);
    }
    forget(goodSets, published);

    const links = readProductLinks(all.productLinks);
    const compiledDefault = (store: string, document: TargetDocument): CompiledSet => {
      const key = `${goodStores.get(store)?.erpTarget}|${document}`;
      const known = defaults.get(key);
      if (known) return known;
      const compiled = compile(mergeSets(shipped[document]), schemaOf(document, goodStores.get(store) as Store, rules));
      defaults.set(key, compiled);
      return compiled;
    };

    return {
      stores: [...goodStores.values()],
      problems,
      store: (id) => goodStores.get(id),
      mappings: {
        set: (store, document) => sets.get(`${store}|${document}`)?.compiled ?? compiledDefault(store, document),
        valueMaps: (store) => valueMapsOf(maps, store),
        version: (store) =>
          Math.max(...targetDocuments.map((document) => sets.get(`${store}|${document}`)?.set.version ?? shipped[document].version)),
      },
      links,
    };
  };
}

function forget(good: Map<string, unknown>, rows: readonly RawRow[]): void {
  const keys = new Set(rows.map((row) => textOf(row.cmc_key)));
  for (const key of good.keys()) if (!keys.has(key)) good.delete(key);
}

const StoreRow = z.object({
  cmc_key: StoreId,
  cmc_name: z.string().min(1),
  cmc_connector: ChannelId,
  cmc_erptarget: z.enum(['finance-scm', 'dataverse-sales']),
  cmc_legalentity: LegalEntityId,
  cmc_enabled: z.boolean().nullish(),
});

function parseStore(row: RawRow, rules: ConfigurationRules): { store: Store } | { problem: string } {
  const head = StoreRow.safeParse(row);
  if (!head.success) return { problem: sentences('The row', head.error) };
  const connection = readObject(row.cmc_connection);
  if (!connection) return { problem: 'Connection is not a JSON object.' };
  const policyText = readObject(row.cmc_policies);
  if (!policyText) return { problem: 'Policies is not a JSON object.' };
  const policies = StorePolicies.safeParse(policyText);
  if (!policies.success) return { problem: sentences('Policies', policies.error) };
  const wrong = rules.connectionProblem(head.data.cmc_connector, connection);
  if (wrong) return { problem: `Connection: ${wrong}` };
  const { cmc_key, cmc_name, cmc_connector, cmc_erptarget, cmc_legalentity, cmc_enabled } = head.data;
  return {
    store: {
      id: cmc_key,
      name: cmc_name,
      channel: cmc_connector,
      enabled: cmc_enabled ?? false,
      erpTarget: cmc_erptarget,
      legalEntity: cmc_legalentity,
      connection,
      policies: policies.data,
    },
  };
}

const schemaOf = (document: TargetDocument, store: Store, rules: ConfigurationRules): TargetSchema =>
  document === 'product' ? productSchema : rules.schema(store, document);

function parseSet(
  row: RawRow,
  store: Store,
  rules: ConfigurationRules,
  maps: ValueMaps,
): { set: MappingSet; compiled: CompiledSet } | { problem: string } {
  const body = readAny(row.cmc_rules);
  const parsed = MappingSet.safeParse(
    Array.isArray(body) ? { document: row.cmc_document, version: row.cmc_version ?? 1, base: 'default', rules: body } : body,
  );
  if (!parsed.success) return { problem: sentences('Rules', parsed.error) };
  const { document } = parsed.data;
  const schema = schemaOf(document, store, rules);
  const merged = mergeSets(shipped[document], parsed.data);
  const problems = check(merged, schema, Object.keys(maps));
  if (problems.length > 0) return { problem: problems.map((one) => one.problem).join(' ') };
  return { set: parsed.data, compiled: compile(merged, schema) };
}

const sentences = (what: string, error: z.ZodError): string =>
  `${what}: ${error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`).join('; ')}.`;

function readAny(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || value.trim() === '') return {};
  try {
    return parseJson(value);
  } catch {
    return undefined;
  }
}

function readObject(value: Json | undefined): JsonObject | undefined {
  const parsed = readAny(value);
  return isObject(parsed) ? (parsed as JsonObject) : undefined;
}

/** Entries by store; the empty store is for all. */
function readValueMaps(rows: readonly RawRow[]): Map<string, ValueMaps> {
  const byStore = new Map<string, ValueMaps>();
  for (const row of rows) {
    const maps = byStore.get(textOf(row.cmc_store)) ?? {};
    const name = textOf(row.cmc_map);
    const map = maps[name] ?? { ignoreCase: true, entries: {} };
    map.entries[textOf(row.cmc_from)] = textOf(row.cmc_to);
    maps[name] = map;
    byStore.set(textOf(row.cmc_store), maps);
  }
  return byStore;
}

const layered = new WeakMap<Map<string, ValueMaps>, Map<string, ValueMaps>>();

function valueMapsOf(maps: Map<string, ValueMaps>, store: string): ValueMaps {
  const cache = layered.get(maps) ?? new Map<string, ValueMaps>();
  layered.set(maps, cache);
  const known = cache.get(store) ?? layerValueMaps(layerValueMaps(shippedValueMaps, maps.get('') ?? {}), maps.get(store) ?? {});
  cache.set(store, known);
  return known;
}

function readProductLinks(rows: readonly RawRow[]): RunConfiguration['links'] {
  const byId = new Map<string, ProductLink>();
  const bySku = new Map<string, ProductLink>();
  for (const row of rows) {
    const number = ItemNumber.safeParse(textOf(row.cmc_itemnumber));
    if (!number.success) continue;
    const dimension = (name: string) => textOf(row[name]) || undefined;
    const units = DecimalText.safeParse(textOf(row.cmc_units));
    const item: ProductLink = {
      itemNumber: number.data,
      unit: textOf(row.cmc_unit),
      units: units.success && compare(units.data, zero) > 0 ? units.data : undefined,
      dimensions: {
        color: dimension('cmc_colorid'),
        size: dimension('cmc_sizeid'),
        style: dimension('cmc_styleid'),
        configuration: dimension('cmc_configurationid'),
        version: dimension('cmc_versionid'),
      },
    };
    const store = textOf(row.cmc_store);
    if (textOf(row.cmc_externalid)) byId.set(`${store}|${textOf(row.cmc_externalid)}`, item);
    if (textOf(row.cmc_sku)) bySku.set(`${store}|${textOf(row.cmc_sku).trim().toLowerCase()}`, item);
  }
  return {
    find: (store, { variantId, productId, sku }) => {
      const skuKey = sku.trim().toLowerCase();
      return (
        byId.get(`${store}|${variantId}`) ??
        byId.get(`${store}|${productId}`) ??
        (skuKey ? (bySku.get(`${store}|${skuKey}`) ?? bySku.get(`|${skuKey}`)) : undefined)
      );
    },
  };
}

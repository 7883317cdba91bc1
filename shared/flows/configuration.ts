import * as z from 'zod';
import { type Store, StorePolicies } from '../canonical/store.ts';
import { type ErpDocument, type TargetDocument, type TargetSchema, targetDocuments } from '../canonical/target-schema.ts';
import { ChannelId, ItemNumber, LegalEntityId, StoreId } from '../core/ids.ts';
import { isObject, type Json, type JsonObject, textOf } from '../core/json.ts';
import { compare, DecimalText, zero } from '../core/money.ts';
import { parseInWords } from '../core/schema-problems.ts';
import { Instant } from '../core/time.ts';
import { inOneText, type Wording, wording } from '../core/wording.ts';
import { mappingState } from '../d365/dataverse/choices.ts';
import type { ConfigurationRows } from '../d365/dataverse/configuration-rows.ts';
import { type CompiledSet, compile } from '../mapping/compile.ts';
import { shippedValueMaps } from '../mapping/defaults/value-maps.ts';
import { mergeSets } from '../mapping/merge.ts';
import { layerValueMaps, type ValueMaps } from '../mapping/value-maps.ts';
import { type ReadSet, readJson, readSet, shippedSets, targetSchema } from './mapping-rows.ts';
import { createFlowParser, type OwnFlows } from './own-flows.ts';
import type { ProductLink } from './product-links.ts';
import type { RunConfiguration } from './run.ts';
import { readStockRules } from './stock/stock-rules.ts';
import { doesNotFit, wrongSettings } from './wrong-settings.ts';

type RawRow = Record<string, Json>;

/** A row that was refused, with a sentence for the admin. The last good one stays in force. */
export interface ConfigurationProblem {
  table: 'stores' | 'mappingSets' | 'stockRules' | 'flows';
  key: string;
  /** Of a store: the part of it that is wrong. */
  part?: StorePart;
  problem: Wording;
}

/** What a store's settings are made of. */
export type StorePart = 'row' | 'connection' | 'policies';

export interface Configuration extends RunConfiguration {
  stores: readonly Store[];
  problems: readonly ConfigurationProblem[];
  flows: OwnFlows;
}

export interface ConfigurationRules {
  /** The problem with a store's connection, in the words of its connector; undefined when it is right. */
  connectionProblem(channel: string, connection: JsonObject): Wording | undefined;
  schema(store: Store, document: ErpDocument): TargetSchema;
}

/** Parses rows strictly. Keeps what was last right of each row, so that a slip does not stop a shop. */
export function createConfigurationParser(rules: ConfigurationRules) {
  const goodStores = new Map<string, Store>();
  const goodSets = new Map<string, ReadSet>();
  const defaults = new Map<string, CompiledSet>();
  const parseFlows = createFlowParser();

  return (all: ConfigurationRows): Configuration => {
    const problems: ConfigurationProblem[] = [];
    const stockRules = readStockRules(all.stockRules);
    problems.push(...stockRules.problems.map((one) => inColumn('stockRules', one)));
    const { flows, problems: flowProblems } = parseFlows(all.flows);
    problems.push(...flowProblems.map((one) => inColumn('flows', one)));
    for (const row of all.stores) {
      const parsed = parseStore(row, rules, stockRules.of(textOf(row.cmc_key)));
      if ('store' in parsed) goodStores.set(textOf(row.cmc_key), parsed.store);
      else problems.push({ table: 'stores', key: textOf(row.cmc_key), ...parsed });
    }
    forget(goodStores, all.stores);

    const maps = readValueMaps(all.valueMapEntries);
    // Where people have published two by hand, the higher version counts.
    const published = all.mappingSets
      .filter((row) => Number(row.cmc_state) === mappingState.Published)
      .sort((a, b) => Number(a.cmc_version ?? 1) - Number(b.cmc_version ?? 1));
    const sets = new Map<string, ReadSet>();
    for (const row of published) {
      const store = goodStores.get(textOf(row.cmc_store));
      const key = textOf(row.cmc_key);
      const parsed = store
        ? readSet(row, (document) => rules.schema(store, document), valueMapsOf(maps, store.id))
        : { problems: [wrongSettings.noStore(textOf(row.cmc_store))] };
      if ('compiled' in parsed) goodSets.set(key, parsed);
      else problems.push({ table: 'mappingSets', key, problem: inOneText(parsed.problems) });
      const inForce = goodSets.get(key);
      if (inForce) sets.set(`${textOf(row.cmc_store)}|${inForce.set.document}`, inForce);
    }
    forget(goodSets, published);

    const links = readProductLinks(all.productLinks);
    const compiledDefault = (store: string, document: TargetDocument): CompiledSet => {
      const key = `${goodStores.get(store)?.erpTarget}|${document}`;
      const known = defaults.get(key);
      if (known) return known;
      const schema = targetSchema(document, (one) => rules.schema(goodStores.get(store) as Store, one));
      const compiled = compile(mergeSets(shippedSets[document]), schema);
      defaults.set(key, compiled);
      return compiled;
    };

    return {
      stores: [...goodStores.values()],
      problems,
      flows,
      store: (id) => goodStores.get(id),
      mappings: {
        set: (store, document) => sets.get(`${store}|${document}`)?.compiled ?? compiledDefault(store, document),
        valueMaps: (store) => valueMapsOf(maps, store),
        version: (store, ...documents) =>
          Math.max(
            ...(documents.length > 0 ? documents : targetDocuments).map(
              (document) => sets.get(`${store}|${document}`)?.set.version ?? shippedSets[document].version,
            ),
          ),
      },
      links,
    };
  };
}

/** Stands only in the row's own column, which is English. */
const inColumn = (table: 'stockRules' | 'flows', { key, problem }: { key: string; problem: string }): ConfigurationProblem => ({
  table,
  key,
  problem: wording(problem, problem),
});

function forget(good: Map<string, unknown>, rows: readonly RawRow[]): void {
  const keys = new Set(rows.map((row) => textOf(row.cmc_key)));
  for (const key of good.keys()) if (!keys.has(key)) good.delete(key);
}

const StoreRow = z.object({
  cmc_key: StoreId,
  cmc_name: z.string().min(1),
  cmc_connector: ChannelId,
  // The set-up does not ask for it: there is one target yet.
  cmc_erptarget: z.preprocess((target) => target || 'finance-scm', z.enum(['finance-scm', 'dataverse-sales'])),
  cmc_legalentity: LegalEntityId,
  cmc_enabled: z.boolean().nullish(),
  cmc_secretschangedon: Instant.nullish(),
  cmc_pausedsince: Instant.nullish(),
  cmc_pausereason: z.string().nullish(),
});

function parseStore(
  row: RawRow,
  rules: ConfigurationRules,
  stockRules: StorePolicies['stock']['exceptions'],
): { store: Store } | Pick<ConfigurationProblem, 'part' | 'problem'> {
  const head = parseInWords(StoreRow, row);
  if ('wrong' in head) return { part: 'row', problem: doesNotFit.row(head.wrong) };
  const connection = readObject(row.cmc_connection);
  if (!connection) return { part: 'connection', problem: wrongSettings.connectionNoObject };
  const policyText = readObject(row.cmc_policies);
  if (!policyText) return { part: 'policies', problem: wrongSettings.policiesNoObject };
  const policies = parseInWords(StorePolicies, policyText);
  if ('wrong' in policies) return { part: 'policies', problem: doesNotFit.policies(policies.wrong) };
  const wrong = rules.connectionProblem(head.data.cmc_connector, connection);
  if (wrong) return { part: 'connection', problem: wrongSettings.connection(wrong) };
  const { cmc_key, cmc_name, cmc_connector, cmc_erptarget, cmc_legalentity, cmc_enabled } = head.data;
  return {
    store: {
      id: cmc_key,
      name: cmc_name,
      channel: cmc_connector,
      enabled: cmc_enabled ?? false,
      secretsChangedAt: head.data.cmc_secretschangedon ?? undefined,
      paused: head.data.cmc_pausedsince ? { since: head.data.cmc_pausedsince, reason: head.data.cmc_pausereason ?? '' } : undefined,
      erpTarget: cmc_erptarget,
      legalEntity: cmc_legalentity,
      connection,
      policies: withStockRules(policies.data, stockRules),
    },
  };
}

/** Rows come before what stands in the policies: they are what people see and change. */
const withStockRules = (policies: StorePolicies, rules: StorePolicies['stock']['exceptions']): StorePolicies =>
  rules.length === 0 ? policies : { ...policies, stock: { ...policies.stock, exceptions: [...rules, ...policies.stock.exceptions] } };

function readObject(value: Json | undefined): JsonObject | undefined {
  const parsed = readJson(value);
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

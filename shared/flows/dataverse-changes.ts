import type { Store } from '../canonical/store.ts';
import { shortHash } from '../core/hash.ts';
import { type Json, textOf } from '../core/json.ts';
import type { Log } from '../core/log.ts';
import { type ConfigurationTable, configurationTables, withKey } from '../d365/dataverse/configuration-rows.ts';
import type { Dataverse } from '../d365/dataverse/rows.ts';
import type { ConfigurationProblem } from './configuration.ts';
import { mappingCause, storeCause, valueCause } from './map-document.ts';
import type { ChangedLink } from './products/relink.ts';
import { type ResubmitPorts, resubmitCause } from './resubmit.ts';
import { itemCause } from './steps/resolve-items.ts';

type RawRow = Record<string, Json>;

export interface ChangePorts extends ResubmitPorts {
  /** What is configured now, problems of rows included. */
  configuration(): Promise<{ stores: readonly Store[]; problems: readonly ConfigurationProblem[] }>;
  dataverse: Pick<Dataverse, 'update' | 'changes'>;
  /** Links the articles anew that these product links are about. */
  relink(store: Store, changed: readonly ChangedLink[]): Promise<void>;
  /** Stores whose rows have changed, as they are now. */
  storesChanged(stores: readonly Store[]): Promise<void>;
}

type ChangedTables = Record<ConfigurationTable, readonly RawRow[]>;

const page = 'delta';

/** Takes what people did in Dataverse: sets free what waited for a changed row, tells wrong rows what is wrong. */
export async function takeDataverseChanges(ports: ChangePorts, log: Log): Promise<void> {
  const { changed, links, first } = await changesSinceLast(ports);
  if (first || Object.values(changed).some((rows) => rows.length > 0)) {
    const { stores, problems } = await ports.configuration();
    await writeProblems(changed, problems, ports);
    for (const cause of first
      ? []
      : causesOf(
          changed,
          stores.map((store) => store.id),
        )) {
      const count = await resubmitCause(cause, `changed ${shortHash(cause + ports.clock.now())}`, ports);
      if (count > 0) log.info('cause removed', { cause, documents: count });
    }
    if (!first) await relinkChanged(changed.productLinks, stores, ports);
    const names = new Set(changed.stores.map((row) => textOf(row.cmc_key)));
    await ports.storesChanged(stores.filter((store) => names.has(store.id)));
    // Only now: a crash before this line takes the same changes again.
    for (const [table, link] of links) await ports.notebook.write(page, table, link);
  }
}

async function changesSinceLast({
  dataverse,
  notebook,
}: ChangePorts): Promise<{ changed: ChangedTables; links: [string, string][]; first: boolean }> {
  const changed = {} as Record<ConfigurationTable, RawRow[]>;
  const links: [string, string][] = [];
  let first = false;
  for (const [table, { set, columns }] of Object.entries(configurationTables) as [
    ConfigurationTable,
    (typeof configurationTables)[ConfigurationTable],
  ][]) {
    const since = await notebook.read(page, table);
    const changes = (await dataverse.changes(set, columns, since)) ?? (await dataverse.changes(set, columns));
    first ||= since === undefined;
    changed[table] = (changes?.rows ?? []).map((row) => withKey(table, row));
    if (changes) links.push([table, changes.deltaLink]);
  }
  return { changed, links, first };
}

/** What the changed rows may be the cure for. A row without a store counts for all. */
function causesOf(changed: ChangedTables, ids: readonly string[]): Set<string> {
  const causes = new Set<string>();
  const storesOf = (row: RawRow) => (textOf(row.cmc_store) ? [textOf(row.cmc_store)] : ids);
  for (const row of changed.productLinks) {
    const [sku, id] = [textOf(row.cmc_sku), textOf(row.cmc_externalid)];
    for (const store of storesOf(row)) {
      if (sku) causes.add(itemCause(store, { sku }));
      if (id) causes.add(itemCause(store, { sku: '', variantId: id }));
    }
  }
  for (const row of changed.valueMapEntries)
    for (const store of storesOf(row)) causes.add(valueCause(store, textOf(row.cmc_map), textOf(row.cmc_from)));
  for (const row of changed.mappingSets) for (const store of storesOf(row)) causes.add(mappingCause(store, textOf(row.cmc_document)));
  for (const row of changed.stores) causes.add(storeCause(textOf(row.cmc_key)));
  return causes;
}

async function relinkChanged(rows: readonly RawRow[], stores: readonly Store[], { relink }: ChangePorts): Promise<void> {
  for (const store of stores.filter((one) => one.enabled)) {
    const changed = rows
      .filter((row) => [store.id, ''].includes(textOf(row.cmc_store)))
      .map((row) => ({ sku: textOf(row.cmc_sku), externalId: textOf(row.cmc_externalid) }));
    if (changed.length > 0) await relink(store, changed);
  }
}

/** A wrong row says in its own column what is wrong; a row that is right again is cleared. */
async function writeProblems(changed: ChangedTables, problems: readonly ConfigurationProblem[], { dataverse }: ChangePorts): Promise<void> {
  for (const table of ['stores', 'mappingSets', 'stockRules', 'flows'] as const) {
    const { set, id } = configurationTables[table];
    for (const row of changed[table]) {
      const key = textOf(row.cmc_key);
      const said = problems.find((problem) => problem.table === table && problem.key === key)?.problem.en ?? '';
      if (said !== textOf(row.cmc_problem)) await dataverse.update(set, { id: textOf(row[id]) }, { cmc_problem: said });
    }
  }
}

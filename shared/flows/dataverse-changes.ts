import type { Store } from '../canonical/store.ts';
import { shortHash } from '../core/hash.ts';
import { type Json, textOf } from '../core/json.ts';
import { atMost } from '../core/lists.ts';
import type { Log } from '../core/log.ts';
import { type ConfigurationTable, configurationTableNames, configurationTables, withKey } from '../d365/dataverse/configuration-rows.ts';
import type { Dataverse } from '../d365/dataverse/rows.ts';
import type { ConfigurationProblem } from './configuration.ts';
import { mappingCause, storeCause, valueCause } from './map-document.ts';
import type { ChangedLink } from './products/relink.ts';
import { type ResubmitPorts, resubmitCause } from './resubmit.ts';
import { itemCause } from './steps/resolve-items.ts';
import { noteFreed } from './waiting.ts';

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
const causesAtOnce = 16;

/** Takes what people did in Dataverse: sets free what waited for a changed row, tells wrong rows what is wrong. */
export async function takeDataverseChanges(ports: ChangePorts, log: Log): Promise<void> {
  const { seen, changed, links } = await changesSinceLast(ports);
  if (links.some(({ isFirst }) => isFirst) || Object.values(seen).some((rows) => rows.length > 0)) {
    const { stores, problems } = await ports.configuration();
    await writeProblems(seen, problems, ports);
    await free(causesOf(changed, stores), ports, log);
    await relinkChanged(changed.productLinks, stores, ports);
    const names = new Set(seen.stores.map((row) => textOf(row.cmc_key)));
    await ports.storesChanged(stores.filter((store) => names.has(store.id)));
  }
  // Only now: a crash before this line takes the same changes again. Also without changes: an old link would expire.
  for (const { table, link } of links) await ports.notebook.write(page, table, link);
}

async function free(causes: ReadonlySet<string>, ports: ChangePorts, log: Log): Promise<void> {
  if (causes.size === 0) return;
  await noteFreed(ports.notebook, ports.clock);
  await atMost(causesAtOnce, [...causes], async (cause) => {
    const count = await resubmitCause(cause, `changed ${shortHash(cause + ports.clock.now())}`, ports);
    if (count > 0) log.info('cause removed', { cause, documents: count });
  });
}

interface Changes {
  /** Rows that are new to us. */
  seen: ChangedTables;
  /** Those that people have changed: what a table holds when it is looked at for the first time is no change. */
  changed: ChangedTables;
  links: { table: ConfigurationTable; link: string; isFirst: boolean }[];
}

async function changesSinceLast({ dataverse, notebook }: ChangePorts): Promise<Changes> {
  const all: Changes = { seen: {} as ChangedTables, changed: {} as ChangedTables, links: [] };
  for (const table of configurationTableNames) {
    const { set, columns } = configurationTables[table];
    const since = await notebook.read(page, table);
    const changes = (await dataverse.changes(set, columns, since)) ?? (await dataverse.changes(set, columns));
    const isFirst = since === undefined;
    all.seen[table] = (changes?.rows ?? []).map((row) => withKey(table, row));
    all.changed[table] = isFirst ? [] : all.seen[table];
    if (changes) all.links.push({ table, link: changes.deltaLink, isFirst });
  }
  return all;
}

/** What the changed rows may be the cure for. A row without a store counts for all. */
function causesOf(changed: ChangedTables, stores: readonly Store[]): Set<string> {
  const causes = new Set<string>();
  const storesOf = (row: RawRow) => (textOf(row.cmc_store) ? [textOf(row.cmc_store)] : stores.map(({ id }) => id));
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
async function writeProblems(seen: ChangedTables, problems: readonly ConfigurationProblem[], { dataverse }: ChangePorts): Promise<void> {
  for (const table of ['stores', 'mappingSets', 'stockRules', 'flows'] as const) {
    const { set, id } = configurationTables[table];
    for (const row of seen[table]) {
      const key = textOf(row.cmc_key);
      const said = problems.find((problem) => problem.table === table && problem.key === key)?.problem.en ?? '';
      if (said !== textOf(row.cmc_problem)) await dataverse.update(set, { id: textOf(row[id]) }, { cmc_problem: said });
    }
  }
}

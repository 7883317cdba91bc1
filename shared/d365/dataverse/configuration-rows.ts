import { type Json, textOf } from '../../core/json.ts';
import type { Dataverse } from './rows.ts';

type RawRow = Record<string, Json>;

/** Where the configuration lives, and the columns that are read of it. */
export const configurationTables = {
  stores: {
    set: 'cmc_stores',
    id: 'cmc_storeid',
    columns: [
      'cmc_key',
      'cmc_name',
      'cmc_connector',
      'cmc_erptarget',
      'cmc_legalentity',
      'cmc_enabled',
      'cmc_secretschangedon',
      'cmc_pausedsince',
      'cmc_pausereason',
      'cmc_connection',
      'cmc_policies',
      'cmc_problem',
    ],
  },
  mappingSets: {
    set: 'cmc_mappingsets',
    id: 'cmc_mappingsetid',
    columns: ['cmc_key', 'cmc_name', 'cmc_store', 'cmc_document', 'cmc_version', 'cmc_state', 'cmc_rules', 'cmc_problem'],
  },
  valueMapEntries: {
    set: 'cmc_valuemapentries',
    id: 'cmc_valuemapentryid',
    columns: ['cmc_key', 'cmc_store', 'cmc_map', 'cmc_from', 'cmc_to'],
  },
  productLinks: {
    set: 'cmc_productlinks',
    id: 'cmc_productlinkid',
    columns: [
      'cmc_key',
      'cmc_store',
      'cmc_externalid',
      'cmc_sku',
      'cmc_itemnumber',
      'cmc_colorid',
      'cmc_sizeid',
      'cmc_styleid',
      'cmc_configurationid',
      'cmc_versionid',
      'cmc_unit',
      'cmc_units',
    ],
  },
  stockRules: {
    set: 'cmc_stockrules',
    id: 'cmc_stockruleid',
    columns: [
      'cmc_key',
      'cmc_store',
      'cmc_item',
      'cmc_location',
      'cmc_buffer',
      'cmc_percentage',
      'cmc_minimum',
      'cmc_maximum',
      'cmc_discontinued',
      'cmc_problem',
    ],
  },
  flows: {
    set: 'cmc_flows',
    id: 'cmc_flowid',
    columns: ['cmc_key', 'cmc_store', 'cmc_document', 'cmc_version', 'cmc_state', 'cmc_definition', 'cmc_problem'],
  },
} as const;

export type ConfigurationTable = keyof typeof configurationTables;
export const configurationTableNames = Object.keys(configurationTables) as ConfigurationTable[];

/** All configuration rows as people have written them. */
export type ConfigurationRows = Record<ConfigurationTable, readonly RawRow[]>;

/** A row that a person made has no key of ours: its id names it. */
export const withKey = (table: ConfigurationTable, row: RawRow): RawRow => ({
  ...row,
  cmc_key: textOf(row.cmc_key) || (row[configurationTables[table].id] ?? ''),
});

/** Reads everything once, afterwards only what change tracking names. Not for parallel use: one refresh at a time. */
export function createConfigurationReader(dataverse: Pick<Dataverse, 'changes'>) {
  const known = Object.fromEntries(configurationTableNames.map((name) => [name, new Map<string, RawRow>()])) as Record<
    ConfigurationTable,
    Map<string, RawRow>
  >;
  const links: Partial<Record<ConfigurationTable, string>> = {};

  const refreshTable = async (name: ConfigurationTable): Promise<void> => {
    const { set, id, columns } = configurationTables[name];
    const since = links[name];
    const changes = (await dataverse.changes(set, columns, since)) ?? (await fromTheBeginning(name));
    if (!changes) return;
    if (!since || changes.begins) known[name].clear();
    for (const row of changes.rows) known[name].set(String(row[id]), withKey(name, { ...known[name].get(String(row[id])), ...row }));
    for (const deleted of changes.deletedIds) known[name].delete(deleted);
    links[name] = changes.deltaLink;
  };

  const fromTheBeginning = async (name: ConfigurationTable) => {
    const changes = await dataverse.changes(configurationTables[name].set, configurationTables[name].columns);
    return changes ? { ...changes, begins: true } : undefined;
  };

  return async (): Promise<ConfigurationRows> => {
    await Promise.all(configurationTableNames.map(refreshTable));
    return Object.fromEntries(configurationTableNames.map((name) => [name, [...known[name].values()]])) as unknown as ConfigurationRows;
  };
}

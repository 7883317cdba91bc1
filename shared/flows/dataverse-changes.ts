import { z } from 'zod';
import { documentKinds } from '../canonical/envelope.ts';
import type { Store } from '../canonical/store.ts';
import { shortHash } from '../core/hash.ts';
import { ExternalId } from '../core/ids.ts';
import { isObject, type Json, parseJson, textOf } from '../core/json.ts';
import { type Log, masked } from '../core/log.ts';
import { commandState } from '../d365/dataverse/choices.ts';
import { type ConfigurationTable, configurationTables } from '../d365/dataverse/configuration-rows.ts';
import type { Dataverse } from '../d365/dataverse/rows.ts';
import type { ConfigurationProblem } from './configuration.ts';
import { mappingCause, storeCause, valueCause } from './map-document.ts';
import { type ResubmitPorts, resubmission, resubmitCause } from './resubmit.ts';
import { itemCause } from './steps/resolve-items.ts';

type RawRow = Record<string, Json>;

export interface ChangePorts extends ResubmitPorts {
  /** What is configured now, problems of rows included. */
  configuration(): Promise<{ stores: readonly Store[]; problems: readonly ConfigurationProblem[] }>;
  dataverse: Pick<Dataverse, 'read' | 'update' | 'changes'>;
}

type ChangedTables = Record<ConfigurationTable, readonly RawRow[]>;

const page = 'delta';

/** Takes what people did in Dataverse: sets free what waited for a changed row, tells wrong rows what is wrong, carries out commands. */
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
    // Only now: a crash before this line takes the same changes again.
    for (const [table, link] of links) await ports.notebook.write(page, table, link);
  }
  await carryOutCommands(ports, log);
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
    changed[table] = changes?.rows ?? [];
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

/** A wrong row says in its own column what is wrong; a row that is right again is cleared. */
async function writeProblems(changed: ChangedTables, problems: readonly ConfigurationProblem[], { dataverse }: ChangePorts): Promise<void> {
  const sets = { stores: 'cmc_stores', mappingSets: 'cmc_mappingsets' } as const;
  for (const [table, set] of Object.entries(sets) as ['stores' | 'mappingSets', string][]) {
    for (const row of changed[table]) {
      const key = textOf(row.cmc_key);
      const said = problems.find((problem) => problem.table === table && problem.key === key)?.problem ?? '';
      if (said !== textOf(row.cmc_problem)) await dataverse.update(set, key, { cmc_problem: said });
    }
  }
}

const CommandBody = z.object({ release: z.boolean().default(false), customer: z.string().optional() }).prefault({});

async function carryOutCommands(ports: ChangePorts, log: Log): Promise<void> {
  const rows = await ports.dataverse.read(
    'cmc_commands',
    `$filter=cmc_state eq ${commandState.Requested}&$select=cmc_key,cmc_kind,cmc_store,cmc_documenttype,cmc_externalid,cmc_causekey,cmc_body`,
  );
  for (const row of rows) {
    const result = await carryOut(row, ports).catch((error: unknown) => ({
      state: 'Refused' as const,
      says: masked(error instanceof Error ? error.message : String(error)),
    }));
    await ports.dataverse.update('cmc_commands', textOf(row.cmc_key), {
      cmc_state: commandState[result.state],
      cmc_result: result.says,
      cmc_finishedon: ports.clock.now(),
    });
    log.info('command', { kind: textOf(row.cmc_kind), state: result.state });
  }
}

interface CommandResult {
  state: 'Done' | 'Refused';
  says: string;
}

async function carryOut(row: RawRow, ports: ChangePorts): Promise<CommandResult> {
  const kind = textOf(row.cmc_kind);
  const key = textOf(row.cmc_key);
  if (kind !== 'resubmit' && kind !== 'choose-customer')
    return { state: 'Refused', says: `There is no command "${kind}". There are: resubmit, choose-customer.` };
  const body = CommandBody.safeParse(readBody(textOf(row.cmc_body)));
  if (!body.success) return { state: 'Refused', says: `Its body does not fit: ${z.prettifyError(body.error)}` };
  const cause = textOf(row.cmc_causekey);
  if (kind === 'choose-customer') {
    if (!body.data.customer || !cause.startsWith('SEVERAL_CUSTOMERS|'))
      return { state: 'Refused', says: 'It needs the cause key of a "several customers" exception and the chosen customer account.' };
    const [, store, mark] = cause.split('|');
    await ports.notebook.write('customer', `${store}|${mark}`, body.data.customer);
  }
  if (cause) return { state: 'Done', says: `${await resubmitCause(cause, `command ${key}`, ports)} documents are run again.` };
  return resubmitOne(row, key, body.data.release, ports);
}

async function resubmitOne(row: RawRow, key: string, released: boolean, ports: ChangePorts): Promise<CommandResult> {
  const store = (await ports.configuration()).stores.find((one) => one.id === textOf(row.cmc_store));
  const kind = documentKinds.find((one) => one === textOf(row.cmc_documenttype));
  const id = ExternalId.safeParse(textOf(row.cmc_externalid));
  if (!store || !kind || !id.success)
    return { state: 'Refused', says: 'It names no document: store, document type and external id are needed, or a cause key.' };
  await ports.queue.send([
    resubmission({ store: store.id, channel: store.channel, kind, externalId: id.data }, `command ${key}`, ports.clock, released),
  ]);
  return { state: 'Done', says: 'The document is run again.' };
}

function readBody(body: string): unknown {
  if (body === '') return {};
  const parsed = parseJson(body);
  return isObject(parsed) ? parsed : { body: parsed };
}

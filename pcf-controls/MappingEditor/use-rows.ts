import * as React from 'react';
import type { MappingContext } from '../../shared/canonical/command.ts';
import { isObject } from '../../shared/core/json.ts';
import type { Failure } from '../host/failure.ts';
import type { Host } from '../host/host.ts';
import { quoted } from '../host/rows.ts';
import type { TicketState } from '../host/ticket.ts';
import { type EntryRow, entryColumns, toEntry } from './entries.ts';
import { newestFirst, toVersion, type Version, versionColumns } from './versions.ts';

/** Rows that stand beside the one that is edited. */
export interface Beside {
  versions: readonly Version[];
  entries: readonly EntryRow[];
}

const mostVersions = 100;
const mostEntries = 10_000;

/** Reads all versions of these rules and the value map entries that count for the store, whenever `turn` changes. */
export function useBeside(host: Host, store: string, document: string, turn: number): { beside?: Beside; failure?: Failure } {
  const [known, setKnown] = React.useState<{ beside?: Beside; failure?: Failure }>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a wish to read again
  React.useEffect(() => {
    let over = false;
    if (!store || !document) return undefined;
    read(host, store, document)
      .then((beside) => !over && setKnown({ beside }))
      .catch((error: unknown) => !over && setKnown(({ beside }) => ({ beside, failure: host.failure(error) })));
    return () => {
      over = true;
    };
  }, [host, store, document, turn]);
  return known;
}

async function read(host: Host, store: string, document: string): Promise<Beside> {
  const owners = `cmc_store eq ${quoted(store)} or cmc_store eq null or cmc_store eq ''`;
  const [versions, entries] = await Promise.all([
    readVersions(host, store, document),
    host.rows.read('cmc_valuemapentry', { select: entryColumns, filter: owners, order: 'cmc_map asc,cmc_from asc' }, mostEntries),
  ]);
  return { versions, entries: entries.map(toEntry) };
}

/** Newest first. @throws what Dataverse says */
export async function readVersions(host: Host, store: string, document: string): Promise<Version[]> {
  const filter = `cmc_store eq ${quoted(store)} and cmc_document eq ${quoted(document)}`;
  const rows = await host.rows.read('cmc_mappingset', { select: versionColumns, filter, order: 'cmc_version desc' }, mostVersions);
  return newestFirst(rows.flatMap((row) => toVersion(row) ?? []));
}

/** What the service said about fields and documents; `state` while and after asking. */
export interface Fetched {
  context?: MappingContext;
  state?: TicketState;
}

/** Asks once for each store and document, when the person may, and again when `turn` changes. */
export function useMappingContext(host: Host, store: string, document: string, turn: number): Fetched {
  const [known, setKnown] = React.useState<Fetched>({});
  const { allowed } = host.may('mapping-context');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a wish to ask again
  React.useEffect(() => {
    if (!allowed || !store || !document) return undefined;
    const ticket = host.ask({
      kind: 'mapping-context',
      store,
      body: { store, document },
      name: `${store} ${document}`.slice(0, 100),
      lifeMinutes: 2,
    });
    const take = (state: TicketState): void =>
      setKnown((before) => ({ context: isContext(state.answer) ? state.answer : before.context, state }));
    take(ticket.state());
    return ticket.subscribe(take);
  }, [host, store, document, turn, allowed]);
  return known.context && known.context.document !== document ? { state: known.state } : known;
}

/** As the server promises it; anything else is no answer. */
const isContext = (answer: unknown): answer is MappingContext =>
  isObject(answer) &&
  Array.isArray(answer.fields) &&
  Array.isArray(answer.samples) &&
  isObject(answer.defaults) &&
  isObject(answer.valueMaps);

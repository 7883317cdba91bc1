import type { Store } from '../../canonical/store.ts';
import type { TargetDocument } from '../../canonical/target-schema.ts';
import { type Json, textOf } from '../../core/json.ts';
import { type Clock, epochMs, type Instant, instant } from '../../core/time.ts';
import type { Wording } from '../../core/wording.ts';
import { mappingState } from '../../d365/dataverse/choices.ts';
import type { Dataverse } from '../../d365/dataverse/rows.ts';
import { literal } from '../../d365/odata-client.ts';
import type { Configuration } from '../configuration.ts';
import { type ReadSet, readSet } from '../mapping-rows.ts';
import type { CommandPorts } from './command.ts';
import { refusals } from './refusals.ts';

type RawRow = Record<string, Json>;

/** A mapping set row that people work on, read over the rules and value maps that count now. */
export interface NamedSet {
  row: RawRow;
  key: string;
  store: Store;
  version: number;
  read: ReadSet | { problems: Wording[] };
}

const columns = 'cmc_mappingsetid,cmc_key,cmc_store,cmc_document,cmc_version,cmc_state,cmc_rules,cmc_publishedon';

/** The set with this key, or why it cannot be worked with. */
export async function namedSet(key: string, configuration: Configuration, ports: CommandPorts): Promise<NamedSet | Wording> {
  const [row] = await ports.dataverse.read('cmc_mappingsets', `$filter=cmc_key eq ${literal(key)}&$select=${columns}`);
  if (!row) return refusals.noMappingSet(key);
  const store = configuration.store(textOf(row.cmc_store));
  if (!store) return refusals.mappingStoreGone(textOf(row.cmc_store));
  const erp = ports.erp(store);
  const read = readSet(row, (document) => erp.schema(document), configuration.mappings.valueMaps(store.id));
  const strange = 'set' in read && read.set.document !== textOf(row.cmc_document);
  if (strange) return refusals.otherRules(read.set.document, textOf(row.cmc_document));
  return { row, key, store, version: Number(row.cmc_version ?? 1), read };
}

/** What came of an attempt to put a set in force. */
export type PutInForce = { replaced: RawRow[] } | 'changed' | { overtakenBy: RawRow };

const mostRounds = 10;

/**
 * Makes this row the only one in force for its store and document. First it is published, only if it is still what was checked; then
 * everybody who publishes retires what stands below the highest, by the moment of publishing and the key. Nobody retires the highest
 * of all, so exactly one is left however many publish at once. Repeating it is harmless.
 */
export async function putInForce(
  { row, key, store }: NamedSet,
  { by, comment }: { by: string; comment?: string },
  { dataverse, clock }: { dataverse: Pick<Dataverse, 'read' | 'update'>; clock: Clock },
): Promise<PutInForce> {
  const document = textOf(row.cmc_document) as TargetDocument;
  const inForce = () =>
    dataverse.read(
      'cmc_mappingsets',
      `$filter=cmc_store eq ${literal(store.id)} and cmc_document eq ${literal(document)} and cmc_state eq ${mappingState.Published}&$select=${columns}`,
    );
  const published = await dataverse.update(
    'cmc_mappingsets',
    { id: textOf(row.cmc_mappingsetid) },
    {
      cmc_state: mappingState.Published,
      cmc_publishedon: momentAfter(await inForce(), clock.now()),
      'cmc_publishedby@odata.bind': `/systemusers(${by})`,
      ...(comment === undefined ? {} : { cmc_comment: comment }),
    },
    textOf(row['@odata.etag']),
  );
  if (!published) return 'changed';
  const replaced: RawRow[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const [highest, ...others] = (await inForce()).sort(byRank);
    let all = true;
    for (const other of others) {
      const retired = await dataverse.update(
        'cmc_mappingsets',
        { id: textOf(other.cmc_mappingsetid) },
        { cmc_state: mappingState.Retired },
        textOf(other['@odata.etag']),
      );
      all &&= retired;
      if (retired) replaced.push(other);
    }
    if (all) return highest && textOf(highest.cmc_key) !== key ? { overtakenBy: highest } : { replaced };
  }
  return { replaced };
}

/** Highest first. */
const byRank = (a: RawRow, b: RawRow): number => rank(b) - rank(a) || (textOf(a.cmc_key) < textOf(b.cmc_key) ? 1 : -1);
const rank = (row: RawRow): number => (textOf(row.cmc_publishedon) ? epochMs(instant(textOf(row.cmc_publishedon))) : 0);

/** After everything that is in force, in the whole seconds that Dataverse keeps, whatever our clock says. */
function momentAfter(rows: readonly RawRow[], now: Instant): Instant {
  const second = 1000;
  const latest = Math.max(0, ...rows.map(rank));
  return instant(Math.max(Math.floor(epochMs(now) / second), Math.floor(latest / second) + 1) * second);
}

import { odata, RestError, type TableClient, type TransactionAction } from '@azure/data-tables';
import { atMost } from '../core/lists.ts';
import { storageDown, unless } from './tables.ts';

/** What a transaction of one partition may hold. */
const mostPerTransaction = 100;
const transactionsAtOnce = 8;
const writesAtOnce = 16;
const mostPerPage = 1000;

/** A row that is gone, or that somebody else has changed, is left as it is. */
const leftAlone = [404, 412];

/**
 * Writes groups of actions in the fewest transactions; the actions of one group lie in one partition and are never torn apart. A transaction
 * that is turned down is written one action at a time, in the order of its group; there, rows that are gone or were changed by others are
 * left alone.
 */
export async function submitGroups(table: TableClient, groups: readonly TransactionAction[][]): Promise<void> {
  const partitions = Map.groupBy(
    groups.filter((one) => one.length > 0),
    ([action]) => action?.[1].partitionKey ?? '',
  );
  const transactions = [...partitions.values()].flatMap(packed);
  await atMost(transactionsAtOnce, transactions, async (together) => {
    try {
      await table.submitTransaction(together.flat());
    } catch (error) {
      if (!turnedDown(error)) throw storageDown(error);
      await atMost(writesAtOnce, together, async (group) => {
        for (const action of group) await writeOne(table, action);
      });
    }
  });
}

/** What neighbours in the order of keys have in common: all but their last characters. Names a partition that some hundred rows share. */
export const stemOf = (key: string): string => key.slice(0, -stemLess);
const stemLess = 3;

/** A filter for a range of rows of one partition, or for a range of partitions; ends are not part of it. */
export function between(
  range: { partition: string; above: string; below?: string } | { partitions: { above: string; below: string } },
): string {
  if ('partitions' in range) return odata`PartitionKey gt ${range.partitions.above} and PartitionKey lt ${range.partitions.below}`;
  const { partition, above, below } = range;
  const from = odata`PartitionKey eq ${partition} and RowKey gt ${above}`;
  return below === undefined ? from : `${from} and ${odata`RowKey lt ${below}`}`;
}

const turnedDown = (error: unknown): boolean =>
  error instanceof RestError &&
  error.statusCode !== undefined &&
  error.statusCode >= 400 &&
  error.statusCode < 500 &&
  error.statusCode !== 429;

function packed(groups: readonly TransactionAction[][]): TransactionAction[][][] {
  const transactions: TransactionAction[][][] = [];
  let room = 0;
  for (const group of groups) {
    if (group.length > room) {
      transactions.push([]);
      room = mostPerTransaction;
    }
    transactions.at(-1)?.push(group);
    room -= group.length;
  }
  return transactions;
}

async function writeOne(table: TableClient, action: TransactionAction): Promise<void> {
  const [kind, entity, third, fourth] = action;
  if (kind === 'create') await unless([], table.createEntity(entity));
  else if (kind === 'upsert') await unless([], table.upsertEntity(entity, third));
  else if (kind === 'update') await unless(leftAlone, table.updateEntity(entity, third, fourth));
  else await unless(leftAlone, table.deleteEntity(entity.partitionKey, entity.rowKey));
}

/** Rows in the order of their keys, at most `most`; `more` when there may be others behind. */
export async function readPages<Row extends object>(
  table: TableClient,
  filter: string,
  most: number,
): Promise<{ rows: Row[]; more: boolean }> {
  const pages = table.listEntities<Row>({ queryOptions: { filter } }).byPage({ maxPageSize: Math.min(most, mostPerPage) });
  const rows: Row[] = [];
  try {
    for await (const page of pages) {
      rows.push(...page);
      if (rows.length >= most) return { rows: rows.slice(0, most), more: rows.length > most || page.continuationToken !== undefined };
    }
  } catch (error) {
    throw storageDown(error);
  }
  return { rows, more: false };
}

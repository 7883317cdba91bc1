import { odata, type TableClient } from '@azure/data-tables';
import { rowKey } from '../core/hash.ts';
import type { DueItems } from '../ports.ts';
import { atMost, readPages, submitGroups } from './table-batches.ts';
import { asciiJson, onFirstUse, unless } from './tables.ts';

type Row = { rowKey: string; item: string; etag: string };

const deletesAtOnce = 32;

/** One partition per store and kind, one row per item; its ETag is the mark, which every marking changes. */
export function createDueItems(table: TableClient): DueItems {
  const ready = onFirstUse(table);
  return {
    async mark(store, kind, items) {
      const partitionKey = rowKey(store, kind);
      const rows = new Map(items.map((item) => [itemRow(item), asciiJson(item)]));
      await submitGroups(
        await ready(),
        [...rows].map(([key, item]) => [['upsert', { partitionKey, rowKey: key, item }, 'Replace']]),
      );
    },
    async read(store, kind, most) {
      const { rows } = await readPages<Row>(await ready(), odata`PartitionKey eq ${rowKey(store, kind)}`, most);
      return rows.map(({ item, etag }) => ({ item: JSON.parse(item) as string, mark: etag }));
    },
    async clear(store, kind, read) {
      const open = await ready();
      // The library takes no condition on a deletion within a transaction, and the condition is the point.
      await atMost(deletesAtOnce, read, ({ item, mark }) =>
        unless([404, 412], open.deleteEntity(rowKey(store, kind), itemRow(item), { etag: mark })),
      );
    },
  };
}

const itemRow = (item: string): string => rowKey(item.toLowerCase());

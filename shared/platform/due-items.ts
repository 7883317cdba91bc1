import { setTimeout as sleep } from 'node:timers/promises';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { rowKey } from '../core/hash.ts';
import { atMost } from '../core/lists.ts';
import { instant } from '../core/time.ts';
import type { DueItems } from '../ports.ts';
import { between, readPages, stemOf, submitGroups } from './table-batches.ts';
import { asciiJson, onFirstUse, unless } from './tables.ts';

type Row = { rowKey: string; item: string; etag: string; timestamp?: string };
type Mark = { partitionKey: string; rowKey: string; item: string };

const deletesAtOnce = 32;
const gatherMs = 10;

/** One row per item; its ETag is the mark, which every marking changes. Neighbours share a partition, as in the article book. */
export function createDueItems(table: TableClient): DueItems {
  const ready = onFirstUse(table);
  let open: { rows: Map<string, Mark>; written: Promise<void> } | undefined;
  /** Marks of the same few milliseconds are written together. */
  const gather = () => {
    const rows = new Map<string, Mark>();
    const written = sleep(gatherMs).then(async () => {
      if (open?.rows === rows) open = undefined;
      await submitGroups(
        await ready(),
        [...rows.values()].map((row): TransactionAction[] => [['upsert', row, 'Replace']]),
      );
    });
    return { rows, written };
  };
  return {
    async mark(store, kind, items) {
      open ??= gather();
      const { rows, written } = open;
      for (const item of items) {
        const place = placeOf(store, kind, item);
        rows.set(`${place.partitionKey} ${place.rowKey}`, { ...place, item: asciiJson(item) });
      }
      await written;
    },
    async read(store, kind, most) {
      const all = rowKey(store, kind);
      const { rows } = await readPages<Row>(await ready(), between({ partitions: { above: all, below: `${all}}` } }), most);
      return rows.map(({ item, etag }) => ({ item: JSON.parse(item) as string, mark: etag }));
    },
    async oldest(store, kind) {
      const all = rowKey(store, kind);
      const { rows } = await readPages<Row>(await ready(), between({ partitions: { above: all, below: `${all}}` } }), 1000);
      const first = rows.flatMap(({ timestamp }) => timestamp ?? []).sort()[0];
      return first ? instant(first) : undefined;
    },
    async clear(store, kind, read) {
      const open = await ready();
      // The library takes no condition on a deletion within a transaction, and the condition is the point.
      await atMost(deletesAtOnce, read, ({ item, mark }) => {
        const { partitionKey, rowKey: key } = placeOf(store, kind, item);
        return unless([404, 412], open.deleteEntity(partitionKey, key, { etag: mark }));
      });
    },
  };
}

function placeOf(store: string, kind: string, item: string): { partitionKey: string; rowKey: string } {
  const key = rowKey(item.toLowerCase());
  return { partitionKey: `${rowKey(store, kind)}|${stemOf(key)}`, rowKey: key };
}

import { odata, type TableClient } from '@azure/data-tables';
import { rowKey } from '../core/hash.ts';
import type { Notebook } from '../ports.ts';
import { onFirstUse, storageDown, unless } from './tables.ts';

/** Pages are partitions, keys are rows; both are encoded, so any text may be used. */
export function createNotebook(table: TableClient): Notebook {
  const ready = onFirstUse(table);
  const keys = (page: string, key: string) => ({ partitionKey: rowKey(page).slice(0, 512), rowKey: rowKey(key).slice(0, 512) });
  return {
    async read(page, key) {
      const open = await ready();
      const { partitionKey, rowKey: row } = keys(page, key);
      const entity = await unless([404], open.getEntity<{ value?: string }>(partitionKey, row));
      return entity?.value;
    },
    async write(page, key, value) {
      const open = await ready();
      await unless([], open.upsertEntity({ ...keys(page, key), key, value }, 'Replace'));
    },
    async remove(page, key) {
      const open = await ready();
      const { partitionKey, rowKey: row } = keys(page, key);
      await unless([404], open.deleteEntity(partitionKey, row));
    },
    async *list(page) {
      const open = await ready();
      const { partitionKey } = keys(page, '');
      const entities = open.listEntities<{ key: string; value: string }>({
        queryOptions: { filter: odata`PartitionKey eq ${partitionKey}` },
      });
      try {
        for await (const { key, value } of entities) yield { key, value };
      } catch (error) {
        throw storageDown(error);
      }
    },
  };
}

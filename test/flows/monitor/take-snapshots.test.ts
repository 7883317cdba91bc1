import { expect, it } from 'vitest';
import { createLog } from '../../../shared/core/log.ts';
import { syncState } from '../../../shared/d365/dataverse/choices.ts';
import type { TableRows } from '../../../shared/d365/dataverse/rows.ts';
import { takeSnapshots } from '../../../shared/flows/monitor/take-snapshots.ts';
import { aStore } from '../../builders.ts';
import { memoryNotebook, movableClock } from '../../memory.ts';

it('counts also when more documents are on their way than on any day before', async () => {
  const row = { cmc_store: 'shopify-main', cmc_state: syncState.Working, cmc_receivedon: '2026-11-20T11:00:00Z' };
  const backlog = new Array(200_000).fill(row);
  const measured = new Map<string, number>();
  const written: TableRows[] = [];

  await takeSnapshots({
    stores: async () => [aStore()],
    due: { oldest: async () => undefined },
    dataverse: {
      read: async (set, query) => (set === 'cmc_syncstatuses' && !query.includes('cmc_store eq') ? backlog : []),
      update: async () => true,
      upsert: async (tables) => {
        written.push(...tables);
        return [];
      },
    },
    notebook: memoryNotebook(),
    clock: movableClock(),
    measure: (name, value) => void measured.set(name, value),
    log: createLog(() => undefined),
  });

  expect([measured.get('companion.backlog'), measured.get('companion.backlog.age')]).toEqual([200_000, 3600]);
  expect(written[0]?.rows.at(-1)).toMatchObject({ cmc_backlog: 200_000 });
});

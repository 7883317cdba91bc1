import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Instant, instant } from '../../../shared/core/time.ts';
import type { Dataverse } from '../../../shared/d365/dataverse/rows.ts';
import { putInForce } from '../../../shared/flows/commands/mapping-set.ts';
import { aStore } from '../../builders.ts';

const [draft, published] = [727000000, 727000001];

/** Rows with ETags, where every call takes as long as the scheduler says. */
function slowDataverse(scheduler: fc.Scheduler, keys: readonly string[]) {
  const rows = keys.map((key, index) => ({
    cmc_mappingsetid: key,
    cmc_key: key,
    cmc_document: 'customer',
    cmc_state: index === 0 ? published : draft,
    cmc_publishedon: index === 0 ? '2026-11-20T12:00:30Z' : '',
    '@odata.etag': '0',
  }));
  let version = 0;
  const dataverse: Pick<Dataverse, 'read' | 'update'> = {
    read: async () => {
      await scheduler.schedule(Promise.resolve());
      const found = structuredClone(rows.filter((row) => row.cmc_state === published));
      await scheduler.schedule(Promise.resolve());
      return found;
    },
    update: async (_set, name, fields, ifMatch) => {
      await scheduler.schedule(Promise.resolve());
      const row = rows.find((one) => one.cmc_mappingsetid === (typeof name === 'string' ? name : name.id));
      const fits = row?.['@odata.etag'] === ifMatch;
      version += 1;
      if (row && fits) Object.assign(row, fields, { '@odata.etag': String(version) });
      await scheduler.schedule(Promise.resolve());
      return fits;
    },
  };
  return { rows, dataverse };
}

it('however several people publish at once, exactly one is in force, and nobody is told a lie about it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      // Whose clock is wrong by how many seconds; the same row may be published by two people.
      fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), skew: fc.integer({ min: -60, max: 60 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (scheduler, people) => {
        const { rows, dataverse } = slowDataverse(scheduler, ['a', 'b', 'c', 'd']);
        const came = people.map(({ key, skew }) => {
          const row = structuredClone(rows.find((one) => one.cmc_key === key));
          const now = (): Instant => instant(Date.parse('2026-11-20T12:00:00Z') + skew * 1000);
          return putInForce(
            { row: row as never, key, store: aStore(), version: 1, read: { problems: [] } },
            { by: 'x' },
            { dataverse, clock: { now } },
          );
        });
        const results = await scheduler.waitFor(Promise.all(came));
        const inForce = rows.filter((row) => row.cmc_state === published).map((row) => row.cmc_key);
        expect(inForce).toHaveLength(1);
        // Whoever is in force was told so by at least one of those who asked for it.
        const mine = people.flatMap(({ key }, index) => (key === inForce[0] ? [results[index]] : []));
        expect(mine.some((result) => typeof result === 'object' && 'replaced' in result)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

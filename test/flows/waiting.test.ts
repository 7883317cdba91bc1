import { describe, expect, it } from 'vitest';
import type { Store } from '../../shared/canonical/store.ts';
import type { Json } from '../../shared/core/json.ts';
import { createLog } from '../../shared/core/log.ts';
import { instant } from '../../shared/core/time.ts';
import { resumeStores } from '../../shared/flows/commands/pause-stores.ts';
import { takeDataverseChanges } from '../../shared/flows/dataverse-changes.ts';
import { aDraft, aLine, aStore } from '../builders.ts';
import { bench } from '../memory.ts';

const log = createLog(() => undefined);
type Row = Record<string, Json>;

/** What is done while a run that has read the configuration before is about to note what it waits for. */
function meanwhile({ notebook }: Pick<ReturnType<typeof bench>, 'notebook'>, work: () => Promise<void>): void {
  const write = notebook.write;
  notebook.write = async (page, key, value) => {
    if (page.startsWith('waiting|')) {
      notebook.write = write;
      await work();
    }
    await write(page, key, value);
  };
}

function changesOf(world: ReturnType<typeof bench>, tables: Record<string, Row[]>, store = aStore()) {
  const { notebook, queue, clock } = world;
  const seen: string[] = [];
  const take = () =>
    takeDataverseChanges(
      {
        configuration: async () => ({ stores: [store], problems: [] }),
        dataverse: {
          changes: async (set) => ({ rows: tables[set] ?? [], deletedIds: [], deltaLink: 'next' }),
          update: async () => true,
        },
        queue,
        notebook,
        clock,
        relink: async (_store, changed) => void seen.push(...changed.map(({ sku = '' }) => sku)),
        storesChanged: async () => undefined,
      },
      log,
    );
  return { take, seen };
}

describe('what waits for a cause that goes away at the same moment', () => {
  it('goes on: a store that is resumed while an order finds it stopped', async () => {
    const store: Store = { ...aStore(), paused: { since: instant('2026-11-20T11:00:00Z'), reason: 'Update' } };
    const world = bench({ store });
    meanwhile(world, async () => {
      world.clock.move(1);
      store.paused = undefined;
      const ports = { ...world, configuration: async () => ({ stores: [store] }), dataverse: { update: async () => true } };
      const command = { id: 'c-1', kind: 'resume-stores' } as never;
      await resumeStores.carryOut({ command, body: { stores: [store.id] }, caller: { id: '', roles: new Set() } }, ports as never);
    });

    expect((await world.run()).state).toBe('Waiting');

    world.clock.move(1);
    expect((await world.runNext()).state).toBe('Synced');
  });

  /** An order with the unknown SKU ODD is run, while somebody links this one. */
  async function linkedMeanwhile(sku: string) {
    const world = bench({ draft: aDraft({ lines: [aLine({ sku: 'ODD' })] }) });
    const tables: Record<string, Row[]> = {};
    const { take } = changesOf(world, tables);
    await take();
    meanwhile(world, async () => {
      world.clock.move(1);
      const link = { cmc_store: 'shopify-main', cmc_sku: sku, cmc_itemnumber: 'D0001' };
      tables.cmc_productlinks = [link];
      world.rows.productLinks.push(link);
      await take();
    });
    expect((await world.run()).state).toBe('Held');
    world.clock.move(1);
    return world;
  }

  it('goes on: an item that is linked while an order finds its SKU unknown', async () => {
    const world = await linkedMeanwhile('ODD');
    expect((await world.runNext()).state).toBe('Synced');
  });

  it('is looked at once more only, when it is still there', async () => {
    const world = await linkedMeanwhile('ANOTHER');
    expect((await world.runNext()).state).toBe('Held');
    expect(world.scheduled).toEqual([]);
  });
});

describe('changes that people make', () => {
  const link = { cmc_store: 'shopify-main', cmc_sku: 'ODD', cmc_itemnumber: 'D0001' };

  it('count also on the day on which the app begins to look at one more table', async () => {
    const world = bench();
    const tables: Record<string, Row[]> = {};
    const { take, seen } = changesOf(world, tables);
    await take();
    await world.notebook.remove('delta', 'flows');
    tables.cmc_productlinks = [link];

    await take();

    expect(seen).toEqual(['ODD']);
  });

  it('that were there before the first look are none', async () => {
    const { take, seen } = changesOf(bench(), { cmc_productlinks: [link] });
    await take();
    expect(seen).toEqual([]);
  });
});

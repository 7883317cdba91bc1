import { openShopFloor, type ShopFloor } from '../journeys/shop-floor.ts';
import { writeFixtureApp } from '../sandbox/functions-host/fixture-app.ts';
import { startFunctionsHost } from '../sandbox/functions-host/start.ts';
import { emptyApp } from './cold-start.ts';
import { placeInBoth, untilIdle } from './drain.ts';
import { type BenchPart, counted, median, progress, worded } from './figures.ts';

/** As many at once as the simulators take without falling behind. */
const portion = 250;
const goalMb = 250;

/** Whether a worker that has imported many orders is as large as one that has imported few. */
export const memory: BenchPart = {
  title: 'Memory',
  async run({ orders }) {
    const empty = await emptyWorkerMb();
    const floor = await openShopFloor();
    try {
      const fresh = await residentMb(floor);
      const sizes = await importAll(floor, orders);
      const late = sizes.slice(-Math.ceil(sizes.length / 3));
      const early = sizes.slice(0, late.length);
      return [
        {
          what: 'worker of an empty app',
          value: `${worded(empty)} MB`,
          remark: 'resident, as all of these: Node and the local host alone',
        },
        { what: 'worker before the first order', value: `${worded(fresh)} MB` },
        { what: `after the first ${counted(everyOf(orders))} orders`, value: `${worded(sizes[0] ?? 0)} MB` },
        { what: `median over ${counted(orders)} orders`, value: `${worded(median(sizes))} MB`, remark: `${sizes.length} readings` },
        { what: 'largest', value: `${worded(Math.max(...sizes))} MB`, remark: `goal below ${goalMb} MB` },
        { what: 'last third beside first third', value: `${worded(median(late))} / ${worded(median(early))} MB`, remark: 'goal: flat' },
      ];
    } finally {
      await floor.close();
    }
  },
};

const everyOf = (orders: number): number => Math.min(1000, Math.max(portion, Math.ceil(orders / 10)));

/** Resident megabytes of the worker at each reading. */
async function importAll(floor: ShopFloor, orders: number): Promise<number[]> {
  const sizes: number[] = [];
  let reading = everyOf(orders);
  for (let done = 0; done < orders; ) {
    const count = Math.min(portion, orders - done);
    await placeInBoth(floor, count, done + 1);
    await untilIdle(floor);
    done += count;
    if (done < reading && done < orders) continue;
    sizes.push(await residentMb(floor));
    progress(`${counted(done)} orders: ${worded(sizes.at(-1) ?? 0)} MB`);
    reading += everyOf(orders);
  }
  return sizes;
}

async function emptyWorkerMb(): Promise<number> {
  const { dir, remove } = writeFixtureApp(emptyApp);
  const host = await startFunctionsHost({ port: 0, appDir: dir, workers: 1, settings: {}, quiet: true });
  try {
    return Math.max(...(await host.memory())) / 1e6;
  } finally {
    await host.close();
    remove();
  }
}

async function residentMb(floor: ShopFloor): Promise<number> {
  const { residentBytes } = await floor.control<{ residentBytes: number[] }>('GET', '/host/memory');
  return Math.max(...residentBytes) / 1e6;
}

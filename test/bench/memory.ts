import { openShopFloor, type ShopFloor } from '../journeys/shop-floor.ts';
import { placeInBoth, untilIdle } from './drain.ts';
import { type BenchPart, median, progress, worded } from './figures.ts';

/** As many at once as the simulators take without falling behind. */
const portion = 250;
const goalMb = 250;

/** Whether a worker that has imported many orders is as large as one that has imported few. */
export const memory: BenchPart = {
  title: 'Memory',
  async run({ orders }) {
    const floor = await openShopFloor();
    try {
      const sizes = await importAll(floor, orders);
      const late = sizes.slice(-Math.ceil(sizes.length / 3));
      const early = sizes.slice(0, late.length);
      return [
        { what: `worker after the first ${worded(everyOf(orders))} orders`, value: `${worded(sizes[0] ?? 0)} MB`, remark: 'resident' },
        { what: `median over ${worded(orders)} orders`, value: `${worded(median(sizes))} MB`, remark: `${sizes.length} readings` },
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
    progress(`${worded(done)} orders: ${worded(sizes.at(-1) ?? 0)} MB`);
    reading += everyOf(orders);
  }
  return sizes;
}

async function residentMb(floor: ShopFloor): Promise<number> {
  const { residentBytes } = await floor.control<{ residentBytes: number[] }>('GET', '/host/memory');
  return Math.max(...residentBytes) / 1e6;
}

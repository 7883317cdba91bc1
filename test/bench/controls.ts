import { bundleBytes } from './bundle-size.ts';
import { type CallsOfPlace, callsOf } from './control-calls.ts';
import { type ControlPlaces, openControlPlaces } from './control-places.ts';
import { type BenchPart, counted, type Figure, median, percentile, progress, worded } from './figures.ts';
import { firstPaints } from './first-paint.ts';
import { manyRows, type QueueFigures, queueOfMany } from './queue-scroll.ts';

/** Fresh pages for each run that was asked for: twenty of them by default. */
const pagesPerRun = 4;

/** The six controls as they are shipped, on the pages of the local app: how soon they show, how the long queue scrolls, how often they ask. */
export const controls: BenchPart = {
  title: 'Controls',
  async run({ runs }) {
    const places = await openControlPlaces();
    try {
      return [...(await paints(places, runs * pagesPerRun)), ...(await queues(places)), ...(await calls(places))];
    } finally {
      await places.close();
    }
  },
};

async function paints(places: ControlPlaces, times: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const place of places.places) {
    const all = await firstPaints(places, place, times);
    const value = `${worded(median(all))} ms, p95 ${worded(percentile(all, 0.95))}`;
    progress(`${place.control}: ${value}`);
    const remark = `${times} fresh pages, ${counted(bundleBytes(place.control))} bytes of bundle; goal below 100 ms`;
    figures.push({ what: `${place.control}: first paint after its data`, value, remark });
  }
  return figures;
}

async function queues(places: ControlPlaces): Promise<Figure[]> {
  const place = places.places.find(({ control }) => control === 'ExceptionQueue');
  if (!place) return [];
  const figures: Figure[] = [];
  for (const [causes, name] of [
    ['one', 'of one cause'],
    ['each', 'of as many causes'],
  ] as const) {
    const queue = await queueOfMany(places, place, causes);
    progress(`${counted(manyRows)} rows ${name}: ${worded(queue.list.framesPerSecond)} frames a second`);
    figures.push(...figuresOf(queue, `${counted(manyRows)} rows ${name}`));
  }
  return figures;
}

const figuresOf = ({ firstPaintMs, completeMs, calls: made, list, typing }: QueueFigures, rows: string): Figure[] => [
  {
    what: `${rows}, scrolled from end to end`,
    value: `${worded(list.framesPerSecond)} frames a second`,
    remark: `one frame of twenty takes ${worded(list.slowFrameMs)} ms or more; goal at least 50 a second`,
  },
  {
    what: `${rows}, first paint; all rows`,
    value: `${worded(firstPaintMs)} ms; ${worded(completeMs / 1000)} s`,
    remark: `${made} calls, each answered at once`,
  },
  {
    what: `${rows}, a key in the search to what it finds`,
    value: `${worded(median(typing))} ms`,
    remark: `slowest ${worded(Math.max(...typing))} ms`,
  },
];

async function calls(places: ControlPlaces): Promise<Figure[]> {
  const all: CallsOfPlace[] = [];
  for (const place of places.places) all.push(await callsOf(places, place));
  const each = (read: (one: CallsOfPlace) => number | undefined) =>
    all
      .filter((one) => read(one) !== undefined)
      .map((one) => `${one.control} ${read(one)}`)
      .join(', ');
  return [
    { what: 'calls in the busiest minute, nothing happens', value: each(({ quiet }) => quiet), remark: 'goal at most 12' },
    { what: 'the same while a command waits for its answer', value: each(({ asked }) => asked) },
    { what: 'the same with the page hidden', value: each(({ hidden }) => hidden), remark: 'goal 0' },
  ];
}

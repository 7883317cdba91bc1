import type { Page } from 'playwright-core';
import { type ControlPlaces, type Place, probeOf } from './control-places.ts';

export const manyRows = 10_000;

export interface Scrolled {
  framesPerSecond: number;
  /** Milliseconds between two frames; the slowest of twenty. */
  slowFrameMs: number;
}

export interface QueueFigures {
  firstPaintMs: number;
  /** From the first page of rows to the last one shown. */
  completeMs: number;
  calls: number;
  list: Scrolled;
  /** From a key to the frame with what it finds, for each key of a word. */
  typing: number[];
}

type Row = Record<string, unknown>;

/** Ten thousand open exceptions made of one that the product wrote: all for one cause, or each for its own. */
export function manyExceptions(template: Row, causes: 'one' | 'each', now: number): Row[] {
  return Array.from({ length: manyRows }, (_, index) => {
    const number = `#${String(100_000 + index)}`;
    const cause = causes === 'one' ? String(template.cmc_causekey) : `${String(template.cmc_code)}|SKU-${index}`;
    return {
      ...template,
      cmc_exceptionid: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
      cmc_key: `shopify-main|order|${index}|${cause}`,
      cmc_externalid: String(7_000_000 + index),
      cmc_externalnumber: number,
      cmc_causekey: cause,
      cmc_title: causes === 'one' ? template.cmc_title : `SKU "SKU-${index}" is not known in USMF.`,
      cmc_amount: 20 + (index % 500) / 4,
      cmc_currency: ['USD', 'EUR', 'GBP'][index % 3],
      cmc_openedon: new Date(now - index * 60_000).toISOString(),
    };
  });
}

/** The queue over ten thousand rows: opened, scrolled from end to end with the wheel, searched. */
export async function queueOfMany({ open, visitor }: ControlPlaces, place: Place, causes: 'one' | 'each'): Promise<QueueFigures> {
  const path = "/api/data/v9.2/cmc_exceptions?$filter=cmc_state eq 727000000 and cmc_documenttype eq 'order'";
  const { body } = await visitor.ask<{ value: Row[] }>('GET', path, undefined, {
    'x-preview-persona': 'alex',
    prefer: 'odata.include-annotations="*"',
  });
  const template = body.value.find(({ cmc_code }) => cmc_code === 'UNKNOWN_ITEM') ?? body.value[0];
  if (!template) throw new Error('There is no exception to make many of.');
  const page = await open(place, { exceptions: manyExceptions(template, causes, Date.now()) });
  try {
    const firstPaintMs = await probeOf(
      page,
      async ({ painted }) => (await painted) - ((globalThis as { probe?: { given?: number } }).probe?.given ?? 0),
    );
    const completeMs = await untilComplete(page);
    const calls = await probeOf(page, (seen) => seen.calls.length);
    const name = causes === 'one' ? 'What waits' : 'Causes';
    const list = await scrollToEnd(page, name);
    return { firstPaintMs, completeMs, calls, list, typing: await typeWord(page, causes === 'one' ? '104567' : 'sku-4567') };
  } finally {
    await page.context().close();
  }
}

/** All rows have come: the queue has said so in its first line. */
async function untilComplete(page: Page): Promise<number> {
  await page.waitForFunction(
    (count) => {
      const heading = document.querySelector('.control-place h2')?.textContent?.replaceAll(/[,.]/g, '') ?? '';
      return heading.includes(String(count)) && !document.querySelector('.control-place [role=progressbar]');
    },
    manyRows,
    { timeout: 180_000, polling: 50 },
  );
  return probeOf(page, () => performance.now() - ((globalThis as { probe?: { given?: number } }).probe?.given ?? 0));
}

const wheelSteps = 400;

/** Turns the wheel over a list until its end, and counts frames. @throws Error when the end is not reached */
async function scrollToEnd(page: Page, name: string): Promise<Scrolled> {
  const target = page.locator('.control-place').getByRole('listbox', { name });
  const place = await target.boundingBox();
  if (!place) throw new Error('The list is not in view.');
  await page.mouse.move(place.x + place.width / 2, place.y + Math.min(place.height / 2, 150));
  const total = await target.evaluate((element) => element.scrollHeight - element.clientHeight);
  await page.evaluate(() => {
    const frames: number[] = [];
    const tick = (at: number) => {
      frames.push(at);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(globalThis, { frames });
  });
  const step = Math.ceil((total * 1.02) / wheelSteps);
  for (let turn = 0; turn < wheelSteps; turn += 1) await page.mouse.wheel(0, step);
  await target.evaluate(
    (element) =>
      new Promise<void>((done, failed) => {
        const end = performance.now() + 10_000;
        const look = () => {
          if (element.scrollTop + element.clientHeight >= element.scrollHeight - 2) done();
          else if (performance.now() > end) failed(new Error(`The list stands at ${element.scrollTop} of ${element.scrollHeight}.`));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  const frames = await page.evaluate(() => [...(globalThis as unknown as { frames: number[] }).frames]);
  const deltas = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const sorted = deltas.toSorted((a, b) => a - b);
  return {
    framesPerSecond: (deltas.length * 1000) / deltas.reduce((sum, one) => sum + one, 0),
    slowFrameMs: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
  };
}

async function typeWord(page: Page, word: string): Promise<number[]> {
  const box = page.locator('.control-place input[type=search]');
  await box.focus();
  await page.evaluate(() => {
    const waits: number[] = [];
    Object.assign(globalThis, { waits });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => waits.push(performance.now() - timeStamp);
          port2.postMessage(undefined);
        });
      },
      { capture: true },
    );
  });
  for (const key of word) {
    await page.keyboard.press(key);
    await page.waitForTimeout(100);
  }
  return page.evaluate(() => (globalThis as unknown as { waits: number[] }).waits);
}

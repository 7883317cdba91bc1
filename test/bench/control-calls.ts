import type { Page } from 'playwright-core';
import { type ControlPlaces, type Place, probeOf } from './control-places.ts';
import { answersFor } from './first-paint.ts';

/** Calls of Dataverse, in the busiest minute of ten. */
export interface CallsOfPlace {
  control: string;
  /** Nothing happens. */
  quiet: number;
  /** Somebody has asked for something, and the Function app does not take it up; undefined where nothing can be asked for. */
  asked?: number;
  /** The same with the page hidden. */
  hidden: number;
}

const minutes = 10;

/** The page's clock is run by hand: ten minutes take a second or two. What Dataverse answers stays as it is. */
export async function callsOf(places: ControlPlaces, place: Place): Promise<CallsOfPlace> {
  const replay = await answersFor(places, place);
  const page = await places.open(place, { replay }, startClock);
  const quiet = await untilShown(page).then(() => busiestMinute(page));
  await hide(page);
  const hiddenQuiet = await busiestMinute(page);
  await page.context().close();
  if (!place.ask) return { control: place.control, quiet, hidden: hiddenQuiet };

  const asking = await places.open(place, { replay, holdCommands: true }, startClock);
  await untilShown(asking, place.asksItself);
  await place.ask(asking);
  const asked = await busiestMinute(asking);
  await hide(asking);
  const hidden = await busiestMinute(asking);
  await asking.context().close();
  return { control: place.control, quiet, asked, hidden: Math.max(hiddenQuiet, hidden) };
}

const startClock = (page: Page): Promise<void> => page.clock.install();

async function untilShown(page: Page, asksItself = false): Promise<void> {
  const shown = page.locator('.control-place button').first();
  await pass(page, 20, () => (asksItself ? shown.isVisible() : probeOf(page, ({ there }) => there)));
  await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now() + 1000)));
}

/** Lets up to so many seconds go by until something is so. @throws Error when it never is */
async function pass(page: Page, seconds: number, until: () => Promise<boolean>): Promise<void> {
  for (let second = 0; second < seconds * 10; second += 1) {
    if (await until()) return;
    await page.waitForTimeout(100);
  }
  throw new Error('The control never had its first content.');
}

async function busiestMinute(page: Page): Promise<number> {
  const counts: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const before = await probeOf(page, ({ calls }) => calls.length);
    for (let second = 0; second < 60; second += 1) {
      await page.clock.runFor(1000);
      await settle(page);
    }
    counts.push((await probeOf(page, ({ calls }) => calls.length)) - before);
  }
  return Math.max(...counts);
}

/** Answers come and are drawn; the clock stands. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise<void>((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done();
        port2.postMessage(undefined);
      });
    }
  });

const hide = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });

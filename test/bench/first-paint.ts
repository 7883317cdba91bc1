import type { ControlPlaces, Place } from './control-places.ts';
import { probeOf } from './control-places.ts';
import type { Recorded } from './page-probe.ts';

const settleMs = 1500;

/**
 * Milliseconds from when a control has what it shows to the frame with it, each in a fresh page: nothing of the control has run there
 * before. Every answer of Dataverse is given at once, from what the running environment answered before.
 */
export async function firstPaints({ open }: ControlPlaces, place: Place, times: number): Promise<number[]> {
  const replay = await answersFor({ open }, place);
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const page = await open(place, { replay });
    all.push(
      await probeOf(page, async ({ painted }) => (await painted) - ((globalThis as { probe?: { given?: number } }).probe?.given ?? 0)),
    );
    await page.context().close();
  }
  return all;
}

export async function answersFor({ open }: Pick<ControlPlaces, 'open'>, place: Place): Promise<Record<string, Recorded>> {
  const page = await open(place);
  await probeOf(page, ({ painted }) => painted);
  await page.waitForTimeout(settleMs);
  const recorded = await probeOf(page, (seen) => seen.recorded);
  await page.context().close();
  return recorded;
}

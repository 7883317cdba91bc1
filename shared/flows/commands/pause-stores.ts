import * as z from 'zod';
import type { Store } from '../../canonical/store.ts';
import { pauseCause } from '../outcome.ts';
import { resubmitCause } from '../resubmit.ts';
import { noteFreed } from '../waiting.ts';
import { type CommandPorts, defineCommand, done, refused } from './command.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

const which = {
  /** Ids of stores; none named: all. */
  stores: z.array(z.string()).max(100).optional(),
  /** Only stores of this target. */
  target: z.enum(['finance-scm', 'dataverse-sales']).optional(),
};

/** Stops work on stores. What arrives is taken and waits. */
export const pauseStores = defineCommand({
  kind: 'pause-stores',
  body: z.strictObject({ ...which, reason: z.string().trim().min(3).max(500) }),
  async run({ body }, ports) {
    const stores = (await named(body, ports)).filter(({ paused }) => !paused);
    if (stores.length === 0) return refused(refusals.noneRunning);
    for (const { id } of stores)
      await ports.dataverse.update('cmc_stores', id, { cmc_pausedsince: ports.clock.now(), cmc_pausereason: body.reason });
    await ports.configuration(ports.clock.now());
    return done(outcomes.paused(names(stores)), {
      audit: stores.map(({ id }) => ({ store: id, reason: body.reason })),
    });
  },
});

/** Goes on with stores that were stopped, and with all that waited for it. */
export const resumeStores = defineCommand({
  kind: 'resume-stores',
  body: z.strictObject(which),
  async run({ command, body }, ports) {
    const stores = await named(body, ports);
    const stopped = stores.filter(({ paused }) => paused);
    for (const { id } of stopped) await ports.dataverse.update('cmc_stores', id, { cmc_pausedsince: null, cmc_pausereason: null });
    await ports.configuration(ports.clock.now());
    await noteFreed(ports.notebook, ports.clock);
    let count = 0;
    for (const { id } of stores) count += await resubmitCause(pauseCause(id), `command ${command.id}`, ports, { forget: true });
    if (stopped.length === 0 && count === 0) return refused(refusals.noneStopped);
    return done(outcomes.resumed(names(stopped), count), {
      audit: stopped.map(({ id }) => ({ store: id })),
    });
  },
});

async function named(
  { stores, target }: { stores?: string[]; target?: Store['erpTarget'] },
  { configuration, clock }: CommandPorts,
): Promise<Store[]> {
  const all = (await configuration(clock.now())).stores;
  return all.filter((store) => (stores === undefined || stores.includes(store.id)) && (target === undefined || store.erpTarget === target));
}

const names = (stores: readonly Store[]): string => stores.map(({ name }) => name).join(', ');

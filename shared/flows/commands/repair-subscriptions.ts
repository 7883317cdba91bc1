import * as z from 'zod';
import { webhookAddress } from '../subscriptions.ts';
import { defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';

/** Registers what is missing of a store's webhooks, and brings back those that are switched off or deliver elsewhere. */
export const repairSubscriptions = defineCommand({
  kind: 'repair-subscriptions',
  body: z.strictObject({ store: z.string().trim().min(1).max(100).optional() }),
  run: ({ command, body }, ports) =>
    orWhyNot(async () => {
      const key = body.store ?? command.store;
      const store = (await ports.configuration(command.madeAt)).store(key);
      if (!store) return refused(`There is no store "${key}", or its row was never right.`);
      const { ensureSubscriptions } = ports.attach(store);
      if (!ensureSubscriptions)
        return refused(`${ports.channel(store.channel)?.name ?? store.channel} tells nobody of changes; it is asked in turn.`);
      const all = await ensureSubscriptions(webhookAddress(ports.publicUrl, store));
      const changes = all.filter(({ change }) => change !== 'kept');
      const after = changes.map(({ topic, change }) => `${topic}: ${change}`);
      const audit = [{ store: store.id, after }];
      if (changes.length === 0) return done(`All ${all.length} webhooks were right.`, { audit });
      return done(`${changes.length} of ${all.length} webhooks were put right: ${after.join(', ')}.`, { audit });
    }),
});

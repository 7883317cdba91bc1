import * as z from 'zod';
import { webhookAddress } from '../subscriptions.ts';
import { defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/** Registers what is missing of a store's webhooks, and brings back those that are switched off or deliver elsewhere. */
export const repairSubscriptions = defineCommand({
  kind: 'repair-subscriptions',
  body: z.strictObject({ store: z.string().trim().min(1).max(100).optional() }),
  run: ({ command, body }, ports) =>
    orWhyNot(async () => {
      const key = body.store ?? command.store;
      const store = (await ports.configuration(command.madeAt)).store(key);
      if (!store) return refused(refusals.noStoreOrWrong(key));
      const { ensureSubscriptions } = ports.attach(store);
      if (!ensureSubscriptions) return refused(refusals.tellsNobody(ports.channel(store.channel)?.name ?? store.channel));
      const all = await ensureSubscriptions(webhookAddress(ports.publicUrl, store));
      const changes = all.filter(({ change }) => change !== 'kept');
      const after = changes.map(({ topic, change }) => `${topic}: ${change}`);
      const audit = [{ store: store.id, after }];
      if (changes.length === 0) return done(outcomes.webhooksWereRight(all.length), { audit });
      return done(outcomes.webhooksRepaired(changes.length, all.length, after.join(', ')), { audit });
    }),
});

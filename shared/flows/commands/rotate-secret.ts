import * as z from 'zod';
import { webhookAddress } from '../subscriptions.ts';
import { defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

/**
 * After a new version of a secret was put into Key Vault: every instance reads the store's secrets anew within seconds, and the webhooks are
 * signed with the new one. Deliveries that were signed with the version before are still accepted.
 */
export const rotateSecret = defineCommand({
  kind: 'rotate-secret',
  body: z.strictObject({}),
  run: ({ command }, ports) =>
    orWhyNot(async () => {
      const before = (await ports.configuration(command.madeAt)).store(command.store);
      if (!before) return refused(refusals.noStoreOrWrong(command.store));
      const now = ports.clock.now();
      await ports.dataverse.update('cmc_stores', before.id, { cmc_secretschangedon: now });
      const store = (await ports.configuration(ports.clock.now())).store(before.id);
      if (!store) return refused(refusals.storeNotRight(before.name));
      const changes = (await ports.attach(store).ensureSubscriptions?.(webhookAddress(ports.publicUrl, store))) ?? [];
      const signed = changes.filter(({ change }) => change !== 'kept');
      return done(outcomes.secretsReadAnew(store.name, signed.length, changes.length), {
        audit: [{ store: store.id, after: signed.map(({ topic, change }) => `${topic}: ${change}`) }],
      });
    }),
});

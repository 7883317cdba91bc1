import * as z from 'zod';
import { webhookAddress } from '../subscriptions.ts';
import { defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';

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
      if (!before) return refused(`There is no store "${command.store}", or its row was never right.`);
      const now = ports.clock.now();
      await ports.dataverse.update('cmc_stores', before.id, { cmc_secretschangedon: now });
      const store = (await ports.configuration(ports.clock.now())).store(before.id);
      if (!store) return refused(`The row of "${before.name}" is not right any more.`);
      const changes = (await ports.attach(store).ensureSubscriptions?.(webhookAddress(ports.publicUrl, store))) ?? [];
      const signed = changes.filter(({ change }) => change !== 'kept');
      const hooks = changes.length === 0 ? '' : ` ${signed.length} of ${changes.length} webhooks were signed anew.`;
      return done(`The secrets of ${store.name} are read anew.${hooks} Check the store, then revoke the old secret in the shop.`, {
        audit: [{ store: store.id, after: signed.map(({ topic, change }) => `${topic}: ${change}`) }],
      });
    }),
});

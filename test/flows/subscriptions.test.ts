import { expect, it } from 'vitest';
import type { Store } from '../../shared/canonical/store.ts';
import type { AttachedStore } from '../../shared/connectors/channel.ts';
import type { StoreId } from '../../shared/core/ids.ts';
import { createLog } from '../../shared/core/log.ts';
import { watchSubscriptions } from '../../shared/flows/subscriptions.ts';
import { aStore } from '../builders.ts';
import { memoryNotebook } from '../memory.ts';

it('a shop that does not answer keeps the webhooks of no other one unwatched', async () => {
  let wake = () => {};
  const others = new Promise<void>((done) => (wake = done));
  const watched: string[] = [];
  const attach = ({ id }: Store): AttachedStore =>
    ({
      ensureSubscriptions: async () => {
        if (id === 'silent') await others;
        watched.push(id);
        wake();
        return [];
      },
    }) as Partial<AttachedStore> as AttachedStore;
  const stores = ['silent', 'lively'].map((id): Store => ({ ...aStore(), id: id as StoreId }));

  await watchSubscriptions(
    { stores: async () => stores, attach, notebook: memoryNotebook(), publicUrl: 'https://companion.example' },
    createLog(() => undefined),
  );

  expect(watched).toEqual(['lively', 'silent']);
});

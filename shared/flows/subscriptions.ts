import type { Store } from '../canonical/store.ts';
import type { AttachedStore } from '../connectors/channel.ts';
import { atMost } from '../core/lists.ts';
import type { Log } from '../core/log.ts';
import type { Notebook } from '../ports.ts';
import { failureFields } from './failure-fields.ts';

export interface SubscriptionPorts {
  stores(): Promise<readonly Store[]>;
  attach(store: Store): AttachedStore;
  notebook: Pick<Notebook, 'read' | 'write'>;
  /** Where channels reach this app. */
  publicUrl: string;
}

/** Which topics were there when they were last looked at, by store: what has to be made is new, or the shop has deleted it. */
const page = 'subscriptions';
const storesAtOnce = 8;

/** Makes sure that every shop still tells us. What the shop had switched off or deleted is put back; polling fills the gap that it left. */
export async function watchSubscriptions(ports: SubscriptionPorts, log: Log): Promise<void> {
  const stores = (await ports.stores()).filter((one) => one.enabled);
  await atMost(storesAtOnce, stores, async (store) => {
    try {
      await watchStore(store, ports, log);
    } catch (error) {
      log.warn('subscriptions could not be checked', { store: store.id, ...failureFields(error) });
    }
  });
}

async function watchStore(store: Store, { attach, notebook, publicUrl }: SubscriptionPorts, log: Log): Promise<void> {
  const changes = (await attach(store).ensureSubscriptions?.(webhookAddress(publicUrl, store))) ?? [];
  const before = (await notebook.read(page, store.id)) ?? '';
  const known = before.split(' ');
  for (const { topic, change } of changes) {
    if (change === 'kept') continue;
    const isLost = change === 're-enabled' || change === 'moved' || (change === 'created' && known.includes(topic));
    log[isLost ? 'warn' : 'info'](isLost ? 'subscription lost' : 'subscription made', { store: store.id, topic, change });
  }
  const now = changes.map(({ topic }) => topic).join(' ');
  if (now !== before) await notebook.write(page, store.id, now);
}

export const webhookAddress = (publicUrl: string, { channel, id }: Pick<Store, 'channel' | 'id'>): string =>
  `${publicUrl}/api/webhooks/${channel}/${id}`;

import type { Store } from '../canonical/store.ts';
import type { AttachedStore } from '../connectors/channel.ts';
import type { Log } from '../core/log.ts';

export interface SubscriptionPorts {
  stores(): Promise<Store[]>;
  attach(store: Store): AttachedStore;
  /** Where channels reach this app. */
  publicUrl: string;
}

/** Makes sure that every shop still tells us. A hook that the shop had switched off is switched on; polling fills the gap that it left. */
export async function watchSubscriptions({ stores, attach, publicUrl }: SubscriptionPorts, log: Log): Promise<void> {
  for (const store of (await stores()).filter((one) => one.enabled)) {
    try {
      const changes = (await attach(store).ensureSubscriptions?.(webhookAddress(publicUrl, store))) ?? [];
      for (const { topic, change } of changes.filter((one) => one.change !== 'kept'))
        log[change === 'created' ? 'info' : 'warn'](change === 'created' ? 'subscription made' : 'subscription lost', {
          store: store.id,
          topic,
          change,
        });
    } catch (error) {
      log.warn('subscriptions could not be checked', { store: store.id, problem: error instanceof Error ? error.message : String(error) });
    }
  }
}

export const webhookAddress = (publicUrl: string, { channel, id }: Pick<Store, 'channel' | 'id'>): string =>
  `${publicUrl}/api/webhooks/${channel}/${id}`;

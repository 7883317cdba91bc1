import { IntegrationError } from '../../core/errors.ts';
import { wording } from '../../core/wording.ts';
import type { SecretNeed, ShopAccess, SubscriptionState } from '../connector.ts';
import type { WooCommerceClient } from './client.ts';
import { ownWebhooks, webhookTopics } from './events.ts';

export const secrets: readonly SecretNeed[] = [
  {
    purpose: 'client-id',
    from: wording(
      'In WooCommerce open Settings, Advanced, REST API and add a key with read/write: the consumer key (ck_…).',
      'In WooCommerce unter Einstellungen, Erweitert, REST-API einen Schlüssel mit Lesen/Schreiben anlegen: der Consumer Key (ck_…).',
    ),
  },
  {
    purpose: 'client-secret',
    from: wording(
      'The consumer secret (cs_…) of the same key. WooCommerce shows it once.',
      'Das Consumer Secret (cs_…) desselben Schlüssels. WooCommerce zeigt es nur einmal.',
    ),
  },
  {
    purpose: 'webhook-secret',
    from: wording(
      'A long random text that you choose. The webhooks are registered with it and signed by it.',
      'Ein langer zufälliger Text, den Sie wählen. Die Webhooks werden damit angemeldet und signiert.',
    ),
  },
];

/** Reads one order, and writes an empty batch, which changes nothing but needs the right to write. */
export async function access(client: WooCommerceClient): Promise<ShopAccess> {
  await client.listOrders({ per_page: '1', _fields: 'id,status,date_modified_gmt' });
  const mayWrite = await client.probeWriting().then(
    () => true,
    (error: unknown) => {
      if (error instanceof IntegrationError && error.code === 'REMOTE_REFUSED_LOGIN') return false;
      throw error;
    },
  );
  return {
    shop: client.source.shopUrl,
    missing: mayWrite ? [] : ['write'],
    grant: wording(
      'In WooCommerce open Settings, Advanced, REST API and set the permission of the key to read/write, with a user who may manage the shop.',
      'In WooCommerce unter Einstellungen, Erweitert, REST-API die Berechtigung des Schlüssels auf Lesen/Schreiben setzen, für jemanden, der den Shop verwalten darf.',
    ),
  };
}

export async function lookAtWebhooks(client: WooCommerceClient, address: string): Promise<SubscriptionState[]> {
  const { of, name } = await ownWebhooks(client, address);
  return webhookTopics.map((topic): SubscriptionState => {
    const ours = of(topic);
    const here = ours.filter((hook) => hook.delivery_url === address);
    if (ours.length === 0) return { topic, state: 'missing' };
    if (here.length === 0) return { topic, state: 'elsewhere' };
    const active = here.filter((hook) => hook.status === 'active');
    if (active.length === 0) return { topic, state: 'off' };
    return { topic, state: active.some((hook) => hook.name === name) ? 'right' : 'other-secret' };
  });
}

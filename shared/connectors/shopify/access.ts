import { wording } from '../../core/wording.ts';
import type { SecretNeed, ShopAccess, SubscriptionState } from '../connector.ts';
import type { ShopifyClient } from './client.ts';
import { wantedTopics } from './events.ts';

export const secrets: readonly SecretNeed[] = [
  {
    purpose: 'client-id',
    from: wording(
      'In the Shopify Dev Dashboard open the app, then Settings: the Client ID.',
      'Im Dev Dashboard von Shopify die App öffnen, dann Einstellungen: die Client-ID.',
    ),
  },
  {
    purpose: 'client-secret',
    from: wording(
      'In the Shopify Dev Dashboard open the app, then Settings: the Secret. It signs the webhooks too.',
      'Im Dev Dashboard von Shopify die App öffnen, dann Einstellungen: das Secret. Es signiert auch die Webhooks.',
    ),
  },
];

/** What the app is used for asks for these. A right to write holds the one to read. */
const neededScopes = [
  'read_orders',
  'write_orders',
  'read_customers',
  'read_products',
  'write_products',
  'read_inventory',
  'write_inventory',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
  'write_merchant_managed_fulfillment_orders',
  'read_third_party_fulfillment_orders',
];

export async function access(client: ShopifyClient): Promise<ShopAccess> {
  const { shop, scopes } = await client.currentAppInstallation();
  const granted = new Set(scopes);
  return {
    shop,
    missing: neededScopes.filter((scope) => !granted.has(scope) && !granted.has(scope.replace(/^read_/, 'write_'))),
    grant: wording(
      "Add them to the app's version in the Dev Dashboard, release it, and approve the new permissions in the shop.",
      'Die Rechte im Dev Dashboard in die Version der App aufnehmen, sie veröffentlichen und die neuen Berechtigungen im Shop genehmigen.',
    ),
  };
}

/** Who subscribes for us is our app: all it has is ours. */
export async function lookAtSubscriptions(client: ShopifyClient, address: string): Promise<SubscriptionState[]> {
  const all = await client.webhookSubscriptions();
  return wantedTopics.map((topic) => {
    const ours = all.filter((one) => one.topic === topic);
    if (ours.length === 0) return { topic, state: 'missing' };
    return { topic, state: ours.some(({ uri }) => uri === address) ? 'right' : 'elsewhere' };
  });
}

import type { ChannelId } from '../../core/ids.ts';
import { defineConnector, gone } from '../connector.ts';
import { access, lookAtSubscriptions, secrets } from './access.ts';
import { articles, prices, stock } from './catalogue.ts';
import { connect, type ShopifyClient } from './client.ts';
import { ensureSubscriptions, identify, pollOrders, verify } from './events.ts';
import { product } from './products.ts';
import { publishCancellation, publishCompletion, publishShipment } from './publish.ts';
import { ShopifySettings } from './settings.ts';
import { toOrder } from './translate.ts';

/** Shopify through the Admin GraphQL API: webhooks as triggers, a poll behind them, the order itself always read from the shop. */
export const shopify = defineConnector<ShopifySettings, ShopifyClient>({
  channel: 'shopify' as ChannelId,
  name: 'Shopify',
  settings: ShopifySettings,
  secrets,
  connect,
  access,
  receives: { verify, identify },
  polls: { order: pollOrders },
  loads: {
    async order(client, id) {
      const payload = await client.order(id);
      return payload ? toOrder(payload, client.source) : gone('Shopify has no such order: it was deleted, or the app may not see it.');
    },
  },
  articles,
  publishes: { shipment: publishShipment, completion: publishCompletion, cancellation: publishCancellation, stock, prices, product },
  subscriptions: { ensure: ensureSubscriptions, look: lookAtSubscriptions },
});

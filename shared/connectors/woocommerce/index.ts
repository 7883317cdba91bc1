import type { ChannelId } from '../../core/ids.ts';
import { isObject } from '../../core/json.ts';
import { defineConnector, gone } from '../connector.ts';
import { access, lookAtWebhooks, secrets } from './access.ts';
import { articles, prices, stock } from './catalogue.ts';
import { connect, type WooCommerceClient } from './client.ts';
import { ensureWebhooks, identify, isPing, pollOrders, verify } from './events.ts';
import { createProduct, updateProduct } from './products.ts';
import { publishCancellation, publishCompletion, publishShipment } from './publish.ts';
import { WooCommerceSettings } from './settings.ts';
import { toOrder } from './translate.ts';

/** WooCommerce through REST v3: webhooks as triggers, a poll behind them, the order itself always read from the shop. */
export const woocommerce = defineConnector<WooCommerceSettings, WooCommerceClient>({
  channel: 'woocommerce' as ChannelId,
  name: 'WooCommerce',
  settings: WooCommerceSettings,
  secrets,
  connect,
  access,
  receives: { verify, identify, isPing },
  polls: { order: pollOrders },
  loads: {
    async order(client, id) {
      const payload = await client.loadOrder(id);
      return isObject(payload) ? toOrder(payload, client.source) : gone('It was deleted in the shop.');
    },
  },
  articles,
  publishes: {
    shipment: publishShipment,
    completion: publishCompletion,
    cancellation: publishCancellation,
    stock,
    prices,
    product: { create: createProduct, update: updateProduct },
  },
  subscriptions: { ensure: ensureWebhooks, look: lookAtWebhooks },
});

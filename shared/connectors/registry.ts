import { type Channel, toChannel } from './channel.ts';
import { shopify } from './shopify/index.ts';
import { woocommerce } from './woocommerce/index.ts';

/** Every channel there is. A new one is a folder beside these and one line here. */
export const channels: readonly Channel[] = [toChannel(shopify), toChannel(woocommerce)];

import * as z from 'zod';
import { schemaSays } from '../../core/schema-says.ts';

const address = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .optional();

/**
 * One Shopify store. Its secrets are `client-id` and `client-secret` of an app in the Dev Dashboard, installed on a store of the same
 * organisation; the client secret signs the webhooks too.
 */
export const ShopifySettings = z
  .strictObject({
    shopDomain: z
      .string()
      .trim()
      .toLowerCase()
      .regex(
        /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/,
        schemaSays(
          'must be the permanent domain, for example main-store.myshopify.com',
          'muss die dauerhafte Domain sein, zum Beispiel main-store.myshopify.com',
        ),
      ),
    /** Where the API is called, when not at the shop's own domain. */
    apiUrl: address,
    apiVersion: z
      .string()
      .regex(/^\d{4}-(01|04|07|10)$/, schemaSays('must be a quarter, for example 2026-07', 'muss ein Quartal sein, zum Beispiel 2026-07'))
      .default('2026-07'),
    /** The shop's back office, when it is not at the usual place. */
    adminUrl: address,
  })
  .transform(({ shopDomain, apiUrl, apiVersion, adminUrl }) => ({
    shopDomain,
    apiVersion,
    apiUrl: apiUrl ?? `https://${shopDomain}`,
    adminUrl: adminUrl ?? `https://admin.shopify.com/store/${shopDomain.replace('.myshopify.com', '')}`,
  }));
export type ShopifySettings = z.output<typeof ShopifySettings>;

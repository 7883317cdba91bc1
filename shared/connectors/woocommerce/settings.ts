import * as z from 'zod';
import { schemaSays } from '../../core/schema-says.ts';

const knownZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** How one WooCommerce shop is reached. Secrets: `client-id` (ck_…), `client-secret` (cs_…), `webhook-secret`. */
export const WooCommerceSettings = z.strictObject({
  /** Address of the WordPress site, with its folder if it has one. */
  shopUrl: z
    .url({
      protocol: /^https?$/,
      error: schemaSays('must be the address of the shop, with https://', 'muss die Adresse des Shops sein, mit https://'),
    })
    .transform((url) => url.replace(/\/+$/, '')),
  apiPath: z
    .string()
    .regex(/^\/[^?#]*$/, schemaSays('must begin with /', 'muss mit / beginnen'))
    .transform((path) => path.replace(/\/+$/, ''))
    .default('/wp-json/wc/v3'),
  /** `query` where the host strips the Authorization header; the keys then end up in the web server's log. */
  keysIn: z.enum(['header', 'query']).default('header'),
  /** The site's zone (IANA name). Only read for orders without UTC dates, which old versions and some plug-ins write. */
  timeZone: z.string().refine(knownZone, schemaSays('is not a known time zone', 'ist keine bekannte Zeitzone')).default('UTC'),
});
export type WooCommerceSettings = z.output<typeof WooCommerceSettings>;

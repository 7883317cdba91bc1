import { integer, list, oneOf, readQuery, text } from './arguments.ts';
import type { Route } from './front-door.ts';
import { listRules, pageOf, trimmed } from './listing.ts';
import { json, Refused } from './refused.ts';
import type { Shop } from './shop.ts';

/** Customers with an account, as far as a connector reads them. */
export function customerRoutes(shop: Shop): Route[] {
  return [
    {
      method: 'GET',
      path: '/customers',
      operation: 'view',
      answer: ({ search, site }) => {
        const query = readQuery(search, {
          ...listRules,
          include: list(integer),
          orderby: oneOf('id', 'include', 'name', 'registered_date'),
          email: text,
          role: text,
        });
        const rows = [...shop.customers.values()].filter((one) => query.email === undefined || one.email === query.email);
        return pageOf(rows, { address: `${site}/wp-json/wc/v3/customers`, search, query }, (one) => one);
      },
    },
    {
      method: 'GET',
      path: '/customers/:id',
      operation: 'view',
      answer: ({ ids, search }) => {
        const found = shop.customers.get(ids[0] ?? '');
        if (!found) throw new Refused(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.');
        return json(200, trimmed(found, search));
      },
    },
  ];
}

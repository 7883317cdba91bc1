import type { SimResponse } from '../../serve.ts';
import {
  anything,
  boolean,
  date,
  integer,
  list,
  object,
  oneOf,
  type Rule,
  type Rules,
  readBody,
  readFields,
  readQuery,
  text,
} from './arguments.ts';
import type { Route, Visit } from './front-door.ts';
import { listRules, pageOf, trimmed } from './listing.ts';
import type { OrderDocument } from './order-document.ts';
import { changeOrder, createOrder } from './order-writing.ts';
import { selectOrders } from './orders-filter.ts';
import { invalidId, json, Refused } from './refused.ts';
import { type Shop, statuses } from './shop.ts';

const knownStatuses = (shop: Shop): string[] => [...statuses, ...shop.pluginStatuses];

const queryRules = (shop: Shop): Rules => ({
  ...listRules,
  modified_after: date,
  modified_before: date,
  dates_are_gmt: boolean,
  orderby: oneOf('date', 'id', 'include', 'title', 'slug', 'modified'),
  parent: list(integer),
  parent_exclude: list(integer),
  status: list(oneOf('any', 'trash', ...knownStatuses(shop))),
  customer: integer,
  product: integer,
  dp: integer,
  order_item_display_meta: boolean,
  include_meta: list(text),
  exclude_meta: list(text),
  created_via: list(text),
});

const meta = list(object({ id: integer, key: text, value: anything }));
const address: Rule = object(
  Object.fromEntries(
    'first_name last_name company address_1 address_2 city state postcode country phone'.split(' ').map((name) => [name, text]),
  ),
);

/** What may be written. Numbers of money come as text or number. */
export const bodyRules = (shop: Shop): Rules => ({
  parent_id: integer,
  status: oneOf(...knownStatuses(shop)),
  currency: oneOf('AUD', 'CAD', 'CHF', 'EUR', 'GBP', 'JPY', 'KWD', 'SEK', 'USD'),
  customer_id: integer,
  customer_note: text,
  billing: object({ ...(address as { fields: Rules }).fields, email: anything }),
  shipping: address,
  payment_method: text,
  payment_method_title: text,
  transaction_id: text,
  meta_data: meta,
  line_items: list(
    object({
      id: integer,
      name: anything,
      product_id: anything,
      variation_id: integer,
      quantity: integer,
      tax_class: text,
      sku: anything,
      meta_data: meta,
    }),
  ),
  shipping_lines: list(object({ id: integer, method_title: anything, method_id: anything, instance_id: text, meta_data: meta })),
  fee_lines: list(object({ id: integer, name: anything, tax_class: text, tax_status: oneOf('taxable', 'none'), meta_data: meta })),
  coupon_lines: list(object({ code: anything })),
  set_paid: boolean,
});

export function orderRoutes(shop: Shop): Route[] {
  return [
    { method: 'GET', path: '/orders', operation: 'view', answer: (visit) => listOrders(shop, visit) },
    {
      method: 'POST',
      path: '/orders',
      operation: 'create',
      answer: ({ request, site }) => {
        const order = createOrder(shop, readBody(request.body, bodyRules(shop)));
        return json(201, showOrder(order, site), { location: `${site}/wp-json/wc/v3/orders/${order.id}` });
      },
    },
    {
      method: 'GET',
      path: '/orders/statuses',
      operation: 'view',
      answer: () =>
        json(
          200,
          knownStatuses(shop)
            .filter((slug) => slug !== 'auto-draft')
            .map((slug) => ({ slug, name: nameOf(slug) })),
        ),
    },
    { method: 'POST', path: '/orders/batch', operation: 'batch', answer: (visit) => batch(shop, visit) },
    {
      method: 'GET',
      path: '/orders/:id',
      operation: 'view',
      answer: ({ ids, search, site }) => json(200, trimmed(showOrder(requireOrder(shop, ids[0]), site), search)),
    },
    {
      method: 'PUT',
      path: '/orders/:id',
      operation: 'edit',
      answer: ({ ids, request, search, site }) => {
        const body = readBody(request.body, bodyRules(shop));
        return json(200, trimmed(showOrder(changeOrder(shop, requireOrder(shop, ids[0], 400), body), site), search));
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:id',
      operation: 'delete',
      answer: ({ ids, search, site }) => json(200, deleteOrder(shop, ids[0], readQuery(search, { force: boolean }).force === true, site)),
    },
  ];
}

/** The order with the links that only the API adds; one that was put with its own links keeps them. */
export function showOrder(order: OrderDocument, site: string): object {
  if (order._links) return order;
  const self = `${site}/wp-json/wc/v3/orders`;
  const customer = Number(order.customer_id) > 0 ? { customer: [{ href: `${site}/wp-json/wc/v3/customers/${order.customer_id}` }] } : {};
  return {
    ...order,
    _links: {
      self: [{ href: `${self}/${order.id}`, targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } }],
      collection: [{ href: self }],
      ...customer,
    },
  };
}

export function requireOrder(shop: Shop, id: string | undefined, status = 404): OrderDocument {
  const order = shop.orders.get(id ?? '');
  if (!order) throw invalidId(status);
  return order;
}

function listOrders(shop: Shop, { search, site }: Visit): SimResponse {
  const query = readQuery(search, queryRules(shop));
  return pageOf(selectOrders(shop.orders, query), { address: `${site}/wp-json/wc/v3/orders`, search, query }, (order) =>
    showOrder(order, site),
  );
}

function deleteOrder(shop: Shop, id: string | undefined, force: boolean, site: string): object {
  const order = requireOrder(shop, id);
  if (!force && order.status === 'trash')
    throw new Refused(410, 'woocommerce_rest_already_trashed', 'The shop_order has already been deleted.');
  // The answer shows the order as it was.
  const before = structuredClone(showOrder(order, site));
  if (force) shop.remove(order);
  else shop.trash(order);
  return before;
}

const mostInBatch = 100;

/** One after the other, not a transaction: what fails carries its own error, the answer is 200. */
function batch(shop: Shop, { request, site }: Visit): SimResponse {
  const {
    create = [],
    update = [],
    delete: remove = [],
  } = readBody(request.body, { create: list(anything), update: list(anything), delete: list(anything) }) as Record<string, unknown[]>;
  if (create.length + update.length + remove.length > mostInBatch)
    throw new Refused(413, 'woocommerce_rest_request_entity_too_large', 'Unable to accept more than 100 items for this request.');
  const each = (items: unknown[], work: (item: Record<string, unknown>) => object) =>
    items.map((item) => {
      const given = (typeof item === 'object' && item !== null ? item : { id: item }) as Record<string, unknown>;
      try {
        return work(given);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { id: Number(given.id ?? 0), error: error.body };
      }
    });
  const rules = bodyRules(shop);
  return json(200, {
    ...(create.length > 0 ? { create: each(create, (item) => showOrder(createOrder(shop, readFields(item, rules)), site)) } : {}),
    ...(update.length > 0
      ? {
          update: each(update, (item) =>
            showOrder(changeOrder(shop, requireOrder(shop, String(item.id), 400), readFields(item, rules)), site),
          ),
        }
      : {}),
    ...(remove.length > 0 ? { delete: each(remove, (item) => deleteOrder(shop, String(item.id), true, site)) } : {}),
  });
}

const nameOf = (slug: string): string =>
  ({ pending: 'Pending payment', 'checkout-draft': 'Draft', 'on-hold': 'On hold' })[slug] ?? slug.charAt(0).toUpperCase() + slug.slice(1);

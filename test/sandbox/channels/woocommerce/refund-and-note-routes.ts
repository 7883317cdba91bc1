import { anything, boolean, integer, list, object, readBody, readQuery, text } from './arguments.ts';
import type { Route } from './front-door.ts';
import { listRules, pageOf, trimmed } from './listing.ts';
import { siteMoment } from './order-document.ts';
import { requireOrder } from './orders-api.ts';
import { deleteRefund, refund } from './refunds.ts';
import { json, Refused } from './refused.ts';
import type { NoteRecord, RefundRecord, Shop } from './shop.ts';

const refundRules = {
  amount: text,
  reason: text,
  refunded_by: integer,
  api_refund: boolean,
  api_restock: boolean,
  line_items: list(object({ id: anything, quantity: integer, refund_total: anything, refund_tax: anything })),
};

export function refundAndNoteRoutes(shop: Shop): Route[] {
  const refundsOf = (id: string | undefined) => [...shop.refunds.values()].filter((one) => String(one.parent_id) === id).reverse();
  const notesOf = (id: string | undefined) => [...shop.notes.values()].filter((note) => note.order === id).reverse();
  return [
    {
      method: 'GET',
      path: '/refunds',
      operation: 'view',
      answer: ({ search, site }) =>
        pageOf(
          [...shop.refunds.values()].reverse(),
          { address: `${site}/wp-json/wc/v3/refunds`, search, query: readQuery(search, listRules) },
          (one) => withLinks(one, site),
        ),
    },
    {
      method: 'GET',
      path: '/orders/:id/refunds',
      operation: 'view',
      answer: ({ ids, search, site }) => {
        requireOrder(shop, ids[0]);
        return pageOf(
          refundsOf(ids[0]),
          { address: `${site}/wp-json/wc/v3/orders/${ids[0]}/refunds`, search, query: readQuery(search, listRules) },
          (one) => shown(one, site),
        );
      },
    },
    {
      method: 'POST',
      path: '/orders/:id/refunds',
      operation: 'create',
      answer: ({ ids, request, site }) => {
        const order = requireOrder(shop, ids[0]);
        const body = readBody(request.body, refundRules) as {
          amount?: string;
          reason?: string;
          api_refund?: boolean;
          api_restock?: boolean;
          line_items?: { id: unknown; quantity?: number }[];
        };
        // Without a gateway behind it, `api_refund` has nothing to refund with.
        if (body.api_refund !== false)
          throw new Refused(
            500,
            'woocommerce_rest_cannot_create_order_refund',
            'The payment gateway for this order does not support automatic refunds.',
            500,
          );
        const lines = (body.line_items ?? [])
          .filter((line) => line.quantity)
          .map((line) => ({ id: line.id, quantity: Number(line.quantity) }));
        const record = refund(shop, order, { amount: body.amount, reason: body.reason, lines, restock: body.api_restock ?? true });
        return json(201, shown(record, site));
      },
    },
    {
      method: 'GET',
      path: '/orders/:id/refunds/:id',
      operation: 'view',
      answer: ({ ids, search, site }) => {
        const found = refundsOf(ids[0]).find((one) => String(one.id) === ids[1]);
        if (!found) throw new Refused(404, 'woocommerce_rest_shop_order_refund_invalid_id', 'Invalid ID.');
        return json(200, trimmed(shown(found, site), search));
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:id/refunds/:id',
      operation: 'delete',
      answer: ({ ids, search, site }) => {
        if (readQuery(search, { force: boolean }).force !== true)
          throw new Refused(501, 'woocommerce_rest_trash_not_supported', 'The shop_order_refund does not support trashing.');
        return json(200, shown(deleteRefund(shop, requireOrder(shop, ids[0]), ids[1] ?? ''), site));
      },
    },
    {
      method: 'GET',
      path: '/orders/:id/notes',
      operation: 'view',
      answer: ({ ids, site }) => {
        requireOrder(shop, ids[0]);
        return json(
          200,
          notesOf(ids[0]).map((note) => noteShown(note, site)),
        );
      },
    },
    {
      method: 'POST',
      path: '/orders/:id/notes',
      operation: 'create',
      answer: ({ ids, request, site }) => {
        const order = requireOrder(shop, ids[0]);
        const { note, customer_note: toBuyer = false } = readBody(request.body, {
          note: text,
          customer_note: boolean,
          added_by_user: boolean,
        });
        if (typeof note !== 'string' || note === '')
          throw new Refused(400, 'rest_missing_callback_param', 'Missing parameter(s): note', { status: 400, params: ['note'] });
        const now = siteMoment();
        const record: NoteRecord = {
          id: shop.nextId('order'),
          order: String(order.id),
          author: 'WooCommerce',
          date_created: now.local,
          date_created_gmt: now.gmt,
          note,
          customer_note: toBuyer,
        };
        shop.notes.put(String(record.id), record);
        return json(201, noteShown(record, site), { location: `${site}/wp-json/wc/v3/orders/${order.id}/notes/${record.id}` });
      },
    },
    {
      method: 'DELETE',
      path: '/orders/:id/notes/:id',
      operation: 'delete',
      answer: ({ ids, site }) => {
        const note = notesOf(ids[0]).find((one) => String(one.id) === ids[1]);
        if (!note) throw new Refused(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid resource ID.');
        shop.notes.delete(String(note.id));
        return json(200, noteShown(note, site));
      },
    },
  ];
}

/** The list of all refunds names the order; the list of one order does not. */
const withLinks = (record: RefundRecord, site: string): object => {
  const self = `${site}/wp-json/wc/v3/orders/${record.parent_id}`;
  return {
    ...record,
    _links: { self: [{ href: `${self}/refunds/${record.id}` }], collection: [{ href: `${self}/refunds` }], up: [{ href: self }] },
  };
};

function shown(record: RefundRecord, site: string): object {
  const { parent_id: _order, ...rest } = withLinks(record, site) as RefundRecord;
  return rest;
}

function noteShown({ order, ...note }: NoteRecord, site: string): object {
  const self = `${site}/wp-json/wc/v3/orders/${order}`;
  return {
    ...note,
    _links: { self: [{ href: `${self}/notes/${note.id}` }], collection: [{ href: `${self}/notes` }], up: [{ href: self }] },
  };
}

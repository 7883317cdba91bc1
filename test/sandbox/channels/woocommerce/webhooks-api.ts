import { boolean, oneOf, type Rules, readBody, readQuery, text } from './arguments.ts';
import type { Route } from './front-door.ts';
import { listRules, pageOf } from './listing.ts';
import { siteMoment } from './order-document.ts';
import { json, Refused } from './refused.ts';
import type { Shop, WebhookRecord, WebhookStatus } from './shop.ts';
import type { WebhookSender } from './webhook-sender.ts';

const hooks: Record<string, string[]> = {
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
  'product.created': ['woocommerce_process_product_meta', 'woocommerce_new_product', 'woocommerce_new_product_variation'],
  'product.updated': ['woocommerce_process_product_meta', 'woocommerce_update_product', 'woocommerce_update_product_variation'],
  'product.deleted': ['wp_trash_post'],
  'product.restored': ['untrashed_post'],
  'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
  'customer.updated': ['profile_update', 'woocommerce_update_customer'],
  'customer.deleted': ['delete_user'],
  'coupon.created': ['woocommerce_process_shop_coupon_meta', 'woocommerce_new_coupon'],
  'coupon.updated': ['woocommerce_process_shop_coupon_meta', 'woocommerce_update_coupon'],
  'coupon.deleted': ['wp_trash_post'],
  'coupon.restored': ['untrashed_post'],
};

const statuses = ['active', 'paused', 'disabled'] as const;
const bodyRules: Rules = { name: text, status: oneOf(...statuses), topic: text, secret: text, delivery_url: text };
interface Body {
  name?: string;
  status?: WebhookStatus;
  topic?: string;
  secret?: string;
  delivery_url?: string;
}

export function webhookRoutes(shop: Shop, sender: WebhookSender): Route[] {
  const requireHook = (id: string | undefined, status: number) => {
    const hook = shop.webhooks.get(id ?? '');
    if (!hook) throw new Refused(status, 'woocommerce_rest_shop_webhook_invalid_id', status === 404 ? 'Invalid ID.' : 'ID is invalid.');
    return hook;
  };
  return [
    {
      method: 'GET',
      path: '/webhooks',
      operation: 'view',
      answer: ({ search, site }) => {
        const query = readQuery(search, { ...listRules, orderby: oneOf('date', 'id', 'title'), status: oneOf('all', ...statuses) });
        const rows = [...shop.webhooks.values()].filter(({ status }) => !query.status || query.status === 'all' || query.status === status);
        return pageOf(query.order === 'asc' ? rows : rows.reverse(), { address: `${site}/wp-json/wc/v3/webhooks`, search, query }, (hook) =>
          show(hook, site),
        );
      },
    },
    {
      method: 'POST',
      path: '/webhooks',
      operation: 'create',
      answer: async ({ request, site }) => {
        const hook = create(shop, readBody(request.body, bodyRules));
        // The ping comes before the answer; through the API its failure is of no consequence.
        await sender.ping(hook);
        return json(201, show(hook, site), { location: `${site}/wp-json/wc/v3/webhooks/${hook.id}` });
      },
    },
    { method: 'GET', path: '/webhooks/:id', operation: 'view', answer: ({ ids, site }) => json(200, show(requireHook(ids[0], 404), site)) },
    {
      method: 'PUT',
      path: '/webhooks/:id',
      operation: 'edit',
      answer: ({ ids, request, site }) => {
        const body = readBody(request.body, bodyRules);
        return json(200, show(change(shop, requireHook(ids[0], 400), body), site));
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/:id',
      operation: 'delete',
      answer: ({ ids, search, site }) => {
        if (readQuery(search, { force: boolean }).force !== true)
          throw new Refused(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
        const hook = requireHook(ids[0], 404);
        shop.webhooks.delete(String(hook.id));
        return json(200, show(hook, site));
      },
    },
  ];
}

function create(shop: Shop, body: Body): WebhookRecord {
  if (!body.topic || !hooks[body.topic.toLowerCase()])
    throw new Refused(400, 'woocommerce_rest_shop_webhook_invalid_topic', 'Webhook topic is required and must be valid.');
  if (!body.delivery_url || !/^https?:\/\//.test(body.delivery_url))
    throw new Refused(
      400,
      'woocommerce_rest_shop_webhook_invalid_delivery_url',
      'Webhook delivery URL must be a valid URL starting with http:// or https://.',
    );
  const now = siteMoment();
  const hook: WebhookRecord = {
    id: shop.nextId('webhook'),
    name: body.name || `Webhook created on ${now.local}`,
    // A new webhook is always active, whatever status was sent.
    status: 'active',
    topic: body.topic.toLowerCase(),
    delivery_url: body.delivery_url,
    secret: body.secret || `generated-${now.gmt}`,
    failures: 0,
    date_created: now.local,
    date_created_gmt: now.gmt,
    date_modified: null,
    date_modified_gmt: null,
  };
  shop.webhooks.put(String(hook.id), hook);
  return hook;
}

function change(shop: Shop, hook: WebhookRecord, body: Body): WebhookRecord {
  if (body.topic && !hooks[body.topic.toLowerCase()])
    throw new Refused(400, 'woocommerce_rest_shop_webhook_invalid_topic', 'Webhook topic must be valid.');
  if (body.delivery_url && !/^https?:\/\//.test(body.delivery_url))
    throw new Refused(
      400,
      'woocommerce_rest_shop_webhook_invalid_delivery_url',
      'Webhook delivery URL must be a valid URL starting with http:// or https://.',
    );
  const now = siteMoment();
  for (const field of ['name', 'topic', 'secret', 'delivery_url'] as const) if (body[field]) hook[field] = body[field];
  // The count of failures stays: a webhook that is switched on again goes off with its next failure.
  if (body.status) hook.status = body.status;
  Object.assign(hook, { date_modified: now.local, date_modified_gmt: now.gmt });
  shop.webhooks.put(String(hook.id), hook);
  return hook;
}

/** The secret is never shown. */
function show({ secret: _secret, failures: _failures, ...hook }: WebhookRecord, site: string): object {
  const [resource, event] = hook.topic.split('.');
  const { id, name, status, topic, delivery_url, ...dates } = hook;
  const self = `${site}/wp-json/wc/v3/webhooks`;
  return {
    id,
    name,
    status,
    topic,
    resource,
    event,
    hooks: hooks[topic] ?? [],
    delivery_url,
    ...dates,
    _links: { self: [{ href: `${self}/${id}` }], collection: [{ href: self }] },
  };
}

import { connection, type PageArguments } from './connection.ts';
import { numberIn } from './rights.ts';
import { gid, utc } from './views.ts';
import type { Subscription, Webhooks } from './webhooks.ts';

interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  format?: string | null;
  name?: string | null;
}

const numberOf = (id: string): string => numberIn(id, 'WebhookSubscription').number;

/** Root fields about subscriptions. */
export function webhookRoot(webhooks: Webhooks, apiVersion: string): object {
  const wrong = (message: string, field = ['webhookSubscription', 'callbackUrl']) => ({
    webhookSubscription: null,
    userErrors: [{ __typename: 'UserError', field, message }],
  });
  const made = (subscription: Subscription) => ({ webhookSubscription: subscriptionView(subscription, apiVersion), userErrors: [] });
  const isTaken = (topic: string, uri: string, but?: string) =>
    webhooks.list().some((one) => one.topic === topic && one.uri === uri && one.id !== but);
  const missing = 'Webhook subscription does not exist';

  return {
    webhookSubscription({ id }: { id: string }) {
      const found = webhooks.get(numberOf(id));
      return found ? subscriptionView(found, apiVersion) : null;
    },
    webhookSubscriptions({
      topics,
      uri,
      sortKey: _,
      query: __,
      ...page
    }: PageArguments & { topics?: string[]; uri?: string; sortKey?: string; query?: string }) {
      const found = webhooks.list().filter((one) => (!topics || topics.includes(one.topic)) && (!uri || one.uri === uri));
      return connection(
        found.map((one) => ({ key: one.id.padStart(20, '0'), view: () => subscriptionView(one, apiVersion) })),
        page,
      );
    },
    webhookSubscriptionCreate({ topic, webhookSubscription: input }: { topic: string; webhookSubscription: SubscriptionInput }) {
      const uri = input.uri ?? input.callbackUrl ?? '';
      const problem = problemOf(uri) ?? (isTaken(topic, uri) ? 'Address for this topic has already been taken' : undefined);
      return problem ? wrong(problem) : made(webhooks.create(topic, uri, input.name));
    },
    webhookSubscriptionUpdate({ id, webhookSubscription: input }: { id: string; webhookSubscription: SubscriptionInput }) {
      const found = webhooks.get(numberOf(id));
      if (!found) return wrong(missing, ['id']);
      const uri = input.uri ?? input.callbackUrl ?? found.uri;
      const problem = problemOf(uri) ?? (isTaken(found.topic, uri, found.id) ? 'Address for this topic has already been taken' : undefined);
      return problem ? wrong(problem) : made(webhooks.update(found, { uri, ...(input.name === undefined ? {} : { name: input.name }) }));
    },
    webhookSubscriptionDelete({ id }: { id: string }) {
      return webhooks.delete(numberOf(id))
        ? { deletedWebhookSubscriptionId: id, userErrors: [] }
        : { deletedWebhookSubscriptionId: null, userErrors: [{ __typename: 'UserError', field: ['id'], message: missing }] };
    },
  };
}

/** Shopify delivers to HTTPS only; loopback is the one exception here, because the environment lives there. */
function problemOf(uri: string): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url) return 'Address is invalid';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1')) return undefined;
  return url.protocol === 'http:' ? 'Address protocol http:// is not supported' : 'Address is invalid';
}

export const subscriptionView = ({ id, topic, uri, name, createdAt, updatedAt }: Subscription, apiVersion: string) => ({
  __typename: 'WebhookSubscription',
  id: gid('WebhookSubscription', id),
  legacyResourceId: id,
  topic,
  uri,
  callbackUrl: uri,
  name: name ?? null,
  filter: '',
  format: 'JSON',
  includeFields: [],
  metafieldNamespaces: [],
  createdAt: utc(createdAt),
  updatedAt: utc(updatedAt),
  apiVersion: { handle: apiVersion, displayName: apiVersion, supported: true },
});

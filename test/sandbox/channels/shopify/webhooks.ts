import { randomUUID } from 'node:crypto';
import { signBase64 } from '../../../../shared/connectors/hmac.ts';
import { type DocumentFile, Documents } from '../../documents.ts';

export interface Subscription {
  id: string;
  topic: string;
  uri: string;
  name?: string | null;
  createdAt: string;
  updatedAt: string;
}

/** One event for one subscription, with the body as it was when it happened: a retry sends the same bytes and the same id. */
interface Delivery {
  webhookId: string;
  subscription: string;
  headers: Record<string, string>;
  /** Base64. */
  body: string;
  attempt: number;
  dueAt: number;
}

export interface Happening {
  topic: string;
  /** Made when somebody listens. */
  body: () => Buffer;
  /** Shared by all topics of one action. */
  eventId: string;
  /** Ms until the first try. */
  delayMs?: number;
  /** Sent twice. */
  duplicate?: boolean;
}

export interface WebhookOptions {
  shopDomain: string;
  secret: string;
  apiVersion: string;
  /** 1 = retries after 1, 2, 4, … seconds instead of over four hours. */
  retrySpeed: number;
}

export const mostRetries = 8;
const answerWithinMs = 5000;
const mostAtOnce = 20;

/** `ORDERS_CREATE` as deliveries call it: `orders/create`. */
export const topicName = (topic: string): string => {
  const [, family = '', rest = ''] =
    /^(ORDER_TRANSACTIONS|FULFILLMENT_(?:ORDERS|HOLDS|EVENTS)|INVENTORY_(?:LEVELS|ITEMS)|[A-Z]+)_(.+)$/.exec(topic) ?? [];
  return `${family}/${rest}`.toLowerCase();
};

/** Subscriptions and deliveries: at least once, in no order, 8 retries, and a subscription that always fails is deleted. */
export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #subscriptions: Documents<Subscription>;
  readonly #deliveries: Documents<Delivery>;
  readonly #timers = new Set<NodeJS.Timeout>();
  #atWork = 0;
  #queue: (() => Promise<void>)[] = [];
  #closed = false;
  #lastId = 0;

  constructor(file: DocumentFile, options: WebhookOptions) {
    this.#options = options;
    this.#subscriptions = new Documents(file, 'subscriptions');
    this.#deliveries = new Documents(file, 'deliveries');
    for (const { id } of this.#subscriptions.values()) this.#lastId = Math.max(this.#lastId, Number(id) - 1_000_000_000_000);
    for (const [key, delivery] of this.#deliveries.entries()) this.#plan(key, delivery);
  }

  list(): Subscription[] {
    return [...this.#subscriptions.values()];
  }
  get(id: string): Subscription | undefined {
    return this.#subscriptions.get(id);
  }
  create(topic: string, uri: string, name?: string | null): Subscription {
    const now = new Date().toISOString();
    this.#lastId += 1;
    const subscription = { id: String(1_000_000_000_000 + this.#lastId), topic, uri, name, createdAt: now, updatedAt: now };
    this.#subscriptions.put(subscription.id, subscription);
    return subscription;
  }
  update(subscription: Subscription, change: Partial<Pick<Subscription, 'uri' | 'name'>>): Subscription {
    const changed = { ...subscription, ...change, updatedAt: new Date().toISOString() };
    this.#subscriptions.put(subscription.id, changed);
    return changed;
  }
  delete(id: string): boolean {
    return this.#subscriptions.delete(id);
  }

  /** Queues an event for everybody who subscribed to its topic. */
  tell({ topic, body, eventId, delayMs = 0, duplicate }: Happening): void {
    let bytes: Buffer | undefined;
    for (const subscription of this.#subscriptions.values()) {
      if (topicName(subscription.topic) !== topic) continue;
      const webhookId = randomUUID();
      bytes ??= body();
      const delivery: Delivery = {
        webhookId,
        subscription: subscription.id,
        headers: this.#headers(topic, bytes, eventId, webhookId, subscription.name),
        body: bytes.toString('base64'),
        attempt: 0,
        dueAt: Date.now() + delayMs,
      };
      this.#keep(webhookId, delivery);
      if (duplicate) this.#keep(`${webhookId} again`, { ...delivery, dueAt: delivery.dueAt + 50 });
    }
  }

  pending(): number {
    return this.#deliveries.size;
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#queue = [];
    this.#subscriptions.clear();
    this.#deliveries.clear();
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#queue = [];
  }

  #headers(topic: string, body: Buffer, eventId: string, webhookId: string, name?: string | null): Record<string, string> {
    const { shopDomain, secret, apiVersion } = this.#options;
    return {
      'content-type': 'application/json',
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': signBase64(body, secret),
      'x-shopify-shop-domain': shopDomain,
      'x-shopify-api-version': apiVersion,
      'x-shopify-webhook-id': webhookId,
      'x-shopify-event-id': eventId,
      'x-shopify-triggered-at': new Date().toISOString().replace('Z', '000Z'),
      ...(name ? { 'x-shopify-name': name } : {}),
    };
  }

  #keep(key: string, delivery: Delivery): void {
    this.#deliveries.put(key, delivery);
    this.#plan(key, delivery);
  }

  #plan(key: string, delivery: Delivery): void {
    if (this.#closed) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#queue.push(() => this.#attempt(key, delivery));
        this.#work();
      },
      Math.max(0, delivery.dueAt - Date.now()),
    );
    timer.unref();
    this.#timers.add(timer);
  }

  #work(): void {
    while (this.#atWork < mostAtOnce) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#atWork += 1;
      void next().finally(() => {
        this.#atWork -= 1;
        this.#work();
      });
    }
  }

  async #attempt(key: string, delivery: Delivery): Promise<void> {
    const subscription = this.#subscriptions.get(delivery.subscription);
    if (!subscription || (await this.#post(subscription.uri, delivery))) return void this.#deliveries.delete(key);
    if (this.#closed || !this.#deliveries.has(key)) return;
    if (delivery.attempt >= mostRetries) {
      this.#deliveries.delete(key);
      this.#subscriptions.delete(subscription.id);
      return;
    }
    const waitMs = (1000 * 2 ** delivery.attempt) / this.#options.retrySpeed;
    this.#keep(key, { ...delivery, attempt: delivery.attempt + 1, dueAt: Date.now() + waitMs });
  }

  /** Anything but 2xx within five seconds is a failure, a redirect too. */
  async #post(uri: string, { headers, body }: Delivery): Promise<boolean> {
    try {
      const answer = await fetch(uri, {
        method: 'POST',
        headers,
        body: Buffer.from(body, 'base64'),
        redirect: 'manual',
        signal: AbortSignal.timeout(answerWithinMs),
      });
      await answer.body?.cancel();
      return answer.status >= 200 && answer.status < 300;
    } catch {
      return false;
    }
  }
}

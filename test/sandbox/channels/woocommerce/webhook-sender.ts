import { createHmac } from 'node:crypto';
import { signBase64 } from '../../../../shared/connectors/hmac.ts';
import { type DocumentFile, Documents } from '../../documents.ts';
import { phpJson } from './php-json.ts';
import type { Announce, Shop, Telling, WebhookRecord } from './shop.ts';

export interface SenderOptions {
  shop: Shop;
  file: DocumentFile;
  /** Address of the shop, as the deliveries name it. */
  source(): string;
  /** The resource as REST v3 shows it at the moment of delivery. */
  render(topic: string, id: string): unknown;
  /** WooCommerce gives a receiver one minute. */
  timeoutMs?: number;
}

interface Delivery {
  webhook: number;
  topic: string;
  resource: string;
  dueAt: number;
}

const mostFailures = 5;
const parallel = 6;
const agent = 'WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)';

/**
 * Delivers the way WooCommerce does: through a stored queue, with the body made when it is sent, once and never again. The real server
 * refuses private addresses and odd ports; here everything is on loopback.
 */
export class WebhookSender {
  readonly #options: SenderOptions;
  readonly #queue: Documents<Delivery>;
  readonly #underWay = new Set<string>();
  #next: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#queue = new Documents(options.file, 'deliveries');
    this.#next = Math.max(0, ...[...this.#queue.keys()].map(Number)) + 1;
    this.#wake();
  }

  /** WooCommerce never tries again: what failed, and what was said while a webhook was off, is lost. */
  lostAt: number | undefined;

  get pending(): number {
    return this.#queue.size;
  }

  readonly announce: Announce = (topic, resource, telling: Telling = {}) => {
    for (const hook of this.#options.shop.webhooks.values()) {
      if (hook.topic !== topic) continue;
      if (hook.status !== 'active') {
        this.lostAt = Date.now();
        continue;
      }
      const dueAt = Date.now() + (telling.lateMs ?? 0);
      for (let copy = 0; copy < (telling.duplicate ? 2 : 1); copy += 1) {
        this.#queue.put(String(this.#next), { webhook: hook.id, topic, resource, dueAt });
        this.#next += 1;
      }
    }
    this.#wake();
  };

  /** The ping of a new webhook: a form, no signature. Its failure is ignored when the webhook was made through the API. */
  async ping(hook: WebhookRecord): Promise<void> {
    await this.#post(hook.delivery_url, { 'content-type': 'application/x-www-form-urlencoded' }, `webhook_id=${hook.id}`);
  }

  clear(): void {
    this.#queue.clear();
    this.lostAt = undefined;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    let soonest = Number.POSITIVE_INFINITY;
    for (const [key, delivery] of this.#queue.entries()) {
      if (this.#underWay.size >= parallel) return;
      if (this.#underWay.has(key)) continue;
      if (delivery.dueAt > Date.now()) soonest = Math.min(soonest, delivery.dueAt);
      else void this.#deliver(key, delivery);
    }
    if (soonest < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#wake(), Math.max(1, soonest - Date.now()));
    this.#timer?.unref();
  }

  async #deliver(key: string, { webhook, topic, resource }: Delivery): Promise<void> {
    this.#underWay.add(key);
    const hook = this.#options.shop.webhooks.get(String(webhook));
    if (hook) {
      const [kind = '', event = ''] = topic.split('.');
      const id = /^\d+$/.test(resource) ? Number(resource) : resource;
      const body = phpJson(event === 'deleted' ? { id } : this.#options.render(topic, resource));
      const status = await this.#post(
        hook.delivery_url,
        {
          'content-type': 'application/json',
          'x-wc-webhook-source': `${this.#options.source()}/`,
          'x-wc-webhook-topic': topic,
          'x-wc-webhook-resource': kind,
          'x-wc-webhook-event': event,
          'x-wc-webhook-signature': signBase64(Buffer.from(body), hook.secret),
          'x-wc-webhook-id': String(hook.id),
          'x-wc-webhook-delivery-id': deliveryId(hook.id, Date.now()),
        },
        body,
      );
      this.#note(hook.id, status);
    }
    this.#underWay.delete(key);
    this.#queue.delete(key);
    this.#wake();
  }

  /** Anything from 200 to 302 counts as success. More than five failures in a row, which is the seventh, switch the webhook off. */
  #note(id: number, status: number): void {
    const hook = this.#options.shop.webhooks.get(String(id));
    if (!hook || this.#closed) return;
    if (status < 200 || status >= 303) this.lostAt = Date.now();
    if (status >= 200 && status < 303) hook.failures = 0;
    else if (hook.failures > mostFailures) hook.status = 'disabled';
    else hook.failures += 1;
    this.#options.shop.webhooks.put(String(id), hook);
  }

  /** The status, or 0 when nobody answered. */
  async #post(url: string, headers: Record<string, string>, body: string): Promise<number> {
    return fetch(url, {
      method: 'POST',
      headers: { 'user-agent': agent, accept: '*/*', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#options.timeoutMs ?? 60_000),
    })
      .then(async (response) => {
        await response.arrayBuffer();
        return response.status;
      })
      .catch(() => 0);
  }
}

/** A hash of webhook and second: NOT unique. All deliveries of one webhook within a second share it. */
export const deliveryId = (webhook: number, epochMs: number): string =>
  createHmac('md5', 'salt of this site')
    .update(`${webhook}${Math.floor(epochMs / 1000)}`)
    .digest('hex');

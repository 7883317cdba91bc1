import { expect } from 'vitest';
import { toChannel } from '../../shared/connectors/channel.ts';
import type { ConnectorPorts } from '../../shared/connectors/connector.ts';
import { woocommerce } from '../../shared/connectors/woocommerce/index.ts';
import { instant } from '../../shared/core/time.ts';
import { aStore } from '../builders.ts';
import { startWooCommerce } from '../sandbox/channels/woocommerce/start.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { stores } from '../sandbox/world.ts';
import { hasPublished, problemsOf, type SentBody } from './woocommerce-fields.ts';

const demo = stores.find((one) => one.connector === 'woocommerce');
const secrets: Record<string, string> = {
  'client-id': demo?.clientId ?? '',
  'client-secret': demo?.clientSecret ?? '',
  'webhook-secret': demo?.webhookSecret ?? '',
};

/** The demo shop and the connector on it; every body that is sent is held against what the vendor publishes. */
export async function openShop() {
  const faults = new FaultBoard(['woocommerce']);
  const shop = await startWooCommerce({ port: 0, faults, deliveryTimeoutMs: 2000 });
  const sent: SentBody[] = [];
  /** What something in front of the shop answers in its place. */
  const instead: { answer?: (method: string, path: string) => Response | undefined } = {};
  const recording: typeof fetch = async (input, init) => {
    const [, path = ''] = /\/wp-json\/wc\/v3\/([^?]*)/.exec(String(input)) ?? [];
    if (init?.method !== 'GET' && typeof init?.body === 'string')
      sent.push({ method: String(init?.method), path, body: JSON.parse(init.body) });
    return instead.answer?.(String(init?.method), path) ?? fetch(input, init);
  };
  const ports: ConnectorPorts = {
    secrets: { get: async (purpose) => secrets[purpose] ?? '', previous: async () => undefined },
    http: { fetch: recording },
    now: () => instant(Date.now()),
  };
  const store = { ...aStore(), connection: { shopUrl: shop.url, timeZone: 'Europe/Berlin' } };
  const attach = () => toChannel(woocommerce).attach(store, ports);

  /** The shop's own API, for what the connector does not do. */
  async function ask(method: string, path: string, body?: object) {
    const response = await fetch(`${shop.url}/wp-json/wc/v3${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${demo?.clientId}:${demo?.clientSecret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  return {
    shop,
    faults,
    attached: attach(),
    attach,
    ask,
    sent,
    instead,
    /** Calls since the last look, as `PUT /orders/:id 1`. */
    calls: () => {
      const said = shop.calls().operations.map(({ name, count }) => `${name} ${count}`);
      shop.resetCalls();
      return said;
    },
    async close() {
      await shop.close();
      if (hasPublished) expect(sent.flatMap(problemsOf)).toEqual([]);
    },
  };
}
export type OpenShop = Awaited<ReturnType<typeof openShop>>;

import { createServer } from 'node:http';
import { afterEach } from 'vitest';
import { type ShopifyOptions, type ShopifyStorefront, startShopify } from './channels/shopify/start.ts';
import { FaultBoard } from './faults.ts';
import { stores } from './world.ts';

const keys = stores.find((one) => one.connector === 'shopify');
const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

export interface UserError {
  field: string[] | null;
  message: string;
  code?: string;
}

/** What the Admin API answers; `data` is as the query says. */
export interface Answered {
  // biome-ignore lint/suspicious/noExplicitAny: what a query answers is looked at by the test that asked it
  data: any;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
  extensions: { cost: { requestedQueryCost: number; actualQueryCost: number | null } };
}

/** A shop that ends with its test, and a caller who has a token. */
export async function aShop(options: Partial<ShopifyOptions> = {}) {
  const shop = await startShopify({ port: 0, faults: new FaultBoard(['shopify']), ...options });
  opened.push(shop);
  const headers = { 'content-type': 'application/json' };
  const granted = await fetch(`${shop.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ client_id: keys?.clientId, client_secret: keys?.clientSecret, grant_type: 'client_credentials' }),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  const ask = async (query: string, variables: object = {}): Promise<Answered> => {
    const response = await fetch(`${shop.url}/admin/api/2026-07/graphql.json`, {
      method: 'POST',
      headers: { ...headers, 'x-shopify-access-token': access_token },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answered;
  };
  return { shop, ask };
}

export type Ask = Awaited<ReturnType<typeof aShop>>['ask'];

/** Somebody who receives deliveries: topic and body. */
export async function heardBy(ask: Ask, ...topics: string[]) {
  const heard: { topic: string; body: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ topic: String(request.headers['x-shopify-topic']), body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  opened.push({ close: () => new Promise((done) => server.close(() => done()).closeAllConnections()) });
  const address = server.address();
  const uri = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  for (const topic of topics)
    await ask(
      'mutation($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) { userErrors { message } } }',
      {
        t: topic,
        w: { uri },
      },
    );
  return heard;
}

/** Waits until all deliveries are taken. */
export const quiet = async (shop: ShopifyStorefront) => {
  for (let tries = 0; shop.pendingDeliveries() > 0 && tries < 500; tries += 1) await new Promise((done) => setTimeout(done, 5));
};

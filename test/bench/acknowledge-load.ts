/** The callers of the acknowledgement bench: signed deliveries over kept connections, as fast as they are answered. Started by acknowledge.ts only. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { signBase64 } from '../../shared/connectors/hmac.ts';
import { shopifyDelivery } from './documents.ts';
import { percentile } from './figures.ts';

export interface LoadOrder {
  url: string;
  secret: string;
  shopDomain: string;
  connections: number;
  seconds: number;
  /** Order ids count up from here, so that no two deliveries are alike. */
  firstId: number;
}

export interface LoadReport {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not 200. */
  failures: number;
  lastId: number;
}

const warmUpMs = 1500;

process.once('message', async (order: LoadOrder) => {
  const report = await load(order);
  process.send?.(report, undefined, undefined, () => process.exit(0));
});

async function load(order: LoadOrder): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const countsFrom = performance.now() + warmUpMs;
  const end = countsFrom + order.seconds * 1000;
  const times: number[] = [];
  let id = order.firstId;
  let failures = 0;
  const caller = async () => {
    for (let begin = performance.now(); begin < end; begin = performance.now()) {
      id += 1;
      const status = await deliver(agent, order, id);
      const now = performance.now();
      if (status !== 200) failures += 1;
      else if (begin >= countsFrom && now <= end) times.push(now - begin);
    }
  };
  await Promise.all(Array.from({ length: order.connections }, caller));
  agent.destroy();
  if (times.length === 0) throw new Error(`Nothing was acknowledged; ${failures} deliveries failed.`);
  return { perSecond: times.length / order.seconds, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), failures, lastId: id };
}

function deliver(agent: Agent, { url, secret, shopDomain }: LoadOrder, id: number): Promise<number> {
  const body = Buffer.from(shopifyDelivery(id));
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': shopDomain,
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-triggered-at': new Date().toISOString(),
    'x-shopify-hmac-sha256': signBase64(body, secret),
  };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    call.once('error', reject);
    call.end(body);
  });
}

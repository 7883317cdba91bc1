import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation, ItemCandidate, MappingContext, StoreCheck } from '../../../shared/canonical/command.ts';
import type { Store } from '../../../shared/canonical/store.ts';
import type { AttachedStore } from '../../../shared/connectors/channel.ts';
import { channels } from '../../../shared/connectors/registry.ts';
import { systemClock } from '../../../shared/core/time.ts';
import { createDataverse } from '../../../shared/d365/dataverse/rows.ts';
import { createFinanceScm } from '../../../shared/d365/finance-scm/target.ts';
import { startShopify } from '../../sandbox/channels/shopify/start.ts';
import { startWooCommerce } from '../../sandbox/channels/woocommerce/start.ts';
import { startDataverse } from '../../sandbox/dataverse/start.ts';
import { demoConfiguration } from '../../sandbox/demo-configuration.ts';
import { FaultBoard } from '../../sandbox/faults.ts';
import { startFinanceScm } from '../../sandbox/finance-scm/start.ts';
import { TokenIssuer } from '../../sandbox/tokens.ts';
import { clients, stores } from '../../sandbox/world.ts';
import { desk } from './desk.ts';

/** Both shops, Finance & SCM and Dataverse stand; only the way of a command row to its command is left out. */
async function openWorld() {
  const faults = new FaultBoard(['shopify', 'woocommerce']);
  const tokens = new TokenIssuer();
  const [shopify, woocommerce, erp] = await Promise.all([
    startShopify({ port: 0, faults }),
    startWooCommerce({ port: 0, faults, deliveryTimeoutMs: 2000 }),
    startFinanceScm({
      port: 0,
      faults,
      tokens,
      eventEndpoints: { https: { url: () => 'http://127.0.0.1:1' }, queue: async () => undefined },
    }),
  ]);
  const seed = demoConfiguration({ shopify: shopify.url, woocommerce: woocommerce.url });
  const dataverse = await startDataverse({ port: 0, faults, tokens, seed });
  const token = (url: string) => async () => tokens.issue(url, clients.product.id).token;
  const client = createDataverse({ environmentUrl: dataverse.url, token: token(dataverse.url) });
  const target = createFinanceScm({ environmentUrl: erp.url, token: token(erp.url) });
  const known = new Map<string, AttachedStore>();
  const bench = desk(client, {}, { erp: () => target, attach });
  for (const { id, clientId, clientSecret, webhookSecret } of stores)
    bench.secrets.set(`${id}-client-id`, clientId).set(`${id}-client-secret`, clientSecret).set(`${id}-webhook-secret`, webhookSecret);

  function attach(store: Store): AttachedStore {
    const channel = channels.find(({ id }) => id === store.channel);
    const attached = known.get(store.id) ?? channel?.attach(store, { secrets: bench.ports.secrets(store), now: systemClock.now });
    if (!attached) throw new Error(`no channel ${store.channel}`);
    known.set(store.id, attached);
    return attached;
  }
  const close = () => Promise.all([shopify, woocommerce, erp, dataverse].map((part) => part.close()));
  return { ...bench, client, shops: { shopify, woocommerce }, close };
}

let world: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

describe.each([
  ['shopify', 'shopify-main'],
  ['woocommerce', 'woocommerce-main'],
] as const)('a question about the demo shop of %s', (channel, store) => {
  const place = async (shape: string, seed: number) => {
    const [order] = await world.shops[channel].place({ shape, seed, count: 1 });
    if (!order) throw new Error('no order');
    await world.client.upsert([
      {
        set: 'cmc_syncstatuses',
        table: 'cmc_syncstatus',
        rows: [
          {
            cmc_key: `${store}|order|${order.ref}`,
            cmc_name: order.number,
            cmc_store: store,
            cmc_documenttype: 'order',
            cmc_externalid: order.ref,
            cmc_lasteventon: systemClock.now(),
          },
        ],
      },
    ]);
    return order;
  };

  it('finds its webhooks missing, has them registered, and then finds everything right', async () => {
    const check = async () => (await world.ask('check-store', {}, { store })).answer as StoreCheck[];
    const open = (checks: StoreCheck[]) => checks.filter(({ state }) => state !== 'right').map(({ id, says }) => `${id}: ${says}`);
    const before = await check();
    expect(open(before)).toEqual([expect.stringMatching(/^subscriptions: Not registered: /)]);
    expect((await world.ask('repair-subscriptions', {}, { store })).says).toMatch(/ webhooks were put right: /);
    expect(open(await check())).toEqual([]);
  });

  it('explains a plain order without a problem and without a word about the buyer', async () => {
    const order = await place('plain', 5);
    const { says, answer } = await world.ask('explain', { store, documentType: 'order', externalId: order.ref });
    expect(says).toBe('Every field could be filled.');
    const text = JSON.stringify(answer);
    const draft = await world.ports.attach((await world.ports.configuration()).store(store) as Store).loadOrder(order.ref as never);
    if ('gone' in draft) throw new Error(draft.reason);
    const who = [draft.buyer, draft.shippingAddress, draft.billingAddress].flatMap((one) =>
      one ? [`${one.firstName} ${one.lastName}`, one.email ?? '', one.phone ?? '', ...('street' in one ? (one.street ?? []) : [])] : [],
    );
    for (const value of who.filter((one) => one.trim().length > 4)) expect(text).not.toContain(value);
    expect((answer as Explanation).fields.length).toBeGreaterThan(15);
  });

  it('explains an order with an unknown SKU as far as it gets, and finds items that may be it', async () => {
    const order = await place('unknown-sku', 6);
    const { answer } = await world.ask('explain', { store, documentType: 'order', externalId: order.ref });
    const unknown = (answer as Explanation).fields.filter(({ target, problem }) => target === 'ItemNumber' && problem);
    expect(unknown.length).toBeGreaterThan(0);
    const { answer: found } = await world.ask('suggest-items', { store }, { sku: 'D-0001X', name: 'Mid range speaker, black' });
    expect((found as ItemCandidate[])[0]).toMatchObject({ itemNumber: 'D0001' });
    expect((found as ItemCandidate[]).map(({ name }) => name)).toContain('Standard speaker');
  });

  it('gives the mapping editor every document to try rules on', async () => {
    await place('plain', 7);
    for (const document of ['sales-order-header', 'sales-order-line', 'customer', 'product']) {
      const { answer } = await world.ask('mapping-context', {}, { store, document });
      const { samples, fields } = answer as MappingContext;
      expect([document, samples.length > 0, fields.length > 3]).toEqual([document, true, true]);
      expect(JSON.stringify(samples)).not.toMatch(/[\w.]{2,}@/);
    }
  });
});

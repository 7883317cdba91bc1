import { beforeEach, describe, expect, it } from 'vitest';
import type { ChannelArticle, LineOutcome, PriceLevel, StockLevel } from '../../../shared/canonical/article.ts';
import type { Envelope } from '../../../shared/canonical/envelope.ts';
import type { StatusUpdate } from '../../../shared/canonical/status.ts';
import { type Store, StorePolicies } from '../../../shared/canonical/store.ts';
import type { AttachedStore } from '../../../shared/connectors/channel.ts';
import { shopify } from '../../../shared/connectors/shopify/index.ts';
import { woocommerce } from '../../../shared/connectors/woocommerce/index.ts';
import { createLog } from '../../../shared/core/log.ts';
import { decimal } from '../../../shared/core/money.ts';
import type { ErpTarget } from '../../../shared/d365/erp-target.ts';
import type { OnHand } from '../../../shared/d365/stock-source.ts';
import { articleEnvelope, markDue } from '../../../shared/flows/articles/due.ts';
import { type ArticlesPorts, beginWork, runArticles } from '../../../shared/flows/articles/run-articles.ts';
import { approvedPage, priceAspect } from '../../../shared/flows/prices/price-aspect.ts';
import { stockAspect } from '../../../shared/flows/stock/stock-aspect.ts';
import type { LinkedArticle } from '../../../shared/ports.ts';
import { aStore } from '../../builders.ts';
import { memoryNotebook, movableClock } from '../../memory.ts';
import { memoryArticles, memoryDueItems } from '../../memory-articles.ts';

/** A shop with shelves: it shows what it was told, compares before it writes, and has its own opinion of some articles. */
function shelves() {
  const stock = new Map<string, number>();
  const prices = new Map<string, string>();
  const refuses = new Map<string, string>();
  const sent: string[][] = [];
  const write = (kind: string, value: string, { article }: { article: StockLevel['article'] }): LineOutcome | undefined => {
    sent.at(-1)?.push(`${kind} ${article.sku}=${value}`);
    const problem = refuses.get(article.sku);
    return problem === undefined ? undefined : { is: 'refused', problem };
  };
  const inTens = <Line>(lines: readonly Line[]): Line[][] =>
    Array.from({ length: Math.ceil(lines.length / 10) }, (_, index) => lines.slice(index * 10, (index + 1) * 10));
  const attached = {
    publishes: {
      stock: {
        batches: inTens,
        async send(batch: readonly StockLevel[]): Promise<LineOutcome[]> {
          sent.push([]);
          return batch.map((line) => {
            const refusal = write('stock', String(line.quantity), line);
            if (refusal) return refusal;
            const shows = stock.get(line.article.variantId);
            if (line.from !== undefined && shows !== undefined && shows !== line.from) return { is: 'stale', shows };
            stock.set(line.article.variantId, line.quantity);
            return { is: 'done' };
          });
        },
      },
      prices: {
        batches: inTens,
        async send(batch: readonly PriceLevel[]): Promise<LineOutcome[]> {
          sent.push([]);
          return batch.map((line) => {
            const refusal = write('price', line.price, line);
            if (!refusal) prices.set(line.article.variantId, line.price);
            return refusal ?? { is: 'done' };
          });
        },
      },
    },
    articles: async (after?: string) => {
      const all = [...stock].map(
        ([variantId, available]): ChannelArticle => ({
          variantId,
          productId: variantId,
          sku: `SKU-${variantId}`,
          barcode: '',
          title: '',
          stock: [{ location: '', available }],
        }),
      );
      const start = after ? Number(after) : 0;
      return { articles: all.slice(start, start + 2), next: start + 2 < all.length ? String(start + 2) : undefined };
    },
  } as unknown as AttachedStore;
  return { stock, prices, refuses, sent, attached };
}

const linked = (id: string, overrides: Partial<LinkedArticle> = {}): LinkedArticle => ({
  item: `ITEM-${id}` as LinkedArticle['item'],
  dimensions: {},
  article: { variantId: id, productId: id, sku: `SKU-${id}` },
  stock: {},
  ...overrides,
});

function floor(articles: LinkedArticle[], policies: object = {}) {
  const store: Store = {
    ...aStore(),
    policies: StorePolicies.parse({
      order: { prefix: 'S-', origin: 's' },
      stock: { enabled: true },
      prices: { enabled: true },
      places: [{ location: '', warehouses: ['24'] }],
      ...policies,
    }),
  };
  const clock = movableClock();
  const shop = shelves();
  const onHand = new Map<string, number>();
  const erpPrices = new Map<string, { price: string; sale?: string }>();
  const scheduled: Envelope[] = [];
  const updates: StatusUpdate[] = [];
  const notebook = memoryNotebook();
  const book = memoryArticles({ [store.id]: articles });
  const ports: ArticlesPorts = {
    store: async () => store,
    attach: () => shop.attached,
    articles: book,
    due: memoryDueItems(),
    notebook,
    queue: { send: async (some) => void scheduled.push(...some), schedule: async (one) => void scheduled.push(one) },
    status: { send: async (some) => void updates.push(...some) },
    clock,
  };
  const rows = (items: readonly string[]): OnHand[] =>
    items.flatMap((item) => {
      const there = onHand.get(item);
      return there === undefined
        ? []
        : [
            {
              item: item as never,
              dimensions: {},
              warehouse: '24',
              physical: decimal(there),
              available: decimal(there),
              onOrder: decimal(0),
            },
          ];
    });
  const erp = {
    prices: async (_company: string, items: readonly string[]) =>
      new Map(items.flatMap((item) => (erpPrices.has(item) ? [[item.toLowerCase(), { currency: 'USD', ...erpPrices.get(item) }]] : []))),
  } as unknown as ErpTarget;
  const aspects = {
    stock: stockAspect({ stores: async () => [store], source: () => ({ onHand: async (_c, _w, items) => rows(items) }), notebook }),
    price: priceAspect({ erp: () => erp, notebook, clock }),
  };
  const log = createLog(() => undefined);
  const work = async (envelope: Envelope) =>
    envelope.kind === 'price' ? runArticles(aspects.price, envelope, ports, log) : runArticles(aspects.stock, envelope, ports, log);
  /** Works everything that is waiting, and what follows from it. */
  const drain = async () => {
    for (let next = scheduled.shift(); next; next = scheduled.shift()) await work(next);
  };
  return {
    store,
    shop,
    onHand,
    erpPrices,
    scheduled,
    updates,
    notebook,
    book,
    ports,
    clock,
    drain,
    async sweep(kind: 'stock' | 'price' = 'stock', how: 'sweep' | 'true-up' = 'sweep') {
      clock.move(1000);
      await beginWork(kind, how, store, ports);
      await drain();
    },
    run: async (overrides: Partial<Envelope>) => work({ ...articleEnvelope(store, 'stock', 'due', 'k', clock), ...overrides }),
  };
}

describe('stock', () => {
  let place: ReturnType<typeof floor>;
  beforeEach(() => {
    place = floor([linked('1'), linked('2'), linked('3')]);
    for (const id of ['1', '2', '3']) place.onHand.set(`ITEM-${id}`, 5);
  });

  it('goes out once, and nothing that the shop already has', async () => {
    await place.sweep();
    await place.sweep();
    expect(place.shop.sent.flat()).toEqual(['stock SKU-1=5', 'stock SKU-2=5', 'stock SKU-3=5']);
    expect([...place.shop.stock.values()]).toEqual([5, 5, 5]);
  });
  it('of a marked item goes out without the others, and many marks make one message', async () => {
    await place.sweep();
    place.onHand.set('ITEM-2', 1);
    for (let time = 0; time < 100; time += 1) await markDue(place.store, 'stock', ['ITEM-2'], place.ports);
    expect(new Set(place.scheduled.map(({ key }) => key)).size).toBe(1);
    await place.drain();
    expect(place.shop.sent.at(-1)).toEqual(['stock SKU-2=1']);
  });
  it('that is refused waits with the words of the shop, is not sent on and on, and comes right by itself', async () => {
    place.shop.refuses.set('SKU-2', 'Not stocked at this location.');
    await place.sweep();
    await place.sweep();
    expect(place.shop.stock.get('1')).toBe(5);
    expect(place.shop.sent.flat().filter((line) => line.startsWith('stock SKU-2'))).toHaveLength(1);
    const held = place.updates.find(({ state }) => state === 'Held');
    expect(held).toMatchObject({ kind: 'stock', externalId: '2', exceptions: [{ code: 'CHANNEL_REFUSED', team: 'shop' }] });
    expect(held?.exceptions[0]?.title).toContain('Not stocked at this location.');
    place.shop.refuses.clear();
    place.onHand.set('ITEM-2', 7);
    await place.sweep();
    expect(place.shop.stock.get('2')).toBe(7);
    expect(place.updates.find(({ externalId, state }) => externalId === '2' && state === 'Synced')?.resolved).toMatchObject([
      { cause: held?.exceptions[0]?.cause },
    ]);
  });
  it('that is refused is sent again when a person asks', async () => {
    place.shop.refuses.set('SKU-2', 'No.');
    await place.sweep();
    place.shop.refuses.clear();
    await place.run({ externalId: '2' as never, topic: 'command 1' });
    await place.drain();
    expect(place.shop.stock.get('2')).toBe(5);
  });
  it('that was sold in the shop meanwhile is not given back', async () => {
    await place.sweep();
    place.shop.stock.set('1', 3);
    place.onHand.set('ITEM-1', 6);
    await place.sweep();
    expect(place.shop.stock.get('1')).toBe(4);
    await place.sweep();
    expect(place.shop.stock.get('1')).toBe(6);
  });
  it('is trued up with what the shop shows, and the drift is explained', async () => {
    await place.sweep();
    place.shop.stock.set('3', 99);
    place.onHand.set('ITEM-1', 2);
    await place.sweep('stock', 'true-up');
    expect([...place.shop.stock.values()]).toEqual([2, 5, 5]);
    const summary = place.updates.at(-1);
    expect(summary).toMatchObject({ externalId: 'all', state: 'Synced' });
    expect(summary?.reason).toBe('3 articles compared, 2 stock numbers repaired; why: 1 not told yet, 1 changed in the shop.');
  });
  it('is not begun at a place where the shop does not keep the article, unless there is something to sell', async () => {
    const two = floor([linked('1', { stock: { a: 5 } })], {
      places: [
        { location: 'a', warehouses: ['24'] },
        { location: 'b', warehouses: ['13'] },
      ],
    });
    two.onHand.set('ITEM-1', 5);
    await two.sweep();
    expect(two.shop.sent).toEqual([]);
  });
  it('of an order that waits on its way to Dynamics is not sold again', async () => {
    await place.notebook.write(`promised|${place.store.legalEntity}`, 'k', JSON.stringify({ item: 'item-1', quantity: '2' }));
    await place.sweep();
    expect(place.shop.stock.get('1')).toBe(3);
  });
  it('swept while its store is stopped is swept anew as soon as that goes on', async () => {
    const place = floor([linked('1')]);
    await beginWork('stock', 'sweep', place.store, place.ports);
    place.store.paused = { since: place.clock.now(), reason: 'Update' };
    await place.drain();

    place.store.paused = undefined;

    expect(await beginWork('stock', 'sweep', place.store, place.ports)).toBe(true);
  });

  it('does not begin a sweep on top of one that is under way, unless that has died', async () => {
    expect(await beginWork('stock', 'sweep', place.store, place.ports)).toBe(true);
    expect(await beginWork('stock', 'sweep', place.store, place.ports)).toBe(false);
    place.clock.move(31 * 60_000);
    expect(await beginWork('stock', 'sweep', place.store, place.ports)).toBe(true);
  });
  it('is left alone for what the shop does not count', async () => {
    const uncounted = floor([linked('1', { stock: undefined })]);
    uncounted.onHand.set('ITEM-1', 5);
    await uncounted.sweep();
    expect(uncounted.shop.sent).toEqual([]);
  });
  it('is swept to its end also when the sweep before went the same way: the queue dropped the second one as known', async () => {
    const many = floor(Array.from({ length: 2500 }, (_, index) => linked(String(index).padStart(5, '0'))));
    const keys = new Set<string>();
    for (let time = 0; time < 2; time += 1) {
      many.clock.move(1000);
      await beginWork('stock', 'sweep', many.store, many.ports);
      for (let next = many.scheduled.shift(); next; next = many.scheduled.shift()) {
        expect(keys).not.toContain(next.key);
        keys.add(next.key);
        await many.run(next);
      }
    }
    expect(keys.size).toBe(6);
  });
  it.each([
    ['Shopify', shopify.publishes?.stock?.batches, 1, 40],
    ['WooCommerce', woocommerce.publishes?.stock?.batches, 1, 100],
    ['WooCommerce, four variations each', woocommerce.publishes?.stock?.batches, 4, 2500],
  ])('of ten thousand changed SKUs takes the fewest calls that %s allows', async (_channel, batches, each, calls) => {
    const all = Array.from({ length: 10_000 }, (_, index) => {
      const id = String(index).padStart(5, '0');
      const productId = each === 1 ? id : `P${Math.floor(index / each)}`;
      return linked(id, { article: { variantId: id, productId, inventoryId: id, sku: id } });
    });
    const many = floor(all);
    for (const { item } of all) many.onHand.set(item, 3);
    (many.shop.attached.publishes.stock as { batches: unknown }).batches = batches;
    await markDue(
      many.store,
      'stock',
      all.map(({ item }) => item),
      many.ports,
    );
    await many.drain();
    expect(many.shop.sent).toHaveLength(calls);
    expect(many.shop.stock.size).toBe(10_000);
  });
  it('is left alone in a store that does not want it', async () => {
    const quiet = floor([linked('1')], { stock: { enabled: false } });
    await quiet.sweep();
    expect(quiet.shop.sent).toEqual([]);
  });
});

describe('prices', () => {
  it('go out with the usual price struck through while a sale lasts, which ends with the sale', async () => {
    const place = floor([linked('1', { price: { price: decimal('10') } })]);
    place.erpPrices.set('ITEM-1', { price: '10', sale: '8' });
    await place.sweep('price');
    expect(place.book.rows(place.store.id)[0]?.price).toEqual({ price: '8', compareAt: '10' });
    place.erpPrices.set('ITEM-1', { price: '10' });
    await place.sweep('price');
    expect(place.shop.prices.get('1')).toBe('10');
  });
  it('that leap are held with both prices, once, until a person lets just that one through', async () => {
    const place = floor([linked('1', { price: { price: decimal('10') } })]);
    place.erpPrices.set('ITEM-1', { price: '100' });
    await place.sweep('price');
    await place.sweep('price');
    const held = place.updates.filter(({ state, externalId }) => state === 'Held' && externalId === '1');
    expect(held).toHaveLength(1);
    expect(held[0]?.exceptions).toMatchObject([
      {
        code: 'PRICE_CHANGE_HELD',
        title: 'The price of "SKU-1" would go from 10.00 USD to 100.00 USD in the shop.',
        detail: { value: '100', currency: 'USD' },
      },
    ]);
    expect(place.shop.sent).toEqual([]);
    await place.notebook.write(approvedPage(place.store.id), '1', '100');
    await place.run({ kind: 'price', externalId: '1' as never, topic: 'command 1' });
    await place.drain();
    expect(place.shop.prices.get('1')).toBe('100');
    expect(place.updates.find(({ state, externalId }) => state === 'Synced' && externalId === '1')?.resolved).toMatchObject([
      { code: 'PRICE_CHANGE_HELD' },
    ]);
  });
  it('that are corrected in Dynamics close what was held', async () => {
    const place = floor([linked('1', { price: { price: decimal('10') } })]);
    place.erpPrices.set('ITEM-1', { price: '0' });
    await place.sweep('price');
    place.erpPrices.set('ITEM-1', { price: '10' });
    await place.sweep('price');
    expect(place.shop.sent).toEqual([]);
    expect(place.updates.at(-1)).toMatchObject({ externalId: '1', state: 'Synced', resolved: [{ code: 'PRICE_CHANGE_HELD' }] });
  });
});

import { describe, expect, it } from 'vitest';
import type { ChannelArticle } from '../../shared/canonical/article.ts';
import type { Envelope } from '../../shared/canonical/envelope.ts';
import { StatusUpdate } from '../../shared/canonical/status.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import type { StoreId } from '../../shared/core/ids.ts';
import { createLog } from '../../shared/core/log.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import type { ErpItem, ItemQuery } from '../../shared/d365/erp-target.ts';
import { createConfigurationParser } from '../../shared/flows/configuration.ts';
import { takeDataverseChanges } from '../../shared/flows/dataverse-changes.ts';
import { type LinkPorts, linkArticles, linkingOf } from '../../shared/flows/link-articles.ts';
import { pauseCause } from '../../shared/flows/outcome.ts';
import type { ProductLink } from '../../shared/flows/product-links.ts';
import { type ChangedLink, relinkArticles } from '../../shared/flows/products/relink.ts';
import { beginLinking, type ProductsPorts, runProducts } from '../../shared/flows/products/run-products.ts';
import { resubmitCause } from '../../shared/flows/resubmit.ts';
import { aStore } from '../builders.ts';
import { memoryErp, memoryNotebook, movableClock } from '../memory.ts';
import { memoryArticles, memoryDueItems } from '../memory-articles.ts';

const log = createLog(() => undefined);
const anArticle = (variantId: string, overrides: Partial<ChannelArticle> = {}): ChannelArticle => ({
  variantId,
  productId: `p${variantId}`,
  sku: `D${variantId}`,
  barcode: '',
  title: `Article ${variantId}`,
  price: '10' as DecimalText,
  stock: [{ location: 'here', available: 3 }],
  ...overrides,
});
const item = (itemNumber: string, dimensions: ErpItem['dimensions'] = {}): ErpItem => ({
  itemNumber: itemNumber as ErpItem['itemNumber'],
  dimensions,
  unit: 'ea',
});

/** A shop with a list of articles and a Dynamics that knows some SKUs and barcodes. */
function floor({ pageSize = 2, policies = {} }: { pageSize?: number; policies?: Parameters<typeof aStore>[0] } = {}) {
  const store = aStore({ stock: { enabled: true }, prices: { enabled: true }, ...policies });
  const shop: ChannelArticle[] = [];
  const known = new Map<string, ErpItem[]>();
  const links = new Map<string, ProductLink>();
  const clock = movableClock();
  const notebook = memoryNotebook();
  const articles = memoryArticles();
  const due = memoryDueItems();
  const updates: StatusUpdate[] = [];
  const sent: Envelope[] = [];
  const asked: ItemQuery[] = [];
  let onPage = (): void => undefined;
  const ports: LinkPorts = {
    attached: {
      articles: async (after) => {
        onPage();
        const start = Number(after ?? 0);
        const page = shop.slice(start, start + pageSize);
        return { articles: structuredClone(page), next: start + pageSize < shop.length ? String(start + pageSize) : undefined };
      },
    },
    erp: {
      findItems: async (_company, queries) => {
        asked.push(...queries);
        return new Map(queries.map(({ key, sku, barcode }) => [key, known.get(sku ?? '') ?? known.get(barcode ?? '') ?? []]));
      },
    },
    links: { find: (_store, { variantId, sku }) => links.get(variantId ?? '') ?? links.get(sku) },
    articles,
    due,
    queue: { send: async (envelopes) => void sent.push(...envelopes), schedule: async (envelope) => void sent.push(envelope) },
    notebook,
    status: { send: async (all) => void updates.push(...all.map((one) => StatusUpdate.parse(JSON.parse(JSON.stringify(one))))) },
    clock,
  };
  return {
    store,
    shop,
    known,
    links,
    clock,
    notebook,
    articles,
    due,
    asked,
    sent,
    ports,
    beforePage: (act: () => void) => {
      onPage = act;
    },
    pass: () => linkArticles(store, ports, log),
    rows: () => articles.rows(store.id).map(({ item, article }) => `${article.variantId}=${item}`),
    /** Status rows written since the last look, without the one about all. */
    news: () =>
      updates
        .splice(0)
        .filter(({ externalId }) => externalId !== 'all')
        .map(({ externalId, state }) => `${externalId} ${state}`),
    updates,
  };
}

describe('linking articles to items', () => {
  it('finds the item by a product link, then SKU, then barcode, and has stock and price looked at', async () => {
    const world = floor();
    world.shop.push(anArticle('1'), anArticle('2', { sku: 'other', barcode: '4006381333931' }), anArticle('3'));
    world.known
      .set('D1', [item('D1', { color: 'Black', size: undefined })])
      .set('4006381333931', [item('D2')])
      .set('D3', [item('D3')]);
    world.links.set('3', { ...item('BOX'), units: '6' as DecimalText });

    expect(await world.pass()).toBeUndefined();

    expect(world.articles.rows('shopify-main')).toMatchObject([
      { item: 'BOX', units: '6', article: { variantId: '3' } },
      { item: 'D1', dimensions: { color: 'Black' }, stock: { here: 3 }, price: { price: '10' }, article: { variantId: '1', sku: 'D1' } },
      { item: 'D2', article: { variantId: '2', productId: 'p2' } },
    ]);
    expect([...world.due.marks('shopify-main', 'stock')].sort()).toEqual(['BOX', 'D1', 'D2']);
    expect(world.due.marks('shopify-main', 'price')).toHaveLength(3);
    expect(world.sent.map(({ kind }) => kind)).toContain('stock');
    expect(world.news()).toEqual([]);
  });

  it('shows what has no item as a row, once, and says when it has one', async () => {
    const world = floor();
    world.shop.push(anArticle('1'), anArticle('2', { sku: '' }), anArticle('3'));
    world.known.set('D3', [item('D3'), item('D3', { color: 'Red' })]);

    await world.pass();
    expect(world.updates[0]).toMatchObject({ kind: 'product', number: 'D1', reason: expect.stringContaining('"D1"'), exceptions: [] });
    expect(world.updates[1]).toMatchObject({ reason: expect.stringContaining('no SKU and no barcode') });
    expect(world.updates.find(({ externalId }) => externalId === '3')?.reason).toContain('D3, D3 Red');
    expect(world.news()).toEqual(['1 Waiting', '2 Waiting', '3 Waiting']);
    await world.pass();
    expect(world.news()).toEqual([]);

    world.known.set('D1', [item('D1')]);
    await world.pass();
    expect(world.news()).toEqual(['1 Synced']);
    expect(world.rows()).toEqual(['1=D1']);
  });

  it('does not look linked articles up again before a day has gone, and then finds that they are something else', async () => {
    const world = floor();
    world.shop.push(anArticle('1'), anArticle('2'));
    world.known.set('D1', [item('D1')]).set('D2', [item('D2')]);
    await world.pass();
    world.known.set('D1', [item('X1')]);
    world.known.delete('D2');
    world.asked.length = 0;

    world.clock.move(3_600_000);
    await world.pass();
    expect([world.asked.length, world.rows()]).toEqual([0, ['1=D1', '2=D2']]);

    world.clock.move(24 * 3_600_000);
    await world.pass();
    expect(world.rows()).toEqual(['1=X1']);
    expect(world.news()).toEqual(['2 Waiting']);
  });

  it('takes a changed SKU at once, and leaves what the shop shows to those who wrote it', async () => {
    const world = floor();
    world.shop.push(anArticle('1'));
    world.known.set('D1', [item('D1')]).set('D9', [item('D9')]);
    await world.pass();
    await world.articles.noteShown('shopify-main', [
      { ...(world.articles.rows('shopify-main')[0] as never as object), stock: { here: 8 } } as never,
    ]);

    world.shop[0] = anArticle('1', { sku: 'D9' });
    await world.pass();

    expect(world.articles.rows('shopify-main')).toMatchObject([{ item: 'D9', stock: { here: 8 }, article: { sku: 'D9' } }]);
  });

  it('unlinks what the shop no longer has, after a whole pass', async () => {
    const world = floor();
    world.shop.push(anArticle('1'), anArticle('2'), anArticle('3'), anArticle('4'));
    world.known
      .set('D1', [item('D1')])
      .set('D2', [item('D2')])
      .set('D3', [item('D3')]);
    await world.pass();
    world.news();

    world.shop.splice(1, 3, anArticle('3'));
    await world.pass();

    expect(world.rows()).toEqual(['1=D1', '3=D3']);
    expect(world.news()).toEqual(['4 Skipped']);
    world.shop.length = 0;
    await world.pass();
    expect(world.rows()).toEqual(['1=D1', '3=D3']);
  });

  it('stops when its time is over and goes on behind the last page', async () => {
    const world = floor();
    world.shop.push(...Array.from({ length: 9 }, (_, n) => anArticle(String(n + 1))));
    for (const { sku } of world.shop) world.known.set(sku, [item(sku)]);
    world.beforePage(() => world.clock.move(35_000));

    const first = await world.pass();
    expect([world.rows().length, await linkingOf('shopify-main', world.ports)]).toEqual([4, 'under way']);
    const second = await world.pass();
    expect(new Set([first, second]).size).toBe(2);
    expect(await world.pass()).toBeUndefined();
    expect([world.rows().length, await linkingOf('shopify-main', world.ports)]).toEqual([9, 'done']);
  });

  it('repeats a page after a crash without a word', async () => {
    const world = floor();
    world.shop.push(anArticle('1'), anArticle('2'), anArticle('3'));
    world.known.set('D1', [item('D1')]).set('D3', [item('D3')]);
    let calls = 0;
    world.beforePage(() => {
      calls += 1;
      if (calls === 2) throw new Error('killed');
    });

    await expect(world.pass()).rejects.toThrow('killed');
    await world.pass();

    expect(world.rows()).toEqual(['1=D1', '3=D3']);
    expect(world.news()).toEqual(['2 Waiting']);
  });
});

describe('a changed product link', () => {
  it('links an article that had no item at once, by SKU or by id', async () => {
    const world = floor();
    world.shop.push(anArticle('1'), anArticle('2'), anArticle('3'));
    await world.pass();
    world.news();
    world.links.set('D1', item('A')).set('2', item('B'));

    expect(await relinkArticles(world.store, [{ sku: 'd1 ' }, { externalId: '2' }], world.ports)).toBe(2);

    expect(world.rows()).toEqual(['1=A', '2=B']);
    expect(world.news()).toEqual(['1 Synced', '2 Synced']);
    expect([...world.due.marks('shopify-main', 'stock')].sort()).toEqual(['A', 'B']);
  });

  it('moves an article that is linked already', async () => {
    const world = floor();
    world.shop.push(anArticle('1'));
    world.known.set('D1', [item('D1')]);
    await world.pass();
    world.links.set('D1', item('NEW'));

    await relinkArticles(world.store, [{ sku: 'D1' }], world.ports);

    expect(world.articles.rows('shopify-main')).toMatchObject([{ item: 'NEW', stock: { here: 3 } }]);
  });
});

describe('work on links by message', () => {
  function office() {
    const world = floor();
    const ports: ProductsPorts = {
      ...world.ports,
      configuration: async () => ({
        store: (id) => (id === world.store.id ? world.store : undefined),
        links: world.ports.links,
        mappings: never,
      }),
      attach: () => ({ ...world.ports.attached, publishes: {} }),
      erp: () => ({ ...memoryErp().target, ...world.ports.erp }),
    };
    return {
      ...world,
      ports,
      begin: (options?: { onlyNew: boolean }) => beginLinking([world.store, { ...world.store, enabled: false }], ports, options),
      async work() {
        for (let next = world.sent.shift(); next; next = world.sent.shift())
          if (next.kind === 'product') await runProducts(next, ports, log);
      },
    };
  }
  const never = { set: () => undefined, valueMaps: () => ({}), version: () => 0 } as never;

  it('goes on by itself over as many messages as it takes, and begins no pass on top of another', async () => {
    const world = office();
    world.shop.push(...Array.from({ length: 9 }, (_, n) => anArticle(String(n + 1))));
    world.beforePage(() => world.clock.move(35_000));

    await world.begin();
    const [first] = world.sent.splice(0);
    await runProducts(first as Envelope, world.ports, log);
    await world.begin();
    expect(world.sent).toMatchObject([{ kind: 'product', externalId: 'all', topic: 'link', after: expect.any(String) }]);
    const [stale] = world.sent;
    await world.work();

    expect([world.news().length, await linkingOf(world.store.id, world.ports)]).toEqual([9, 'done']);
    await runProducts(stale as Envelope, world.ports, log);
    expect(world.sent).toEqual([]);
  });

  it('takes a new store at once, and a known one only when its time has come', async () => {
    const world = office();
    await world.begin({ onlyNew: true });
    expect(world.sent).toHaveLength(1);
    await world.work();
    await world.begin({ onlyNew: true });
    expect(world.sent).toHaveLength(0);
    await world.begin();
    expect(world.sent).toHaveLength(1);
  });

  it('is tried again later when the shop is down', async () => {
    const world = office();
    world.beforePage(() => {
      throw new IntegrationError('REMOTE_DOWN', { facts: { remote: 'The shop', problem: 'no answer' } });
    });
    await world.begin();
    await runProducts(world.sent.shift() as Envelope, world.ports, log);

    expect(world.updates).toMatchObject([
      { kind: 'product', externalId: 'all', state: 'Waiting', reason: expect.stringContaining('no answer') },
    ]);
    expect(world.sent).toMatchObject([{ attempt: 1 }]);
  });

  it('looks one article up again when a person asks for it', async () => {
    const world = office();
    world.shop.push(anArticle('1'), anArticle('2'));
    await world.begin();
    await world.work();
    world.known.set('D2', [item('D2')]);

    await runProducts({ ...(await message(world)), externalId: '2' as Envelope['externalId'] }, world.ports, log);

    expect(world.rows()).toEqual(['2=D2']);
  });

  it('keeps what a person asks for while the store is stopped, and does it when it goes on', async () => {
    const world = office();
    world.shop.push(anArticle('1'), anArticle('2'));
    await world.begin();
    await world.work();
    world.known.set('D2', [item('D2')]);
    world.store.paused = { since: world.clock.now(), reason: 'Update' };
    await runProducts({ ...(await message(world)), externalId: '2' as Envelope['externalId'] }, world.ports, log);
    expect(world.rows()).toEqual([]);

    world.store.paused = undefined;
    expect(await resubmitCause(pauseCause(world.store.id), 'resumed', world.ports, { forget: true })).toBe(1);
    await world.work();
    expect(world.rows()).toEqual(['2=D2']);
  });

  async function message(world: ReturnType<typeof office>): Promise<Envelope> {
    await world.begin();
    return world.sent.pop() as Envelope;
  }
});

describe('changes that people make in Dataverse', () => {
  it('relink what a product link names, in the store that it is for, and tell which stores have changed', async () => {
    const stores = [aStore(), { ...aStore(), id: 'woocommerce-main' as StoreId }];
    const tables: Record<string, Record<string, string>[]> = {};
    const relinked: [string, readonly ChangedLink[]][] = [];
    const changedStores: string[] = [];
    const take = () =>
      takeDataverseChanges(
        {
          configuration: async () => ({ stores, problems: [] }),
          dataverse: {
            changes: async (set) => ({ rows: tables[set] ?? [], deletedIds: [], deltaLink: 'next' }) as never,
            update: async () => true,
          },
          queue: { send: async () => undefined, schedule: async () => undefined },
          notebook,
          clock: movableClock(),
          relink: async (store, changed) => void relinked.push([store.id, changed]),
          storesChanged: async (all) => void changedStores.push(...all.map(({ id }) => id)),
        },
        log,
      );
    const notebook = memoryNotebook();
    await take();
    tables.cmc_productlinks = [
      { cmc_store: 'shopify-main', cmc_sku: 'A', cmc_itemnumber: 'D1' },
      { cmc_store: '', cmc_externalid: '7', cmc_itemnumber: 'D2' },
    ];
    tables.cmc_stores = [{ cmc_key: 'woocommerce-main' }];
    await take();

    expect(relinked).toEqual([
      [
        'shopify-main',
        [
          { sku: 'A', externalId: '' },
          { sku: '', externalId: '7' },
        ],
      ],
      ['woocommerce-main', [{ sku: '', externalId: '7' }]],
    ]);
    expect(changedStores).toEqual(['woocommerce-main']);
  });

  it('may say how many units of the item an article is', () => {
    const parse = createConfigurationParser({ connectionProblem: () => undefined, schema: () => ({ document: 'customer', fields: [] }) });
    const link = (cmc_units: number | null) => ({ cmc_store: '', cmc_sku: 'BOX', cmc_itemnumber: 'D1', cmc_units });
    const unitsOf = (units: number | null) =>
      parse({ stores: [], mappingSets: [], valueMapEntries: [], stockRules: [], flows: [], productLinks: [link(units)] }).links.find(
        'any',
        { sku: 'box' },
      )?.units;

    expect([unitsOf(6), unitsOf(0.5), unitsOf(0), unitsOf(null)]).toEqual(['6', '0.5', undefined, undefined]);
  });
});

import { describe, expect, it } from 'vitest';
import type { ChannelArticle, ProductDraft } from '../../shared/canonical/article.ts';
import type { Store } from '../../shared/canonical/store.ts';
import { productSchema } from '../../shared/canonical/target-schema.ts';
import type { Published } from '../../shared/connectors/channel.ts';
import { IntegrationError } from '../../shared/core/errors.ts';
import type { ItemNumber } from '../../shared/core/ids.ts';
import { createLog } from '../../shared/core/log.ts';
import type { DecimalText } from '../../shared/core/money.ts';
import { mappingState } from '../../shared/d365/dataverse/choices.ts';
import type { ErpProduct } from '../../shared/d365/erp-target.ts';
import { createConfigurationParser } from '../../shared/flows/configuration.ts';
import { isAboutItem, itemId, productsChanged } from '../../shared/flows/products/export-product.ts';
import { beginLinking, type ProductsPorts, runProducts } from '../../shared/flows/products/run-products.ts';
import type { LinkedArticle } from '../../shared/ports.ts';
import { aStore } from '../builders.ts';
import { bench, memoryErp } from '../memory.ts';
import { memoryDueItems } from '../memory-articles.ts';

const aProduct = (overrides: Partial<ErpProduct> = {}): ErpProduct => ({
  item: 'T0100' as ItemNumber,
  number: 'T0100',
  kind: 'goods',
  name: 'T-shirt',
  description: '',
  texts: [
    { language: 'de', name: 'T-Shirt aus Baumwolle', description: 'Weich & warm.\n\nNur <30 Grad.' },
    { language: 'en-us', name: 'Cotton T-shirt', description: '' },
  ],
  category: 'Clothing',
  group: 'Apparel',
  vendor: '',
  lifecycle: '',
  origin: 'PT',
  unit: 'ea',
  weight: '0.2' as DecimalText,
  attributes: { Brand: 'Contoso', Material: 'Cotton' },
  variants: [
    { dimensions: { color: 'Black', size: 'M' }, sku: 'T0100-M-BK', barcode: '4006381333931', name: '' },
    { dimensions: { color: 'Black', size: 'L' }, sku: 'T0100-L-BK', barcode: '', name: '' },
  ],
  ...overrides,
});

/** A shop that keeps products in a list, as a connector would: a repeated creation finds the SKUs first. */
function aShop() {
  const created: ProductDraft[] = [];
  const updated: { productId: string; draft: ProductDraft }[] = [];
  let refusal: string | undefined;
  let loseAnswer = false;
  const articlesOf = (draft: ProductDraft, productId: string): ChannelArticle[] =>
    draft.variants.map(({ variantId, sku, barcode = '' }, n) => ({
      variantId: variantId ?? `${productId}-${n + 1}`,
      productId,
      sku,
      barcode,
      title: draft.title,
      price: '0' as DecimalText,
      stock: [],
    }));
  const answer = (articles: ChannelArticle[]): ChannelArticle[] => {
    if (loseAnswer) {
      loseAnswer = false;
      throw new IntegrationError('REMOTE_ANSWER_LOST', { facts: { remote: 'The shop' }, ambiguous: true });
    }
    return articles;
  };
  const refuse = () => {
    if (refusal) throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: 'the product', problem: refusal } });
  };
  const publishes: Published = {
    product: {
      create: async (draft) => {
        refuse();
        const there = created.findIndex((one) => one.variants[0]?.sku === draft.variants[0]?.sku);
        if (there < 0) created.push(draft);
        return answer(articlesOf(draft, `p${there < 0 ? created.length : there + 1}`));
      },
      update: async (productId, draft) => {
        refuse();
        updated.push({ productId, draft });
        return answer(articlesOf(draft, productId));
      },
    },
  };
  return {
    publishes,
    created,
    updated,
    refuseWith: (problem?: string) => {
      refusal = problem;
    },
    losesAnswer: () => {
      loseAnswer = true;
    },
  };
}

function floor(mode: 'link-only' | 'update' | 'create', product = aProduct(), more: object = {}) {
  const products = [product];
  const shop = aShop();
  const store = aStore({ stock: { enabled: true }, products: { mode, language: 'de', ...more } });
  const floor_ = bench({ store, erp: memoryErp({ products }), publishes: shop.publishes });
  return {
    ...floor_,
    ...shop,
    products,
    store,
    export: () =>
      floor_.run({ kind: 'product', externalId: itemId(product.item), topic: 'sweep', via: 'timer', receivedAt: floor_.clock.now() }),
  };
}

const linked = (variantId: string, dimensions: Record<string, string>, overrides: Partial<LinkedArticle> = {}): LinkedArticle => ({
  item: 'T0100' as ItemNumber,
  dimensions,
  article: { variantId, productId: 'p9', sku: `OWN-${variantId}` },
  ...overrides,
});

describe('a released product that is new to the shop', () => {
  it('becomes a draft with its variants in the language of the store, and is linked', async () => {
    const world = floor('create');

    expect(await world.export()).toMatchObject({
      kind: 'product',
      externalId: 'item:T0100',
      state: 'Synced',
      number: 'T0100',
      reason: 'It is in the shop as a draft: publish it there.',
    });

    expect(world.created).toEqual([
      {
        title: 'T-Shirt aus Baumwolle',
        description: '<p>Weich &amp; warm.</p><p>Nur &lt;30 Grad.</p>',
        vendor: 'Contoso',
        productType: 'Clothing',
        status: 'draft',
        options: ['Color', 'Size'],
        attributes: { Brand: 'Contoso', Material: 'Cotton' },
        variants: [
          { sku: 'T0100-M-BK', barcode: '4006381333931', optionValues: ['Black', 'M'], weight: '0.2' },
          { sku: 'T0100-L-BK', optionValues: ['Black', 'L'], weight: '0.2' },
        ],
      },
    ]);
    expect(world.articles.rows(world.store.id)).toMatchObject([
      { item: 'T0100', dimensions: { color: 'Black', size: 'M' }, article: { variantId: 'p1-1', productId: 'p1', sku: 'T0100-M-BK' } },
      { item: 'T0100', dimensions: { color: 'Black', size: 'L' }, article: { variantId: 'p1-2' } },
    ]);
    expect(world.scheduled.map(({ envelope }) => envelope.kind)).toEqual(['stock']);
  });

  it('is not sent again until something about it changes', async () => {
    const world = floor('create');
    await world.export();
    expect(await world.export()).toMatchObject({ state: 'Synced', reason: 'The shop has it as it is.' });
    expect([world.created.length, world.updated.length]).toEqual([1, 0]);

    world.products[0] = aProduct({ attributes: { Brand: 'Fabrikam' } });
    await world.export();
    await world.export();

    expect(world.updated).toMatchObject([
      { productId: 'p1', draft: { vendor: 'Fabrikam', variants: [{ variantId: 'p1-1' }, { variantId: 'p1-2' }] } },
    ]);
    expect(world.updated[0]?.draft.status).toBeUndefined();
  });

  it('is there once when the answer was lost', async () => {
    const world = floor('create');
    world.losesAnswer();

    expect(await world.export()).toMatchObject({ state: 'Waiting' });
    expect(await world.runNext()).toMatchObject({ state: 'Synced' });

    expect([world.created.length, world.articles.rows(world.store.id).length]).toEqual([1, 2]);
  });

  it('gets the variants that Dynamics adds later', async () => {
    const world = floor('create');
    await world.export();
    const { variants } = aProduct();
    world.products[0] = aProduct({
      variants: [...variants, { dimensions: { color: 'Red', size: 'M' }, sku: 'T0100-M-RD', barcode: '', name: '' }],
    });
    await world.export();
    await world.export();

    expect(world.updated).toHaveLength(1);
    expect(world.updated[0]?.draft.variants[2]).toMatchObject({ sku: 'T0100-M-RD', optionValues: ['Red', 'M'] });
    expect(world.articles.rows(world.store.id)).toHaveLength(3);
  });

  it("is held in the shop's words when the shop will not have it, and goes through once it will", async () => {
    const world = floor('create');
    world.refuseWith('Title is reserved.');

    const held = await world.export();
    expect(held).toMatchObject({
      state: 'Held',
      exceptions: [{ code: 'CHANNEL_REFUSED', team: 'catalogue', title: expect.stringContaining('Title is reserved.') }],
    });

    world.refuseWith();
    expect(await world.export()).toMatchObject({ state: 'Synced', resolved: [{ code: 'CHANNEL_REFUSED' }] });
  });
});

describe('a product that the shop has', () => {
  it('is updated where it is linked; the shop keeps its SKUs, and nothing is created', async () => {
    const world = floor('update');
    await world.articles.link(world.store.id, [linked('1', { color: 'black', size: 'M' })]);

    expect(await world.export()).toMatchObject({ state: 'Synced', reason: 'The shop shows it as Dynamics has it.' });

    expect(world.created).toEqual([]);
    expect(world.updated).toMatchObject([{ productId: 'p9', draft: { variants: [{ variantId: '1', sku: 'OWN-1' }] } }]);
    expect(world.updated[0]?.draft.variants).toHaveLength(1);
  });

  it('is updated at each of the products that show its variants, but not where it is sold by the box', async () => {
    const world = floor('create');
    await world.articles.link(world.store.id, [
      linked('1', { color: 'Black', size: 'M' }),
      linked('2', { color: 'Black', size: 'L' }, { article: { variantId: '2', productId: 'p8', sku: 'L' } }),
      linked('3', { color: 'Black', size: 'L' }, { article: { variantId: '3', productId: 'p7', sku: 'BOX' }, units: '12' as DecimalText }),
    ]);

    await world.export();

    expect(world.updated.map(({ productId, draft }) => [productId, draft.variants.map(({ variantId }) => variantId)])).toEqual([
      ['p8', ['2']],
      ['p9', ['1']],
    ]);
  });
});

describe('a product that is not for the shop', () => {
  it.each([
    ['the store only links', 'link-only', {}, {}, 'by its settings'],
    ['the shop has none and the store only updates', 'update', {}, {}, 'no article for item T0100'],
    ['it is a service', 'create', { kind: 'service' }, {}, 'it is a service'],
    ['its group is none of the store', 'create', {}, { groups: ['Audio'] }, 'product group'],
    ['it has no variants yet', 'create', { variants: [] }, {}, 'no released variants'],
  ] as const)('is left out when %s', async (_case, mode, product, policies, reason) => {
    const world = floor(mode, aProduct(product as Partial<ErpProduct>), policies);

    expect(await world.export()).toMatchObject({ state: 'Skipped', reason: expect.stringContaining(reason), exceptions: [] });
    expect([world.created, world.updated]).toEqual([[], []]);
  });
});

/** The configuration with this version of a store's own product rules; 0 for the shipped ones alone. */
function configured(store: Store, version: number) {
  const parse = createConfigurationParser({ connectionProblem: () => undefined, schema: () => productSchema });
  const rules = [{ id: 'product.vendor', target: 'vendor', kind: 'constant', value: 'House brand' }];
  const storeRow = {
    cmc_key: store.id,
    cmc_name: store.name,
    cmc_connector: store.channel,
    cmc_erptarget: store.erpTarget,
    cmc_legalentity: store.legalEntity,
    cmc_enabled: true,
    cmc_policies: JSON.stringify(store.policies),
  };
  const setRow = {
    cmc_key: 'product',
    cmc_store: store.id,
    cmc_document: 'product',
    cmc_version: version,
    cmc_state: mappingState.Published,
    cmc_rules: JSON.stringify(rules),
  };
  const parsed = parse({
    stores: [storeRow],
    mappingSets: version > 0 ? [setRow] : [],
    valueMapEntries: [],
    stockRules: [],
    flows: [],
    productLinks: [],
  });
  expect(parsed.problems).toEqual([]);
  return { ...parsed, store: (id: string) => (id === store.id ? store : undefined) };
}

describe('the look through all released products', () => {
  const noLinks = { find: () => undefined };

  /** `pass` works all messages that a look leads to, until none is left. */
  function catalogue(mode: 'link-only' | 'update' | 'create', policies: object = {}) {
    const products = [
      aProduct(),
      aProduct({ item: 'B1' as ItemNumber, variants: [{ dimensions: {}, sku: 'B1', barcode: '', name: '' }] }),
      aProduct({ item: 'SERVICE' as ItemNumber, kind: 'service' }),
    ];
    const shop = aShop();
    const store = aStore({ products: { mode, ...policies } });
    const published = { version: 0 };
    const world = bench({
      store,
      erp: memoryErp({ products }),
      publishes: shop.publishes,
      mappings: () => configured(store, published.version).mappings,
    });
    const shown: ChannelArticle[] = [];
    const ports: ProductsPorts = {
      configuration: async () => ({ ...configured(store, published.version), links: noLinks }),
      attach: () => ({ articles: async () => ({ articles: shown }), publishes: shop.publishes }),
      erp: () => world.erp.target,
      articles: world.articles,
      due: memoryDueItems(),
      queue: {
        send: async (envelopes) => void world.scheduled.push(...envelopes.map((envelope) => ({ envelope, at: world.clock.now() }))),
        schedule: async (envelope, at) => void world.scheduled.push({ envelope, at }),
      },
      notebook: world.notebook,
      status: { send: async (updates) => void world.updates.push(...updates) },
      clock: world.clock,
    };
    return {
      ...world,
      ...shop,
      products,
      shown,
      published,
      ports,
      store,
      async pass() {
        world.updates.length = 0;
        await beginLinking([store], ports);
        for (let next = world.scheduled.shift(); next; next = world.scheduled.shift()) {
          if (isAboutItem(next.envelope)) await world.run(next.envelope);
          else if (next.envelope.kind === 'product')
            await runProducts(
              next.envelope,
              ports,
              createLog(() => undefined),
            );
        }
      },
      rows: () => world.updates.filter(({ externalId }) => externalId !== 'all').map(({ externalId, state }) => `${externalId} ${state}`),
    };
  }

  it('creates what is new, sends what has changed, and nothing else', async () => {
    const world = catalogue('create');
    await world.pass();
    expect([world.created.length, world.rows()]).toEqual([2, ['item:T0100 Synced', 'item:B1 Synced']]);
    world.shown.push(...world.articles.rows(world.store.id).map(({ article }): ChannelArticle => ({ ...article, barcode: '', title: '' })));

    // The links are new to what was asked for before: asked for once more, and nothing to do.
    await world.pass();
    await world.pass();
    expect([world.rows(), world.updated.length]).toEqual([[], 0]);

    world.products[1] = { ...(world.products[1] as ErpProduct), name: 'Better', texts: [] };
    await world.pass();
    expect(world.updated.map(({ draft }) => draft.title)).toEqual(['Better']);
  });

  it('sends everything anew when the rules have changed', async () => {
    const world = catalogue('create');
    await world.pass();
    world.shown.push(...world.articles.rows(world.store.id).map(({ article }): ChannelArticle => ({ ...article, barcode: '', title: '' })));
    await world.pass();

    world.published.version = 2;
    await world.pass();

    expect(world.updated.map(({ draft }) => draft.vendor)).toEqual(['House brand', 'House brand']);
  });

  it('does not ask again for what the shop refused before something has changed', async () => {
    const world = catalogue('create');
    world.refuseWith('No.');
    await world.pass();
    expect(world.rows()).toEqual(['item:T0100 Held', 'item:B1 Held']);

    await world.pass();
    expect(world.rows()).toEqual([]);
  });

  it.each([
    ['a store that only links shows none', 'link-only', {}, []],
    ['a store that asks for them shows them', 'link-only', { showMissing: true }, ['item:T0100 Skipped', 'item:B1 Skipped']],
    ['a store that updates shows them', 'update', {}, ['item:T0100 Skipped', 'item:B1 Skipped']],
  ] as const)('shows goods that the shop has not: %s', async (_case, mode, policies, rows) => {
    const world = catalogue(mode, policies);
    await world.pass();
    expect(world.rows()).toEqual(rows);

    await world.pass();
    expect([world.rows(), world.created.length]).toEqual([[], 0]);
  });

  it('says so when the shop has what was missing', async () => {
    const world = catalogue('link-only', { showMissing: true });
    await world.pass();
    await world.articles.link(world.store.id, [linked('1', { color: 'Black', size: 'M' })]);
    await world.pass();
    expect(world.rows()).toEqual(['item:T0100 Synced']);
  });

  it('is spared what events tell of: they lead to the same run, for the stores of that legal entity which show products', async () => {
    const world = catalogue('create');
    const notice = { company: world.store.legalEntity, items: ['B1', 'B1'], topic: 'EcoResProductChanged' };
    await productsChanged(notice, [world.store, { ...world.store, enabled: false }], world.ports);
    await productsChanged({ ...notice, company: 'demf' as never }, [world.store], world.ports);

    expect(world.scheduled.map(({ envelope }) => envelope.externalId)).toEqual(['item:B1']);
    expect((await world.runNext()).state).toBe('Synced');
  });
});

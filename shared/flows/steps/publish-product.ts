import * as z from 'zod';
import type { ChannelArticle } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { type ErpProduct, itemKey } from '../../d365/erp-target.ts';
import type { LinkedArticle } from '../../ports.ts';
import { draftsOf, hashOf, newDraft } from '../products/draft.ts';
import { named } from '../products/linking.ts';
import { refOf } from '../products/unlinked.ts';
import { notTaken, reasons, say } from '../sentences.ts';
import { defineStep, pause, type StepPorts } from '../step.ts';

/** What was last sent of each item, by its hash. */
const page = (store: string): string => `product-sent|${store}`;

/** Creates or updates the product in the shop, unless the shop was told exactly this before. New articles are linked. */
export const publishProduct = defineStep({
  name: 'publish-product',
  settings: z.strictObject({}),
  reads: ['envelope', 'store', 'product', 'texts'],
  gives: [],
  async run({ envelope, store, product, texts }, { publishes, articles, linkMade, notebook, tell }) {
    const publisher = publishes.product;
    if (!publisher) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: notTaken('products') } });
    const { mode } = store.policies.products;
    const linked = await articles.ofItems(store.id, [product.item]);
    if (linked.length === 0 && mode !== 'create') throw new IntegrationError('NOT_IN_SHOP', { facts: { item: product.item } });

    const drafts = linked.length === 0 ? [newDraft(product, texts)] : draftsOf(product, texts, linked, { growing: mode === 'create' });
    const hash = hashOf(drafts);
    const sent = await notebook.read(page(store.id), product.item);
    if (sent === hash && envelope.via !== 'resubmit') return pause('done', reasons.shopHasIt);

    const shown: ChannelArticle[] = [];
    for (const draft of drafts)
      shown.push(...('productId' in draft ? await publisher.update(draft.productId, draft.draft) : await publisher.create(draft)));
    const known = new Set(linked.map(({ article }) => article.variantId));
    const added = newLinks(product, shown).filter(({ article }) => !known.has(article.variantId));
    await linkMade(added);
    await noteSent({ product, texts, store, linked: [...linked, ...added] }, notebook);
    if (linked.length > 0) {
      tell('published', say.productsUpdated(drafts.length));
      return pause('done', reasons.shopShowsIt);
    }
    tell('published', say.productCreated(added.length));
    return pause('done', reasons.isDraft);
  },
});

/** With the ids that the shop has given, the next run makes the same drafts as this one has sent. */
async function noteSent(
  { product, texts, store, linked }: Parameters<typeof sentNow>[0] & { store: Store },
  notebook: StepPorts['notebook'],
): Promise<void> {
  const growing = store.policies.products.mode === 'create';
  await notebook.write(page(store.id), product.item, sentNow({ product, texts, linked }, growing));
}

const sentNow = (
  { product, texts, linked }: { product: ErpProduct; texts: Parameters<typeof newDraft>[1]; linked: readonly LinkedArticle[] },
  growing: boolean,
): string => hashOf(draftsOf(product, texts, linked, { growing }));

/** The shop's articles by the SKU that they were given. */
function newLinks(product: ErpProduct, shown: readonly ChannelArticle[]): LinkedArticle[] {
  const bySku = new Map(product.variants.map((variant) => [variant.sku.toLowerCase(), variant]));
  const taken = new Set<string>();
  return shown.flatMap((article): LinkedArticle[] => {
    const variant = bySku.get(article.sku.toLowerCase());
    const key = variant && itemKey(product.item, variant.dimensions);
    if (!variant || !key || taken.has(key)) return [];
    taken.add(key);
    const { stock, price, compareAt } = article;
    return [
      {
        item: product.item,
        dimensions: named(variant),
        article: refOf(article),
        ...(stock ? { stock: Object.fromEntries(stock.map(({ location, available }) => [location, available])) } : {}),
        ...(price ? { price: { price, ...(compareAt ? { compareAt } : {}) } } : {}),
      },
    ];
  });
}

import type { ChannelArticle } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import type { ItemNumber } from '../../core/ids.ts';
import { atMost } from '../../core/lists.ts';
import type { Wording } from '../../core/wording.ts';
import { type ErpItem, type ErpTarget, itemKey } from '../../d365/erp-target.ts';
import type { ArticleBook, DueItems, EnvelopeQueue, LinkedArticle, Notebook } from '../../ports.ts';
import { itemsChanged } from '../articles/items-changed.ts';
import { linking as linkingWords } from '../articles/sentences.ts';
import type { ProductLinks } from '../product-links.ts';
import { noteSeen } from './seen.ts';
import { refOf, type Unlinked, type UnlinkedPorts, type Wanting, whyUnlinked } from './unlinked.ts';

const mostAtOnce = 16;

export interface LinkingPorts extends UnlinkedPorts {
  erp: Pick<ErpTarget, 'findItems'>;
  links: ProductLinks;
  articles: ArticleBook;
  due: DueItems;
  queue: EnvelopeQueue;
}

/** What linking some articles has come to. */
export interface LinkTally {
  linked: number;
  unlinked: number;
}

/** How some articles are linked. `trustBook`: one that is linked already under the same SKU is not looked up again. */
export interface Linking {
  store: Store;
  unlinked: Unlinked;
  trustBook: boolean;
  ports: LinkingPorts;
}

/**
 * Finds the item of each article: a person's product link, then SKU, then barcode. Writes the book, marks what is new in it for stock and
 * price, and makes visible what has no item.
 */
export async function linkSome(articles: readonly Sought[], linking: Linking): Promise<LinkTally> {
  const { store, unlinked, ports } = linking;
  const linked: LinkedArticle[] = [];
  const changed: LinkedArticle[] = [];
  const without: { article: Sought; before?: LinkedArticle; reason: Wording }[] = [];
  for (const { article, before, item, candidates } of await seek(articles, linking)) {
    if (item) {
      const now: LinkedArticle = { ...item, article: refOf(article), ...shownBy(article, before) };
      linked.push(now);
      if (!before || linkOf(before) !== linkOf(now) || now.stock || now.price) changed.push(now);
    } else without.push({ article, before, reason: whyUnlinked(article, candidates, store) });
  }

  await enterLinks(changed, store, ports);
  const items = new Map(linked.map(({ article, item }) => [article.variantId, item]));
  await unlinked.remove([...items.keys()], 'Synced', (id) => linkingWords.isItem(items.get(id), store.legalEntity));
  await ports.articles.unlink(
    store.id,
    without.flatMap(({ before }) => before?.article.variantId ?? []),
  );
  await unlinked.add(without);
  return { linked: linked.length, unlinked: without.length };
}

type Sought = ChannelArticle | Wanting;

/** Each article with what the book says of it, the one item that it is, and else what fits it. */
async function seek(articles: readonly Sought[], { store, trustBook, ports }: Linking) {
  const known = await atMost(mostAtOnce, articles, ({ variantId }) => ports.articles.ofVariant(store.id, variantId));
  const decided = articles.map((article, index): Found | undefined => {
    const before = known[index];
    const link = ports.links.find(store.id, article);
    if (link) return { item: link.itemNumber, dimensions: named(link), units: link.units };
    if (!trustBook || before?.article.sku !== article.sku) return undefined;
    return { item: before.item, dimensions: before.dimensions, units: before.units };
  });
  const queries = articles
    .filter(({ sku, barcode }, index) => !decided[index] && (sku.trim() || barcode.trim()))
    .map(({ variantId, sku, barcode }) => ({ key: variantId, sku: sku.trim(), barcode: barcode.trim() }));
  const found = queries.length > 0 ? await ports.erp.findItems(store.legalEntity, queries) : new Map<string, ErpItem[]>();
  return articles.map((article, index) => {
    const candidates = found.get(article.variantId) ?? [];
    return { article, before: known[index], item: decided[index] ?? onlyOne(candidates), candidates };
  });
}

type Found = Pick<LinkedArticle, 'item' | 'dimensions' | 'units'>;

/** Links articles that were made in the shop just now. */
export async function linkMade(
  articles: readonly LinkedArticle[],
  store: Store,
  ports: Parameters<typeof enterLinks>[2] & { notebook: Notebook },
): Promise<void> {
  await noteSeen(
    store.id,
    articles.map(({ article }) => article.variantId),
    ports.notebook,
  );
  await enterLinks(articles, store, ports);
}

/** Puts links into the book and has the shop's stock and prices of their items looked at. */
export async function enterLinks(
  articles: readonly LinkedArticle[],
  store: Store,
  { articles: book, ...ports }: Pick<LinkingPorts, 'articles' | 'due' | 'queue' | 'clock'>,
): Promise<void> {
  if (articles.length === 0) return;
  await book.link(store.id, articles);
  const items = [...new Set(articles.map(({ item }) => item))];
  for (const about of ['stock', 'price'] as const) await itemsChanged({ company: store.legalEntity, about, items }, [store], ports);
}

const onlyOne = ([item, second]: readonly ErpItem[]): Found | undefined =>
  item && !second ? { item: item.itemNumber as ItemNumber, dimensions: named(item) } : undefined;

export const named = ({ dimensions }: Pick<ErpItem, 'dimensions'>): Record<string, string> =>
  Object.fromEntries(Object.entries(dimensions).filter(([, value]) => value));

/** What the shop shows counts where the book does not know it: there, what we have written is newer than a page that was read before. */
function shownBy(article: Wanting | ChannelArticle, before: LinkedArticle | undefined): Pick<LinkedArticle, 'stock' | 'price'> {
  const { stock, price, compareAt } = article as Partial<ChannelArticle>;
  return {
    ...(stock && !before?.stock ? { stock: Object.fromEntries(stock.map(({ location, available }) => [location, available])) } : {}),
    ...(price && !before?.price ? { price: { price, ...(compareAt ? { compareAt } : {}) } } : {}),
  };
}

const linkOf = ({ item, dimensions, units, article }: LinkedArticle): string =>
  JSON.stringify([itemKey(item, dimensions), units ?? '', article.productId, article.inventoryId ?? '', article.sku]);

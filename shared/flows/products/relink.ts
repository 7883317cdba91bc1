import type { ArticleRef } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import { atMost } from '../../core/lists.ts';
import { type LinkingPorts, linkSome } from './linking.ts';
import { openUnlinked, type Wanting } from './unlinked.ts';

const mostAtOnce = 16;

/** A SKU or an id of the channel whose product link a person has changed. */
export interface ChangedLink {
  sku?: string;
  externalId?: string;
}

const mostPerWalk = 1000;

/**
 * Links the articles that these product links are about, at once: those without an item, and those that are another item now. `lookUp`: where
 * no link says it, Dynamics is asked for the SKU and barcode of those without an item.
 */
export async function relinkArticles(
  store: Store,
  changed: readonly ChangedLink[],
  ports: LinkingPorts,
  { lookUp = false } = {},
): Promise<number> {
  const ids = new Set(changed.flatMap(({ externalId }) => externalId || []));
  const skus = new Set(changed.flatMap(({ sku }) => sku?.trim().toLowerCase() || []));
  const concerned = ({ variantId, productId, sku }: Pick<Wanting, 'variantId' | 'productId' | 'sku'>) =>
    ids.has(variantId) || ids.has(productId) || skus.has(sku.trim().toLowerCase());

  const unlinked = await openUnlinked(store, ports);
  const affected = new Map<string, Wanting>();
  const linked = (article: Pick<Wanting, 'variantId' | 'productId' | 'sku'>) => ports.links.find(store.id, article) !== undefined;
  for (const article of unlinked.all()) if (concerned(article) && (lookUp || linked(article))) affected.set(article.variantId, article);
  // Without a link that says so, the shop's barcode decides, which only the next pass knows.
  for await (const article of inBook(store.id, ids, skus, ports))
    if (concerned(article) && linked(article)) affected.set(article.variantId, { ...article, barcode: '', title: '' });

  const articles = [...affected.values()];
  for (let start = 0; start < articles.length; start += mostPerWalk)
    await linkSome(articles.slice(start, start + mostPerWalk), { store, unlinked, trustBook: true, ports });
  return articles.length;
}

/** Articles of the book that may be meant. Only a SKU or the id of a product takes a walk through all of them. */
async function* inBook(
  store: string,
  ids: ReadonlySet<string>,
  skus: ReadonlySet<string>,
  { articles: book }: Pick<LinkingPorts, 'articles'>,
): AsyncIterable<ArticleRef> {
  const named = await atMost(mostAtOnce, [...ids], (id) => book.ofVariant(store, id));
  if (skus.size === 0 && named.every((one) => one !== undefined)) return yield* named.flatMap((one) => one?.article ?? []);
  let after: string | undefined;
  do {
    const { articles, next } = await book.walk(store, after, mostPerWalk);
    yield* articles.map(({ article }) => article);
    after = next;
  } while (after !== undefined);
}

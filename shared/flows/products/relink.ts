import type { Store } from '../../canonical/store.ts';
import { type LinkingPorts, linkSome } from './linking.ts';
import { openUnlinked, type Wanting } from './unlinked.ts';

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
  let after: string | undefined;
  do {
    const { articles, next } = await ports.articles.walk(store.id, after, mostPerWalk);
    // Without a link that says so, the shop's barcode decides, which only the next pass knows.
    for (const { article } of articles)
      if (concerned(article) && ports.links.find(store.id, article))
        affected.set(article.variantId, { ...article, barcode: '', title: '' });
    after = next;
  } while (after !== undefined);

  const articles = [...affected.values()];
  for (let start = 0; start < articles.length; start += mostPerWalk)
    await linkSome(articles.slice(start, start + mostPerWalk), { store, unlinked, trustBook: true, ports });
  return articles.length;
}

import { instant } from '../shared/core/time.ts';
import type { ArticleBook, DueItems, LinkedArticle } from '../shared/ports.ts';

/** The article book in memory, with its rows to look at. Walks in order of item, as the real one does. */
export function memoryArticles(
  seed: Record<string, readonly LinkedArticle[]> = {},
): ArticleBook & { rows(store: string): readonly LinkedArticle[] } {
  const stores = new Map<string, Map<string, LinkedArticle>>();
  const shelf = (store: string) => {
    const known = stores.get(store) ?? new Map<string, LinkedArticle>();
    stores.set(store, known);
    return known;
  };
  const keyOf = ({ item, article }: LinkedArticle) => `${item.toLowerCase()}|${article.variantId}`;
  const inOrder = (store: string) => [...shelf(store).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const put = (store: string, linked: LinkedArticle) => {
    const { stock, price } = shelf(store).get(linked.article.variantId) ?? {};
    shelf(store).set(linked.article.variantId, structuredClone({ stock, price, ...said(linked) }));
  };
  for (const [store, articles] of Object.entries(seed)) for (const linked of articles) put(store, linked);

  return {
    rows: (store) => structuredClone(inOrder(store)),
    async walk(store, after, most) {
      const behind = inOrder(store).filter((linked) => after === undefined || keyOf(linked) > after);
      const articles = structuredClone(behind.slice(0, most));
      const last = articles.at(-1);
      return { articles, next: last && behind.length > most ? keyOf(last) : undefined };
    },
    async ofItems(store, items) {
      const wanted = new Set(items.map((item) => item.toLowerCase()));
      return structuredClone(inOrder(store).filter(({ item }) => wanted.has(item.toLowerCase())));
    },
    ofVariant: async (store, variantId) => structuredClone(shelf(store).get(variantId)),
    async link(store, articles) {
      for (const linked of articles) put(store, linked);
    },
    async unlink(store, variantIds) {
      for (const id of variantIds) shelf(store).delete(id);
    },
    async noteShown(store, changes) {
      for (const { item, article, ...shown } of changes) {
        const linked = shelf(store).get(article.variantId);
        if (linked && linked.item.toLowerCase() === item.toLowerCase()) Object.assign(linked, structuredClone(said(shown)));
      }
    },
  };
}

/** What is not said stays. */
const said = <Part extends object>(part: Part): Part =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Part;

/** Due items in memory: a mark is another one each time an item is marked. */
export function memoryDueItems(): DueItems & { marks(store: string, kind: 'stock' | 'price'): readonly string[] } {
  const lists = new Map<string, Map<string, { item: string; mark: string }>>();
  const list = (store: string, kind: string) => {
    const known = lists.get(`${store}|${kind}`) ?? new Map<string, { item: string; mark: string }>();
    lists.set(`${store}|${kind}`, known);
    return known;
  };
  let count = 0;
  return {
    marks: (store, kind) => [...list(store, kind).values()].map(({ item }) => item),
    async mark(store, kind, items) {
      for (const item of items) {
        count += 1;
        list(store, kind).set(item.toLowerCase(), { item, mark: String(count) });
      }
    },
    read: async (store, kind, most) => [...list(store, kind).values()].slice(0, most).map((entry) => ({ ...entry })),
    oldest: async (store, kind) => ([...list(store, kind).values()].length > 0 ? instant('2026-11-20T12:00:00Z') : undefined),
    async clear(store, kind, read) {
      for (const { item, mark } of read)
        if (list(store, kind).get(item.toLowerCase())?.mark === mark) list(store, kind).delete(item.toLowerCase());
    },
  };
}

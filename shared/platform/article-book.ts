import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import { rowKey } from '../core/hash.ts';
import type { ArticleBook, LinkedArticle, ShownChange } from '../ports.ts';
import { atMost, chunksOf, readPages, submitGroups } from './table-batches.ts';
import { asciiJson, onFirstUse, unless } from './tables.ts';

type Row = { rowKey: string; link?: string; stock?: string; price?: string };
type Pointer = { rowKey: string; at: string };

/** Neighbours in the order of items are asked for together: where many have changed, they mostly lie together. */
const neighbours = 100;
const mostPerPage = 1000;
const mostAtOnce = 16;

/**
 * One partition per store. A row per article sorts by item; a second one, by variant, says where the first is. Link, stock and price are
 * columns of their own, so that work on one never overwrites the other.
 */
export function createArticleBook(table: TableClient): ArticleBook {
  const ready = onFirstUse(table);
  const pointerOf = async (store: string, variantId: string): Promise<string | undefined> => {
    const found = await unless([404], (await ready()).getEntity<Pointer>(rowKey(store), variantKey(variantId)));
    return found?.at;
  };
  const rowAt = async (store: string, at: string | undefined): Promise<Row | undefined> =>
    at === undefined ? undefined : unless([404], (await ready()).getEntity<Row>(rowKey(store), at));

  return {
    async walk(store, after, most) {
      const page = await readRange(await ready(), store, { above: after ?? firstRow, below: lastRow }, most);
      return { articles: page.rows.map(readRow), next: page.more ? page.rows.at(-1)?.rowKey : undefined };
    },
    async ofItems(store, items) {
      const prefixes = [...new Set(items.map(itemPrefix))].sort();
      const found = await atMost(mostAtOnce, chunksOf(prefixes, neighbours), async (part) => rowsOfNeighbours(await ready(), store, part));
      return found.flat().map(readRow);
    },
    async ofVariant(store, variantId) {
      const row = await rowAt(store, await pointerOf(store, variantId));
      return row && readRow(row);
    },
    async link(store, articles) {
      const last = new Map<string, LinkedArticle>();
      for (const linked of articles) {
        const { stock, price } = last.get(linked.article.variantId) ?? {};
        last.set(linked.article.variantId, { ...linked, stock: linked.stock ?? stock, price: linked.price ?? price });
      }
      const groups = await atMost(mostAtOnce, [...last.values()], async (linked) => {
        const at = await pointerOf(store, linked.article.variantId);
        const moved = at !== undefined && at !== keyOf(linked);
        return linkActions(store, linked, at, moved ? await rowAt(store, at) : undefined);
      });
      await submitGroups(await ready(), groups);
    },
    async unlink(store, variantIds) {
      const groups = await atMost(mostAtOnce, [...new Set(variantIds)], async (variantId): Promise<TransactionAction[]> => {
        const at = await pointerOf(store, variantId);
        const keys = at === undefined ? [] : [at, variantKey(variantId)];
        return keys.map((key) => ['delete', { partitionKey: rowKey(store), rowKey: key }]);
      });
      await submitGroups(await ready(), groups);
    },
    async noteShown(store, changes) {
      const rows = new Map<string, Record<string, string>>();
      for (const change of changes) {
        const columns = shownColumns(change);
        if (Object.keys(columns).length > 0) rows.set(keyOf(change), { ...rows.get(keyOf(change)), ...columns });
      }
      const groups = [...rows].map(([key, columns]): TransactionAction[] => [
        ['update', { partitionKey: rowKey(store), rowKey: key, ...columns }, 'Merge'],
      ]);
      // An article that was unlinked in the meantime is none of our business any more.
      await submitGroups(await ready(), groups);
    },
  };
}

/** Everything that makes one article linked, in an order that leaves it findable wherever it stops. */
function linkActions(store: string, linked: LinkedArticle, before: string | undefined, left: Row | undefined): TransactionAction[] {
  const partitionKey = rowKey(store);
  const key = keyOf(linked);
  const { stock, price, ...link } = linked;
  const kept = Object.fromEntries(Object.entries({ stock: left?.stock, price: left?.price }).filter(([, value]) => value !== undefined));
  const row = { partitionKey, rowKey: key, link: asciiJson(link), ...kept, ...shownColumns(linked) };
  const actions: TransactionAction[] = [['upsert', row, 'Merge']];
  if (before !== key) actions.push(['upsert', { partitionKey, rowKey: variantKey(linked.article.variantId), at: key }, 'Replace']);
  if (before !== undefined && before !== key) actions.push(['delete', { partitionKey, rowKey: before }]);
  return actions;
}

const shownColumns = ({ stock, price }: Pick<ShownChange, 'stock' | 'price'>): Record<string, string> => ({
  ...(stock ? { stock: asciiJson(stock) } : {}),
  ...(price ? { price: asciiJson(price) } : {}),
});

/** One call reads neighbours that lie close together; those behind its page are read one by one. */
async function rowsOfNeighbours(table: TableClient, store: string, prefixes: readonly string[]): Promise<Row[]> {
  const [first = ''] = prefixes;
  const last = prefixes.at(-1) ?? first;
  const page = await readRange(table, store, { above: first, below: behind(last) }, mostPerPage);
  const wanted = new Set(prefixes);
  const rows = page.rows.filter((row) => wanted.has(prefixOf(row.rowKey)));
  if (!page.more) return rows;
  const reached = prefixOf(page.rows.at(-1)?.rowKey ?? first);
  const rest = await atMost(
    mostAtOnce,
    prefixes.filter((prefix) => prefix >= reached),
    (prefix) => readRange(table, store, { above: prefix, below: behind(prefix) }, Number.POSITIVE_INFINITY),
  );
  return [...rows.filter((row) => prefixOf(row.rowKey) < reached), ...rest.flatMap((one) => one.rows)];
}

const readRange = (table: TableClient, store: string, { above, below }: { above: string; below: string }, most: number) =>
  readPages<Row>(table, odata`PartitionKey eq ${rowKey(store)} and RowKey gt ${above} and RowKey lt ${below}`, most);

// Encoded parts never hold `|` or `}`, and `}` is the character behind `|`.
const firstRow = 'i|';
const lastRow = 'i}';
const itemPrefix = (item: string): string => `i|${rowKey(item.toLowerCase())}|`;
const behind = (prefix: string): string => `${prefix.slice(0, -1)}}`;
const prefixOf = (key: string): string => key.slice(0, key.lastIndexOf('|') + 1);
const variantKey = (variantId: string): string => `v|${rowKey(variantId)}`;
const keyOf = ({ item, article }: Pick<LinkedArticle, 'item' | 'article'>): string => itemPrefix(item) + rowKey(article.variantId);

function readRow({ link, stock, price }: Row): LinkedArticle {
  const article = JSON.parse(link ?? '{}') as LinkedArticle;
  if (stock) article.stock = JSON.parse(stock) as LinkedArticle['stock'];
  if (price) article.price = JSON.parse(price) as LinkedArticle['price'];
  return article;
}

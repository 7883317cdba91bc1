import type { TableClient, TransactionAction } from '@azure/data-tables';
import { rowKey } from '../core/hash.ts';
import { atMost, chunks } from '../core/lists.ts';
import type { ArticleBook, LinkedArticle, ShownChange } from '../ports.ts';
import { between, readPages, stemOf, submitGroups } from './table-batches.ts';
import { asciiJson, onFirstUse, unless } from './tables.ts';

type Row = { partitionKey: string; rowKey: string; link?: string; stock?: string; price?: string };
type Pointer = { rowKey: string; at: string };

/** Where a row lies. */
type Place = { partitionKey: string; rowKey: string };

/** Neighbours in the order of items are asked for together: where many have changed, they mostly lie together. */
const neighbours = 100;
const mostPerPage = 1000;
const mostAtOnce = 16;

/**
 * A row per article, sorted by item; a second one, by variant, says where the first is. Some hundred neighbours share a partition: one for a
 * whole store would be the bottleneck of the table. Link, stock and price are columns of their own, so that work on one never overwrites the
 * other.
 */
export function createArticleBook(table: TableClient): ArticleBook {
  const ready = onFirstUse(table);
  const pointerOf = async (store: string, variantId: string): Promise<Place | undefined> => {
    const { partitionKey, rowKey: key } = variantPlace(store, variantId);
    const found = await unless([404], (await ready()).getEntity<Pointer>(partitionKey, key));
    return found && placeAt(found.at);
  };
  const rowAt = async (place: Place | undefined): Promise<Row | undefined> =>
    place === undefined ? undefined : unless([404], (await ready()).getEntity<Row>(place.partitionKey, place.rowKey));

  return {
    async walk(store, after, most) {
      const open = await ready();
      const all = { above: `${rowKey(store)}|i`, below: `${rowKey(store)}|i}` };
      const from = after === undefined ? undefined : placeAt(after);
      const rest = from
        ? await readPages<Row>(open, between({ partition: from.partitionKey, above: from.rowKey }), most)
        : { rows: [], more: false };
      const room = most - rest.rows.length;
      // The rest of a partition and the ones behind it are two questions: joined by "or" the table would read itself from end to end.
      const next =
        room > 0
          ? await readPages<Row>(open, between({ partitions: { ...all, above: from?.partitionKey ?? all.above } }), room)
          : { rows: [], more: true };
      const rows = [...rest.rows, ...next.rows];
      const last = rows.at(-1);
      return { articles: rows.map(readRow), next: last && (rest.more || next.more) ? textOf(last) : undefined };
    },
    async ofItems(store, items) {
      const keys = [...new Set(items.map((item) => rowKey(item.toLowerCase())))].sort();
      const parts = [...Map.groupBy(keys, stemOf).values()].flatMap((some) => chunks(some, neighbours));
      const found = await atMost(mostAtOnce, parts, async (part) => rowsOfNeighbours(await ready(), store, part));
      return found.flat().map(readRow);
    },
    async ofVariant(store, variantId) {
      const row = await rowAt(await pointerOf(store, variantId));
      return row && readRow(row);
    },
    async link(store, articles) {
      const last = new Map<string, LinkedArticle>();
      for (const linked of articles) {
        const { stock, price } = last.get(linked.article.variantId) ?? {};
        last.set(linked.article.variantId, { ...linked, stock: linked.stock ?? stock, price: linked.price ?? price });
      }
      const phases = await atMost(mostAtOnce, [...last.values()], async (linked) => {
        const before = await pointerOf(store, linked.article.variantId);
        const moved = before !== undefined && textOf(before) !== textOf(placeOf(store, linked));
        return linkActions(store, linked, before, moved ? await rowAt(before) : undefined);
      });
      // Row, pointer, old row: wherever this stops, the article is found, and linking it again completes it.
      for (const phase of ['row', 'pointer', 'left'] as const)
        await submitGroups(
          await ready(),
          phases.map((one) => one[phase]),
        );
    },
    async unlink(store, variantIds) {
      const places = await atMost(mostAtOnce, [...new Set(variantIds)], async (variantId) => {
        const at = await pointerOf(store, variantId);
        return at ? [at, variantPlace(store, variantId)] : [];
      });
      for (const phase of [0, 1])
        await submitGroups(
          await ready(),
          places.map((some) => some.slice(phase, phase + 1).map((place): TransactionAction => ['delete', place])),
        );
    },
    async noteShown(store, changes) {
      const rows = new Map<string, Place & Record<string, string>>();
      for (const change of changes) {
        const columns = shownColumns(change);
        const place = placeOf(store, change);
        if (Object.keys(columns).length > 0) rows.set(textOf(place), { ...rows.get(textOf(place)), ...place, ...columns });
      }
      // An article that was unlinked in the meantime is none of our business any more.
      await submitGroups(
        await ready(),
        [...rows.values()].map((row): TransactionAction[] => [['update', row, 'Merge']]),
      );
    },
  };
}

interface LinkPhases {
  row: TransactionAction[];
  pointer: TransactionAction[];
  left: TransactionAction[];
}

function linkActions(store: string, linked: LinkedArticle, before: Place | undefined, left: Row | undefined): LinkPhases {
  const place = placeOf(store, linked);
  const { stock, price, ...link } = linked;
  const kept = Object.fromEntries(Object.entries({ stock: left?.stock, price: left?.price }).filter(([, value]) => value !== undefined));
  const row = { ...place, link: asciiJson(link), ...kept, ...shownColumns(linked) };
  const stays = before !== undefined && textOf(before) === textOf(place);
  return {
    row: [['upsert', row, 'Merge']],
    pointer: stays ? [] : [['upsert', { ...variantPlace(store, linked.article.variantId), at: textOf(place) }, 'Replace']],
    left: before === undefined || stays ? [] : [['delete', before]],
  };
}

const shownColumns = ({ stock, price }: Pick<ShownChange, 'stock' | 'price'>): Record<string, string> => ({
  ...(stock ? { stock: asciiJson(stock) } : {}),
  ...(price ? { price: asciiJson(price) } : {}),
});

/** One call reads neighbours that lie close together in one partition; those behind its page are read one by one. */
async function rowsOfNeighbours(table: TableClient, store: string, keys: readonly string[]): Promise<Row[]> {
  const [first = ''] = keys;
  const last = keys.at(-1) ?? first;
  const partition = itemPartition(store, first);
  const page = await readPages<Row>(table, between({ partition, above: `${first}|`, below: `${last}}` }), mostPerPage);
  const wanted = new Set(keys);
  const rows = page.rows.filter((row) => wanted.has(itemIn(row)));
  if (!page.more) return rows;
  const lastRow = page.rows.at(-1);
  const reached = lastRow ? itemIn(lastRow) : first;
  const rest = await atMost(
    mostAtOnce,
    keys.filter((key) => key >= reached),
    (key) => readPages<Row>(table, between({ partition, above: `${key}|`, below: `${key}}` }), Number.POSITIVE_INFINITY),
  );
  return [...rows.filter((row) => itemIn(row) < reached), ...rest.flatMap((one) => one.rows)];
}

// Encoded parts never hold `|`, `}` or a blank, and `}` is the character behind `|`.
const itemPartition = (store: string, key: string): string => `${rowKey(store)}|i|${stemOf(key)}`;
const itemIn = ({ rowKey: key }: Pick<Row, 'rowKey'>): string => key.slice(0, key.lastIndexOf('|'));

function placeOf(store: string, { item, article }: Pick<LinkedArticle, 'item' | 'article'>): Place {
  const key = rowKey(item.toLowerCase());
  return { partitionKey: itemPartition(store, key), rowKey: `${key}|${rowKey(article.variantId)}` };
}

function variantPlace(store: string, variantId: string): Place {
  const key = rowKey(variantId);
  return { partitionKey: `${rowKey(store)}|v|${stemOf(key)}`, rowKey: key };
}

const textOf = ({ partitionKey, rowKey: key }: Place): string => `${partitionKey} ${key}`;
function placeAt(text: string): Place {
  const [partitionKey = '', key = ''] = text.split(' ');
  return { partitionKey, rowKey: key };
}

function readRow({ link, stock, price }: Row): LinkedArticle {
  const article = JSON.parse(link ?? '{}') as LinkedArticle;
  if (stock) article.stock = JSON.parse(stock) as LinkedArticle['stock'];
  if (price) article.price = JSON.parse(price) as LinkedArticle['price'];
  return article;
}

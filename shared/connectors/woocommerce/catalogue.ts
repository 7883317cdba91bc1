import type { ArticlePage, ArticleRef, ChannelArticle, LineOutcome, PriceLevel, StockLevel } from '../../canonical/article.ts';
import type { JsonObject } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import { compare } from '../../core/money.ts';
import type { BatchPublisher } from '../connector.ts';
import type { WooCommerceClient } from './client.ts';
import type { Written } from './rest.ts';
import type { ProductRow } from './schema.ts';

const mostInBatch = 100;

/** Products together, variations one batch per parent: the shop takes no others in one call. */
export function inBatches<Line extends { article: ArticleRef }>(lines: readonly Line[]): Line[][] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const parent = parentOf(line);
    const group = groups.get(parent);
    if (group) group.push(line);
    else groups.set(parent, [line]);
  }
  return [...groups.values()].flatMap((group) => chunks(group, mostInBatch));
}

const parentOf = ({ article }: { article: ArticleRef }): string => (article.variantId === article.productId ? '' : article.productId);

/** One call with a change per line. WooCommerce has no compare-and-set; repeating a batch writes the same once more and does no harm. */
async function sendBatch<Line extends { article: ArticleRef }>(
  client: WooCommerceClient,
  batch: readonly Line[],
  change: (line: Line) => JsonObject,
): Promise<LineOutcome[]> {
  const [first] = batch;
  if (!first) return [];
  const update = batch.map((line) => ({ id: Number(line.article.variantId), ...change(line) }));
  const written = await client.batchProducts({ update }, parentOf(first) || undefined);
  return written.map(toOutcome);
}

function toOutcome(written: Written): LineOutcome {
  if (!('refused' in written)) return { is: 'done' };
  const { code, message } = written.refused;
  if (/^woocommerce_rest_product(_variation)?_invalid_(id|parent)$/.test(code)) return { is: 'gone' };
  return { is: 'refused', problem: message || code };
}

export const stock: BatchPublisher<WooCommerceClient, StockLevel> = {
  batches: inBatches,
  // Counting is switched on with it: without that the shop drops the quantity and says nothing.
  send: (client, batch) => sendBatch(client, batch, ({ quantity }) => ({ manage_stock: true, stock_quantity: quantity })),
};

export const prices: BatchPublisher<WooCommerceClient, PriceLevel> = {
  batches: inBatches,
  send: (client, batch) => sendBatch(client, batch, toPrices),
};

/** A sale is the regular price with a lower one beside it. WooCommerce drops a sale price that is not lower, and would sell at the other. */
function toPrices({ price, compareAt }: PriceLevel): JsonObject {
  if (compareAt && compare(compareAt, price) > 0) return { regular_price: compareAt, sale_price: price };
  return compareAt === undefined ? { regular_price: price } : { regular_price: price, sale_price: '' };
}

const perPage = 100;
/** Products with many variations: a page ends early. */
const mostVariations = 1000;

/**
 * A page of what can be bought. WooCommerce filters by no id, and pages shift when a product is deleted: a page begins with the last
 * product of the one before, and where it does not find that, it goes back until it has. `after` is `<last id>:<its place>`.
 */
export async function articles(client: WooCommerceClient, after = ''): Promise<ArticlePage> {
  const [lastId = 0, place = 0] = after.split(':').map(Number);
  let offset = place;
  let rows = await pageAt(client, offset);
  while (offset > 0 && !(Number(rows[0]?.id) <= lastId)) {
    offset = Math.max(0, offset - perPage);
    rows = await pageAt(client, offset);
  }
  const taken: ProductRow[] = [];
  let variations = 0;
  let at = 0;
  for (; at < rows.length && variations < mostVariations; at += 1) {
    const row = rows[at] as ProductRow;
    if (Number(row.id) <= lastId) continue;
    taken.push(row);
    variations += row.variations.length;
  }
  const isEnd = rows.length < perPage && at === rows.length;
  const last = rows[at - 1];
  const next = isEnd || !last ? undefined : `${Math.max(lastId, Number(last.id))}:${offset + at - 1}`;
  return { articles: await toArticles(client, taken), next };
}

const pageAt = (client: WooCommerceClient, offset: number): Promise<ProductRow[]> =>
  client.listProducts({ orderby: 'id', order: 'asc', offset: String(offset) });

/** Products without variations, and the variations of the others. */
export async function toArticles(client: WooCommerceClient, products: readonly ProductRow[]): Promise<ChannelArticle[]> {
  const parents = products.filter(isVariable);
  const variations = Map.groupBy(parents.length > 0 ? await client.getVariations(parents) : [], (one) => one.parent_id);
  return products.flatMap((product) => {
    if (!isVariable(product)) return product.type === 'grouped' ? [] : [toArticle(product)];
    const own = (variations.get(product.id) ?? []).sort((a, b) => Number(a.id) - Number(b.id));
    return own.map((one) => toArticle(one, product));
  });
}

/** Plug-ins have kinds of their own, such as `variable-subscription`. */
export const isVariable = ({ type, variations }: ProductRow): boolean => variations.length > 0 || type.startsWith('variable');

function toArticle(row: ProductRow, parent?: ProductRow): ChannelArticle {
  const { id, sku, name, price, regular_price: regular, stock_quantity: quantity } = row;
  const isOnSale = price !== undefined && regular !== undefined && compare(price, regular) < 0;
  return {
    variantId: id,
    productId: parent?.id ?? id,
    sku: sku.trim(),
    barcode: row.global_unique_id,
    title: parent ? `${parent.name} - ${name}` : name,
    ...(price === undefined ? {} : { price }),
    ...(isOnSale ? { compareAt: regular } : {}),
    // Only what it counts by itself: plug-ins count in decimals, what is sold is whole.
    ...(row.manage_stock === true && quantity !== undefined ? { stock: [{ location: '', available: Math.floor(Number(quantity)) }] } : {}),
  };
}

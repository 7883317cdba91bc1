import type { ArticleRef, LineOutcome, StockLevel } from '../../canonical/article.ts';
import type { JsonObject } from '../../core/json.ts';
import type { BatchPublisher } from '../connector.ts';
import type { WooCommerceClient, Written } from './client.ts';

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
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / mostInBatch) }, (_, index) =>
      group.slice(index * mostInBatch, (index + 1) * mostInBatch),
    ),
  );
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

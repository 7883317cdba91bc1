import * as z from 'zod';
import type { Order } from '../../canonical/order.ts';
import type { SyncState } from '../../canonical/status.ts';
import type { Store } from '../../canonical/store.ts';
import { rowKey } from '../../core/hash.ts';
import { DecimalText, isZero, one, plus, times, zero } from '../../core/money.ts';
import { itemKey } from '../../d365/erp-target.ts';
import type { ArticleBook, DocumentRecord, Notebook } from '../../ports.ts';

const PromisedLine = z.object({ item: z.string(), quantity: DecimalText });

const page = (company: string): string => `promised|${company}`;

export interface Ending {
  order?: Order;
  store?: Store;
  state: SyncState;
  record: DocumentRecord;
}

/**
 * Notes the goods of an order that waits on its way into Dynamics: the buyer counts on them, Dynamics does not know, so no shop may sell
 * them again. An order that goes through at once is never noted: Dynamics counts it itself. Changes `record.promised`.
 */
export async function notePromise(
  { order, store, state, record }: Ending,
  notebook: Notebook,
  articles: Pick<ArticleBook, 'ofVariant'>,
): Promise<void> {
  if (!store) return;
  const waits = (state === 'Held' || state === 'Waiting') && !record.link && order?.state !== 'cancelled';
  if (!waits) {
    for (const key of record.promised ?? []) await notebook.remove(page(store.legalEntity), key);
    record.promised = undefined;
    return;
  }
  if (!order || record.promised) return;
  const keys: string[] = [];
  for (const line of order.lines.filter(({ quantity }) => !isZero(quantity))) {
    const article = await articles.ofVariant(store.id, line.variantId ?? line.productId ?? '');
    if (!article) continue;
    const key = rowKey(store.id, order.externalId, line.id);
    const promised = { item: itemKey(article.item, article.dimensions), quantity: times(line.quantity, article.units ?? one) };
    await notebook.write(page(store.legalEntity), key, JSON.stringify(promised));
    keys.push(key);
  }
  if (keys.length > 0) record.promised = keys;
}

/** Promised quantities of a legal entity by `itemKey`. */
export async function readPromised(company: string, notebook: Notebook): Promise<Map<string, DecimalText>> {
  const sums = new Map<string, DecimalText>();
  for await (const { value } of notebook.list(page(company))) {
    const { item, quantity } = PromisedLine.parse(JSON.parse(value));
    sums.set(item, plus(sums.get(item) ?? zero, quantity));
  }
  return sums;
}

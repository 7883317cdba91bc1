import * as z from 'zod';
import { rowKey } from '../core/hash.ts';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import type { Notebook } from '../ports.ts';

/** Which order of which shop a sales order is. */
const ShopOrder = z.object({ store: StoreId, channel: ChannelId, order: ExternalId });
export type ShopOrder = z.output<typeof ShopOrder>;

const page = 'sales-order';

export const rememberSalesOrder = (
  notebook: Notebook,
  { company, number }: { company: string; number: string },
  order: ShopOrder,
): Promise<void> => notebook.write(page, rowKey(company, number.toUpperCase()), JSON.stringify(order));

/** Undefined for sales orders that did not come from a shop through us. */
export async function shopOrderOf(notebook: Notebook, company: string, number: string): Promise<ShopOrder | undefined> {
  const known = await notebook.read(page, rowKey(company, number.toUpperCase()));
  return known === undefined ? undefined : ShopOrder.parse(JSON.parse(known));
}

const cancelledPage = 'cancelled-in-dynamics';

/** Noted before the shop is told, so that the shop's own word of it is known as an echo. */
export const noteOwnCancellation = (notebook: Notebook, store: string, order: string, salesOrder: string): Promise<void> =>
  notebook.write(cancelledPage, rowKey(store, order), salesOrder);

export const isOwnCancellation = async (notebook: Notebook, store: string, order: string): Promise<boolean> =>
  (await notebook.read(cancelledPage, rowKey(store, order))) !== undefined;

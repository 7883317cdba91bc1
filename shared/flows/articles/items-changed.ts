import type { ItemNotice } from '../../canonical/erp-notice.ts';
import type { Store } from '../../canonical/store.ts';
import { markDue } from './due.ts';
import { isOn } from './run-articles.ts';

/** Marks items in every store that sells from their legal entity. */
export async function itemsChanged(
  { company, about, items }: Pick<ItemNotice, 'company' | 'about' | 'items'>,
  stores: readonly Store[],
  ports: Parameters<typeof markDue>[3],
): Promise<void> {
  const kind = about === 'stock' ? 'stock' : 'price';
  const concerned = stores.filter((store) => store.enabled && store.legalEntity === company && isOn(kind, store));
  await Promise.all(concerned.map((store) => markDue(store, kind, items, ports)));
}

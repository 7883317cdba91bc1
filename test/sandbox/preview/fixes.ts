import { rowKey } from '../../../shared/core/hash.ts';
import { WrongCall } from '../faults.ts';
import { stores } from '../world.ts';
import type { Catalogue } from './catalogue.ts';
import { type Dynamics, literal } from './dynamics.ts';
import type { ItemView } from './model.ts';

type Body = Record<string, unknown>;

export interface Fixes {
  /** What can be sold in the legal entity of a store. @throws WrongCall for an unknown store */
  items(store: string): Promise<ItemView[]>;
  /**
   * `{ store, sku, itemNumber }` says which item a SKU is; `{ cause }` or `{ store, documentType, externalId }` has documents run again.
   * `{ store, variantId, value }` lets through the price that was held.
   * @throws WrongCall saying what is missing
   */
  fix(body: Body): Promise<{ asked: true }>;
}

/** What a person can do about an exception without leaving the page: the rows that they would write in Dynamics. */
export function openFixes(dynamics: Dynamics, catalogue: Catalogue): Fixes {
  const items = async (storeId: string): Promise<ItemView[]> =>
    (await catalogue(storeOf(storeId).legalEntity)).filter(({ master }) => !master).map(({ number, name }) => ({ number, name }));

  const linkItem = async (store: string, sku: string, itemNumber: string): Promise<void> => {
    const item = (await items(store)).find(({ number }) => number === itemNumber);
    if (!item) throw new WrongCall(`There is no item "${itemNumber}" that "${storeOf(store).name}" could sell.`);
    const filter = `cmc_store eq ${literal(store)} and cmc_sku eq ${literal(sku)}`;
    await dynamics.save('cmc_productlinks', 'cmc_productlinkid', filter, rowKey(store, sku), {
      cmc_name: `${sku} is ${item.name || item.number}`.slice(0, 100),
      cmc_store: store,
      cmc_sku: sku,
      cmc_itemnumber: item.number,
    });
  };

  return {
    items,
    async fix({ store, sku, itemNumber, documentType, externalId, cause, variantId, value }) {
      if (isText(store) && isText(sku) && isText(itemNumber)) await linkItem(store, sku, itemNumber);
      else if (isText(store) && isText(variantId) && isText(value))
        await dynamics.command('approve-price', {
          cmc_store: storeOf(store).id,
          cmc_externalid: variantId,
          cmc_body: JSON.stringify({ price: value }),
        });
      else if (isText(cause)) await dynamics.command('resubmit', { cmc_causekey: cause });
      else if (isText(store) && isText(documentType) && isText(externalId))
        await dynamics.command('resubmit', { cmc_store: store, cmc_documenttype: documentType, cmc_externalid: externalId });
      else
        throw new WrongCall(
          'Say which SKU of which store is which item, which price is let through, or which cause or document is to be tried again.',
        );
      return { asked: true };
    },
  };
}

/** @throws WrongCall for an unknown store */
export function storeOf(id: string): (typeof stores)[number] {
  const found = stores.find((store) => store.id === id);
  if (!found) throw new WrongCall(`There is no shop "${id}".`);
  return found;
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

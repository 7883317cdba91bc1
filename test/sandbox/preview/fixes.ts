import { rowKey } from '../../../shared/core/hash.ts';
import { WrongCall } from '../faults.ts';
import { stores } from '../world.ts';
import { type Dynamics, literal, text } from './dynamics.ts';
import type { ItemView } from './model.ts';

type Body = Record<string, unknown>;

const itemsKnownForMs = 60_000;
const itemsRead = 500;

export interface Fixes {
  /** What can be sold in the legal entity of a store. @throws WrongCall for an unknown store */
  items(store: string): Promise<ItemView[]>;
  /**
   * `{ store, sku, itemNumber }` says which item a SKU is; `{ cause }` or `{ store, documentType, externalId }` has documents run again.
   * @throws WrongCall saying what is missing
   */
  fix(body: Body): Promise<{ asked: true }>;
}

/** What a person can do about an exception without leaving the page: the rows that they would write in Dynamics. */
export function openFixes(dynamics: Dynamics): Fixes {
  const known = new Map<string, { at: number; items: Promise<ItemView[]> }>();

  const items = (storeId: string): Promise<ItemView[]> => {
    const { legalEntity } = storeOf(storeId);
    const found = known.get(legalEntity);
    if (found && Date.now() - found.at < itemsKnownForMs) return found.items;
    const reading = readItems(dynamics, legalEntity);
    known.set(legalEntity, { at: Date.now(), items: reading });
    reading.catch(() => known.delete(legalEntity));
    return reading;
  };

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
    async fix({ store, sku, itemNumber, documentType, externalId, cause }) {
      if (isText(store) && isText(sku) && isText(itemNumber)) await linkItem(store, sku, itemNumber);
      else if (isText(cause)) await dynamics.command('resubmit', { cmc_causekey: cause });
      else if (isText(store) && isText(documentType) && isText(externalId))
        await dynamics.command('resubmit', { cmc_store: store, cmc_documenttype: documentType, cmc_externalid: externalId });
      else throw new WrongCall('Say which SKU of which store is which item, or which cause or document is to be tried again.');
      return { asked: true };
    },
  };
}

/** Masters are left out: only with a colour or size do they become something that can be sold. The search name is cut off, the product's is not. */
async function readItems(dynamics: Dynamics, legalEntity: string): Promise<ItemView[]> {
  const released = `ReleasedProductsV2?cross-company=true&$filter=dataAreaId eq ${literal(legalEntity)}`;
  const [items, products] = await Promise.all([
    dynamics.read('financeScm', `${released}&$select=ItemNumber,ProductNumber,SearchName,ProductSubType&$top=${itemsRead}`),
    dynamics.read('financeScm', `ProductsV2?$select=ProductNumber,ProductName&$top=${itemsRead}`),
  ]);
  const names = new Map(products.rows.map((row) => [text(row.ProductNumber), text(row.ProductName)]));
  return items.rows
    .filter((row) => row.ProductSubType !== 'ProductMaster')
    .map((row) => ({ number: text(row.ItemNumber), name: names.get(text(row.ProductNumber)) || text(row.SearchName) }))
    .sort((a, b) => a.number.localeCompare(b.number));
}

function storeOf(id: string): (typeof stores)[number] {
  const found = stores.find((store) => store.id === id);
  if (!found) throw new WrongCall(`There is no shop "${id}".`);
  return found;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

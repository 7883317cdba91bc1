import { items, type WorldItem } from '../../world.ts';

/** What the shop sells: the demo items with the ids Shopify would have given them. Variants of one product share its id. */
export interface ShopItem {
  item: WorldItem;
  productId: string;
  variantId: string;
}

const products = [...new Set(items.map(({ itemNumber }) => itemNumber))];

/** Shopify sells whole units only. */
export const shopItems: readonly ShopItem[] = items.map((item, index) => ({
  item,
  productId: String(7_812_000_000_001 + products.indexOf(item.itemNumber)),
  variantId: String(42_190_000_000_001 + index),
}));

export const findItem = (sku: string): ShopItem => {
  const found = shopItems.find(({ item }) => item.sku === sku);
  if (!found) throw new TypeError(`the demo shop does not sell "${sku}"`);
  return found;
};

/** What everyday orders are made of. */
export const everyday = shopItems.filter(({ item }) => !item.service && item.unitDecimals === 0);

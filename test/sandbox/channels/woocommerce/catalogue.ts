import { items, type WorldItem } from '../../world.ts';
import { type BasketLine, type TaxRate, taxRates } from './order-arithmetic.ts';

/** A product or variation of the demo shop, made of the demo company's items. */
export interface Product {
  id: number;
  /** The variable product that a variation belongs to. */
  parentId: number;
  type: 'simple' | 'variable' | 'variation';
  item: WorldItem;
  sku: string;
  name: string;
  /** Gross, as the shop keeps its prices. */
  price: string;
  rate?: TaxRate;
  variationIds: number[];
}

const firstId = 101;
const rateOf = { FULL: taxRates.full, RED: taxRates.reduced, NONE: undefined };
/** Names come out of WordPress with HTML entities. */
const asHtml = (name: string): string => name.replaceAll('&', '&amp;');

export const products: readonly Product[] = buildCatalogue();
export const productBySku = (sku: string): Product | undefined => products.find((product) => product.sku === sku);
export const productById = (id: number): Product | undefined => products.find((product) => product.id === id);
export const requireProduct = (sku: string): Product => {
  const product = productBySku(sku);
  if (!product) throw new Error(`the demo shop does not sell ${sku}`);
  return product;
};

function buildCatalogue(): Product[] {
  const built: Product[] = [];
  for (const item of items) {
    const id = firstId + built.length;
    const shared = { item, sku: item.sku, price: item.eur, rate: rateOf[item.taxItemGroup], variationIds: [] as number[] };
    if (!item.variant) {
      built.push({ ...shared, id, parentId: 0, type: 'simple', name: asHtml(item.name) });
      continue;
    }
    let parent = built.find((product) => product.type === 'variable' && product.item.itemNumber === item.itemNumber);
    if (!parent) {
      parent = { ...shared, id, parentId: 0, type: 'variable', sku: '', name: 'T-shirt', variationIds: [] };
      built.push(parent);
    }
    const variationId = firstId + built.length;
    parent.variationIds.push(variationId);
    built.push({
      ...shared,
      id: variationId,
      parentId: parent.id,
      type: 'variation',
      name: `T-shirt - ${Object.values(item.variant).join(', ')}`,
    });
  }
  return built;
}

/** The basket line of a product, priced as the catalogue says unless told otherwise. */
export function lineOf(product: Product, quantity: string, price = product.price): BasketLine {
  const parent = product.parentId ? productById(product.parentId) : undefined;
  const { variant } = product.item;
  return {
    name: product.name,
    productId: parent?.id ?? product.id,
    variationId: parent ? product.id : 0,
    sku: product.sku,
    barcode: product.item.barcode,
    parentName: parent?.name,
    meta:
      variant && parent
        ? Object.entries(variant).map(([key, value]) => ({ key: `pa_${key}`, value: value.toLowerCase(), label: key }))
        : [],
    quantity,
    price,
    rate: product.rate,
  };
}

import { compare, decimal } from '../../../../shared/core/money.ts';
import { type Product, products } from './catalogue.ts';
import { type TaxRate, taxRates } from './order-arithmetic.ts';
import type { Row } from './order-document.ts';

export type ProductType = 'simple' | 'variable' | 'variation' | 'grouped' | 'external';

/** A product or variation as the shop keeps it; what can be worked out of it is not kept. */
export interface ProductRecord {
  id: number;
  parent_id: number;
  type: ProductType;
  name: string;
  sku: string;
  status: string;
  description: string;
  short_description: string;
  regular_price: string;
  sale_price: string;
  manage_stock: boolean;
  stock_quantity: number | null;
  stock_status: string;
  backorders: string;
  tax_status: string;
  tax_class: string;
  virtual: boolean;
  weight: string;
  global_unique_id: string;
  attributes: Row[];
  meta_data: Row[];
  /** Variable products: their variations, in the order of their ids. */
  variations: number[];
  /** Epoch ms. */
  created: number;
  modified: number;
}

/** What a new product is where nobody said otherwise. */
export const emptyProduct = (id: number, type: ProductType): ProductRecord => ({
  id,
  parent_id: 0,
  type,
  name: 'Product',
  sku: '',
  status: 'publish',
  description: '',
  short_description: '',
  regular_price: '',
  sale_price: '',
  manage_stock: false,
  stock_quantity: null,
  stock_status: 'instock',
  backorders: 'no',
  tax_status: 'taxable',
  tax_class: '',
  virtual: false,
  weight: '',
  global_unique_id: '',
  attributes: [],
  meta_data: [],
  variations: [],
  created: Date.now(),
  modified: Date.now(),
});

export const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

export const isOnSale = ({ sale_price: sale, regular_price: regular }: ProductRecord): boolean =>
  sale !== '' && (regular === '' || compare(decimal(sale), decimal(regular)) < 0);
/** What a buyer pays; "" when it has no price and cannot be bought. */
export const priceOf = (record: ProductRecord): string => (isOnSale(record) ? record.sale_price : record.regular_price);

export const rateOf = ({ tax_status, tax_class }: ProductRecord): TaxRate | undefined =>
  tax_status === 'none' ? undefined : tax_class === 'reduced-rate' ? taxRates.reduced : taxRates.full;

/** What WooCommerce itself puts right before it saves. */
export function settled(record: ProductRecord): ProductRecord {
  const fixed = { ...record };
  if (fixed.sale_price !== '' && !isOnSale(fixed)) fixed.sale_price = '';
  if (fixed.type === 'variable' || fixed.type === 'grouped') Object.assign(fixed, { regular_price: '', sale_price: '' });
  if (!fixed.manage_stock) return { ...fixed, stock_quantity: null, backorders: 'no' };
  const quantity = fixed.stock_quantity ?? 0;
  return { ...fixed, stock_status: quantity > 0 ? 'instock' : fixed.backorders === 'no' ? 'outofstock' : 'onbackorder' };
}

const seededAt = Date.UTC(2026, 0, 15, 9);

/** The demo company's items as products of the shop. */
export function seedOf({ id, parentId, type, item, sku, name, price, rate, variationIds }: Product): ProductRecord {
  const isVariable = type === 'variable';
  const { variant } = item;
  const attributes: Row[] =
    type === 'variation'
      ? Object.entries(variant ?? {}).map(([key, option]) => ({ id: 0, name: key, option }))
      : isVariable
        ? optionsOf(id)
        : [];
  return settled({
    ...emptyProduct(id, type),
    parent_id: parentId,
    name: type === 'variation' ? Object.values(variant ?? {}).join(', ') : name,
    sku,
    regular_price: isVariable ? '' : price,
    manage_stock: !isVariable,
    stock_quantity: isVariable ? null : item.onHand,
    tax_status: rate ? 'taxable' : 'none',
    tax_class: rate?.className ?? '',
    virtual: item.service ?? false,
    global_unique_id: isVariable ? '' : (item.barcode ?? ''),
    attributes,
    variations: [...variationIds],
    created: seededAt,
    modified: seededAt,
  });
}

function optionsOf(parent: number): Row[] {
  const variants = products.filter((one) => one.parentId === parent).map(({ item }) => item.variant ?? {});
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant)))];
  return names.map((name, position) => ({
    id: 0,
    name,
    position,
    visible: true,
    variation: true,
    options: [...new Set(variants.map((variant) => variant[name as keyof typeof variant]))],
  }));
}

/** A variable product for variations that are made in numbers; their ids follow its own. */
export const seededParent = (id: number, name: string, size: number): ProductRecord => ({
  ...emptyProduct(id, 'variable'),
  name,
  attributes: [
    {
      id: 0,
      name: 'No',
      position: 0,
      visible: true,
      variation: true,
      options: Array.from({ length: size }, (_, index) => String(index + 1)),
    },
  ],
  variations: Array.from({ length: size }, (_, index) => id + 1 + index),
});

export const seededArticle = (id: number, sku: string, parent?: { id: number; option: string }): ProductRecord => ({
  ...emptyProduct(id, parent ? 'variation' : 'simple'),
  ...(parent ? { parent_id: parent.id, attributes: [{ id: 0, name: 'No', option: parent.option }] } : {}),
  sku,
  name: parent?.option ?? `Article ${sku}`,
  regular_price: '10.00',
  manage_stock: true,
  stock_quantity: 100,
});

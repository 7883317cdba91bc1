import { parseDecimal } from '../../../../shared/core/money.ts';
import { anything, boolean, integer, list, object, oneOf, type Rules, text } from './arguments.ts';
import { type Row, rowsOf } from './order-document.ts';
import { mergedMeta } from './order-writing.ts';
import { emptyProduct, type ProductRecord, type ProductType, settled } from './product-record.ts';
import { Refused } from './refused.ts';
import type { Shop } from './shop.ts';

const stockRules: Rules = {
  stock_quantity: integer,
  stock_status: oneOf('instock', 'outofstock', 'onbackorder'),
  backorders: oneOf('no', 'notify', 'yes'),
};
const meta = list(object({ id: integer, key: text, value: anything }));
const sharedRules: Rules = {
  ...stockRules,
  sku: text,
  global_unique_id: text,
  description: text,
  regular_price: text,
  sale_price: text,
  virtual: boolean,
  weight: text,
  tax_class: text,
  meta_data: meta,
  menu_order: integer,
};

/** What may be written of a product; what is not here is ignored, as WordPress does. */
export const productRules: Rules = {
  ...sharedRules,
  name: text,
  slug: text,
  type: oneOf('simple', 'grouped', 'external', 'variable'),
  status: oneOf('draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'),
  catalog_visibility: oneOf('visible', 'catalog', 'search', 'hidden'),
  short_description: text,
  tax_status: oneOf('taxable', 'shipping', 'none'),
  manage_stock: boolean,
  attributes: list(object({ id: integer, name: text, position: integer, visible: boolean, variation: boolean, options: list(text) })),
  tags: list(object({ id: integer })),
};

export const variationRules: Rules = {
  ...sharedRules,
  status: oneOf('draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'),
  manage_stock: anything,
  attributes: list(object({ id: integer, name: text, option: text })),
};

const texts = ['description', 'short_description', 'status', 'tax_status', 'tax_class', 'weight', 'virtual'] as const;

/** `POST /products`. @throws Refused */
export function createProduct(shop: Shop, body: Row): ProductRecord {
  const type = (body.type ?? 'simple') as ProductType;
  return change(shop, emptyProduct(shop.articles.nextId(), type), body, true);
}

/** `PUT /products/{id}`. @throws Refused */
export const changeProduct = (shop: Shop, record: ProductRecord, body: Row): ProductRecord => change(shop, record, body);

/** `POST /products/{parent}/variations`: in the shop at once, whatever the status of its product. @throws Refused */
export function createVariation(shop: Shop, parent: ProductRecord, body: Row): ProductRecord {
  const fresh = { ...emptyProduct(shop.articles.nextId(), 'variation'), parent_id: parent.id, tax_class: parent.tax_class };
  const made = change(shop, fresh, { ...body, attributes: chosen(parent, body) }, true);
  shop.articles.put({ ...parent, variations: [...parent.variations, made.id] });
  return made;
}

export function changeVariation(shop: Shop, record: ProductRecord, body: Row): ProductRecord {
  const parent = shop.articles.get(record.parent_id);
  return change(shop, record, parent && body.attributes ? { ...body, attributes: chosen(parent, body) } : body);
}

/** Attributes that the product does not vary in are dropped without a word. */
function chosen(parent: ProductRecord, body: Row): Row[] {
  const varies = (name: unknown) =>
    parent.attributes.some((row) => row.variation === true && String(row.name).toLowerCase() === String(name).toLowerCase());
  return rowsOf(body.attributes)
    .filter(({ name }) => varies(name))
    .map(({ name, option }) => ({ id: 0, name, option: option ?? '' }));
}

function change(shop: Shop, before: ProductRecord, body: Row, isNew = false): ProductRecord {
  const record: ProductRecord = { ...before, modified: Date.now() };
  for (const field of texts) if (body[field] !== undefined) Object.assign(record, { [field]: body[field] });
  if (body.name !== undefined) record.name = String(body.name).replace(/&(?!#?\w+;)/g, '&amp;');
  if (body.sku !== undefined) record.sku = freeSku(shop, record, String(body.sku).trim());
  if (body.global_unique_id !== undefined) record.global_unique_id = freeBarcode(shop, record, String(body.global_unique_id));
  // What is no number becomes an empty price, which nobody can buy at.
  for (const field of ['regular_price', 'sale_price'] as const)
    if (body[field] !== undefined) record[field] = parseDecimal(String(body[field])) === undefined ? '' : String(body[field]).trim();
  if (body.attributes !== undefined) record.attributes = attributesOf(record, body);
  if (body.meta_data !== undefined) record.meta_data = mergedMeta(shop, record.meta_data, rowsOf(body.meta_data));
  if (record.type === 'variation') record.name = record.attributes.map(({ option }) => option).join(', ');
  takeStock(record, body);
  const kept = settled(record);
  shop.saveProduct(kept, isNew);
  return kept;
}

/** Without counting, a quantity is dropped and nothing is said. */
function takeStock(record: ProductRecord, body: Row): void {
  if (body.backorders !== undefined) record.backorders = String(body.backorders);
  if (body.manage_stock !== undefined) record.manage_stock = body.manage_stock === true;
  if (body.stock_status !== undefined) record.stock_status = String(body.stock_status);
  if (record.manage_stock && body.stock_quantity !== undefined && body.stock_quantity !== null)
    record.stock_quantity = Math.trunc(Number(body.stock_quantity));
  if (record.manage_stock) record.stock_quantity ??= 0;
}

function attributesOf({ type }: ProductRecord, body: Row): Row[] {
  if (type === 'variation') return rowsOf(body.attributes);
  return rowsOf(body.attributes)
    .filter(({ name, options }) => name && Array.isArray(options))
    .map(({ name, position = 0, visible = false, variation = false, options }) => ({ id: 0, name, position, visible, variation, options }));
}

function freeSku(shop: Shop, { id }: ProductRecord, sku: string): string {
  const owner = sku ? shop.articles.withSku(sku) : undefined;
  if (!owner || owner.id === id) return sku;
  let next = 1;
  while (shop.articles.withSku(`${sku}-${next}`)) next += 1;
  throw new Refused(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', {
    status: 400,
    resource_id: owner.id,
    unique_sku: `${sku}-${next}`,
  });
}

function freeBarcode(shop: Shop, { id }: ProductRecord, given: string): string {
  const barcode = given.replace(/[^0-9-]/g, '');
  const owner = barcode && [...shop.articles.all()].find((one) => one.global_unique_id === barcode && one.id !== id);
  if (!owner) return barcode;
  throw new Refused(400, 'product_invalid_global_unique_id', 'Invalid or duplicated GTIN, UPC, EAN or ISBN.', {
    status: 400,
    resource_id: owner.id,
  });
}

import { anything, boolean, integer, list, oneOf, type Rules, readBody, readFields, readQuery, text } from './arguments.ts';
import { type Product, productById, products } from './catalogue.ts';
import type { Route, Visit } from './front-door.ts';
import { listRules, pageOf, trimmed } from './listing.ts';
import { siteMoment } from './order-document.ts';
import { json, Refused } from './refused.ts';
import type { Shop } from './shop.ts';

const queryRules: Rules = {
  ...listRules,
  orderby: oneOf('date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order', 'price', 'popularity', 'rating'),
  sku: text,
  status: text,
  type: oneOf('simple', 'grouped', 'external', 'variable', 'variation'),
  parent: list(integer),
  modified_after: { type: 'date' },
  dates_are_gmt: boolean,
};
/** Only stock is written in this shop; prices and names belong to its catalogue. */
const bodyRules: Rules = { stock_quantity: integer, manage_stock: boolean, stock_status: oneOf('instock', 'outofstock', 'onbackorder') };

export function productRoutes(shop: Shop): Route[] {
  const rows = (filter: (product: Product) => boolean, visit: Visit, path: string) => {
    const query = readQuery(visit.search, queryRules);
    const skus =
      typeof query.sku === 'string' && query.sku !== '' ? query.sku.split(',').map((sku) => sku.trim().toLowerCase()) : undefined;
    const ids = (query.include as number[] | undefined) ?? [];
    const found = products.filter(
      (one) => filter(one) && (ids.length === 0 || ids.includes(one.id)) && (!skus || skus.includes(one.sku.toLowerCase())),
    );
    return pageOf(
      query.order === 'asc' ? found : found.toReversed(),
      { address: `${visit.site}/wp-json/wc/v3${path}`, search: visit.search, query },
      (product) => showProduct(product, shop),
    );
  };
  const hasSku = (visit: Visit) => Boolean(visit.search.get('sku'));
  const isOf = (parent: string | undefined) => (product: Product) => product.type === 'variation' && String(product.parentId) === parent;
  const change = (product: Product, given: Record<string, unknown>) => {
    const { stock_quantity: quantity } = readFields(given, bodyRules);
    if (quantity !== undefined) shop.setStock(product.sku, Number(quantity));
    return showProduct(product, shop);
  };

  return [
    // Variations are in the list only when a SKU is asked for.
    {
      method: 'GET',
      path: '/products',
      operation: 'view',
      answer: (visit) => rows((one) => hasSku(visit) || one.type !== 'variation', visit, '/products'),
    },
    {
      method: 'POST',
      path: '/products/batch',
      operation: 'batch',
      answer: ({ request }) => batch(request.body, (id) => productNamed(id, (one) => one.type !== 'variation'), change),
    },
    {
      method: 'GET',
      path: '/products/:id',
      operation: 'view',
      answer: ({ ids, search }) => json(200, trimmed(showProduct(productNamed(ids[0]), shop), search)),
    },
    {
      method: 'PUT',
      path: '/products/:id',
      operation: 'edit',
      answer: ({ ids, request, search }) => json(200, trimmed(change(productNamed(ids[0]), readBody(request.body, bodyRules)), search)),
    },
    {
      method: 'GET',
      path: '/products/:id/variations',
      operation: 'view',
      answer: (visit) => rows(isOf(visit.ids[0]), visit, `/products/${visit.ids[0]}/variations`),
    },
    {
      method: 'POST',
      path: '/products/:id/variations/batch',
      operation: 'batch',
      answer: ({ ids, request }) => batch(request.body, (id) => productNamed(id, isOf(ids[0])), change),
    },
    {
      method: 'GET',
      path: '/products/:id/variations/:id',
      operation: 'view',
      answer: ({ ids, search }) => json(200, trimmed(showProduct(productNamed(ids[1], isOf(ids[0])), shop), search)),
    },
    {
      method: 'PUT',
      path: '/products/:id/variations/:id',
      operation: 'edit',
      answer: ({ ids, request, search }) =>
        json(200, trimmed(change(productNamed(ids[1], isOf(ids[0])), readBody(request.body, bodyRules)), search)),
    },
    {
      method: 'GET',
      path: '/variations',
      operation: 'view',
      answer: (visit) => rows((one) => one.type === 'variation', visit, '/variations'),
    },
  ];
}

function productNamed(id: unknown, fits: (product: Product) => boolean = () => true): Product {
  const found = productById(Number(id));
  if (!found || !fits(found)) throw new Refused(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  return found;
}

const mostInBatch = 100;

function batch(body: Buffer, find: (id: unknown) => Product, change: (product: Product, given: Record<string, unknown>) => object) {
  const {
    update = [],
    create = [],
    delete: remove = [],
  } = readBody(body, { update: list(anything), create: list(anything), delete: list(anything) }) as Record<
    string,
    Record<string, unknown>[]
  >;
  if (update.length + create.length + remove.length > mostInBatch)
    throw new Refused(413, 'woocommerce_rest_request_entity_too_large', 'Unable to accept more than 100 items for this request.');
  if (create.length + remove.length > 0)
    throw new Refused(403, 'woocommerce_rest_cannot_batch', 'The catalogue of the demo shop is fixed: only updates are possible.');
  return json(200, {
    update: update.map((given) => {
      try {
        return change(find(given.id), given);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { id: Number(given.id ?? 0), error: error.body };
      }
    }),
  });
}

export function showProduct(product: Product, shop: Shop): object {
  const since = siteMoment(Date.UTC(2026, 0, 15, 9));
  const quantity = product.type === 'variable' ? null : (shop.available(product.sku) ?? 0);
  return {
    id: product.id,
    name: product.name,
    slug: product.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    date_created: since.local,
    date_created_gmt: since.gmt,
    date_modified: since.local,
    date_modified_gmt: since.gmt,
    type: product.type,
    status: 'publish',
    sku: product.sku,
    price: product.price,
    regular_price: product.price,
    sale_price: '',
    on_sale: false,
    virtual: product.item.service ?? false,
    tax_status: product.rate ? 'taxable' : 'none',
    tax_class: product.rate?.className ?? '',
    manage_stock: product.type !== 'variable',
    stock_quantity: quantity,
    stock_status: quantity === null || quantity > 0 ? 'instock' : 'outofstock',
    backorders: 'no',
    global_unique_id: product.type === 'variable' ? '' : (product.item.barcode ?? ''),
    parent_id: product.parentId,
    variations: product.variationIds,
    attributes:
      product.type === 'variation'
        ? Object.entries(product.item.variant ?? {}).map(([name, option]) => ({ id: 0, name, slug: `pa_${name}`, option }))
        : [],
    meta_data: [],
  };
}

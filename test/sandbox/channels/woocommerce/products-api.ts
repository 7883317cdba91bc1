import { anything, boolean, integer, list, oneOf, type Rules, readBody, readFields, readQuery, text } from './arguments.ts';
import type { Route, Visit } from './front-door.ts';
import { listRules, pageOf, trimmed } from './listing.ts';
import { epochOf, type Row } from './order-document.ts';
import type { ProductRecord } from './product-record.ts';
import { showProduct } from './product-view.ts';
import { changeProduct, changeVariation, createProduct, createVariation, productRules, variationRules } from './product-writing.ts';
import { json, Refused } from './refused.ts';
import type { Shop } from './shop.ts';

const statuses = ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'];
const queryRules: Rules = {
  ...listRules,
  orderby: oneOf('date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order', 'price', 'popularity', 'rating'),
  sku: text,
  status: oneOf(...statuses),
  type: oneOf('simple', 'grouped', 'external', 'variable'),
  parent: list(integer),
  stock_status: oneOf('instock', 'outofstock', 'onbackorder'),
  modified_after: { type: 'date' },
  modified_before: { type: 'date' },
  dates_are_gmt: boolean,
};

type Fits = (record: ProductRecord) => boolean;
const isProduct: Fits = ({ type }) => type !== 'variation';
const isVariation: Fits = ({ type }) => type === 'variation';
const isOf =
  (parent: string | undefined): Fits =>
  (record) =>
    isVariation(record) && String(record.parent_id) === parent;

export function productRoutes(shop: Shop): Route[] {
  const show = (record: ProductRecord, site: string) => showProduct(record, shop.articles, site);
  const rows = (fits: Fits, visit: Visit, path: string) => {
    const query = readQuery(visit.search, queryRules);
    const address = `${visit.site}/wp-json/wc/v3${path}`;
    return pageOf(selected(shop, fits, query), { address, search: visit.search, query }, (record) => show(record, visit.site));
  };
  const answer = (visit: Visit, record: ProductRecord, status = 200) => json(status, trimmed(show(record, visit.site), visit.search));
  const parentNamed = (id: string | undefined) => named(shop, id, isProduct, missing(404, 'product'));
  const ofProducts = (site: string): Work => ({
    create: (body) => show(createProduct(shop, readFields(body, productRules)), site),
    update: (body) => show(changeProduct(shop, productNamed(shop, body.id), readFields(body, productRules)), site),
    delete: (id) => removed(shop, productNamed(shop, id), site),
  });
  const ofVariations = (parent: string | undefined, site: string): Work => ({
    create: (body) => show(createVariation(shop, parentNamed(parent), readFields(body, variationRules)), site),
    update: (body) => show(changeVariation(shop, variationNamed(shop, body.id, parent), readFields(body, variationRules)), site),
    delete: (id) => removed(shop, variationNamed(shop, id, parent), site),
  });
  const forced = (search: URLSearchParams) => {
    if (readQuery(search, { force: boolean }).force !== true)
      throw new Refused(501, 'woocommerce_rest_trash_not_supported', 'This resource does not support trashing here.');
  };

  return [
    {
      method: 'GET',
      path: '/products',
      operation: 'view',
      // Variations are in the list only when a SKU is asked for.
      answer: (visit) => rows((one) => Boolean(visit.search.get('sku')) || isProduct(one), visit, '/products'),
    },
    {
      method: 'POST',
      path: '/products',
      operation: 'create',
      answer: (visit) => answer(visit, createProduct(shop, readBody(visit.request.body, productRules)), 201),
    },
    {
      method: 'POST',
      path: '/products/batch',
      operation: 'batch',
      answer: ({ request, search, site }) => batch(request.body, search, ofProducts(site)),
    },
    {
      method: 'GET',
      path: '/products/:id',
      operation: 'view',
      answer: (visit) =>
        answer(
          visit,
          named(shop, visit.ids[0], () => true, missing(404, 'product')),
        ),
    },
    {
      method: 'PUT',
      path: '/products/:id',
      operation: 'edit',
      answer: (visit) => answer(visit, changeProduct(shop, productNamed(shop, visit.ids[0]), readBody(visit.request.body, productRules))),
    },
    {
      method: 'DELETE',
      path: '/products/:id',
      operation: 'delete',
      answer: ({ ids, search, site }) => {
        forced(search);
        return json(200, removed(shop, productNamed(shop, ids[0]), site));
      },
    },
    {
      method: 'GET',
      path: '/products/:id/variations',
      operation: 'view',
      answer: (visit) => rows(isOf(visit.ids[0]), visit, `/products/${visit.ids[0]}/variations`),
    },
    {
      method: 'POST',
      path: '/products/:id/variations',
      operation: 'create',
      answer: (visit) => answer(visit, createVariation(shop, parentNamed(visit.ids[0]), readBody(visit.request.body, variationRules)), 201),
    },
    {
      method: 'POST',
      path: '/products/:id/variations/batch',
      operation: 'batch',
      answer: ({ ids, request, search, site }) => batch(request.body, search, ofVariations(ids[0], site)),
    },
    {
      method: 'GET',
      path: '/products/:id/variations/:id',
      operation: 'view',
      answer: (visit) => answer(visit, variationNamed(shop, visit.ids[1], visit.ids[0])),
    },
    {
      method: 'PUT',
      path: '/products/:id/variations/:id',
      operation: 'edit',
      answer: (visit) => {
        const variation = variationNamed(shop, visit.ids[1], visit.ids[0]);
        return answer(visit, changeVariation(shop, variation, readBody(visit.request.body, variationRules)));
      },
    },
    {
      method: 'GET',
      path: '/settings/products/woocommerce_weight_unit',
      operation: 'view',
      answer: () => json(200, { id: 'woocommerce_weight_unit', label: 'Weight unit', type: 'select', default: 'kg', value: 'kg' }),
    },
    {
      method: 'GET',
      path: '/variations',
      operation: 'view',
      answer: (visit) => rows(isVariation, visit, '/variations'),
    },
  ];
}

function selected(shop: Shop, fits: Fits, query: Row): ProductRecord[] {
  const skus = typeof query.sku === 'string' && query.sku !== '' ? query.sku.split(',').map((sku) => sku.trim()) : undefined;
  const include = new Set((query.include as number[] | undefined) ?? []);
  const exclude = new Set((query.exclude as number[] | undefined) ?? []);
  const parents = new Set((query.parent as number[] | undefined) ?? []);
  const words = typeof query.search === 'string' ? query.search.toLowerCase() : '';
  const since = query.modified_after ? epochOf(String(query.modified_after), query.dates_are_gmt === true) : Number.NEGATIVE_INFINITY;
  const candidates = candidatesOf(shop, skus, include);
  const found = candidates.filter(
    (one) =>
      fits(one) &&
      (include.size === 0 || include.has(one.id)) &&
      !exclude.has(one.id) &&
      (parents.size === 0 || parents.has(one.parent_id)) &&
      (query.type === undefined || one.type === query.type) &&
      (query.status === undefined || query.status === 'any' ? one.status !== 'trash' : one.status === query.status) &&
      (words === '' || one.name.replaceAll('&amp;', '&').toLowerCase().includes(words)) &&
      one.modified > since,
  );
  const by = query.orderby === 'modified' ? 'modified' : query.orderby === 'id' ? 'id' : 'created';
  // They are kept in the order of their ids; a hundred thousand need not be sorted for each page.
  const sorted = by === 'id' && !skus && include.size === 0 ? found : found.sort((a, b) => a[by] - b[by] || a.id - b.id);
  return query.order === 'asc' ? sorted : sorted.reverse();
}

function candidatesOf(shop: Shop, skus: string[] | undefined, ids: ReadonlySet<number>): ProductRecord[] {
  if (skus) return skus.flatMap((sku) => shop.articles.withSku(sku) ?? []);
  return ids.size > 0 ? [...ids].flatMap((id) => shop.articles.get(id) ?? []) : [...shop.articles.all()];
}

const missing = (status: number, kind: 'product' | 'product_variation') =>
  new Refused(status, `woocommerce_rest_${kind}_invalid_id`, 'Invalid ID.');

function named(shop: Shop, id: unknown, fits: Fits, refused: Refused): ProductRecord {
  const found = shop.articles.get(Number(id));
  if (!found || !fits(found)) throw refused;
  return found;
}

/** @throws Refused in two ways: nobody knows it, or it is a variation and was addressed as a product */
function productNamed(shop: Shop, id: unknown): ProductRecord {
  const found = named(shop, id, () => true, missing(400, 'product'));
  if (isProduct(found)) return found;
  throw new Refused(
    404,
    'woocommerce_rest_invalid_product_id',
    'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.',
  );
}

const variationNamed = (shop: Shop, id: unknown, parent: string | undefined): ProductRecord =>
  named(shop, id, isOf(parent), missing(404, 'product_variation'));

function removed(shop: Shop, record: ProductRecord, site: string): Row {
  const shown = showProduct(record, shop.articles, site);
  shop.articles.delete(record);
  shop.announce('product.deleted', String(record.id));
  return shown;
}

const mostInBatch = 100;
interface Work {
  create(body: Row): Row;
  update(body: Row): Row;
  delete(id: unknown): Row;
}

/** One after the other, not a transaction. `_fields` trims the answer as a whole, not its elements: without "update" nothing is left. */
function batch(body: Buffer, search: URLSearchParams, work: Work) {
  const kinds = ['create', 'update', 'delete'] as const;
  const given = readBody(body, { create: list(anything), update: list(anything), delete: list(anything) }) as Partial<
    Record<string, Row[]>
  >;
  if (kinds.reduce((sum, kind) => sum + (given[kind]?.length ?? 0), 0) > mostInBatch)
    throw new Refused(413, 'woocommerce_rest_request_entity_too_large', 'Unable to accept more than 100 items for this request.');
  const answer: Row = {};
  for (const kind of kinds) {
    const asked = given[kind] ?? [];
    if (asked.length > 0) answer[kind] = asked.map((one) => attempt(() => work[kind](one), kind === 'create' ? 0 : (one.id ?? one)));
  }
  return json(200, trimmed(answer, search));
}

function attempt(work: () => Row, id: unknown): Row {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { id, error: error.body };
  }
}

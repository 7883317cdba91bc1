import { compare, decimal } from '../../../../shared/core/money.ts';
import type { Articles } from './articles.ts';
import { type Row, siteMoment } from './order-document.ts';
import { emptyProduct, isOnSale, type ProductRecord, priceOf, slugOf } from './product-record.ts';

/** A product as REST v3 shows it. */
export function showProduct(record: ProductRecord, articles: Articles, site: string): Row {
  const { created, modified, variations, attributes, ...kept } = record;
  const [since, changed] = [siteMoment(created), siteMoment(modified)];
  const isVariation = record.type === 'variation';
  const counted = articles.counted(record);
  const self = `${site}/wp-json/wc/v3/products`;
  const price = record.type === 'variable' ? lowest(record, articles) : priceOf(record);
  return {
    ...kept,
    slug: slugOf(record.name),
    permalink: `${site}/product/${slugOf(record.name)}/`,
    date_created: since.local,
    date_created_gmt: since.gmt,
    date_modified: changed.local,
    date_modified_gmt: changed.gmt,
    price,
    on_sale: isOnSale(record),
    purchasable: record.status === 'publish' && price !== '',
    manage_stock: record.manage_stock || (isVariation && counted ? 'parent' : false),
    stock_quantity: counted?.stock_quantity ?? null,
    stock_status: counted?.stock_status ?? (record.type === 'variable' ? ofVariations(record, articles) : record.stock_status),
    attributes: attributes.map((row) => ({ ...row, slug: isVariation ? slugOf(String(row.name)) : row.name })),
    ...(isVariation ? {} : { variations: [...variations], tags: [], categories: [], images: [], has_options: record.type === 'variable' }),
    _links: isVariation
      ? {
          self: [{ href: `${self}/${record.parent_id}/variations/${record.id}` }],
          collection: [{ href: `${self}/${record.parent_id}/variations` }],
          up: [{ href: `${self}/${record.parent_id}` }],
        }
      : { self: [{ href: `${self}/${record.id}` }], collection: [{ href: self }] },
  };
}

function lowest({ variations }: ProductRecord, articles: Articles): string {
  const prices = variations.flatMap((id) => priceOf(articles.get(id) ?? emptyProduct(0, 'variation')) || []);
  return prices.sort((a, b) => compare(decimal(a), decimal(b)))[0] ?? '';
}

const ofVariations = ({ variations }: ProductRecord, articles: Articles): string =>
  variations.some((id) => articles.get(id)?.stock_status === 'instock') ? 'instock' : 'outofstock';

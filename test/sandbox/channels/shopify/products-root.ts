import { articleKeyset, keyset, type SearchArguments } from './article-search.ts';
import type { ArticleViews } from './article-views.ts';
import type { Article, Articles } from './articles.ts';
import { productBody } from './product-body.ts';
import { numberIn, type Require } from './rights.ts';
import type { Stock } from './stock.ts';
import type { Webhooks } from './webhooks.ts';

export interface ProductPorts {
  articles: Articles;
  stock: Stock;
  views: ArticleViews;
  require: Require;
  shopName: string;
  /** Tells the subscribers of products. */
  tell(topic: string, article: Article): void;
}

const reads = ['read_products', 'write_products'];

/** Root fields that read products and variants. */
export function productsRoot({ articles, views, require }: ProductPorts): object {
  const counted = (ids: readonly number[]) => ({
    count: Math.min(ids.length, 10_000),
    precision: ids.length > 10_000 ? 'AT_LEAST' : 'EXACT',
  });
  return {
    product({ id }: { id: string }) {
      require('product', ...reads);
      const article = articles.get(numberIn(id, 'Product').number);
      return article ? views.article(article) : null;
    },
    productVariant({ id }: { id: string }) {
      require('productVariant', ...reads);
      const sold = articles.byVariant(numberIn(id, 'ProductVariant').number);
      return sold ? views.variant(sold) : null;
    },
    products(asked: SearchArguments) {
      require('products', ...reads);
      return articleKeyset(asked, {
        ids: articles.productIds(),
        find: (id) => articles.get(id),
        bySku: (sku) => articles.bySku(sku).map(({ article }) => article.id),
        byBarcode: (barcode) => articles.byBarcode(barcode).map(({ article }) => article.id),
        view: (article) => views.article(article),
      });
    },
    productVariants(asked: SearchArguments) {
      require('productVariants', ...reads);
      return keyset(asked, {
        ids: articles.variantIds(),
        find: (id) => articles.byVariant(id),
        bySku: (sku) => articles.bySku(sku).map(({ variant }) => variant.id),
        byBarcode: (barcode) => articles.byBarcode(barcode).map(({ variant }) => variant.id),
        view: (sold) => views.variant(sold),
        idOf: ({ variant }) => variant.id,
      });
    },
    productsCount() {
      require('productsCount', ...reads);
      return counted(articles.productIds());
    },
    productVariantsCount() {
      require('productVariantsCount', ...reads);
      return counted(articles.variantIds());
    },
  };
}

/** Tells of products as webhooks do. */
export const productTeller =
  (webhooks: Webhooks, stock: Stock, newEvent: () => string): ProductPorts['tell'] =>
  (topic, article) =>
    webhooks.tell({ topic, body: () => productBody(article, stock), eventId: newEvent() });

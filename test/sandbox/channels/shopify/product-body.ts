import type { Article, Variant } from './articles.ts';
import { toBody } from './body.ts';
import type { Stock } from './stock.ts';

/** A product as its webhooks carry it. */
export const productBody = (article: Article, stock: Stock): Buffer =>
  toBody({
    id: article.id,
    admin_graphql_api_id: `gid://shopify/Product/${article.id}`,
    title: article.title,
    handle: article.handle,
    body_html: article.descriptionHtml,
    vendor: article.vendor,
    product_type: article.productType,
    tags: article.tags.join(', '),
    status: article.status.toLowerCase(),
    published_scope: 'web',
    published_at: article.status === 'ACTIVE' ? article.createdAt : null,
    template_suffix: null,
    created_at: article.createdAt,
    updated_at: article.updatedAt,
    options: article.options.map(({ id, name, values }, at) => ({ id, product_id: article.id, name, position: at + 1, values })),
    variants: article.variants.map((variant, at) => variantBody(article, variant, at, stock)),
    images: [],
    image: null,
    media: [],
    variant_gids: article.variants.map(({ id, updatedAt }) => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${id}`,
      updated_at: updatedAt,
    })),
    has_variants_that_requires_components: false,
    category: null,
  });

function variantBody({ id: productId }: Article, variant: Variant, at: number, stock: Stock): object {
  const quantity = stock.available(variant.itemId);
  return {
    id: variant.id,
    admin_graphql_api_id: `gid://shopify/ProductVariant/${variant.id}`,
    product_id: productId,
    title: variant.values.join(' / '),
    sku: variant.sku,
    barcode: variant.barcode,
    price: variant.price,
    compare_at_price: variant.compareAtPrice,
    inventory_policy: variant.policy.toLowerCase(),
    inventory_item_id: variant.itemId,
    inventory_quantity: quantity,
    old_inventory_quantity: quantity,
    position: at + 1,
    taxable: variant.taxable,
    option1: variant.values[0] ?? null,
    option2: variant.values[1] ?? null,
    option3: variant.values[2] ?? null,
    image_id: null,
    created_at: variant.createdAt,
    updated_at: variant.updatedAt,
  };
}

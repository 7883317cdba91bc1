import type { ProductDraft, VariantDraft } from '../../canonical/article.ts';
import { shortHash } from '../../core/hash.ts';
import { compare, one } from '../../core/money.ts';
import { type ErpProduct, type ErpVariant, type ItemDimensions, itemKey } from '../../d365/erp-target.ts';
import type { LinkedArticle } from '../../ports.ts';

/** What the mapping says of a product; its variants are Dynamics' own. */
export type ProductTexts = Pick<ProductDraft, 'title' | 'description' | 'vendor' | 'productType' | 'tags' | 'attributes'>;

/** One product of the shop that shows the item. */
export interface ShopProduct {
  productId: string;
  draft: ProductDraft;
}

const optionNames: readonly [keyof ItemDimensions, string][] = [
  ['color', 'Color'],
  ['size', 'Size'],
  ['style', 'Style'],
  ['configuration', 'Configuration'],
  ['version', 'Version'],
];

/** A product that the shop has not yet. */
export function newDraft(product: ErpProduct, texts: ProductTexts): ProductDraft {
  const options = optionsOf(product);
  return {
    ...texts,
    status: 'draft',
    options: options.map(([, name]) => name),
    variants: product.variants.map((variant) => toVariant(product, variant, options)),
  };
}

/**
 * The products of the shop that show the item, each with its own articles of it. Where one product shows it, variants that are new in
 * Dynamics are added when `growing`. Articles that are several units of the item have texts of their own and are left alone.
 */
export function draftsOf(
  product: ErpProduct,
  texts: ProductTexts,
  linked: readonly LinkedArticle[],
  { growing }: { growing: boolean },
): ShopProduct[] {
  const plain = linked.filter(({ units }) => units === undefined || compare(units, one) === 0);
  const options = optionsOf(product);
  const productIds = [...new Set(plain.map(({ article }) => article.productId))].sort();
  const adds = growing && productIds.length === 1 && options.length > 0;
  const keyOf = ({ dimensions }: Pick<ErpVariant, 'dimensions'> | LinkedArticle) => itemKey(product.item, dimensions);
  return productIds.map((productId) => {
    const articles = plain.filter(({ article }) => article.productId === productId);
    const variants = product.variants.flatMap((variant): VariantDraft[] => {
      const own = articles.filter((article) => keyOf(article) === keyOf(variant));
      const draft = toVariant(product, variant, options);
      if (own.length === 0) return adds ? [draft] : [];
      // The shop's own SKU stays: it is what the shop and its other systems know the article by.
      return own.map(({ article }) => ({ ...draft, variantId: article.variantId, sku: article.sku || draft.sku }));
    });
    return { productId, draft: { ...texts, options: options.map(([, name]) => name), variants } };
  });
}

/** The same text for the same draft: what is remembered of what was sent. */
export const hashOf = (drafts: readonly (ShopProduct | ProductDraft)[]): string => shortHash(JSON.stringify(drafts));

/** The dimensions in which the variants differ, or which they have at all. */
const optionsOf = ({ variants }: ErpProduct) => optionNames.filter(([name]) => variants.some(({ dimensions }) => dimensions[name]));

function toVariant({ weight }: ErpProduct, { sku, barcode, dimensions }: ErpVariant, options: typeof optionNames): VariantDraft {
  return {
    sku,
    ...(barcode ? { barcode } : {}),
    optionValues: options.map(([name]) => dimensions[name] ?? '-'),
    ...(weight ? { weight } : {}),
  };
}

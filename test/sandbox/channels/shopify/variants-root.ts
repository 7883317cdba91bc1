import {
  changedVariant,
  newVariant,
  quantityErrors,
  stockNew,
  type UserError,
  type VariantInput,
  valuesOf,
  variantErrors,
  withValues,
} from './article-inputs.ts';
import type { Article, Variant } from './articles.ts';
import type { ProductPorts } from './products-root.ts';
import { limit, numberIn } from './rights.ts';

/** Root fields that change variants of a product that exists. */
export function variantsRoot(ports: ProductPorts): object {
  const { articles, stock, views, require, tell } = ports;
  const refused = (userErrors: UserError[]) => ({ product: null, productVariants: null, userErrors });
  const missing: UserError = { field: ['productId'], message: 'Product does not exist', code: 'PRODUCT_DOES_NOT_EXIST' };
  const shown = (article: Article, variants: Variant[], userErrors: UserError[] = []) => ({
    product: views.article(article),
    productVariants: variants.map((variant) => views.variant({ article, variant })),
    userErrors,
  });

  return {
    productVariantsBulkUpdate({
      productId,
      variants,
      allowPartialUpdates,
    }: {
      productId: string;
      variants: VariantInput[];
      allowPartialUpdates?: boolean | null;
    }) {
      require('productVariantsBulkUpdate', 'write_products');
      limit(variants);
      const article = articles.get(numberIn(productId, 'Product').number);
      if (!article) return refused([missing]);
      const checked = variants.map((input, index) => ({ input, errors: updateErrors(article, input, ['variants', String(index)]) }));
      const userErrors = checked.flatMap(({ errors }) => errors);
      if (userErrors.length > 0 && !allowPartialUpdates) return refused(userErrors);
      const now = new Date().toISOString();
      const good = new Map(
        checked.filter(({ errors }) => errors.length === 0).map(({ input }) => [numberIn(input.id ?? '').number, input]),
      );
      if (good.size === 0) return { ...refused(userErrors), product: views.article(article) };
      const changed = article.variants.map((variant) => {
        const input = good.get(variant.id);
        return input ? changedVariant(variant, input, now) : variant;
      });
      const after = { ...article, variants: changed, updatedAt: now };
      articles.put(after);
      tell('products/update', after);
      return shown(
        after,
        changed.filter(({ id }) => good.has(id)),
        userErrors,
      );
    },
    productVariantsBulkCreate({
      productId,
      variants,
      strategy,
    }: {
      productId: string;
      variants: VariantInput[];
      strategy?: string | null;
    }) {
      require('productVariantsBulkCreate', 'write_products');
      limit(variants);
      const article = articles.get(numberIn(productId, 'Product').number);
      if (!article) return refused([missing]);
      const alone = article.variants.length === 1 && article.variants[0]?.values[0] === 'Default Title';
      const kept =
        (alone && strategy !== 'PRESERVE_STANDALONE_VARIANT') || strategy === 'REMOVE_STANDALONE_VARIANT' ? [] : article.variants;
      const made = makeVariants(ports, article, kept, variants, ['variants']);
      if ('errors' in made) return refused(made.errors);
      made.variants.forEach((variant, index) => {
        stockNew(stock, variant, variants[index] ?? {});
      });
      const after = withValues({ ...article, variants: [...kept, ...made.variants], updatedAt: new Date().toISOString() });
      articles.put(after);
      tell('products/update', after);
      return shown(after, made.variants);
    },
  };
}

function updateErrors(article: Article, input: VariantInput, path: string[]): UserError[] {
  if (!input.id)
    return [{ field: [...path, 'id'], message: 'Product variant is missing ID attribute', code: 'PRODUCT_VARIANT_ID_MISSING' }];
  const { number } = numberIn(input.id, 'ProductVariant');
  if (!article.variants.some(({ id }) => id === number))
    return [{ field: [...path, 'id'], message: 'Product variant does not exist', code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' }];
  if (input.inventoryQuantities)
    return [
      {
        field: [...path, 'inventoryQuantities'],
        message:
          'Inventory quantities can only be provided during create. To update inventory for existing variants, use inventoryAdjustQuantities.',
        code: 'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE',
      },
    ];
  return variantErrors(input, path);
}

/** New variants beside those that stay, or everything that is wrong with them. */
function makeVariants(
  { articles }: ProductPorts,
  { options }: Article,
  kept: readonly Variant[],
  inputs: readonly VariantInput[],
  path: string[],
): { variants: Variant[] } | { errors: UserError[] } {
  const now = new Date().toISOString();
  const taken = new Set(kept.map(({ values }) => values.join('\n')));
  const errors: UserError[] = [];
  const variants = inputs.flatMap((input, index) => {
    const at = [...path, String(index)];
    const values = valuesOf(options, input.optionValues, at);
    errors.push(...variantErrors(input, at), ...quantityErrors(input, at));
    if (!Array.isArray(values)) {
      errors.push(values);
      return [];
    }
    if (taken.has(values.join('\n'))) {
      errors.push({ field: at, code: 'VARIANT_ALREADY_EXISTS', message: `The variant '${values.join(' / ')}' already exists.` });
      return [];
    }
    taken.add(values.join('\n'));
    return [changedVariant(newVariant(articles, values, now), input, now)];
  });
  if (errors.length === 0) return { variants };
  return { errors: errors.map((error) => (error.code === 'TOO_LONG' ? { ...error, code: 'INVALID' } : error)) };
}

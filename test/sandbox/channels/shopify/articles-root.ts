import {
  type ArticleInput,
  changedArticle,
  changedVariant,
  newArticle,
  newVariant,
  quantityErrors,
  stockNew,
  type UserError,
  type VariantInput,
  valuesOf,
  variantErrors,
  withValues,
} from './article-inputs.ts';
import type { Article, Articles, Variant } from './articles.ts';
import type { ProductPorts } from './products-root.ts';
import { limit, numberIn } from './rights.ts';

/** Root fields that make and change whole products. */
export function articlesRoot(ports: ProductPorts): object {
  const { articles, stock, views, require, tell, shopName } = ports;
  const refused = (field: string[], message: string, code?: string) => ({
    product: null,
    userErrors: [{ field, message, ...(code ? { code } : {}) }],
  });
  const keep = (article: Article, topic: string) => {
    articles.put(article);
    tell(topic, article);
    return { product: views.article(article), userErrors: [] };
  };
  const withHandle = (article: Article): Article => ({ ...article, handle: freeHandle(articles, article) });

  return {
    productCreate({ product: input }: { product?: ArticleInput | null }) {
      require('productCreate', 'write_products');
      if (!input?.title?.trim()) return refused(['title'], "Title can't be blank");
      const now = new Date().toISOString();
      const article = withHandle(newArticle(articles, input, shopName, now));
      const variant = newVariant(
        articles,
        article.options.map(({ values }) => values[0] ?? ''),
        now,
      );
      stockNew(stock, variant, {});
      return { ...keep({ ...article, variants: [variant] }, 'products/create'), shop: null };
    },
    productUpdate({ product: input, identifier }: { product?: ArticleInput | null; identifier?: { id?: string | null } | null }) {
      require('productUpdate', 'write_products');
      const id = input?.id ?? identifier?.id;
      const article = id ? articles.get(numberIn(id, 'Product').number) : undefined;
      if (!article || !input) return refused(['id'], 'Product does not exist');
      if (input.title != null && !input.title.trim()) return refused(['title'], "Title can't be blank");
      return keep(changedArticle(article, input, new Date().toISOString()), 'products/update');
    },
    productSet({
      input,
      identifier,
    }: {
      input: ArticleInput & { variants?: VariantInput[] | null };
      identifier?: { id?: string | null; handle?: string | null } | null;
    }) {
      require('productSet', 'write_products');
      limit(input.variants ?? [], 2048);
      const known = identifier?.id ? articles.get(numberIn(identifier.id, 'Product').number) : undefined;
      if (identifier?.id && !known) return refused(['identifier', 'id'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST');
      if (!known && !input.title?.trim()) return refused(['input', 'title'], "Title can't be blank", 'INVALID_PRODUCT');
      if (input.variants && !input.productOptions)
        return refused(
          ['input', 'productOptions'],
          'Product options input is required when updating variants',
          'PRODUCT_OPTIONS_INPUT_MISSING',
        );
      if (input.productOptions && !input.variants)
        return refused(['input', 'variants'], 'Variants input is required when updating product options', 'VARIANTS_INPUT_MISSING');
      const now = new Date().toISOString();
      const article = known
        ? setOptions(articles, changedArticle(known, input, now), input)
        : withHandle(newArticle(articles, input, shopName, now));
      const set = setVariants(ports, article, input.variants);
      if ('errors' in set) return { product: null, userErrors: set.errors };
      return keep(withValues({ ...article, variants: set.variants }), known ? 'products/update' : 'products/create');
    },
  };
}

const setOptions = (articles: Articles, article: Article, { productOptions }: ArticleInput): Article =>
  productOptions
    ? {
        ...article,
        options: productOptions.map(({ name, values }, at) => ({
          id: article.options[at]?.id ?? articles.newId('option'),
          name: name ?? article.options[at]?.name ?? '',
          values: (values ?? []).map((value) => value.name ?? ''),
        })),
      }
    : article;

const setCodes: Record<string, string> = {
  NEED_TO_ADD_OPTION_VALUES: 'OPTION_VALUES_MISSING',
  OPTION_VALUES_FOR_NUMBER_OF_UNKNOWN_OPTIONS: 'OPTION_DOES_NOT_EXIST',
};

/** Variants are what the list says: known ones change, new ones are made, others go. */
function setVariants(
  ports: ProductPorts,
  article: Article,
  inputs: VariantInput[] | null | undefined,
): { variants: Variant[] } | { errors: UserError[] } {
  const { articles, stock } = ports;
  const now = new Date().toISOString();
  if (!inputs && article.variants.length > 0) return { variants: article.variants };
  const list: VariantInput[] = inputs ?? [
    { optionValues: article.options.map(({ name, values }) => ({ optionName: name, name: values[0] ?? '' })) },
  ];
  const errors: UserError[] = [];
  const variants = list.flatMap((input, index) => {
    const path = ['input', 'variants', String(index)];
    const values = valuesOf(article.options, input.optionValues, path);
    errors.push(...variantErrors(input, path), ...quantityErrors(input, path));
    if (!Array.isArray(values)) {
      errors.push(values);
      return [];
    }
    const own = article.variants.find(({ id, values: has }) =>
      input.id ? id === numberIn(input.id).number : has.join('\n') === values.join('\n'),
    );
    return [{ input, isNew: !own, variant: { ...changedVariant(own ?? newVariant(articles, values, now), input, now), values } }];
  });
  if (errors.length > 0) return { errors: errors.map((error) => ({ ...error, code: setCodes[error.code ?? ''] ?? 'INVALID_VARIANT' })) };
  for (const { input, isNew, variant } of variants) if (isNew) stockNew(stock, variant, input);
  return { variants: variants.map(({ variant }) => variant) };
}

function freeHandle(articles: Articles, { handle }: Article): string {
  const taken = articles.handles();
  for (let number = 0; ; number += 1) {
    const tried = number === 0 ? handle : `${handle}-${number}`;
    if (!taken.has(tried)) return tried;
  }
}

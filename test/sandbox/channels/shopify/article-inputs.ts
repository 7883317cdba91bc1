import { compare, type DecimalText, fixed, parseDecimal, zero } from '../../../../shared/core/money.ts';
import type { Article, Articles, Variant } from './articles.ts';
import { findLocation, mainLocation } from './locations.ts';
import { numberIn } from './rights.ts';
import type { Stock } from './stock.ts';

export interface UserError {
  field: string[] | null;
  message: string;
  code?: string;
}

export interface OptionValue {
  optionId?: string | null;
  optionName?: string | null;
  name?: string | null;
}

export interface VariantInput {
  id?: string | null;
  sku?: string | null;
  barcode?: string | null;
  price?: unknown;
  compareAtPrice?: unknown;
  taxable?: boolean | null;
  inventoryPolicy?: Variant['policy'] | null;
  inventoryItem?: {
    sku?: string | null;
    tracked?: boolean | null;
    requiresShipping?: boolean | null;
    measurement?: { weight?: { value: number; unit: string } | null } | null;
  } | null;
  inventoryQuantities?: { locationId: string; availableQuantity?: number; quantity?: number; name?: string }[] | null;
  optionValues?: OptionValue[] | null;
}

export interface ArticleInput {
  id?: string | null;
  title?: string | null;
  descriptionHtml?: string | null;
  handle?: string | null;
  vendor?: string | null;
  productType?: string | null;
  tags?: string[] | null;
  status?: Article['status'] | null;
  productOptions?: { id?: string | null; name?: string | null; values?: { name?: string | null }[] | null }[] | null;
}

const longest = 255;

/** What Shopify would not take of a variant's own fields. */
export function variantErrors({ price, compareAtPrice, barcode, sku, inventoryItem }: VariantInput, path: string[]): UserError[] {
  const wrong = (name: string, code: string, message: string): UserError[] => [{ field: [...path, name], code, message }];
  const money = (name: string, value: unknown): UserError[] => {
    if (value == null) return [];
    if (compare(amountOf(value), zero) < 0)
      return wrong(
        name,
        'GREATER_THAN_OR_EQUAL_TO',
        `${name === 'price' ? 'Price' : 'Compare at price'} must be greater than or equal to 0`,
      );
    return [];
  };
  const long = (name: string, value: string | null | undefined) =>
    (value?.length ?? 0) > longest
      ? wrong(name, 'TOO_LONG', `${name === 'barcode' ? 'Barcode' : 'SKU'} is too long (maximum is 255 characters)`)
      : [];
  return [
    ...money('price', price),
    ...money('compareAtPrice', compareAtPrice),
    ...long('barcode', barcode),
    ...long('sku', inventoryItem?.sku ?? sku),
  ];
}

/** The variant with the fields that the input names; null empties what may be empty. */
export function changedVariant(before: Variant, input: VariantInput, now: string): Variant {
  const { inventoryItem: item, inventoryPolicy, price, compareAtPrice, barcode, sku = item?.sku, taxable } = input;
  return {
    ...before,
    ...(price == null ? {} : { price: moneyText(price) }),
    ...(compareAtPrice === undefined ? {} : { compareAtPrice: compareAtPrice === null ? null : moneyText(compareAtPrice) }),
    ...(barcode === undefined ? {} : { barcode: barcode || null }),
    ...(sku === undefined ? {} : { sku: sku || null }),
    ...(taxable == null ? {} : { taxable }),
    ...(inventoryPolicy == null ? {} : { policy: inventoryPolicy }),
    ...(item?.tracked == null ? {} : { tracked: item.tracked }),
    ...(item?.requiresShipping == null ? {} : { requiresShipping: item.requiresShipping }),
    ...(item?.measurement?.weight ? { weight: item.measurement.weight } : {}),
    updatedAt: now,
  };
}

/** A variant that nothing is known of but what it is; tracked only when somebody says so. */
export const newVariant = (articles: Articles, values: string[], now: string): Variant => ({
  id: articles.newId('variant'),
  itemId: articles.newId('item'),
  sku: null,
  barcode: null,
  price: '0.00',
  compareAtPrice: null,
  values,
  taxable: true,
  tracked: false,
  requiresShipping: true,
  policy: 'DENY',
  createdAt: now,
  updatedAt: now,
});

/** New items are stocked where quantities are given, else at the main location. */
export function stockNew(stock: Stock, { itemId }: Variant, { inventoryQuantities }: VariantInput): void {
  const given = inventoryQuantities ?? [];
  if (given.length === 0) stock.set(itemId, mainLocation, { available: 0 });
  for (const { locationId, availableQuantity, quantity } of given)
    stock.set(itemId, numberIn(locationId, 'Location').number, { available: availableQuantity ?? quantity ?? 0 });
}

export const quantityErrors = ({ inventoryQuantities }: VariantInput, path: string[]): UserError[] =>
  (inventoryQuantities ?? []).some(({ locationId }) => !findLocation(numberIn(locationId).number))
    ? [
        {
          field: [...path, 'inventoryQuantities'],
          code: 'TRACKED_VARIANT_LOCATION_NOT_FOUND',
          message: 'Quantity could not be set. The location was not found.',
        },
      ]
    : [];

/** The values of an input in order of the product's options, or what is wrong with them. */
export function valuesOf(options: Article['options'], given: OptionValue[] | null | undefined, path: string[]): string[] | UserError {
  const wrong = (code: string, message: string): UserError => ({ field: path, code, message });
  const named = (given ?? []).map(({ optionId, optionName, name }) => ({
    at: options.findIndex((option) => (optionId ? option.id === numberIn(optionId).number : option.name === optionName)),
    name: name ?? '',
  }));
  if (named.some(({ at }) => at < 0)) return wrong('OPTION_VALUES_FOR_NUMBER_OF_UNKNOWN_OPTIONS', 'Option does not exist');
  const values = options.map((_, at) => named.find((one) => one.at === at)?.name);
  if (values.some((value) => !value)) return wrong('NEED_TO_ADD_OPTION_VALUES', 'You need to add option values for all options');
  return values.map((value) => value ?? '');
}

/** Options list each value that a variant has. */
export function withValues(article: Article): Article {
  const options = article.options.map((option, at) => ({
    ...option,
    values: [...new Set([...option.values, ...article.variants.map(({ values }) => values[at] ?? '')])].filter(Boolean),
  }));
  return { ...article, options };
}

/** The product with the fields that the input names. */
export function changedArticle(before: Article, input: ArticleInput, now: string): Article {
  const { title, descriptionHtml, handle, vendor, productType, tags, status } = input;
  return {
    ...before,
    ...(title == null ? {} : { title }),
    ...(descriptionHtml == null ? {} : { descriptionHtml }),
    ...(handle == null ? {} : { handle }),
    ...(vendor == null ? {} : { vendor }),
    ...(productType == null ? {} : { productType }),
    ...(tags == null ? {} : { tags: [...new Set(tags)] }),
    ...(status == null ? {} : { status }),
    updatedAt: now,
  };
}

export function newArticle(articles: Articles, input: ArticleInput, shopName: string, now: string): Article {
  const options = (input.productOptions ?? []).map(({ name, values }) => ({
    id: articles.newId('option'),
    name: name ?? '',
    values: (values ?? []).map((value) => value.name ?? ''),
  }));
  const blank: Article = {
    id: articles.newId('product'),
    title: '',
    handle: '',
    descriptionHtml: '',
    vendor: shopName,
    productType: '',
    tags: [],
    status: 'ACTIVE',
    giftCard: false,
    options: options.length > 0 ? options : [{ id: articles.newId('option'), name: 'Title', values: ['Default Title'] }],
    variants: [],
    createdAt: now,
    updatedAt: now,
  };
  return { ...changedArticle(blank, input, now), handle: input.handle ?? handleOf(input.title ?? '') };
}

const handleOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '') || 'product';

const amountOf = (value: unknown): DecimalText => parseDecimal(typeof value === 'number' ? value : String(value)) ?? zero;
const moneyText = (value: unknown): string => fixed(amountOf(value), 2);

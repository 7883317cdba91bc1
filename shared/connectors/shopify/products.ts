import type { ChannelArticle, ProductDraft, VariantDraft } from '../../canonical/article.ts';
import { IntegrationError } from '../../core/errors.ts';
import { chunks } from '../../core/lists.ts';
import { masked } from '../../core/log.ts';
import type { UserError } from './catalogue.ts';
import type { ShopifyClient } from './client.ts';
import { gidOf } from './schema.ts';

const mostSearched = 25;
const mostVariants = 250;

/** Products of the shop. One that has the SKUs already is answered as if it had just been made. */
export const product = {
  async create(client: ShopifyClient, draft: ProductDraft): Promise<ChannelArticle[]> {
    const there = await bySku(client, draft.variants);
    if (there.length > 0) return there;
    const id = await client.productSet({
      ...fieldsOf(draft),
      status: draft.status === 'active' ? 'ACTIVE' : 'DRAFT',
      productOptions: optionsOf(draft),
      variants: draft.variants.map((variant) => ({
        ...pricedFields(variant),
        sku: variant.sku,
        inventoryItem: { tracked: true, ...weightOf(variant) },
        optionValues: valuesOf(draft, variant),
      })),
    });
    return (await client.product(id))?.articles ?? [];
  },

  /** Variants that the draft does not speak of, the status, and tags of the shop's own stay. */
  async update(client: ShopifyClient, productId: string, draft: ProductDraft): Promise<ChannelArticle[]> {
    const id = gidOf('Product', productId);
    const before = await client.product(productId);
    const tags = draft.tags && [...new Set([...(before?.tags ?? []), ...draft.tags])];
    await client.productUpdate({ id, ...fieldsOf({ ...draft, tags }) });
    const idOf = ({ variantId, sku }: VariantDraft) => variantId ?? before?.articles.find((one) => same(one.sku, sku))?.variantId;
    const known = draft.variants.filter((variant) => idOf(variant) !== undefined);
    const fresh = draft.variants.filter((variant) => idOf(variant) === undefined);
    for (const some of chunks(known, mostVariants))
      requireNone(
        draft,
        await client.productVariantsBulkUpdate(
          id,
          some.map((variant) => changeOf(variant, idOf(variant) ?? '')),
        ),
      );
    for (const some of chunks(fresh, mostVariants))
      requireNone(
        draft,
        await client.productVariantsBulkCreate(
          id,
          some.map((variant) => additionOf(draft, variant)),
        ),
      );
    const now = (await client.product(productId))?.articles ?? [];
    return now.filter((one) => draft.variants.some((variant) => variant.variantId === one.variantId || same(one.sku, variant.sku)));
  },
};

/** Articles with just these SKUs: Shopify's search also finds those that only contain them. */
async function bySku(client: ShopifyClient, variants: readonly VariantDraft[]): Promise<ChannelArticle[]> {
  const skus = variants.map(({ sku }) => sku.trim()).filter((sku) => sku !== '');
  const found: ChannelArticle[] = [];
  for (const some of chunks(skus, mostSearched)) {
    const page = await client.productVariants(some.map((sku) => `sku:${JSON.stringify(sku)}`).join(' OR '));
    found.push(...page.articles.filter((one) => some.some((sku) => same(one.sku, sku))));
  }
  return found;
}

const same = (some: string, other: string): boolean => some !== '' && some.toLowerCase() === other.trim().toLowerCase();

/** @throws IntegrationError CHANNEL_REFUSED */
function requireNone({ title }: ProductDraft, errors: readonly UserError[]): void {
  const problem = errors.map(({ message }) => masked(message)).join(' ');
  if (errors.length > 0) throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: `the product "${title}"`, problem } });
}

function fieldsOf({ title, description, vendor, productType, tags, attributes }: ProductDraft) {
  const metafields = metafieldsOf(attributes);
  return {
    title,
    ...(description === undefined ? {} : { descriptionHtml: description }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(productType === undefined ? {} : { productType }),
    ...(tags === undefined ? {} : { tags }),
    ...(metafields.length > 0 ? { metafields } : {}),
  };
}

const ownNamespace = 'dynamics365';
const longestKey = 64;

/** Attributes become metafields: `namespace.key` as it is, other names under a namespace of ours. Shopify takes no empty ones. */
function metafieldsOf(attributes: Record<string, string>): object[] {
  return Object.entries(attributes)
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => {
      const [, namespace = ownNamespace, key = keyOf(name)] = /^([a-z0-9_$:-]{3,}?)\.([a-z0-9_-]{2,64})$/i.exec(name) ?? [];
      return { namespace, key, type: value.includes('\n') ? 'multi_line_text_field' : 'single_line_text_field', value };
    });
}

const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, longestKey)
    .padEnd(2, '_');

const weightOf = ({ weight }: VariantDraft): object =>
  weight === undefined ? {} : { measurement: { weight: { unit: 'KILOGRAMS', value: Number(weight) } } };

const pricedFields = ({ barcode, price }: VariantDraft) => ({
  ...(barcode === undefined ? {} : { barcode }),
  ...(price === undefined ? {} : { price }),
});

/** Whether the shop counts it, and its options, are left to the shop. */
const changeOf = (variant: VariantDraft, id: string): object => ({
  ...pricedFields(variant),
  id: gidOf('ProductVariant', id),
  inventoryItem: { ...(variant.sku ? { sku: variant.sku } : {}), ...weightOf(variant) },
});

const additionOf = (draft: ProductDraft, variant: VariantDraft): object => ({
  ...pricedFields(variant),
  inventoryItem: { tracked: true, sku: variant.sku, ...weightOf(variant) },
  optionValues: valuesOf(draft, variant),
});

const onlyOption = 'Title';
const onlyValue = 'Default Title';

const optionsOf = ({ options, variants }: ProductDraft): object[] =>
  options.length === 0
    ? [{ name: onlyOption, values: [{ name: onlyValue }] }]
    : options.map((name, index) => ({
        name,
        values: [...new Set(variants.map(({ optionValues }) => optionValues[index] ?? ''))].map((value) => ({ name: value })),
      }));

const valuesOf = ({ options }: ProductDraft, { optionValues }: VariantDraft): object[] =>
  options.length === 0
    ? [{ optionName: onlyOption, name: onlyValue }]
    : options.map((optionName, index) => ({ optionName, name: optionValues[index] ?? '' }));

import type { ChannelArticle, ProductDraft, VariantDraft } from '../../canonical/article.ts';
import { IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import type { JsonObject } from '../../core/json.ts';
import { chunks } from '../../core/lists.ts';
import { type DecimalText, decimal, dividedBy, rounded, times } from '../../core/money.ts';
import { isVariable, toArticles } from './catalogue.ts';
import type { WooCommerceClient } from './client.ts';
import type { Written } from './rest.ts';
import type { ProductRow } from './schema.ts';
import { ownMeta } from './translate.ts';

const madeKey = `${ownMeta}product`;

/**
 * Makes a product, or finishes one of an earlier attempt. Vendor, type and tags are left out: WooCommerce knows the first two not at all
 * and tags only by ids of its own. @throws IntegrationError CHANNEL_REFUSED
 */
export async function createProduct(client: WooCommerceClient, draft: ProductDraft): Promise<ChannelArticle[]> {
  const made = await earlier(client, draft);
  if (made) return bring(client, made, draft);
  const weight = await weighing(client);
  const [only] = draft.variants;
  const hasOptions = draft.options.length > 0;
  const body: JsonObject = {
    ...texts(draft),
    type: hasOptions ? 'variable' : 'simple',
    status: draft.status === 'active' ? 'publish' : 'draft',
    attributes: attributesOf(draft, [], hasOptions),
    meta_data: [{ key: madeKey, value: markOf(draft) }],
    ...(hasOptions || !only ? {} : { sku: only.sku, ...fields(only, weight), ...priced(only) }),
  };
  const written = requireTaken(await client.createProduct(body), draft.title);
  const product = await requireProduct(client, String(written.id));
  if (hasOptions) await addVariations(client, product, draft, weight);
  return shown(client, product.id);
}

/** Brings texts and variants up to date; price, stock and status have ways of their own. @throws IntegrationError CHANNEL_REFUSED */
export async function updateProduct(client: WooCommerceClient, productId: string, draft: ProductDraft): Promise<ChannelArticle[]> {
  return bring(client, await requireProduct(client, productId), draft);
}

async function bring(client: WooCommerceClient, product: ProductRow, draft: ProductDraft): Promise<ChannelArticle[]> {
  const weight = await weighing(client);
  const varies = isVariable(product);
  const attributes = attributesOf(draft, product.attributes, varies);
  const [only] = draft.variants;
  const own = varies || !only ? {} : fields(only, weight);
  const change = { ...texts(draft), ...own, ...(attributes.length > 0 ? { attributes } : {}) };
  requireTaken(await client.updateProduct(product.id, change), draft.title);
  if (varies) {
    await changeVariations(client, product, draft, weight);
    await addVariations(client, product, draft, weight);
  }
  return shown(client, product.id);
}

const shown = async (client: WooCommerceClient, id: string): Promise<ChannelArticle[]> =>
  toArticles(client, [await requireProduct(client, id)]);

/** What a repeated call has to find: by SKU, else, when it came no further than the product itself, by our mark on it. */
async function earlier(client: WooCommerceClient, draft: ProductDraft): Promise<ProductRow | undefined> {
  const skus = draft.variants.map(({ sku }) => sku).filter((sku) => sku && !sku.includes(','));
  const [found] = skus.length > 0 ? await client.getProducts(skus) : [];
  if (found) return client.getProduct(found.parent_id || found.id);
  if (draft.options.length === 0) return undefined;
  const alike = await client.listProducts({
    search: draft.title,
    type: 'variable',
    _fields: 'id,type,name,variations,attributes,meta_data',
  });
  return alike.find(({ meta_data: meta }) => meta.some(({ key, value }) => key === madeKey && value === markOf(draft)));
}

const markOf = ({ variants }: ProductDraft): string =>
  shortHash(
    variants
      .map(({ sku }) => sku)
      .sort()
      .join('\n'),
  );

const texts = ({ title, description }: ProductDraft): JsonObject => ({
  name: title,
  ...(description === undefined ? {} : { description }),
});

type Weighing = (kilograms: DecimalText) => string | undefined;

function fields({ barcode, weight }: VariantDraft, weighed: Weighing): JsonObject {
  const inUnits = weight && weighed(weight);
  return { ...(barcode ? { global_unique_id: barcode } : {}), ...(inUnits ? { weight: inUnits } : {}) };
}

/** Only of a new article: later prices go the way on which a leap is held. */
const priced = ({ price }: VariantDraft): JsonObject => (price === undefined ? {} : { regular_price: price });

const perKilogram: Record<string, DecimalText> = { kg: decimal('1'), g: decimal('1000') };
const kilogramsPer: Record<string, DecimalText> = { lbs: decimal('0.45359237'), oz: decimal('0.028349523125') };

/** Kilograms in the shop's unit; nothing where that unit is not known. */
async function weighing(client: WooCommerceClient): Promise<Weighing> {
  const unit = (await client.weightUnit()) ?? '';
  const [factor, divisor] = [perKilogram[unit], kilogramsPer[unit]];
  return (weight) => (factor ? times(weight, factor) : divisor && rounded(dividedBy(weight, divisor), 4));
}

type Attributes = ProductRow['attributes'];
const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The whole list, because the shop replaces it whole: what people added stays, options grow by those of the draft. */
function attributesOf({ options, variants, attributes }: ProductDraft, known: Attributes, varies: boolean): JsonObject[] {
  const wanted = new Map<string, { variation: boolean; options: string[] }>();
  for (const [name, value] of Object.entries(attributes)) if (value) wanted.set(name, { variation: false, options: [value] });
  if (varies)
    for (const [index, name] of options.entries()) {
      const before = known.find((one) => one.variation && sameName(one.name, name))?.options ?? [];
      const values = variants.map(({ optionValues }) => optionValues[index] ?? '').filter(Boolean);
      wanted.set(name, { variation: true, options: distinct([...before, ...values]) });
    }
  const kept = known.filter((one) => ![...wanted.keys()].some((name) => sameName(name, one.name)));
  return [
    ...kept.map(({ id, name, visible, variation, options: values }) => ({
      ...(id ? { id: Number(id) } : { name }),
      visible,
      variation,
      options: values,
    })),
    ...[...wanted].map(([name, { variation, options: values }]) => ({
      ...globalId(known, name),
      name,
      visible: true,
      variation,
      options: values,
    })),
  ].map((one, position) => ({ ...one, position }));
}

/** An attribute that the shop has for all products keeps its id, else a second one of the same name would come up. */
function globalId(known: Attributes, name: string): JsonObject {
  const id = known.find((one) => sameName(one.name, name))?.id;
  return id ? { id: Number(id) } : {};
}

const distinct = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.findIndex((other) => sameName(other, value)) === index);

async function changeVariations(client: WooCommerceClient, product: ProductRow, draft: ProductDraft, weight: Weighing): Promise<void> {
  const known = await client.getVariations([product]);
  const update = known.flatMap((row): JsonObject[] => {
    const variant = draft.variants.find((one) => isOf(one, row));
    const change = variant && fields(variant, weight);
    return change && Object.keys(change).length > 0 ? [{ id: Number(row.id), ...change }] : [];
  });
  for (const batch of chunks(update, 100)) await inBatch(client, { update: batch }, product, draft.title);
}

const isOf = ({ variantId, sku }: VariantDraft, row: ProductRow): boolean =>
  variantId ? variantId === row.id : sku !== '' && sku.toLowerCase() === row.sku.trim().toLowerCase();

async function addVariations(client: WooCommerceClient, product: ProductRow, draft: ProductDraft, weight: Weighing): Promise<void> {
  const known = product.variations.length > 0 ? await client.getVariations([product]) : [];
  const create = draft.variants
    .filter((variant) => !variant.variantId && !known.some((row) => isOf(variant, row)))
    .map((variant) => ({
      sku: variant.sku,
      ...fields(variant, weight),
      ...priced(variant),
      attributes: draft.options.map((name, index) => ({
        ...globalId(product.attributes, name),
        name,
        option: variant.optionValues[index] ?? '',
      })),
    }));
  for (const batch of chunks(create, 100)) await inBatch(client, { create: batch }, product, draft.title);
}

async function inBatch(
  client: WooCommerceClient,
  batch: Parameters<WooCommerceClient['batchProducts']>[0],
  { id }: ProductRow,
  title: string,
): Promise<void> {
  for (const written of await client.batchProducts(batch, id)) requireTaken(written, title);
}

/** @throws IntegrationError CHANNEL_REFUSED */
function requireTaken(written: Written, title: string): JsonObject {
  if (!('refused' in written)) return written.document;
  const { code, message } = written.refused;
  throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: `the product "${title}"`, problem: message || code } });
}

async function requireProduct(client: WooCommerceClient, id: string): Promise<ProductRow> {
  const product = await client.getProduct(id);
  if (product) return product;
  throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: `product ${id}`, problem: 'It has no such product any more.' } });
}

import type {
  ArticlePage,
  ChannelArticle,
  LineOutcome,
  PriceLevel,
  ProductDraft,
  StockLevel,
  VariantDraft,
} from '../../canonical/article.ts';
import { IntegrationError } from '../../core/errors.ts';
import { shortHash } from '../../core/hash.ts';
import { masked } from '../../core/log.ts';
import type { BatchPublisher } from '../connector.ts';
import type { ShopifyClient } from './client.ts';
import { gidOf } from './schema.ts';

/** What Shopify says of one line of a call. */
export interface UserError {
  code?: string | null;
  field?: string[] | null;
  message: string;
}

const mostRows = 250;

export const articles = (client: ShopifyClient, after?: string): Promise<ArticlePage> =>
  client.productVariants(after ? `id:>${after}` : '');

/** One call for 250 rows, written only where the shop still shows what we believe. */
export const stock: BatchPublisher<ShopifyClient, StockLevel> = {
  batches: (lines) => chunks(lines, mostRows),
  async send(client, batch, key) {
    const outcomes = new Map<StockLevel, LineOutcome>();
    let rest = batch.filter((line) => line.article.inventoryId !== undefined);
    for (const line of batch) if (!rest.includes(line)) outcomes.set(line, { is: 'gone' });
    // Shopify turns the whole call down for one bad row and names it: the others go again without it.
    for (let round = 0; rest.length > 0; round += 1) {
      const errors = await client.inventorySetQuantities(rest, `${key}-${round}`);
      if (errors.length === 0) {
        for (const line of rest) outcomes.set(line, { is: 'done' });
        break;
      }
      const bad = await judged(client, rest, errors, key);
      if (bad.size === 0)
        throw new IntegrationError('BATCH_REFUSED', {
          facts: { what: 'stock', problem: errors.map(({ message }) => masked(message)).join(' ') },
        });
      for (const [line, outcome] of bad) outcomes.set(line, outcome);
      rest = rest.filter((line) => !bad.has(line));
    }
    return batch.map((line) => outcomes.get(line) ?? { is: 'refused', problem: 'Shopify did not say what became of it.' });
  },
};

/** The row that an error is about: `["input", "quantities", "3", "inventoryItemId"]`. */
const rowOf = ({ field }: UserError): number | undefined => {
  const place = field?.find((part) => /^\d+$/.test(part));
  return place === undefined ? undefined : Number(place);
};

async function judged(
  client: ShopifyClient,
  rows: readonly StockLevel[],
  errors: readonly UserError[],
  key: string,
): Promise<Map<StockLevel, LineOutcome>> {
  const found = new Map<StockLevel, LineOutcome>();
  const stale: StockLevel[] = [];
  for (const error of errors) {
    const line = rows[rowOf(error) ?? -1];
    if (!line || found.has(line)) continue;
    const outcome = await outcomeOf(client, line, error, key);
    found.set(line, outcome);
    if (outcome.is === 'stale') stale.push(line);
  }
  if (stale.length === 0) return found;
  const now = await client.inventoryNow([...new Set(stale.map(({ article }) => article.inventoryId ?? ''))]);
  for (const line of stale) found.set(line, { is: 'stale', shows: now.get(`${line.article.inventoryId} ${line.location}`) });
  return found;
}

async function outcomeOf(client: ShopifyClient, line: StockLevel, { code, message }: UserError, key: string): Promise<LineOutcome> {
  if (code === 'CHANGE_FROM_QUANTITY_STALE') return { is: 'stale' };
  if (code === 'INVALID_INVENTORY_ITEM') return { is: 'gone' };
  if (code !== 'ITEM_NOT_STOCKED_AT_LOCATION') return { is: 'refused', problem: masked(message) };
  // Dynamics keeps it there, so the shop shall: from now on it is stocked at this location.
  const problems = await client.inventoryActivate(line, shortHash(`${key}${line.article.inventoryId}${line.location}`));
  return problems.length === 0 ? { is: 'done' } : { is: 'refused', problem: problems.map((one) => masked(one.message)).join(' ') };
}

/** One call for each product: Shopify takes prices by product. */
export const prices: BatchPublisher<ShopifyClient, PriceLevel> = {
  batches: (lines) => [...Map.groupBy(lines, ({ article }) => article.productId).values()].flatMap((some) => chunks(some, mostRows)),
  async send(client, batch) {
    const productId = gidOf('Product', batch[0]?.article.productId ?? '');
    const variants = batch.map(({ article, price, compareAt }) => ({
      id: gidOf('ProductVariant', article.variantId),
      price,
      ...(compareAt === undefined ? {} : { compareAtPrice: compareAt }),
    }));
    const errors = await client.productVariantsBulkUpdate(productId, variants);
    const general = errors.find((error) => rowOf(error) === undefined);
    if (general) {
      if (/product/i.test(general.field?.[0] ?? '') || general.code === 'PRODUCT_DOES_NOT_EXIST') return batch.map(() => ({ is: 'gone' }));
      throw new IntegrationError('BATCH_REFUSED', { facts: { what: 'prices', problem: masked(general.message) } });
    }
    return batch.map((_, index): LineOutcome => {
      const error = errors.find((one) => rowOf(one) === index);
      if (!error) return { is: 'done' };
      return error.code === 'PRODUCT_VARIANT_DOES_NOT_EXIST' ? { is: 'gone' } : { is: 'refused', problem: masked(error.message) };
    });
  },
};

/** A product of the shop. One that has the SKUs already is answered as if it had just been made. */
export const product = {
  async create(client: ShopifyClient, draft: ProductDraft): Promise<ChannelArticle[]> {
    const there = await bySku(client, draft.variants);
    if (there.length > 0) return there;
    await client.productSet({
      title: draft.title,
      status: draft.status === 'active' ? 'ACTIVE' : 'DRAFT',
      ...texts(draft),
      productOptions: optionsOf(draft),
      variants: draft.variants.map((variant) => ({ ...fieldsOf(variant), sku: variant.sku, optionValues: valuesOf(draft, variant) })),
    });
    return bySku(client, draft.variants);
  },

  async update(client: ShopifyClient, productId: string, draft: ProductDraft): Promise<ChannelArticle[]> {
    const id = gidOf('Product', productId);
    await client.productUpdate({ id, title: draft.title, ...texts(draft) });
    const known = draft.variants.filter(({ variantId }) => variantId !== undefined);
    const fresh = draft.variants.filter(({ variantId }) => variantId === undefined);
    const problems = [
      ...(known.length > 0
        ? await client.productVariantsBulkUpdate(
            id,
            known.map((variant) => ({ id: gidOf('ProductVariant', variant.variantId ?? ''), ...fieldsOf(variant, variant.sku) })),
          )
        : []),
      ...(fresh.length > 0
        ? await client.productVariantsBulkCreate(
            id,
            fresh.map((variant) => ({ ...fieldsOf(variant, variant.sku), optionValues: valuesOf(draft, variant) })),
          )
        : []),
    ];
    if (problems.length > 0)
      throw new IntegrationError('CHANNEL_REFUSED', {
        facts: { what: `the product "${draft.title}"`, problem: problems.map(({ message }) => masked(message)).join(' ') },
      });
    return bySku(client, draft.variants);
  },
};

/** Articles with just these SKUs: Shopify's search also finds those that begin alike. */
async function bySku(client: ShopifyClient, variants: readonly VariantDraft[]): Promise<ChannelArticle[]> {
  const skus = variants.map(({ sku }) => sku).filter((sku) => sku !== '');
  const found: ChannelArticle[] = [];
  for (const some of chunks(skus, 50)) {
    const page = await client.productVariants(some.map((sku) => `sku:${JSON.stringify(sku)}`).join(' OR '));
    found.push(...page.articles.filter(({ sku }) => some.includes(sku)));
  }
  return found;
}

const texts = ({ description, vendor, productType, tags }: ProductDraft) => ({
  ...(description === undefined ? {} : { descriptionHtml: description }),
  ...(vendor === undefined ? {} : { vendor }),
  ...(productType === undefined ? {} : { productType }),
  ...(tags === undefined ? {} : { tags }),
});

const kilograms = (weight: string): object => ({ measurement: { weight: { unit: 'KILOGRAMS', value: Number(weight) } } });

const fieldsOf = ({ barcode, price, weight }: VariantDraft, sku?: string): object => ({
  ...(barcode === undefined ? {} : { barcode }),
  ...(price === undefined ? {} : { price }),
  inventoryItem: { tracked: true, ...(sku ? { sku } : {}), ...(weight === undefined ? {} : kilograms(weight)) },
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

const chunks = <Item>(list: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

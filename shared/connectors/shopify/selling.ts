import * as z from 'zod';
import type { StockLevel } from '../../canonical/article.ts';
import { IntegrationError } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import { createArticleReader } from './articles.ts';
import type { UserError } from './catalogue.ts';
import type { ShopifyClient } from './client.ts';
import type { Graphql } from './graphql.ts';
import * as operations from './operations-catalogue.ts';
import type { Fill, Reader } from './pages.ts';
import { gidOf, numberOf } from './schema.ts';

const UserErrors = z.array(z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() }));
const Made = z.object({ product: z.object({ id: z.string() }) });

/** The part of the client that reads articles and writes stock, prices and products. */
export function selling(
  graphql: Graphql,
  read: Reader,
  fill: Fill,
): Pick<
  ShopifyClient,
  | 'productVariants'
  | 'product'
  | 'inventoryNow'
  | 'inventorySetQuantities'
  | 'inventoryActivate'
  | 'productVariantsBulkUpdate'
  | 'productVariantsBulkCreate'
  | 'productSet'
  | 'productUpdate'
> {
  const articles = createArticleReader(graphql, read, fill);
  const facts = { remote: graphql.remote };
  const rubbish = () => new IntegrationError('REMOTE_RUBBISH', { facts, ambiguous: true });

  async function attempt(name: string, query: string, variables: Record<string, unknown>) {
    const { data } = await graphql.run({ name, query, variables, writes: true });
    const payload = data[name];
    const errors = UserErrors.safeParse(isObject(payload) ? payload.userErrors : undefined);
    if (!errors.success) throw rubbish();
    // Another worker's call with this key has not ended: what comes of it is known a moment later.
    if (errors.data.some(({ code }) => code === 'IDEMPOTENCY_CONCURRENT_REQUEST'))
      throw new IntegrationError('REMOTE_BUSY', { facts, retryAfterMs: 1000 });
    return { payload, errors: errors.data };
  }

  const mutate = async (name: string, query: string, variables: Record<string, unknown>): Promise<UserError[]> =>
    (await attempt(name, query, variables)).errors;

  /** @throws IntegrationError CHANNEL_REFUSED */
  async function require(title: string, { payload, errors }: Awaited<ReturnType<typeof attempt>>): Promise<string> {
    const problem = errors.map(({ message }) => masked(message)).join(' ');
    if (errors.length > 0) throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: `the product "${title}"`, problem } });
    const made = Made.safeParse(payload);
    if (!made.success) throw rubbish();
    return numberOf(made.data.product.id);
  }

  return {
    productVariants: articles.page,
    product: articles.product,
    inventoryNow: articles.inventory,
    inventorySetQuantities: (rows, key) =>
      mutate('inventorySetQuantities', operations.inventorySetQuantities, { input: quantitiesOf(rows, key), key }),
    inventoryActivate: ({ article, location, quantity }, key) =>
      mutate('inventoryActivate', operations.inventoryActivate, {
        item: gidOf('InventoryItem', article.inventoryId ?? ''),
        location: gidOf('Location', location),
        available: quantity,
        key,
      }),
    productVariantsBulkUpdate: (productId, variants) =>
      mutate('productVariantsBulkUpdate', operations.productVariantsBulkUpdate, { productId, variants }),
    productVariantsBulkCreate: (productId, variants) =>
      mutate('productVariantsBulkCreate', operations.productVariantsBulkCreate, { productId, variants }),
    productSet: async (input) => require(input.title, await attempt('productSet', operations.productSet, { input })),
    productUpdate: async (product) =>
      void (await require(product.title, await attempt('productUpdate', operations.productUpdate, { product }))),
  };
}

const quantitiesOf = (rows: readonly StockLevel[], key: string) => ({
  name: 'available',
  reason: 'correction',
  referenceDocumentUri: `gid://commerce-companion/StockLevel/${key}`,
  quantities: rows.map(({ article, location, quantity, from }) => ({
    inventoryItemId: gidOf('InventoryItem', article.inventoryId ?? ''),
    locationId: gidOf('Location', location),
    quantity,
    changeFromQuantity: from ?? null,
  })),
});

import { z } from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import { createArticleReader, readInventory, toPage } from './articles.ts';
import type { UserError } from './catalogue.ts';
import type { ShopifyClient } from './client.ts';
import type { Graphql } from './graphql.ts';
import * as operations from './operations-catalogue.ts';
import { parsed, type Reader } from './pages.ts';
import { gidOf } from './schema.ts';

const UserErrors = z.array(z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() }));

/** The part of the client that reads articles and writes stock, prices and products. */
export function selling(
  graphql: Graphql,
  read: Reader,
): Pick<
  ShopifyClient,
  | 'productVariants'
  | 'inventoryNow'
  | 'inventorySetQuantities'
  | 'inventoryActivate'
  | 'productVariantsBulkUpdate'
  | 'productVariantsBulkCreate'
  | 'productSet'
  | 'productUpdate'
> {
  const page = createArticleReader(graphql, (shape, value) => parsed(graphql, shape, value));

  async function mutate(name: string, query: string, variables: Record<string, unknown>): Promise<UserError[]> {
    const { data } = await graphql.run({ name, query, variables, writes: true });
    const payload = data[name];
    const errors = UserErrors.safeParse(isObject(payload) ? payload.userErrors : undefined);
    if (!errors.success) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: graphql.remote }, ambiguous: true });
    return errors.data;
  }

  async function require(title: string, errors: Promise<UserError[]>): Promise<void> {
    const problem = (await errors).map(({ message }) => masked(message)).join(' ');
    if (problem) throw new IntegrationError('CHANNEL_REFUSED', { facts: { what: `the product "${title}"`, problem } });
  }

  return {
    productVariants: async (search) => toPage(await page(search)),
    inventoryNow: (itemIds) => readInventory(read, itemIds),
    async inventorySetQuantities(rows, key) {
      const input = {
        name: 'available',
        reason: 'correction',
        referenceDocumentUri: `gid://commerce-companion/StockLevel/${key}`,
        quantities: rows.map(({ article, location, quantity, from }) => ({
          inventoryItemId: gidOf('InventoryItem', article.inventoryId ?? ''),
          locationId: gidOf('Location', location),
          quantity,
          changeFromQuantity: from ?? null,
        })),
      };
      return mutate('inventorySetQuantities', operations.inventorySetQuantities, { input, key });
    },
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
    productSet: (input) => require(input.title, mutate('productSet', operations.productSet, { input })),
    productUpdate: (product) => require(product.title, mutate('productUpdate', operations.productUpdate, { product })),
  };
}

import { z } from 'zod';
import type { ArticlePage, ChannelArticle } from '../../canonical/article.ts';
import { DecimalText } from '../../core/money.ts';
import type { Graphql, Operation } from './graphql.ts';
import * as operations from './operations-catalogue.ts';
import { gidOf, numberOf, PageInfo } from './schema.ts';

const id = z.string().min(1).transform(numberOf);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const Levels = z
  .object({
    nodes: z.array(z.object({ location: z.object({ id }), quantities: z.array(z.object({ quantity: z.number().int() })) })),
  })
  .transform(({ nodes }) => nodes.map(({ location, quantities }) => ({ location: location.id, available: quantities[0]?.quantity ?? 0 })));

const Variant = z.object({
  id,
  sku: text,
  barcode: text,
  title: text,
  price: DecimalText.nullish(),
  compareAtPrice: DecimalText.nullish(),
  product: z.object({ id, title: text }),
  inventoryItem: z.object({ id, tracked: z.boolean(), inventoryLevels: Levels }),
});
export const Articles = z.object({ productVariants: z.object({ pageInfo: PageInfo, nodes: z.array(Variant) }) });
export const InventoryNow = z.object({ nodes: z.array(z.object({ id, inventoryLevels: Levels }).nullable()) });

export const toArticle = ({ product, inventoryItem, ...variant }: z.output<typeof Variant>): ChannelArticle => ({
  variantId: variant.id,
  productId: product.id,
  inventoryId: inventoryItem.id,
  sku: variant.sku.trim(),
  barcode: variant.barcode.trim(),
  title: variant.title && variant.title !== 'Default Title' ? `${product.title} - ${variant.title}` : product.title,
  price: variant.price ?? undefined,
  compareAt: variant.compareAtPrice ?? undefined,
  stock: inventoryItem.tracked ? inventoryItem.inventoryLevels : undefined,
});

type Parse = <Shape extends z.ZodType>(shape: Shape, value: unknown) => z.output<Shape>;
type Reader = <Shape extends z.ZodType>(operation: Operation, shape: Shape) => Promise<z.output<Shape>>;

/** Pages of articles by rising id, as large as one query may be. */
export function createArticleReader(
  graphql: Graphql,
  read: Parse,
): (search: string) => Promise<z.output<typeof Articles>['productVariants']> {
  let first = 100;
  return async (search) => {
    for (;;) {
      const answer = await graphql.run({ name: 'Articles', query: operations.articles, variables: { query: search, first } });
      if (!answer.tooExpensive || first === 1) return read(Articles, answer.data).productVariants;
      const { cost, most } = answer.tooExpensive;
      first = Math.max(1, Math.min(first - 1, Math.floor((first * most) / cost)));
    }
  };
}

export function toPage({ pageInfo, nodes }: z.output<typeof Articles>['productVariants']): ArticlePage {
  const last = nodes.at(-1);
  return { articles: nodes.map(toArticle), next: pageInfo.hasNextPage && last ? last.id : undefined };
}

/** What the shop has of some items at each location, by item and location id. */
export async function readInventory(read: Reader, itemIds: readonly string[]): Promise<Map<string, number>> {
  const ids = itemIds.map((item) => gidOf('InventoryItem', item));
  const { nodes } = await read(
    { name: 'InventoryNow', query: operations.inventoryNow, variables: { ids }, weight: ids.length },
    InventoryNow,
  );
  return new Map(
    nodes.flatMap((node) =>
      node ? node.inventoryLevels.map(({ location, available }) => [`${node.id} ${location}`, available] as const) : [],
    ),
  );
}

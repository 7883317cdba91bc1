import * as z from 'zod';
import type { ArticlePage, ChannelArticle } from '../../canonical/article.ts';
import { DecimalText } from '../../core/money.ts';
import type { Graphql } from './graphql.ts';
import * as operations from './operations-catalogue.ts';
import { type Fill, parsed, type Reader, requireAffordable } from './pages.ts';
import { gidOf, numberOf, PageInfo } from './schema.ts';

const id = z.string().min(1).transform(numberOf);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const Levels = z.object({
  pageInfo: PageInfo,
  nodes: z.array(z.object({ location: z.object({ id }), quantities: z.array(z.object({ quantity: z.number().int() })) })),
});
type Levels = z.output<typeof Levels>;

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
type Variant = z.output<typeof Variant>;
const Variants = z.object({ pageInfo: PageInfo, nodes: z.array(Variant) });
type Variants = z.output<typeof Variants>;
const Articles = z.object({ productVariants: Variants });
const InventoryNow = z.object({ nodes: z.array(z.object({ id, inventoryLevels: Levels }).nullable()) });
const ReadProduct = z.object({ product: z.object({ tags: z.array(z.string()) }).nullable() });

/** A product as it is now, with all its articles. */
export interface ProductNow {
  tags: string[];
  articles: ChannelArticle[];
}

const availableIn = ({ nodes }: Levels) =>
  nodes.map(({ location, quantities }) => ({ location: location.id, available: quantities[0]?.quantity ?? 0 }));

const toArticle = ({ product, inventoryItem, ...variant }: Variant): ChannelArticle => ({
  variantId: variant.id,
  productId: product.id,
  inventoryId: inventoryItem.id,
  sku: variant.sku.trim(),
  barcode: variant.barcode.trim(),
  title: variant.title && variant.title !== 'Default Title' ? `${product.title} - ${variant.title}` : product.title,
  price: variant.price ?? undefined,
  compareAt: variant.compareAtPrice ?? undefined,
  stock: inventoryItem.tracked ? availableIn(inventoryItem.inventoryLevels) : undefined,
});

export interface ArticleReader {
  page(search: string): Promise<ArticlePage>;
  product(id: string): Promise<ProductNow | undefined>;
  /** What the shop has of some items at each location, by `<item id> <location id>`. */
  inventory(itemIds: readonly string[]): Promise<Map<string, number>>;
}

/** Reads articles by rising id, in pages as large as one query may be. */
export function createArticleReader(graphql: Graphql, read: Reader, fill: Fill): ArticleReader {
  let most = 250;

  async function search(query: string): Promise<Variants> {
    for (;;) {
      const first = most;
      const answer = await graphql.run({ name: 'Articles', query: operations.articles, variables: { query, first } });
      if (!answer.tooExpensive || first === 1) return parsed(graphql, Articles, requireAffordable(graphql, answer).data).productVariants;
      const { cost, most: affordable } = answer.tooExpensive;
      most = Math.max(1, Math.min(most, first - 1, Math.floor((first * affordable) / cost)));
    }
  }

  const withAllLevels = async (item: string, levels: Levels): Promise<void> => {
    const place = { id: gidOf('InventoryItem', item), root: 'inventoryItem', name: 'inventoryLevels', query: operations.levelsPage };
    await fill({ ...place, shape: Levels }, levels);
  };
  const complete = async (variants: readonly Variant[]): Promise<ChannelArticle[]> => {
    for (const { inventoryItem } of variants)
      if (inventoryItem.tracked) await withAllLevels(inventoryItem.id, inventoryItem.inventoryLevels);
    return variants.map(toArticle);
  };

  return {
    async page(query) {
      const { pageInfo, nodes } = await search(query);
      return { articles: await complete(nodes), next: pageInfo.hasNextPage ? nodes.at(-1)?.id : undefined };
    },
    async product(number) {
      const gid = gidOf('Product', number);
      const { product } = await read({ name: 'Product', query: operations.product, variables: { id: gid } }, ReadProduct);
      if (!product) return undefined;
      const all: Variants = { pageInfo: { hasNextPage: true }, nodes: [] };
      await fill({ id: gid, root: 'product', name: 'variants', query: operations.productVariantsPage, shape: Variants }, all);
      return { tags: product.tags, articles: await complete(all.nodes) };
    },
    async inventory(itemIds) {
      const ids = itemIds.map((item) => gidOf('InventoryItem', item));
      const operation = { name: 'InventoryNow', query: operations.inventoryNow, variables: { ids }, weight: ids.length };
      const nodes = (await read(operation, InventoryNow)).nodes.filter((node) => node !== null);
      for (const node of nodes) await withAllLevels(node.id, node.inventoryLevels);
      return new Map(
        nodes.flatMap((node) => availableIn(node.inventoryLevels).map(({ location, available }) => [`${node.id} ${location}`, available])),
      );
    },
  };
}

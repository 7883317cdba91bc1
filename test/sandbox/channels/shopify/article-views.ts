import type { Article, Articles, Sold } from './articles.ts';
import { connection, type PageArguments, rowsOf } from './connection.ts';
import { findLocation, locationView, type ShopLocation } from './locations.ts';
import type { Level, Stock } from './stock.ts';
import { gid, utc } from './views.ts';

/** GraphQL's pictures of products, variants, inventory items and levels. What is asked for seldom is made when it is asked for. */
export class ArticleViews {
  readonly #articles: Articles;
  readonly #stock: Stock;

  constructor(articles: Articles, stock: Stock) {
    this.#articles = articles;
    this.#stock = stock;
  }

  article(article: Article): object {
    const { id, variants } = article;
    return {
      __typename: 'Product',
      id: gid('Product', id),
      legacyResourceId: id,
      title: article.title,
      handle: article.handle,
      descriptionHtml: article.descriptionHtml,
      vendor: article.vendor,
      productType: article.productType,
      tags: article.tags,
      status: article.status,
      isGiftCard: article.giftCard,
      createdAt: utc(article.createdAt),
      updatedAt: utc(article.updatedAt),
      publishedAt: article.status === 'ACTIVE' ? utc(article.createdAt) : null,
      hasOnlyDefaultVariant: variants.length === 1 && variants[0]?.values[0] === 'Default Title',
      tracksInventory: variants.some(({ tracked }) => tracked),
      totalInventory: () => variants.reduce((units, { itemId }) => units + this.#stock.available(itemId), 0),
      variantsCount: { count: variants.length, precision: 'EXACT' },
      options: ({ first }: { first?: number | null }) =>
        article.options.slice(0, first ?? undefined).map((option, at) => optionView(option, at)),
      variants: ({ sortKey: _, ...page }: PageArguments & { sortKey?: string }) =>
        connection(
          rowsOf(variants, (variant) => this.variant({ article, variant })),
          page,
        ),
    };
  }

  variant({ article, variant }: Sold): object {
    const title = variant.values.join(' / ') || 'Default Title';
    const sellable = () => (variant.tracked ? this.#stock.available(variant.itemId) : 0);
    return {
      __typename: 'ProductVariant',
      id: gid('ProductVariant', variant.id),
      legacyResourceId: variant.id,
      sku: variant.sku,
      barcode: variant.barcode,
      price: variant.price,
      compareAtPrice: variant.compareAtPrice,
      title,
      displayName: `${article.title} - ${title}`,
      position: article.variants.indexOf(variant) + 1,
      taxable: variant.taxable,
      createdAt: utc(variant.createdAt),
      updatedAt: utc(variant.updatedAt),
      inventoryPolicy: variant.policy,
      inventoryQuantity: sellable,
      sellableOnlineQuantity: sellable,
      availableForSale: () => !variant.tracked || variant.policy === 'CONTINUE' || sellable() > 0,
      selectedOptions: article.options.map(({ name }, at) => ({ name, value: variant.values[at] ?? '' })),
      product: () => this.article(article),
      inventoryItem: () => this.item({ article, variant }),
    };
  }

  item({ article, variant }: Sold): object {
    const { itemId } = variant;
    const own = () => this.variant({ article, variant });
    const levels = () => Object.entries(this.#stock.levels(itemId)).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      __typename: 'InventoryItem',
      id: gid('InventoryItem', itemId),
      legacyResourceId: itemId,
      sku: variant.sku,
      tracked: variant.tracked,
      requiresShipping: variant.requiresShipping,
      createdAt: utc(variant.createdAt),
      updatedAt: utc(variant.updatedAt),
      countryCodeOfOrigin: null,
      harmonizedSystemCode: null,
      duplicateSkuCount: () => (variant.sku ? this.#articles.bySku(variant.sku).length - 1 : 0),
      locationsCount: () => ({ count: levels().length, precision: 'EXACT' }),
      measurement: { __typename: 'InventoryItemMeasurement', id: gid('InventoryItemMeasurement', itemId), weight: variant.weight ?? null },
      variant: own,
      variants: (page: PageArguments) =>
        connection(
          rowsOf([own], (make) => make()),
          page,
        ),
      inventoryLevel: ({ locationId }: { locationId: string }) => this.level(itemId, locationId.split('/').at(-1) ?? ''),
      inventoryLevels: ({ query: _, includeInactive: __, ...page }: PageArguments & { query?: string; includeInactive?: boolean }) =>
        connection(
          levels().map(([locationId]) => ({ key: locationId, view: () => this.level(itemId, locationId) })),
          page,
        ),
    };
  }

  /** Null where the item is not stocked. */
  level(itemId: string, locationId: string): object | null {
    const level = this.#stock.at(itemId, locationId);
    if (!level) return null;
    const location = findLocation(locationId);
    const sold = () => this.#articles.byItem(itemId);
    return {
      __typename: 'InventoryLevel',
      id: levelId(itemId, locationId),
      isActive: true,
      canDeactivate: level.committed === 0,
      createdAt: utc(level.createdAt),
      updatedAt: utc(level.updatedAt),
      item: () => {
        const one = sold();
        return one ? this.item(one) : null;
      },
      location: () => (location ? this.location(location) : null),
      quantities: ({ names }: { names: string[] }) => names.map((name) => quantityView(name, itemId, locationId, level)),
    };
  }

  location(location: ShopLocation): object {
    return {
      ...locationView(location),
      inventoryLevel: ({ inventoryItemId }: { inventoryItemId: string }) =>
        this.level(inventoryItemId.split('/').at(-1) ?? '', location.id),
      inventoryLevels: ({ query: _, includeInactive: __, ...page }: PageArguments & { query?: string; includeInactive?: boolean }) =>
        connection(
          this.#articles
            .itemIds()
            .map(String)
            .filter((itemId) => this.#stock.at(itemId, location.id))
            .map((itemId) => ({ key: itemId.padStart(20, '0'), view: () => this.level(itemId, location.id) })),
          page,
        ),
    };
  }
}

export const levelId = (itemId: string, locationId: string): string =>
  `gid://shopify/InventoryLevel/${locationId}?inventory_item_id=${itemId}`;

/** The states that Shopify counts by. @returns undefined for a name that is none */
export function quantityOf(name: string, { available, committed }: Level): number | undefined {
  if (name === 'available') return available;
  if (name === 'committed') return committed;
  if (name === 'on_hand') return available + committed;
  return ['damaged', 'incoming', 'quality_control', 'reserved', 'safety_stock'].includes(name) ? 0 : undefined;
}

const quantityView = (name: string, itemId: string, locationId: string, level: Level) => ({
  __typename: 'InventoryQuantity',
  id: `gid://shopify/InventoryQuantity/${locationId}?inventory_item_id=${itemId}&name=${name}`,
  name,
  quantity: quantityOf(name, level) ?? 0,
  updatedAt: utc(level.updatedAt),
});

const optionView = ({ id, name, values }: Article['options'][number], at: number) => ({
  __typename: 'ProductOption',
  id: gid('ProductOption', id),
  name,
  position: at + 1,
  values,
  optionValues: values.map((value, nth) => ({
    __typename: 'ProductOptionValue',
    id: gid('ProductOptionValue', `${id}${nth}`),
    name: value,
    hasVariants: true,
  })),
});

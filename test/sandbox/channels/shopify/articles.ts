import { type DocumentFile, Documents } from '../../documents.ts';
import { type ShopItem, shopItems } from './catalogue.ts';
import { mainLocation, secondLocation } from './locations.ts';
import { type Seed, Seeds } from './seeds.ts';
import type { Levels } from './stock.ts';

/** A product and its variants, as the shop holds them. Ids are digit texts, prices decimal texts. */
export interface Article {
  id: string;
  title: string;
  handle: string;
  descriptionHtml: string;
  vendor: string;
  productType: string;
  tags: string[];
  status: 'ACTIVE' | 'DRAFT' | 'ARCHIVED' | 'UNLISTED';
  giftCard: boolean;
  options: { id: string; name: string; values: string[] }[];
  variants: Variant[];
  createdAt: string;
  updatedAt: string;
}

export interface Variant {
  id: string;
  itemId: string;
  sku: string | null;
  barcode: string | null;
  price: string;
  compareAtPrice: string | null;
  /** One per option of the product. */
  values: string[];
  taxable: boolean;
  tracked: boolean;
  requiresShipping: boolean;
  policy: 'DENY' | 'CONTINUE';
  weight?: { value: number; unit: string };
  createdAt: string;
  updatedAt: string;
}

export interface Sold {
  article: Article;
  variant: Variant;
}

export const seededAt = '2026-01-05T08:00:00Z';
const firstItemId = 44_280_000_000_001;

/** What the shop sells, kept: the demo items, what is made through the API, and any number of plain articles that take no room until they change. */
export class Articles {
  readonly #held: Documents<Article>;
  readonly #counters: Documents<number>;
  readonly #seeds: Seeds;
  readonly #start: string;
  #byVariant = new Map<string, string>();
  #byItem = new Map<string, string>();
  #bySku = new Map<string, Set<string>>();
  #byBarcode = new Map<string, Set<string>>();
  #productIds: number[] | undefined;
  #variantIds: number[] | undefined;

  constructor(file: DocumentFile) {
    this.#held = new Documents(file, 'products');
    this.#counters = new Documents(file, 'article-counters');
    this.#seeds = new Seeds(new Documents<Seed>(file, 'article-seeds'));
    this.#start = seededAt;
    if (this.#held.size === 0) this.#sow();
    else for (const article of this.#held.values()) this.#index(article);
  }

  get(productId: string): Article | undefined {
    return this.#held.get(productId) ?? this.#seeds.byProduct(productId);
  }
  byVariant(variantId: string): Sold | undefined {
    return this.#sold(this.#byVariant.get(variantId) ?? this.#seeds.byVariant(variantId)?.id, ({ id }) => id === variantId);
  }
  byItem(itemId: string): Sold | undefined {
    return this.#sold(this.#byItem.get(itemId) ?? this.#seeds.byItem(itemId)?.id, (variant) => variant.itemId === itemId);
  }
  /** All variants with this SKU, whatever its case. */
  bySku(sku: string): Sold[] {
    const seeded = this.#seeds.bySku(sku)?.variants[0]?.id;
    const ids = new Set([...(this.#bySku.get(sku.toLowerCase()) ?? []), ...(seeded ? [seeded] : [])]);
    return this.#all(ids).filter(({ variant }) => variant.sku?.toLowerCase() === sku.toLowerCase());
  }
  byBarcode(barcode: string): Sold[] {
    return this.#all(this.#byBarcode.get(barcode.toLowerCase()) ?? []).filter(
      ({ variant }) => variant.barcode?.toLowerCase() === barcode.toLowerCase(),
    );
  }

  /** Of stored products; those of seeds are never asked for. */
  handles(): ReadonlySet<string> {
    return new Set([...this.#held.values()].map(({ handle }) => handle));
  }

  /** Ids in order. */
  productIds(): readonly number[] {
    this.#productIds ??= inOrder([...this.#held.keys()], this.#seeds.productIds());
    return this.#productIds;
  }
  variantIds(): readonly number[] {
    this.#variantIds ??= inOrder([...this.#byVariant.keys()], this.#seeds.variantIds());
    return this.#variantIds;
  }
  itemIds(): readonly number[] {
    return inOrder([...this.#byItem.keys()], this.#seeds.itemIds());
  }

  /** Holds a new or changed product. */
  put(article: Article): void {
    const before = this.#held.get(article.id);
    for (const { id, itemId } of before?.variants ?? []) {
      this.#byVariant.delete(id);
      this.#byItem.delete(itemId);
    }
    this.#held.put(article.id, article);
    this.#index(article);
    const ids = (one: Article | undefined) => one?.variants.map(({ id }) => id).join();
    if (ids(before ?? this.#seeds.byProduct(article.id)) === ids(article)) return;
    this.#productIds = undefined;
    this.#variantIds = undefined;
  }

  /** Ids that nobody has: of a product, a variant, an inventory item, an option. */
  newId(of: 'product' | 'variant' | 'item' | 'option'): string {
    const next = (this.#counters.get(of) ?? 0) + 1;
    this.#counters.put(of, next);
    return String(
      { product: 7_813_000_000_000, variant: 42_191_000_000_000, item: 44_281_000_000_000, option: 9_810_000_000_000 }[of] + next,
    );
  }

  /** Adds `count` plain articles with the SKUs `<prefix>000001` and so on. */
  seed(count: number, prefix: string): void {
    this.#seeds.add(count, prefix);
    this.#productIds = undefined;
    this.#variantIds = undefined;
  }

  /** Stock that nobody has changed yet. */
  seededLevels(itemId: string): Levels {
    const level = (available: number) => ({ available, committed: 0, createdAt: this.#start, updatedAt: this.#start });
    const known = shopItems[Number(itemId) - firstItemId];
    if (known?.item.service) return {};
    if (known) return { [mainLocation]: level(Math.floor(known.item.onHand)), [secondLocation]: level(0) };
    return this.#seeds.byItem(itemId) ? { [mainLocation]: level(100) } : {};
  }

  clear(): void {
    for (const documents of [this.#held, this.#counters]) documents.clear();
    this.#seeds.clear();
    for (const index of [this.#byVariant, this.#byItem, this.#bySku, this.#byBarcode]) index.clear();
    this.#productIds = undefined;
    this.#variantIds = undefined;
    this.#sow();
  }

  #sow(): void {
    for (const items of Map.groupBy(shopItems, ({ productId }) => productId).values()) this.put(fromWorld(items));
  }

  #index({ id: productId, variants }: Article): void {
    for (const { id, itemId, sku, barcode } of variants) {
      this.#byVariant.set(id, productId);
      this.#byItem.set(itemId, productId);
      if (sku) enter(this.#bySku, sku, id);
      if (barcode) enter(this.#byBarcode, barcode, id);
    }
  }

  #sold(productId: string | undefined, isIt: (variant: Variant) => boolean): Sold | undefined {
    const article = productId === undefined ? undefined : this.get(productId);
    const variant = article?.variants.find(isIt);
    return article && variant ? { article, variant } : undefined;
  }

  #all(variantIds: Iterable<string>): Sold[] {
    return [...variantIds].flatMap((id) => this.byVariant(id) ?? []);
  }
}

/** An entry that is out of date does no harm: whoever finds it looks at the variant. */
function enter(index: Map<string, Set<string>>, key: string, id: string): void {
  const known = index.get(key.toLowerCase());
  if (known) known.add(id);
  else index.set(key.toLowerCase(), new Set([id]));
}

const inOrder = (held: readonly string[], seeded: Iterable<number>): number[] =>
  [...new Set([...held.map(Number), ...seeded])].sort((a, b) => a - b);

function fromWorld(items: readonly ShopItem[]): Article {
  const [first] = items;
  const varied = first?.item.variant;
  const title = varied ? 'T-shirt' : (first?.item.name ?? '');
  const names = varied ? ['Color', 'Size'] : ['Title'];
  const variants = items.map(
    ({ item, variantId }): Variant => ({
      id: variantId,
      itemId: String(firstItemId + shopItems.findIndex((one) => one.variantId === variantId)),
      sku: item.sku,
      barcode: item.barcode ?? null,
      price: item.usd,
      compareAtPrice: null,
      values: item.variant ? [item.variant.color ?? '', item.variant.size ?? ''] : ['Default Title'],
      taxable: item.taxItemGroup !== 'NONE',
      tracked: !item.service,
      requiresShipping: !item.service,
      policy: 'DENY',
      createdAt: seededAt,
      updatedAt: seededAt,
    }),
  );
  return {
    id: first?.productId ?? '',
    title,
    handle: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    descriptionHtml: '',
    vendor: 'Contoso Entertainment',
    productType: '',
    tags: [],
    status: 'ACTIVE',
    giftCard: first?.item.itemNumber === 'GIFT-CARD',
    options: names.map((name, at) => ({
      id: String(9_800_000_000_000 + Number(first?.productId.slice(-3)) * 10 + at),
      name,
      values: [...new Set(variants.map(({ values }) => values[at] ?? ''))],
    })),
    variants,
    createdAt: seededAt,
    updatedAt: seededAt,
  };
}

import type { Documents } from '../../documents.ts';
import type { Article } from './articles.ts';

/** Plain articles numbered from 1; `first` is the number that the first of them has among all seeds. */
export interface Seed {
  prefix: string;
  count: number;
  first: number;
}

const firstIds = { product: 7_820_000_000_000, variant: 42_200_000_000_000, item: 44_300_000_000_000 };
const at = '2026-01-05T08:00:00Z';

/** A hundred thousand articles that are reckoned, not stored. */
export class Seeds {
  readonly #seeds: Documents<Seed>;

  constructor(seeds: Documents<Seed>) {
    this.#seeds = seeds;
  }

  add(count: number, prefix: string): void {
    this.#seeds.put(prefix, { prefix, count, first: this.#total() + 1 });
  }
  clear(): void {
    this.#seeds.clear();
  }

  byProduct(id: string): Article | undefined {
    return this.#made(Number(id) - firstIds.product);
  }
  byVariant(id: string): Article | undefined {
    return this.#made(Number(id) - firstIds.variant);
  }
  byItem(id: string): Article | undefined {
    return this.#made(Number(id) - firstIds.item);
  }
  bySku(sku: string): Article | undefined {
    for (const { prefix, count, first } of this.#seeds.values()) {
      if (!sku.toLowerCase().startsWith(prefix.toLowerCase())) continue;
      const digits = sku.slice(prefix.length);
      const number = /^\d{6}$/.test(digits) ? Number(digits) : 0;
      if (number >= 1 && number <= count) return this.#made(first + number - 1);
    }
    return undefined;
  }

  *productIds(): Iterable<number> {
    for (let number = 1; number <= this.#total(); number += 1) yield firstIds.product + number;
  }
  *variantIds(): Iterable<number> {
    for (let number = 1; number <= this.#total(); number += 1) yield firstIds.variant + number;
  }
  *itemIds(): Iterable<number> {
    for (let number = 1; number <= this.#total(); number += 1) yield firstIds.item + number;
  }

  #total(): number {
    return [...this.#seeds.values()].reduce((most, { first, count }) => Math.max(most, first + count - 1), 0);
  }

  #made(number: number): Article | undefined {
    for (const { prefix, count, first } of this.#seeds.values())
      if (number >= first && number < first + count) return article(number, `${prefix}${String(number - first + 1).padStart(6, '0')}`);
    return undefined;
  }
}

const article = (number: number, sku: string): Article => ({
  id: String(firstIds.product + number),
  title: `Article ${sku}`,
  handle: `article-${sku.toLowerCase()}`,
  descriptionHtml: '',
  vendor: 'Contoso Entertainment',
  productType: '',
  tags: [],
  status: 'ACTIVE',
  giftCard: false,
  options: [{ id: String(9_900_000_000_000 + number), name: 'Title', values: ['Default Title'] }],
  variants: [
    {
      id: String(firstIds.variant + number),
      itemId: String(firstIds.item + number),
      sku,
      barcode: null,
      price: `${10 + (number % 90)}.00`,
      compareAtPrice: null,
      values: ['Default Title'],
      taxable: true,
      tracked: true,
      requiresShipping: true,
      policy: 'DENY',
      createdAt: at,
      updatedAt: at,
    },
  ],
  createdAt: at,
  updatedAt: at,
});

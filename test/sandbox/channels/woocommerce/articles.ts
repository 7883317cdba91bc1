import { type DocumentFile, Documents } from '../../documents.ts';
import { products } from './catalogue.ts';
import type { BasketLine } from './order-arithmetic.ts';
import { type ProductRecord, priceOf, rateOf, seededArticle, seededParent, seedOf, settled, slugOf } from './product-record.ts';

/** Everything that the shop sells, with its stock and prices. */
export class Articles {
  readonly #records: Documents<ProductRecord>;
  readonly #file: DocumentFile;
  readonly #bySku = new Map<string, ProductRecord>();
  #last = 0;

  constructor(file: DocumentFile) {
    this.#file = file;
    this.#records = new Documents(file, 'products');
    for (const record of this.#records.values()) this.#index(record);
    if (this.#records.size === 0) this.reset();
  }

  reset(): void {
    this.#records.clear();
    this.#bySku.clear();
    this.#last = 0;
    this.#file.transaction(() => {
      for (const product of products) this.put(seedOf(product));
    });
  }

  /** Adds articles with the SKUs `<prefix>000001` and so on, a hundred of each in stock; with `each`, so many as variations of one product. */
  seed(count: number, prefix: string, each = 0): void {
    this.#file.transaction(() => {
      for (let from = 0; from < count; from += each || 1) {
        const size = Math.min(each || 1, count - from);
        const parent = each > 0 ? seededParent(this.nextId(), `Product ${prefix}${from / each + 1}`, size) : undefined;
        if (parent) this.put(parent);
        for (let index = 0; index < size; index += 1) {
          const sku = `${prefix}${String(from + index + 1).padStart(6, '0')}`;
          this.put(seededArticle(this.nextId(), sku, parent && { id: parent.id, option: String(index + 1) }));
        }
      }
    });
  }

  nextId(): number {
    return this.#last + 1;
  }

  get(id: number): ProductRecord | undefined {
    return this.#records.get(String(id));
  }

  withSku(sku: string): ProductRecord | undefined {
    return this.#bySku.get(sku.toLowerCase());
  }

  all(): IterableIterator<ProductRecord> {
    return this.#records.values();
  }

  put(record: ProductRecord): void {
    const before = this.#records.get(String(record.id));
    if (before && before.sku !== record.sku) this.#bySku.delete(before.sku.toLowerCase());
    this.#records.put(String(record.id), record);
    this.#index(record);
  }

  delete(record: ProductRecord): void {
    for (const id of record.variations) {
      const variation = this.get(id);
      if (variation) this.delete(variation);
    }
    this.#bySku.delete(record.sku.toLowerCase());
    this.#records.delete(String(record.id));
    const parent = this.get(record.parent_id);
    if (parent) this.put({ ...parent, variations: parent.variations.filter((id) => id !== record.id) });
  }

  #index(record: ProductRecord): void {
    if (record.sku) this.#bySku.set(record.sku.toLowerCase(), record);
    this.#last = Math.max(this.#last, record.id);
  }

  /** Where the stock of an article is counted: on itself, on the variable product that it belongs to, or nowhere. */
  counted(record: ProductRecord): ProductRecord | undefined {
    if (record.manage_stock) return record;
    const parent = this.get(record.parent_id);
    return parent?.manage_stock ? parent : undefined;
  }

  setStock(record: ProductRecord, quantity: number): void {
    this.put(settled({ ...record, stock_quantity: quantity, modified: Date.now() }));
  }

  /** The name as it is on an invoice: a variation with its parent's. */
  fullName(record: ProductRecord): string {
    const parent = this.get(record.parent_id);
    return parent ? `${parent.name} - ${record.name}` : record.name;
  }

  /** The basket line of an article at what it costs now. */
  lineOf(record: ProductRecord, quantity: string, price = priceOf(record) || '0'): BasketLine {
    const parent = this.get(record.parent_id);
    return {
      name: this.fullName(record),
      productId: parent?.id ?? record.id,
      variationId: parent ? record.id : 0,
      sku: record.sku,
      barcode: record.global_unique_id,
      parentName: parent?.name,
      meta: parent
        ? record.attributes.map(({ name, option }) => ({
            key: `pa_${slugOf(String(name))}`,
            value: slugOf(String(option)),
            label: slugOf(String(name)),
          }))
        : [],
      quantity,
      price,
      rate: rateOf(record),
    };
  }

  /** A line of the demo catalogue at today's price, unless it was given a price of its own. */
  repriced(line: BasketLine): BasketLine {
    const seed = products.find((product) => product.sku === line.sku);
    const now = line.sku ? this.withSku(line.sku) : undefined;
    return seed && now && line.price === seed.price && priceOf(now) ? { ...line, price: priceOf(now) } : line;
  }
}

import type { CurrencyCode, DecimalText } from '../core/money.ts';

/** What stock and price hang on at a channel: a variant where there are variants, else a product. */
export interface ArticleRef {
  /** The variant's id, or the product's where it has none. */
  variantId: string;
  productId: string;
  /** Where the channel keeps stock under an id of its own. */
  inventoryId?: string;
  sku: string;
}

/** An article as the channel shows it now. */
export interface ChannelArticle extends ArticleRef {
  barcode: string;
  title: string;
  /** In the shop's own currency. */
  price?: DecimalText;
  /** The price it was before, shown struck through. */
  compareAt?: DecimalText;
  /** What may be sold, by location (`''` where the channel has one stock). Undefined where the channel does not count it. */
  stock?: { location: string; available: number }[];
}

/** A page of the channel's articles in the order of their ids; `next` goes on behind it, across processes. */
export interface ArticlePage {
  articles: ChannelArticle[];
  next?: string;
}

/** What one article may sell at one location. */
export interface StockLevel {
  article: ArticleRef;
  /** The channel's location id, `''` where the channel has one stock. */
  location: string;
  /** Whole units of the channel; never negative. */
  quantity: number;
  /** What we believe the channel shows: it is written only if that is so. Undefined writes whatever is there. */
  from?: number;
}

export interface PriceLevel {
  article: ArticleRef;
  price: DecimalText;
  /** What Dynamics has it in: the shop's own currency, where its settings are right. */
  currency: CurrencyCode;
  /** Shown struck through; null takes it away, undefined leaves it. */
  compareAt?: DecimalText | null;
}

/**
 * What became of one line of a batch. `stale`: the channel shows something else than `from`. `gone`: it has no such article.
 * `refused`: it will not have this line, in its own words.
 */
export type LineOutcome = { is: 'done' } | { is: 'stale'; shows?: number } | { is: 'gone' } | { is: 'refused'; problem: string };

/** A product as it is to be at the channel: what the mapping set `product` has made. */
export interface ProductDraft {
  title: string;
  /** HTML. */
  description?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  /** A new product is a draft until a person publishes it; an update leaves the status alone. */
  status?: 'draft' | 'active';
  /** Names of the options in which variants differ; empty for a product without variants. */
  options: string[];
  variants: VariantDraft[];
  /** Whatever else the channel has a field for. */
  attributes: Record<string, string>;
}

export interface VariantDraft {
  /** Known when it is linked already. */
  variantId?: string;
  sku: string;
  barcode?: string;
  /** In the order of the draft's options. */
  optionValues: string[];
  price?: DecimalText;
  /** In kilograms. */
  weight?: DecimalText;
}

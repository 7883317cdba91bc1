import type { Article, Sold } from './articles.ts';
import { connection, keyOf, type PageArguments, type Row } from './connection.ts';
import { type Fields, searchFor, type Term } from './search.ts';

export type SearchArguments = PageArguments & { query?: string | null; sortKey?: string | null; savedSearchId?: string | null };

/** A large list in order of its ids: how to find one of them, and by what to find it faster than by looking at all. */
export interface Keyset<T> {
  ids: readonly number[];
  find(id: string): T | undefined;
  bySku?(sku: string): string[];
  byBarcode?(barcode: string): string[];
  view(one: T): unknown;
}

/** Of variants, or of their inventory items. */
export interface SoldKeyset extends Keyset<Sold> {
  idOf(one: Sold): string;
}

const soldFields = ({ idOf }: Pick<SoldKeyset, 'idOf'>): Fields<Sold> => ({
  id: (one) => ({ number: idOf(one) }),
  sku: ({ variant }) => ({ text: variant.sku ?? '' }),
  barcode: ({ variant }) => ({ text: variant.barcode ?? '' }),
  title: ({ article, variant }) => ({ any: [article.title, variant.values.join(' / ')] }),
  product_id: ({ article }) => ({ number: article.id }),
  product_ids: ({ article }) => ({ any: [article.id] }),
  product_status: ({ article }) => ({ text: article.status }),
  vendor: ({ article }) => ({ text: article.vendor }),
  tag: ({ article }) => ({ any: article.tags }),
  updated_at: ({ variant }) => ({ moment: variant.updatedAt }),
  created_at: ({ variant }) => ({ moment: variant.createdAt }),
});

const articleFields: Fields<Article> = {
  id: ({ id }) => ({ number: id }),
  sku: ({ variants }) => ({ any: variants.map(({ sku }) => sku ?? '') }),
  barcode: ({ variants }) => ({ any: variants.map(({ barcode }) => barcode ?? '') }),
  title: ({ title }) => ({ text: title }),
  handle: ({ handle }) => ({ text: handle }),
  status: ({ status }) => ({ text: status }),
  vendor: ({ vendor }) => ({ text: vendor }),
  product_type: ({ productType }) => ({ text: productType }),
  tag: ({ tags }) => ({ any: tags }),
  updated_at: ({ updatedAt }) => ({ moment: updatedAt }),
  created_at: ({ createdAt }) => ({ moment: createdAt }),
};

/** A page of variants or inventory items that a search finds, in order of their ids. */
export const keyset = (asked: SearchArguments, list: SoldKeyset) =>
  paged(asked, list, soldFields(list), ({ article, variant }) => `${article.title} ${variant.sku ?? ''} ${variant.barcode ?? ''}`);

export const articleKeyset = (asked: SearchArguments, list: Keyset<Article>) =>
  paged(asked, list, articleFields, ({ title, variants }) => `${title} ${variants.map(({ sku }) => sku ?? '').join(' ')}`);

function paged<T>(
  { query, sortKey: _, savedSearchId: __, ...page }: SearchArguments,
  list: Keyset<T>,
  fields: Fields<T>,
  text: (one: T) => string,
) {
  const { matches, groups } = searchFor(query, fields, text);
  const ids = candidates(groups, list);
  const rows: Row[] = [];
  // A page from the front need not look at what comes behind it.
  const enough = page.first != null && !page.reverse && page.before == null ? page.first + 1 : Number.POSITIVE_INFINITY;
  const after = page.reverse ? undefined : keyOf(page.after);
  for (let at = after === undefined ? 0 : firstAbove(ids, Number(after)); at < ids.length && rows.length < enough; at += 1) {
    const one = list.find(String(ids[at]));
    if (one !== undefined && matches(one)) rows.push({ key: String(ids[at]).padStart(20, '0'), view: () => list.view(one) });
  }
  return connection(rows, page);
}

function candidates<T>(groups: readonly Term[][], list: Keyset<T>): readonly number[] {
  const found = groups.map((terms) => terms.map((term) => lookedUp(term, list)).find((ids) => ids !== undefined));
  if (found.every((ids) => ids !== undefined)) return [...new Set(found.flat().map(Number))].sort((a, b) => a - b);
  const bound =
    groups.length === 1 ? groups[0]?.find(({ field, comparator, not }) => field === 'id' && comparator.startsWith('>') && !not) : undefined;
  return bound ? list.ids.slice(firstAbove(list.ids, Number(bound.value) - 1)) : list.ids;
}

function lookedUp<T>({ field, comparator, not, value }: Term, { bySku, byBarcode }: Keyset<T>): string[] | undefined {
  if (not || comparator || value.endsWith('*')) return undefined;
  if (field === 'sku') return bySku?.(value);
  if (field === 'barcode') return byBarcode?.(value);
  return field === 'id' ? [value] : undefined;
}

/** Where in a sorted list the first number above this one is. */
function firstAbove(ids: readonly number[], number: number): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? 0) > number) high = middle;
    else low = middle + 1;
  }
  return low;
}

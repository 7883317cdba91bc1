import { compare, parseDecimal } from '../../../../shared/core/money.ts';
import type { ShopOrder } from './order-document.ts';
import { listIn, objectIn, shopAmount, textIn } from './reading.ts';

export interface SearchWarning {
  field: string;
  message: string;
}

export interface Term {
  not: boolean;
  field: string;
  comparator: string;
  value: string;
}

/** What the fields of the search syntax look at. Moments by the clock of the index, numbers by value, the rest without regard to case. */
export type Fields<T> = Record<string, (one: T) => Looked>;

interface Looked {
  moment?: string;
  number?: string;
  text?: string;
  any?: string[];
}

export interface Search<T> {
  matches(one: T): boolean;
  warnings: SearchWarning[];
  /** One of the groups must hold; in a group all terms. */
  groups: Term[][];
}

const orderFields: Fields<ShopOrder> = {
  updated_at: ({ changedAt }) => ({ moment: changedAt }),
  created_at: ({ document }) => ({ moment: textIn(document.created_at) }),
  processed_at: ({ document }) => ({ moment: textIn(document.processed_at) }),
  id: ({ id }) => ({ number: id }),
  name: ({ document }) => ({ text: textIn(document.name) }),
  email: ({ document }) => ({ text: textIn(document.email) }),
  po_number: ({ document }) => ({ text: textIn(document.po_number) }),
  financial_status: ({ document }) => ({ text: textIn(document.financial_status) }),
  fulfillment_status: ({ document }) => ({ text: textIn(document.fulfillment_status) ?? 'unfulfilled' }),
  test: ({ document }) => ({ text: String(document.test === true) }),
  status: ({ document }) => ({ any: ['any', document.cancelled_at ? 'cancelled' : document.closed_at ? 'closed' : 'open'] }),
  tag: ({ document }) => ({ any: (textIn(document.tags) ?? '').split(',').map((tag) => tag.trim()) }),
  sku: ({ document }) => ({ any: listIn(document.line_items).flatMap(({ sku }) => textIn(sku) ?? []) }),
  customer_id: ({ document }) => ({ number: textIn(objectIn(document.customer).id) }),
  current_total_price: ({ document }) => ({ number: shopAmount(document, 'current_total_price') }),
};

const token = /\s*(?:(AND|OR)\b|(\(|\)))|\s*(-|NOT\s+)?(?:(\w+):(<=|>=|<|>)?)?("[^"]*"|'[^']*'|[^\s()]+)/gy;

/** Shopify's search syntax: terms, `AND`, `OR`, `NOT`, `-`, comparators. An unknown field is left out with a warning, as Shopify does. */
export function searchFor<T>(query: string | null | undefined, fields: Fields<T>, wholeText: (one: T) => string): Search<T> {
  const warnings: SearchWarning[] = [];
  const groups: Term[][] = [[]];
  for (const [, connective, bracket, not, field = 'default', comparator = '', raw = ''] of (query ?? '').matchAll(token)) {
    if (connective === 'OR') groups.push([]);
    if (connective || bracket) continue;
    const value = raw.replace(/^(["'])(.*)\1$/, '$2');
    if (field !== 'default' && !fields[field]) warnings.push({ field, message: `Invalid search field for this query.` });
    else groups.at(-1)?.push({ not: Boolean(not), field, comparator, value });
  }
  const fits = (one: T, term: Term): boolean => {
    const read = fields[term.field];
    return read ? compares(read(one), term) : wholeText(one).toLowerCase().includes(term.value.toLowerCase());
  };
  return { matches: (one) => groups.some((terms) => terms.every((term) => fits(one, term) !== term.not)), warnings, groups };
}

export const searchOrders = (query: string | null | undefined): Search<ShopOrder> =>
  searchFor(query, orderFields, ({ document }) => JSON.stringify([document.name, document.email, document.customer]));

function compares({ moment, number, text, any }: Looked, { comparator, value }: Term): boolean {
  if (any) return any.some((one) => one.toLowerCase() === value.toLowerCase());
  if (text !== undefined && value.endsWith('*')) return withoutHash(text).startsWith(withoutHash(value.slice(0, -1)));
  if (text !== undefined) return withoutHash(text) === withoutHash(value);
  const order_ = moment !== undefined ? compareMoments(moment, value) : compareNumbers(number ?? '0', value);
  if (order_ === undefined) return false;
  if (comparator === '>=') return order_ >= 0;
  if (comparator === '<=') return order_ <= 0;
  if (comparator === '>') return order_ > 0;
  return comparator === '<' ? order_ < 0 : order_ === 0;
}

const withoutHash = (name: string): string => name.replace(/^#/, '').toLowerCase();

function compareMoments(moment: string, value: string): number | undefined {
  const wanted = value === 'now' ? Date.now() : Date.parse(value);
  return Number.isNaN(wanted) ? undefined : Math.floor(Date.parse(moment) / 1000) - Math.floor(wanted / 1000);
}

function compareNumbers(number: string, value: string): number | undefined {
  const [own, wanted] = [parseDecimal(number), parseDecimal(value)];
  return own === undefined || wanted === undefined ? undefined : compare(own, wanted);
}

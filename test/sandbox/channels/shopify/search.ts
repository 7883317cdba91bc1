import { compare, parseDecimal } from '../../../../shared/core/money.ts';
import type { ShopOrder } from './order-document.ts';
import { listIn, objectIn, shopAmount, textIn } from './reading.ts';

export interface SearchWarning {
  field: string;
  message: string;
}

interface Term {
  not: boolean;
  field: string;
  comparator: string;
  value: string;
}

/** What the fields of the search syntax look at. Moments by the clock of the index, numbers by value, the rest without regard to case. */
const fields: Record<string, (order: ShopOrder) => { moment?: string; number?: string; text?: string; any?: string[] }> = {
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

/** Shopify's search syntax for orders: terms, `AND`, `OR`, `NOT`, `-`, comparators. An unknown field is left out with a warning, as Shopify does. */
export function searchFor(query: string | null | undefined): { matches(order: ShopOrder): boolean; warnings: SearchWarning[] } {
  const warnings: SearchWarning[] = [];
  const groups: Term[][] = [[]];
  for (const [, connective, bracket, not, field = 'default', comparator = '', raw = ''] of (query ?? '').matchAll(token)) {
    if (connective === 'OR') groups.push([]);
    if (connective || bracket) continue;
    const value = raw.replace(/^(["'])(.*)\1$/, '$2');
    if (field !== 'default' && !fields[field]) warnings.push({ field, message: `Invalid search field for this query.` });
    else groups.at(-1)?.push({ not: Boolean(not), field, comparator, value });
  }
  return { matches: (order) => groups.some((terms) => terms.every((term) => fits(order, term) !== term.not)), warnings };
}

function fits(order: ShopOrder, { field, comparator, value }: Term): boolean {
  const read = fields[field];
  if (!read)
    return JSON.stringify([order.document.name, order.document.email, order.document.customer]).toLowerCase().includes(value.toLowerCase());
  const { moment, number, text, any } = read(order);
  if (any) return any.some((one) => one.toLowerCase() === value.toLowerCase());
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

import type { Documents } from '../../documents.ts';
import { epochOf, type OrderDocument } from './order-document.ts';

type Query = Record<string, unknown>;
type Fits = (order: OrderDocument) => boolean;

/** `any` is not everything: the trash and automatic drafts are left out. */
function filterByStatus(query: Query): Fits {
  const asked = (query.status as string[] | undefined) ?? ['any'];
  return asked.includes('any')
    ? (order) => !['trash', 'auto-draft'].includes(bare(order.status))
    : (order) => asked.includes(bare(order.status));
}
const bare = (status: string): string => status.replace(/^wc-/, '');

function filterByIds(query: Query): Fits {
  const include = (query.include as number[] | undefined) ?? [];
  const exclude = (query.exclude as number[] | undefined) ?? [];
  return ({ id }) => (include.length === 0 || include.includes(Number(id))) && !exclude.includes(Number(id));
}

/** Exclusive on both sides and in whole seconds. */
function filterByTime(query: Query): Fits {
  const gmt = query.dates_are_gmt === true;
  const bound = (name: string) => (typeof query[name] === 'string' ? Math.floor(epochOf(String(query[name]), gmt) / 1000) : undefined);
  const [after, before, modifiedAfter, modifiedBefore] = ['after', 'before', 'modified_after', 'modified_before'].map(bound);
  if ([after, before, modifiedAfter, modifiedBefore].every((one) => one === undefined)) return () => true;
  const inside = (at: number, from: number | undefined, to: number | undefined) =>
    (from === undefined || at > from) && (to === undefined || at < to);
  return (order) =>
    inside(secondOf(order, 'date_created'), after, before) && inside(secondOf(order, 'date_modified'), modifiedAfter, modifiedBefore);
}

function secondOf(order: OrderDocument, field: string): number {
  const gmt = order[`${field}_gmt`];
  if (typeof gmt === 'string' && gmt) return Math.floor(epochOf(gmt, true) / 1000);
  const local = order[field];
  return typeof local === 'string' && local ? Math.floor(epochOf(local, false) / 1000) : 0;
}

function filterByRest({ customer, parent, created_via: via, search, product }: Record<string, unknown>): Fits {
  const parents = (parent as number[] | undefined) ?? [];
  const sources = (via as string[] | undefined) ?? [];
  return (order) =>
    (customer === undefined || Number(order.customer_id) === customer) &&
    (parents.length === 0 || parents.includes(Number(order.parent_id))) &&
    (sources.length === 0 || sources.includes(String(order.created_via))) &&
    (product === undefined || JSON.stringify(order.line_items ?? []).includes(`"product_id":${product},`)) &&
    (typeof search !== 'string' ||
      search === '' ||
      JSON.stringify([order.number, order.billing, order.shipping]).toLowerCase().includes(search.toLowerCase()));
}

function sorting(query: Query): (a: OrderDocument, b: OrderDocument) => number {
  const { orderby = 'date', order = 'desc' } = query;
  const include = (query.include as number[] | undefined) ?? [];
  if (orderby === 'include') return (a, b) => include.indexOf(Number(a.id)) - include.indexOf(Number(b.id));
  const value = (one: OrderDocument) =>
    orderby === 'modified' ? secondOf(one, 'date_modified') : orderby === 'date' ? secondOf(one, 'date_created') : 0;
  const direction = order === 'asc' ? 1 : -1;
  return (a, b) => direction * (value(a) - value(b) || Number(a.id) - Number(b.id));
}

/** The orders that a list asks for, in its order. */
export function selectOrders(orders: Documents<OrderDocument>, query: Query): OrderDocument[] {
  const include = (query.include as number[] | undefined) ?? [];
  const candidates = include.length > 0 ? include.flatMap((id) => orders.get(String(id)) ?? []) : [...orders.values()];
  const wanted = [filterByStatus(query), filterByIds(query), filterByTime(query), filterByRest(query)];
  return candidates.filter((order) => wanted.every((fits) => fits(order))).sort(sorting(query));
}

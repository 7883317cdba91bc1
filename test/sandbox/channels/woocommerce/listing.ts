import type { SimResponse } from '../../serve.ts';
import { date, integer, list, oneOf, type Rules, text } from './arguments.ts';
import { json } from './refused.ts';

/** Arguments that every list takes. */
export const listRules: Rules = {
  context: oneOf('view', 'edit'),
  page: { type: 'integer', least: 1 },
  per_page: { type: 'integer', least: 1, most: 100 },
  search: text,
  after: date,
  before: date,
  exclude: list(integer),
  include: list(integer),
  offset: integer,
  order: oneOf('asc', 'desc'),
};

export interface ListRequest {
  /** Address of the list without its query. */
  address: string;
  search: URLSearchParams;
  query: Record<string, unknown>;
}

/** One page of rows with WordPress's headers: how many there are, how many pages, and the addresses of the next and previous one. */
export function pageOf<T>(rows: T[], { address, search, query }: ListRequest, show: (row: T) => object): SimResponse {
  const perPage = Number(query.per_page ?? 10);
  const page = Number(query.page ?? 1);
  const from = query.offset === undefined ? (page - 1) * perPage : Number(query.offset);
  const pages = Math.ceil(rows.length / perPage);
  const link = (to: number, rel: string) => {
    const next = new URLSearchParams(search);
    next.delete('consumer_key');
    next.delete('consumer_secret');
    next.set('page', String(to));
    return `<${address}?${next}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, Math.max(1, pages)), 'prev')] : []),
    ...(page < pages ? [link(page + 1, 'next')] : []),
  ];
  return json(
    200,
    rows.slice(from, from + perPage).map((row) => trimmed(show(row), search)),
    {
      'x-wp-total': String(rows.length),
      'x-wp-totalpages': String(pages),
      ...(links.length > 0 ? { link: links.join(', ') } : {}),
    },
  );
}

/** Keeps the fields that `_fields` names; `meta_data.key` keeps a part of each entry. */
export function trimmed(row: object, search: URLSearchParams): object {
  const asked = [...search].filter(([name]) => /^_fields(\[\w*\])?$/.test(name)).flatMap(([, value]) => value.split(','));
  const names = asked.map((name) => name.trim()).filter(Boolean);
  if (names.length === 0) return row;
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(row)) {
    const inner = names.filter((name) => name.startsWith(`${field}.`)).map((name) => name.slice(field.length + 1));
    if (names.includes(field)) kept[field] = value;
    else if (inner.length > 0) kept[field] = parts(value, inner);
  }
  return kept;
}

function parts(value: unknown, names: string[]): unknown {
  const search = new URLSearchParams({ _fields: names.join(',') });
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' && one !== null ? trimmed(one, search) : one));
  return typeof value === 'object' && value !== null ? trimmed(value, search) : value;
}

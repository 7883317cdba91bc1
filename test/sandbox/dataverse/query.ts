import { type Expansion, readExpand } from './expand.ts';
import type { Filter } from './filter.ts';
import { readFilter } from './filter.ts';
import { malformedCookie, type PagePosition, readCookie, writeCookie } from './paging.ts';
import { refusals } from './refusal.ts';
import type { Store, StoredRow, TableRows } from './store.ts';
import type { Column, Table } from './tables.ts';
import { compare, type Value } from './values.ts';

export interface Query {
  select?: string[];
  filter?: Filter;
  orderBy: { column: Column; down: boolean }[];
  top?: number;
  expand: Expansion[];
  count: boolean;
  skipToken?: string;
  deltaToken?: string;
}

const knownOptions = ['$select', '$filter', '$orderby', '$top', '$count', '$skiptoken', '$deltatoken', '$expand'];
export const maxPage = 5000;

/** @throws Refusal for an option or a column that does not exist */
export function readQuery(store: Store, table: Table, parameters: URLSearchParams): Query {
  for (const name of parameters.keys()) {
    if (!knownOptions.includes(name)) throw refusals.badRequest(`The query parameter ${name} is not supported.`);
    if (parameters.getAll(name).length > 1)
      throw refusals.badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
  }
  const filter = parameters.get('$filter');
  const top = parameters.get('$top');
  const count = parameters.get('$count');
  if (top !== null && !/^\d+$/.test(top))
    throw refusals.badRequest(
      `Invalid value '${top}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  if (count !== null && count !== 'true' && count !== 'false')
    throw refusals.badRequest(`Invalid value '${count}' for $count query option found. Valid values are 'true' and 'false'.`);
  return {
    ...(parameters.has('$select') ? { select: readSelect(table, parameters.get('$select') ?? '') } : {}),
    ...(filter === null ? {} : { filter: readFilter(store, table, filter) }),
    orderBy: readOrderBy(table, parameters.get('$orderby')),
    ...(top === null ? {} : { top: Number(top) }),
    expand: parameters.has('$expand') ? readExpand(store, table, parameters.get('$expand') ?? '') : [],
    count: count === 'true',
    ...(parameters.has('$skiptoken') ? { skipToken: parameters.get('$skiptoken') ?? '' } : {}),
    ...(parameters.has('$deltatoken') ? { deltaToken: parameters.get('$deltatoken') ?? '' } : {}),
  };
}

function readSelect(table: Table, text: string): string[] {
  return text.split(',').map((part) => columnOf(table, part.trim()).name);
}

function readOrderBy(table: Table, text: string | null): Query['orderBy'] {
  if (text === null) return [];
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...more] = part.trim().split(/\s+/);
    if (more.length > 0 || (direction !== 'asc' && direction !== 'desc')) throw refusals.badRequest(`Syntax error in '${text}'.`);
    return { column: columnOf(table, name), down: direction === 'desc' };
  });
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (!column) throw refusals.unknownProperty(name, table.name);
  return column;
}

export interface Page {
  rows: StoredRow[];
  /** All that match, as far as Dataverse counts. */
  count: number;
  /** More match than Dataverse counts. */
  countExceeded: boolean;
  /** Where the next page begins; undefined on the last one. */
  next?: string;
  /** The row version at the first page, when these pages begin change tracking. */
  tracking?: number;
}

/** One page of the rows that a query asks for; `tracking` = row version from which changes will be followed. @throws Refusal for a skip token that is none */
export function runQuery(rows: TableRows, query: Query, pageSize: number, trackingFrom?: number): Page {
  const { orderBy, top, skipToken } = query;
  const sorted = sortedBy(rows, query);
  const position = skipToken === undefined ? undefined : readPosition(skipToken, orderBy.length);
  const tracking = position?.tracking ?? trackingFrom;
  const from = position ? sorted.findIndex((one) => order(orderBy, one, position) > 0) : 0;
  const size = Math.min(pageSize, maxPage, top ?? maxPage);
  const page = from < 0 ? [] : sorted.slice(from, from + size);
  const last = page.at(-1);
  const more = top === undefined && last !== undefined && from + size < sorted.length;
  return {
    rows: page.map(({ row }) => row),
    count: Math.min(sorted.length, maxPage),
    countExceeded: sorted.length > maxPage,
    ...(tracking === undefined ? {} : { tracking }),
    ...(more ? { next: writeCookie({ page: (position?.page ?? 1) + 1, after: last.after, n: last.n, tracking }) } : {}),
  };
}

/** All rows that a query asks for, in its order. */
export const matching = (rows: TableRows, query: Query): StoredRow[] => sortedBy(rows, query).map(({ row }) => row);

const sortedBy = (rows: TableRows, { filter, orderBy }: Query): Sorted[] =>
  candidates(rows, filter)
    .filter((row) => !filter || filter.matches(row))
    .map((row): Sorted => ({ row, n: row.n, after: orderBy.map(({ column }) => row.values[column.name] ?? null) }))
    .sort((a, b) => order(orderBy, a, b));

interface Sorted {
  row: StoredRow;
  n: number;
  /** Its values of the columns that are sorted by. */
  after: Value[];
}

/** By the columns asked for, then by creation. */
function order(orderBy: Query['orderBy'], a: Pick<Sorted, 'after' | 'n'>, b: Pick<Sorted, 'after' | 'n'>): number {
  for (const [index, { column, down }] of orderBy.entries()) {
    const one = compare(column, a.after[index] ?? null, b.after[index] ?? null);
    if (one !== 0) return down ? -one : one;
  }
  return a.n - b.n;
}

/** The smallest set of rows that an index offers; all rows without one. */
function candidates(rows: TableRows, filter: Filter | undefined): StoredRow[] {
  const offers = (filter?.equalities ?? [])
    .map(({ column, value }) => rows.byColumn(column, value))
    .filter((offer) => offer !== undefined)
    .sort((a, b) => a.count - b.count);
  return offers[0]?.rows() ?? [...rows.rows()];
}

function readPosition(token: string, columns: number): PagePosition {
  const position = readCookie(token);
  if (!('after' in position) || position.after.length !== columns) throw malformedCookie();
  return position;
}

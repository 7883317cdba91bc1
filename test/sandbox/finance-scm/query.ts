import Big from 'big.js';
import { cellReader, toEntity } from './answers.ts';
import { folded } from './cells.ts';
import type { Erp } from './erp.ts';
import { boundsOn, candidates, compileFilter } from './filter.ts';
import { type Expression, parseFilter, requireProperty } from './filter-parser.ts';
import { type EntitySet, namespace, type Property, requireSet } from './metadata.ts';
import { refusedQuery } from './refusal.ts';
import { viewOf } from './registry.ts';
import type { Stored } from './table.ts';

export interface Query {
  filter?: Expression;
  select?: Property[];
  orderby: { property: Property; descending: boolean }[];
  expand?: { name: string; set: EntitySet };
  top?: number;
  skip: number;
  count: boolean;
  crossCompany: boolean;
}

const known = ['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$expand', '$skiptoken', '$format'];

/** Reads the query options. @throws Refusal for options, names and values that are not answered */
export function readQuery(set: EntitySet, options: URLSearchParams): Query {
  for (const name of options.keys()) {
    if (name.startsWith('$') && !known.includes(name)) throw refusedQuery(`The query option '${name}' is not supported.`);
    if (options.getAll(name).length > 1) throw refusedQuery(`Query option '${name}' was specified more than once.`);
  }
  const filter = options.get('$filter');
  const select = options.get('$select');
  const expand = options.get('$expand');
  return {
    ...(filter ? { filter: parseFilter(set, filter) } : {}),
    ...(select ? { select: readSelect(set, select) } : {}),
    ...(expand ? { expand: readExpand(set, expand) } : {}),
    orderby: readOrder(set, options.get('$orderby')),
    top: wholeNumber(options, '$top'),
    skip: wholeNumber(options, '$skip') ?? 0,
    count: readCount(options),
    crossCompany: options.get('cross-company')?.toLowerCase() === 'true',
  };
}

function readSelect(set: EntitySet, text: string): Property[] | undefined {
  const names = text.split(',').map((name) => name.trim());
  return names.includes('*') ? undefined : [...new Set(names)].map((name) => requireProperty(set, name));
}

function readOrder(set: EntitySet, text: string | null): Query['orderby'] {
  if (!text) return [];
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...more] = part.trim().split(/\s+/);
    if (more.length > 0 || (direction !== 'asc' && direction !== 'desc')) throw refusedQuery(`Syntax error in $orderby '${part.trim()}'.`);
    return { property: requireProperty(set, name), descending: direction === 'desc' };
  });
}

function readExpand(set: EntitySet, text: string): Query['expand'] {
  if (/[(/,]/.test(text)) throw refusedQuery(`$expand '${text}' is not supported: one navigation property, one level.`);
  const target = set.navigation.get(text.trim());
  if (!target) throw refusedQuery(`Could not find a property named '${text}' on type '${namespace}.${set.type}'.`);
  return { name: text.trim(), set: requireSet(target) };
}

function wholeNumber(options: URLSearchParams, name: string): number | undefined {
  const text = options.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text))
    throw refusedQuery(`Invalid value '${text}' for ${name} query option found. It requires a non-negative integer value.`);
  return Number(text);
}

function readCount(options: URLSearchParams): boolean {
  const text = options.get('$count');
  if (text === null || text === 'false') return false;
  if (text !== 'true') throw refusedQuery(`Invalid value '${text}' for $count query option found. It requires true or false.`);
  return true;
}

/**
 * Rows that fit, in order, before paging. With `enough` it may stop there, as long as that many are the first ones: the rest is not
 * counted then.
 */
export function select(erp: Erp, set: EntitySet, query: Query, { company, enough }: { company: string; enough?: number }): Stored[] {
  const { rules, shows } = viewOf(set);
  const table = erp.store.table(rules.table);
  const reader = cellReader(erp, set);
  const fits = query.filter ? compileFilter(query.filter) : undefined;
  const ownCompanyOnly = set.byCompany && !query.crossCompany;
  const isWanted = ({ row }: Stored) =>
    (!ownCompanyOnly || folded(row.dataAreaId ?? '') === company) && (!shows || shows(row)) && (!fits || fits(reader(row)));
  const found = query.filter ? candidates(table, query.filter) : undefined;
  const [first, ...more] = query.orderby;
  const isInOrder = first?.property.type === 'string' && table.hasIndex(first.property.name) && !rules.computed?.[first.property.name];
  if (!first || !isInOrder || enough === undefined || (found && found.size < enough)) {
    const rows: Stored[] = [];
    for (const stored of found?.rows() ?? table.all()) if (isWanted(stored)) rows.push(stored);
    return sorted(rows, query.orderby, reader);
  }
  const rows: Stored[] = [];
  const range = boundsOn(table, first.property.name, query.filter);
  for (const same of table.ordered(first.property.name, range, first.descending)) {
    rows.push(...sorted(same.filter(isWanted), more, reader));
    if (rows.length >= enough) break;
  }
  return rows;
}

function sorted(rows: Stored[], orderby: Query['orderby'], reader: ReturnType<typeof cellReader>): Stored[] {
  if (orderby.length === 0) return rows.sort((a, b) => a.id - b.id);
  const keyed = rows.map((stored) => ({ stored, keys: orderby.map(({ property }) => sortKey(property, reader(stored.row)(property))) }));
  keyed.sort((a, b) => {
    for (const [index, { descending }] of orderby.entries()) {
      const order = compareKeys(a.keys[index] ?? '', b.keys[index] ?? '');
      if (order !== 0) return descending ? -order : order;
    }
    return a.stored.id - b.stored.id;
  });
  return keyed.map(({ stored }) => stored);
}

type SortKey = string | number | Big;

function sortKey({ type, enumeration }: Property, cell: string): SortKey {
  if (type === 'decimal' || type === 'int32' || type === 'int64') return new Big(cell);
  // The database holds an enum's number.
  return type === 'enum' ? (enumeration?.members.get(cell) ?? 0) : folded(cell);
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (a instanceof Big && b instanceof Big) return a.cmp(b);
  return a === b ? 0 : a < b ? -1 : 1;
}

/** One row as JSON with what `$select` and `$expand` ask for. */
export function present(erp: Erp, set: EntitySet, stored: Stored, { select: properties, expand }: Query): Record<string, unknown> {
  const entity = toEntity(erp, set, stored, properties);
  if (expand) entity[expand.name] = children(erp, set, stored, expand.set).map((child) => toEntity(erp, expand.set, child));
  return entity;
}

function children(erp: Erp, parent: EntitySet, { row }: Stored, set: EntitySet): Stored[] {
  const table = erp.store.table(viewOf(set).rules.table);
  const link = parent.keys.filter((key) => key !== 'dataAreaId');
  const indexed = link.find((key) => table.hasIndex(key));
  const some = indexed ? table.equal(indexed, row[indexed] ?? '') : [...table.all()];
  return some.filter((child) => parent.keys.every((key) => folded(child.row[key] ?? '') === folded(row[key] ?? '')));
}

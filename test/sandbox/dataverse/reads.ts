import type { Expansion } from './expand.ts';
import { readFetch } from './fetch-xml.ts';
import { navigationOf } from './navigation.ts';
import type { Answer, Context, Operation } from './operations.ts';
import { type Preferences, wantsAnnotation } from './prefer.ts';
import { matching, maxPage, type Query, readQuery, runQuery } from './query.ts';
import { refusals } from './refusal.ts';
import { type Rendering, renderRow } from './render.ts';
import type { StoredRow, TableRows } from './store.ts';
import type { Table } from './tables.ts';
import { changesSince, readToken, writeToken } from './tracking.ts';

/** One row as the answer to a read. @throws Refusal for options that a single row does not take */
export function single(
  context: Context,
  { query }: Operation,
  rows: TableRows,
  row: StoredRow,
  preferences: Preferences,
): Record<string, unknown> {
  const { table } = rows;
  for (const name of query.keys())
    if (name !== '$select' && name !== '$expand') throw refusals.badRequest(`The query parameter ${name} is not supported.`);
  const { select, expand } = readQuery(context.store, table, query);
  return {
    '@odata.context': `${context.serviceRoot}/$metadata#${table.set}${select ? `(${select.join(',')})` : ''}/$entity`,
    ...render(context, rows, row, { select, expand }, renderingFor(context, preferences)),
  };
}

function renderingFor({ store }: Context, { annotations }: Preferences): Rendering {
  return {
    wants: (annotation) => wantsAnnotation(annotations, annotation),
    nameOf: (id, set) => {
      const rows = store.rows(set);
      return String(rows?.get(id)?.values[rows.table.primaryName] ?? '');
    },
  };
}

/** A row with what is expanded; related rows that the caller may not see are left out. */
function render(
  context: Context,
  { table }: TableRows,
  row: StoredRow,
  { select, expand }: { select?: string[] | undefined; expand: readonly Expansion[] },
  rendering: Rendering,
): Record<string, unknown> {
  const rendered = renderRow(table, row, select, rendering);
  for (const expansion of expand) {
    const navigation = navigationOf(context.store, table, expansion.name);
    if (!navigation) continue;
    const { rows, many } = navigation;
    context.rights.need('Read', rows.table);
    const related = navigation
      .related(row)
      .filter((one) => context.rights.sees(rows.table, one))
      .map((one) => render(context, rows, one, expansion, rendering));
    rendered[expansion.name] = many ? related : (related[0] ?? null);
  }
  return rendered;
}

/** The query over the rows that the caller may see. */
export function visible({ rights }: Context, table: Table, query: Query): Query {
  const { filter } = query;
  const matches = (row: StoredRow) => rights.sees(table, row) && (filter?.matches(row) ?? true);
  return { ...query, filter: { matches, equalities: filter?.equalities ?? [] } };
}

/** A page of a set: of a query, or of what has changed since a delta token. @throws Refusal */
export function collection(context: Context, operation: Operation, rows: TableRows, preferences: Preferences): Answer {
  const { table } = rows;
  context.rights.need('Read', table);
  if (operation.query.has('fetchXml')) return fetched(context, operation, rows, preferences);
  const query = readQuery(context.store, table, operation.query);
  if (query.deltaToken !== undefined) return delta(context, operation, rows, query, query.deltaToken, preferences);
  const size = query.top === undefined ? (preferences.maxPageSize ?? maxPage) : maxPage;
  if (preferences.trackChanges) {
    refuseWithTracking(operation);
    if (!table.changeTracking) throw refusals.noTracking(table.name);
  }
  const page = runQuery(rows, visible(context, table, query), size, preferences.trackChanges ? context.store.version : undefined);
  const rendering = renderingFor(context, preferences);
  return {
    status: 200,
    headers: {},
    body: {
      '@odata.context': contextOf(context, rows, query),
      ...(query.count ? { '@odata.count': page.count } : {}),
      ...(rendering.wants('Microsoft.Dynamics.CRM.totalrecordcount')
        ? {
            '@Microsoft.Dynamics.CRM.totalrecordcount': query.count ? page.count : -1,
            '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': query.count && page.countExceeded,
            '@Microsoft.Dynamics.CRM.globalmetadataversion': '1',
          }
        : {}),
      value: page.rows.map((row) => render(context, rows, row, query, rendering)),
      ...(page.next ? { '@odata.nextLink': linkTo(context, operation, rows, '$skiptoken', page.next) } : {}),
      ...(!page.next && page.tracking !== undefined
        ? { '@odata.deltaLink': linkTo(context, operation, rows, '$deltatoken', writeToken(page.tracking, context.now())) }
        : {}),
    },
  };
}

/** A page of what FetchXML asks for. */
function fetched(context: Context, { query }: Operation, rows: TableRows, preferences: Preferences): Answer {
  if ([...query.keys()].length > 1) throw refusals.badRequest('No other query option goes with fetchXml.');
  const { userId, serviceRoot } = context;
  const asked = readFetch(rows.table, query.get('fetchXml') ?? '', { userId, now: context.now() });
  const size = Math.min(asked.top ?? asked.size ?? preferences.maxPageSize ?? maxPage, maxPage);
  const all = matching(rows, visible(context, rows.table, asked));
  const from = (asked.page - 1) * size;
  const more = asked.top === undefined && from + size < all.length;
  const rendering = renderingFor(context, preferences);
  const cookie = `<cookie pagenumber="${asked.page + 1}" pagingcookie="" istracking="False" />`;
  return {
    status: 200,
    headers: {},
    body: {
      '@odata.context': contextOf({ serviceRoot }, rows, asked),
      ...(asked.count ? { '@odata.count': Math.min(all.length, maxPage) } : {}),
      ...(more && rendering.wants('Microsoft.Dynamics.CRM.fetchxmlpagingcookie')
        ? { '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie': cookie }
        : {}),
      ...(rendering.wants('Microsoft.Dynamics.CRM.morerecords') ? { '@Microsoft.Dynamics.CRM.morerecords': more } : {}),
      value: all.slice(from, from + size).map((row) => renderRow(rows.table, row, asked.select, rendering)),
    },
  };
}

function delta(context: Context, operation: Operation, rows: TableRows, query: Query, token: string, preferences: Preferences): Answer {
  refuseWithTracking(operation);
  const { store } = context;
  const since = readToken(store, token, context.now());
  const changes = changesSince(rows, since, store.version, query.skipToken, preferences.maxPageSize ?? maxPage);
  const rendering = renderingFor(context, preferences);
  const deletedContext = `${context.serviceRoot}/$metadata#${rows.table.set}/$deletedEntity`;
  return {
    status: 200,
    headers: {},
    body: {
      '@odata.context': `${contextOf(context, rows, query)}/$delta`,
      value: [
        ...changes.changed
          .filter((row) => context.rights.sees(rows.table, row))
          .map((row) => renderRow(rows.table, row, query.select, rendering)),
        ...changes.deleted.map(({ id }) => ({ '@odata.context': deletedContext, id, reason: 'deleted' })),
      ],
      ...(changes.next
        ? { '@odata.nextLink': linkTo(context, operation, rows, '$skiptoken', changes.next) }
        : { '@odata.deltaLink': linkTo(context, operation, rows, '$deltatoken', writeToken(changes.until, context.now())) }),
    },
  };
}

function refuseWithTracking({ query }: Operation): void {
  for (const option of ['$filter', '$orderby', '$expand', '$top']) if (query.has(option)) throw refusals.notWithTracking(option);
}

const contextOf = ({ serviceRoot }: Pick<Context, 'serviceRoot'>, { table }: TableRows, { select }: Query): string =>
  `${serviceRoot}/$metadata#${table.set}${select ? `(${select.join(',')})` : ''}`;

/** The same query from another place on. */
function linkTo(
  { serviceRoot }: Context,
  { query }: Operation,
  { table }: TableRows,
  name: '$skiptoken' | '$deltatoken',
  value: string,
): string {
  const kept = [...query].filter(([one]) => one !== '$skiptoken' && (one !== '$deltatoken' || name === '$skiptoken'));
  const parts = [...kept, [name, value] as const].map(([one, text]) => `${one}=${encodeURIComponent(text).replaceAll('%2C', ',')}`);
  return `${serviceRoot}/${table.set}?${parts.join('&')}`;
}

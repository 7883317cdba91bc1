import type { Answer, Context, Operation } from './operations.ts';
import { type Preferences, wantsAnnotation } from './prefer.ts';
import { maxPage, type Query, readQuery, runQuery } from './query.ts';
import { refusals } from './refusal.ts';
import { type Rendering, renderRow } from './render.ts';
import { businessUnitId, businessUnitName } from './standard-tables.ts';
import type { StoredRow, TableRows } from './store.ts';
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
  for (const name of query.keys()) if (name !== '$select') throw refusals.badRequest(`The query parameter ${name} is not supported.`);
  const { select } = readQuery(table, query);
  return {
    '@odata.context': `${context.serviceRoot}/$metadata#${table.set}${select ? `(${select.join(',')})` : ''}/$entity`,
    ...renderRow(table, row, select, renderingFor(context, preferences)),
  };
}

function renderingFor({ store }: Context, { annotations }: Preferences): Rendering {
  return {
    wants: (annotation) => wantsAnnotation(annotations, annotation),
    nameOf: (id) => (id === businessUnitId ? businessUnitName : (store.rows('systemusers')?.get(id)?.values.fullname ?? '')).toString(),
  };
}

/** A page of a set: of a query, or of what has changed since a delta token. @throws Refusal */
export function collection(context: Context, operation: Operation, rows: TableRows, preferences: Preferences): Answer {
  const { table } = rows;
  const query = readQuery(table, operation.query);
  if (query.deltaToken !== undefined) return delta(context, operation, rows, query, query.deltaToken, preferences);
  const size = query.top === undefined ? (preferences.maxPageSize ?? maxPage) : maxPage;
  if (preferences.trackChanges) {
    refuseWithTracking(operation);
    if (!table.changeTracking) throw refusals.noTracking(table.name);
  }
  const page = runQuery(rows, query, size, preferences.trackChanges ? context.store.version : undefined);
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
      value: page.rows.map((row) => renderRow(table, row, query.select, rendering)),
      ...(page.next ? { '@odata.nextLink': linkTo(context, operation, rows, '$skiptoken', page.next) } : {}),
      ...(!page.next && page.tracking !== undefined
        ? { '@odata.deltaLink': linkTo(context, operation, rows, '$deltatoken', writeToken(page.tracking, context.now())) }
        : {}),
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
        ...changes.changed.map((row) => renderRow(rows.table, row, query.select, rendering)),
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

const contextOf = ({ serviceRoot }: Context, { table }: TableRows, { select }: Query): string =>
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

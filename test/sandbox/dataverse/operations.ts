import { type Address, readAddress, requireRow } from './address.ts';
import { readObject } from './exact-json.ts';
import { type Preferences, readPreferences, wantsAnnotation } from './prefer.ts';
import { maxPage, type Query, readQuery, runQuery } from './query.ts';
import { Refusal, refusals } from './refusal.ts';
import { type Rendering, renderRow } from './render.ts';
import type { Store, StoredRow, TableRows } from './store.ts';
import { changesSince, readToken, writeToken } from './tracking.ts';
import { businessUnitId, type Conditions, createRow, deleteRow, etagOf, upsertRow, type Writer, writeMultiple } from './writes.ts';

/** One call, alone or inside a batch. */
export interface Operation {
  method: string;
  /** After the service root, percent-encoding kept. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
  /** The record that was written, for references within a change set. */
  entityUrl?: string;
}

export interface Context {
  store: Store;
  serviceRoot: string;
  /** The system user behind the token. */
  userId: string;
  now(): Date;
}

const versionHeader = { 'odata-version': '4.0' };

/** Carries out one call; what Dataverse refuses is an answer too. */
export function execute(context: Context, operation: Operation): Answer {
  try {
    const { store } = context;
    const preferences = readPreferences(operation.headers.prefer);
    const answer =
      operation.path === ''
        ? serviceDocument(context)
        : operation.path === 'WhoAmI' || operation.path === 'WhoAmI()'
          ? whoAmI(context)
          : executeAt(context, operation, readAddress(store, operation.path), preferences);
    const { applied } = preferences;
    return {
      ...answer,
      headers: { ...versionHeader, ...(applied.length > 0 ? { 'preference-applied': applied.join(',') } : {}), ...answer.headers },
    };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, headers: versionHeader, body: error.body };
    throw error;
  }
}

function serviceDocument({ store, serviceRoot }: Context): Answer {
  const value = store.tables().map(({ set }) => ({ name: set, kind: 'EntitySet', url: set }));
  return { status: 200, headers: {}, body: { '@odata.context': `${serviceRoot}/$metadata`, value } };
}

const whoAmI = ({ serviceRoot, userId }: Context): Answer => ({
  status: 200,
  headers: {},
  body: {
    '@odata.context': `${serviceRoot}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
    BusinessUnitId: businessUnitId,
    UserId: userId,
    OrganizationId: '0a000000-0000-4000-8000-000000000001',
  },
});

function executeAt(context: Context, operation: Operation, address: Address, preferences: Preferences): Answer {
  const { rows, key, rest } = address;
  const [segment] = rest;
  const action = /^Microsoft\.Dynamics\.CRM\.((?:Create|Update|Upsert)Multiple)$/.exec(segment ?? '')?.[1];
  if (action && !key && rest.length === 1) return multiple(context, operation, rows, action);
  if (segment === '$count' && !key && rest.length === 1 && operation.method === 'GET') {
    const { count } = runQuery(rows, readQuery(rows.table, operation.query), maxPage);
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(count) };
  }
  if (segment !== undefined) throw refusals.unknownSegment(segment);
  if (!key) {
    if (operation.method === 'GET') return collection(context, operation, rows, preferences);
    if (operation.method !== 'POST') throw refusals.methodNotAllowed(operation.method);
    const row = context.store.atomically(() => createRow(context.store, rows, readObject(operation.body), writerOf(context)));
    return written(context, operation, rows, row, true, preferences);
  }
  const conditions = conditionsOf(operation);
  switch (operation.method) {
    case 'GET': {
      const row = requireRow(rows, key);
      if (conditions.ifNoneMatch === etagOf(row)) return { status: 304, headers: {} };
      return { status: 200, headers: { etag: etagOf(row) }, body: single(context, operation, rows, row, preferences) };
    }
    case 'PATCH': {
      const body = readObject(operation.body);
      const { row, created } = context.store.atomically(() => upsertRow(context.store, rows, key, body, writerOf(context), conditions));
      return written(context, operation, rows, row, created, preferences);
    }
    case 'PUT':
      throw refusals.methodNotAllowed('PUT');
    case 'DELETE':
      context.store.atomically(() => deleteRow(context.store, rows, key, conditions));
      return { status: 204, headers: {} };
    default:
      throw refusals.methodNotAllowed(operation.method);
  }
}

const writerOf = ({ userId, now }: Context): Writer => ({ userId, now: now() });

/** The literal word `null` is how clients switch caching off; it sets no condition. */
function conditionsOf({ headers }: Operation): Conditions {
  const condition = (value: string | undefined) => (value === undefined || value === 'null' || value === '' ? undefined : value);
  const [ifMatch, ifNoneMatch] = [condition(headers['if-match']), condition(headers['if-none-match'])];
  return { ...(ifMatch ? { ifMatch } : {}), ...(ifNoneMatch ? { ifNoneMatch } : {}) };
}

function multiple(context: Context, { method, body }: Operation, rows: TableRows, action: string): Answer {
  if (method !== 'POST') throw refusals.methodNotAllowed(method);
  const { store, serviceRoot } = context;
  const ids = store.atomically(() => writeMultiple(store, rows, action, readObject(body), writerOf(context)));
  if (action !== 'CreateMultiple') return { status: 204, headers: {} };
  return {
    status: 200,
    headers: {},
    body: { '@odata.context': `${serviceRoot}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse`, Ids: ids },
  };
}

function written(
  context: Context,
  operation: Operation,
  rows: TableRows,
  row: StoredRow,
  created: boolean,
  preferences: Preferences,
): Answer {
  const entityUrl = `${context.serviceRoot}/${rows.table.set}(${row.id})`;
  const headers = { 'odata-entityid': entityUrl };
  if (!preferences.representation) return { status: 204, headers, entityUrl };
  return {
    status: created ? 201 : 200,
    headers: { ...headers, etag: etagOf(row), ...(created ? { location: entityUrl } : {}) },
    body: single(context, operation, rows, row, preferences),
    entityUrl,
  };
}

function single(
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

function renderingFor({ serviceRoot }: Context, { annotations }: Preferences): Rendering {
  return {
    serviceRoot,
    wants: (annotation) => wantsAnnotation(annotations, annotation),
    nameOf: (id) => (id === businessUnitId ? 'contoso' : '# Commerce Companion'),
  };
}

function collection(context: Context, operation: Operation, rows: TableRows, preferences: Preferences): Answer {
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
            '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': false,
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

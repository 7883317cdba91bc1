import { type Address, readAddress, requireRow } from './address.ts';
import { readObject } from './exact-json.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import { maxPage, readQuery, runQuery } from './query.ts';
import { collection, single } from './reads.ts';
import { Refusal, refusals } from './refusal.ts';
import { businessUnitId, organizationId } from './standard-tables.ts';
import type { Store, StoredRow, TableRows } from './store.ts';
import { type Conditions, createRow, deleteRow, etagOf, upsertRow, type Writer, writeMultiple } from './writes.ts';

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
    OrganizationId: organizationId,
  },
});

function executeAt(context: Context, operation: Operation, address: Address, preferences: Preferences): Answer {
  const { rows, key, rest } = address;
  const [segment] = rest;
  if (rows.table.readOnly && operation.method !== 'GET') throw refusals.noPrivilege(context.userId, operation.method, rows.table.name);
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

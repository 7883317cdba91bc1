import { type Address, readAddress, requireRow } from './address.ts';
import { readObject } from './exact-json.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import { maxPage, readQuery, runQuery } from './query.ts';
import { collection, single, visible } from './reads.ts';
import { isReferenceCall, reference } from './references.ts';
import { Refusal, refusals } from './refusal.ts';
import { type Grants, type Right, type Rights, rightsOf } from './rights.ts';
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
  /** The system user behind the token, or whom he acts for. */
  userId: string;
  /** The system user behind the token when he acts for another. */
  onBehalfBy?: string;
  rights: Rights;
  grants: Grants | undefined;
  now(): Date;
}

const versionHeader = { 'odata-version': '4.0' };

/** Carries out one call; what Dataverse refuses is an answer too. */
export function execute(caller: Context, operation: Operation): Answer {
  try {
    const context = actingAs(caller, operation.headers);
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

/** Whoever the headers say the caller acts for. @throws Refusal when he may not, or there is no such user */
export function actingAs(context: Context, headers: Record<string, string>): Context {
  const { store, grants, rights, onBehalfBy } = context;
  const given = headers.callerobjectid ?? headers.mscrmcallerid;
  if (given === undefined || onBehalfBy) return context;
  const users = store.rows('systemusers');
  const asked = given.replace(/[{}]/g, '').toLowerCase();
  const user = headers.callerobjectid
    ? [...(users?.rows() ?? [])].find(({ values }) => values.azureactivedirectoryobjectid === asked)
    : users?.get(asked);
  if (!rights.may('prvActOnBehalfOfAnotherUser')) throw refusals.noPrivilege(context.userId, 'prvActOnBehalfOfAnotherUser', 'systemuser');
  if (!user) throw refusals.noSuchUser(asked);
  if (user.values.isdisabled === true) throw refusals.disabledUser(user.id);
  return { ...context, userId: user.id, onBehalfBy: context.userId, rights: rightsOf(store, grants, user.id) };
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
  if (segment !== undefined && key && isReferenceCall(rest)) return reference(context, operation, rows, key, rest);
  if (rows.table.readOnly && operation.method !== 'GET') refuseReadOnly(context, operation, rows);
  const action = /^Microsoft\.Dynamics\.CRM\.((?:Create|Update|Upsert)Multiple)$/.exec(segment ?? '')?.[1];
  if (action && !key && rest.length === 1) return multiple(context, operation, rows, action);
  if (segment === '$count' && !key && rest.length === 1 && operation.method === 'GET') {
    context.rights.need('Read', rows.table);
    const query = visible(context, rows.table, readQuery(context.store, rows.table, operation.query));
    const { count } = runQuery(rows, query, maxPage);
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
      context.rights.need('Read', rows.table);
      const row = requireRow(rows, key);
      context.rights.need('Read', rows.table, row);
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
      context.store.atomically(() => deleteRow(context.store, rows, key, writerOf(context), conditions));
      return { status: 204, headers: {} };
    default:
      throw refusals.methodNotAllowed(operation.method);
  }
}

const writerOf = ({ userId, onBehalfBy, rights, now }: Context): Writer => ({
  userId,
  rights,
  now: now(),
  ...(onBehalfBy ? { onBehalfBy } : {}),
});

const rightOf: Record<string, Right> = { POST: 'Create', DELETE: 'Delete' };

/** Of the tables that every environment has only a user can be changed, by who may. */
function refuseReadOnly({ rights, userId }: Context, { method }: Operation, { table }: TableRows): void {
  const right = rightOf[method] ?? 'Write';
  rights.need(right, table);
  if (method !== 'PATCH' || table.name !== 'systemuser')
    throw refusals.noPrivilege(userId, `prv${right}${table.privilegeName}`, table.name);
}

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
  context.rights.need('Read', rows.table, row);
  return {
    status: created ? 201 : 200,
    headers: { ...headers, etag: etagOf(row), ...(created ? { location: entityUrl } : {}) },
    body: single(context, operation, rows, row, preferences),
    entityUrl,
  };
}

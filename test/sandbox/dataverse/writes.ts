import { randomUUID } from 'node:crypto';
import { findRow, type RowKey, readAddress, requireRow, servicePath } from './address.ts';
import { type Incoming, isPlainObject } from './exact-json.ts';
import { refusals } from './refusal.ts';
import type { Rights } from './rights.ts';
import { businessUnitId } from './standard-tables.ts';
import type { Store, StoredRow, TableRows } from './store.ts';
import type { Column, Table } from './tables.ts';
import { guidPattern, toStored, type Value, withoutFraction } from './values.ts';

type Body = { [name: string]: Incoming };

/** Who writes, and when. */
export interface Writer {
  /** Who the rows will say wrote them. */
  userId: string;
  /** Who wrote in his name. */
  onBehalfBy?: string;
  rights: Rights;
  now: Date;
}

export interface Conditions {
  ifMatch?: string;
  ifNoneMatch?: string;
}

export const maxTargets = 1000;

/** @throws Refusal */
export function createRow(store: Store, rows: TableRows, body: Body, writer: Writer, key?: RowKey): StoredRow {
  const { table } = rows;
  writer.rights.need('Create', table);
  const given = readBody(store, table, body, 'create', writer.rights);
  const id = String(given[table.id] ?? (key && 'id' in key ? key.id : randomUUID()));
  if (rows.get(id)) throw refusals.duplicateId();
  const stamp = withoutFraction(writer.now);
  const owner = given._ownerid_value ?? writer.userId;
  const values: Record<string, Value> = {
    ...Object.fromEntries([...table.columns.keys()].map((name) => [name, null])),
    ...(key && 'column' in key ? { [key.column]: key.value } : {}),
    ...given,
    [table.id]: id,
    statecode: 0,
    statuscode: given.statuscode ?? 1,
    createdon: given.overriddencreatedon ?? stamp,
    modifiedon: stamp,
    _createdby_value: writer.userId,
    _createdonbehalfby_value: writer.onBehalfBy ?? null,
    _modifiedby_value: writer.userId,
    _modifiedonbehalfby_value: writer.onBehalfBy ?? null,
    _ownerid_value: owner,
    _owninguser_value: owner,
    _owningbusinessunit_value: businessUnitId,
  };
  if (table.stateOfStatus.get(Number(values.statuscode)) !== 0)
    throw refusals.unknownOption('statuscode', table.name, String(values.statuscode), statusesOf(table, 0));
  for (const column of table.columns.values()) {
    if (column.type === 'bit' && values[column.name] === null) values[column.name] = false;
  }
  writer.rights.need('Create', table, { id, values });
  if (bindsRow(table, given)) writer.rights.need('Append', table, { id, values });
  refuseTakenKey(rows, values, id);
  return store.insert(rows, id, values);
}

/** @throws Refusal */
export function updateRow(store: Store, rows: TableRows, before: StoredRow, body: Body, writer: Writer): StoredRow {
  const { table } = rows;
  writer.rights.need('Write', table, before);
  const { [table.id]: id, ...given } = readBody(store, table, body, 'update', writer.rights);
  if (id !== undefined && id !== before.id) throw refusals.badRequest(`The primary key '${table.id}' of a record can't be changed.`);
  const values: Record<string, Value> = {
    ...before.values,
    ...given,
    modifiedon: withoutFraction(writer.now),
    _modifiedby_value: writer.userId,
    _modifiedonbehalfby_value: writer.onBehalfBy ?? null,
  };
  if (bindsRow(table, given)) writer.rights.need('Append', table, before);
  if (given._ownerid_value !== undefined && given._ownerid_value !== before.values._ownerid_value)
    writer.rights.need('Assign', table, before);
  if (given.statecode !== undefined && given.statuscode === undefined)
    values.statuscode = statusesOf(table, Number(given.statecode))[0] ?? null;
  if (given.statuscode !== undefined && given.statecode === undefined)
    values.statecode = table.stateOfStatus.get(Number(given.statuscode)) ?? null;
  if (table.stateOfStatus.get(Number(values.statuscode)) !== values.statecode)
    throw refusals.unknownOption('statuscode', table.name, String(values.statuscode), statusesOf(table, Number(values.statecode)));
  if (given._ownerid_value !== undefined) values._owninguser_value = given._ownerid_value;
  refuseTakenKey(rows, values, before.id);
  return store.update(rows, before, values);
}

/** PATCH by key: updates, or creates unless a condition forbids it. @throws Refusal */
export function upsertRow(
  store: Store,
  rows: TableRows,
  key: RowKey,
  body: Body,
  writer: Writer,
  { ifMatch, ifNoneMatch }: Conditions = {},
): { row: StoredRow; created: boolean } {
  const before = findRow(rows, key);
  if (!before) {
    if (ifMatch || rows.table.readOnly) requireRow(rows, key);
    return { row: createRow(store, rows, body, writer, key), created: true };
  }
  if (ifNoneMatch === '*') throw refusals.duplicateId();
  refuseStale(before, ifMatch);
  return { row: updateRow(store, rows, before, body, writer), created: false };
}

/** @throws Refusal */
export function deleteRow(store: Store, rows: TableRows, key: RowKey, { rights }: Writer, { ifMatch }: Conditions = {}): void {
  rights.need('Delete', rows.table);
  const row = requireRow(rows, key);
  rights.need('Delete', rows.table, row);
  refuseStale(row, ifMatch);
  store.remove(rows, row);
}

export const etagOf = (row: StoredRow): string => `W/"${row.version}"`;

function refuseStale(row: StoredRow, ifMatch: string | undefined): void {
  if (ifMatch && ifMatch !== '*' && ifMatch !== etagOf(row)) throw refusals.staleVersion();
}

/** CreateMultiple, UpdateMultiple, UpsertMultiple: ids of the written rows. Not atomic by itself. @throws Refusal */
export function writeMultiple(store: Store, rows: TableRows, action: string, body: Body, writer: Writer): string[] {
  for (const name of Object.keys(body)) {
    if (name !== 'Targets')
      throw refusals.badPayload(
        rows.table.set,
        `The parameter '${name}' in the request payload is not a valid parameter for the operation '${action}'.`,
      );
  }
  const { Targets: targets } = body;
  if (!Array.isArray(targets))
    throw refusals.badPayload(rows.table.set, `The parameter 'Targets' of the operation '${action}' is missing or no collection.`);
  if (targets.length === 0) throw refusals.badRequest('The Targets collection is empty.');
  if (targets.length > maxTargets) throw refusals.tooManyRows(maxTargets);
  const written = new Set<string>();
  return targets.map((target) => {
    const { key, fields } = readTarget(store, rows, target);
    if (action === 'CreateMultiple') return createRow(store, rows, fields, writer).id;
    if (action === 'UpdateMultiple') {
      const before = requireRow(rows, key ?? missingKey(rows));
      // Published: of several targets with one key the first is written, the others are passed over.
      if (!written.has(before.id)) updateRow(store, rows, before, fields, writer);
      written.add(before.id);
      return before.id;
    }
    const { id } = key ? upsertRow(store, rows, key, fields, writer).row : createRow(store, rows, fields, writer);
    // Published: here several targets with one key are an error.
    if (written.has(id)) throw refusals.sameRowTwice(rows.table.name);
    written.add(id);
    return id;
  });
}

function missingKey({ table }: TableRows): never {
  throw refusals.badPayload(table.set, `A target carries neither '@odata.id' nor '${table.id}'.`);
}

function readTarget(store: Store, rows: TableRows, target: Incoming): { key?: RowKey; fields: Body } {
  const { table } = rows;
  if (!isPlainObject(target)) throw refusals.badPayload(table.set, 'A target is no object.');
  const { '@odata.type': type, '@odata.id': address, '@odata.etag': _etag, ...fields } = target;
  if (typeof type !== 'string') throw refusals.badPayload(table.set, "A target carries no '@odata.type'.");
  if (type.replace(/^#/, '') !== `Microsoft.Dynamics.CRM.${table.name}`)
    throw refusals.badPayload(table.set, `The type '${type}' of a target is not 'Microsoft.Dynamics.CRM.${table.name}'.`);
  if (address === undefined) {
    const id = fields[table.id];
    return { fields, ...(typeof id === 'string' && guidPattern.test(id) ? { key: { id: id.toLowerCase() } } : {}) };
  }
  if (typeof address !== 'string') throw refusals.badPayload(table.set, "The '@odata.id' of a target is no text.");
  const start = address.indexOf(servicePath);
  const named = readAddress(store, start < 0 ? address : address.slice(start + servicePath.length));
  if (named.rows !== rows || !named.key || named.rest.length > 0)
    throw refusals.badPayload(table.set, `The '@odata.id' of a target names no record of '${table.set}'.`);
  return { key: named.key, fields };
}

const bindSuffix = '@odata.bind';

function readBody(store: Store, table: Table, body: Body, kind: 'create' | 'update', rights: Rights): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(body)) {
    const isBinding = name.endsWith(bindSuffix);
    const lookup = lookupNamed(table, isBinding ? name.slice(0, -bindSuffix.length) : name);
    if (isBinding || (lookup && value === null)) {
      if (!lookup?.canCreate) throw refusals.invalidProperty(name, table.set, table.name);
      values[lookup.name] = value === null ? null : boundId(store, table, value, lookup, rights);
      continue;
    }
    if (lookup) throw refusals.badPayload(table.set, `The navigation property '${name}' takes a binding or null here.`);
    if (name.includes('@')) continue;
    const column = table.columns.get(name);
    if (!column) throw refusals.invalidProperty(name, table.set, table.name);
    if (column.type === 'lookup') throw refusals.directLookup();
    const writable = kind === 'create' ? column.canCreate : column.canUpdate || column.type === 'id';
    // What only the platform sets (createdon, versionnumber …) is passed over without a word, as Dataverse does.
    if (writable) values[name] = toStored(table, column, value);
  }
  return values;
}

const lookupNamed = (table: Table, navigation: string): Column | undefined =>
  [...table.columns.values()].find((column) => column.navigation === navigation);

/** Whether a lookup other than the owner is set. */
const bindsRow = (table: Table, given: Record<string, Value>): boolean =>
  Object.entries(given).some(([name, value]) => value !== null && name !== '_ownerid_value' && table.columns.get(name)?.type === 'lookup');

function boundId(store: Store, table: Table, value: Incoming, { target, name }: Column, rights: Rights): string {
  if (!target) throw refusals.directLookup();
  const wrong = () => refusals.badPayload(table.set, `'${String(value)}' names no record of '${target.set}'.`);
  if (typeof value !== 'string') throw wrong();
  const start = value.indexOf(servicePath);
  const named = readAddress(store, start < 0 ? value : value.slice(start + servicePath.length));
  if (named.rows.table.set !== target.set || !named.key || named.rest.length > 0) throw wrong();
  const row = requireRow(named.rows, named.key);
  if (name !== '_ownerid_value') rights.need('AppendTo', named.rows.table, row);
  return row.id;
}

function refuseTakenKey(rows: TableRows, values: Record<string, Value>, id: string): void {
  for (const { name, column } of rows.table.keys) {
    const value = values[column] ?? null;
    if (value === null) continue;
    const other = rows.byKey(column, value);
    if (other && other.id !== id) throw refusals.duplicateKey(name, column);
  }
}

const statusesOf = (table: Table, state: number): number[] =>
  [...table.stateOfStatus].filter(([, belongsTo]) => belongsTo === state).map(([status]) => status);

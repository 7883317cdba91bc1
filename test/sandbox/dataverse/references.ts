import { randomUUID } from 'node:crypto';
import { type RowKey, readAddress, requireRow, servicePath } from './address.ts';
import { readObject } from './exact-json.ts';
import type { Answer, Context, Operation } from './operations.ts';
import { refusals } from './refusal.ts';
import type { Store, StoredRow, TableRows } from './store.ts';
import type { Collection } from './tables.ts';

/** `…(id)/collection/$ref` and `…(id)/collection(id)/$ref`. */
export const isReferenceCall = (rest: readonly string[]): boolean => rest.length === 2 && rest[1] === '$ref';

type Joined = Extract<Collection, { through: string }>;

/** Joins a row to another one, or takes them apart: who has which role, who is in which team. @throws Refusal */
export function reference({ store, rights }: Context, { method, body }: Operation, rows: TableRows, key: RowKey, rest: string[]): Answer {
  const [, name = '', otherId] = /^(\w+)(?:\(([\w-]+)\))?$/.exec(rest[0] ?? '') ?? [];
  const collection = rows.table.collections?.get(name);
  if (!collection || !('through' in collection)) throw refusals.unknownSegment(name);
  const row = requireRow(rows, key);
  rights.need('Write', rows.table, row);
  const joins = store.rows(collection.through);
  if (!joins) throw refusals.unknownSegment(name);
  if (method === 'POST' && otherId === undefined) join(store, joins, collection, row, targetOf(store, collection, body));
  else if (method === 'DELETE' && otherId !== undefined) takeApart(store, joins, collection, row, otherId.toLowerCase());
  else throw refusals.methodNotAllowed(method);
  return { status: 204, headers: {} };
}

function targetOf(store: Store, { set }: Joined, body: string): string {
  const address = readObject(body)['@odata.id'];
  const text = typeof address === 'string' ? address : '';
  const start = text.indexOf(servicePath);
  const named = readAddress(store, start < 0 ? text : text.slice(start + servicePath.length));
  if (named.rows.table.set !== set || !named.key) throw refusals.badPayload(set, `'${text}' names no record of '${set}'.`);
  return requireRow(named.rows, named.key).id;
}

const joinsOf = (joins: TableRows, { own, other }: Joined, row: StoredRow, otherId: string): StoredRow | undefined =>
  [...joins.rows()].find(({ values }) => values[own] === row.id && values[other] === otherId);

function join(store: Store, joins: TableRows, collection: Joined, row: StoredRow, otherId: string): void {
  if (joinsOf(joins, collection, row, otherId)) throw refusals.duplicateId();
  const id = randomUUID();
  const values = { [joins.table.id]: id, [collection.own]: row.id, [collection.other]: otherId };
  store.atomically(() => store.insert(joins, id, values));
}

function takeApart(store: Store, joins: TableRows, collection: Joined, row: StoredRow, otherId: string): void {
  const joined = joinsOf(joins, collection, row, otherId);
  if (!joined) throw refusals.noRow(joins.table.name, otherId);
  store.atomically(() => store.remove(joins, joined));
}

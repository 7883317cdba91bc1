import type { TableClient } from '@azure/data-tables';
import { rowKey } from '../core/hash.ts';
import { type Clock, type Instant, isAfter, later } from '../core/time.ts';
import { type DocumentName, type DocumentRecord, type DocumentRecords, type Lease, LeaseLost } from '../ports.ts';
import { asciiJson, onFirstUse, unless } from './tables.ts';

const leaseMs = 12_000;
/** A table property holds 32,768 UTF-16 characters. */
const longestPart = 30_000;

type Entity = { partitionKey: string; rowKey: string; leaseUntil: string } & Record<string, unknown>;

/** One row per document with its lease: ETags decide who has it. */
export function createDocumentRecords(table: TableClient, clock: Clock): DocumentRecords {
  const ready = onFirstUse(table);
  return {
    async take(name) {
      const open = await ready();
      const entity = { ...keysOf(name), leaseUntil: later(clock.now(), leaseMs) };
      // Most documents are new: the insert is the claim.
      const inserted = await unless([409], open.createEntity(entity));
      if (inserted) return createLease(open, name, clock, {}, inserted.etag ?? '');
      const there = await unless([404], open.getEntity<Entity>(entity.partitionKey, entity.rowKey));
      if (!there) return { heldUntil: clock.now() };
      if (isAfter(there.leaseUntil as Instant, clock.now())) return { heldUntil: there.leaseUntil as Instant };
      const taken = await unless([412], open.updateEntity(entity, 'Merge', { etag: there.etag }));
      return taken ? createLease(open, name, clock, readRecord(there), taken.etag ?? '') : { heldUntil: later(clock.now(), leaseMs) };
    },
    async read(name) {
      const open = await ready();
      const { partitionKey, rowKey: row } = keysOf(name);
      const there = await unless([404], open.getEntity<Entity>(partitionKey, row));
      return there && readRecord(there);
    },
  };
}

function createLease(table: TableClient, name: DocumentName, clock: Clock, record: DocumentRecord, firstEtag: string): Lease {
  let etag = firstEtag;
  let pending: Promise<void> = Promise.resolve();
  // Renewal and saving come from different places: one after the other, so that each knows the other's ETag.
  const write = (entity: Entity, mode: 'Merge' | 'Replace') => {
    pending = pending
      .catch(() => undefined)
      .then(async () => {
        const written = await unless([412, 404], table.updateEntity(entity, mode, { etag }));
        if (!written) throw new LeaseLost(`${name.store} ${name.kind} ${name.externalId}`);
        etag = written.etag ?? '';
      });
    return pending;
  };
  const until = () => later(clock.now(), leaseMs);
  return {
    record,
    save: (changed) => write({ ...keysOf(name), leaseUntil: until(), ...toParts(changed) }, 'Replace'),
    renew: () => write({ ...keysOf(name), leaseUntil: until() }, 'Merge'),
    release: (changed) => write({ ...keysOf(name), leaseUntil: clock.now(), ...toParts(changed) }, 'Replace'),
  };
}

const keysOf = ({ store, kind, externalId }: DocumentName) => ({ partitionKey: rowKey(store, kind), rowKey: rowKey(externalId) });

function toParts(record: DocumentRecord): Record<string, string> {
  const json = asciiJson(record);
  const parts: Record<string, string> = {};
  for (let start = 0; start < json.length; start += longestPart)
    parts[`record${start / longestPart}`] = json.slice(start, start + longestPart);
  return parts;
}

function readRecord(entity: Record<string, unknown>): DocumentRecord {
  let json = '';
  for (let part = 0; typeof entity[`record${part}`] === 'string'; part += 1) json += entity[`record${part}`];
  return json === '' ? {} : (JSON.parse(json) as DocumentRecord);
}

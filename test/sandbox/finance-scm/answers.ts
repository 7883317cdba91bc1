import { type Cell, emptyOf, type Row, toJson } from './cells.ts';
import type { Erp } from './erp.ts';
import type { EntitySet, Property } from './metadata.ts';
import { viewOf } from './registry.ts';
import type { Stored } from './table.ts';

/** `W/"base64('recversion,recid;')"`: changes with every write. */
export const etagOf = ({ version, id }: Stored): string => `W/"${Buffer.from(`${version},${id};`).toString('base64')}"`;

/** Reads fields of one row: stored, worked out, or empty. */
export function cellReader(erp: Erp, set: EntitySet): (row: Row) => (property: Property) => Cell {
  const { computed = {} } = viewOf(set).rules;
  return (row) => (property) => computed[property.name]?.(row, erp) ?? row[property.name] ?? emptyOf(property);
}

/** One row as JSON, with the selected properties or all. */
export function toEntity(erp: Erp, set: EntitySet, stored: Stored, select?: readonly Property[]): Record<string, unknown> {
  const read = cellReader(erp, set)(stored.row);
  const entity: Record<string, unknown> = { '@odata.etag': etagOf(stored) };
  for (const property of select ?? set.properties.values()) entity[property.name] = toJson(property, read(property));
  return entity;
}

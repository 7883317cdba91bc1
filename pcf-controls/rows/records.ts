import type { Row } from '../host/rows.ts';
import { plainId } from './cells.ts';

/** What the platform gives of a data set, as far as lists use it. */
export interface RecordSet {
  columns: readonly { name: string }[];
  records: Record<string, { getValue(column: string): unknown }>;
  sortedRecordIds: readonly string[];
}

/** One row, whatever it was read with: `value` takes the column's name. */
export interface Cells {
  id: string;
  value(column: string): unknown;
}

/** The columns that the view does not show. */
export const missingColumns = ({ columns }: Pick<RecordSet, 'columns'>, wanted: readonly string[]): string[] => {
  const shown = new Set(columns.map(({ name }) => name));
  return wanted.filter((column) => !shown.has(column));
};

/** The rows of the view; what it does not show comes from the same rows as the Web API gave them. */
export function cellsOfRecords({ columns, records, sortedRecordIds }: RecordSet, read: ReadonlyMap<string, Row>): Cells[] {
  const shown = new Set(columns.map(({ name }) => name));
  return sortedRecordIds.map((id) => {
    const record = records[id];
    const row = read.get(plainId(id));
    return { id: plainId(id), value: (column) => (shown.has(column) ? record?.getValue(column) : row && cellOf(row, column)) };
  });
}

const formatted = '@OData.Community.Display.V1.FormattedValue';

/** A column of a row of the Web API: a lookup as `{ id, name }`, anything else as it is. */
export function cellOf(row: Row, column: string): unknown {
  const lookup = `_${column}_value`;
  if (!(lookup in row)) return row[column];
  return row[lookup] ? { id: row[lookup], name: row[`${lookup}${formatted}`] ?? '' } : undefined;
}

/** How the Web API calls these columns. */
export const selected = (columns: readonly string[], lookups: ReadonlySet<string>): string[] =>
  columns.map((column) => (lookups.has(column) ? `_${column}_value` : column));

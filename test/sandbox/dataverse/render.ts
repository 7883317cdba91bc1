import { servicePath } from './address.ts';
import { exactNumber } from './exact-json.ts';
import type { StoredRow } from './store.ts';
import type { Column, Table } from './tables.ts';
import type { Value } from './values.ts';
import { etagOf } from './writes.ts';

/** How rows are written for one request. */
export interface Rendering {
  /** Whether the client asked for this annotation. */
  wants(annotation: string): boolean;
  /** Name of the row of a set that a lookup points at. */
  nameOf(id: string, set: string): string;
}

const formatted = 'OData.Community.Display.V1.FormattedValue';
const lookupName = 'Microsoft.Dynamics.CRM.lookuplogicalname';
const navigationName = 'Microsoft.Dynamics.CRM.associatednavigationproperty';

export const serviceRootOf = (url: string): string => `${url}${servicePath}`;

/** A row as JSON; without `select` all its columns. */
export function renderRow(
  table: Table,
  row: StoredRow,
  select: readonly string[] | undefined,
  rendering: Rendering,
): Record<string, unknown> {
  const rendered: Record<string, unknown> = { '@odata.etag': etagOf(row) };
  const names = select ? new Set([...select, table.id]) : table.columns.keys();
  for (const name of names) {
    const column = table.columns.get(name);
    if (!column) continue;
    const value = column.type === 'version' ? row.version : (row.values[name] ?? null);
    if (value !== null) {
      const words = wordsFor(column, value, rendering);
      if (words !== undefined && rendering.wants(formatted)) rendered[`${name}@${formatted}`] = words;
      if (column.target && rendering.wants(navigationName)) rendered[`${name}@${navigationName}`] = column.navigation;
      if (column.target && rendering.wants(lookupName)) rendered[`${name}@${lookupName}`] = column.target.table;
    }
    rendered[name] = column.type === 'decimal' && value !== null ? exactNumber(String(value)) : value;
  }
  return rendered;
}

/** What the display annotation says: labels for choices, names for lookups, grouped numbers, local dates. */
function wordsFor(column: Column, value: Value, { nameOf }: Rendering): string | undefined {
  switch (column.type) {
    case 'choice':
    case 'state':
    case 'status':
      return column.options.get(Number(value));
    case 'bit':
      return column.options.get(value === true ? 1 : 0);
    case 'lookup':
      return nameOf(String(value), column.target?.set ?? '');
    case 'integer':
    case 'version':
      return grouped(String(value));
    case 'decimal':
      return grouped(String(value));
    case 'datetime':
      return shortDate(String(value));
    default:
      return undefined;
  }
}

function grouped(number: string): string {
  const [whole = '', fraction] = number.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

const shortDateFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const shortDate = (instant: string): string => shortDateFormat.format(new Date(instant)).replace(/,? /, ' ').replaceAll('\u202f', ' ');

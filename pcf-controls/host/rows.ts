import { plainId } from '../rows/cells.ts';
import type { WebApi } from './context.ts';

/** A row as the Web API gives it. */
export type Row = Record<string, unknown>;

export interface Query {
  /** Column names; lookups as `_cmc_assignedto_value`. */
  select: readonly string[];
  /** OData; put texts in with `quoted`. */
  filter?: string;
  /** `cmc_occurredon asc`. */
  order?: string;
}

/** The rows of Dataverse, with the rights of the person who looks. Every method throws what the platform throws: see `failureOf`. */
export interface Rows {
  /** All rows that fit, page by page; no more than `most` (500). */
  read(table: string, query: Query, most?: number): Promise<Row[]>;
  /** The first row that fits. */
  first(table: string, query: Query): Promise<Row | undefined>;
  one(table: string, id: string, select: readonly string[]): Promise<Row>;
  /** Gives back the id. */
  create(table: string, row: Row): Promise<string>;
  update(table: string, id: string, row: Row): Promise<void>;
  remove(table: string, id: string): Promise<void>;
}

/** How often a control has called Dataverse since it was opened. */
export interface Calls {
  reads: number;
  writes: number;
}

const pageSize = 1000;

/** A text as OData wants it in a filter. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export function createRows(webApi: () => WebApi, calls: Calls): Rows {
  const page = (table: string, options: string, size: number) => {
    calls.reads += 1;
    return webApi().retrieveMultipleRecords(table, options, size);
  };
  async function read(table: string, query: Query, most = 500): Promise<Row[]> {
    const rows: Row[] = [];
    let options: string | undefined = optionsOf(query);
    while (options) {
      const { entities, nextLink } = await page(table, options, Math.min(pageSize, most));
      rows.push(...entities);
      options = rows.length < most ? nextPage(nextLink) : undefined;
    }
    return rows.slice(0, most);
  }
  return {
    read,
    first: async (table, query) => (await read(table, query, 1))[0],
    one(table, id, select) {
      calls.reads += 1;
      return webApi().retrieveRecord(table, plainId(id), `?$select=${select.join(',')}`);
    },
    async create(table, row) {
      calls.writes += 1;
      return idOf((await webApi().createRecord(table, row)).id);
    },
    async update(table, id, row) {
      calls.writes += 1;
      await webApi().updateRecord(table, plainId(id), row);
    },
    async remove(table, id) {
      calls.writes += 1;
      await webApi().deleteRecord(table, plainId(id));
    },
  };
}

function optionsOf({ select, filter, order }: Query): string {
  const parts = [`$select=${select.join(',')}`];
  if (filter) parts.push(`$filter=${encodeURIComponent(filter)}`);
  if (order) parts.push(`$orderby=${order}`);
  return `?${parts.join('&')}`;
}

/** The platform wants of a next link only what follows the address. */
function nextPage(link: string | undefined): string | undefined {
  const at = link?.indexOf('?') ?? -1;
  return at < 0 ? undefined : link?.slice(at);
}

const idOf = (id: unknown): string => plainId(typeof id === 'string' ? id : String((id as { guid?: unknown } | null)?.guid ?? ''));

import { IntegrationError } from '../../core/errors.ts';
import { createHttp, type HttpPorts } from '../../core/http.ts';
import { isObject, type Json } from '../../core/json.ts';
import { answered } from '../../core/wording.ts';
import { createODataClient, oDataProblem, readAnswer, type TokenSource } from '../odata-client.ts';

const remote = 'Dataverse';

export type Row = Record<string, unknown>;

/** Rows of one table, each with the alternate key that says whether it is new. */
export interface TableRows {
  /** Entity set name, for example `cmc_syncstatuses`. */
  set: string;
  /** Logical name, for example `cmc_syncstatus`. */
  table: string;
  rows: readonly Row[];
}

/** A row that Dataverse does not take, with its words. */
export interface RefusedRow {
  set: string;
  key: string;
  problem: string;
}

export interface ChangedRows {
  /** Everything was read anew because the link was too old. */
  begins?: boolean;
  rows: Record<string, Json>[];
  deletedIds: string[];
  /** Where the next look goes on. */
  deltaLink: string;
}

export interface Dataverse {
  /** All tables in one round trip. Every row must carry `cmc_key`. A refused row does not stop the others. */
  upsert(tables: readonly TableRows[]): Promise<RefusedRow[]>;
  /** Rows by an OData query, all pages. */
  read(set: string, query: string): Promise<Record<string, Json>[]>;
  /** All rows the first time, what has changed since afterwards. Undefined when the link is too old: begin again without it. */
  changes(set: string, columns: readonly string[], deltaLink?: string): Promise<ChangedRows | undefined>;
  /**
   * Writes columns of a row that is there, named by its alternate key or its id. False when it is no longer the row with the ETag
   * `ifMatch`: somebody else has written it meanwhile.
   */
  update(set: string, name: RowName, fields: Row, ifMatch?: string): Promise<boolean>;
}

/** The alternate key of a row, or its id. */
export type RowName = string | { id: string };

const addressOf = (set: string, name: RowName): string =>
  typeof name === 'string' ? `${set}(cmc_key='${encodeURIComponent(name)}')` : `${set}(${name.id})`;

export function createDataverse({
  environmentUrl,
  token,
  http,
  timeoutMs = 60_000,
}: {
  environmentUrl: string;
  token: TokenSource;
  http?: HttpPorts;
  timeoutMs?: number;
}): Dataverse {
  const client = createODataClient({
    remote,
    serviceRoot: `${environmentUrl}/api/data/v9.2`,
    http: createHttp({ remote, concurrent: 10, timeoutMs }, http),
    token,
  });

  const read = async (path: string, headers: Record<string, string> = {}): Promise<Record<string, Json>> => {
    const answer = await client.send({ method: 'GET', path, headers });
    if (answer.status !== 200)
      throw new IntegrationError('REMOTE_DOWN', {
        facts: { remote, problem: oDataProblem(answer.text) || answered(answer.status) },
        detail: { status: answer.status },
      });
    return readAnswer(remote, answer) as Record<string, Json>;
  };

  const upsertMultiple = ({ set, table, rows }: TableRows) => ({
    method: 'POST' as const,
    path: `${set}/Microsoft.Dynamics.CRM.UpsertMultiple`,
    body: JSON.stringify({
      Targets: rows.map(({ cmc_key, ...fields }) => ({
        '@odata.type': `Microsoft.Dynamics.CRM.${table}`,
        '@odata.id': `${set}(cmc_key='${encodeURIComponent(String(cmc_key))}')`,
        ...fields,
      })),
    }),
  });

  /** One bad row rolls its whole call back: halves are tried until the offender stands alone. */
  const bisect = async (part: TableRows): Promise<RefusedRow[]> => {
    const answer = await client.send(upsertMultiple(part));
    if (answer.status < 300) return [];
    const [only, second] = part.rows;
    if (only && !second)
      return [{ set: part.set, key: String(only.cmc_key), problem: oDataProblem(answer.text) || `it answered ${answer.status}` }];
    const middle = Math.ceil(part.rows.length / 2);
    return [
      ...(await bisect({ ...part, rows: part.rows.slice(0, middle) })),
      ...(await bisect({ ...part, rows: part.rows.slice(middle) })),
    ];
  };

  return {
    async upsert(tables) {
      const parts = tables.filter((part) => part.rows.length > 0);
      if (parts.length === 0) return [];
      const answers = await client.batch(parts.map(upsertMultiple), { prefer: 'odata.continue-on-error' });
      const refused: RefusedRow[] = [];
      for (const [index, part] of parts.entries()) {
        const answer = answers[index];
        const failed = !answer || ('changeset' in answer ? answer.changeset.some((one) => one.status >= 300) : answer.status >= 300);
        if (failed) refused.push(...(await bisect(part)));
      }
      return refused;
    },

    async read(set, query) {
      const rows: Record<string, Json>[] = [];
      let path: string | undefined = `${set}?${query}`;
      while (path) {
        const page: Record<string, Json> = await read(path);
        rows.push(...((page.value ?? []) as Record<string, Json>[]));
        path = typeof page['@odata.nextLink'] === 'string' ? page['@odata.nextLink'] : undefined;
      }
      return rows;
    },

    async changes(set, columns, deltaLink) {
      const rows: Record<string, Json>[] = [];
      const deletedIds: string[] = [];
      let path = deltaLink ?? `${set}?$select=${columns.join(',')}`;
      for (;;) {
        const answer = await client.send({ method: 'GET', path, headers: { prefer: 'odata.track-changes' } });
        if (answer.status >= 400 && deltaLink) return undefined;
        if (answer.status !== 200)
          throw new IntegrationError('REMOTE_DOWN', {
            facts: { remote, problem: oDataProblem(answer.text) || answered(answer.status) },
          });
        const page = readAnswer(remote, answer) as Record<string, Json>;
        for (const row of (page.value ?? []) as Record<string, Json>[]) {
          if (isObject(row) && row.reason === 'deleted') deletedIds.push(String(row.id));
          else rows.push(row);
        }
        const next = page['@odata.nextLink'];
        if (typeof next !== 'string') return { rows, deletedIds, deltaLink: String(page['@odata.deltaLink'] ?? '') };
        path = next;
      }
    },

    async update(set, name, fields, ifMatch = '*') {
      const answer = await client.send({
        method: 'PATCH',
        path: addressOf(set, name),
        body: JSON.stringify(fields),
        headers: { 'if-match': ifMatch },
      });
      if (answer.status === 412) return false;
      if (answer.status >= 300)
        throw new IntegrationError('REMOTE_DOWN', {
          facts: { remote, problem: oDataProblem(answer.text) || answered(answer.status) },
        });
      return true;
    },
  };
}

import type { AppModel } from '../../app/model.ts';

export type Row = Record<string, unknown>;

/** As the platform's own calls reject: `errorCode` is the number behind Dataverse's hexadecimal code. */
export interface WebApiError extends Error {
  errorCode: number;
  code: number;
  title: string;
  status: number;
  raw: string;
}

export interface Reference {
  id: string;
  entityType: string;
}

/** The five calls that controls have, and the ones that only the shell needs. */
export interface WebApi {
  createRecord(table: string, data: Row): Promise<Reference>;
  updateRecord(table: string, id: string, data: Row, etag?: string): Promise<Reference>;
  deleteRecord(table: string, id: string): Promise<Reference>;
  retrieveRecord(table: string, id: string, options?: string): Promise<Row>;
  retrieveMultipleRecords(table: string, options?: string, maxPageSize?: number): Promise<{ entities: Row[]; nextLink: string }>;
  fetchXml(table: string, fetchXml: string): Promise<{ rows: Row[]; total: number; more: boolean; cookie?: string }>;
}

const root = '/api/data/v9.2/';
const annotations = 'odata.include-annotations="*"';

/** Calls Dataverse as one person; the preview's server adds what proves it. */
export function openWebApi(app: AppModel, persona: string): WebApi {
  const setOf = (table: string): string => {
    const found = app.tables[table];
    if (!found) throw new Error(`The entity with a name = '${table}' was not found in the MetadataCache.`);
    return found.set;
  };
  const call = async (method: string, path: string, { body, headers = {} }: { body?: Row; headers?: Record<string, string> } = {}) => {
    const answer = await fetch(root + path, {
      method,
      headers: {
        accept: 'application/json',
        'odata-version': '4.0',
        'odata-maxversion': '4.0',
        'x-preview-persona': persona,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: body && JSON.stringify(body),
    }).catch(() => {
      throw refusal(0, '{"error":{"code":"0x80040000","message":"The local environment does not answer."}}');
    });
    const text = await answer.text();
    if (!answer.ok) throw refusal(answer.status, text);
    return { answer, value: (text ? JSON.parse(text) : {}) as Row };
  };
  const read = async (path: string, headers: Record<string, string> = {}) =>
    (await call('GET', path, { headers: { prefer: annotations, ...headers } })).value;

  return {
    async createRecord(table, data) {
      const { answer } = await call('POST', setOf(table), { body: data });
      return { id: /\(([^)]+)\)$/.exec(answer.headers.get('odata-entityid') ?? '')?.[1] ?? '', entityType: table };
    },
    async updateRecord(table, id, data, etag = '*') {
      await call('PATCH', `${setOf(table)}(${plain(id)})`, { body: data, headers: { 'if-match': etag } });
      return { id: plain(id), entityType: table };
    },
    async deleteRecord(table, id) {
      await call('DELETE', `${setOf(table)}(${plain(id)})`);
      return { id: plain(id), entityType: table };
    },
    retrieveRecord: (table, id, options = '') => read(`${setOf(table)}(${plain(id)})${options}`),
    async retrieveMultipleRecords(table, options = '', maxPageSize = 5000) {
      if (options && !options.startsWith('?')) throw new Error(`Options begin with a question mark, not "${options.slice(0, 20)}".`);
      const prefer = `${annotations},odata.maxpagesize=${maxPageSize}`;
      const value = await read(setOf(table) + options, { prefer });
      return { entities: value.value as Row[], nextLink: (value['@odata.nextLink'] as string | undefined) ?? '' };
    },
    async fetchXml(table, fetchXml) {
      const value = await read(`${setOf(table)}?${new URLSearchParams({ fetchXml })}`);
      const total = value['@Microsoft.Dynamics.CRM.totalrecordcount'] ?? value['@odata.count'];
      return {
        rows: value.value as Row[],
        total: typeof total === 'number' ? total : -1,
        more: value['@Microsoft.Dynamics.CRM.morerecords'] === true,
        cookie: value['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'] as string | undefined,
      };
    },
  };
}

const plain = (id: string): string => id.replace(/[{}]/g, '');

function refusal(status: number, raw: string): WebApiError {
  const { code = '0x80040000', message = '' } = parsed(raw);
  const errorCode = Number.parseInt(code, 16) || status;
  const words = message || `Dataverse answered ${status}.`;
  return Object.assign(new Error(words), { errorCode, code: errorCode, title: '', status, raw });
}

function parsed(raw: string): { code?: string; message?: string } {
  try {
    return (JSON.parse(raw) as { error?: { code?: string; message?: string } }).error ?? {};
  } catch {
    return {};
  }
}

import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createDataverse, type Dataverse } from '../../shared/d365/dataverse/rows.ts';
import { type DataverseOptions, type DataversePart, startDataverse } from './dataverse/start.ts';
import { demoConfiguration } from './demo-configuration.ts';
import { FaultBoard } from './faults.ts';
import { TokenIssuer } from './tokens.ts';
import { clients } from './world.ts';

export const clientId = clients.product.id;
export const seed = demoConfiguration({ shopify: 'http://127.0.0.1:1', woocommerce: 'http://127.0.0.1:2' });
export const formatted = 'OData.Community.Display.V1.FormattedValue';

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}

interface Body {
  error: { code: string; message: string };
  value: Record<string, string>[];
  Ids: string[];
  '@odata.etag': string;
  '@odata.nextLink': string;
  '@odata.deltaLink': string;
  [name: string]: unknown;
}

/** A Dataverse for the tests of one file, fresh before each of them, and what calls it the way clients do. */
export function useDataverse(options: Partial<DataverseOptions> = {}) {
  const tokens = new TokenIssuer();
  const faults = new FaultBoard([]);
  const here = {} as { part: DataversePart; root: string; authorization: string };
  beforeAll(async () => {
    here.part = await startDataverse({ port: 0, faults, tokens, seed, ...options });
    here.root = `${here.part.url}/api/data/v9.2`;
    here.authorization = `Bearer ${tokens.issue(here.part.url, clientId).token}`;
  });
  afterAll(() => here.part.close());
  beforeEach(async () => {
    faults.clear();
    await here.part.reset();
  });

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const response = await fetch(/^https?:/.test(path) ? path : `${here.root}/${path}`, {
      method,
      headers: { authorization: here.authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : {} };
  }
  const get = (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers);
  const query = (set: string, options: Record<string, string>, headers?: Record<string, string>) =>
    get(
      `${set}?${Object.entries(options)
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&')}`,
      headers,
    );
  /** The client of the product itself. */
  const product = (): Dataverse =>
    createDataverse({ environmentUrl: here.part.url, token: async () => tokens.issue(here.part.url, clientId).token });
  return { here, tokens, faults, call, get, query, product };
}

export const keysOf = (answer: Answered): string[] => answer.body.value.map((row) => row.cmc_key ?? '');

/** A row of `cmc_syncstatuses`. */
export const status = (key: string, more: Record<string, unknown> = {}) => ({
  cmc_key: key,
  cmc_name: key,
  cmc_store: 'shopify-main',
  cmc_documenttype: 'order',
  cmc_externalid: key,
  cmc_state: 727000002,
  ...more,
});

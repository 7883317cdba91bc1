import { FaultBoard } from './faults.ts';
import { type FinanceScmOptions, type FinanceScmPart, startFinanceScm } from './finance-scm/start.ts';
import { TokenIssuer } from './tokens.ts';
import { clients } from './world.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Numbers as doubles; for exact digits look at `text`. */
  json: Record<string, unknown> & { value?: Record<string, unknown>[] };
}

export interface Call {
  method?: string;
  /** Below `/data/`, written as a person would. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A server of its own and a client with a good token. */
export interface Caller {
  part: FinanceScmPart;
  faults: FaultBoard;
  tokens: TokenIssuer;
  send(call: Call): Promise<Reply>;
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  batch(lines: readonly string[], headers?: Record<string, string>): Promise<Reply>;
}

export async function startErp(options: Partial<FinanceScmOptions> = {}): Promise<Caller> {
  const tokens = new TokenIssuer();
  const faults = new FaultBoard([]);
  const part = await startFinanceScm({ port: 0, faults, tokens, ...options });
  const { token } = tokens.issue(part.url, clients.product.id);

  const send = async ({ method = 'GET', path, body, headers = {} }: Call): Promise<Reply> => {
    const answer = await fetch(`${part.url}/data/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
  };

  return {
    part,
    faults,
    tokens,
    send,
    get: (path) => send({ path }),
    post: (path, body) => send({ method: 'POST', path, body }),
    patch: (path, body, headers) => send({ method: 'PATCH', path, body, headers }),
    batch: (lines, headers) =>
      send({
        method: 'POST',
        path: '$batch',
        body: lines.join('\r\n'),
        headers: { 'content-type': 'multipart/mixed; boundary=b', ...headers },
      }),
  };
}

/** What the server says is wrong, from the deepest level. */
export function problemOf({ json }: Reply): string {
  const error = json.error as { message: string; innererror?: { message: string; internalexception?: { message: string } } };
  return error.innererror?.internalexception?.message ?? error.innererror?.message ?? error.message;
}

/** An order header that is accepted. */
export const aHeader = (overrides: Record<string, unknown> = {}) => ({
  dataAreaId: 'usmf',
  SalesOrderNumber: 'SHP-1',
  OrderingCustomerAccountNumber: 'US-001',
  DefaultShippingWarehouseId: '24',
  ...overrides,
});

/** A line that is accepted under `aHeader`. */
export const aLine = (overrides: Record<string, unknown> = {}) => ({
  dataAreaId: 'usmf',
  SalesOrderNumber: 'SHP-1',
  ItemNumber: 'D0001',
  OrderedSalesQuantity: 2,
  ...overrides,
});

/** One operation of a batch, as lines of its body. */
export const operation = (method: string, url: string, body?: unknown, contentId?: string): string[] => [
  'Content-Type: application/http',
  'Content-Transfer-Encoding: binary',
  ...(contentId ? [`Content-ID: ${contentId}`] : []),
  '',
  `${method} ${url} HTTP/1.1`,
  'Content-Type: application/json',
  '',
  body === undefined ? '' : JSON.stringify(body),
];

/** The lines of a batch of single operations. */
export const singles = (...operations: string[][]): string[] => [...operations.flatMap((one) => ['--b', ...one]), '--b--', ''];

/** One changeset, as lines; its operations get Content-IDs. */
export const changeset = (...operations: (readonly [method: string, url: string, body?: unknown])[]): string[] => [
  'Content-Type: multipart/mixed; boundary=c',
  '',
  ...operations.flatMap(([method, url, body], index) => ['--c', ...operation(method, url, body, String(index + 1))]),
  '--c--',
];

/** Status of each answer within a batch answer, in order. */
export const statusesOf = ({ text }: Reply): number[] => [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));

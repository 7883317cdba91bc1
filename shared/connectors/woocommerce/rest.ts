import * as z from 'zod';
import type { Store } from '../../canonical/store.ts';
import { factOf, IntegrationError } from '../../core/errors.ts';
import { rowKey } from '../../core/hash.ts';
import { createHttp, type HttpRequest, type HttpResponse, remoteFailed } from '../../core/http.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import type { ConnectorPorts } from '../connector.ts';
import { BatchAnswer, Refusal } from './schema.ts';
import type { WooCommerceSettings } from './settings.ts';

/** What came of one write: the shop's document, or why it will not have it. */
export type Written = { document: JsonObject } | { refused: Refusal };
export type Batch = { create: JsonObject[] } | { update: JsonObject[] };

export interface Call {
  method: HttpRequest['method'];
  path: string;
  query?: Record<string, string>;
  body?: object;
}

/** The ways of talking to REST v3. @throws IntegrationError for all that is no answer of business */
export interface Rest {
  /** The answer of a call that succeeded. */
  call<Shape extends z.ZodType>(request: Call, shape: Shape): Promise<z.output<Shape>>;
  /** As `call`; undefined when the shop answers with this code. */
  find<Shape extends z.ZodType>(request: Call, shape: Shape, missing: string): Promise<z.output<Shape> | undefined>;
  /** A write that the shop may turn down for what is in it. */
  write(request: Call): Promise<Written>;
  /** One refused item does not stop the others. @throws IntegrationError BATCH_REFUSED when the call was turned down as a whole */
  batch(path: string, work: Batch): Promise<Written[]>;
}

export function createRest(store: Store, settings: WooCommerceSettings, ports: ConnectorPorts): Rest {
  const remote = `the shop "${store.name}"`;
  // A WordPress host gains nothing beyond two connections and may lock out who opens more.
  const http = createHttp({ remote, concurrent: 2, timeoutMs: 30_000 }, ports.http);

  async function exchange({ method, path, query = {}, body }: Call): Promise<HttpResponse> {
    const key = await ports.secrets.get('client-id');
    const secret = await ports.secrets.get('client-secret');
    const inHeader = settings.keysIn === 'header';
    const search = new URLSearchParams(inHeader ? query : { ...query, consumer_key: key, consumer_secret: secret });
    const writes = method !== 'GET';
    const response = await http.send({
      method,
      url: `${settings.shopUrl}${settings.apiPath}/${path}${search.size > 0 ? `?${search}` : ''}`,
      headers: {
        accept: 'application/json',
        ...(inHeader ? { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
      writes,
    });
    if (response.status === 408 || response.status >= 500) throw remoteFailed(remote, response.status, writes);
    return response;
  }

  const read = <Shape extends z.ZodType>(response: HttpResponse, shape: Shape, ambiguous: boolean): z.output<Shape> => {
    const parsed = shape.safeParse(response.json());
    if (parsed.success) return parsed.data;
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous, from: parsed.error });
  };

  const call: Rest['call'] = async (request, shape) => {
    const response = await exchange(request);
    if (!succeeded(response)) throw refusal(response, store, remote);
    return read(response, shape, request.method !== 'GET');
  };

  const find: Rest['find'] = async (request, shape, missing) => {
    const response = await exchange(request);
    if (refusalIn(response).code === missing && !succeeded(response)) return undefined;
    if (!succeeded(response)) throw refusal(response, store, remote);
    return read(response, shape, request.method !== 'GET');
  };

  const write: Rest['write'] = async (request) => {
    const response = await exchange(request);
    if (succeeded(response)) return { document: read(response, Document, true) };
    const { code, message } = refusalIn(response);
    const isAboutContent = response.status >= 400 && ![401, 403].includes(response.status) && code && code !== noRoute;
    if (!isAboutContent) throw refusal(response, store, remote);
    return { refused: { code, message: masked(message) } };
  };

  const batch: Rest['batch'] = async (path, work) => {
    const answer = await write({ method: 'POST', path, body: work });
    if ('refused' in answer) {
      const { code, message } = answer.refused;
      throw new IntegrationError('BATCH_REFUSED', { facts: { what: 'a batch', problem: message || code } });
    }
    const [asked, answered] = 'create' in work ? [work.create, answer.document.create] : [work.update, answer.document.update];
    const items = z.array(BatchAnswer).safeParse(answered);
    if (items.success && items.data.length === asked.length)
      return items.data.map(({ error, document }) =>
        error ? { refused: { code: error.code, message: masked(error.message) } } : { document },
      );
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous: true, from: items.error });
  };

  return { call, find, write, batch };
}

const noRoute = 'rest_no_route';
/** Whether the shop is too old, or too differently set up, to have that address at all. */
export const isNoRoute = (error: unknown): boolean =>
  error instanceof IntegrationError && factOf(error, 'problem')?.includes(noRoute) === true;

export const Document = z.custom<JsonObject>(isObject);
const succeeded = ({ status }: HttpResponse): boolean => status >= 200 && status <= 299;

/** What a 3xx or 4xx means for the person who has to act. */
function refusal(response: HttpResponse, store: Store, remote: string): IntegrationError {
  const { status } = response;
  const { code, message } = refusalIn(response);
  const said = code ? `${status} ${code}: ${masked(message)}` : `${status} without an explanation`;
  const wrong = (problem: string) =>
    new IntegrationError('CONFIGURATION_WRONG', { facts: { store: store.name, problem }, cause: rowKey('CONFIGURATION_WRONG', store.id) });
  if (status === 401 || status === 403) {
    const hint = /_cannot_(edit|create|batch|delete)$/.test(code)
      ? 'the key must have the permission read/write, and WordPress must see HTTPS'
      : code
        ? 'usually WordPress does not see HTTPS, or its host strips the Authorization header (then set keysIn to "query")'
        : 'a firewall or a security plug-in answers in front of WooCommerce';
    return new IntegrationError('REMOTE_REFUSED_LOGIN', {
      facts: { remote, problem: `${said}; ${hint}` },
      cause: rowKey('REMOTE_REFUSED_LOGIN', store.id),
    });
  }
  if (status >= 300 && status < 400) return wrong(`the shop sends us on to ${response.headers.get('location') ?? 'another address'}`);
  if (code) return wrong(`the shop answers ${said}`);
  return new IntegrationError('REMOTE_RUBBISH', { facts: { remote } });
}

function refusalIn(response: HttpResponse): Refusal {
  let body: Json = null;
  try {
    body = response.json();
  } catch {
    // An HTML page has no code.
  }
  const read = Refusal.safeParse(body);
  return read.success ? read.data : { code: '', message: '' };
}

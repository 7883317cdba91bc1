import { IntegrationError } from '../core/errors.ts';
import { type HttpClient, parseRetryAfter, remoteFailed } from '../core/http.ts';
import { isObject, type Json, parseJson } from '../core/json.ts';
import { masked } from '../core/log.ts';
import { answered } from '../core/wording.ts';
import { type BatchAnswer, type BatchPart, formatBatch, type PartAnswer, parseBatch } from './odata-batch.ts';

/** Gives a bearer token for the service; caching and renewal are its own affair. `again` asks for a fresh one after a 401. */
export type TokenSource = (again?: boolean) => Promise<string>;

export interface ODataOptions {
  /** For people, for example "Dynamics 365 Finance". */
  remote: string;
  /** `https://…/data` or `https://…/api/data/v9.2`, without a trailing slash. */
  serviceRoot: string;
  http: HttpClient;
  token: TokenSource;
}

export interface ODataClient {
  remote: string;
  serviceRoot: string;
  /** An answer below 500; `path` is relative to the service root or an absolute next or delta link. */
  send(request: {
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
    path: string;
    body?: string;
    headers?: Record<string, string>;
  }): Promise<BatchAnswer>;
  /** One round trip. Answers stand in the order of the parts; parts after a failed one may be missing. */
  batch(parts: readonly BatchPart[], headers?: Record<string, string>): Promise<PartAnswer[]>;
}

export function createODataClient({ remote, serviceRoot, http, token }: ODataOptions): ODataClient {
  const call: ODataClient['send'] = async ({ method, path, body, headers }) => {
    const writes = method !== 'GET';
    const once = async (again: boolean) =>
      http.send({
        method,
        url: /^https?:/.test(path) ? path : `${serviceRoot}/${path}`,
        headers: {
          accept: 'application/json',
          'odata-version': '4.0',
          'odata-maxversion': '4.0',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
          authorization: `Bearer ${await token(again)}`,
        },
        body,
        writes,
      });
    let response = await once(false);
    if (response.status === 401) response = await once(true);
    if (response.status === 401 || response.status === 403) {
      throw new IntegrationError('REMOTE_REFUSED_LOGIN', {
        facts: { remote, problem: oDataProblem(response.text) || answered(response.status) },
        cause: `REMOTE_REFUSED_LOGIN|${remote}`,
      });
    }
    // An action that fails for a business reason answers 500 with an OData error body.
    if (response.status >= 500 && !isODataError(response.text))
      throw remoteFailed(remote, response.status, writes && response.status !== 503);
    return { status: response.status, headers: Object.fromEntries(response.headers), text: response.text };
  };

  return {
    remote,
    serviceRoot,
    send: call,
    async batch(parts, headers = {}) {
      const boundary = `batch_${crypto.randomUUID()}`;
      const writes = parts.some((part) => 'changeset' in part || part.method !== 'GET');
      const body = formatBatch(serviceRoot, parts, boundary);
      const answer = await call({
        method: 'POST',
        path: '$batch',
        body,
        headers: { ...headers, 'content-type': `multipart/mixed; boundary=${boundary}` },
      });
      if (answer.status !== 200)
        throw new IntegrationError('REMOTE_RUBBISH', {
          facts: { remote },
          ambiguous: writes && answer.status < 400,
          detail: { status: answer.status },
        });
      const answers = parseBatch(remote, answer.headers['content-type'] ?? '', answer.text, writes);
      if (answers.length === 0) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous: writes });
      for (const one of answers.flatMap((part) => ('changeset' in part ? part.changeset : [part]))) {
        if (one.status === 429)
          throw new IntegrationError('REMOTE_BUSY', {
            facts: { remote },
            retryAfterMs: parseRetryAfter(one.headers['retry-after'] ?? null) ?? 5000,
          });
      }
      return answers;
    },
  };
}

/** The JSON of a good answer. @throws IntegrationError REMOTE_RUBBISH */
export function readAnswer(remote: string, answer: BatchAnswer): Json {
  try {
    return parseJson(answer.text);
  } catch (from) {
    throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, from });
  }
}

/** The rows of a collection answer. @throws IntegrationError REMOTE_RUBBISH */
export function readRows(remote: string, answer: BatchAnswer): Record<string, Json>[] {
  const body = readAnswer(remote, answer);
  if (isObject(body) && Array.isArray(body.value)) return body.value as Record<string, Json>[];
  throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote } });
}

/** What the service says is wrong, without personal data; empty when the text is no OData error. */
export function oDataProblem(text: string): string {
  const error = errorOf(text);
  if (!error) return '';
  const inner = isObject(error.innererror) ? error.innererror : {};
  const deepest =
    isObject(inner.internalexception) && typeof inner.internalexception.message === 'string'
      ? inner.internalexception.message
      : inner.message;
  const message = typeof deepest === 'string' && deepest !== '' ? deepest : error.message;
  return masked(typeof message === 'string' ? message : '');
}

const isODataError = (text: string): boolean => errorOf(text) !== undefined;

function errorOf(text: string): Record<string, unknown> | undefined {
  try {
    const body = parseJson(text);
    return isObject(body) && isObject(body.error) ? body.error : undefined;
  } catch {
    return undefined;
  }
}

/** `'O''Brien'`, safe inside a URL. */
export const literal = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;

import { type Answer, type Operation, readTarget } from './operation.ts';
import { Refusal } from './refusal.ts';

/** multipart/mixed as OData batches use it: reading requests, writing answers. */

export interface BatchOperation extends Operation {
  contentId?: string;
}

export type BatchPart = { single: BatchOperation } | { changeset: BatchOperation[] };

const crlf = '\r\n';
const malformed = (why: string): Refusal => new Refusal(400, `The batch request is not valid: ${why}`);

/** @throws Refusal 400 for what the service would not take to pieces either */
export function readBatch(contentType: string, body: string, root: string): BatchPart[] {
  const boundary = boundaryOf(contentType);
  if (!boundary) throw malformed('its Content-Type must be multipart/mixed with a boundary.');
  return split(body, boundary).map((part) => {
    const { headers, rest } = readHead(part);
    const inner = boundaryOf(headers['content-type'] ?? '');
    if (!inner) return { single: readOperation(headers, rest, root) };
    return { changeset: readChangeset(rest, inner, root) };
  });
}

function readChangeset(text: string, boundary: string, root: string): BatchOperation[] {
  const operations = split(text, boundary).map((part) => {
    const { headers, rest } = readHead(part);
    if (boundaryOf(headers['content-type'] ?? '')) throw malformed('a changeset cannot hold another one.');
    return readOperation(headers, rest, root);
  });
  const ids = operations.map(({ contentId }) => contentId);
  if (ids.some((id) => !id)) throw malformed('every operation of a changeset needs a Content-ID.');
  if (new Set(ids).size !== ids.length) throw malformed('a Content-ID occurs twice in a changeset.');
  const reader = operations.find(({ method }) => method === 'GET');
  if (reader)
    throw malformed(
      "an invalid HTTP method 'GET' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PATCH', and 'DELETE'.",
    );
  return operations;
}

const boundaryOf = (contentType: string): string | undefined =>
  /^multipart\/mixed\b.*?boundary=(?:"([^"]+)"|([^";\s]+))/i.exec(contentType)?.slice(1).find(Boolean);

function split(text: string, boundary: string): string[] {
  const mark = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const end = new RegExp(`(?:^|\\r?\\n)--${mark}--`).exec(text);
  if (!end) throw malformed('the closing boundary is missing.');
  const parts = text.slice(0, end.index).split(new RegExp(`(?:^|\\r?\\n)--${mark}[ \\t]*(?:\\r?\\n|$)`));
  return parts.slice(1);
}

function readHead(text: string): { headers: Record<string, string>; rest: string } {
  const headers: Record<string, string> = {};
  let at = 0;
  for (;;) {
    const end = text.indexOf('\n', at);
    const line = (end < 0 ? text.slice(at) : text.slice(at, end)).replace(/\r$/, '');
    at = end < 0 ? text.length : end + 1;
    if (line === '' || end < 0) return { headers, rest: text.slice(at) };
    const colon = line.indexOf(':');
    if (colon <= 0) throw malformed(`'${line}' is no header.`);
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}

function readOperation(outer: Record<string, string>, text: string, root: string): BatchOperation {
  if (!/^application\/http\b/i.test(outer['content-type'] ?? '')) throw malformed("the Content-Type of a part must be 'application/http'.");
  if (!/^binary$/i.test(outer['content-transfer-encoding'] ?? ''))
    throw malformed("the Content-Transfer-Encoding of a part must be 'binary'.");
  const begin = text.replace(/^(?:\r?\n)+/, '');
  const lineEnd = begin.indexOf('\n');
  const requestLine = (lineEnd < 0 ? begin : begin.slice(0, lineEnd)).replace(/\r$/, '');
  const [, method = '', target = ''] = /^([A-Z]+) (.+) HTTP\/1\.1$/.exec(requestLine) ?? [];
  if (!method) throw malformed(`'${requestLine}' is no request line.`);
  const { headers, rest } = readHead(lineEnd < 0 ? '' : begin.slice(lineEnd + 1));
  return { method, ...readTarget(absolute(target, root)), headers, body: rest, contentId: outer['content-id'] ?? headers['content-id'] };
}

function absolute(target: string, root: string): URL {
  if (!URL.canParse(target, root)) throw malformed(`'${target}' is no URL.`);
  const url = new URL(target, root);
  if (url.host !== new URL(root).host) throw malformed(`'${target}' is not of this service.`);
  return url;
}

export type PartAnswer = { single: Answer } | { changeset: { answer: Answer; contentId: string }[] };

/** The body of the answer to a batch. */
export function writeBatch(parts: readonly PartAnswer[], boundary: string): string {
  const blocks = parts.map((part, index) => {
    if ('single' in part) return writeAnswer(part.single);
    const inner = `changesetresponse_${boundary}_${index}`;
    const answers = part.changeset.map(({ answer, contentId }) => `--${inner}${crlf}${writeAnswer(answer, contentId)}${crlf}`);
    return `Content-Type: multipart/mixed; boundary=${inner}${crlf}${crlf}${answers.join('')}--${inner}--${crlf}`;
  });
  return `${blocks.map((block) => `--${boundary}${crlf}${block}${crlf}`).join('')}--${boundary}--${crlf}`;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  415: 'Unsupported Media Type',
};

function writeAnswer({ status, headers, body }: Answer, contentId?: string): string {
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId ? [`Content-ID: ${contentId}`] : []),
    '',
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join(crlf);
}

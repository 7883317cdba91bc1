import { randomUUID } from 'node:crypto';
import { type Answer, type Context, execute, type Operation } from './operations.ts';
import { readPreferences } from './prefer.ts';
import { Refusal, refusals } from './refusal.ts';

const maxRequests = 1000;
const crlf = '\r\n';

interface InnerRequest extends Operation {
  contentId: string | undefined;
}
type Part = InnerRequest | { changeset: InnerRequest[] };

/** Carries out a `$batch`; every inner request is told to `count`. @throws Refusal for a body that is no batch */
export function executeBatch(
  context: Context,
  { headers, body }: Pick<Operation, 'headers' | 'body'>,
  count: (operation: Operation) => void,
): { status: number; headers: Record<string, string>; body: string } {
  const boundary = boundaryOf(headers['content-type'] ?? '');
  if (!boundary)
    throw refusals.badRequest("The message header 'Content-Type' of a batch request must be 'multipart/mixed' with a boundary.");
  const parts = split(body, boundary).map((text) => readPart(context, text));
  const all = parts.flatMap((part) => ('changeset' in part ? part.changeset : [part]));
  if (all.length > maxRequests) throw refusals.badRequest(`The number of requests in the batch exceeds the maximum of ${maxRequests}.`);
  const { continueOnError } = readPreferences(headers.prefer);
  const responseBoundary = `batchresponse_${randomUUID()}`;
  let written = '';
  let status = 200;
  for (const part of parts) {
    const answers = 'changeset' in part ? executeChangeset(context, part.changeset, count) : executeAlone(context, part, count);
    written += `--${responseBoundary}${crlf}${answers.text}${crlf}`;
    if (answers.failed && !continueOnError) {
      status = answers.failed;
      break;
    }
  }
  return {
    status,
    headers: {
      'odata-version': '4.0',
      'content-type': `multipart/mixed; boundary=${responseBoundary}`,
      ...(continueOnError ? { 'preference-applied': 'odata.continue-on-error' } : {}),
    },
    body: `${written}--${responseBoundary}--${crlf}`,
  };
}

interface PartAnswer {
  text: string;
  /** Status of the failure. */
  failed?: number;
}

function executeAlone(context: Context, operation: InnerRequest, count: (operation: Operation) => void): PartAnswer {
  count(operation);
  const answer = execute(context, operation);
  return { text: formatAnswer(answer, operation.contentId), ...(answer.status >= 400 ? { failed: answer.status } : {}) };
}

class ChangesetFailed extends Error {
  readonly answer: Answer;
  readonly contentId: string | undefined;

  constructor(answer: Answer, contentId: string | undefined) {
    super('A request of the change set failed.');
    this.answer = answer;
    this.contentId = contentId;
  }
}

function executeChangeset(context: Context, operations: readonly InnerRequest[], count: (operation: Operation) => void): PartAnswer {
  const boundary = `changesetresponse_${randomUUID()}`;
  const written = new Map<string, string>();
  try {
    const answers = context.store.atomically(() =>
      operations.map((operation) => {
        count(operation);
        const answer = execute(context, withReferences(operation, written));
        if (answer.status >= 400) throw new ChangesetFailed(answer, operation.contentId);
        if (operation.contentId && answer.entityUrl) written.set(`$${operation.contentId}`, answer.entityUrl);
        return `--${boundary}${crlf}${formatAnswer(answer, operation.contentId)}${crlf}`;
      }),
    );
    return { text: `Content-Type: multipart/mixed; boundary=${boundary}${crlf}${crlf}${answers.join('')}--${boundary}--` };
  } catch (error) {
    if (error instanceof ChangesetFailed) return { text: formatAnswer(error.answer, error.contentId), failed: error.answer.status };
    throw error;
  }
}

/** `$1` in an address or a binding stands for the record that request 1 of the change set wrote. */
function withReferences(operation: InnerRequest, written: ReadonlyMap<string, string>): InnerRequest {
  const [first = '', ...rest] = operation.path.split('/');
  const target = written.get(first);
  const path = target ? [target.slice(target.lastIndexOf('/') + 1), ...rest].join('/') : operation.path;
  const body = operation.body.replace(/"(\$\d+)"/g, (whole, reference: string) => {
    const url = written.get(reference);
    return url ? JSON.stringify(url) : whole;
  });
  return { ...operation, path, body };
}

const boundaryOf = (contentType: string): string | undefined => /^multipart\/mixed.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];

function split(text: string, boundary: string): string[] {
  const marker = `--${boundary}`;
  const end = text.indexOf(`${marker}--`);
  if (end < 0 || !text.trimStart().startsWith(marker)) throw refusals.badRequest('The batch request is not terminated by its boundary.');
  return text
    .slice(0, end)
    .split(new RegExp(`(?:^|\\r?\\n)${marker.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[ \\t]*\\r?\\n`))
    .slice(1)
    .map((part) => part.replace(/\r?\n$/, ''));
}

function readHead(text: string): { lines: string[]; headers: Record<string, string>; rest: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const lines = (end ? text.slice(0, end.index) : text).split(/\r?\n/);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name) headers[name.toLowerCase()] = value?.trim() ?? '';
  }
  return { lines, headers, rest: end ? text.slice(end.index + end[0].length) : '' };
}

function readPart(context: Context, text: string): Part {
  const { headers, rest } = readHead(text);
  const inner = boundaryOf(headers['content-type'] ?? '');
  if (!inner) return readRequest(context, headers, rest);
  const changeset = split(rest, inner).map((part) => {
    const head = readHead(part);
    if (boundaryOf(head.headers['content-type'] ?? '')) throw refusals.badRequest('A change set cannot contain another change set.');
    return readRequest(context, head.headers, head.rest);
  });
  for (const { method, contentId } of changeset) {
    if (method === 'GET') throw refusals.badRequest('A GET request is not allowed inside a change set.');
    if (contentId === undefined) throw refusals.badRequest("Every request of a change set must carry a 'Content-ID' header.");
  }
  if (new Set(changeset.map(({ contentId }) => contentId)).size < changeset.length)
    throw refusals.badRequest("The 'Content-ID' of every request of a change set must be unique.");
  return { changeset };
}

function readRequest({ serviceRoot }: Context, partHeaders: Record<string, string>, text: string): InnerRequest {
  if (partHeaders['content-type']?.split(';')[0]?.trim() !== 'application/http')
    throw refusals.badRequest("The 'Content-Type' of a part of a batch must be 'application/http'.");
  const { lines, headers, rest } = readHead(text.trimStart());
  const [, method, address] = /^(GET|POST|PATCH|PUT|DELETE) (\S+) HTTP\/1\.1$/.exec(lines[0]?.trim() ?? '') ?? [];
  if (!method || address === undefined) throw refusals.badRequest(`'${lines[0] ?? ''}' is no request line.`);
  const path = relative(address, serviceRoot);
  if (path.startsWith('$batch')) throw refusals.badRequest('A batch cannot contain another batch.');
  const question = path.indexOf('?');
  return {
    method,
    path: question < 0 ? path : path.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : path.slice(question + 1)),
    headers,
    body: rest.trim(),
    contentId: partHeaders['content-id'],
  };
}

/** An inner address may be absolute, begin at the host, or at the service root. */
function relative(address: string, serviceRoot: string): string {
  const servicePath = new URL(serviceRoot).pathname;
  const path = /^https?:\/\//i.test(address) ? address.slice(address.indexOf('/', address.indexOf('//') + 2)) : address;
  if (path.startsWith(`${servicePath}/`)) return path.slice(servicePath.length + 1);
  if (path.startsWith('/')) throw refusals.unknownSegment(path);
  return path;
}

const reasons: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
};

function formatAnswer({ status, headers, body }: Answer, contentId: string | undefined): string {
  const json = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    '',
    `HTTP/1.1 ${status} ${reasons[status] ?? ''}`,
    ...(body === undefined || typeof body === 'string' ? [] : ['Content-Type: application/json; odata.metadata=minimal']),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    json,
  ].join(crlf);
}

/** A refused batch as an answer. */
export const refusedBatch = (error: unknown): { status: number; headers: Record<string, string>; body: unknown } => {
  if (error instanceof Refusal) return { status: error.status, headers: { 'odata-version': '4.0' }, body: error.body };
  throw error;
};

import { IntegrationError } from '../core/errors.ts';

/** One operation of a `$batch`. `path` is relative to the service root, without a leading slash. */
export interface BatchOperation {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  /** JSON text. */
  body?: string;
}

/** Operations in order; a changeset is written whole or not at all. */
export type BatchPart = BatchOperation | { changeset: readonly BatchOperation[] };

export interface BatchAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** The answer to a part: one per operation; a changeset that failed has a single answer, the failing operation's. */
export type PartAnswer = BatchAnswer | { changeset: readonly BatchAnswer[] };

export const isChangeset = (part: BatchPart): part is { changeset: readonly BatchOperation[] } => 'changeset' in part;

const crlf = '\r\n';

/** The multipart/mixed body of a batch. Operations within changesets get Content-IDs 1, 2, 3 … over the whole batch. */
export function formatBatch(serviceRoot: string, parts: readonly BatchPart[], boundary: string): string {
  let contentId = 0;
  const operation = (one: BatchOperation, inChangeset: boolean) =>
    [
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      ...(inChangeset ? [`Content-ID: ${++contentId}`] : []),
      '',
      `${one.method} ${serviceRoot}/${one.path} HTTP/1.1`,
      'OData-Version: 4.0',
      'OData-MaxVersion: 4.0',
      'Accept: application/json',
      ...(one.body === undefined ? [] : ['Content-Type: application/json']),
      ...Object.entries(one.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      '',
      one.body ?? '',
    ].join(crlf);
  const blocks = parts.map((part, index) => {
    if (!isChangeset(part)) return operation(part, false);
    const inner = `changeset_${boundary}_${index}`;
    const body = part.changeset.map((one) => `--${inner}${crlf}${operation(one, true)}${crlf}`).join('');
    return `Content-Type: multipart/mixed; boundary=${inner}${crlf}${crlf}${body}--${inner}--`;
  });
  return `${blocks.map((block) => `--${boundary}${crlf}${block}${crlf}`).join('')}--${boundary}--${crlf}`;
}

/** @throws IntegrationError REMOTE_RUBBISH when the text is no batch answer */
export function parseBatch(remote: string, contentType: string, text: string, ambiguous: boolean): PartAnswer[] {
  const boundary = boundaryOf(contentType);
  if (!boundary) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote }, ambiguous });
  return split(text, boundary).map((part) => {
    const { headers, rest } = readHead(part);
    const inner = boundaryOf(headers['content-type'] ?? '');
    return inner ? { changeset: split(rest, inner).map((one) => readHttp(readHead(one).rest)) } : readHttp(rest);
  });
}

const boundaryOf = (contentType: string): string | undefined => /multipart\/mixed.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];

function split(text: string, boundary: string): string[] {
  const blocks = text.split(new RegExp(`\\r?\\n?--${boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:--)?[ \\t]*(?:\\r?\\n|$)`));
  return blocks.slice(1).filter((block) => block.trim() !== '');
}

function readHead(text: string): { headers: Record<string, string>; rest: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const headers: Record<string, string> = {};
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, rest: end ? text.slice(end.index + end[0].length) : '' };
}

function readHttp(text: string): BatchAnswer {
  const trimmed = text.replace(/^\s+/, '');
  const [statusLine = ''] = trimmed.split(/\r?\n/, 1);
  const afterStatus = trimmed.slice(statusLine.length).replace(/^\r?\n/, '');
  const { headers, rest } = /^\r?\n/.test(afterStatus) ? { headers: {}, rest: afterStatus } : readHead(afterStatus);
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, text: rest.trim() };
}

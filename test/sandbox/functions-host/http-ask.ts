import type { IncomingMessage } from 'node:http';
import type { HttpValue } from './rpc.ts';

/** The host's own limit for a request body. */
export const bodyLimit = 104_857_600;

export class TooLarge extends Error {}

/** The whole body. @throws TooLarge beyond the host's limit. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > bodyLimit) throw new TooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) throw new TooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, size);
}

/** The request as the library expects it. */
export function httpValue(incoming: IncomingMessage, url: URL, params: Record<string, string>, body: Buffer): HttpValue {
  const headers: Record<string, { value: string }> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = { value: Array.isArray(value) ? value.join(', ') : (value ?? '') };
  const query: Record<string, { value: string }> = {};
  for (const name of new Set(url.searchParams.keys())) query[name] = { value: url.searchParams.getAll(name).join(',') };
  const nullableParams = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, { value }]));
  return {
    url: url.href,
    method: incoming.method ?? 'GET',
    nullableHeaders: headers,
    nullableQuery: query,
    nullableParams,
    body: body.length ? { bytes: body } : null,
  };
}

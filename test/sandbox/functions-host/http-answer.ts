import type { ServerResponse } from 'node:http';
import type { CookieValue, HttpValue, TypedValue } from './rpc.ts';

const withoutBody = (status: number) => status < 200 || status === 204 || status === 304;
/** The server frames the body itself. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

/** Writes what a function returned to the wire. Nothing returned means 204. */
export function answer(outgoing: ServerResponse, http: HttpValue | undefined): void {
  const status = Number(http?.statusCode ?? (http ? 200 : 204));
  if (!Number.isInteger(status) || status < 100 || status > 999) return void answerPlain(outgoing, 500);
  const body = bytesOf(http?.body);
  for (const [name, value] of Object.entries(http?.headers ?? {})) if (!ownHeaders.has(name.toLowerCase())) outgoing.setHeader(name, value);
  for (const cookie of http?.cookies ?? []) outgoing.appendHeader('set-cookie', cookieText(cookie));
  outgoing.statusCode = status;
  if (withoutBody(status)) {
    outgoing.removeHeader('content-type');
    outgoing.end();
    return;
  }
  outgoing.setHeader('content-length', body.length);
  outgoing.end(body);
}

/** A status of the host itself, with an empty or a JSON body. */
export function answerPlain(outgoing: ServerResponse, status: number, json?: unknown): void {
  const text = json === undefined ? '' : JSON.stringify(json);
  outgoing.statusCode = status;
  if (text) outgoing.setHeader('content-type', 'application/json; charset=utf-8');
  outgoing.setHeader('content-length', Buffer.byteLength(text));
  outgoing.end(text);
}

function bytesOf(value: TypedValue | null | undefined): Buffer {
  if (value?.bytes) return Buffer.from(value.bytes);
  return Buffer.from(value?.string ?? value?.json ?? '');
}

const sameSites = { lax: 'lax', strict: 'strict', explicitNone: 'none', none: undefined } as const;

function cookieText(cookie: CookieValue): string {
  const sameSite = sameSites[cookie.sameSite ?? 'none'];
  const parts = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    cookie.expires && `expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`,
    cookie.maxAge && `max-age=${Math.trunc(cookie.maxAge.value)}`,
    cookie.domain && `domain=${cookie.domain.value}`,
    `path=${cookie.path?.value ?? '/'}`,
    cookie.secure?.value && 'secure',
    sameSite && `samesite=${sameSite}`,
    cookie.httpOnly?.value && 'httponly',
  ];
  return parts.filter(Boolean).join('; ');
}

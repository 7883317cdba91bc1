import type { Query } from './query.ts';
import { refusedQuery } from './refusal.ts';

/** Which rows this answer holds, and the query of the link to the rest. */
export function readPage(
  options: URLSearchParams,
  { top, skip }: Query,
  total: number,
  pageSize: number,
): { from: number; to: number; next?: string } {
  const token = options.get('$skiptoken');
  const { from, left } = token === null ? { from: skip, left: top } : readToken(token);
  const wanted = Math.min(total, left === undefined ? total : from + left);
  const to = Math.min(wanted, from + pageSize);
  if (to >= wanted) return { from, to };
  const rest = new URLSearchParams(options);
  for (const name of ['$top', '$skip', '$skiptoken']) rest.delete(name);
  rest.set('$skiptoken', writeToken(to, left === undefined ? undefined : left - (to - from)));
  return { from, to, next: rest.toString() };
}

/** Which row the answer begins with. */
export function pageStart(options: URLSearchParams, { skip }: Query): number {
  const token = options.get('$skiptoken');
  return token === null ? skip : readToken(token).from;
}

const writeToken = (from: number, left: number | undefined): string => Buffer.from(JSON.stringify({ from, left })).toString('base64url');

function readToken(token: string): { from: number; left?: number } {
  try {
    const { from, left } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { from?: unknown; left?: unknown };
    if (typeof from === 'number' && (left === undefined || typeof left === 'number')) return { from, left };
  } catch {}
  throw refusedQuery(`Invalid value '${token}' for $skiptoken query option found.`);
}

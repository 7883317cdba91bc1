import { refusals } from './refusal.ts';
import type { Value } from './values.ts';

/** Where a page of a query begins. */
export interface PagePosition {
  page: number;
  /** Sort values of the last row of the page before. */
  after: Value[];
  n: number;
  tracking?: number;
}

/** Where a page of changes begins. */
export interface DeltaPosition {
  page: number;
  since: number;
  until: number;
  phase: 'changed' | 'deleted';
  /** Row version of the last row of the page before. */
  version: number;
}

export const writeCookie = (position: PagePosition | DeltaPosition): string =>
  `<cookie pagenumber="${position.page}" pagingcookie="${Buffer.from(JSON.stringify(position)).toString('base64url')}" />`;

/** @throws Refusal for a skip token that is none of ours */
export function readCookie(token: string): PagePosition | DeltaPosition {
  const [, cookie = ''] = /^<cookie pagenumber="\d+" pagingcookie="([\w-]+)" \/>$/.exec(token) ?? [];
  try {
    const position = JSON.parse(Buffer.from(cookie, 'base64url').toString()) as PagePosition | DeltaPosition;
    if (typeof position?.page === 'number' && ('since' in position || Array.isArray(position.after))) return position;
  } catch {
    throw malformedCookie();
  }
  throw malformedCookie();
}

export const malformedCookie = () => refusals.badRequest('Malformed XML in the Paging Cookie');

import { type DeltaPosition, malformedCookie, readCookie, writeCookie } from './paging.ts';
import { refusals } from './refusal.ts';
import type { DeletedRow, Store, StoredRow, TableRows } from './store.ts';

/** What happened in a table since a row version: changed rows first, deletions last. */
export interface Changes {
  changed: StoredRow[];
  deleted: DeletedRow[];
  /** The row version that the client knows afterwards. */
  until: number;
  next?: string;
}

const lifeMs = 7 * 24 * 3600_000;

/** A delta token: up to which row version the client knows the table, and when it learned it. */
export const writeToken = (version: number, now: Date): string => {
  const [date = '', time = ''] = now.toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${version}!${month}/${day}/${year} ${time}`;
};

/** The row version of a token. @throws Refusal when it is too old, from before a reset, or no token at all */
export function readToken(store: Store, token: string, now: Date): number {
  const [, version, month, day, year, time] = /^(\d+)!(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2}:\d{2})$/.exec(token) ?? [];
  const written = Date.parse(`${year}-${month}-${day}T${time}Z`);
  if (version === undefined || Number.isNaN(written) || Number(version) > store.version) throw refusals.rubbishToken();
  if (Number(version) < store.begun || written < now.getTime() - lifeMs) throw refusals.expiredToken();
  return Number(version);
}

/** One page of what has happened since, up to the row version at the first page. @throws Refusal for a skip token that is none */
export function changesSince(rows: TableRows, since: number, until: number, skipToken: string | undefined, size: number): Changes {
  const position = skipToken === undefined ? { page: 1, since, until, phase: 'changed' as const, version: since } : readPosition(skipToken);
  const within = <T extends { version: number }>(all: Iterable<T>, after: number): T[] =>
    [...all].filter(({ version }) => version > after && version <= position.until).sort((a, b) => a.version - b.version);
  const changed = position.phase === 'changed' ? within(rows.rows(), position.version) : [];
  const page = changed.slice(0, size);
  const deleted = within(rows.deleted(), position.phase === 'deleted' ? position.version : position.since);
  const deletedPage = deleted.slice(0, size - page.length);
  const next = { ...position, page: position.page + 1 };
  if (page.length < changed.length)
    return { changed: page, deleted: [], until: position.until, next: writeCookie({ ...next, version: page.at(-1)?.version ?? since }) };
  if (deletedPage.length < deleted.length) {
    const version = deletedPage.at(-1)?.version ?? position.since;
    return { changed: page, deleted: deletedPage, until: position.until, next: writeCookie({ ...next, phase: 'deleted', version }) };
  }
  return { changed: page, deleted: deletedPage, until: position.until };
}

function readPosition(token: string): DeltaPosition {
  const position = readCookie(token);
  if (!('since' in position)) throw malformedCookie();
  return position;
}

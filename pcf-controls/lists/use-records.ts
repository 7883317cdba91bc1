import * as React from 'react';
import { textOf } from '../../shared/core/json.ts';
import type { Row, Rows } from '../host/rows.ts';
import { plainId } from '../rows/cells.ts';
import { type Cells, cellsOfRecords, missingColumns, type RecordSet, selected } from '../rows/records.ts';

/** A data set of the platform, with its pages. */
export interface PagedSet extends RecordSet {
  loading: boolean;
  error: boolean;
  errorMessage: string;
  paging: { hasNextPage: boolean; setPageSize(size: number): void; loadNextPage(): void };
  refresh(): void;
}

interface Wanted {
  table: string;
  columns: readonly string[];
  /** Those of the columns that are lookups. */
  lookups: ReadonlySet<string>;
  /** OData; which rows count, when they have to be read beside the view. */
  filter: string;
}

export interface Records {
  cells: readonly Cells[];
  /** Not all rows have come yet. */
  loading: boolean;
  /** Why rows could not be read: what was thrown, or the platform's own words. */
  error: unknown;
  /** Epoch milliseconds of the last time that rows came. */
  checkedAt: number;
}

/** More are not loaded: nobody works through so many, and the page would not hold them. */
export const mostRecords = 10_000;

const none: readonly Cells[] = [];

/**
 * All rows of a view, page after page. Columns that the view lacks are read beside it, beginning with the first page, and anew each
 * time that rows come again. Until they are there no row is: without its title and its cause it would say nothing, or something wrong.
 */
export function useRecords(set: PagedSet, rows: Rows, wanted: Wanted): Records {
  const { sortedRecordIds, records, loading } = set;
  const more = !loading && !set.error && set.paging.hasNextPage && sortedRecordIds.length < mostRecords;
  usePages(set, more);

  const complete = !loading && !more;
  const turn = useTurn(complete, set);
  const round = Math.max(1, turn);
  const missing = missingColumns(set, wanted.columns).join();
  const [beside, setBeside] = React.useState<{ read: ReadonlyMap<string, Row>; error?: unknown; for?: number }>({ read: new Map() });
  const begun = complete || sortedRecordIds.length > 0;
  React.useEffect(() => {
    if (!begun || missing === '') return undefined;
    let current = true;
    readBeside(rows, wanted, missing.split(','))
      .then((read) => current && setBeside({ read, for: round }))
      .catch((error: unknown) => current && setBeside({ read: new Map(), error, for: round }));
    return () => {
      current = false;
    };
  }, [begun, missing, round, rows, wanted]);

  const [checkedAt, setCheckedAt] = React.useState(() => Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another look
  React.useEffect(() => {
    if (complete) setCheckedAt(Date.now());
  }, [complete, turn]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the set is another object at every turn, its rows are not
  const cells = React.useMemo(() => cellsOfRecords(set, beside.read), [sortedRecordIds, records, missing, beside.read]);
  const waits = missing !== '' && beside.for === undefined;
  // While a view is read anew it has fewer rows for a moment: what stood there stays until all have come.
  const last = React.useRef<readonly Cells[]>();
  if (complete && !waits) last.current = cells;
  return {
    cells: last.current ?? (waits ? none : cells),
    loading: last.current === undefined,
    error: set.error ? set.errorMessage || true : beside.error,
    checkedAt,
  };
}

/** A view shows a few dozen rows a page: ten thousand of them would be hundreds of calls. */
const pageRows = 1000;

/** Asks for page after page; before the second one for larger pages, which the platform has from the next refresh on. */
function usePages(set: PagedSet, more: boolean): void {
  const enlarged = React.useRef(false);
  const { paging } = set;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that has come asks for the next one
  React.useEffect(() => {
    if (!more) return;
    if (enlarged.current) return paging.loadNextPage();
    enlarged.current = true;
    paging.setPageSize(pageRows);
    set.refresh();
  }, [more, set.sortedRecordIds.length]);
}

/** Objects may be others with every update, although no rows have come: that counts once in so many milliseconds at most. */
const restMs = 3000;

/** Counts how often rows have come: all pages of a view, or other rows, or the same rows read anew. */
function useTurn(complete: boolean, { sortedRecordIds: ids, records }: RecordSet): number {
  const known = React.useRef<{ turn: number; at: number; complete: boolean; mark: string; records?: unknown }>({
    turn: 0,
    at: 0,
    complete: false,
    mark: '',
  });
  const before = known.current;
  const mark = `${ids.length} ${ids[0] ?? ''} ${ids[ids.length - 1] ?? ''}`;
  const anew = records !== before.records && Date.now() - before.at > restMs;
  const came = complete && (!before.complete || mark !== before.mark || anew);
  known.current = came ? { turn: before.turn + 1, at: Date.now(), complete, mark, records } : { ...before, complete };
  return known.current.turn;
}

async function readBeside(rows: Rows, { table, lookups, filter }: Wanted, missing: readonly string[]): Promise<Map<string, Row>> {
  const id = `${table}id`;
  const found = await rows.read(table, { select: [id, ...selected(missing, lookups)], filter }, mostRecords);
  return new Map(found.map((row) => [plainId(textOf(row[id])), row]));
}

import { textOf } from '../../shared/core/json.ts';
import type { Row, Rows } from '../host/rows.ts';
import { readSnapshot, type Snapshot, snapshotColumns } from './rows.ts';

const table = 'cmc_snapshot';
const hourMs = 3_600_000;
/** Causes and needs count only where they are new; of older hours the counts are enough. */
const figuresOfHours = 6;
/** A hundred stores for a week would be more: the newest hours come first. */
const mostRows = 5000;

/** The rows since `from` (epoch milliseconds), newest first, with the memo column only where it is read. */
export async function readSnapshots(rows: Rows, { from, now }: { from: number; now: number }): Promise<Row[]> {
  const since = (moment: number) => `cmc_from ge ${new Date(moment).toISOString()}`;
  const select = snapshotColumns.filter((column) => column !== 'cmc_figures');
  const [counts, figures] = await Promise.all([
    rows.read(table, { select: ['cmc_snapshotid', ...select], filter: since(from), order: 'cmc_from desc' }, mostRows),
    rows.read(table, { select: ['cmc_snapshotid', 'cmc_figures'], filter: since(now - figuresOfHours * hourMs), order: 'cmc_from desc' }),
  ]);
  const said = new Map(figures.map((row) => [textOf(row.cmc_snapshotid), row.cmc_figures]));
  return counts.map((row) => ({ ...row, cmc_figures: said.get(textOf(row.cmc_snapshotid)) }));
}

export const snapshotsOf = (rows: readonly Row[], language = ''): Snapshot[] =>
  rows.map((row) => readSnapshot((column) => row[column], language)).filter((row) => row !== undefined);

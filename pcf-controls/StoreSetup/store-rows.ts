import type { Row } from '../host/rows.ts';
import { cellsOf } from '../rows/cells.ts';

/** A store as work on it is steered: a row of `cmc_store`. */
export interface StoreRow {
  key: string;
  name: string;
  /** What it sells into; stores of the same are stopped together when that is maintained. */
  target: string;
  /** `since` in epoch milliseconds. */
  paused?: { since: number; reason: string };
}

export const storeColumns = ['cmc_key', 'cmc_name', 'cmc_erptarget', 'cmc_pausedsince', 'cmc_pausereason'];

export function storeOf(row: Row): StoreRow {
  const { text, moment } = cellsOf((column) => row[column]);
  const since = moment('cmc_pausedsince');
  return {
    key: text('cmc_key'),
    name: text('cmc_name') || text('cmc_key'),
    // As the server reads an empty column.
    target: text('cmc_erptarget') || 'finance-scm',
    paused: since === undefined ? undefined : { since, reason: text('cmc_pausereason') },
  };
}

/** Those of the same target that run, or that do not. */
export const likewise = ({ target, paused }: StoreRow, stores: readonly StoreRow[]): StoreRow[] =>
  stores.filter((store) => store.target === target && Boolean(store.paused) === Boolean(paused));

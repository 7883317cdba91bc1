import { type Json, textOf } from '../../core/json.ts';
import { type DecimalText, parseDecimal, plus, zero } from '../../core/money.ts';
import { epochMs, type Instant, instant, isAfter } from '../../core/time.ts';
import { syncState } from '../../d365/dataverse/choices.ts';

type RawRow = Record<string, Json>;

/** One cause of open problems, with what waits for it. */
export interface CauseFigure {
  code: string;
  cause: string;
  title: string;
  team: string;
  count: number;
  oldest: Instant;
  money: { amount: DecimalText; currency: string }[];
}

/** Whether a channel takes and gives what it should. */
export interface ChannelFigure {
  state: 'right' | 'slow' | 'down';
  says: string;
}

/** Something that waits for a person. */
export interface NeedFigure {
  what: string;
  team: string;
  since: Instant;
}

/** Orders of one store and hour, counted from their status rows. Times in ms from the order's arrival to its sales order. */
export interface OrderFigures {
  orders: number;
  synced: number;
  waiting: number;
  held: number;
  retries: number;
  median: number | null;
  p95: number | null;
  p99: number | null;
}

export function orderFigures(rows: readonly RawRow[]): OrderFigures {
  const inState = (...states: (keyof typeof syncState)[]) =>
    rows.filter((row) => states.some((state) => Number(row.cmc_state) === syncState[state])).length;
  const latencies = rows
    .flatMap((row) => {
      const [received, synced] = [textOf(row.cmc_receivedon), textOf(row.cmc_syncedon)];
      return received && synced ? [Math.max(0, epochMs(instant(synced)) - epochMs(instant(received)))] : [];
    })
    .sort((a, b) => a - b);
  return {
    orders: rows.length,
    synced: inState('Synced'),
    waiting: inState('Received', 'Working', 'Waiting'),
    held: inState('Held'),
    retries: rows.reduce((sum, row) => sum + (Number(row.cmc_attempt) || 0), 0),
    median: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  };
}

/** The smallest value that at least this part of the (sorted) values does not exceed; null without values. */
export const percentile = (sorted: readonly number[], part: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;

/** Open problems by cause, most money first. */
export function causesOf(exceptions: readonly RawRow[]): CauseFigure[] {
  const groups = Map.groupBy(exceptions, (row) => textOf(row.cmc_causekey) || textOf(row.cmc_key));
  return [...groups]
    .map(([cause, rows]): CauseFigure => {
      const [first] = rows as [RawRow];
      return {
        code: textOf(first.cmc_code),
        cause,
        title: textOf(first.cmc_title),
        team: textOf(first.cmc_team),
        count: rows.length,
        oldest: rows.map((row) => instant(textOf(row.cmc_openedon))).reduce((least, one) => (isAfter(least, one) ? one : least)),
        money: moneyOf(rows),
      };
    })
    .sort((a, b) => b.count - a.count);
}

function moneyOf(rows: readonly RawRow[]): CauseFigure['money'] {
  const sums = new Map<string, DecimalText>();
  for (const row of rows) {
    const amount = parseDecimal(textOf(row.cmc_amount));
    const currency = textOf(row.cmc_currency);
    if (amount && currency) sums.set(currency, plus(sums.get(currency) ?? zero, amount));
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency }));
}

/** What the hour says of the channel: nothing gets through, much has to be tried again, or all is well. */
export function channelFigure({ orders, synced, waiting, retries }: OrderFigures): ChannelFigure {
  if (waiting > 0 && synced === 0 && retries > 0) return { state: 'down', says: `${waiting} orders wait and none got through this hour.` };
  if (retries > Math.max(2, orders / 10)) return { state: 'slow', says: `${retries} tries had to be repeated this hour.` };
  return { state: 'right', says: 'Everything got through at the first try, or nearly.' };
}

import { textOf } from '../../shared/core/json.ts';
import { type DecimalText, parseDecimal } from '../../shared/core/money.ts';
import { inOwnWords } from '../host/own-words.ts';
import type { Amount } from '../rows/amounts.ts';
import { cellsOf, recordOf, recordsOf } from '../rows/cells.ts';

/** One cause of open problems at one store. `oldest` is epoch milliseconds. */
export interface Cause {
  code: string;
  cause: string;
  title: string;
  team: string;
  count: number;
  oldest?: number;
  money: Amount[];
}

export const channelStates = ['right', 'slow', 'down'] as const;
export type ChannelState = (typeof channelStates)[number];

export interface Figures {
  causes: Cause[];
  channel?: { state: ChannelState; says: string };
  needs: { what: string; team: string; since?: number }[];
}

/** Counts of one hour. A figure that the row does not have is absent, not zero. */
export const figureColumns = {
  orders: 'cmc_orders',
  synced: 'cmc_synced',
  waiting: 'cmc_waiting',
  held: 'cmc_held',
  retries: 'cmc_retries',
  median: 'cmc_latencymedian',
  p95: 'cmc_latencyp95',
  p99: 'cmc_latencyp99',
  backlog: 'cmc_backlog',
  openExceptions: 'cmc_openexceptions',
  stockLag: 'cmc_stocklag',
  priceLag: 'cmc_pricelag',
} as const;
export type Figure = keyof typeof figureColumns;

/** One store in one hour. Moments are epoch milliseconds, latencies milliseconds, lags seconds. */
export type Snapshot = Partial<Record<Figure, number>> & {
  store: string;
  from: number;
  to: number;
  figures: Figures;
  /** The figures of this row could not be read; its counts still can. */
  damaged: boolean;
};

export const snapshotColumns = ['cmc_store', 'cmc_from', 'cmc_to', 'cmc_figures', ...Object.values(figureColumns)] as const;

const hourMs = 3_600_000;

/**
 * Reads one row, whatever somebody has written into it, in the reader's language (BCP 47) where it has it; undefined when it does not say
 * which hour it is of.
 */
export function readSnapshot(value: (column: string) => unknown, language = ''): Snapshot | undefined {
  const { text, moment, json } = cellsOf(value);
  const from = moment('cmc_from');
  if (from === undefined) return undefined;
  const figures = json('cmc_figures');
  const snapshot: Snapshot = {
    store: text('cmc_store'),
    from: Math.floor(from / hourMs) * hourMs,
    to: moment('cmc_to') ?? from + hourMs,
    figures: figuresOf(figures, language),
    damaged: text('cmc_figures') !== '' && typeof figures !== 'object',
  };
  for (const figure of Object.keys(figureColumns) as Figure[]) {
    const count = countOf(text(figureColumns[figure]));
    if (count !== undefined) snapshot[figure] = count;
  }
  return snapshot;
}

function countOf(text: string): number | undefined {
  const count = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(count) && count >= 0 ? count : undefined;
}

function figuresOf(value: unknown, language: string): Figures {
  const { causes, channel, needs } = recordOf(value);
  return {
    causes: recordsOf(causes).flatMap((one) => causeOf(one, language)),
    channel: channelOf(channel, language),
    needs: recordsOf(needs).flatMap((one) => needOf(one, language)),
  };
}

function causeOf({ code, cause, title, texts, team, count, oldest, money }: Record<string, unknown>, language: string): Cause[] {
  const says = inOwnWords(texts, language, 'title') || textOf(title) || textOf(code);
  if (!says) return [];
  return [
    {
      code: textOf(code),
      cause: textOf(cause) || says,
      title: says,
      team: textOf(team),
      count: countOf(textOf(count)) ?? 0,
      oldest: momentOf(oldest),
      money: recordsOf(money).flatMap(amountOf),
    },
  ];
}

function amountOf({ amount, currency }: Record<string, unknown>): Amount[] {
  const parsed: DecimalText | undefined = textOf(amount) ? parseDecimal(textOf(amount)) : undefined;
  return parsed !== undefined && textOf(currency) ? [{ amount: parsed, currency: textOf(currency) }] : [];
}

function channelOf(value: unknown, language: string): Figures['channel'] {
  const { state, says, texts } = recordOf(value);
  const known = channelStates.find((one) => one === state);
  return known && { state: known, says: inOwnWords(texts, language, 'says') || textOf(says) };
}

function needOf({ what, texts, team, since }: Record<string, unknown>, language: string): Figures['needs'] {
  return textOf(what) ? [{ what: inOwnWords(texts, language, 'what') || textOf(what), team: textOf(team), since: momentOf(since) }] : [];
}

function momentOf(value: unknown): number | undefined {
  const moment = Date.parse(textOf(value));
  return Number.isNaN(moment) ? undefined : moment;
}

import * as z from 'zod';
import { type Json, textOf } from '../../core/json.ts';
import { type DecimalText, parseDecimal, plus, zero } from '../../core/money.ts';
import { epochMs, type Instant, instant, isAfter } from '../../core/time.ts';
import { inLanguages, type Texts, textsOf, type Wording, wording, wordingOf } from '../../core/wording.ts';
import { syncState } from '../../d365/dataverse/choices.ts';

type RawRow = Record<string, Json>;

/** One cause of open problems, with what waits for it. */
export interface CauseFigure {
  code: string;
  cause: string;
  title: string;
  /** The title in other languages; so with `texts` below. */
  texts?: Texts;
  team: string;
  count: number;
  oldest: Instant;
  money: { amount: DecimalText; currency: string }[];
}

/** Whether a channel takes and gives what it should. */
export interface ChannelFigure {
  state: 'right' | 'slow' | 'down';
  says: string;
  texts?: Texts;
}

/** Something that waits for a person. */
export interface NeedFigure {
  what: string;
  texts?: Texts;
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
        ...titlesOf(textOf(first.cmc_texts)),
        team: textOf(first.cmc_team),
        count: rows.length,
        oldest: rows.map((row) => instant(textOf(row.cmc_openedon))).reduce((least, one) => (isAfter(least, one) ? one : least)),
        money: moneyOf(rows),
      };
    })
    .sort((a, b) => b.count - a.count);
}

/** Only the title: a row holds many causes. */
function titlesOf(texts: string): { texts?: Texts } {
  const read = RowTexts.safeParse(texts);
  const titles = Object.entries(read.data ?? {}).flatMap(([language, { title }]) => (title ? [[language, { title }] as const] : []));
  return titles.length > 0 ? { texts: Object.fromEntries(titles) } : {};
}

const RowTexts = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.object({ title: z.string().optional() })));

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
  if (waiting > 0 && synced === 0 && retries > 0) return channel('down', channelSays.down(waiting));
  if (retries > Math.max(2, orders / 10)) return channel('slow', channelSays.slow(retries));
  return channel('right', channelSays.right);
}

const channel = (state: ChannelFigure['state'], says: Wording): ChannelFigure => ({ state, says: says.en, texts: textsOf({ says }) });

const channelSays = {
  down: (waiting: number): Wording =>
    wording(
      `${waiting} orders wait and none got through this hour.`,
      `${waiting} Bestellungen warten, und in dieser Stunde kam keine durch.`,
    ),
  slow: (retries: number): Wording =>
    wording(`${retries} tries had to be repeated this hour.`, `${retries} Versuche mussten in dieser Stunde wiederholt werden.`),
  right: wording('Everything got through at the first try, or nearly.', 'Alles kam beim ersten Versuch durch, oder fast.'),
};

/** A question that finance has not answered yet. */
export const needOfApproval = (row: RawRow): NeedFigure => {
  const what = wordingOf(textOf(row.cmc_question), textOf(row.cmc_texts), 'question');
  return { ...inLanguages({ what }), team: 'finance', since: instant(textOf(row.cmc_requestedon)) };
};

/** A cause as something that a person is to look at. */
export const needOfCause = ({ title, texts, team, oldest }: CauseFigure): NeedFigure => ({
  what: title,
  ...(texts ? { texts: Object.fromEntries(Object.entries(texts).map(([language, own]) => [language, { what: own.title ?? title }])) } : {}),
  team,
  since: oldest,
});

import { type Amount, sums } from '../rows/amounts.ts';
import type { Cause, ChannelState, Figure, Snapshot } from './rows.ts';

const hourMs = 3_600_000;

/** How far back the board looks, in hours. */
export const periods = { day: 24, week: 168 } as const;
export type Period = keyof typeof periods;

/** After so long without a new row a store's figures are of the past: they are written every few minutes. */
const staleMs = 2 * hourMs;

/** Something that waits for a person, at one store. */
export interface Need {
  store: string;
  what: string;
  team: string;
  since?: number;
  /** How many documents wait behind it; absent where it is not about documents. */
  count?: number;
  money: Amount[];
}

/** One line or one row of bars: a value for each hour of the board, absent where nothing was measured. */
export interface Series {
  name: string;
  values: (number | undefined)[];
}

/** How one store's channel does. */
export interface ChannelHealth {
  store: string;
  state: ChannelState | 'silent' | 'unknown';
  says: string;
  /** End of what is known. */
  at: number;
}

/** What the control shows. `hours` are the beginnings of the hours, oldest first, the running one last. */
export interface Board {
  stores: string[];
  hours: number[];
  needs: Need[];
  totals: Record<'orders' | 'synced' | 'held' | 'retries' | 'backlog' | 'openExceptions', number>;
  orders: Series[];
  latency: Series[];
  backlog: Series[];
  retries: Series[];
  lags: Series[];
  causes: (Cause & { stores: string[] })[];
  channels: ChannelHealth[];
  /** Rows whose details could not be read. */
  damaged: number;
  /** When the newest row was begun; absent without rows. */
  newest?: number;
}

/** Puts the rows of a period together, for all stores or for one. */
export function boardOf(rows: readonly Snapshot[], view: { period: Period; store?: string; now: number }): Board {
  const hours = hoursUntil(view.now, periods[view.period]);
  const first = hours[0] ?? 0;
  const stores = unique(rows.map((row) => row.store)).sort();
  const seen = rows.filter((row) => row.from >= first && row.from <= view.now && (!view.store || row.store === view.store));
  const newest = newestOfEach(seen);
  const atHour = byHour(seen);
  const total = (figure: Figure, of: readonly Snapshot[]) => of.reduce((sum, row) => sum + (row[figure] ?? 0), 0);
  const perHour = (combine: (rows: readonly Snapshot[]) => number | undefined) => hours.map((hour) => combine(atHour.get(hour) ?? []));
  const most = (figure: Figure): Series => ({ name: figure, values: perHour((at) => worst(at.map((row) => row[figure]))) });
  const sum = (figure: Figure): Series => ({ name: figure, values: perHour((at) => (at.length > 0 ? total(figure, at) : undefined)) });
  return {
    stores,
    hours,
    needs: needsOf(newest),
    totals: {
      orders: total('orders', seen),
      synced: total('synced', seen),
      held: total('held', seen),
      retries: total('retries', seen),
      backlog: total('backlog', newest),
      openExceptions: total('openExceptions', newest),
    },
    orders: unique(seen.map((row) => row.store))
      .sort()
      .map((store) => ({
        name: store,
        values: perHour((at) => worst(at.filter((row) => row.store === store).map((row) => row.orders))),
      })),
    latency: [most('median'), most('p95'), most('p99')],
    backlog: [sum('backlog')],
    retries: [sum('retries')],
    lags: [most('stockLag'), most('priceLag')],
    causes: causesOf(newest),
    channels: newest.map((row) => healthOf(row, view.now)),
    damaged: seen.filter((row) => row.damaged).length,
    newest: worst(seen.map((row) => row.from)),
  };
}

function hoursUntil(now: number, count: number): number[] {
  const running = Math.floor(now / hourMs) * hourMs;
  return Array.from({ length: count }, (_, index) => running - (count - 1 - index) * hourMs);
}

function byHour(rows: readonly Snapshot[]): Map<number, Snapshot[]> {
  const hours = new Map<number, Snapshot[]>();
  for (const row of rows) {
    const same = hours.get(row.from);
    if (same) same.push(row);
    else hours.set(row.from, [row]);
  }
  return hours;
}

/** The last row of each store: what is open now stands only there. */
function newestOfEach(rows: readonly Snapshot[]): Snapshot[] {
  const newest = new Map<string, Snapshot>();
  for (const row of rows) if (row.from >= (newest.get(row.store)?.from ?? 0)) newest.set(row.store, row);
  return [...newest.values()].sort((a, b) => (a.store < b.store ? -1 : 1));
}

/** What waits longest comes first; a cause brings its documents and its money. */
function needsOf(newest: readonly Snapshot[]): Need[] {
  return newest
    .flatMap(({ store, figures }) =>
      figures.needs.map(({ what, team, since }): Need => {
        const cause = figures.causes.find((one) => one.title === what && one.team === team);
        return { store, what, team, since, count: cause?.count, money: cause?.money ?? [] };
      }),
    )
    .sort((a, b) => (a.since ?? Number.MAX_SAFE_INTEGER) - (b.since ?? Number.MAX_SAFE_INTEGER));
}

function causesOf(newest: readonly Snapshot[]): Board['causes'] {
  const causes = new Map<string, Board['causes'][number]>();
  for (const { store, figures } of newest)
    for (const cause of figures.causes) {
      const same = causes.get(cause.cause);
      causes.set(cause.cause, same ? joined(same, cause, store) : { ...cause, stores: [store] });
    }
  return [...causes.values()].sort((a, b) => b.count - a.count);
}

const joined = (a: Board['causes'][number], b: Cause, store: string): Board['causes'][number] => ({
  ...a,
  count: a.count + b.count,
  oldest: least(a.oldest, b.oldest),
  money: sums([...a.money, ...b.money]),
  stores: [...a.stores, store],
});

function healthOf({ store, figures, damaged, from, to }: Snapshot, now: number): ChannelHealth {
  const at = Math.min(to, now);
  if (now - from > staleMs) return { store, state: 'silent', says: '', at };
  if (damaged || !figures.channel) return { store, state: 'unknown', says: '', at };
  return { store, ...figures.channel, at };
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** The largest of what is there. */
function worst(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((most, value) => Math.max(most, value)) : undefined;
}

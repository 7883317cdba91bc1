import type { OrderView, Stage } from '../../model.ts';

/** How states, teams and times are said. */

export interface StateWords {
  icon: string;
  tone: 'good' | 'busy' | 'wait' | 'bad' | 'calm';
  words: string;
}

const states: Record<string, StateWords> = {
  Received: { icon: '●', tone: 'busy', words: 'Arrived' },
  Working: { icon: '●', tone: 'busy', words: 'Being imported' },
  Synced: { icon: '✓', tone: 'good', words: 'In Dynamics' },
  Waiting: { icon: '○', tone: 'wait', words: 'Waiting' },
  Held: { icon: '!', tone: 'bad', words: 'Held' },
  Skipped: { icon: '–', tone: 'calm', words: 'Not imported' },
  Cancelled: { icon: '×', tone: 'calm', words: 'Cancelled' },
};

export const wordsOf = (state: string): StateWords => states[state] ?? { icon: '●', tone: 'busy', words: state };

const stages: Record<Stage, StateWords> = {
  telling: { icon: '●', tone: 'busy', words: 'Telling the shop' },
  'left-out': { icon: '–', tone: 'calm', words: 'Shop not told' },
  'part-shipped': { icon: '◐', tone: 'good', words: 'Shipped in part' },
  shipped: { icon: '✓', tone: 'good', words: 'Shipped' },
  invoiced: { icon: '✓', tone: 'good', words: 'Invoiced' },
  cancelled: { icon: '×', tone: 'calm', words: 'Cancelled' },
  stopped: { icon: '!', tone: 'bad', words: 'Held' },
};

/** What an order's state is called: what happened last in Dynamics, else how its import went. */
export const stateOf = ({ state, progress }: Pick<OrderView, 'state' | 'progress'>): StateWords =>
  progress && state !== 'Held' ? stages[progress.stage] : wordsOf(state);

const teams: Record<string, string> = {
  nobody: 'Nobody needs to act',
  catalogue: 'Catalogue team',
  sales: 'Sales desk',
  finance: 'Finance',
  admin: 'Administrator',
  it: 'IT',
  shop: 'Shop team',
};

export const teamOf = (team: string): string => teams[team.toLowerCase()] ?? team;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const timeOf = (instant: string): string => (instant ? clock.format(new Date(instant)) : '');

const duration = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/** `3 min. ago`. */
export function ago(instant: string, now: string): string {
  const elapsed = Math.max(0, Math.round((Date.parse(now) - Date.parse(instant)) / 1000));
  if (elapsed < 60) return 'just now';
  if (elapsed < 3600) return duration.format(-Math.round(elapsed / 60), 'minute');
  if (elapsed < 86_400) return duration.format(-Math.round(elapsed / 3600), 'hour');
  return duration.format(-Math.round(elapsed / 86_400), 'day');
}

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Dataverse keeps whole seconds, so less than one shows as none. */
export const seconds = (count: number): string => (count < 1 ? 'under 1 s' : `${Math.round(count).toLocaleString('en')} s`);

import type { Page } from './page.ts';

/** What a look found: nothing new (wait longer), something new (begin again with the first wait), or the end of the matter. */
export type Found = 'same' | 'changed' | 'stop';

export interface Following {
  /** Looks at once, and begins again with the first wait. */
  now(): void;
  stop(): void;
}

/** Everything that one control looks at again and again. */
export interface Poller {
  /**
   * Looks after each of `waits` (ms; the last one for ever) until told to stop. A look that fails counts as `same`. Looks never overlap.
   * Nothing is looked at while the page is hidden; what became due meanwhile is looked at when it shows again.
   */
  follow(look: () => Promise<Found>, waits?: readonly number[]): Following;
  /** How many things are followed. */
  readonly size: number;
  dispose(): void;
}

export const usualWaits: readonly number[] = [1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 15_000, 15_000, 30_000];

/** So many things are followed at full pace; more share that pace, so that a page full of them asks no more often. */
const fullPace = 4;

interface Followed {
  look: () => Promise<Found>;
  waits: readonly number[];
  step: number;
  /** Epoch milliseconds. */
  due: number;
  /** Somebody asked for a look at once. */
  hurried: boolean;
}

export function createPoller(page: Page): Poller {
  const all = new Set<Followed>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let disposed = false;

  const pace = () => Math.max(1, all.size / fullPace);
  const waitOf = ({ waits, step }: Followed) => (waits[Math.min(step, waits.length - 1)] ?? 1000) * pace();

  function plan(): void {
    clearTimeout(timer);
    if (running || page.hidden() || all.size === 0) return;
    const next = Math.min(...[...all].map(({ due }) => due));
    timer = setTimeout(run, Math.max(0, next - Date.now()));
  }

  async function run(): Promise<void> {
    running = true;
    for (const one of [...all]) {
      if (page.hidden()) break;
      if (all.has(one) && one.due <= Date.now()) await lookAt(one);
    }
    running = false;
    plan();
  }

  async function lookAt(one: Followed): Promise<void> {
    one.hurried = false;
    const found = await one.look().catch((): Found => 'same');
    if (found === 'stop') all.delete(one);
    if (one.hurried) return;
    one.step = found === 'changed' ? 0 : one.step + 1;
    one.due = Date.now() + waitOf(one);
  }

  const stopListening = page.onChange(plan);
  return {
    follow(look, waits = usualWaits) {
      const one: Followed = { look, waits, step: 0, due: 0, hurried: false };
      if (!disposed) all.add(one);
      one.due = Date.now() + waitOf(one);
      plan();
      return {
        now() {
          Object.assign(one, { step: 0, due: Date.now(), hurried: true });
          plan();
        },
        stop() {
          all.delete(one);
          plan();
        },
      };
    },
    get size() {
      return all.size;
    },
    dispose() {
      disposed = true;
      all.clear();
      clearTimeout(timer);
      stopListening();
    },
  };
}

import { type Clock, type Instant, isAfter, later } from '../core/time.ts';

/** Which names may be looked up in the vault by a request of which nothing is known yet. */
export interface StrangerLimit {
  /** Always for a name that was found once. */
  mayAsk(name: string): boolean;
  found(name: string): void;
}

const most = 20;
const inMs = 10_000;

/** The door is open to everybody: who tries name after name shall not use up what the vault grants to all. */
export function createStrangerLimit(clock: Clock): StrangerLimit {
  const known = new Set<string>();
  let asked = 0;
  let until: Instant = clock.now();
  return {
    mayAsk(name) {
      if (known.has(name)) return true;
      const now = clock.now();
      if (!isAfter(until, now)) {
        asked = 0;
        until = later(now, inMs);
      }
      asked += 1;
      return asked <= most;
    },
    found: (name) => void known.add(name),
  };
}

import * as React from 'react';
import type { Failure } from './failure.ts';
import type { Host } from './host.ts';
import type { Following } from './poller.ts';

/** Rows that are read once, and again while something goes on. What was read last stays while a later look fails. */
export interface Live<Value> {
  value: Value | undefined;
  /** Of the last look; undefined when it went well. */
  failure: Failure | undefined;
  /** Nothing is known yet. */
  loading: boolean;
  /** Epoch milliseconds of the last good look. */
  at: number | undefined;
  /** Looks now, and again soon. */
  look(): void;
}

const waits: readonly number[] = [2000, 3000, 5000, 8000, 15_000, 30_000];
const restingWaits: readonly number[] = [60_000, 120_000, 300_000];

/**
 * `load` runs when `key` changes, then with growing waits while `goesOn` says so, and seldom when nothing goes on. It begins with short
 * waits again when what it gives has changed. Nothing is read while the page is hidden or there is no connection.
 */
export function useLive<Value>(
  host: Host,
  { key, load, goesOn }: { key: string; load(): Promise<Value>; goesOn(value: Value): boolean },
): Live<Value> {
  const [known, setKnown] = React.useState<{ key: string; value?: Value; failure?: Failure; at?: number }>({ key });
  const following = React.useRef<Following>();
  const newest = React.useRef({ load, goesOn });
  newest.current = { load, goesOn };

  React.useEffect(() => {
    let over = false;
    let seen: string | undefined;
    let resting = false;
    const stop = () => following.current?.stop();
    const follow = () => {
      stop();
      following.current = host.poller.follow(look, resting ? restingWaits : waits);
    };
    async function look(): Promise<'same' | 'changed'> {
      if (seen !== undefined && !host.online) return 'same';
      try {
        const value = await newest.current.load();
        if (over) return 'same';
        const now = JSON.stringify(value);
        const changed = now !== seen;
        seen = now;
        setKnown({ key, value, at: Date.now() });
        host.shown();
        rest(!newest.current.goesOn(value));
        return changed ? 'changed' : 'same';
      } catch (error) {
        if (!over) setKnown((before) => ({ ...(before.key === key ? before : { key }), failure: host.failure(error) }));
        return 'same';
      }
    }
    function rest(now: boolean): void {
      if (now === resting) return;
      resting = now;
      follow();
    }
    void look();
    follow();
    return () => {
      over = true;
      stop();
    };
  }, [host, key]);

  const current = known.key === key ? known : undefined;
  return {
    value: current?.value,
    failure: current?.failure,
    loading: current?.at === undefined && current?.failure === undefined,
    at: current?.at,
    look: () => following.current?.now(),
  };
}

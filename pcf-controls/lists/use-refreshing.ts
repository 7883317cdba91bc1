import * as React from 'react';
import type { Host } from '../host/host.ts';
import type { PagedSet } from './use-records.ts';

const oncePerMinute = [60_000];
const afterAnEnd = [1500, 3000, 6000, 12_000];
/** A view of many pages is read anew only where something was done. */
const fewRows = 500;

/** Reads a view anew each minute, and a few times after something was done: what it set free goes through one after the other. */
export function useRefreshing(host: Host, set: Pick<PagedSet, 'refresh' | 'sortedRecordIds'>): { soon(): void } {
  const newest = React.useRef(set);
  newest.current = set;
  React.useEffect(() => {
    const following = host.poller.follow(async () => {
      if (host.online && newest.current.sortedRecordIds.length <= fewRows) newest.current.refresh();
      return 'same';
    }, oncePerMinute);
    return following.stop;
  }, [host]);
  const soon = React.useCallback(() => {
    let left = newest.current.sortedRecordIds.length <= fewRows ? afterAnEnd.length : 1;
    newest.current.refresh();
    host.poller.follow(async () => {
      newest.current.refresh();
      left -= 1;
      return left > 0 ? 'same' : 'stop';
    }, afterAnEnd);
  }, [host]);
  return { soon };
}

import * as React from 'react';
import type { Host } from '../host/host.ts';
import { type Words, wordsOf } from '../rows/words.ts';

/** The words of a list in the language and the formats of the person who looks. `now` is epoch milliseconds. */
export const useWords = (host: Host, now: number): Words =>
  React.useMemo(
    () =>
      wordsOf(
        (key, ...facts) => host.text(key, facts),
        ({ amount, currency }) => host.show.money(amount, currency),
        (at) => host.show.duration(Math.max(0, now - at)),
      ),
    [host, now],
  );

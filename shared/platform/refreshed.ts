/** A value that is read once, served from memory and refreshed in the background when it is older than `maxAgeMs`. */
export interface Refreshed<T> {
  /** Waits only when there is no value yet or the one there was read before `notBefore` (epoch ms). */
  get(notBefore?: number): Promise<T>;
}

export function createRefreshed<T>(read: () => Promise<T>, maxAgeMs: number, now: () => number = Date.now): Refreshed<T> {
  let current: { value: T; asked: number } | undefined;
  let reading: { promise: Promise<T>; asked: number } | undefined;

  const refresh = (): Promise<T> => {
    const asked = now();
    const promise = read()
      .then((value) => {
        current = { value, asked };
        return value;
      })
      .finally(() => {
        reading = undefined;
      });
    reading = { promise, asked };
    return promise;
  };

  return {
    async get(notBefore = 0) {
      // A read that began too early may have missed what it is asked for: one more after it.
      while (reading && (!current || current.asked < notBefore)) {
        const enough = reading.asked >= notBefore;
        const value = await reading.promise;
        if (enough) return value;
      }
      if (!current || current.asked < notBefore) return refresh();
      if (now() - current.asked > maxAgeMs && !reading) void refresh().catch(() => undefined);
      return current.value;
    },
  };
}

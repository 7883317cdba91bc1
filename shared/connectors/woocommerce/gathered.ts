/** Calls of the same few milliseconds become one piece of work of up to `most` items; nobody joins what is already under way. */
export function gathered<Item, Answer>(
  work: (items: Item[]) => Promise<Answer[]>,
  most: number,
  gatherMs = 10,
): (item: Item) => Promise<Answer> {
  let open: { items: Item[]; answers: Promise<Answer[]>; go(): void } | undefined;
  const begin = () => {
    const items: Item[] = [];
    const started = Promise.withResolvers<void>();
    const timer = setTimeout(started.resolve, gatherMs);
    const answers = started.promise.then(() => {
      clearTimeout(timer);
      if (open?.items === items) open = undefined;
      return work(items);
    });
    return { items, answers, go: started.resolve };
  };
  return async (item) => {
    open ??= begin();
    const group = open;
    const place = group.items.push(item) - 1;
    if (group.items.length >= most) {
      open = undefined;
      group.go();
    }
    return (await group.answers)[place] as Answer;
  };
}

/** Work with the same key is done one after the other, other work beside it. */
export function inTurns(): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const mine = before ? before.then(work, work) : work();
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}

interface Entry<T> {
  at: number;
  value: T;
}

/** A binary heap of entries ordered by a number; the smallest comes first. */
export class Heap<T> {
  #entries: Entry<T>[] = [];

  get size(): number {
    return this.#entries.length;
  }

  push(at: number, value: T): void {
    const entries = this.#entries;
    let index = entries.push({ at, value }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= at) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  peek(): Entry<T> | undefined {
    return this.#entries[0];
  }

  pop(): Entry<T> | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (!first || !last || first === last) return first;
    this.#entries[0] = last;
    this.#sink();
    return first;
  }

  /** Takes out, one after the other, what is due. */
  *due(now: number): Generator<T> {
    for (let first = this.peek(); first && first.at <= now; first = this.peek()) {
      this.pop();
      yield first.value;
    }
  }

  /** Entries whose subject is gone would stay until their time comes: drops them once they are the majority. */
  prune(living: number, lives: (value: T) => boolean): void {
    if (this.size < 2 * living + 1000) return;
    // A sorted list is a heap.
    this.#entries = this.#entries.filter(({ value }) => lives(value)).sort((a, b) => a.at - b.at);
  }

  clear(): void {
    this.#entries = [];
  }

  #sink(): void {
    const { length } = this.#entries;
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < length && this.#at(left) < this.#at(least)) least = left;
      if (right < length && this.#at(right) < this.#at(least)) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #at(index: number): number {
    return (this.#entries[index] as Entry<T>).at;
  }

  #swap(a: number, b: number): void {
    const entries = this.#entries;
    [entries[a], entries[b]] = [entries[b] as Entry<T>, entries[a] as Entry<T>];
  }
}

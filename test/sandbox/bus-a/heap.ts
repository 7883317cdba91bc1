/** A binary heap of entries ordered by a number; the smallest comes first. */
export class Heap<T> {
  readonly #entries: { at: number; value: T }[] = [];

  get size(): number {
    return this.#entries.length;
  }

  push(at: number, value: T): void {
    const entries = this.#entries;
    let index = entries.push({ at, value }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((entries[parent] as { at: number }).at <= at) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  peek(): { at: number; value: T } | undefined {
    return this.#entries[0];
  }

  pop(): { at: number; value: T } | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (!first || !last || first === last) return first;
    this.#entries[0] = last;
    this.#sink();
    return first;
  }

  #sink(): void {
    const entries = this.#entries;
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < entries.length && this.#at(left) < this.#at(least)) least = left;
      if (right < entries.length && this.#at(right) < this.#at(least)) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #at(index: number): number {
    return (this.#entries[index] as { at: number }).at;
  }

  #swap(a: number, b: number): void {
    const entries = this.#entries;
    [entries[a], entries[b]] = [entries[b] as { at: number; value: T }, entries[a] as { at: number; value: T }];
  }
}

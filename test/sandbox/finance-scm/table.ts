import { type Cell, folded, type Row } from './cells.ts';

/** A row as it lies in a table. */
export interface Stored {
  id: number;
  /** Grows with every write. */
  version: number;
  row: Row;
}

export interface TableShape {
  name: string;
  /** Fields that together are unique. */
  keys: readonly string[];
  /** Further fields that are looked up by equality. */
  indexes: readonly string[];
}

/** Rows with the same value of a field: most values have one row, which then needs no map of its own. */
type Entry = Stored | Map<number, Stored>;

const rowsOf = (entry: Entry | undefined): Stored[] => {
  if (entry === undefined) return [];
  return entry instanceof Map ? [...entry.values()].sort((a, b) => a.id - b.id) : [entry];
};

/** The rows of an index, and how many there are, without making the list yet. */
export interface Found {
  size: number;
  rows(): Stored[];
}

/** Bounds of an index in the order of folded values; without one, the whole. */
export interface Range {
  from?: { value: Cell; included: boolean };
  to?: { value: Cell; included: boolean };
}

/** One table: rows by record id, by key, and by each indexed field. */
export class Table {
  readonly shape: TableShape;
  readonly #rows = new Map<number, Stored>();
  readonly #byKey = new Map<string, Stored>();
  readonly #byField: Map<string, Map<string, Entry>>;
  /** Values of a field in order; forgotten when one comes or goes. */
  readonly #sorted = new Map<string, string[]>();

  constructor(shape: TableShape) {
    this.shape = shape;
    const fields = new Set([...shape.keys.filter((key) => key !== 'dataAreaId'), ...shape.indexes]);
    this.#byField = new Map([...fields].map((field) => [field, new Map()]));
  }

  get size(): number {
    return this.#rows.size;
  }

  all(): Iterable<Stored> {
    return this.#rows.values();
  }

  hasIndex(field: string): boolean {
    return this.#byField.has(field);
  }

  /** The row with these key fields. */
  byKey(key: Row): Stored | undefined {
    return this.#byKey.get(this.#keyOf(key));
  }

  /** Rows whose field equals the value, oldest first; through the index, which must exist. */
  equal(field: string, value: Cell): Stored[] {
    return rowsOf(this.#index(field).get(folded(value)));
  }

  /** The same, counted first. */
  findEqual(field: string, value: Cell): Found {
    const entry = this.#index(field).get(folded(value));
    return { size: entry instanceof Map ? entry.size : entry ? 1 : 0, rows: () => rowsOf(entry) };
  }

  /** Rows whose field lies within bounds; `size` counts values, not rows. */
  findBetween(field: string, range: Range): Found {
    const [first, end] = this.#bounds(field, range);
    return { size: end - first, rows: () => [...this.#slices(field, first, end, false)].flat() };
  }

  /** Rows in the order of a field, those with the same value together, oldest first. */
  ordered(field: string, range: Range, descending: boolean): Iterable<Stored[]> {
    return this.#slices(field, ...this.#bounds(field, range), descending);
  }

  add(stored: Stored): void {
    this.#rows.set(stored.id, stored);
    this.#byKey.set(this.#keyOf(stored.row), stored);
    for (const [field, index] of this.#byField) {
      const value = folded(stored.row[field] ?? '');
      const entry = index.get(value);
      if (entry === undefined) {
        index.set(value, stored);
        this.#sorted.delete(field);
      } else if (entry instanceof Map) entry.set(stored.id, stored);
      else
        index.set(
          value,
          new Map([
            [entry.id, entry],
            [stored.id, stored],
          ]),
        );
    }
  }

  take(id: number): Stored | undefined {
    const stored = this.#rows.get(id);
    if (!stored) return undefined;
    this.#rows.delete(id);
    this.#byKey.delete(this.#keyOf(stored.row));
    for (const [field, index] of this.#byField) {
      const value = folded(stored.row[field] ?? '');
      const entry = index.get(value);
      if (entry instanceof Map) entry.delete(id);
      if (!(entry instanceof Map) || entry.size === 0) {
        index.delete(value);
        this.#sorted.delete(field);
      }
    }
    return stored;
  }

  /** Puts a changed row in the place of the old one. */
  swap(before: Stored, stored: Stored): void {
    const sameKey = this.#keyOf(before.row) === this.#keyOf(stored.row);
    const sameValues = [...this.#byField.keys()].every((field) => folded(before.row[field] ?? '') === folded(stored.row[field] ?? ''));
    if (!sameKey || !sameValues) {
      this.take(before.id);
      return this.add(stored);
    }
    this.#rows.set(stored.id, stored);
    this.#byKey.set(this.#keyOf(stored.row), stored);
    for (const [field, index] of this.#byField) {
      const value = folded(stored.row[field] ?? '');
      const entry = index.get(value);
      if (entry instanceof Map) entry.set(stored.id, stored);
      else index.set(value, stored);
    }
  }

  get(id: number): Stored | undefined {
    return this.#rows.get(id);
  }

  clear(): void {
    this.#rows.clear();
    this.#byKey.clear();
    this.#sorted.clear();
    for (const index of this.#byField.values()) index.clear();
  }

  #index(field: string): Map<string, Entry> {
    const index = this.#byField.get(field);
    if (!index) throw new Error(`${this.shape.name} has no index on ${field}`);
    return index;
  }

  #values(field: string): string[] {
    const known = this.#sorted.get(field);
    if (known) return known;
    const values = [...this.#index(field).keys()].sort((a, b) => (a < b ? -1 : 1));
    this.#sorted.set(field, values);
    return values;
  }

  #bounds(field: string, { from, to }: Range): [number, number] {
    const values = this.#values(field);
    const first = from ? place(values, folded(from.value), !from.included) : 0;
    const end = to ? place(values, folded(to.value), to.included) : values.length;
    return [first, Math.max(first, end)];
  }

  *#slices(field: string, first: number, end: number, descending: boolean): Generator<Stored[]> {
    const values = this.#values(field);
    const index = this.#index(field);
    for (let step = 0; step < end - first; step += 1) yield rowsOf(index.get(values[descending ? end - 1 - step : first + step] ?? ''));
  }

  #keyOf(row: Row): string {
    return this.shape.keys.map((key) => folded(row[key] ?? '')).join('\u0000');
  }
}

/** Where a value belongs in a sorted list: before what equals it, or after. */
function place(values: readonly string[], value: string, after: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = values[middle] ?? '';
    if (there < value || (after && there === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

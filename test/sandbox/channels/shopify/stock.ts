import { type DocumentFile, Documents } from '../../documents.ts';

/** What one location has of one inventory item. On hand is both together. */
export interface Level {
  available: number;
  /** Promised to orders that are not shipped yet. */
  committed: number;
  createdAt: string;
  updatedAt: string;
}

export interface StockChange {
  itemId: string;
  locationId: string;
  level: Level;
}

/** Levels by location id. */
export type Levels = Record<string, Level>;

/** What every location has, kept. Items that nobody has touched are as `seeded` says. */
export class Stock {
  readonly #touched: Documents<Levels>;
  readonly #seeded: (itemId: string) => Levels;
  readonly #onChange: (change: StockChange) => void;

  constructor(file: DocumentFile, seeded: (itemId: string) => Levels, onChange: (change: StockChange) => void) {
    this.#touched = new Documents(file, 'levels');
    this.#seeded = seeded;
    this.#onChange = onChange;
  }

  levels(itemId: string): Levels {
    return this.#touched.get(itemId) ?? this.#seeded(itemId);
  }
  at(itemId: string, locationId: string): Level | undefined {
    return this.levels(itemId)[locationId];
  }
  /** Over all locations. */
  available(itemId: string): number {
    return Object.values(this.levels(itemId)).reduce((units, level) => units + level.available, 0);
  }

  /** Sets or makes the level of an item at a location. */
  set(itemId: string, locationId: string, to: Partial<Pick<Level, 'available' | 'committed'>>): Level {
    const now = new Date().toISOString();
    const before = this.at(itemId, locationId) ?? { available: 0, committed: 0, createdAt: now, updatedAt: now };
    const level = { ...before, ...to, updatedAt: now };
    this.#touched.put(itemId, { ...this.levels(itemId), [locationId]: level });
    this.#onChange({ itemId, locationId, level });
    return level;
  }

  /** Moves by differences; a location that never had the item has it from now on. */
  move(itemId: string, locationId: string, by: { available?: number; committed?: number }): void {
    const { available = 0, committed = 0 } = this.at(itemId, locationId) ?? {};
    this.set(itemId, locationId, { available: available + (by.available ?? 0), committed: committed + (by.committed ?? 0) });
  }

  clear(): void {
    this.#touched.clear();
  }
}

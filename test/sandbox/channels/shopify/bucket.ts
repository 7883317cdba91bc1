export interface BucketSize {
  maximumAvailable: number;
  /** Points per second. */
  restoreRate: number;
}

/** Published rates per plan; the bucket holds twenty seconds of it. */
export const plans = {
  standard: { maximumAvailable: 2000, restoreRate: 100 },
  advanced: { maximumAvailable: 4000, restoreRate: 200 },
  plus: { maximumAvailable: 20_000, restoreRate: 1000 },
  enterprise: { maximumAvailable: 40_000, restoreRate: 2000 },
} as const satisfies Record<string, BucketSize>;

/** The leaky bucket of one app and store: a query takes what it may cost, and gets back what it did not. */
export class Bucket {
  readonly size: BucketSize;
  #available: number;
  #at = performance.now();

  constructor(size: BucketSize) {
    this.size = size;
    this.#available = size.maximumAvailable;
  }

  take(cost: number): boolean {
    if (this.available() < cost) return false;
    this.#available -= cost;
    return true;
  }

  giveBack(cost: number): void {
    this.#available = Math.min(this.size.maximumAvailable, this.available() + cost);
  }

  available(): number {
    const now = performance.now();
    this.#available = Math.min(this.size.maximumAvailable, this.#available + ((now - this.#at) / 1000) * this.size.restoreRate);
    this.#at = now;
    return this.#available;
  }

  fill(): void {
    this.#available = this.size.maximumAvailable;
  }

  status() {
    return {
      maximumAvailable: this.size.maximumAvailable,
      currentlyAvailable: Math.floor(this.available()),
      restoreRate: this.size.restoreRate,
    };
  }
}

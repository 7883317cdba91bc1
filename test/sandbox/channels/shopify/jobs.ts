import type { Documents } from '../../documents.ts';
import { WrongCall } from '../../faults.ts';

/** A cancellation that was asked for; it happens a moment later. */
export interface CancelJob {
  orderId: string;
  reason: string;
  restock: boolean;
  refund: boolean;
  note: string | null;
  done: boolean;
}

const takesMs = 40;

/** Work that Shopify does after it has answered. What a kill interrupts is done at the next start. */
export class Jobs {
  readonly #jobs: Documents<CancelJob>;
  readonly #work: (job: CancelJob) => void;
  readonly #newId: () => string;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(jobs: Documents<CancelJob>, newId: () => string, work: (job: CancelJob) => void) {
    this.#jobs = jobs;
    this.#newId = newId;
    this.#work = work;
    for (const [id, { done }] of this.#jobs.entries()) if (!done) this.#plan(id);
  }

  get(id: string): CancelJob | undefined {
    return this.#jobs.get(id);
  }

  start(asked: Omit<CancelJob, 'done'>): string {
    const id = this.#newId();
    this.#jobs.put(id, { ...asked, done: false });
    this.#plan(id);
    return id;
  }

  clear(): void {
    this.close();
    this.#jobs.clear();
  }
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #plan(id: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const job = this.#jobs.get(id);
      if (!job) return;
      try {
        this.#work(job);
      } catch (error) {
        // Two cancellations of one order: the first has done it.
        if (!(error instanceof WrongCall)) throw error;
      }
      this.#jobs.put(id, { ...job, done: true });
    }, takesMs);
    this.#timers.add(timer);
  }
}

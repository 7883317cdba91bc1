import type { InvocationLog } from './protocol.ts';

const kept = 1000;

/** The last invocations of all workers, and which of them are under way. */
export class InvocationBook {
  #ended: InvocationLog[] = [];
  readonly #running = new Map<string, InvocationLog & { since: number }>();

  began(invocation: InvocationLog): void {
    this.#running.set(invocation.id, { ...invocation, since: performance.now() });
  }

  ended(invocation: InvocationLog): void {
    this.#running.delete(invocation.id);
    this.#ended.push(invocation);
    if (this.#ended.length > kept * 2) this.#ended = this.#ended.slice(-kept);
  }

  /** What this worker had under way will never end. */
  lost(worker: number): void {
    for (const { since, ...invocation } of [...this.#running.values()])
      if (invocation.worker === worker) this.ended({ ...invocation, outcome: 'lost', durationMs: Math.round(performance.now() - since) });
  }

  count(worker?: number): number {
    if (worker === undefined) return this.#running.size;
    return [...this.#running.values()].filter((invocation) => invocation.worker === worker).length;
  }

  /** Workers with an invocation older than this. */
  overdue(ms: number): Set<number> {
    const late = [...this.#running.values()].filter(({ since }) => performance.now() - since > ms);
    return new Set(late.map((invocation) => invocation.worker));
  }

  /** Oldest first. */
  list(): InvocationLog[] {
    const running = [...this.#running.values()].map(({ since: _, ...invocation }) => invocation);
    return [...this.#ended, ...running].slice(-kept);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { resolveSettings } from './app.ts';
import type { RegisteredFunction } from './core-api.ts';
import type { Invoker, Result } from './invoker.ts';
import { parseSchedule, type Schedule } from './ncrontab.ts';
import type { TimerStatus } from './protocol.ts';
import type { RetryPolicy } from './rpc.ts';
import { traceFor } from './trace.ts';

const longestTimeoutMs = 2 ** 31 - 1;
/** Schedules that come more often are not monitored: missed runs do not matter. */
const monitoredFromMs = 60_000;

/** One timer function: in every worker, but it only ticks in the worker that owns the timers. */
export class Timer {
  readonly name: string;
  readonly #fn: RegisteredFunction;
  readonly #schedule: Schedule;
  readonly #monitored: boolean;
  readonly #invoker: Invoker;
  readonly #save: (status: TimerStatus) => void;
  #status: TimerStatus | undefined;
  #tick: NodeJS.Timeout | undefined;
  #stopped = false;
  #lastRun: Promise<unknown> = Promise.resolve();

  /** @throws Error when the schedule cannot be read. */
  constructor(fn: RegisteredFunction, invoker: Invoker, save: (status: TimerStatus) => void) {
    this.name = fn.name;
    this.#fn = fn;
    this.#schedule = parseSchedule(resolveSettings(String(fn.trigger.schedule)));
    this.#monitored = fn.trigger.useMonitor !== false && !isFrequent(this.#schedule);
    this.#invoker = invoker;
    this.#save = save;
  }

  /** Starts ticking from the status that the last owner left. */
  start(status: TimerStatus | undefined): void {
    const now = new Date();
    this.#status = this.#monitored ? status : undefined;
    const isPastDue = this.#status !== undefined && new Date(this.#status.next) < now;
    if (isPastDue || this.#fn.trigger.runOnStartup === true) void this.#runAndPlan(now, isPastDue);
    else this.#plan(this.#dueFrom(now));
  }

  /** One run out of turn, after the one that may be under way. @throws Error when the function fails. */
  async runNow(): Promise<void> {
    const result = await this.#enqueue(() => this.#run(false, 'on demand'));
    if (!result.ok) throw result.error;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#tick);
    await this.#lastRun;
  }

  #dueFrom(now: Date): Date | undefined {
    if (this.#status) return new Date(this.#status.next);
    const next = this.#schedule.next(now);
    if (next && this.#monitored)
      this.#keep({ last: '0001-01-01T00:00:00+00:00', next: next.toISOString(), lastUpdated: now.toISOString() });
    return next;
  }

  #plan(due: Date | undefined): void {
    if (this.#stopped || !due) return;
    const wait = due.getTime() - Date.now();
    if (wait > longestTimeoutMs) this.#tick = setTimeout(() => this.#plan(due), longestTimeoutMs);
    else this.#tick = setTimeout(() => void this.#runAndPlan(due, false), Math.max(0, wait));
  }

  async #runAndPlan(due: Date, isPastDue: boolean): Promise<void> {
    await this.#enqueue(() => this.#run(isPastDue, `due ${due.toISOString()}`));
    const now = new Date();
    // A clock that fires a little early must not make the same occurrence come twice.
    const next = this.#schedule.next(now < due ? due : now);
    if (next && this.#monitored) this.#keep({ last: due.toISOString(), next: next.toISOString(), lastUpdated: now.toISOString() });
    this.#plan(next);
  }

  /** Runs of one timer never overlap. */
  #enqueue(run: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastRun.then(run);
    this.#lastRun = turn;
    return turn;
  }

  async #run(isPastDue: boolean, cause: string): Promise<Result> {
    const policy = this.#fn.metadata.retryOptions;
    const most = policy?.maxRetryCount === -1 ? Number.POSITIVE_INFINITY : (policy?.maxRetryCount ?? 0);
    let result = await this.#invoke(isPastDue, cause);
    for (let retry = 1; !result.ok && retry <= most && !this.#stopped; retry += 1) {
      await sleep(delayOf(policy, retry));
      result = await this.#invoke(isPastDue, cause, {
        retryCount: retry,
        maxRetryCount: policy?.maxRetryCount ?? 0,
        exception: { message: result.error.message },
      });
    }
    return result;
  }

  #invoke(isPastDue: boolean, cause: string, retryContext?: { retryCount: number; maxRetryCount: number; exception: { message: string } }) {
    const status = this.#status && { Last: this.#status.last, Next: this.#status.next, LastUpdated: this.#status.lastUpdated };
    const json = JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: status ?? null, IsPastDue: isPastDue });
    return this.#invoker.run(this.#fn, { input: { json }, trace: traceFor(undefined), cause, retryContext });
  }

  #keep(status: TimerStatus): void {
    this.#status = status;
    this.#save(status);
  }
}

function isFrequent(schedule: Schedule): boolean {
  const first = schedule.next(new Date());
  const second = first && schedule.next(first);
  return !!first && !!second && second.getTime() - first.getTime() < monitoredFromMs;
}

function delayOf(policy: RetryPolicy | undefined, retry: number): number {
  const fixed = (policy?.delayInterval?.seconds ?? 0) * 1000;
  if (policy?.retryStrategy !== 'exponentialBackoff') return fixed;
  const least = (policy.minimumInterval?.seconds ?? 1) * 1000;
  const most = (policy.maximumInterval?.seconds ?? 60) * 1000;
  return Math.min(most, least * 2 ** (retry - 1));
}

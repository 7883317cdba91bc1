import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusSessionReceiver } from '@azure/service-bus';
import { BackOff } from './back-off.ts';
import type { ServiceBusSettings } from './host-json.ts';
import type { MessageRunner } from './message-runner.ts';

/** Each outstanding accept is a link at the broker; a few are enough to fill all places. */
const acceptsAtOnce = 4;
/** An accept that was not answered by then has found no session: nothing waits at the broker. */
const answeredSoonMs = 25;
/** A session is never handed out empty, so its first message is worth waiting for even when others wait. */
const firstWaitMs = 400;
const graceMs = 8;
const gatherMs = 10;

/** Serves the sessions of one queue: up to `maxConcurrentSessions` at once, each in order. */
export class SessionListener {
  readonly #client: ServiceBusClient;
  readonly #queue: string;
  readonly #settings: ServiceBusSettings;
  readonly #runner: MessageRunner;
  readonly #backOff: BackOff;
  readonly #stop = new AbortController();
  readonly #accepts = new Set<{ since: number }>();
  readonly #serving = new Set<Promise<void>>();

  constructor(client: ServiceBusClient, queue: string, settings: ServiceBusSettings, runner: MessageRunner) {
    this.#client = client;
    this.#queue = queue;
    this.#settings = settings;
    this.#runner = runner;
    this.#backOff = new BackOff(settings.retry.delayMs, (text) => runner.say(text));
  }

  start(): void {
    const places = this.#settings.maxConcurrentSessions;
    while (!this.#stopping && this.#accepts.size < acceptsAtOnce && this.#serving.size + this.#accepts.size < places) void this.#accept();
  }

  /** Takes no more sessions and resolves when those in hand are done with what they hold. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#serving);
  }

  get #stopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async #accept(): Promise<void> {
    const mark = { since: performance.now() };
    this.#accepts.add(mark);
    const receiver = await this.#acceptNext(mark.since);
    this.#accepts.delete(mark);
    if (receiver) {
      const served = this.#serve(receiver);
      this.#serving.add(served);
      void served.finally(() => {
        this.#serving.delete(served);
        this.start();
      });
    }
    this.start();
  }

  async #acceptNext(since: number): Promise<ServiceBusSessionReceiver | undefined> {
    try {
      const { maxAutoLockRenewalMs } = this.#settings;
      const receiver = await this.#client.acceptNextSession(this.#queue, {
        maxAutoLockRenewalDurationInMs: maxAutoLockRenewalMs,
        skipParsingBodyAsJson: true,
      });
      this.#backOff.succeeded();
      return receiver;
    } catch (error) {
      if (!isNothingThere(error)) await this.#backOff.failed(error, this.#stop.signal);
      else if (performance.now() - since < 1000) await sleep(100, undefined, { signal: this.#stop.signal }).catch(() => {});
      return undefined;
    }
  }

  async #serve(receiver: ServiceBusSessionReceiver): Promise<void> {
    try {
      await this.#receiveUntilIdle(receiver);
    } catch (error) {
      if (!this.#stopping) this.#runner.say(`lost session ${receiver.sessionId}: ${String(error)}`);
    }
    await receiver.close().catch(() => {});
  }

  async #receiveUntilIdle(receiver: ServiceBusSessionReceiver): Promise<void> {
    const { sessionIdleTimeoutMs } = this.#settings;
    let idleSince = performance.now();
    let wait = Math.min(firstWaitMs, sessionIdleTimeoutMs);
    while (!this.#stopping) {
      const messages = await this.#receive(receiver, wait);
      if (messages.length) {
        await this.#runner.run(receiver, messages);
        idleSince = performance.now();
        wait = graceMs;
        continue;
      }
      const left = sessionIdleTimeoutMs - (performance.now() - idleSince);
      if (left <= 0 || this.#othersMayWait()) return;
      wait = Math.min(wait * 2, Math.max(left, graceMs));
    }
  }

  /** A message, or for a batch what else is there already. */
  async #receive(receiver: ServiceBusSessionReceiver, maxWaitTimeInMs: number): Promise<ServiceBusReceivedMessage[]> {
    const first = await receiver.receiveMessages(1, { maxWaitTimeInMs });
    const more = this.#settings.maxMessageBatchSize - 1;
    if (!first.length || !this.#runner.many || more < 1) return first;
    return [...first, ...(await receiver.receiveMessages(more, { maxWaitTimeInMs: gatherMs }))];
  }

  /**
   * All places are taken and no accept has come up empty: another session may wait for this place.
   * The idle timeout is how long a session may be held, not how long others have to wait.
   */
  #othersMayWait(): boolean {
    if (this.#serving.size + this.#accepts.size < this.#settings.maxConcurrentSessions) return false;
    const now = performance.now();
    return ![...this.#accepts].some(({ since }) => now - since > answeredSoonMs);
  }
}

function isNothingThere(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  return (
    code === 'ServiceTimeout' || code === 'SessionCannotBeLocked' || code === 'OperationTimeoutError' || name === 'OperationTimeoutError'
  );
}

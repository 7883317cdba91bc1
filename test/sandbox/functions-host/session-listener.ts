import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceBusClient, ServiceBusSessionReceiver } from '@azure/service-bus';
import { BackOff } from './back-off.ts';
import type { ServiceBusSettings } from './host-json.ts';
import { type Held, Inbox } from './inbox.ts';
import type { MessageRunner } from './message-runner.ts';

/** Each outstanding accept is a link at the broker; a few are enough to fill all places. */
const acceptsAtOnce = 4;
/** An accept that was not answered by then has found no session: nothing waits at the broker. */
const answeredSoonMs = 25;
/** A session is never handed out empty, so its first message is worth waiting for even when others wait. */
const firstWaitMs = 400;
/** The next message of a session comes that soon after one is settled, when there is one. */
const graceMs = 4;
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
  readonly #inboxes = new Set<Inbox>();

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
    for (const inbox of this.#inboxes) inbox.wake();
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
    const room = this.#runner.many ? this.#settings.maxMessageBatchSize : 1;
    const inbox = new Inbox(receiver, room, () => true);
    this.#inboxes.add(inbox);
    await this.#receiveUntilIdle(receiver, inbox);
    this.#inboxes.delete(inbox);
    if (inbox.lost === undefined) await this.#run(receiver, await inbox.drain());
    else if (!this.#stopping) this.#runner.say(`lost session ${receiver.sessionId}: ${String(inbox.lost)}`);
    await receiver.close().catch(() => {});
  }

  async #receiveUntilIdle(receiver: ServiceBusSessionReceiver, inbox: Inbox): Promise<void> {
    const { sessionIdleTimeoutMs } = this.#settings;
    let idleSince = performance.now();
    let wait = Math.min(firstWaitMs, sessionIdleTimeoutMs);
    while (!this.#stopping && inbox.lost === undefined) {
      const held = await inbox.take(wait);
      if (held.length) {
        if (this.#runner.many) held.push(...(await inbox.gather(gatherMs)));
        await this.#run(receiver, held);
        idleSince = performance.now();
        wait = graceMs;
        continue;
      }
      const left = sessionIdleTimeoutMs - (performance.now() - idleSince);
      if (left <= 0 || this.#othersMayWait()) return;
      wait = Math.min(wait * 2, Math.max(left, graceMs));
    }
  }

  async #run(receiver: ServiceBusSessionReceiver, held: readonly Held[]): Promise<void> {
    if (!held.length) return;
    await this.#runner.run(
      receiver,
      held.map(({ message }) => message),
    );
    for (const { done } of held) done();
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

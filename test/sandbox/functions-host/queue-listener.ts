import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { ServiceBusSettings } from './host-json.ts';
import { type Held, Inbox } from './inbox.ts';
import { keepLocked } from './lock-keeper.ts';
import type { MessageRunner } from './message-runner.ts';

const waitMs = 2000;
const gatherMs = 10;

/** Serves a queue without sessions: single messages `maxConcurrentCalls` at once, or one batch after the other. */
export class QueueListener {
  readonly #receiver: ServiceBusReceiver;
  readonly #settings: ServiceBusSettings;
  readonly #runner: MessageRunner;
  readonly #running = new Set<Promise<void>>();
  #inbox: Inbox | undefined;
  #loop: Promise<void> | undefined;
  #isStopping = false;
  #isAway = false;

  constructor(client: ServiceBusClient, queue: string, settings: ServiceBusSettings, runner: MessageRunner) {
    this.#receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0, skipParsingBodyAsJson: true });
    this.#settings = settings;
    this.#runner = runner;
  }

  start(): void {
    const { maxConcurrentCalls, maxMessageBatchSize } = this.#settings;
    // The subscription reconnects by itself for ever, so no error is the end of it.
    this.#inbox = new Inbox(this.#receiver, this.#runner.many ? maxMessageBatchSize : maxConcurrentCalls, (error) => this.#hear(error));
    this.#loop = this.#receive(this.#inbox);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#inbox?.wake();
    await this.#loop;
    if (this.#inbox && !this.#isAway) await this.#dispatch(await this.#inbox.drain());
    await Promise.all(this.#running);
  }

  async #receive(inbox: Inbox): Promise<void> {
    while (!this.#isStopping) {
      const held = await inbox.take(waitMs);
      if (!held.length) continue;
      this.#isAway = false;
      if (this.#runner.many && held.length < this.#settings.maxMessageBatchSize) {
        held.push(...(await inbox.gather(gatherMs)));
      }
      await this.#dispatch(held);
    }
  }

  async #dispatch(held: Held[]): Promise<void> {
    if (!held.length) return;
    if (this.#runner.many) return this.#run(held);
    for (const one of held) {
      const run = this.#run([one]);
      this.#running.add(run);
      void run.finally(() => this.#running.delete(run));
    }
  }

  async #run(held: readonly Held[]): Promise<void> {
    const messages: ServiceBusReceivedMessage[] = held.map(({ message }) => message);
    const release = keepLocked(this.#receiver, messages, this.#settings.maxAutoLockRenewalMs);
    await this.#runner.run(this.#receiver, messages);
    release();
    for (const { done } of held) done();
  }

  #hear(error: unknown): false {
    if (!this.#isAway && !this.#isStopping) this.#runner.say(`cannot receive, will try again: ${String(error)}`);
    this.#isAway = true;
    return false;
  }
}

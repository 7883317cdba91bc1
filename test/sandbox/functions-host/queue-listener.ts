import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { BackOff } from './back-off.ts';
import type { ServiceBusSettings } from './host-json.ts';
import { keepLocked } from './lock-keeper.ts';
import type { MessageRunner } from './message-runner.ts';

const pollMs = 2000;
const gatherMs = 10;

/** Serves a queue without sessions: single messages `maxConcurrentCalls` at once, or one batch after the other. */
export class QueueListener {
  readonly #receiver: ServiceBusReceiver;
  readonly #settings: ServiceBusSettings;
  readonly #runner: MessageRunner;
  readonly #backOff: BackOff;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #subscription: { close(): Promise<void> } | undefined;

  constructor(client: ServiceBusClient, queue: string, settings: ServiceBusSettings, runner: MessageRunner) {
    this.#receiver = client.createReceiver(queue, {
      maxAutoLockRenewalDurationInMs: 0,
      skipParsingBodyAsJson: true,
    });
    this.#settings = settings;
    this.#runner = runner;
    this.#backOff = new BackOff(settings.retry.delayMs, (text) => runner.say(text));
  }

  start(): void {
    if (this.#runner.many) this.#track(this.#receiveBatches());
    else this.#subscribe();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#subscription?.close().catch(() => {});
    await Promise.allSettled(this.#running);
  }

  #subscribe(): void {
    let isAway = false;
    this.#subscription = this.#receiver.subscribe(
      {
        processMessage: async (message) => {
          isAway = false;
          await this.#track(this.#run([message]));
        },
        processError: async ({ error }) => {
          if (!isAway) this.#runner.say(`cannot receive, will try again: ${String(error)}`);
          isAway = true;
        },
      },
      { maxConcurrentCalls: this.#settings.maxConcurrentCalls, autoCompleteMessages: false },
    );
  }

  async #receiveBatches(): Promise<void> {
    const more = this.#settings.maxMessageBatchSize - 1;
    while (!this.#stop.signal.aborted) {
      try {
        // The SDK waits up to a second for more after the first of several; asking twice does not.
        const messages = await this.#receiver.receiveMessages(1, { maxWaitTimeInMs: pollMs });
        this.#backOff.succeeded();
        if (messages.length && more > 0) messages.push(...(await this.#receiver.receiveMessages(more, { maxWaitTimeInMs: gatherMs })));
        if (messages.length) await this.#run(messages);
      } catch (error) {
        await this.#backOff.failed(error, this.#stop.signal);
      }
    }
  }

  async #run(messages: ServiceBusReceivedMessage[]): Promise<void> {
    const release = keepLocked(this.#receiver, messages, this.#settings.maxAutoLockRenewalMs);
    await this.#runner.run(this.#receiver, messages).finally(release);
  }

  async #track(work: Promise<void>): Promise<void> {
    this.#running.add(work);
    await work.finally(() => this.#running.delete(work));
  }
}

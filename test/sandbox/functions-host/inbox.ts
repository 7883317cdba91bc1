import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver, ServiceBusSessionReceiver } from '@azure/service-bus';

export interface Held {
  message: ServiceBusReceivedMessage;
  /** Makes room for another message; to be called once this one is settled. */
  done(): void;
}

/**
 * Messages of one link as they arrive, at most `room` of them unsettled. A receive with a time limit would now and then
 * drop a message that arrives at the very end, which then counts as one more delivery; a subscription never does.
 */
export class Inbox {
  /** Why nothing comes any more, when the link is gone for good. */
  lost: unknown;
  readonly #subscription: { close(): Promise<void> };
  #held: Held[] = [];
  #wake = () => {};

  constructor(receiver: ServiceBusReceiver | ServiceBusSessionReceiver, room: number, onError: (error: unknown) => boolean) {
    this.#subscription = receiver.subscribe(
      {
        processMessage: (message) => new Promise<void>((done) => this.#put({ message, done })),
        processError: async ({ error }) => {
          if (!onError(error)) return;
          this.lost = error;
          this.#wake();
        },
      },
      { maxConcurrentCalls: room, autoCompleteMessages: false },
    );
  }

  /** Waits for a message and returns all that are there, or none when the time is over or the link is lost. */
  async take(waitMs: number): Promise<Held[]> {
    if (!this.#held.length && this.lost === undefined) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, waitMs);
      });
      clearTimeout(timer);
    }
    return this.#all();
  }

  /** What else arrives within this time. */
  async gather(ms: number): Promise<Held[]> {
    await sleep(ms);
    return this.#all();
  }

  /** Asks for no more, lets arrive what is on its way, and returns it. */
  async drain(): Promise<Held[]> {
    await this.#subscription.close().catch(() => {});
    // The SDK hands over messages a turn later than it tells that the link is drained.
    await sleep(0);
    return this.#all();
  }

  /** Ends the waiting of `take`. */
  wake(): void {
    this.#wake();
  }

  /** Messages of a lost link are no longer ours: they come again elsewhere. */
  #all(): Held[] {
    const held = this.#held.splice(0);
    return this.lost === undefined ? held : [];
  }

  #put(held: Held): void {
    this.#held.push(held);
    this.#wake();
  }
}

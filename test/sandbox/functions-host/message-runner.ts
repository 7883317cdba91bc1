import type { ServiceBusReceivedMessage, ServiceBusReceiver, ServiceBusSessionReceiver } from '@azure/service-bus';
import type { RegisteredFunction } from './core-api.ts';
import type { Invoker } from './invoker.ts';
import { causeOf, inputOf, traceOf, triggerMetadataOf } from './message-values.ts';

type Receiver = ServiceBusReceiver | ServiceBusSessionReceiver;

/** Runs a function for one message or one batch and settles: complete on success, abandon on failure. */
export class MessageRunner {
  readonly many: boolean;
  readonly #fn: RegisteredFunction;
  readonly #queue: string;
  readonly #invoker: Invoker;
  readonly #completes: boolean;

  constructor(fn: RegisteredFunction, queue: string, invoker: Invoker, completes: boolean) {
    this.many = String(fn.trigger.cardinality ?? 'one').toLowerCase() === 'many';
    this.#fn = fn;
    this.#queue = queue;
    this.#invoker = invoker;
    this.#completes = completes;
  }

  /** Never throws: what cannot be settled comes again when its lock ends. */
  async run(receiver: Receiver, messages: readonly ServiceBusReceivedMessage[]): Promise<void> {
    const result = await this.#invoker.run(this.#fn, {
      input: inputOf(messages, this.many, this.#fn.trigger.dataType),
      triggerMetadata: triggerMetadataOf(messages, this.many),
      trace: traceOf(messages),
      cause: causeOf(messages, this.#queue),
    });
    if (result.ok && !this.#completes) return;
    const settle = (message: ServiceBusReceivedMessage) =>
      result.ok ? receiver.completeMessage(message) : receiver.abandonMessage(message);
    const settled = await Promise.allSettled(messages.map(settle));
    for (const outcome of settled)
      if (outcome.status === 'rejected') this.say(`a message could not be settled and will come again: ${String(outcome.reason)}`);
  }

  say(text: string): void {
    this.#invoker.say('Microsoft.Azure.WebJobs.ServiceBus', 'warning', `${this.#fn.name} on ${this.#queue}: ${text}`);
  }
}

import type { FaultBoard } from '../faults.ts';
import { type AmqpError, accepted, answer, batchFormat, type Context, rejected } from './amqp.ts';
import { largestMessage, readArriving } from './encoding.ts';
import { type Entities, isDeadLetters, notFound } from './entities.ts';
import type { Queue } from './queue.ts';
import { type Arriving, Refused } from './queue-model.ts';
import { cutBatch } from './sections.ts';

export const serverBusy: AmqpError = {
  condition: 'com.microsoft:server-busy',
  description: 'The server is busy. Please wait 10 seconds and try again.',
};

/** Why nothing can be sent to this address; undefined when it can. */
export function whyNoTarget(queue: Queue | undefined, address: string): AmqpError | undefined {
  if (!queue) return notFound(address);
  if (isDeadLetters(queue)) return { condition: 'amqp:not-allowed', description: 'Messages cannot be sent to a dead-letter queue.' };
  return undefined;
}

/** Takes what senders send: all messages of a transfer, or none. */
export class Sending {
  readonly #entities: Entities;
  readonly #faults: FaultBoard;
  readonly #cut: (connection: object) => void;

  constructor(entities: Entities, faults: FaultBoard, cut: (connection: object) => void) {
    this.#entities = entities;
    this.#faults = faults;
    this.#cut = cut;
  }

  arrived({ receiver, connection, delivery, message, format }: Context): void {
    const address = receiver.target?.address ?? '';
    const queue = this.#entities.at(address);
    if (!queue) return answer(delivery, rejected(notFound(address)));
    if (this.#isBusy(queue)) return answer(delivery, rejected(serverBusy));
    const outcome = outcomeOf(() => store(queue, message, format));
    const fault = this.#faults.strike('serviceBus', `SEND ${queue.name}`, ['latency', 'timeout-after-commit', 'reset-after-commit']);
    if (fault?.kind === 'reset-after-commit') return this.#cut(connection);
    if (fault?.kind === 'timeout-after-commit') return;
    if (fault) setTimeout(() => answer(delivery, outcome), fault.delayMs);
    else answer(delivery, outcome);
  }

  /** @throws Refused while a fault says that sends are refused. */
  requireCalm(queue: Queue): void {
    if (this.#isBusy(queue)) throw new Refused(serverBusy.condition, serverBusy.description);
  }

  #isBusy(queue: Queue): boolean {
    return this.#faults.strike('serviceBus', `SEND ${queue.name}`, ['error', 'throttle']) !== undefined;
  }
}

function store(queue: Queue, transfer: Buffer, format: number): void {
  if (transfer.length > largestMessage)
    throw new Refused(
      'amqp:link:message-size-exceeded',
      `The transfer of ${transfer.length} bytes is larger than the allowed ${largestMessage}.`,
    );
  const messages: Arriving[] = (format === batchFormat ? cutBatch(transfer) : [transfer]).map(readArriving);
  for (const message of messages) queue.requireSession(message);
  for (const message of messages) queue.send(message);
}

/** The AMQP outcome of some work: accepted, or rejected with the reason. */
export function outcomeOf(work: () => void): unknown {
  try {
    work();
    return accepted();
  } catch (error) {
    if (error instanceof Refused) return rejected({ condition: error.condition, description: error.message });
    return rejected({
      condition: 'amqp:internal-error',
      description: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

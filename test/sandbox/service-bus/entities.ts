import type { AmqpError } from './amqp.ts';
import { withProperties } from './encoding.ts';
import { Queue } from './queue.ts';
import type { QueueProperties, StoredMessage } from './queue-model.ts';
import type { MessageFile } from './storage.ts';

export interface EntityEvents {
  wake(queue: Queue): void;
  sessionLost(holder: object): void;
}

interface Entity {
  queue: Queue;
  dead: Queue;
}

const deadSuffix = '/$DeadLetterQueue';

/** All queues with their dead letters, found by address. */
export class Entities {
  readonly #byAddress = new Map<string, Queue>();
  readonly #all: Entity[] = [];

  constructor(queues: Record<string, QueueProperties>, storage: MessageFile, events: EntityEvents) {
    for (const [name, properties] of Object.entries(queues)) this.#open(name, properties, storage, events);
  }

  /** Addresses know no upper and lower case. */
  at(address: string): Queue | undefined {
    return this.#byAddress.get(address.replace(/^\/+/, '').toLowerCase());
  }

  counts(): Record<string, { active: number; scheduled: number; deadLetter: number; locked: number }> {
    return Object.fromEntries(this.#all.map(({ queue, dead }) => [queue.name, { ...queue.counts(), deadLetter: dead.messages.size }]));
  }

  nextScheduled(): number | undefined {
    const times = this.#all.map(({ queue }) => queue.messages.nextScheduled()).filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  tick(now: number): void {
    for (const queue of this.#byAddress.values()) queue.tick(now);
  }

  clear(): void {
    for (const queue of this.#byAddress.values()) queue.clear();
  }

  #open(name: string, properties: QueueProperties, storage: MessageFile, events: EntityEvents): void {
    const make = (title: string, own: QueueProperties, bury: (message: StoredMessage) => void): Queue => {
      const queue: Queue = new Queue(title, own, storage.of(title), { ...events, wake: () => events.wake(queue), dead: bury });
      queue.restore(storage.load(title));
      this.#byAddress.set(title.toLowerCase(), queue);
      return queue;
    };
    const dead = make(`${name}${deadSuffix}`, propertiesOfDead(properties), () => undefined);
    const queue = make(name, properties, (message) => dead.add(buried(message)));
    this.#all.push({ queue, dead });
  }
}

/** Dead letters wait for a person: they neither die again nor end, and need no session. */
const propertiesOfDead = (properties: QueueProperties): QueueProperties => ({
  ...properties,
  requiresSession: false,
  requiresDuplicateDetection: false,
  maxDeliveryCount: Number.POSITIVE_INFINITY,
  deadLetteringOnMessageExpiration: false,
});

function buried(message: StoredMessage): StoredMessage {
  const { reason, description } = message.deadLetter ?? {};
  const bytes = withProperties(message.bytes, {
    ...(reason ? { DeadLetterReason: reason } : {}),
    ...(description ? { DeadLetterErrorDescription: description } : {}),
  });
  return { ...message, bytes: bytes ?? message.bytes, sessionId: undefined, expiresAt: Number.MAX_SAFE_INTEGER };
}

export const notFound = (address: string): AmqpError => ({
  condition: 'amqp:not-found',
  description: `The messaging entity '${address}' could not be found.`,
});

export const isDeadLetters = ({ name }: Queue): boolean => name.endsWith(deadSuffix);

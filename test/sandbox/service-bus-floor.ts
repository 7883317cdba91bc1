import { isServiceBusError, ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { FaultBoard } from './faults.ts';
import type { QueueProperties } from './service-bus/queue-model.ts';
import { type ServiceBusPart, startServiceBus } from './service-bus/start.ts';

const plain: QueueProperties = {
  requiresSession: false,
  requiresDuplicateDetection: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  lockDuration: 'PT30S',
  maxDeliveryCount: 3,
  defaultMessageTimeToLive: 'P14D',
  deadLetteringOnMessageExpiration: true,
};

/** A queue for every property that matters. */
export const queues: Record<string, QueueProperties> = {
  plain,
  unique: { ...plain, requiresDuplicateDetection: true },
  'unique-briefly': { ...plain, requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: 'PT0.2S' },
  brief: { ...plain, lockDuration: 'PT0.6S' },
  forgetful: { ...plain, deadLetteringOnMessageExpiration: false },
  sessions: { ...plain, requiresSession: true },
  'brief-sessions': { ...plain, requiresSession: true, lockDuration: 'PT1S' },
};

export interface Floor {
  bus: ServiceBusPart;
  client: ServiceBusClient;
  faults: FaultBoard;
  /** Another client; closed with the floor. */
  another(options?: { timeoutInMs?: number; key?: string }): ServiceBusClient;
  send(queue: string, ...bodies: unknown[]): Promise<void>;
  /** A receiver and the first message it is given. */
  first(queue: string): Promise<{ receiver: ServiceBusReceiver; message: ServiceBusReceivedMessage }>;
  dead(queue: string): Promise<ServiceBusReceivedMessage>;
  close(): Promise<void>;
}

export async function openFloor(dataDir?: string): Promise<Floor> {
  const faults = new FaultBoard([]);
  const bus = await startServiceBus({ port: 0, faults, queues, dataDir });
  const clients: ServiceBusClient[] = [];
  const another: Floor['another'] = ({ timeoutInMs = 4000, key = 'SAS_KEY_VALUE' } = {}) => {
    const client = new ServiceBusClient(bus.connectionString.replace('SAS_KEY_VALUE', key), {
      retryOptions: { maxRetries: 0, timeoutInMs },
    });
    clients.push(client);
    return client;
  };
  const client = another();
  return {
    bus,
    client,
    faults,
    another,
    send: (queue, ...bodies) => client.createSender(queue).sendMessages(bodies.map((body) => ({ body }))),
    first: async (queue) => {
      const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 });
      return { receiver, message: await next(receiver) };
    },
    dead: (queue) => next(client.createReceiver(queue, { subQueueType: 'deadLetter' })),
    close: async () => {
      await Promise.all(clients.map((one) => one.close()));
      await bus.close();
    },
  };
}

/** The next message of a receiver. @throws Error when none comes. */
export async function next(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2000 });
  if (!message) throw new Error('No message came.');
  return message;
}

export const bodies = (messages: readonly ServiceBusReceivedMessage[]): unknown[] => messages.map(({ body }) => body);

/** The code of the error that the client gets, or `done`. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (isServiceBusError(error) ? error.code : String(error)),
  );

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

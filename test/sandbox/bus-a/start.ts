import type { Part, PartOptions } from '../parts.ts';
import { Broker } from './broker.ts';
import type { QueueProperties } from './queue.ts';
import { MessageFile } from './storage.ts';

export interface ServiceBusPart extends Part {
  connectionString: string;
  /** `active` includes locked ones. */
  counts(): Record<string, { active: number; scheduled: number; deadLetter: number; locked: number }>;
  /** When the earliest scheduled message of any queue becomes visible, epoch ms. */
  nextScheduled(): number | undefined;
}

const key = { name: 'RootManageSharedAccessKey', value: 'SAS_KEY_VALUE' };

/** A Service Bus for the real client library, reached with the emulator's connection string. Queues as the deployed ones. */
export async function startServiceBus(options: PartOptions & { queues: Record<string, QueueProperties> }): Promise<ServiceBusPart> {
  const storage = new MessageFile(options.dataDir);
  const broker = new Broker({ ...options, storage, key });
  const port = await broker.start();
  const main = () =>
    Object.keys(options.queues).map((name) => [name, broker.queues.get(name), broker.queues.get(`${name}/$DeadLetterQueue`)] as const);
  return {
    name: 'service-bus',
    url: `sb://127.0.0.1:${port}`,
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${key.name};SharedAccessKey=${key.value};UseDevelopmentEmulator=true;`,
    counts: () =>
      Object.fromEntries(
        main().map(([name, queue, dead]) => [
          name,
          { active: 0, scheduled: 0, locked: 0, ...queue?.counts(), deadLetter: dead?.messages.size ?? 0 },
        ]),
      ),
    nextScheduled: () => main().reduce<number | undefined>((first, [, queue]) => earlier(first, queue?.nextScheduled()), undefined),
    reset: async () => broker.reset(),
    close: async () => {
      await broker.close();
      storage.close();
    },
  };
}

const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

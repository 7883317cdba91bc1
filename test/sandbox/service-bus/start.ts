import type { Part, PartOptions } from '../parts.ts';
import { Broker } from './broker.ts';
import type { QueueProperties } from './queue-model.ts';
import { MessageFile } from './storage.ts';

export interface ServiceBusPart extends Part {
  connectionString: string;
  /** `active` includes locked and deferred ones. */
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
  return {
    name: 'service-bus',
    url: `sb://127.0.0.1:${port}`,
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${key.name};SharedAccessKey=${key.value};UseDevelopmentEmulator=true;`,
    counts: () => broker.entities.counts(),
    nextScheduled: () => broker.entities.nextScheduled(),
    reset: async () => broker.reset(),
    close: async () => {
      await broker.close();
      storage.close();
    },
  };
}

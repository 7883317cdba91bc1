import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../shared/core/log.ts';
import { systemClock } from '../../shared/core/time.ts';
import { projectStatus } from '../../shared/flows/project-status.ts';
import { createStatusQueue } from '../../shared/platform/queues.ts';
import queues from '../../shared/queues.json' with { type: 'json' };
import { aDraft, aLine } from '../builders.ts';
import { bench } from '../memory.ts';
import { useDataverse } from '../sandbox/dataverse-caller.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { type ServiceBusPart, startServiceBus } from '../sandbox/service-bus/start.ts';

const { product, query } = useDataverse();
const logged: string[] = [];
const log = createLog((level, event, fields) => void logged.push(`${level} ${event} ${JSON.stringify(fields)}`));
let bus: ServiceBusPart;
let client: ServiceBusClient;
beforeAll(async () => {
  bus = await startServiceBus({ port: 0, faults: new FaultBoard([]), queues });
  client = new ServiceBusClient(bus.connectionString);
});
afterAll(async () => {
  await client.close();
  await bus.close();
});

async function waitingMessages(): Promise<unknown[]> {
  const receiver = await client.acceptNextSession('status');
  const bodies: unknown[] = [];
  for (let more = await receiver.receiveMessages(100, { maxWaitTimeInMs: 1000 }); more.length > 0; ) {
    bodies.push(...more.map(({ body }) => body as unknown));
    for (const message of more) await receiver.completeMessage(message);
    more = await receiver.receiveMessages(100, { maxWaitTimeInMs: 500 });
  }
  await receiver.close();
  return bodies;
}

it('an order of which five hundred articles are unknown tells of each, although a message holds a quarter of a megabyte', async () => {
  const lines = Array.from({ length: 500 }, (_, index) => aLine({ id: `${index}`, variantId: `${index}`, sku: `ODD-${index}` }));
  const update = await bench({ draft: aDraft({ lines }) }).run();

  await createStatusQueue(client, 'status', 0).send([update]);
  await projectStatus(await waitingMessages(), { dataverse: product(), clock: systemClock }, { log, operationId: 'op' });

  expect(logged).toEqual([]);
  const open = await query('cmc_exceptions', { $filter: "cmc_code eq 'UNKNOWN_ITEM'", $count: 'true', $top: '1' });
  expect(open.body['@odata.count']).toBe(500);
  const shown = (await query('cmc_syncstatuses', { $filter: `cmc_externalid eq '${update.externalId}'` })).body.value;
  expect(shown).toMatchObject([{ cmc_reason: expect.stringMatching(/^SKU "ODD-0" is not known/) }]);
  const events = (await query('cmc_syncevents', { $filter: `cmc_externalid eq '${update.externalId}'` })).body.value;
  expect(events).toHaveLength(update.events.length);
});

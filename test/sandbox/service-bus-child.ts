import { ServiceBusClient } from '@azure/service-bus';
import { FaultBoard } from './faults.ts';
import { startServiceBus } from './service-bus/start.ts';
import { queues } from './service-bus-floor.ts';

/** A process that is about to be killed: `host <folder>` runs a broker, `hold <connection string>` holds messages of one. */
const [role, argument = ''] = process.argv.slice(2);

if (role === 'host') {
  const bus = await startServiceBus({ port: 0, faults: new FaultBoard([]), queues, dataDir: argument });
  process.send?.(bus.connectionString);
} else {
  const client = new ServiceBusClient(argument);
  const session = await client.acceptSession('sessions', 's');
  const held = await session.receiveMessages(2, { maxWaitTimeInMs: 2000 });
  const [plain] = await client.createReceiver('plain').receiveMessages(1, { maxWaitTimeInMs: 2000 });
  process.send?.([...held, plain].map((message) => message?.body));
}

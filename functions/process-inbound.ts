import { app } from '@azure/functions';
import { inTrace, settings } from './companion.ts';

if (settings) {
  app.serviceBusQueue('process-inbound', {
    connection: 'ServiceBusConnection',
    queueName: 'inbound',
    isSessionsEnabled: true,
    handler: (message, context) => inTrace(context, (companion, run) => companion.process(message, run)),
  });
}

import { app } from '@azure/functions';
import { inTrace, settings } from './companion.ts';

if (settings) {
  app.serviceBusQueue('process-outbound', {
    connection: 'ServiceBusConnection',
    queueName: 'outbound',
    isSessionsEnabled: true,
    handler: (message, context) => inTrace(context, (companion, run) => companion.process(message, run)),
  });
}

import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings) {
  app.serviceBusQueue('process-inbound', {
    connection: 'ServiceBusConnection',
    queueName: 'inbound',
    isSessionsEnabled: true,
    handler: (message, context) => companion().process(message, contextOf(context)),
  });
}

import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings) {
  app.serviceBusQueue('process-outbound', {
    connection: 'ServiceBusConnection',
    queueName: 'outbound',
    isSessionsEnabled: true,
    handler: (message, context) => companion().process(message, contextOf(context)),
  });
}

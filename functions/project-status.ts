import { app } from '@azure/functions';
import { companion, contextOf, settings } from './companion.ts';

if (settings) {
  app.serviceBusQueue('project-status', {
    connection: 'ServiceBusConnection',
    queueName: 'status',
    isSessionsEnabled: true,
    cardinality: 'many',
    handler: (messages, context) => companion().projectStatus(Array.isArray(messages) ? messages : [messages], contextOf(context)),
  });
}

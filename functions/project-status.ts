import { app } from '@azure/functions';
import { inTrace, settings } from './companion.ts';

if (settings) {
  app.serviceBusQueue('project-status', {
    connection: 'ServiceBusConnection',
    queueName: 'status',
    isSessionsEnabled: true,
    cardinality: 'many',
    handler: (messages, context) =>
      inTrace(context, (companion, run) => companion.projectStatus(Array.isArray(messages) ? messages : [messages], run)),
  });
}

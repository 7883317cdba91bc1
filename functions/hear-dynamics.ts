import { app } from '@azure/functions';
import { inTrace, settings } from './companion.ts';

if (settings) {
  /** Where Finance & SCM and Dataverse deliver: `POST /api/d365-events/{environment}?code=…`. The key is the authorisation and opens nothing else. */
  app.http('receive-from-dynamics', {
    methods: ['POST'],
    authLevel: 'anonymous',
    route: 'd365-events/{environment}',
    handler: (request, context) =>
      inTrace(context, async (companion, { log }) => {
        const { status, says } = await companion.receiveFromDynamics({
          environment: request.params.environment ?? '',
          key: request.query.get('code') ?? '',
          body: new Uint8Array(await request.arrayBuffer()),
        });
        if (status >= 400) log.warn('event refused', { status });
        return { status, jsonBody: { says } };
      }),
  });
  app.serviceBusQueue('hear-dynamics', {
    connection: 'ServiceBusConnection',
    queueName: 'd365-events',
    handler: (message, context) => inTrace(context, (companion, run) => companion.hearDynamics(message, run)),
  });
}

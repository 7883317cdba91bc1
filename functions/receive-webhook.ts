import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { companion, settings } from './companion.ts';

/** Where channels deliver: `POST /api/webhooks/{channel}/{store}`. The signature is the authorisation. */
async function receiveWebhook(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const { status, says } = await companion().receive({
    channel: request.params.channel ?? '',
    store: request.params.store ?? '',
    request: { headers: Object.fromEntries(request.headers), body: new Uint8Array(await request.arrayBuffer()) },
    traceparent: context.traceContext?.traceParent,
  });
  return { status, jsonBody: { says } };
}

if (settings)
  app.http('receive-webhook', { methods: ['POST'], authLevel: 'anonymous', route: 'webhooks/{channel}/{store}', handler: receiveWebhook });

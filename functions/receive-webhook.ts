import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { inTrace, settings } from './companion.ts';

/** Where channels deliver: `POST /api/webhooks/{channel}/{store}`. The signature is the authorisation. */
const receiveWebhook = (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
  inTrace(context, async (companion, { log, about }) => {
    const { channel = '', store = '' } = request.params;
    const body = new Uint8Array(await request.arrayBuffer());
    const { status, says } = await companion.receive({ channel, store, request: { headers: Object.fromEntries(request.headers), body } });
    // Of an address that we do not know, nothing is repeated: anybody could have written anything into it.
    if (status < 300) about({ store });
    if (status >= 400) log.warn('delivery refused', { status, store: status === 404 ? undefined : store });
    return { status, jsonBody: { says } };
  });

if (settings)
  app.http('receive-webhook', { methods: ['POST'], authLevel: 'anonymous', route: 'webhooks/{channel}/{store}', handler: receiveWebhook });

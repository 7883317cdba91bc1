/** The least that can be done with a delivery: check the signature, hand one message to the broker, answer. Started by acknowledge.ts only. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ServiceBusClient } from '@azure/service-bus';

export interface PeerOrder {
  connectionString: string;
  queue: string;
  secret: string;
}

// As in the host's workers, so that both send without waiting for acknowledgements of small packets.
subscribe('net.client.socket', (message) => (message as { socket: Socket }).socket.setNoDelay(true));

process.once('disconnect', () => process.exit(0));
process.once('message', ({ connectionString, queue, secret }: PeerOrder) => {
  const sender = new ServiceBusClient(connectionString).createSender(queue);
  const server = createServer(async (request, response) => {
    try {
      const body = await read(request);
      if (!isSigned(body, String(request.headers['x-shopify-hmac-sha256']), secret)) return void response.writeHead(401).end();
      const { id } = JSON.parse(body.toString()) as { id: number };
      await sender.sendMessages({
        body: { store: 'shopify-main', kind: 'order', externalId: String(id), topic: request.headers['x-shopify-topic'] },
        messageId: String(request.headers['x-shopify-webhook-id']),
        sessionId: `shopify-main|order|${id}`,
        contentType: 'application/json',
      });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"says":"Queued."}');
    } catch {
      response.writeHead(503).end();
    }
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
});

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const wanted = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'));
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

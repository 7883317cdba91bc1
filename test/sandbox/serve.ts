import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { FaultBoard } from './faults.ts';

export interface SimRequest {
  method: string;
  url: URL;
  /** Path without query, percent-encoding kept. */
  path: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface SimResponse {
  status: number;
  headers?: Record<string, string>;
  /** Objects are sent as JSON. */
  body?: unknown;
}

/** How this vendor words a failure that the fault board asks for. */
export interface FaultWording {
  throttle(retryAfterS: number, request: SimRequest): SimResponse;
  error(request: SimRequest): SimResponse;
}

export interface ServeOptions {
  /** Name on the fault board. */
  target: string;
  port: number;
  faults: FaultBoard;
  handle(request: SimRequest): Promise<SimResponse> | SimResponse;
  wording?: Partial<FaultWording>;
  tls?: { key: string; cert: string };
  /** Paths on which no fault ever strikes (for example the part's own page). */
  spare?: (request: SimRequest) => boolean;
}

export interface Served {
  url: string;
  port: number;
  close(): Promise<void>;
}

const wordingByDefault: FaultWording = {
  throttle: (retryAfterS) => ({
    status: 429,
    headers: { 'retry-after': String(retryAfterS) },
    body: { error: { message: 'Too many requests.' } },
  }),
  error: () => ({ status: 503, headers: { 'content-type': 'text/html' }, body: '<html><body>Service Unavailable</body></html>' }),
};

const checkDownEveryMs = 50;

/** Serves one part on 127.0.0.1, with every fault kind of the control interface done at the socket. Port 0 picks a free one. */
export async function serve(options: ServeOptions): Promise<Served> {
  const wording = { ...wordingByDefault, ...options.wording };
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void respond(options, wording, incoming, outgoing);
  const server: Server = options.tls ? createTls(options.tls, answer) : createPlain(answer);
  server.keepAliveTimeout = 30_000;
  await listen(server, options.port);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;

  let away = false;
  let closed = false;
  const watch = setInterval(async () => {
    const down = options.faults.isDown(options.target);
    if (down === away || closed) return;
    away = down;
    if (down) {
      server.close();
      server.closeAllConnections();
    } else
      await listen(server, port).catch(() => {
        away = true;
      });
  }, checkDownEveryMs);
  watch.unref();

  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    close: async () => {
      closed = true;
      clearInterval(watch);
      server.closeAllConnections();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function respond(options: ServeOptions, wording: FaultWording, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = await read(incoming).catch(() => undefined);
  if (!request) return void incoming.destroy();
  const strike = (kinds: Parameters<FaultBoard['strike']>[2]) =>
    options.spare?.(request)
      ? undefined
      : options.faults.strike(options.target, `${request.method} ${request.path}${request.url.search}`, kinds);

  if (strike(['down'])) return void incoming.socket.destroy();
  const late = strike(['latency']);
  if (late) await new Promise((done) => setTimeout(done, late.delayMs));
  const busy = strike(['throttle']);
  if (busy) return send(outgoing, wording.throttle(busy.retryAfterS, request));
  if (strike(['error'])) return send(outgoing, wording.error(request));

  const lost = strike(['timeout-after-commit', 'reset-after-commit']);
  const rubbish = strike(['bad-json']);
  const response = await Promise.resolve()
    .then(() => options.handle(request))
    .catch((error: unknown) => ({
      status: 500,
      body: { error: { message: `The simulator itself failed: ${error instanceof Error ? error.stack : String(error)}` } },
    }));
  if (lost?.kind === 'reset-after-commit') return void incoming.socket.destroy();
  if (lost) return;
  if (rubbish) return send(outgoing, { status: 200, headers: { 'content-type': 'application/json' }, body: '{"value": [<html>' });
  send(outgoing, response);
}

async function read(incoming: IncomingMessage): Promise<SimRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return { method: incoming.method ?? 'GET', url, path: url.pathname, headers, body: Buffer.concat(chunks) };
}

function send(outgoing: ServerResponse, { status, headers = {}, body }: SimResponse): void {
  const text = body === undefined ? '' : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const type =
    body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body) ? { 'content-type': 'application/json; charset=utf-8' } : {};
  outgoing.writeHead(status, { ...type, ...headers, 'content-length': String(Buffer.byteLength(text)) });
  outgoing.end(text);
}

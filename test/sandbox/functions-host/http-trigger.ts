import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RegisteredFunction } from './core-api.ts';
import { answer, answerPlain } from './http-answer.ts';
import { httpValue, readBody, TooLarge } from './http-ask.ts';
import { isAllowed, type Keys } from './http-keys.ts';
import type { Invoker } from './invoker.ts';
import { parseRoute, type RouteTemplate, segmentsOf } from './routes.ts';
import { traceFor } from './trace.ts';

interface HttpRoute {
  fn: RegisteredFunction;
  template: RouteTemplate;
  methods: ReadonlySet<string>;
  authLevel: string;
}

/** Answers `/admin/…`; returns false when the path is none of its own. */
export type Admin = (incoming: IncomingMessage, outgoing: ServerResponse, url: URL) => Promise<boolean>;

export interface HttpDoor {
  server: Server;
  /** Tells clients to go, after what is under way. */
  close(): void;
}

/** The route of an HTTP function as clients see it. */
export function routeOf(fn: RegisteredFunction, routePrefix: string): string {
  return [routePrefix, String(fn.trigger.route ?? fn.name)].filter(Boolean).join('/');
}

/** The HTTP server of one worker. It does not listen: the supervisor hands it connections. */
export function openHttp(functions: RegisteredFunction[], routePrefix: string, keys: Keys, invoker: Invoker, admin: Admin): HttpDoor {
  const routes = functions.filter((fn) => /^httptrigger$/i.test(String(fn.trigger.type))).map((fn) => readRoute(fn, routePrefix));
  routes.sort((one, other) => (one.template.precedence < other.template.precedence ? -1 : 1));
  let closing = false;

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (closing) outgoing.setHeader('connection', 'close');
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`);
    if (await admin(incoming, outgoing, url)) return;
    const found = findRoute(routes, incoming.method ?? 'GET', url.pathname);
    if (!found) return answerPlain(outgoing, 404);
    const { route, params } = found;
    if (!isAllowed(keys, route.authLevel, route.fn.name, incoming.headers, url.searchParams)) return answerPlain(outgoing, 401);
    const body = await readBody(incoming);
    const result = await invoker.run(route.fn, {
      input: { http: httpValue(incoming, url, params, body) },
      trace: traceFor(incoming.headers.traceparent, incoming.headers.tracestate),
      cause: `${incoming.method} ${url.pathname}`,
    });
    if (!result.ok) return answerPlain(outgoing, 500);
    answer(outgoing, result.response.returnValue?.http);
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => fail(outgoing, error));
  });
  server.keepAliveTimeout = 65_000;
  return {
    server,
    close: () => {
      closing = true;
      server.closeIdleConnections();
    },
  };
}

function readRoute(fn: RegisteredFunction, routePrefix: string): HttpRoute {
  const methods = (fn.trigger.methods as string[] | undefined) ?? ['GET', 'POST'];
  return {
    fn,
    template: parseRoute(routeOf(fn, routePrefix)),
    methods: new Set(methods.map((method) => method.toUpperCase())),
    authLevel: String(fn.trigger.authLevel ?? 'function').toLowerCase(),
  };
}

function findRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): { route: HttpRoute; params: Record<string, string> } | undefined {
  const segments = segmentsOf(path);
  for (const route of routes) {
    const params = route.methods.has(method) ? route.template.match(segments) : undefined;
    if (params) return { route, params };
  }
  return undefined;
}

function fail(outgoing: ServerResponse, error: unknown): void {
  if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy();
  const status = error instanceof TooLarge ? 413 : error instanceof URIError || error instanceof TypeError ? 400 : 500;
  outgoing.setHeader('connection', 'close');
  answerPlain(outgoing, status);
}

import { parseJson } from '../../shared/core/json.ts';
import { type FaultBoard, WrongCall } from './faults.ts';
import type { Calls, PlaceOrders, Storefront } from './parts.ts';
import { type Served, type SimRequest, type SimResponse, serve } from './serve.ts';

/** What the control interface steers. */
export interface Controlled {
  faults: FaultBoard;
  channels: Record<string, Storefront>;
  queues(): Record<string, { active: number; scheduled: number; deadLetter: number; locked: number }>;
  nextScheduled(): number | undefined;
  host: {
    kill(worker?: number): Promise<void>;
    trigger(timer: string): Promise<void>;
    running(): number;
    invocations(): unknown[];
    memory(): Promise<number[]>;
    /** When the last run of a function that has ended well began, epoch ms. */
    lastRun?(name: string): number | undefined;
  };
  erp: {
    act(event: string, body: Record<string, unknown>): Promise<unknown>;
    calls(): Calls;
    resetCalls(): void;
    /** Events that are being delivered. */
    pendingEvents?(): number;
    /** When a person last did something, epoch ms: what no event tells is found by looking after that. */
    lastActAt?(): number | undefined;
  };
  dataverse: { calls(): Calls; resetCalls(): void };
  keyVault: { calls(): Calls; resetCalls(): void; put(name: string, value: string): void };
  /** What the product has told Application Insights. */
  telemetry: { items(): unknown[]; clear(): void };
  ready(): boolean;
  reset(): Promise<void>;
}

type Body = Record<string, unknown>;
interface Call {
  /** The variable parts of the path. */
  parts: string[];
  query: URLSearchParams;
  body: Body;
}
type Handler = (call: Call, world: Controlled) => Promise<unknown> | unknown;

/** One line per call of the interface; `*` stands for one variable part. */
const calls: Record<string, Handler> = {
  'GET /ready': (_call, { ready }) => (ready() ? { ready: true } : new Answer(503, { ready: false })),
  'GET /queues': (_call, { queues }) =>
    Object.fromEntries(
      Object.entries(queues()).map(([name, { active, scheduled, deadLetter }]) => [name, { active, scheduled, deadLetter }]),
    ),
  'GET /idle': ({ query }, world) =>
    idle(world, {
      timeoutMs: wholeNumber(query, 'timeoutMs', 30_000),
      horizonMs: wholeNumber(query, 'horizonMs', 60_000),
      looked: query.get('looked') !== 'false',
    }),
  'POST /faults': ({ body }, { faults }) => faults.add(body),
  'GET /faults': (_call, { faults }) => ({ faults: faults.list() }),
  'DELETE /faults': (_call, { faults }) => {
    faults.clear();
    return { faults: [] };
  },
  'POST /host/kill': async ({ body }, { host }) => {
    if (body.worker !== undefined && !Number.isInteger(body.worker))
      throw new WrongCall('"worker" must be a whole number: the place of the worker, from 0.');
    await host.kill(body.worker as number | undefined);
    return { killed: true };
  },
  'GET /host/invocations': (_call, { host }) => ({ invocations: host.invocations() }),
  'GET /host/memory': async (_call, { host }) => ({ residentBytes: await host.memory() }),
  'POST /host/timers/*': async ({ parts: [name = ''] }, { host }) => {
    await host.trigger(name).catch((error: unknown) => {
      throw new WrongCall(error instanceof Error ? error.message : String(error));
    });
    return { ran: name };
  },
  'PUT /secrets/*': ({ parts: [name = ''], body }, { keyVault }) => {
    if (typeof body.value !== 'string' || body.value === '') throw new WrongCall('"value" must be the new secret.');
    keyVault.put(name, body.value);
    return { stored: name };
  },
  'GET /channels/*/shapes': ({ parts }, world) => ({ shapes: shop(world, parts).shapes() }),
  'GET /channels/*/calls': ({ parts }, world) => shop(world, parts).calls(),
  'DELETE /channels/*/calls': ({ parts }, world) => {
    shop(world, parts).resetCalls();
    return shop(world, parts).calls();
  },
  'GET /channels/*/stock': ({ parts, query }, world) => {
    const sku = query.get('sku');
    if (!sku) throw new WrongCall('Say which article: ?sku=…');
    return shop(world, parts).stock(sku) ?? new Answer(404, { error: `The shop does not sell "${sku}".` });
  },
  'GET /channels/*/price': ({ parts, query }, world) => {
    const sku = query.get('sku');
    if (!sku) throw new WrongCall('Say which article: ?sku=…');
    return shop(world, parts).price?.(sku) ?? new Answer(404, { error: `The shop shows no price of "${sku}".` });
  },
  'GET /channels/*/articles': ({ parts }, world) => {
    const articles = shop(world, parts).articles?.();
    return articles ? { articles } : new Answer(404, { error: 'This shop does not list its articles here.' });
  },
  'POST /channels/*/orders': async ({ parts, body }, world) => ({
    orders: await shop(world, parts).place(toPlaceOrders(body, shop(world, parts))),
  }),
  'PUT /channels/*/orders': ({ parts, body }, world) => shop(world, parts).put(body),
  'GET /channels/*/orders/*': ({ parts }, world) =>
    shop(world, parts).order(parts[1] ?? '') ?? new Answer(404, { error: `The shop has no order "${parts[1]}".` }),
  'POST /channels/*/orders/*/*': async ({ parts: [id = '', ref = '', event = ''], body }, world) =>
    (await shop(world, [id]).act(ref, event, body)) ?? { done: event },
  'GET /erp/calls': (_call, { erp }) => erp.calls(),
  'DELETE /erp/calls': (_call, { erp }) => {
    erp.resetCalls();
    return erp.calls();
  },
  'POST /erp/*': async ({ parts: [event = ''], body }, { erp }) => (await erp.act(event, body)) ?? { done: event },
  'GET /dataverse/calls': (_call, { dataverse }) => dataverse.calls(),
  'DELETE /dataverse/calls': (_call, { dataverse }) => {
    dataverse.resetCalls();
    return dataverse.calls();
  },
  'GET /secrets/calls': (_call, { keyVault }) => keyVault.calls(),
  'DELETE /secrets/calls': (_call, { keyVault }) => {
    keyVault.resetCalls();
    return keyVault.calls();
  },
  'GET /telemetry': (_call, { telemetry }) => ({ items: telemetry.items() }),
  'DELETE /telemetry': (_call, { telemetry }) => {
    telemetry.clear();
    return { items: [] };
  },
  'POST /reset': async (_call, world) => {
    await world.reset();
    return { reset: true };
  },
};

/** An answer with a status of its own. */
class Answer {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}

/** Serves the control interface. A wrong call answers 400 with what is wrong. */
export function startControl(port: number, world: Controlled): Promise<Served> {
  return serve({ target: 'control', port, faults: world.faults, handle: (request) => answer(request, world) });
}

async function answer(request: SimRequest, world: Controlled): Promise<SimResponse> {
  const path = pathOf(request);
  if (!path) return { status: 400, body: { error: `The path ${request.path} is not percent-encoded UTF-8.` } };
  const found = Object.entries(calls).find(([pattern]) => fits(pattern, request.method, path));
  if (!found) return { status: 404, body: { error: `There is no call ${request.method} ${request.path}.` } };
  const [pattern, handler] = found;
  const names = pattern.split(' ')[1]?.split('/').filter(Boolean) ?? [];
  try {
    const body = readBody(request);
    const result = await handler(
      { parts: path.filter((_part, index) => names[index] === '*'), query: request.url.searchParams, body },
      world,
    );
    return result instanceof Answer ? { status: result.status, body: result.body } : { status: 200, body: result };
  } catch (error) {
    if (error instanceof WrongCall) return { status: error instanceof UnknownChannel ? 404 : 400, body: { error: error.message } };
    return { status: 500, body: { error: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
}

function pathOf({ path }: SimRequest): string[] | undefined {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function fits(pattern: string, method: string, path: string[]): boolean {
  const [wanted, template = ''] = pattern.split(' ');
  const names = template.split('/').filter(Boolean);
  return wanted === method && names.length === path.length && names.every((name, index) => name === '*' || name === path[index]);
}

function readBody({ body }: SimRequest): Body {
  const text = body.toString('utf8').trim();
  if (text === '') return {};
  try {
    // Vendors have ids beyond 2^53; JSON.parse would change them.
    const value: unknown = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // said below
  }
  throw new WrongCall('The body must be a JSON object.');
}

class UnknownChannel extends WrongCall {}

function shop({ channels }: Controlled, [id = '']: string[]): Storefront {
  if (Object.hasOwn(channels, id)) return channels[id] as Storefront;
  throw new UnknownChannel(`There is no channel "${id}". There are: ${Object.keys(channels).join(', ')}.`);
}

function toPlaceOrders(body: Body, channel: Storefront): PlaceOrders {
  const number = (name: string, fallback: number | undefined, least: number, most: number): number | undefined => {
    const value = body[name] ?? fallback;
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || value < least || value > most)
      throw new WrongCall(`"${name}" must be a number from ${least} to ${most}, not ${JSON.stringify(value)}.`);
    return value;
  };
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const value = number(name, fallback, least, most) ?? fallback;
    if (!Number.isInteger(value)) throw new WrongCall(`"${name}" must be a whole number, not ${value}.`);
    return value;
  };
  const { shape } = body;
  const names = channel.shapes().map((one) => one.name);
  if (shape !== undefined && !names.includes(String(shape)))
    throw new WrongCall(`There is no shape "${String(shape)}". There are: ${names.join(', ')}.`);
  return {
    count: whole('count', 1, 1, 20_000),
    seed: whole('seed', Date.now() % 1_000_000_000, 0, 4_294_967_295),
    shape: shape === undefined ? undefined : String(shape),
    ratePerSecond: number('ratePerSecond', undefined, 0.001, 100_000),
    duplicates: number('duplicates', undefined, 0, 1),
    reorder: number('reorder', undefined, 0, 1),
  };
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new WrongCall(`"${name}" must be a whole number of milliseconds, not "${text}".`);
  return value;
}

const lookEveryMs = 25;
/** Between a message's completion and the next one's arrival there may be a moment without either. */
const quietForMs = 150;
/** A look that failed is tried again after this time. */
const againAfterMs = 500;

interface Patience {
  timeoutMs: number;
  horizonMs: number;
  /** Whether Dynamics is to have been looked at since a person last did something there. */
  looked: boolean;
}

async function idle(world: Controlled, { timeoutMs, horizonMs, looked }: Patience): Promise<unknown> {
  const until = Date.now() + timeoutMs;
  const asked = new Map<string, number>();
  let quietSince: number | undefined;
  for (;;) {
    const now = Date.now();
    const lookers = toLook(world, looked);
    if (lookers.length === 0 && isQuiet(world, now + horizonMs)) quietSince ??= now;
    else quietSince = undefined;
    if (quietSince !== undefined && now - quietSince >= quietForMs) return { idle: true };
    if (now > until) return new Answer(504, { idle: false, queues: world.queues(), running: world.host.running() });
    for (const timer of lookers) {
      if ((asked.get(timer) ?? 0) > now) continue;
      asked.set(timer, Number.POSITIVE_INFINITY);
      void world.host
        .trigger(timer)
        .catch(() => undefined)
        .finally(() => asked.set(timer, Date.now() + againAfterMs));
    }
    await new Promise((done) => setTimeout(done, lookEveryMs));
  }
}

/** What looks in Dynamics for what its events do not say. */
const looking = ['poll-dynamics', 'sweep-stock', 'sweep-prices'];

/** The timers that have not looked since there is something that only they find. Whoever waits for the end does not wait for the clock. */
function toLook({ channels, erp, host }: Controlled, looked: boolean): string[] {
  const since = (moment: number) => (timer: string) => (host.lastRun?.(timer) ?? 0) <= moment;
  // What a shop tells only once and could not tell is found by the next poll.
  const lost = Math.max(0, ...Object.values(channels).map((channel) => channel.lostDeliveryAt?.() ?? 0));
  const acted = erp.lastActAt?.();
  return [...(lost > 0 ? ['poll-stores'].filter(since(lost)) : []), ...(looked && acted !== undefined ? looking.filter(since(acted)) : [])];
}

function isQuiet(world: Controlled, horizon: number): boolean {
  const busyQueue = Object.values(world.queues()).some(({ active, locked }) => active > 0 || locked > 0);
  const next = world.nextScheduled();
  const delivering = Object.values(world.channels).some((channel) => channel.pendingDeliveries() > 0);
  if ((world.erp.pendingEvents?.() ?? 0) > 0) return false;
  return !busyQueue && !delivering && world.host.running() === 0 && (next === undefined || next > horizon);
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Controlled, startControl } from './control.ts';
import { FaultBoard, WrongCall } from './faults.ts';
import type { Calls, OrderAtShop, PlaceOrders, Storefront } from './parts.ts';
import type { Served } from './serve.ts';

/** The interface alone, over parts that note what is asked of them; what the parts do is proven with them. */
let control: Served;
let asked: unknown[];
let world: Controlled;
const state = {
  active: 0,
  locked: 0,
  running: 0,
  deliveries: 0,
  next: undefined as number | undefined,
  ready: true,
  lostAt: undefined as number | undefined,
  polledAt: 0,
  pollFails: false,
};
const noCalls: Calls = { total: 2, operations: [{ name: 'GET x', count: 2 }] };
const order: OrderAtShop = { ref: '7', number: '#7', status: 'paid', total: '1.00', currency: 'USD', fulfilments: [], refunds: [] };

const shop: Storefront = {
  name: 'shopify',
  url: 'http://127.0.0.1:9',
  reset: async () => undefined,
  close: async () => undefined,
  shapes: () => [{ name: 'plain', title: 'Plain', says: '' }],
  place: async (orders: PlaceOrders) => {
    asked.push(orders);
    return [{ ref: '7', number: '#7', total: '1.00', currency: 'USD', shape: 'plain' }];
  },
  put: async (document) => {
    if (!(document as { id?: unknown }).id) throw new WrongCall('It is no order: it has no id.');
    asked.push(document);
    return { ref: '7', number: '#7' };
  },
  act: async (ref, event, body) => {
    asked.push([ref, event, body]);
    return undefined;
  },
  order: (ref) => (ref === '7' ? order : undefined),
  stock: (sku) => (sku === 'D0001' ? { sku, available: 3 } : undefined),
  calls: () => noCalls,
  resetCalls: () => void asked.push('reset calls'),
  pendingDeliveries: () => state.deliveries,
  lostDeliveryAt: () => state.lostAt,
};

beforeAll(async () => {
  const faults = new FaultBoard(['shopify']);
  const counted = { calls: () => noCalls, resetCalls: () => void asked.push('reset calls') };
  world = {
    faults,
    channels: { shopify: shop },
    queues: () => ({ inbound: { active: state.active, scheduled: 1, deadLetter: 0, locked: state.locked } }),
    nextScheduled: () => state.next,
    host: {
      kill: async (worker) => void asked.push(['kill', worker]),
      trigger: async (timer) => {
        if (timer !== 'poll-stores') throw new Error(`There is no timer "${timer}".`);
        if (state.pollFails) throw new Error('The shop is away.');
        state.polledAt = Date.now();
      },
      running: () => state.running,
      invocations: () => [],
      memory: async () => [1],
      lastRun: () => state.polledAt,
    },
    erp: {
      ...counted,
      act: async (event, body) => {
        asked.push([event, body]);
        return undefined;
      },
    },
    dataverse: counted,
    keyVault: { ...counted, put: (name: string) => void asked.push(['secret', name]) },
    telemetry: { items: () => ['item'], clear: () => void asked.push('clear telemetry') },
    ready: () => state.ready,
    reset: async () => void asked.push('reset'),
  } as Controlled;
  control = await startControl(0, world);
});
afterAll(() => control.close());
beforeEach(() => {
  asked = [];
  Object.assign(state, { active: 0, locked: 0, running: 0, deliveries: 0, next: undefined, ready: true });
  world.faults.clear();
});

const call = async (method: string, path: string, body?: unknown) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(control.url + path, { method, body: body === undefined ? undefined : text });
  return { status: answer.status, type: answer.headers.get('content-type'), body: (await answer.json()) as never };
};

describe('the control interface', () => {
  it.each([
    ['GET', '/ready', undefined, { ready: true }],
    ['GET', '/queues', undefined, { inbound: { active: 0, scheduled: 1, deadLetter: 0 } }],
    ['GET', '/telemetry', undefined, { items: ['item'] }],
    ['GET', '/channels/shopify/shapes', undefined, { shapes: [{ name: 'plain', title: 'Plain', says: '' }] }],
    ['GET', '/channels/shopify/orders/7', undefined, order],
    ['GET', '/channels/shopify/stock?sku=D0001', undefined, { sku: 'D0001', available: 3 }],
    ['GET', '/channels/shopify/calls', undefined, noCalls],
    ['GET', '/erp/calls', undefined, noCalls],
    ['GET', '/dataverse/calls', undefined, noCalls],
    ['GET', '/secrets/calls', undefined, noCalls],
    ['POST', '/host/timers/poll-stores', undefined, { ran: 'poll-stores' }],
    ['PUT', '/channels/shopify/orders', { id: 1 }, { ref: '7', number: '#7' }],
  ])('answers %s %s', async (method, path, body, wanted) => {
    const answer = await call(method, path, body);
    expect([answer.status, answer.type, answer.body]).toEqual([200, 'application/json; charset=utf-8', wanted]);
  });

  it('hands on what people do at the shop and in Dynamics', async () => {
    await call('POST', '/channels/shopify/orders', { count: 2, seed: 5, shape: 'plain', duplicates: 0.5 });
    await call('POST', '/channels/shopify/orders/7/cancel', { why: 'x' });
    await call('POST', '/erp/ship', { salesOrderNumber: 'S1' });
    await call('POST', '/host/kill', {});
    await call('POST', '/host/kill', { worker: 1 });
    await call('POST', '/reset');

    expect(asked).toEqual([
      expect.objectContaining({ count: 2, seed: 5, shape: 'plain', duplicates: 0.5 }),
      ['7', 'cancel', { why: 'x' }],
      ['ship', { salesOrderNumber: 'S1' }],
      ['kill', undefined],
      ['kill', 1],
      'reset',
    ]);
  });

  it('keeps ids that a number of JavaScript cannot hold', async () => {
    await call('PUT', '/channels/shopify/orders', '{"id":9007199254740993}');
    expect(JSON.stringify(asked, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).toContain(
      '9007199254740993',
    );
  });

  it('puts faults on the board and takes them off', async () => {
    expect((await call('POST', '/faults', { target: 'shopify', kind: 'throttle', ratio: 0.5 })).status).toBe(200);
    expect(world.faults.list()).toHaveLength(1);
    await call('DELETE', '/faults');
    expect(world.faults.list()).toEqual([]);
  });

  it.each([
    ['POST', '/faults', { target: 'nowhere', kind: 'down' }, 400, /"nowhere" does not exist.*financeScm/],
    ['POST', '/faults', { target: 'shopify', kind: 'odd' }, 400, /"odd" does not exist.*throttle/],
    ['POST', '/faults', { target: 'shopify', kind: 'down', ratio: 'half' }, 400, /"ratio" must be a number/],
    ['POST', '/faults', '{"target":', 400, /must be a JSON object/],
    ['POST', '/faults', '[]', 400, /must be a JSON object/],
    ['POST', '/host/kill', { worker: 'first' }, 400, /"worker" must be a whole number/],
    ['POST', '/host/timers/none', undefined, 400, /no timer "none"/],
    ['POST', '/channels/shopify/orders', { shape: 'odd' }, 400, /no shape "odd".*plain/],
    ['POST', '/channels/shopify/orders', { count: 0 }, 400, /"count" must be/],
    ['POST', '/channels/shopify/orders', { count: 1.5 }, 400, /"count" must be a whole number/],
    ['POST', '/channels/shopify/orders', { seed: 0.5 }, 400, /"seed" must be a whole number/],
    ['POST', '/channels/shopify/orders', { duplicates: 2 }, 400, /"duplicates" must be/],
    ['PUT', '/channels/shopify/orders', {}, 400, /It is no order/],
    ['GET', '/channels/shopify/stock', undefined, 400, /Say which article/],
    ['GET', '/idle?timeoutMs=soon', undefined, 400, /"timeoutMs" must be/],
    ['GET', '/channels/%E0%A4%A/shapes', undefined, 400, /path/],
    ['GET', '/channels/amazon/shapes', undefined, 404, /no channel "amazon".*shopify/],
    ['GET', '/channels/constructor/shapes', undefined, 404, /no channel "constructor"/],
    ['GET', '/channels/shopify/orders/8', undefined, 404, /no order "8"/],
    ['GET', '/nothing', undefined, 404, /no call GET \/nothing/],
  ])('says what is wrong with %s %s %j', async (method, path, body, status, says) => {
    const answer = await call(method, path, body);
    expect([answer.status, answer.type]).toEqual([status, 'application/json; charset=utf-8']);
    expect((answer.body as { error: string }).error).toMatch(says);
  });
});

describe('idle', () => {
  const idle = async (query = 'timeoutMs=300') => (await call('GET', `/idle?${query}`)).status;

  it('has the shops polled where one could not tell something, and waits for it', async () => {
    Object.assign(state, { lostAt: 1000, polledAt: 900, pollFails: true });
    expect(await idle()).toBe(504);
    state.pollFails = false;
    expect(await idle('timeoutMs=2000')).toBe(200);
    expect(state.polledAt).toBeGreaterThan(1000);
    Object.assign(state, { lostAt: undefined, polledAt: 0 });
  });

  it('is what it is when nothing goes on', async () => {
    expect(await idle()).toBe(200);
  });

  it.each(['active', 'locked', 'running', 'deliveries'] as const)('is not while something is %s', async (what) => {
    state[what] = 1;
    expect(await idle()).toBe(504);
  });

  it('waits for what is scheduled within the horizon, and for nothing later', async () => {
    state.next = Date.now() + 30_000;
    expect([await idle(), await idle('timeoutMs=300&horizonMs=1000')]).toEqual([504, 200]);
  });

  it('does not trust a gap between two messages', async () => {
    const flicker = setInterval(() => {
      state.active = 1 - state.active;
    }, 40);
    const status = await idle('timeoutMs=600');
    clearInterval(flicker);
    expect(status).toBe(504);
  });
});

it('is not ready while everything is being emptied', async () => {
  state.ready = false;
  expect((await call('GET', '/ready')).status).toBe(503);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type FixtureApp, writeFixtureApp } from './functions-host/fixture-app.ts';
import { type FunctionsHost, startFunctionsHost } from './functions-host/start.ts';

const code = `
let started;
app.hook.appStart(() => { started = 'yes'; });
app.hook.appTerminate(() => console.log('terminated'));
app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName !== 'hooked') return;
  context.inputs[0] = 'changed';
  context.hookData.seen = true;
});
app.hook.postInvocation((context) => {
  if (context.invocationContext.functionName === 'hooked')
    context.result = { jsonBody: { input: context.result.body, seen: context.hookData.seen, started } };
});
const open = { authLevel: 'anonymous' };
const echo = async (request, context) => {
  context.log('asked for ' + request.url);
  return { jsonBody: {
    params: request.params, query: Object.fromEntries(request.query), header: request.headers.get('x-one'),
    text: request.method === 'POST' ? Buffer.from(await request.arrayBuffer()).toString('base64') : undefined, trace: context.traceContext, pid: process.pid, env: process.env,
  } };
};
app.http('echo', { ...open, route: 'echo/{name?}', handler: echo });
app.http('order', { ...open, route: 'orders/{id:int}', methods: ['GET'], handler: () => ({ body: 'by number' }) });
app.http('orderByName', { ...open, route: 'orders/{name}', methods: ['GET'], handler: () => ({ body: 'by name' }) });
app.http('newOrder', { ...open, route: 'orders/new', methods: ['GET'], handler: () => ({ body: 'new' }) });
app.http('file', { ...open, route: 'files/{*path}', methods: ['GET'], handler: (request) => ({ jsonBody: request.params }) });
app.http('bytes', { ...open, handler: () => ({ body: Buffer.from([0, 255, 10, 13]), headers: { 'content-type': 'image/x-own' }, status: 201,
  cookies: [{ name: 'a', value: 'b c', httpOnly: true, sameSite: 'Strict', maxAge: 60 }, { name: 'z', value: '1' }] }) });
app.http('head', { ...open, methods: ['HEAD'], handler: () => ({ headers: { 'x-two': '2' } }) });
app.http('nothing', { ...open, handler: () => undefined });
app.http('guarded', { authLevel: 'function', handler: () => ({ body: 'in' }) });
app.http('ours', { authLevel: 'admin', handler: () => ({ body: 'in' }) });
app.http('hooked', { ...open, handler: (input) => ({ body: input }) });
app.http('throws', { ...open, handler: () => { throw new Error('it broke'); } });
app.http('hangs', { ...open, handler: () => new Promise(() => {}) });
app.http('crashes', { ...open, handler: () => { setTimeout(() => { throw new Error('nobody caught'); }); return new Promise(() => {}); } });
app.http('spins', { ...open, handler: () => { for (;;); } });
app.http('waits', { ...open, handler: async () => { await new Promise((done) => setTimeout(done, 700)); return { body: 'done' }; } });
`;

let app: FixtureApp;
let host: FunctionsHost;

const ask = (path: string, init?: RequestInit) => fetch(`${host.url}${path}`, init);
const options = () => ({
  port: 0,
  appDir: app.dir,
  workers: 2,
  settings: { GREETING: 'hello' },
  functionKeys: { guarded: 'key-of-guarded', ours: 'key-of-ours', default: 'host-key' },
  masterKey: 'master',
  quiet: true,
});

beforeAll(async () => {
  app = writeFixtureApp(code, { functionTimeout: '00:00:02' });
  host = await startFunctionsHost(options());
});
afterAll(async () => {
  await host?.close();
  app?.remove();
});

describe('requests and answers', () => {
  it('hands over parameters, query, headers and the exact bytes of a body', async () => {
    const body = Buffer.from([0, 1, 254, 255]);

    const answer = await ask('/api/echo/J%C3%BCrgen?a=1&a=2&b=', { method: 'POST', body, headers: { 'x-one': '1' } });

    expect(await answer.json()).toMatchObject({
      params: { name: 'Jürgen' },
      query: { a: '1,2' },
      header: '1',
      text: body.toString('base64'),
    });
  });

  it('gives workers the settings and little else', async () => {
    const { env } = (await (await ask('/api/echo')).json()) as { env: Record<string, string> };

    expect(env).toMatchObject({ GREETING: 'hello', TZ: 'UTC' });
    expect(Object.keys(env)).not.toContain('PATH');
  });

  it('continues the trace of the caller in a span of its own', async () => {
    const operation = '0af7651916cd43dd8448eb211c80319c';

    const answer = await ask('/api/echo', { headers: { traceparent: `00-${operation}-b7ad6b7169203331-01` } });
    const { trace } = (await answer.json()) as { trace: { traceParent: string } };

    expect(trace.traceParent).toMatch(new RegExp(`^00-${operation}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
    await eventually('the log', () => host.invocations().some((one) => one.operationId === operation && one.outcome === 'success'));
  });

  it('answers with status, headers, cookies and binary body', async () => {
    const answer = await ask('/api/bytes');

    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('image/x-own');
    expect(answer.headers.getSetCookie()).toEqual(['a=b%20c; max-age=60; path=/; samesite=strict; httponly', 'z=1; path=/']);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from([0, 255, 10, 13]));
  });

  it('answers 204 when a function returns nothing and 500 without details when it throws', async () => {
    const [nothing, failed] = [await ask('/api/nothing'), await ask('/api/throws')];

    expect(nothing.status).toBe(204);
    expect([failed.status, await failed.text()]).toEqual([500, '']);
    await eventually('the log', () => host.invocations().some((one) => one.function === 'throws' && one.error?.includes('it broke')));
  });

  it('answers HEAD only where a function asks for it', async () => {
    const [own, other] = [await ask('/api/head', { method: 'HEAD' }), await ask('/api/echo', { method: 'HEAD' })];

    expect([own.status, own.headers.get('x-two')]).toEqual([200, '2']);
    expect(other.status).toBe(404);
  });

  it('refuses a body over the limit before reading it', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const asking = request(`${host.url}/api/echo`, { method: 'POST', headers: { 'content-length': 104_857_601 } }, (answer) => {
        resolve(answer.statusCode);
        asking.destroy();
      });
      asking.on('error', reject).write('a');
    });

    expect(status).toBe(413);
  });

  it('lets hooks change inputs and results', async () => {
    expect(await (await ask('/api/hooked')).json()).toEqual({ input: 'changed', seen: true, started: 'yes' });
  });
});

describe('routes and keys', () => {
  it('prefers literals to constrained parameters to parameters', async () => {
    const texts = await Promise.all(['new', '17', 'x17'].map(async (name) => (await ask(`/api/orders/${name}`)).text()));

    expect(texts).toEqual(['new', 'by number', 'by name']);
  });

  it('gives a catch-all the rest of the path', async () => {
    expect(await (await ask('/api/files/a/b%2Fc.txt')).json()).toEqual({ path: 'a/b%2Fc.txt' });
  });

  it('answers 404 for an unknown route and for a method that no function has', async () => {
    const answers = [await ask('/api/unknown'), await ask('/echo'), await ask('/api/orders/1', { method: 'DELETE' })];

    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
  });

  it('opens a function to its own key, to a host key and to the master key', async () => {
    const keys = ['key-of-guarded', 'host-key', 'master', 'key-of-ours', ''];
    const statuses = await Promise.all(
      keys.map(async (key) => (await ask('/api/guarded', { headers: { 'x-functions-key': key } })).status),
    );

    expect(statuses).toEqual([200, 200, 200, 401, 401]);
    expect((await ask('/api/guarded?code=host-key')).status).toBe(200);
  });

  it('opens admin functions and the admin interface to the master key only', async () => {
    const statuses = await Promise.all(
      [
        '/api/ours?code=host-key',
        '/api/ours?code=key-of-ours',
        '/api/ours?code=master',
        '/admin/host/status',
        '/admin/host/status?code=master',
      ].map(async (path) => (await ask(path)).status),
    );

    expect(statuses).toEqual([401, 401, 200, 401, 200]);
  });
});

describe('workers', () => {
  it('spreads connections over all workers', async () => {
    const pids = new Set<number>();
    await eventually('both workers answer', async () => {
      const answer = await ask('/api/echo', { headers: { connection: 'close' } });
      pids.add(((await answer.json()) as { pid: number }).pid);
      return pids.size === 2;
    });
    expect(await host.memory()).toHaveLength(2);
  });

  it('resets what a killed worker had under way, and goes on with the others', async () => {
    const hanging = ask('/api/waits').then(
      () => 'answered',
      () => 'reset',
    );
    await eventually('it runs', () => host.running() === 1);

    await host.kill();

    expect(await hanging).toBe('reset');
    expect((await ask('/api/echo')).status).toBe(200);
    expect(host.invocations().findLast((one) => one.function === 'waits')?.outcome).toBe('lost');
    await eventually('the worker is back', async () => (await host.memory()).filter((bytes) => bytes > 0).length === 2);
  });

  it('fails an invocation that runs longer than functionTimeout and starts its worker anew', async () => {
    const answer = await ask('/api/hangs');

    expect(answer.status).toBe(500);
    expect(host.invocations().findLast((one) => one.function === 'hangs')?.outcome).toBe('timeout');
  });

  it('ends a worker from outside that is too busy to notice the timeout, or that crashed', async () => {
    const ends = await Promise.all(['/api/spins', '/api/crashes'].map((path) => ask(path).then(String, () => 'reset')));

    expect(ends).toEqual(['reset', 'reset']);
    expect((await ask('/api/echo')).status).toBe(200);
    expect(host.running()).toBe(0);
  });

  it('lets what is under way finish when it is closed', async () => {
    const lines: string[] = [];
    const other = await startFunctionsHost({ ...options(), workers: 1, onLog: (line) => lines.push(line) });
    const waiting = fetch(`${other.url}/api/waits`);
    await eventually('it runs', () => other.running() === 1);

    await other.close();

    expect(await (await waiting).text()).toBe('done');
    expect(lines).toContain('[0] terminated');
    await expect(fetch(other.url)).rejects.toThrow();
  });
});

describe('functions that a setting switches off', () => {
  it('are neither listed nor reached, and the others run', async () => {
    const settings = {
      GREETING: 'hello',
      'AzureWebJobs.waits.Disabled': '1',
      'AzureWebJobs.spins.Disabled': 'true',
      'AzureWebJobs.echo.Disabled': '0',
    };
    const other = await startFunctionsHost({ ...options(), workers: 1, settings });

    const statuses = await Promise.all(['waits', 'spins', 'echo'].map(async (name) => (await fetch(`${other.url}/api/${name}`)).status));
    const names = other.functions().map(({ name }) => name);
    await other.close();

    expect(statuses).toEqual([404, 404, 200]);
    expect(names).not.toContain('waits');
    expect(names).toContain('echo');
  });
});

describe('apps that cannot run', () => {
  const refusal = async (appCode: string, hostJson = {}) => {
    const broken = writeFixtureApp(appCode, hostJson);
    const start = startFunctionsHost({ port: 0, appDir: broken.dir, workers: 1, settings: {}, quiet: true });
    const message = await start.then(
      () => 'it started',
      (error: Error) => error.message,
    );
    broken.remove();
    return message;
  };

  it('says why', async () => {
    const messages = await Promise.all([
      refusal('throw new Error("no luck");'),
      refusal('app.timer("t", { schedule: "99 * * * * *", handler: () => {} });'),
      refusal('app.timer("t", { schedule: "%NOT_SET%", handler: () => {} });'),
      refusal('app.serviceBusQueue("q", { queueName: "a", connection: "Nowhere", handler: () => {} });'),
      refusal('app.storageQueue("s", { queueName: "a", connection: "c", handler: () => {} });'),
      refusal('app.http("h", { route: "a/{b:nonsense}", handler: () => ({}) });'),
      refusal('app.http("h", { handler: () => ({}) });', { extensions: { serviceBus: { maxSessions: 1 } } }),
    ]);

    expect(messages.map((message) => message.split('\n')[0])).toEqual([
      expect.stringContaining('no luck'),
      expect.stringContaining('wrong second field'),
      expect.stringContaining("'%NOT_SET%' does not resolve"),
      expect.stringContaining('"Nowhere" is not configured'),
      expect.stringContaining('does not run the binding'),
      expect.stringContaining('"nonsense" does not exist'),
      expect.stringContaining('does not know maxSessions'),
    ]);
  });
});

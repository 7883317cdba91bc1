import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, type FixtureApp, writeFixtureApp } from './functions-host/fixture-app.ts';
import { parseSchedule } from './functions-host/ncrontab.ts';
import { parseRoute, segmentsOf } from './functions-host/routes.ts';
import { type FunctionsHost, startFunctionsHost } from './functions-host/start.ts';
import { TimerBoard } from './functions-host/timer-board.ts';

const code = `
app.timer('often', { schedule: '%OFTEN%', handler: async (timer, context) => {
  context.log(JSON.stringify({ pid: process.pid, ...timer }));
  await new Promise((done) => setTimeout(done, 300));
} });
app.timer('seldom', { schedule: '0 0 3 * * *', handler: (timer, context) => context.log(JSON.stringify(timer)) });
app.timer('fails', { schedule: '0 0 3 * * *', retry: { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: 2 },
  handler: (timer, context) => { throw new Error('attempt ' + (context.retryContext?.retryCount ?? 0)); } });
`;

const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

function anApp(appCode = code): FixtureApp {
  const app = writeFixtureApp(appCode);
  opened.push({ close: app.remove });
  return app;
}

async function aHost(app: FixtureApp, more: { workers?: number; dataDir?: string } = {}): Promise<FunctionsHost> {
  const settings = { OFTEN: '* * * * * *' };
  const host = await startFunctionsHost({ port: 0, appDir: app.dir, workers: 1, settings, masterKey: 'master', quiet: true, ...more });
  opened.push(host);
  return host;
}

function aFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'functions-data-'));
  opened.push({ close: () => rmSync(dataDir, { recursive: true, force: true }) });
  return dataDir;
}

const runs = (host: FunctionsHost, name: string) => host.invocations().filter((one) => one.function === name && one.outcome !== 'running');
const said = (host: FunctionsHost, name: string) => JSON.parse(runs(host, name).at(-1)?.lines[0]?.text ?? '{}') as Record<string, unknown>;

describe('timers', () => {
  it('tick in one of several workers, and move when that one dies', async () => {
    const host = await aHost(anApp(), { workers: 2 });
    await eventually('it ticks', () => runs(host, 'often').length > 1);
    const owners = new Set(runs(host, 'often').map((run) => run.worker));
    expect(owners.size).toBe(1);
    const [owner = 0] = owners;

    await host.kill(owner);
    await eventually('the other ticks', () => runs(host, 'often').some((run) => run.worker === 1 - owner && run.outcome === 'success'));
  });

  it('run on demand through the admin interface and through the host, one run after the other', async () => {
    const host = await aHost(anApp());

    const answers = await Promise.all([
      fetch(`${host.url}/admin/functions/often`, { method: 'POST', headers: { 'x-functions-key': 'master' } }),
      fetch(`${host.url}/admin/functions/unknown?code=master`, { method: 'POST' }),
      fetch(`${host.url}/admin/functions/often`, { method: 'POST' }),
    ]);
    await Promise.all([host.trigger('often'), host.trigger('often')]);

    expect(answers.map((answer) => answer.status)).toEqual([202, 404, 401]);
    const spans = runs(host, 'often').map((run) => [Date.parse(run.startedOn), Date.parse(run.startedOn) + (run.durationMs ?? 0)] as const);
    expect(spans.length).toBeGreaterThan(2);
    for (const [index, [start]] of spans.entries()) expect(start).toBeGreaterThanOrEqual((spans[index - 1]?.[1] ?? 0) - 2);
  });

  it('are retried as their policy says, and say so when all attempts fail', async () => {
    const host = await aHost(anApp());

    await expect(host.trigger('fails')).rejects.toThrow('attempt 2');
    expect(runs(host, 'fails')).toHaveLength(3);
  });

  it('are past due when their time went by while nothing ran', async () => {
    const [app, dataDir] = [anApp(), aFolder()];
    const board = new TimerBoard(dataDir);
    board.put('seldom', { last: '2020-01-01T03:00:00.000Z', next: '2020-01-02T03:00:00.000Z', lastUpdated: '2020-01-01T03:00:01.000Z' });
    board.close();

    const host = await aHost(app, { dataDir });
    await eventually('it runs', () => runs(host, 'seldom').length === 1);
    await host.close();
    const again = await aHost(app, { dataDir });
    await eventually('it ticks', () => runs(again, 'often').length > 1);

    expect(said(host, 'seldom')).toMatchObject({ isPastDue: true, scheduleStatus: { next: '2020-01-02T03:00:00.000Z' } });
    expect(runs(again, 'seldom')).toEqual([]);
  });

  it('run at start when they ask for it', async () => {
    const host = await aHost(anApp(`app.timer('eager', { schedule: '0 0 3 * * *', runOnStartup: true, handler: () => {} });`));

    await eventually('it runs', () => runs(host, 'eager').length === 1);
  });
});

describe('schedules', () => {
  const from = new Date('2026-02-27T22:59:30.500Z');
  const next = (text: string) => parseSchedule(text).next(from)?.toISOString();

  it.each([
    ['*/15 * * * * *', '2026-02-27T22:59:45.000Z'],
    ['0 */5 * * * *', '2026-02-27T23:00:00.000Z'],
    ['*/5 * * * *', '2026-02-27T23:00:00.000Z'],
    ['0 30 9-17 * * Mon-Fri', '2026-03-02T09:30:00.000Z'],
    ['0 0 0 1,15 * *', '2026-03-01T00:00:00.000Z'],
    ['0 0 0 29 Feb *', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 13 * Friday', '2026-03-13T00:00:00.000Z'],
    ['10/20 * * * * *', '2026-02-27T22:59:50.000Z'],
    ['00:10:00', '2026-02-27T23:09:30.500Z'],
    ['24:00:00', '2026-03-23T22:59:30.500Z'],
    ['0 0 0 31 2 *', undefined],
  ])('%s comes next at %s', (text, expected) => {
    expect(next(text)).toBe(expected);
  });

  it.each(['* * * *', '60 * * * * *', '* * * * * 7', '* * * * 13 *', '*/0 * * * * *', '5-1 * * * * *', '00:00:00', 'daily'])(
    'refuses %s',
    (text) => {
      expect(() => parseSchedule(text)).toThrow();
    },
  );
});

describe('routes', () => {
  it.each([
    ['orders/{id:int}', '/orders/12', { id: '12' }],
    ['orders/{id:int}', '/Orders/1x', undefined],
    ['a/{b=7}/{c?}', '/a', { b: '7' }],
    ['a/{b}/c', '/a/1/c/', { b: '1' }],
    ['f/{name}.{ext?}', '/f/report.tar', { name: 'report', ext: 'tar' }],
    ['f/{name}.{ext?}', '/f/report', { name: 'report', ext: undefined }],
    ['g/{id:guid}', '/g/11111111-2222-4333-8444-555555555555', { id: '11111111-2222-4333-8444-555555555555' }],
    ['r/{n:range(2,4)}', '/r/5', undefined],
    ['r/{n:length(2,3):alpha}', '/r/abc', { n: 'abc' }],
    ['x/{code:regex(^\\d{{2}}$)}', '/x/42', { code: '42' }],
    ['x/{*rest}', '/x', {}],
    ['', '/', {}],
  ])('%s with %s', (template, path, expected) => {
    const params = parseRoute(template).match(segmentsOf(path));

    expect(params).toEqual(expected);
  });
});

import { statSync } from 'node:fs';
import { join } from 'node:path';
import queues from '../../shared/queues.json' with { type: 'json' };
import { buildApp, root } from '../sandbox/build.ts';
import { FaultBoard } from '../sandbox/faults.ts';
import { writeFixtureApp } from '../sandbox/functions-host/fixture-app.ts';
import { startFunctionsHost } from '../sandbox/functions-host/start.ts';
import { startServiceBus } from '../sandbox/service-bus/start.ts';
import { type BenchPart, median, progress, range, worded } from './figures.ts';

interface App {
  dir: string;
  path: string;
  settings: Record<string, string>;
}

/** An app with one HTTP function that does nothing. */
export const emptyApp = `app.http('live', { methods: ['GET'], authLevel: 'anonymous', handler: async () => ({ jsonBody: { live: true } }) });`;
/** Nobody is asked during a start; the names only have to be addresses. */
const nowhere = 'http://127.0.0.1:9';

/** How long a process takes until its functions are registered and answer over HTTP, beside an app with nothing in it. */
export const coldStart: BenchPart = {
  title: 'Cold start',
  async run({ runs }) {
    await buildApp();
    const broker = await startServiceBus({ port: 0, faults: new FaultBoard([]), queues });
    const empty = writeFixtureApp(emptyApp);
    const ours: App = { dir: root, path: '/api/health/live', settings: settingsWith(broker.connectionString) };
    const bare: App = { dir: empty.dir, path: '/api/live', settings: {} };
    const times: { ours: number; bare: number }[] = [];
    try {
      await timeToAnswer(ours);
      for (let run = 0; run < runs; run += 1) {
        times.push({ ours: await timeToAnswer(ours), bare: await timeToAnswer(bare) });
        progress(`${worded(times.at(-1)?.ours ?? 0)} ms, empty app ${worded(times.at(-1)?.bare ?? 0)} ms`);
      }
    } finally {
      empty.remove();
      await broker.close();
    }
    return figuresOf(times);
  },
};

function figuresOf(times: { ours: number; bare: number }[]) {
  const ours = times.map((one) => one.ours);
  const bare = times.map((one) => one.bare);
  const { size } = statSync(join(root, 'dist/functions.mjs'));
  return [
    { what: 'process start to first HTTP answer', value: `${worded(median(ours))} ms`, remark: range(ours, 'ms') },
    { what: 'the same for an app with one empty function', value: `${worded(median(bare))} ms`, remark: range(bare, 'ms') },
    { what: 'difference', value: `${worded(median(times.map((one) => one.ours - one.bare)))} ms`, remark: 'median of the pairs' },
    { what: 'size of dist/functions.mjs', value: `${worded(size / 2 ** 20)} MiB` },
  ];
}

async function timeToAnswer({ dir, path, settings }: App): Promise<number> {
  const begin = performance.now();
  const host = await startFunctionsHost({ port: 0, appDir: dir, workers: 1, settings, quiet: true });
  try {
    const answer = await fetch(host.url + path);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status} after the start.`);
    return performance.now() - begin;
  } finally {
    await host.close();
  }
}

const settingsWith = (serviceBus: string): Record<string, string> => ({
  ServiceBusConnection: serviceBus,
  APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${crypto.randomUUID()};IngestionEndpoint=${nowhere}/`,
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
  ...Object.fromEntries(
    ['KEY_VAULT_URL', 'TABLES_URL', 'BLOBS_URL', 'DATAVERSE_URL', 'FINANCE_SCM_URL', 'PUBLIC_URL'].map((name) => [name, nowhere]),
  ),
});

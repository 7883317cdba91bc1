import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.ts';
import { startEnvironment } from './environment.ts';

/** `npm start`: the whole product on this machine, until Ctrl-C. */

const { values } = parseArgs({
  options: {
    'port-base': { type: 'string' },
    quiet: { type: 'boolean', default: false },
    workers: { type: 'string', default: '1' },
    data: { type: 'string' },
    endpoints: { type: 'string' },
  },
});

const stopped = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
});

const environment = await startEnvironment({
  portBase: values['port-base'] ? Number(values['port-base']) : undefined,
  quiet: values.quiet,
  workers: Number(values.workers),
  dataDir: values.data ? resolve(values.data) : undefined,
  endpointsFile: values.endpoints ?? join(root, '.sandbox/endpoints.json'),
}).catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  process.stderr.write(
    taken
      ? `A port is in use: ${error.message}. Start with other ports: npm start -- --port-base 7300\n`
      : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});

await stopped;
const impatient = setTimeout(() => process.exit(0), 5000);
await environment.close();
clearTimeout(impatient);
process.exit(0);

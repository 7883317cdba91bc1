import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.ts';
import { startEnvironment } from './environment.ts';

/** `npm start`: the whole product on this machine, until Ctrl-C. */

const values = readArguments();

const stopped = new Promise<void>((done) => {
  // Ctrl-C comes from the terminal and once more from the process that started this one, so it must not be heard only once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  // The process that started this one was killed.
  process.on('disconnect', done);
  process.channel?.unref();
});

const environment = await startEnvironment({
  portBase: values['port-base'] === undefined ? undefined : wholeNumber('port-base', values['port-base'], 0, 65_000),
  quiet: values.quiet,
  workers: wholeNumber('workers', values.workers, 1, 32),
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

function readArguments() {
  const options = {
    'port-base': { type: 'string' },
    quiet: { type: 'boolean', default: false },
    workers: { type: 'string', default: '1' },
    data: { type: 'string' },
    endpoints: { type: 'string' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  return refuse(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`);
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\nThere are: --port-base N, --workers N, --data FOLDER, --endpoints FILE, --quiet.\n`);
  process.exit(2);
}

// Runs a command of the project on any machine with Node 20 or newer: installs what the lock file says when it is missing, then goes on
// with the project's own Node. Plain JavaScript without dependencies, because the machine's Node may not read TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const windows = process.platform === 'win32';
const major = Number.parseInt(process.versions.node, 10);
const wantedMajor = 24;
const [command = 'start', ...args] = process.argv.slice(2);

const controls = { line: ['test/sandbox/build-controls.ts'] };
const commands = {
  install: [],
  start: [controls, { line: ['test/sandbox/start.ts', ...args], watchesParent: true }],
  build: [{ line: ['test/sandbox/build.ts', ...args] }],
  package: [{ line: ['test/sandbox/package.ts'] }],
  bench: [{ line: ['test/bench/run.ts', ...args] }],
  'build:controls': [{ line: [...controls.line, ...args] }],
  'build:solution': [controls, { line: ['solution/build.ts', ...args] }],
  test: [
    controls,
    { line: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
    { line: ['node_modules/typescript/bin/tsc', '--noEmit'] },
    { line: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'pcf-controls'] },
    { line: ['node_modules/vitest/vitest.mjs', 'run', ...args] },
  ],
};

if (!Object.hasOwn(commands, command)) fail(`There is no command "${command}". There are: ${Object.keys(commands).join(', ')}.`);
if (major < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);

/** Folders with a lock file of their own: the controls are built with other versions than the rest. */
const packages = ['', 'pcf-controls'].filter((folder) => folder === '' || existsSync(join(root, folder, 'package-lock.json')));
for (const folder of packages) if (!isInstalled(folder)) install(folder);
const node = projectNode();
for (const step of commands[command]) {
  const code = await run(node, step);
  if (code !== 0) process.exit(code);
}

/** Whether every package that the lock file wants on this machine is there in that version. npm notes in a lock file of its own what it installed. */
function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    // Packages for other operating systems are in the lock file only.
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer || entry.os || entry.cpu);
    return found.version === entry.version && (!found.integrity || !entry.integrity || found.integrity === entry.integrity);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** `npm ci`, with the development packages even where NODE_ENV says production. What npm prints goes to the error output. */
function install(folder) {
  process.stderr.write(`Installing what ${join(folder, 'package-lock.json')} says. This takes about a minute, once.\n`);
  const line = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: join(root, folder), stdio: ['ignore', 2, 2] };
  const npm = process.env.npm_execpath;
  const result =
    npm && /^npm(-cli)?\.[cm]?js$/.test(basename(npm))
      ? spawnSync(process.execPath, [npm, ...line], options)
      : spawnSync('npm', line, { ...options, shell: windows });
  if (result.status !== 0) fail(`The packages could not be installed: ${result.error?.message ?? 'see above what npm says'}.`);
}

/** The Node that package.json pins; the machine's own when that is new enough and the pinned one did not install. */
function projectNode() {
  const name = windows ? 'node.exe' : 'node';
  const flavour = `${process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${windows ? 'win' : process.platform}-${process.arch}`;
  const own = join(root, 'node_modules', 'node');
  const places = [own, join(own, 'node_modules', flavour), join(root, 'node_modules', flavour)].map((folder) => join(folder, 'bin', name));
  const found = places.find((path) => existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0);
  if (found) return found;
  if (major >= wantedMajor) return process.execPath;
  return fail(
    `Node ${wantedMajor} could not be installed for ${process.platform} on ${process.arch}. Install Node ${wantedMajor} on this machine and run the command again.`,
  );
}

function run(file, { line, watchesParent }) {
  const child = spawn(file, line, {
    cwd: root,
    // What watches its parent ends when this channel closes, also when we are killed outright.
    stdio: watchesParent ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, PATH: `${dirname(file)}${delimiter}${process.env.PATH ?? ''}` },
  });
  // A terminal sends Ctrl-C to the whole group; a supervisor sends it to us alone. Windows ends a child that gets a signal before it can
  // tidy up, and its console tells every process by itself.
  const forward = (signal) => (windows ? child.connected && child.disconnect() : child.kill(signal));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  // npm that is told to end does not tell us: our parent is another one then.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && forward('SIGTERM'), 500);
  watch.unref();
  return new Promise((done) => {
    child.once('error', (error) => fail(`${file} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      for (const one of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(one, forward);
      clearInterval(watch);
      done(signal ? 130 : (code ?? 1));
    });
  });
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

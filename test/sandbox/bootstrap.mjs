// Runs a command of the project on any machine with Node 20 or newer: installs what the lock file says when it is missing, then goes on
// with the project's own Node. Plain JavaScript, because the machine's Node may not read TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const windows = process.platform === 'win32';
const [command = 'start', ...args] = process.argv.slice(2);

const commands = {
  start: [['test/sandbox/start.ts', ...args]],
  build: [['test/sandbox/build.ts', ...args]],
  bench: [['test/bench/run.ts', ...args]],
  test: [
    ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
    ['node_modules/typescript/bin/tsc', '--noEmit'],
    ['node_modules/vitest/vitest.mjs', 'run', ...args],
  ],
};

if (!commands[command]) fail(`There is no command "${command}". There are: ${Object.keys(commands).join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);

install();
const node = projectNode();
for (const line of commands[command]) {
  const code = await run(node, line);
  if (code !== 0) process.exit(code);
}

/** `npm ci`, unless what is installed is what the lock file says. */
function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = join(root, 'node_modules/.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('Installing what package-lock.json says. This takes about a minute, once.\n');
  const npm = process.env.npm_execpath;
  const result =
    npm && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (result.status !== 0) fail('The packages could not be installed: see above what npm says.');
  writeFileSync(stamp, lock);
}

/** The Node that package.json pins; the machine's own when that is new enough and the pinned one did not install. */
function projectNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
  const require = createRequire(join(root, 'package.json'));
  const platform = `${windows ? 'win' : process.platform}-${process.arch === 'ia32' ? 'x86' : process.arch}`;
  const names = [join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node')];
  for (const name of [`node-bin-${process.platform}-${process.arch}`, `node-${platform}`]) {
    try {
      names.push(join(dirname(require.resolve(`${name}/package.json`)), 'bin', windows ? 'node.exe' : 'node'));
    } catch {
      // not this platform's package
    }
  }
  const found = names.find((name) => existsSync(name) && spawnSync(name, ['--version']).status === 0);
  if (found) return found;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(`Node ${wanted} could not be installed for ${platform}. Install Node 24 on this machine and run the command again.`);
}

function run(file, line) {
  const child = spawn(file, line, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(file)}${windows ? ';' : ':'}${process.env.PATH}` },
  });
  // A terminal sends Ctrl-C to the whole group; a supervisor sends it to us alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((done) => child.on('exit', (code, signal) => done(signal ? 130 : (code ?? 1))));
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

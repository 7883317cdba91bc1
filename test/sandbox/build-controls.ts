import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { importsOf } from '../import-graph.ts';
import { root } from './build.ts';
import { buildPlatform, platformFolder } from './build-platform.ts';

const controls = join(root, 'pcf-controls');
/** One folder for each control: `ControlManifest.xml`, `bundle.js`, `strings/*.resx`. */
export const builtControls = join(controls, 'out/controls');
/** Scripts of the solution's web resources, ready to ship. */
export const builtWebResources = join(controls, 'out/web-resources');

const stamps = join(controls, 'out/stamps');

/** What decides how everything is built. */
const tools = ['package-lock.json', 'tsconfig.json', 'webpack.config.js', 'featureconfig.json', 'pcfconfig.json', 'host/element.ts'].map(
  (name) => `pcf-controls/${name}`,
);
const webResources = ['telemetry'];

/** The names of the controls that are there in source and can be built. */
export const controlNames = (): string[] =>
  readdirSync(controls).filter(
    (name) => existsSync(join(controls, name, 'ControlManifest.Input.xml')) && existsSync(join(controls, name, 'index.ts')),
  );

/**
 * Builds what is not built yet, or whose sources have changed, in production mode: the controls into `pcf-controls/out/controls`, the web
 * resources into `pcf-controls/out/web-resources`, and React and Fluent for the local shell into `dist/platform` (see `build-platform.ts`).
 * Installs the packages of `pcf-controls` when they are missing. Gives back what was built.
 * @throws Error with what the tools said, when a control does not build; the others are built all the same
 */
export async function buildControls(wanted: { only?: readonly string[]; always?: boolean } = {}): Promise<string[]> {
  const release = await takeTurn();
  try {
    return await buildOutdated(wanted);
  } finally {
    release();
  }
}

const longestBuildMs = 5 * 60_000;

/** One process builds at a time: the others find everything built when their turn comes. A turn whose holder died ends by itself. */
async function takeTurn(): Promise<() => void> {
  const turn = join(controls, 'out/turn');
  mkdirSync(join(controls, 'out'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(turn);
      return () => rmSync(turn, { recursive: true, force: true });
    } catch {
      const since = statSync(turn, { throwIfNoEntry: false })?.mtimeMs;
      if (since !== undefined && Date.now() - since > longestBuildMs) rmSync(turn, { recursive: true, force: true });
      await sleep(200);
    }
  }
}

async function buildOutdated({ only, always = false }: { only?: readonly string[]; always?: boolean }): Promise<string[]> {
  if (!existsSync(join(controls, 'node_modules/pcf-scripts'))) install();
  const built: string[] = [];
  const failed: string[] = [];
  const outdated = async (target: string, sources: string[], make: () => Promise<void>) => {
    const stamp = join(stamps, basename(target));
    const now = contentHash(sources);
    if (!always && existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
    try {
      await make();
      writeFileSync(stamp, now);
      built.push(posix.relative(root.replaceAll('\\', '/'), target.replaceAll('\\', '/')));
    } catch (error) {
      failed.push(error instanceof Error ? error.message : String(error));
    }
  };
  mkdirSync(builtControls, { recursive: true });
  mkdirSync(builtWebResources, { recursive: true });
  mkdirSync(stamps, { recursive: true });
  const jobs = [
    ...controlNames()
      .filter((name) => !only || only.includes(name))
      .map((name) => () => outdated(join(builtControls, name), controlSources(name), () => buildControl(name))),
    ...webResources.map(
      (name) => () => outdated(join(builtWebResources, `${name}.js`), webResourceSources(name), () => buildWebResource(name)),
    ),
    () => outdated(platformFolder, ['pcf-controls/package-lock.json', 'test/sandbox/build-platform.ts'], () => buildPlatform()),
  ];
  await Promise.all([inTurn(jobs), inTurn(jobs)]);
  if (failed.length > 0) throw new Error(failed.join('\n\n'));
  return built;
}

/** Two of these share a list, as the build takes one core for each control. */
async function inTurn(jobs: (() => Promise<void>)[]): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) await job();
}

function install(): void {
  const { status } = spawnSync(process.execPath, [join(root, 'test/sandbox/bootstrap.mjs'), 'install'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The packages of pcf-controls could not be installed.');
}

/** The tools build every control of a folder; a folder with one of them builds it alone. What is ready takes the place of what was there. */
async function buildControl(name: string): Promise<void> {
  const stage = join(controls, 'out/stage', name);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const file of ['featureconfig.json', 'webpack.config.js', 'package.json']) cpSync(join(controls, file), join(stage, file));
  const config = JSON.parse(readFileSync(join(controls, 'pcfconfig.json'), 'utf8')) as object;
  writeFileSync(join(stage, 'pcfconfig.json'), JSON.stringify({ ...config, outDir: './built' }));
  symlinkSync(join(controls, name), join(stage, name), 'junction');
  const { code, said } = await run([join(controls, 'node_modules/pcf-scripts/bin/pcf-scripts.js'), 'build'], stage);
  const made = join(stage, 'built', name);
  if (code !== 0 || !existsSync(join(made, 'bundle.js'))) throw new Error(`The control ${name} does not build:\n${said}`);
  const target = join(builtControls, name);
  rmSync(target, { recursive: true, force: true });
  renameSync(made, target);
  rmSync(stage, { recursive: true, force: true });
}

function run(line: string[], cwd: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, line, { cwd, env: { ...process.env, PP_TOOLS_TELEMETRY_OPTOUT: '1', NO_COLOR: '1' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, said: said.slice(-4000) }));
  });
}

async function buildWebResource(name: string): Promise<void> {
  await build({
    entryPoints: [join(controls, 'web-resources', `${name}.ts`)],
    outfile: join(builtWebResources, `${name}.js`),
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    legalComments: 'inline',
    logLevel: 'silent',
  });
}

const controlSources = (name: string): string[] => [
  ...tools,
  ...filesUnder(`pcf-controls/${name}`).filter((path) => /\.(xml|resx)$/.test(path)),
  ...importedFrom(`pcf-controls/${name}/index.ts`),
];

const webResourceSources = (name: string): string[] => [...tools, ...importedFrom(`pcf-controls/web-resources/${name}.ts`)];

/** A file, and all files of the project that it needs. */
function importedFrom(entry: string): string[] {
  const found = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path; path = open.pop()) {
    if (found.has(path) || !/\.(tsx?|json)$/.test(path) || !existsSync(join(root, path))) continue;
    found.add(path);
    const text = readFileSync(join(root, path), 'utf8');
    open.push(...importsOf({ path, text }).flatMap(({ to, isPackage }) => (isPackage ? [] : [to])));
  }
  return [...found];
}

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(root.replaceAll('\\', '/'), posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name)));

function contentHash(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of [...paths].sort())
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const began = Date.now();
  const only = process.argv.slice(2);
  const built = await buildControls(only.length > 0 ? { only } : {});
  if (built.length > 0) process.stderr.write(`Built ${built.sort().join(', ')} in ${((Date.now() - began) / 1000).toFixed(1)} s.\n`);
}

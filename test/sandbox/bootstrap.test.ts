import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A project with the real bootstrap, an npm that only notes that it was called, and scripts that say that they ran. */
let project: string;
const lockFile = (versions: Record<string, string>) =>
  JSON.stringify({
    packages: {
      '': { name: 'project' },
      ...Object.fromEntries(Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }])),
      'node_modules/only-elsewhere': { version: '1.0.0', optional: true, os: ['none'] },
    },
  });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};
const read = (path: string) => (existsSync(join(project, path)) ? readFileSync(join(project, path), 'utf8') : '');

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  mkdirSync(join(project, 'test/sandbox'), { recursive: true });
  copyFileSync(fileURLToPath(new URL('bootstrap.mjs', import.meta.url)), join(project, 'test/sandbox/bootstrap.mjs'));
  write('package.json', '{"type":"module"}');
  write('package-lock.json', lockFile({ wanted: '2.0.0' }));
  write(
    'npm/npm-cli.cjs',
    `const fs = require('node:fs'); fs.appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n');
     fs.mkdirSync('node_modules', { recursive: true }); fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`,
  );
  write('test/sandbox/build-controls.ts', '');
  write('test/sandbox/start.ts', "console.log('start ran with', process.argv.slice(2).join(' '));");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const launch = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [join(project, 'test/sandbox/bootstrap.mjs'), ...args], {
    env: { ...process.env, npm_execpath: join(project, 'npm/npm-cli.cjs') },
  });
const outcome = async (child: ChildProcess) => {
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
};

describe('the command that people type first', () => {
  it('installs what the lock file says when nothing is there, development packages too, and goes on', async () => {
    const { code, out } = await outcome(launch('start', '--quiet'));

    expect([code, read('npm.log')]).toEqual([0, 'ci --include=dev --no-audit --no-fund --loglevel=error\n']);
    expect(out).toContain('start ran with --quiet');
  });

  it('installs the controls as well, which have a lock file of their own, and builds them before it goes on', async () => {
    write('pcf-controls/package-lock.json', lockFile({ react: '17.0.2' }));
    write('test/sandbox/build-controls.ts', "console.log('controls built');");

    const first = await outcome(launch('start'));
    await outcome(launch('install'));

    expect(first.out.replace(/^Installing.*\n/gm, '')).toBe('controls built\nstart ran with \n');
    expect([read('npm.log').match(/^ci /gm)?.length, read('pcf-controls/npm.log').match(/^ci /gm)?.length]).toEqual([1, 1]);
  });

  it('installs nothing when what is there fits, though packages of other systems are missing', async () => {
    write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/wanted': { version: '2.0.0' } } }));

    await outcome(launch('start'));

    expect(read('npm.log')).toBe('');
  });

  it.each([
    ['another version', '{"packages":{"node_modules/wanted":{"version":"1.0.0"}}}'],
    ['an installation that was cut off', '{"packages":{'],
    ['a missing package', '{"packages":{}}'],
  ])('installs again after %s', async (_what, noted) => {
    write('node_modules/.package-lock.json', noted);

    await outcome(launch('start'));

    expect(read('npm.log')).toContain('ci ');
  });

  it('says that npm failed and runs nothing', async () => {
    write('npm/npm-cli.cjs', 'process.exit(7);');

    const { code, out } = await outcome(launch('start'));

    expect(code).toBe(1);
    expect(out).toContain('The packages could not be installed');
    expect(out).not.toContain('start ran');
  });

  it('names the commands there are', async () => {
    const { code, out } = await outcome(launch('toString'));
    expect([code, out.trim()]).toEqual([
      1,
      'There is no command "toString". There are: install, start, build, package, bench, build:controls, build:solution, test.',
    ]);
  });

  it('builds the controls, checks style, then types, then tests, and ends with the code of the first that fails', async () => {
    write('node_modules/.package-lock.json', lockFile({ wanted: '2.0.0' }));
    write('node_modules/@biomejs/biome/bin/biome', `console.log('biome', process.argv.slice(2).join(' '));`);
    write('test/sandbox/build-controls.ts', "console.log('controls built');");
    write('node_modules/typescript/bin/tsc', `console.log('tsc', process.argv.slice(2).join(' '));`);
    write('node_modules/vitest/vitest.mjs', `console.log('vitest', process.argv.slice(2).join(' ')); process.exit(3);`);

    const all = await outcome(launch('test', 'test/one.test.ts'));
    write('node_modules/typescript/bin/tsc', 'process.exit(2);');
    const early = await outcome(launch('test'));

    expect(all).toEqual({
      code: 3,
      out: 'controls built\nbiome check .\ntsc --noEmit\ntsc --noEmit -p pcf-controls\nvitest run test/one.test.ts\n',
    });
    expect(early).toEqual({ code: 2, out: 'controls built\nbiome check .\n' });
  });
});

describe.skipIf(process.platform === 'win32')('ending', () => {
  /** Says its number, then waits; tidies up when it is told to, or when its parent is gone. */
  const patient = `import { writeFileSync } from 'node:fs';
    const tidy = (why) => { writeFileSync('ended', why); process.exit(0); };
    process.on('SIGTERM', () => tidy('told')); process.on('disconnect', () => tidy('parent gone')); process.channel.unref();
    setInterval(() => {}, 1000); console.log('up');`;
  const up = async () => {
    write('node_modules/.package-lock.json', lockFile({ wanted: '2.0.0' }));
    write('test/sandbox/start.ts', patient);
    const child = launch('start');
    await once(child.stdout!, 'data');
    return child;
  };
  const ended = async () => {
    for (let look = 0; look < 100 && !existsSync(join(project, 'ended')); look += 1) await new Promise((done) => setTimeout(done, 50));
    return read('ended');
  };

  it('hands a signal on and waits until everything is tidy', async () => {
    const child = await up();
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(read('ended')).toBe('told');
  });

  it('leaves nothing running when it is killed outright', async () => {
    const child = await up();
    child.kill('SIGKILL');
    expect(await ended()).toBe('parent gone');
  });
});

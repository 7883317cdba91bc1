import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

export interface FixtureApp {
  dir: string;
  remove(): void;
}

/** Writes a small app in the layout that is deployed, for tests of the host. `code` starts after the import of `app`. */
export function writeFixtureApp(code: string, hostJson: Record<string, unknown> = {}): FixtureApp {
  const dir = mkdtempSync(join(tmpdir(), 'functions-app-'));
  mkdirSync(join(dir, 'dist'));
  symlinkSync(modules, join(dir, 'node_modules'), 'dir');
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ type: 'module', main: 'dist/*.mjs' }));
  writeFileSync(join(dir, 'host.json'), JSON.stringify({ version: '2.0', ...hostJson }));
  writeFileSync(join(dir, 'dist', 'app.mjs'), `import { app } from '@azure/functions';\n${code}`);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Asks until the answer is there. @throws Error when it does not come in time. */
export async function eventually<T>(what: string, ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((done) => setTimeout(done, 25))) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`It did not happen in time: ${what}.`);
}

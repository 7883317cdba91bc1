import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export type PageFile = [type: string, body: string];

const page = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url));

/** The page as it is on disk; its script is bundled when it is first asked for. */
export function pageFiles(): Record<string, () => PageFile | Promise<PageFile>> {
  let script: Promise<string> | undefined;
  const styles = (name: string) => (): PageFile => ['text/css; charset=utf-8', readFileSync(page(name), 'utf8')];
  return {
    '/': () => ['text/html; charset=utf-8', readFileSync(page('index.html'), 'utf8')],
    '/tokens.css': styles('tokens.css'),
    '/app.css': styles('app.css'),
    '/world.css': styles('world/world.css'),
    '/page.js': async () => {
      script ??= bundle();
      return ['text/javascript; charset=utf-8', await script];
    },
  };
}

async function bundle(): Promise<string> {
  const entryPoints = [page('main.ts')];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'error' });
  return outputFiles[0]?.text ?? '';
}

/** A built script below a folder, by an address that can only name one; undefined where it was not built. */
export function builtScript(folder: string, path: string): PageFile | undefined {
  if (!/^[A-Za-z0-9.-]+(\/[A-Za-z0-9.-]+)?\.js$/.test(path) || path.includes('..')) return undefined;
  const file = join(folder, path);
  return existsSync(file) ? ['text/javascript; charset=utf-8', readFileSync(file, 'utf8')] : undefined;
}

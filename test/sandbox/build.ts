import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The project's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Bundles the Function app into `dist/functions.mjs` and, for what is loaded when it is needed, `dist/chunks`: what is deployed, and what runs
 * here. Does nothing when no source is newer.
 * @returns the code that was made, by path from the project's root; none when there was nothing to do
 */
export async function buildApp({ always = false }: { always?: boolean } = {}): Promise<string[]> {
  const outdir = join(root, 'dist');
  const outfile = join(outdir, 'functions.mjs');
  const stamp = `${outfile}.stamp`;
  const newest = String(Math.max(...['functions', 'shared', 'package-lock.json'].map((name) => newestIn(join(root, name)))));
  if (!always && existsSync(outfile) && existsSync(stamp) && readFileSync(stamp, 'utf8') === newest) return [];
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: { functions: join(root, 'functions/main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    external: ['@azure/functions-core'],
    // Bundled CommonJS packages call `require`, and `@azure/functions` asks for the host's module that way.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; import { dirname as __dirnameOf } from 'node:path'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __dirnameOf(__filename);",
    },
    logLevel: 'error',
    absWorkingDir: root,
    metafile: true,
  });
  writeFileSync(stamp, newest);
  return Object.keys(metafile.outputs).filter((path) => path.endsWith('.mjs'));
}

function newestIn(path: string): number {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildApp({ always: true });
  const { size } = statSync(join(root, 'dist/functions.mjs'));
  process.stdout.write(`dist/functions.mjs, ${(size / 1_048_576).toFixed(2)} MiB\n`);
}

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The project's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles the Function app into `dist/functions.mjs`: what is deployed, and what runs here. Does nothing when no source is newer. */
export async function buildApp({
  always = false,
  outfile = join(root, 'dist/functions.mjs'),
}: {
  always?: boolean;
  outfile?: string;
} = {}): Promise<void> {
  const stamp = `${outfile}.stamp`;
  const newest = String(Math.max(...['functions', 'shared', 'package-lock.json'].map((name) => newestIn(join(root, name)))));
  if (!always && existsSync(outfile) && existsSync(stamp) && readFileSync(stamp, 'utf8') === newest) return;
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [join(root, 'functions/main.ts')],
    outfile,
    bundle: true,
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
  });
  writeFileSync(stamp, newest);
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

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zip } from '../../solution/zip.ts';
import { buildApp, root } from './build.ts';

/** What the Functions host of Azure needs, and nothing else: every package is inside the bundle. As an archive, and beside it as a folder for `azd`. */
export async function packageApp(): Promise<{ path: string; bytes: number }> {
  // Chunks of earlier builds may lie beside these.
  const code = await buildApp({ always: true });
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const { name, version } = JSON.parse(read('package.json')) as { name: string; version: string };
  const files = [
    { name: 'host.json', content: read('host.json') },
    { name: 'package.json', content: `${JSON.stringify({ name, version, type: 'module', main: 'dist/functions.mjs' }, undefined, 2)}\n` },
    ...code.sort().map((path) => ({ name: path, content: read(path) })),
  ];
  const content = zip(files);
  const path = join(root, 'dist/package/companion.zip');
  const folder = join(root, 'dist/package/app');
  rmSync(folder, { recursive: true, force: true });
  for (const { name: file, content: text } of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  // Where it is missing, some versions of azd would build the package once more.
  writeFileSync(join(folder, '.funcignore'), '');
  writeFileSync(path, content);
  return { path, bytes: content.length };
}

if (process.argv[1] === import.meta.filename) {
  const { bytes } = await packageApp();
  process.stdout.write(`dist/package/companion.zip, ${(bytes / 1_048_576).toFixed(2)} MiB\n`);
}

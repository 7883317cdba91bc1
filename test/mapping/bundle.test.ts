import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('the engine with its check fits a control: under 30 KB, without zod', async () => {
  const resolveDir = fileURLToPath(new URL('../../shared/mapping', import.meta.url));
  const entry = [
    "export * from './compile.ts'",
    "export * from './explain.ts'",
    "export * from './merge.ts'",
    "export * from './check.ts'",
  ].join('\n');

  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  });

  const output = Object.values(metafile.outputs)[0];
  const shipped = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  expect(shipped.filter(([name]) => name.includes('/zod/'))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThan(30_000);
});

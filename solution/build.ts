import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readBuilt, readControls } from './built.ts';
import { checkFiles } from './check.ts';
import { checkPacked } from './check-packed.ts';
import { packFiles, solutionVersion } from './pack.ts';
import { readSource } from './source.ts';
import { zip } from './zip.ts';

const root = join(import.meta.dirname, '..');

/** In the order in which they have to be imported. */
const solutions = [
  { folder: 'core', file: 'CommerceCompanion' },
  { folder: 'sales', file: 'CommerceCompanionSales' },
];

/**
 * Checks and packs both solutions, managed and unmanaged, and writes the archives into a folder. `build` is the last part of their version.
 * @returns path and bytes of each
 * @throws Error with every problem, one a line, or naming what is not built
 */
export function buildSolutions(out: string, target: string, build = 0): { path: string; bytes: number }[] {
  const { version: packageVersion } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const version = solutionVersion(packageVersion, build);
  const controls = readControls(join(root, 'pcf-controls'));
  const sources = solutions.map(({ folder, file }) => ({ file, source: readSource(join(root, 'solution', folder)) }));
  mkdirSync(target, { recursive: true });
  return sources.flatMap(({ file, source }, index) => {
    stopFor(checkFiles(source, { controls, needs: sources.slice(0, index).flatMap((before) => before.source) }));
    const built = readBuilt(out, source);
    return [false, true].map((managed) => {
      const packed = packFiles(source, { managed, version, built });
      stopFor(checkPacked(packed));
      const archive = zip(Object.entries(packed).map(([name, content]) => ({ name, content })));
      const path = join(target, `${file}_${version}${managed ? '_managed' : ''}.zip`);
      writeFileSync(path, archive);
      return { path, bytes: archive.length };
    });
  });
}

function stopFor(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { build: { type: 'string', default: '0' } } });
    if (!/^\d{1,9}$/.test(values.build)) throw new Error(`--build takes a whole number, not "${values.build}".`);
    const target = join(root, 'dist', 'solution');
    for (const { path, bytes } of buildSolutions(join(root, 'pcf-controls', 'out'), target, Number(values.build)))
      process.stdout.write(`${path}, ${Math.ceil(bytes / 1024)} KiB\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const target = join(root, 'dist', 'solution');
mkdirSync(target, { recursive: true });
const controls = readControls(join(root, 'pcf-controls'));
const core = readSource(join(root, 'solution', 'core'));
for (const { folder, file } of solutions) {
  const source = readSource(join(root, 'solution', folder));
  const built = readBuilt(join(root, 'pcf-controls', 'out'), source);
  stopFor(checkFiles(source, { controls, needs: folder === 'core' ? [] : core }));
  for (const managed of [false, true]) {
    const packed = packFiles(source, { managed, version: solutionVersion(version), built });
    stopFor(checkPacked(packed));
    const path = join(target, `${file}_${solutionVersion(version)}${managed ? '_managed' : ''}.zip`);
    const archive = zip(Object.entries(packed).map(([name, content]) => ({ name, content })));
    writeFileSync(path, archive);
    process.stdout.write(`${relative(root, path)}, ${Math.ceil(archive.length / 1024)} KiB\n`);
  }
}

function stopFor(problems: readonly string[]): void {
  if (problems.length === 0) return;
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}

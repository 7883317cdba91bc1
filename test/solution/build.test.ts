import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBuilt } from '../../solution/built.ts';
import { contentsOf, python } from './archive.ts';
import { controls, core, root } from './copies.ts';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'solutions-'));
const out = join(folder, 'out');

/** Stands for what the controls' own build writes: it takes minutes, and the packer only carries it. */
beforeAll(() => {
  for (const { folder: name, manifest } of controls) {
    write(`controls/${name}/ControlManifest.xml`, manifest.replace('path="index.ts"', 'path="bundle.js"'));
    write(`controls/${name}/bundle.js`, `var name = '${name}';`);
    for (const [, path] of manifest.matchAll(/<resx path="([^"]*)"/g)) write(`controls/${name}/${path}`, '<root />');
  }
  write('web-resources/telemetry.js', 'var telemetry;');
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}

/** The archives of a build in a process of its own, by name. */
function buildIn(timeZone: string, build = 0): Map<string, Buffer> {
  const target = join(folder, `${timeZone.replace('/', '-')}-${build}`);
  const module = pathToFileURL(join(root, 'solution', 'build.ts')).href;
  const program = `import { buildSolutions } from ${JSON.stringify(module)}; buildSolutions(...${JSON.stringify([out, target, build])});`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, TZ: timeZone }, stdio: 'pipe' });
  return new Map(readdirSync(target).map((name) => [name, readFileSync(join(target, name))]));
}

describe('the build of the solutions', () => {
  it('writes four archives, the same to the byte in every time zone', () => {
    const hashes = (archives: Map<string, Buffer>) =>
      [...archives].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);
    const here = buildIn('Europe/Berlin');
    expect([...here.keys()]).toEqual(
      ['CommerceCompanionSales', 'CommerceCompanion'].flatMap((name) => [`${name}_${version}.0.zip`, `${name}_${version}.0_managed.zip`]),
    );
    expect(hashes(buildIn('Pacific/Auckland'))).toEqual(hashes(here));
  });

  it.skipIf(!python)(
    `a build with a number upgrades: its solutions and controls have a version of their own${python ? '' : ': skipped'}`,
    () => {
      const name = `CommerceCompanion_${version}.42_managed.zip`;
      const archives = buildIn('UTC', 42);
      const contents = contentsOf(archives.get(name) ?? Buffer.alloc(0));
      expect(contents['solution.xml']).toContain(`<Version>${version}.42</Version>`);
      const manifest = contents['Controls/cmc_CommerceCompanion.StoreSetup/ControlManifest.xml'] ?? '';
      expect(/<control [^>]*? version="([^"]*)"/.exec(manifest)?.[1]).toBe(`${version.split('.').slice(0, 2).join('.')}.42`);
      expect(contentsOf(archives.get(`CommerceCompanionSales_${version}.42_managed.zip`) ?? Buffer.alloc(0))['solution.xml']).toContain(
        `${version}.42`,
      );
    },
  );

  it.skipIf(!python)(`puts controls, web resources and variables where an import looks for them${python ? '' : ': skipped'}`, () => {
    const contents = contentsOf(buildIn('UTC').get(`CommerceCompanion_${version}.0.zip`) ?? Buffer.alloc(0));
    const names = Object.keys(contents);
    for (const { folder: name } of controls) {
      expect(contents[`Controls/cmc_CommerceCompanion.${name}/bundle.js`]).toBe(`var name = '${name}';`);
      expect(names).toContain(`Controls/cmc_CommerceCompanion.${name}/strings/${name}.1031.resx`);
    }
    expect(names).toEqual(expect.arrayContaining(['WebResources/cmc_telemetry.js', 'WebResources/cmc_icon.svg']));
    expect(names).toContain('environmentvariabledefinitions/cmc_TelemetryConnectionString/environmentvariabledefinition.xml');
    for (const extension of ['xml', 'js', 'resx', 'svg']) expect(contents['[Content_Types].xml']).toContain(`"${extension}"`);
    expect(contents['solution.xml']).toContain(`<Version>${version}.0</Version>`);
  });

  it('says what is not built', () => {
    expect(() => readBuilt(join(folder, 'nowhere'), core)).toThrow('Build the controls first: npm run build:controls.');
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placed, type SourceFile } from './source.ts';
import { descendants, parseXml } from './xml.ts';

/**
 * The built files that an unpacked solution describes and does not contain, placed where the packer looks for them: of each control the
 * manifest and what the manifest lists, and scripts of web resources.
 * @throws Error naming the first file that is not built
 */
export function readBuilt(out: string, source: readonly SourceFile[]): SourceFile[] {
  const files = placed(source);
  const controls = files.filter((file) => file.place === 'control').flatMap(({ parts: [name = ''] }) => builtControl(out, name));
  const scripts = files
    .filter((file) => file.place === 'webResource' && !source.some(({ path }) => `${path}.data.xml` === file.path))
    .map(({ parts: [name = ''] }) => ({
      path: `WebResources/${name}`,
      text: read(join(out, 'web-resources', name.slice(name.lastIndexOf('/') + 1))),
    }));
  return [...controls, ...scripts];
}

function builtControl(out: string, name: string): SourceFile[] {
  const folder = join(out, 'controls', name.slice(name.lastIndexOf('.') + 1));
  const manifest = read(join(folder, 'ControlManifest.xml'));
  const listed = ['code', 'css', 'img', 'resx'].flatMap((kind) => descendants(parseXml(manifest), kind));
  return ['ControlManifest.xml', ...listed.map(({ attributes }) => attributes.path ?? '')].map((path) => ({
    path: `Controls/${name}/${path}`,
    text: read(join(folder, path)),
  }));
}

function read(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is missing. Build the controls first: npm run build:controls.`);
  return readFileSync(path, 'utf8');
}

/** A control as its source describes it: folder and manifest. */
export interface ControlSource {
  folder: string;
  manifest: string;
}

/** The controls of a folder of control sources. */
export const readControls = (folder: string): ControlSource[] =>
  readdirSync(folder)
    .sort()
    .map((name) => ({ name, path: join(folder, name, 'ControlManifest.Input.xml') }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ folder: name, manifest: readFileSync(path, 'utf8') }));

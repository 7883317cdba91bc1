import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildControls, builtControls, controlNames } from '../sandbox/build-controls.ts';

const largestBundle = 60 * 1024;
/** Misses the goal: the server's mapping engine, the host and a form for every rule are in it. It may become smaller, not larger. */
const overTheLimit = new Map([['MappingEditor', 109 * 1024]]);
const controls = fileURLToPath(new URL('../../pcf-controls/', import.meta.url));
const versionOf = (folder: string) => (JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { version: string }).version;
const lists = ['resx', 'property', 'data-set', 'platform-library', 'data'];
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', isArray: (name) => lists.includes(name) });

interface Control {
  '@namespace': string;
  '@constructorName': string;
  '@version': string;
  '@control-type': string;
  '@display-name-key': string;
  '@description-key': string;
  'external-service-usage': { '@enabled': string };
  property?: Named[];
  'data-set'?: Named[];
  resources: { resx: { '@path': string }[]; 'platform-library': { '@name': string; '@version': string }[] };
}
type Named = Record<'@name' | '@display-name-key', string>;

/** The parser refuses attributes that are called as one of JavaScript's own. */
const readManifest = (path: string): Control =>
  (parser.parse(readFileSync(path, 'utf8').replace(' constructor=', ' constructorName=')) as { manifest: { control: Control } }).manifest
    .control;

function wordsOf(path: string): Map<string, string> {
  const { root } = parser.parse(readFileSync(path, 'utf8')) as { root: { data: { '@name': string; value: string }[] } };
  return new Map(root.data.map((one) => [one['@name'], String(one.value)]));
}
const placesIn = (sentence = '') => (sentence.match(/\{\w+\}/g) ?? []).sort();

const platformGlobals = ['Reactv16', 'FluentUIReactv940'];
const ofACopy = ['react.production.min', 'Minified React error', '__reactFiber', '_zod', 'eval('];
const callsElsewhere = [/\bfetch\(/, /XMLHttpRequest/, /(local|session)Storage/, /document\.cookie/];

beforeAll(async () => {
  await buildControls();
}, 180_000);

describe.each(controlNames())('the control %s', (name) => {
  const folder = `${builtControls}/${name}`;
  const bundle = () => readFileSync(`${folder}/bundle.js`, 'utf8');
  const manifest = () => readManifest(`${folder}/ControlManifest.xml`);

  test('is small', () => {
    expect(gzipSync(bundle()).length).toBeLessThanOrEqual(largestBundle);
    expect(statSync(`${folder}/bundle.js`).size).toBeLessThanOrEqual(overTheLimit.get(name) ?? largestBundle);
  });

  test('takes React and Fluent from Dynamics', () => {
    const script = bundle();
    expect(platformGlobals.filter((one) => !script.includes(one))).toEqual([]);
    expect(ofACopy.filter((one) => script.includes(one))).toEqual([]);
  });

  test('calls nobody but Dynamics, and leaves nothing in the browser', () => {
    const script = bundle();
    expect(callsElsewhere.filter((one) => one.test(script))).toEqual([]);
  });

  test('is what its manifest says', () => {
    const control = manifest();
    expect([control['@namespace'], control['@constructorName'], control['@version']]).toEqual([
      'CommerceCompanion',
      name,
      versionOf(`${controls}../`),
    ]);
    expect([control['@control-type'], control['external-service-usage']['@enabled']]).toEqual(['virtual', 'false']);
    const libraries = control.resources['platform-library'].map((one) => `${one['@name']} ${one['@version']}`);
    expect(libraries.sort()).toEqual(['Fluent 9.68.0', 'React 16.14.0']);
  });

  test('speaks English and German, in the same sentences', () => {
    const control = manifest();
    const paths = control.resources.resx.map((one) => one['@path']).sort();
    expect(paths).toEqual([`strings/${name}.1031.resx`, `strings/${name}.1033.resx`]);
    const [german = new Map(), english = new Map()] = paths.map((path) => wordsOf(`${folder}/${path}`));
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    const unlike = [...german].filter(([key, sentence]) => placesIn(sentence).join() !== placesIn(english.get(key)).join());
    expect(unlike).toEqual([]);
    const named = [...(control.property ?? []), ...(control['data-set'] ?? [])].map((one) => one['@display-name-key']);
    expect([control['@display-name-key'], control['@description-key'], ...named].filter((key) => !english.has(key))).toEqual([]);
  });
});

test('the package of the controls has the version of the project', () => {
  expect(versionOf(controls)).toBe(versionOf(`${controls}../`));
});

test('no source names a colour, writes markup, or takes more of the platform than Dynamics gives', () => {
  const sources = readdirSync(controls, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['node_modules', 'out', 'web-resources'].includes(entry.name))
    .flatMap(({ name }) =>
      readdirSync(`${controls}${name}`, { recursive: true, encoding: 'utf8' }).map((file) => `${controls}${name}/${file}`),
    )
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path));
  const wrong = [/['"`:\s]#[0-9a-f]{3,8}\b['"`;]/i, /innerHTML/i, /from '@fluentui\/react-(?!components'|icons\/headless\/svg\/)/];
  expect(sources.filter((path) => wrong.some((one) => one.test(readFileSync(path, 'utf8'))))).toEqual([]);
});

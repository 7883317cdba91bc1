import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { areaOf, type Import, importsOf, readSources, type SourceFile } from './import-graph.ts';

/** Who may import whom: areas (folders of `shared/`, or top folders) and single files. Its own area is always allowed. */
const mayImport: Record<string, readonly string[] | 'everything'> = {
  core: [],
  canonical: ['core'],
  mapping: ['core', 'canonical'],
  connectors: ['core', 'canonical'],
  d365: ['core', 'canonical'],
  finance: ['core', 'canonical'],
  insights: ['core', 'canonical', 'mapping'],
  'ports.ts': ['core', 'canonical'],
  flows: [
    'core',
    'canonical',
    'mapping',
    'd365',
    'finance',
    'insights',
    'ports.ts',
    // Of connectors only the interface.
    'shared/connectors/connector.ts',
    'shared/connectors/channel.ts',
  ],
  platform: ['core', 'shared/canonical/envelope.ts', 'shared/canonical/erp-notice.ts', 'ports.ts'],
  'app.ts': 'everything',
  // What `app.ts` is composed of.
  app: 'everything',
  functions: ['app.ts', 'core', 'shared/canonical/envelope.ts', 'shared/canonical/erp-notice.ts', 'shared/queues.json'],
  'pcf-controls': ['core', 'canonical', 'mapping', 'insights'],
};

/** Single imports against the table, each with its reason. */
const exceptions = [
  {
    from: 'functions/companion.ts',
    to: 'shared/platform/config.ts',
    because: 'wrong settings must leave health running, so they are read before anything is composed',
  },
];

/** Files beside the channel folders that every channel may use. */
const sharedByChannels = ['connector.ts', 'hmac.ts', 'channel.ts'].map((name) => `shared/connectors/${name}`);

/** Runs in a browser as well: no Node API, and only these packages. */
const browserAreas = ['core', 'canonical', 'mapping', 'insights'];
const browserPackages = ['zod', 'big.js'];

const longestFile = 400;
const readsEnvironment = 'shared/platform/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const sources = readSources(root, ['functions', 'shared', 'pcf-controls']);
const at = ({ from, line, to }: Import) => `${from}:${line} imports ${to}`;
const importsIn = (files: readonly SourceFile[]) => files.flatMap(importsOf);

function isAllowed({ from, to, isPackage }: Import): boolean {
  if (isPackage || exceptions.some((exception) => exception.from === from && exception.to === to)) return true;
  const allowed = mayImport[areaOf(from)] ?? [];
  return allowed === 'everything' || areaOf(from) === areaOf(to) || allowed.includes(areaOf(to)) || allowed.includes(to);
}

/** The channel whose folder a file is in; undefined for the files beside the folders. */
const channelOf = (path: string): string | undefined => /^shared\/connectors\/([^/]+)\//.exec(path)?.[1];

function crossesChannels({ from, to, isPackage }: Import): boolean {
  const channel = channelOf(from);
  if (isPackage || !channel || areaOf(to) !== 'connectors') return false;
  return channelOf(to) !== channel && !sharedByChannels.includes(to);
}

const needsServer = ({ from, to, isPackage }: Import): boolean =>
  isPackage && browserAreas.includes(areaOf(from)) && !browserPackages.some((name) => to === name || to.startsWith(`${name}/`));

const breaks = (files: readonly SourceFile[]) => ({
  table: importsIn(files)
    .filter((one) => !isAllowed(one))
    .map(at),
  channels: importsIn(files).filter(crossesChannels).map(at),
  browser: importsIn(files).filter(needsServer).map(at),
  test: importsIn(files)
    .filter(({ to, isPackage }) => !isPackage && /^(\.\.\/)*test\//.test(to))
    .map(at),
});

describe('the house', () => {
  const broken = breaks(sources);

  it('has files to look at', () => expect(sources.length).toBeGreaterThan(20));
  it('knows every area', () =>
    expect([...new Set(sources.map(({ path }) => areaOf(path)))].filter((area) => !(area in mayImport))).toEqual([]));
  it('imports only along the table', () => expect(broken.table).toEqual([]));
  it('keeps channels apart', () => expect(broken.channels).toEqual([]));
  it('keeps core, canonical, mapping and insights fit for a browser', () => expect(broken.browser).toEqual([]));
  it('never imports test', () => expect(broken.test).toEqual([]));
  it('still needs every exception', () => {
    const made = new Set(importsIn(sources).map(({ from, to }) => `${from} ${to}`));
    expect(exceptions.filter(({ from, to }) => !made.has(`${from} ${to}`))).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = sources.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          /\bprocess\s*\.\s*env\b|\bnode:process\b|\}\s*=\s*process\b/.test(line) ? [`${path}:${index + 1}`] : [],
        ),
    );
    expect(readers.filter((place) => !place.startsWith(`${readsEnvironment}:`))).toEqual([]);
  });

  it(`has no file over ${longestFile} lines`, () => {
    const lengths = sources.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > longestFile)).toEqual([]);
  });
});

describe('the check of the house', () => {
  const file = (path: string, ...lines: string[]): SourceFile => ({ path, text: lines.join('\n') });

  it('names file and line, whatever the form of the import', () => {
    const forms = file(
      'shared/mapping/a.ts',
      "import type { Row } from '../d365/rows.ts';",
      'import {',
      '  one,',
      "} from '../finance/one.ts';",
      "export { two } from '../connectors/two.ts';",
      "export * from '../flows/three.ts';",
      "import '../platform/four.ts';",
      "const five = await import('../app.ts');",
      "type Six = import('../../functions/six.ts').Six;",
    );

    expect(breaks([forms]).table).toEqual([
      'shared/mapping/a.ts:1 imports shared/d365/rows.ts',
      'shared/mapping/a.ts:4 imports shared/finance/one.ts',
      'shared/mapping/a.ts:5 imports shared/connectors/two.ts',
      'shared/mapping/a.ts:6 imports shared/flows/three.ts',
      'shared/mapping/a.ts:7 imports shared/platform/four.ts',
      'shared/mapping/a.ts:8 imports shared/app.ts',
      'shared/mapping/a.ts:9 imports functions/six.ts',
    ]);
  });

  it('lets a flow see the interface of connectors, not a channel', () => {
    const flow = file(
      'shared/flows/a.ts',
      "import type { Cursor } from '../connectors/connector.ts';",
      "import { shopify } from '../connectors/shopify/index.ts';",
    );

    expect(breaks([flow]).table).toEqual(['shared/flows/a.ts:2 imports shared/connectors/shopify/index.ts']);
  });

  it('notices a channel that uses another one, or the registry', () => {
    const client = file(
      'shared/connectors/shopify/client.ts',
      "import { verify } from '../hmac.ts';",
      "import { page } from './schema.ts';",
      "import { x } from '../woocommerce/client.ts';",
      "import { registry } from '../registry.ts';",
    );

    expect(breaks([client]).channels).toEqual([
      'shared/connectors/shopify/client.ts:3 imports shared/connectors/woocommerce/client.ts',
      'shared/connectors/shopify/client.ts:4 imports shared/connectors/registry.ts',
    ]);
  });

  it('notices Node in the browser and tests in the product', () => {
    const core = file(
      'shared/core/a.ts',
      "import { createHash } from 'node:crypto';",
      "import * as z from 'zod';",
      "import { world } from '../../test/sandbox/world.ts';",
    );

    expect(breaks([core])).toMatchObject({
      browser: ['shared/core/a.ts:1 imports node:crypto'],
      test: ['shared/core/a.ts:3 imports test/sandbox/world.ts'],
    });
  });
});

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StorePolicies } from '../shared/canonical/store.ts';
import { secrets as ofShopify } from '../shared/connectors/shopify/access.ts';
import { secrets as ofWooCommerce } from '../shared/connectors/woocommerce/access.ts';
import { errorTable } from '../shared/core/error-table.ts';
import { parseBicep } from './bicep/parse.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readAll = (pattern: string): string =>
  globSync(pattern, { cwd: root })
    .map((path) => read(path))
    .join('\n');
const all = (text: string, pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map((found) => found[1] ?? ''))];
const absent = (wanted: readonly string[], from: readonly string[]): string[] => wanted.filter((one) => !from.includes(one));

const walk = read('bicep/FIRST-DEPLOYMENT.md');
const readme = read('README.md');
const runbook = read('bicep/RUNBOOK.md');
const part = (number: string): string =>
  walk.split(/\n(?=#{2,3} )/).find((text) => text.startsWith(`## ${number}`) || text.startsWith(`### ${number}`)) ?? '';
const partWhole = (number: string): string => walk.split(/\n(?=## )/).find((text) => text.startsWith(`## ${number}`)) ?? '';
const commands = all(walk, /^ {4,7}((?:az|azd|npm|curl) .+)$/gm);

async function declared(path: string) {
  const { declarations } = await parseBicep(path, read(path));
  const of = (kind: 'param' | 'output') => declarations.filter((one) => one.kind === kind);
  return {
    params: of('param').map(({ name }) => name),
    needed: of('param')
      .filter(({ value, decorators }) => value === undefined && !decorators.some((text) => text.includes('secure()')))
      .map(({ name }) => name),
    outputs: of('output').map(({ name }) => name),
  };
}

/** Command lines as the tools document them: the tool, its verb, and the options that are used of it. */
const documented: Record<string, readonly string[]> = {
  'az login': ['--tenant'],
  'az account set': ['--subscription'],
  'az provider register': ['--wait', '--namespace'],
  'az functionapp list-flexconsumption-locations': ['--output'],
  'az group create': ['--name', '--location'],
  'az deployment group what-if': ['--resource-group', '--parameters'],
  'az deployment group create': ['--resource-group', '--name', '--template-file', '--parameters'],
  'az deployment group show': ['--resource-group', '--name', '--query', '--output'],
  'az deployment sub create': ['--location', '--template-file', '--parameters'],
  'az functionapp deployment source config-zip': ['--resource-group', '--name', '--src'],
  'az functionapp keys list': ['--resource-group', '--name', '--query', '--output'],
  'azd auth login': [],
  'azd env new': [],
  'azd env set': [],
  'azd up': [],
  'npm run': [],
  curl: ['--header'],
};

describe('the way from nothing to the first order', () => {
  it('calls only commands, with only options, that the tools document, and only scripts that there are', () => {
    const problems = commands.flatMap((line) => {
      const known = Object.keys(documented).find((command) => line === command || line.startsWith(`${command} `));
      if (!known) return [`no such command: ${line}`];
      return absent(all(line, / (--[\w-]+)/g), documented[known] ?? []).map((option) => `${known} has no ${option}`);
    });
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    expect(commands.length).toBeGreaterThan(25);
    expect(problems).toEqual([]);
    expect(absent(all(walk, /npm run ([\w:]+)/g), Object.keys(scripts))).toEqual([]);
  });

  it('gives every template exactly parameters that it has, and all that it needs', async () => {
    const templates = commands.filter((line) => line.includes('--template-file'));
    expect(templates.length).toBe(3);
    for (const line of templates) {
      const [path = ''] = all(line, /--template-file (\S+)/g);
      const { params, needed } = await declared(path);
      const given = all(line.slice(line.indexOf('--parameters')), /[ ](\w+)=/g);
      expect(absent(given, params), path).toEqual([]);
      expect(absent(needed, given), path).toEqual([]);
    }
    for (const file of all(walk, /`?(bicep\/\w+\.bicepparam)/g)) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('explains every parameter that has no default, and names no parameter or output that is not there', async () => {
    const { params, needed, outputs } = await declared('bicep/main.bicep');
    const explained = all(part('1.4'), /^\| `(\w+)` \|/gm);
    expect(absent(needed, explained)).toEqual([]);
    expect(absent(explained, params)).toEqual([]);
    expect(absent(all(part('1.4').slice(part('1.4').indexOf('Everything else')), /`([a-z]\w+)`/g), [...params])).toEqual([]);
    const noted = all(part('1.6').slice(part('1.6').lastIndexOf('--output')), /`(\w+)`/g);
    expect(absent(noted, outputs)).toEqual([]);
    expect(absent(all(`${walk}${readme}`, /[<`]((?:functionApp|keyVault|identity)[A-Z]\w+)[>`]/g), outputs)).toEqual([]);
    expect((await declared('bicep/modules/pipeline-identity.bicep')).outputs).toContain('clientId');
  });

  it('gives the Azure Developer CLI the parameters of the template, and sets what these ask for', async () => {
    const text = read('bicep/main.parameters.json');
    const { parameters } = JSON.parse(text) as { parameters: object };
    const { params, needed } = await declared('bicep/main.bicep');
    expect(absent(Object.keys(parameters), params)).toEqual([]);
    expect(absent(needed, Object.keys(parameters))).toEqual([]);
    expect(absent(all(text, /\$\{(\w+)[=}]/g), all(walk, /azd env set (\w+)/g))).toEqual([]);
  });

  it('registers exactly the providers whose resources are made', () => {
    const bicep = readAll('bicep/**/*.bicep');
    const used = all(bicep, /'(Microsoft\.\w+)\/[\w/]+(?:@|')/g).filter(
      (name) => !['Microsoft.Authorization', 'Microsoft.Resources'].includes(name),
    );
    // Azure makes a rule of its own for Application Insights, and leaves a failed deployment where it may not.
    expect(all(walk, /--namespace (\S+)/g).sort()).toEqual([...used, 'Microsoft.AlertsManagement'].sort());
  });

  it('names only roles that there are', () => {
    const azure = Object.keys(JSON.parse(read('test/fixtures/azure/builtin-roles.json')) as object);
    const dataverse = globSync('solution/core/Roles/*.xml', { cwd: root }).map((path) => path.replace(/^.*[\\/]|\.xml$/g, ''));
    const named = all(walk, /\*((?:Owner|Contributor|Role Based|Locks|Key Vault|Commerce (?!Companion)|Sales O|Finance A)[^*]*)\*/g);
    expect(named.length).toBeGreaterThan(6);
    expect(absent(named, [...azure, ...dataverse])).toEqual([]);
  });

  it('lets the app read in Finance & SCM exactly what it reads, and create what it creates', () => {
    const sets = Object.keys((JSON.parse(read('test/sandbox/finance-scm/metadata.json')) as { sets: object }).sets);
    // The schema has names of fields, and one of them is the name of a set too.
    const code = globSync('shared/d365/**/*.ts', { cwd: root })
      .filter((path) => !path.endsWith('schema.ts'))
      .map(read)
      .join('\n');
    const used = sets.filter((name) => new RegExp(`['"\`]${name}\\b`).test(code));
    const created = sets.filter((name) => code.includes(`post('${name}'`));
    expect(
      all(part('4.1'), /`([A-Z]\w+)`/g)
        .filter((name) => sets.includes(name))
        .sort(),
    ).toEqual(used.sort());
    expect(all(/^\| Read, Create \|.*$/m.exec(part('4.1'))?.[0] ?? '', /`(\w+)`/g).sort()).toEqual(created.sort());
  });

  it('names the defaults that a store really has', () => {
    const { tax, differenceItem, customer } = StorePolicies.parse({ order: { prefix: 'A-', origin: 'Web' } });
    for (const value of [tax.lineItem, tax.exemptGroup, differenceItem, customer.group]) expect(part('4.4')).toContain(`\`${value}\``);
  });

  it('says where to find in Dynamics what the check of the store says', () => {
    const advice = read('shared/flows/store-checks/dynamics-checks.ts');
    const places = all(part('4.4'), /\| ([A-Z][\w ]+ › [^|]*?(?:Sales origin|Customer groups|Sales tax groups|Released products))/g);
    expect(places.length).toBe(4);
    for (const place of places) expect(advice).toContain(place.replaceAll(' › ', ', '));
  });

  it('looks at addresses and dependencies that the app has', () => {
    const routes = all(readAll('functions/*.ts'), /route: '([^']+)'/g).map((route) => route.replace(/\/\{.*/, ''));
    const asked = all(`${walk}${readme}${runbook}`, /\/api\/([\w-]+(?:\/[a-z]+)*)/g);
    expect(asked.length).toBeGreaterThan(2);
    expect(absent(asked, routes)).toEqual([]);
    const app = `${read('shared/app.ts')}${read('shared/app/dynamics.ts')}`;
    for (const name of ['Service Bus', 'Storage', 'Key Vault', 'Dataverse', 'Finance & SCM', 'Inventory Visibility']) {
      expect(part('5.2')).toContain(`\`${name}\``);
      expect(app).toMatch(new RegExp(`'?${name}'?(?:: (?:async )?\\(|\\] = )`));
    }
  });

  it('asks for the scopes and secrets that the connectors check', () => {
    const scopes = all(read('shared/connectors/shopify/access.ts'), /^ {2}'([a-z_]+)',$/gm);
    expect(all(partWhole('6'), /`((?:read|write)_\w+)`/g)).toEqual(scopes);
    const purposes = [...ofShopify, ...ofWooCommerce].map(({ purpose }) => purpose);
    expect(all(part('7.2'), /<store key>-([\w-]+)/g).sort()).toEqual([...new Set(purposes)].sort());
  });

  it('calls what stands on the form by its name', () => {
    const labels = [
      ...all(readAll('pcf-controls/StoreSetup/strings/*.1033.resx'), /<value>([^<]*)<\/value>/g),
      ...all(readAll('solution/core/Entities/{cmc_store,cmc_productlink,cmc_syncstatus}/FormXml/main/*.xml'), /description="([^"]*)"/g),
      ...all(readAll('solution/core/OptionSets/cmc_syncstate.xml'), /description="([^"]*)"/g),
    ];
    const steps = [part('7.1'), part('7.3'), part('7.4'), part('8.1'), part('8.3')].join('\n');
    const named = all(steps, /(?<!\*)\*([^*\n]+)\*(?!\*)/g).filter((name) => !['Commerce Admin', 'Cash on delivery'].includes(name));
    expect(named.length).toBeGreaterThan(15);
    expect(absent(named, labels)).toEqual([]);
    const menu = all(readAll('solution/core/AppModuleSiteMaps/**/*.xml'), /Title="([^"]*)"/g);
    expect(absent(all(walk, /Commerce Companion › (\w[\w ]*?)(?: ›|[.,:;]| shows)/g), menu)).toEqual([]);
  });

  it('calls the buttons of a store that works by their names in the runbook, too', () => {
    const labels = all(readAll('pcf-controls/StoreSetup/strings/*.1033.resx'), /<value>([^<]*)<\/value>/g);
    const titles = ['A secret is exchanged', 'Dynamics is maintained', 'A time has to be run again'];
    const sections = runbook.split(/\n(?=## )/).filter((text) => titles.some((title) => text.startsWith(`## ${title}\n`)));
    const named = all(sections.join('\n'), /(?<!\*)\*([^*\n]+)\*(?!\*)/g).map((name) => name.replace(' n ', ' {count} '));
    expect(sections.length).toBe(3);
    expect(named.length).toBeGreaterThan(7);
    expect(absent(named, labels)).toEqual([]);
  });

  it('quotes what the product says as it says it', () => {
    const titles = Object.values(errorTable).map(({ title }) => title);
    expect(absent(all(part('8.3'), /^\| `(.+?)` \|/gm), titles)).toEqual([]);
    const said = readAll('{pcf-controls/StoreSetup/strings/*.1033.resx,shared/flows/store-checks/*.ts}');
    for (const words of all(part('7.4'), /^\| "([^"…]+)/gm)) expect(said).toContain(words.trim());
  });
});

describe('the documents of a deployment', () => {
  const documents: [string, string][] = [
    ['bicep/FIRST-DEPLOYMENT.md', walk],
    ['bicep/RUNBOOK.md', runbook],
    ['README.md', readme.slice(readme.indexOf('## Deploy it'), readme.indexOf('## Where the wish'))],
  ];

  it.each(documents)('%s names only files that there are', (path, text) => {
    const inCode = all(text, /`((?:bicep|shared|solution|functions|\.github|\.azure)\/[\w./-]+)`/g);
    const linked = all(text, /\]\(([^):#]+)\)/g).map((link) => join(path, '..', link));
    expect([...inCode, ...linked].filter((one) => !existsSync(join(root, one)))).toEqual([]);
  });

  it('refer to steps and sections that there are', () => {
    const numbers = all(walk, /^#{2,3} (\d(?:\.\d)?)/gm);
    const sections = all(`${readme}\n${runbook}`, /^#{2,3} (.+)$/gm);
    expect(absent(all(walk, /(?<![\d.`-])([1-9]\.[1-9])(?![\d.])/g), numbers)).toEqual([]);
    const fromRunbook = all(runbook, /FIRST-DEPLOYMENT\.md\)[^\n]*?(\d\.\d)/g);
    expect(absent(fromRunbook, numbers)).toEqual([]);
    expect(absent(all(walk, /(?:README(?: under)?|RUNBOOK\.md\)), ?"([^"]+)"/g), sections)).toEqual([]);
  });
});

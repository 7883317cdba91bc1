import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const paths = [
  '.github/workflows/test.yml',
  '.github/workflows/release.yml',
  '.github/workflows/deploy.yml',
  '.azure/azure-pipelines.yml',
  '.azure/deploy.yml',
];
const texts = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
const script = readFileSync(join(root, 'bicep/import-solution.sh'), 'utf8').replace(/^ *(?:#|echo ).*\n/gm, '');
const all = [...texts.values(), script].join('\n');
const scripts = Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts);

/** Command lines as the tools document them: the tool, its verb, and the options that it takes there. */
const documented: Record<string, readonly string[]> = {
  'az bicep build': ['--file', '--stdout'],
  'az bicep lint': ['--file'],
  'az deployment group what-if': ['--resource-group', '--parameters'],
  'az deployment group create': ['--resource-group', '--name', '--parameters', '--output'],
  'az deployment group show': ['--resource-group', '--name', '--query', '--output'],
  'az functionapp deployment source config-zip': ['--resource-group', '--name', '--src'],
  'az functionapp keys list': ['--resource-group', '--name', '--query', '--output'],
  'pac auth create': ['--githubFederated', '--azureDevOpsFederated', '--tenant', '--applicationId', '--environment'],
  'pac solution check': ['--path', '--outputDirectory'],
  'pac solution list': [],
  'pac solution import': ['--path', '--async', '--stage-and-upgrade', '--publish-changes'],
  'npm sbom': ['--sbom-format', '--omit'],
  'dotnet tool install': ['--global'],
  'gh release create': ['--target', '--title', '--notes-file'],
  'gh release download': ['--repo', '--pattern'],
};

/** What the parser of GitHub's own editor finds: structure, names, expressions. */
const problemsOf = (name: string, content: string): string[] =>
  parseWorkflow({ name, content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message);

describe('the pipelines', () => {
  it.each(paths)('%s is YAML', (path) => expect(() => parse(texts.get(path) ?? '')).not.toThrow());

  it.each(paths.filter((path) => path.startsWith('.github/')))('%s is a workflow as GitHub reads it', (path) => {
    expect(problemsOf(path, texts.get(path) ?? '')).toEqual([]);
  });

  it('a workflow that GitHub would refuse is refused here', () => {
    const [path = ''] = paths;
    const text = texts.get(path) ?? '';
    expect(problemsOf(path, text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
    expect(problemsOf(path, text.replace(/\n {4}steps:/, '\n    stages:'))).not.toEqual([]);
  });

  it('call only scripts that package.json has', () => {
    const called = [...all.matchAll(/\bnpm run ([\w:]+)/g)].map((found) => found[1] ?? '');
    expect(called.length).toBeGreaterThan(2);
    expect(called.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it('call only commands, with only options, that the tools document', () => {
    const lines = [...all.matchAll(/\b((?:az|pac|gh|dotnet|npm sbom) [^\n]*)/g)]
      .map((found) => found[1] ?? '')
      .filter((line) => !/^(gh|az|pac) *$/.test(line));
    const problems = lines.flatMap((line) => {
      const known = Object.keys(documented).find((command) => line.startsWith(command));
      if (!known) return [`no such command: ${line}`];
      const options = [...line.matchAll(/ (--[\w-]+)/g)].map((found) => found[1] ?? '');
      return options.filter((option) => !documented[known]?.includes(option)).map((option) => `${known} has no ${option}`);
    });
    expect(lines.length).toBeGreaterThan(12);
    expect(problems).toEqual([]);
  });

  it('deploy only files that exist, or that an earlier step made', () => {
    const made = [
      'dist/package/companion.zip',
      'dist/sbom.cdx.json',
      'dist/solution/CommerceCompanion_',
      'dist/solution/CommerceCompanionSales_',
    ];
    const named = [...all.matchAll(/(?:release\/)?((?:bicep|shared|dist)\/[\w./-]*\w)/g)].map((found) => found[1] ?? '');
    const missing = named
      .map((path) => path.replace(/^bicep\/\$?\w*$/, 'bicep'))
      .filter((path) => !made.some((one) => path.startsWith(one) || one.startsWith(path)) && !existsSync(join(root, path)));
    expect(missing).toEqual([]);
    for (const environment of ['dev', 'test', 'prod']) expect(existsSync(join(root, `bicep/${environment}.bicepparam`))).toBe(true);
  });

  it('store no secret to sign in with: they have a token of their own', () => {
    expect([...all.matchAll(/secrets\.(\w+)/g)].map((found) => found[1])).toEqual(['ALERT_WEBHOOK_URL']);
    expect(texts.get('.github/workflows/deploy.yml')).toContain('id-token: write');
    expect(all).not.toMatch(/client-secret|password|publish-profile/i);
  });

  it('give pac the token of the Azure Pipelines connection, which it does not find by itself', () => {
    const text = texts.get('.azure/deploy.yml') ?? '';
    for (const name of ['PAC_ADO_ID_TOKEN_REQUEST_TOKEN', 'PAC_ADO_ID_TOKEN_REQUEST_URL'])
      expect(text.indexOf(`export ${name}=`)).toBeGreaterThan(0);
    expect(text.indexOf('PAC_ADO_ID_TOKEN_REQUEST_URL')).toBeLessThan(text.indexOf('pac auth create'));
  });

  it('keep the receiver of alerts that the environment names: a deployment without it would take it away', () => {
    expect(texts.get('.github/workflows/deploy.yml')).toMatch(/ALERT_WEBHOOK_URL: \$\{\{ secrets\.ALERT_WEBHOOK_URL \}\}/);
    // Without the empty value, an unset variable would arrive as its own name.
    expect(texts.get('.azure/deploy.yml')).toMatch(/name: ALERT_WEBHOOK_URL\n {8}value: ''\n {6}- group/);
    for (const environment of ['dev', 'test', 'prod'])
      expect(readFileSync(join(root, `bicep/${environment}.bicepparam`), 'utf8')).toContain(
        "readEnvironmentVariable('ALERT_WEBHOOK_URL', '')",
      );
  });

  it('import the tables before the app that needs them, and look whether it lives', () => {
    for (const path of ['.github/workflows/deploy.yml', '.azure/deploy.yml']) {
      const text = texts.get(path) ?? '';
      const order = ['deployment group create', 'solution check', 'import-solution.sh', 'config-zip', 'api/health/ready'].map((step) =>
        text.indexOf(step),
      );
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(Math.min(...order)).toBeGreaterThan(0);
    }
  });

  it('go from development over test to production, each after the one before', () => {
    const { jobs } = parse(texts.get('.github/workflows/release.yml') ?? '') as { jobs: Record<string, { needs?: string }> };
    expect([jobs.dev?.needs, jobs.test?.needs, jobs.prod?.needs]).toEqual(['build', 'dev', 'test']);
    const { stages } = parse(texts.get('.azure/azure-pipelines.yml') ?? '') as { stages: { parameters?: { environment: string } }[] };
    expect(stages.flatMap(({ parameters }) => parameters?.environment ?? [])).toEqual(['dev', 'test', 'prod']);
  });

  it('know every workflow file there is', () =>
    expect(globSync('.github/workflows/*.yml', { cwd: root }).sort()).toEqual(paths.filter((path) => path.startsWith('.github')).sort()));
});

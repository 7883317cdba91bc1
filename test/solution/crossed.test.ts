import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../solution/source.ts';
import { childOf, descendants, parseXml, textOf } from '../../solution/xml.ts';
import { controls, core, root, sales } from './copies.ts';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

function typescriptIn(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'out', 'generated'].includes(entry.name) ? [] : typescriptIn(path);
    return /\.tsx?$/.test(entry.name) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : [];
  });
}

/** Every name that the solutions give: tables, their sets and columns, choices, relationships, web resources, variables. */
function namesGiven(): Set<string> {
  const named = [...core, ...sales]
    .filter(({ path }) => path.endsWith('.xml'))
    .flatMap(({ text }) => [
      ...text.matchAll(/(?:Name|schemaname|PhysicalName)="(cmc_\w+)"|<(?:LogicalName|EntitySetName|Name)>(cmc_\w+)</gi),
    ]);
  return new Set(named.map(([, attribute, element]) => (attribute ?? element ?? '').toLowerCase()));
}

describe('what TypeScript names', () => {
  const given = namesGiven();

  it('is in one of the solutions', () => {
    const named = ['shared', 'pcf-controls', 'functions']
      .flatMap(typescriptIn)
      .flatMap(({ path, text }) => [...text.matchAll(/\b_?(cmc_[a-z]\w*?)(?:_value)?\b/g)].map(([, name]) => ({ path, name })));
    expect(named.length).toBeGreaterThan(100);
    expect([...new Set(named.filter(({ name }) => !given.has(name ?? '')).map(({ path, name }) => `${path}: ${name}`))]).toEqual([]);
  });

  it('would be missed', () => {
    expect(given.has('cmc_statuskey')).toBe(true);
    expect(given.has('cmc_statuskeys')).toBe(false);
  });
});

describe('the controls', () => {
  const shipped = core.flatMap(({ path }) => /^Controls\/([^/]+)\//.exec(path)?.[1] ?? []);
  const manifests = controls.map(({ folder, manifest }) => ({ folder, control: childOf(parseXml(manifest), 'control') }));

  it('all stand in the solution', () => {
    expect(manifests.map(({ folder }) => `cmc_CommerceCompanion.${folder}`)).toEqual([...shipped].sort());
  });

  it('are virtual, call no service of their own and follow the version of the package', () => {
    for (const { folder, control } of manifests) {
      expect([folder, control?.attributes['control-type']]).toEqual([folder, 'virtual']);
      expect([folder, control?.attributes.version]).toEqual([folder, version]);
      expect([folder, childOf(control, 'external-service-usage')?.attributes.enabled]).toEqual([folder, 'false']);
    }
  });

  it('read only tables that each role of the app may read, or know that some may not', () => {
    const hidden = ['cmc_approvallimit', 'cmc_auditentry'];
    const tables = core.flatMap(({ path }) => /^Entities\/([^/]+)\/Entity\.xml$/.exec(path)?.[1] ?? []);
    const reads = new Map(
      ['Commerce Viewer', 'Sales Operator', 'Finance Approver', 'Commerce Admin'].map((role) => [
        role,
        new Set(
          descendants(parseXml(core.find(({ path }) => path === `Roles/${role}.xml`)?.text ?? '<Role />'), 'RolePrivilege').flatMap(
            ({ attributes }) => /^prvRead(cmc_.*)/.exec(attributes.name ?? '')?.[1] ?? [],
          ),
        ),
      ]),
    );
    const named = typescriptIn('pcf-controls').flatMap(({ text }) => [...text.matchAll(/'(cmc_\w+)'/g)].map(([, name]) => name ?? ''));
    const used = tables.filter((table) => named.includes(table) && !hidden.includes(table));
    for (const [role, may] of reads) expect([role, used.filter((table) => !may.has(table))]).toEqual([role, []]);
  });
});

describe('what controls write', () => {
  /** By folder: privileges that the calls of its sources need, and who has them. A folder that begins to write has to be thought about here. */
  const writers: Readonly<Record<string, { needs: readonly string[]; roles: readonly string[] }>> = {
    host: { needs: ['prvCreatecmc_command', 'prvWritecmc_command'], roles: ['Sales Operator', 'Finance Approver', 'Commerce Admin'] },
    MappingEditor: {
      needs: [
        'prvCreatecmc_mappingset',
        'prvWritecmc_mappingset',
        'prvCreatecmc_valuemapentry',
        'prvWritecmc_valuemapentry',
        'prvDeletecmc_valuemapentry',
      ],
      roles: ['Commerce Admin'],
    },
    StoreSetup: { needs: ['prvWritecmc_store'], roles: ['Commerce Admin'] },
  };

  it('is known', () => {
    const folders = typescriptIn('pcf-controls')
      .filter(({ text }) => /\brows\.(create|update|remove)\(/.test(text))
      .map(({ path }) => path.split(/[\\/]/)[1]);
    expect([...new Set(folders)].sort()).toEqual(Object.keys(writers).sort());
  });

  it('is allowed to the people that it is for', () => {
    for (const { needs, roles } of Object.values(writers))
      for (const role of roles) {
        const text = core.find(({ path }) => path === `Roles/${role}.xml`)?.text ?? '';
        expect([role, needs.filter((privilege) => !text.includes(`name="${privilege}"`))]).toEqual([role, []]);
      }
  });
});

describe('labels', () => {
  it('of tables, columns, views and choices are there in German too', () => {
    const english =
      /<(displayname|label|LocalizedName|LocalizedCollectionName) description="([^"]*)" languagecode="1033" \/>\s*(?!<\1 [^>]*"1031")</g;
    const own = core.filter(({ path }) => /^(Entities|OptionSets|AppModules|AppModuleSiteMaps)\//.test(path));
    expect(own.flatMap(({ path, text }) => [...text.matchAll(english)].map(([, , label]) => `${path}: ${label}`))).toEqual([]);
    const siteMap = own.find(({ path }) => path.startsWith('AppModuleSiteMaps/'));
    const titles = descendants(parseXml(siteMap?.text ?? '<none />'), 'Titles');
    for (const { children } of titles) expect(children.map(({ attributes }) => attributes.LCID)).toEqual(['1033', '1031']);
  });

  it('leave no table without a name for people', () => {
    for (const { path, text } of core.filter((file) => file.path.endsWith('/Entity.xml')))
      expect([path, textOf(parseXml(text), 'Name')]).toEqual([path, path.split('/')[1]]);
  });
});

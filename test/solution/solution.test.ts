import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as choices from '../../shared/d365/dataverse/choices.ts';
import { configurationTables } from '../../shared/d365/dataverse/configuration-rows.ts';
import { checkFiles, checkSolution } from '../../solution/check.ts';
import { packFiles, packSolution, zipSolution } from '../../solution/pack.ts';
import { readSource } from '../../solution/source.ts';
import { childOf, descendants, parseXml, textOf } from '../../solution/xml.ts';
import { zip } from '../../solution/zip.ts';
import { contentsOf, python } from './archive.ts';
import { copy } from './copies.ts';

const folder = join(import.meta.dirname, '..', '..', 'solution', 'core');
const schema = join(import.meta.dirname, '..', '..', '..', 'shared', 'contracts', 'solution', 'xsd', 'CustomizationsSolution.xsd');
const source = readSource(folder);
const version = '1.2.3.4';

/** The problems of a copy in which one text is replaced by another in one file. */
function broken(path: RegExp, from: string | RegExp, to: string): string[] {
  return checkFiles(copy(source, path, from, to));
}

const storeXml = /cmc_store\/Entity/;

describe('the solution', () => {
  it('has nothing that would make an import fail', () => {
    expect(checkSolution(folder)).toEqual([]);
  });

  it('gives every table an alternate key on cmc_key and change tracking', () => {
    const entities = source
      .filter(({ path }) => path.endsWith('/Entity.xml'))
      .map(({ text }) => childOf(parseXml(text), 'EntityInfo', 'entity'));
    expect(entities).toHaveLength(15);
    for (const entity of entities) {
      expect(textOf(entity, 'ChangeTrackingEnabled')).toBe('1');
      expect(textOf(entity, 'EntityKeys', 'EntityKey', 'EntityKeyAttributes', 'AttributeName')).toBe('cmc_key');
    }
  });

  it('has the choices and the columns that the product counts on', () => {
    const optionsOf = (name: string) => {
      const file = source.find(({ path }) => path === `OptionSets/${name}.xml`);
      const options = file ? descendants(parseXml(file.text), 'option') : [];
      return Object.fromEntries(
        options.map((option) => [childOf(option, 'labels', 'label')?.attributes.description, Number(option.attributes.value)]),
      );
    };
    expect(optionsOf('cmc_syncstate')).toEqual(choices.syncState);
    expect(optionsOf('cmc_exceptionstate')).toEqual(choices.exceptionState);
    expect(optionsOf('cmc_commandstate')).toEqual(choices.commandState);
    expect(optionsOf('cmc_mappingstate')).toEqual(choices.mappingState);
    expect(optionsOf('cmc_approvalstate')).toEqual(choices.approvalState);
    expect(optionsOf('cmc_auditoutcome')).toEqual(choices.auditOutcome);
    expect(optionsOf('cmc_alertseverity')).toEqual(choices.alertSeverity);
    for (const { set, id, columns } of Object.values(configurationTables)) {
      const entity = source.filter(({ path }) => path.endsWith('/Entity.xml')).find(({ text }) => text.includes(`<EntitySetName>${set}<`));
      for (const column of [id, ...columns]) expect(entity?.text).toContain(`<LogicalName>${column}</LogicalName>`);
    }
  });
});

describe('the check', () => {
  it('sees a root file that is missing or in wrong letter case', () => {
    const without = (path: string) => checkFiles(source.filter((file) => file.path !== path));
    expect(without('Other/Solution.xml')).toEqual(['Other/Solution.xml is missing; names are case-sensitive.']);
    const renamed = source.map((file) => ({ ...file, path: file.path.replace('cmc_store/Entity.xml', 'cmc_store/entity.xml') }));
    expect(checkFiles(renamed)).toContainEqual(expect.stringContaining('cmc_store/entity.xml is nothing that is packed'));
  });

  it('sees a file that is not well formed', () => {
    expect(broken(storeXml, '</attributes>', '')).toEqual([expect.stringMatching(/cmc_store\/Entity\.xml is not well formed: line \d+/)]);
  });

  it('sees root components that do not fit the files', () => {
    expect(broken(/Solution\.xml/, 'schemaName="cmc_command"', 'schemaName="cmc_comand"')).toEqual([
      'Other/Solution.xml: root component 1 cmc_comand is not in the solution.',
      'Other/Solution.xml: 1 cmc_command is in the solution but no root component.',
    ]);
  });

  it('sees a manifest with a wrong version or of one kind only', () => {
    expect(broken(/Solution\.xml/, '<Version>0.0.0.0<', '<Version>0.1<')).toEqual([
      'Other/Solution.xml: Version must be 0.0.0.0, the packer writes it.',
    ]);
    expect(broken(/Solution\.xml/, '<Managed>2<', '<Managed>0<')).toHaveLength(1);
  });

  it('sees choice values outside of the publisher, twice, or of a choice that is not there', () => {
    expect(broken(/cmc_syncstate\.xml/, '727000003', '100000003')).toEqual([
      'OptionSets/cmc_syncstate.xml: value 100000003 must begin with 72700 and have nine digits.',
    ]);
    expect(broken(/cmc_syncstate\.xml/, '727000003', '727000002')).toEqual([
      'OptionSets/cmc_syncstate.xml: value 727000002 is there twice.',
    ]);
    expect(broken(/cmc_mappingset\/Entity/, '>cmc_mappingstate<', '>cmc_mapstate<')).toEqual([
      'Entities/cmc_mappingset/Entity.xml: column cmc_state: the choice "cmc_mapstate" is not in the solution.',
    ]);
  });

  it('sees names without the prefix of the publisher', () => {
    const problems = broken(storeXml, /cmc_legalentity/g, 'legalentity');
    expect(problems).toContain('Entities/cmc_store/Entity.xml: column legalentity: its name must begin with cmc_.');
  });

  it('sees lookups without relationship and relationships that lead nowhere, by letter case too', () => {
    expect(broken(/Relationships\/Owner\.xml/, '<ReferencingAttributeName>OwnerId<', '<ReferencingAttributeName>ownerid<')).toEqual([
      expect.stringContaining('begins at column ownerid, which the table does not have; letter case counts.'),
      expect.stringContaining('column OwnerId: this lookup has no relationship.'),
    ]);
    expect(broken(/Other\/Relationships\.xml/, 'Name="owner_cmc_store"', 'Name="owner_cmc_stores"')).toHaveLength(2);
  });

  it('sees a table without primary name, set name, or with a primary key that may be changed', () => {
    expect(broken(storeXml, 'PrimaryName|', '')).toEqual([expect.stringContaining('exactly one column must be the primary name.')]);
    expect(broken(storeXml, /<EntitySetName>.*<\/EntitySetName>/, '')).toEqual([expect.stringContaining('EntitySetName is missing.')]);
    expect(broken(storeXml, '<ValidForUpdateApi>0<', '<ValidForUpdateApi>1<')).toEqual([
      expect.stringContaining('the primary key must have ValidForUpdateApi 0.'),
    ]);
  });

  it('sees a table that lacks a column of every table', () => {
    expect(broken(storeXml, /<attribute PhysicalName="OverriddenCreatedOn">[\s\S]*?<\/attribute>/, '')).toEqual([
      expect.stringContaining('the column overriddencreatedon, which every table has, is missing.'),
    ]);
  });

  it('sees a key on a column that is not there, or too large', () => {
    expect(broken(storeXml, '<AttributeName>cmc_key<', '<AttributeName>cmc_keys<')).toEqual([
      expect.stringContaining('uses column cmc_keys'),
    ]);
    expect(
      broken(/cmc_exception\/Entity/, /<MaxLength>400<\/MaxLength>\s*<Length>800</, '<MaxLength>500</MaxLength><Length>1000<'),
    ).toEqual([expect.stringContaining('is larger than a key may be.')]);
  });

  it('sees ids that are no GUIDs, not unique, or not the file name', () => {
    const form = /cmc_store\/FormXml/;
    const id = /<formid>(.*?)<\/formid>/.exec(source.find(({ path }) => form.test(path))?.text ?? '')?.[1] ?? '';
    expect(broken(form, `<formid>${id}`, '<formid>{main}')).toEqual([
      expect.stringContaining('"{main}" is no GUID'),
      expect.stringContaining('its file name is not its formid.'),
    ]);
    expect(
      broken(form, /<tab name="general" verticallayout="true" id="[^"]*"/, `<tab name="general" verticallayout="true" id="${id}"`),
    ).toEqual([expect.stringContaining(`the id ${id} is there twice`)]);
  });

  it('sees forms and views with columns that are not there', () => {
    expect(broken(/cmc_store\/FormXml/, 'datafieldname="cmc_key"', 'datafieldname="cmc_ky"')).toEqual([
      expect.stringContaining('column cmc_ky does not exist.'),
    ]);
    expect(broken(/cmc_store\/SavedQueries\/\{73802a7f/, '<attribute name="cmc_connector" />', '')).toEqual([
      expect.stringContaining('it shows cmc_connector but does not fetch it.'),
    ]);
    expect(checkFiles(source.filter(({ path }) => !/cmc_store\/SavedQueries/.test(path)))).toEqual([
      'cmc_store must have one default public view.',
      'cmc_store must have one default quick find view.',
    ]);
  });
});

describe('the packed solution', () => {
  it('carries every table with its form, view and ribbon, all choices and relationships', () => {
    const customizations = parseXml(packSolution(folder, { version })['customizations.xml']);
    const entities = childOf(customizations, 'Entities')?.children ?? [];
    expect(entities).toHaveLength(15);
    for (const entity of entities) {
      expect(childOf(entity, 'FormXml', 'forms')?.attributes.type).toBe('main');
      expect(childOf(entity, 'FormXml', 'forms', 'systemform', 'form', 'tabs', 'tab')).toBeDefined();
      expect(childOf(entity, 'SavedQueries', 'savedqueries', 'savedquery', 'fetchxml')).toBeDefined();
      expect(childOf(entity, 'RibbonDiffXml', 'RuleDefinitions')).toBeDefined();
    }
    expect(childOf(customizations, 'optionsets')?.children).toHaveLength(7);
    expect(childOf(customizations, 'EntityRelationships')?.children).toHaveLength(99);
  });

  it('is unmanaged or managed, as asked for', () => {
    const managed = (packed: { 'solution.xml': string }) => textOf(parseXml(packed['solution.xml']), 'SolutionManifest', 'Managed');
    expect([managed(packSolution(folder, { version })), managed(packSolution(folder, { version, managed: true }))]).toEqual(['0', '1']);
  });

  it('makes the same bytes each time', () => {
    expect(zipSolution(folder, { version }).equals(zipSolution(folder, { version }))).toBe(true);
    expect(() => zip([{ name: 'Ünvan.xml', content: '' }])).toThrow('cannot be a name');
  });

  it.skipIf(!python)(`is a zip archive that another tool opens${python ? '' : ': skipped'}`, () => {
    expect(contentsOf(zipSolution(folder, { version }))).toEqual(packSolution(folder, { version }));
  });

  const valid = spawnSync('xmllint', ['--version']).status === 0 && existsSync(schema);
  it.skipIf(!valid)(`is valid by the schema of the vendor, the extension too${valid ? '' : ': skipped'}`, () => {
    const out = mkdtempSync(join(tmpdir(), 'solution-'));
    const validate = (text: string) => {
      writeFileSync(join(out, 'customizations.xml'), text);
      execFileSync('xmllint', ['--noout', '--schema', schema, join(out, 'customizations.xml')], { stdio: 'pipe' });
    };
    try {
      validate(packSolution(folder, { version })['customizations.xml']);
      validate(packSolution(join(folder, '..', 'sales'), { version })['customizations.xml']);
      const wrong = copy(source, storeXml, '<Type>bit<', '<Type>boolean<');
      expect(() => validate(packFiles(wrong, { version })['customizations.xml'])).toThrow('boolean');
      const role = copy(source, /Commerce Viewer/, 'level="Basic"', 'level="Own"');
      expect(() => validate(packFiles(role, { version })['customizations.xml'])).toThrow('Own');
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});

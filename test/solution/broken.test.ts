import { describe, expect, it } from 'vitest';
import { checkPacked } from '../../solution/check-packed.ts';
import { packFiles } from '../../solution/pack.ts';
import type { SourceFile } from '../../solution/source.ts';
import { checkCore, checkSales, copy, core, sales } from './copies.ts';

const orderForm = /cmc_syncstatus\/FormXml/;
const mappingForm = /cmc_mappingset\/FormXml/;
const storeForm = /cmc_store\/FormXml/;
const exceptionTable = /cmc_exception\/Entity/;
const manifest = /Other\/Solution/;
const salesForm = /SalesOrder\/FormXml/;

describe('the solutions as they are', () => {
  it('have nothing that would make an import fail', () => {
    expect(checkCore()).toEqual([]);
    expect(checkSales()).toEqual([]);
  });
});

/** What is wrong with a copy, how the copy comes about, what the check says. */
const brokenCores: readonly (readonly [name: string, path: RegExp, from: string | RegExp, to: string, says: string])[] = [
  ['parts in another order', /Customizations/, /( *<Roles \/>\n)([\s\S]*)(?=<\/ImportExportXml>)/, '$2$1', 'Roles stands too late'],
  ['a part that nobody knows', /Customizations/, '<Roles />', '<Roles />\n  <Extras />', 'Extras is no part of a solution'],
  ['no place for what belongs in', /Customizations/, '  <CustomControls />\n', '', 'there is no empty CustomControls'],
  ['an attribute newer than the schema', orderForm, '<form>', '<form headerdensity="HighWithControls">', 'headerdensity is not known'],
  [
    'an element newer than the schema',
    exceptionTable,
    '<IsSecured>',
    '<IsSearchable>1</IsSearchable><IsSecured>',
    'IsSearchable is not known',
  ],
  ['a parameter that the control lacks', orderForm, /statusKey/g, 'orderKey', 'SyncStatus.orderKey is not declared'],
  ['a required parameter that is not bound', mappingForm, / *<rules type.*\n/g, '', 'MappingEditor.rules is required and not bound'],
  [
    'a parameter of another type',
    mappingForm,
    /type="Whole.None"/g,
    'type="Decimal"',
    'MappingEditor.version is Whole.None in the manifest',
  ],
  [
    'a parameter bound to a column of another type',
    mappingForm,
    />cmc_version<\/version>/g,
    '>cmc_name</version>',
    'cmc_name is not of type',
  ],
  ['a control bound on one form factor', orderForm, 'formFactor="2"', 'formFactor="1"', 'once for each of the form factors'],
  [
    'a control that nobody ships',
    orderForm,
    /CommerceCompanion\.SyncStatus/g,
    'CommerceCompanion.OrderStatus',
    'OrderStatus is not in the solution',
  ],
  ['uniqueid and forControl that differ', orderForm, /forControl="\{./, 'forControl="{0', 'which no control has as its uniqueid'],
  ['a fallback of another column', storeForm, '<datafieldname>cmc_connection<', '<datafieldname>cmc_policies<', 'must repeat its classid'],
  ['a data set that the control lacks', exceptionTable, /data-set name="exceptions"/g, 'data-set name="rows"', 'no data set "rows"'],
  [
    'a grid where the import drops it',
    exceptionTable,
    /(\n {2}<\/EntityInfo>[\s\S]*?)( {2}<CustomControlDefaultConfigs>[\s\S]*<\/CustomControlDefaultConfigs>\n)/,
    '\n$2$1',
    'inside, it is dropped',
  ],
  [
    'a handler of a library that is not loaded',
    orderForm,
    /<Library name="[^"]*"/,
    '<Library name="cmc_/icon.svg"',
    'which the form does not load',
  ],
  ['a library that nobody ships', orderForm, /cmc_\/telemetry\.js/g, 'cmc_/metrics.js', 'component 61 cmc_/metrics.js is used'],
  ['a relationship that is not there', orderForm, '<row>', '<row><RelationshipName>cmc_none</RelationshipName>', 'cmc_none does not exist'],
  ['a role that is no root component', manifest, / *<RootComponent type="20".*\n/, '', 'is in the solution but no root component'],
  [
    'a control that is no root component',
    manifest,
    / *<RootComponent type="66".*Monitor.*\n/,
    '',
    '66 cmc_CommerceCompanion.Monitor is in the',
  ],
  [
    'a root component twice',
    manifest,
    /( *<RootComponent type="80".*\n)/,
    '$1$1',
    'root component 80 cmc_CommerceCompanion is there twice',
  ],
  [
    'a root component of a custom API',
    manifest,
    '    </RootComponents>',
    '<RootComponent type="10035" schemaName="cmc_resubmit" behavior="0" />\n    </RootComponents>',
    'root component 10035 cmc_resubmit is not in the solution',
  ],
  [
    'an environment variable as root component',
    manifest,
    'type="80" schemaName="',
    'type="380" schemaName="',
    '380 cmc_CommerceCompanion is not',
  ],
  [
    'a privilege on a table that is not there',
    /Commerce Viewer/,
    'prvReadcmc_store"',
    'prvReadcmc_shop"',
    'names a table that is not in the solution',
  ],
  ['a privilege in other letter case', /Commerce Viewer/, 'prvReadcmc_store"', 'prvReadCMC_Store"', 'letter case counts'],
  ['a privilege that nobody knows', /Commerce Viewer/, 'prvReadUser"', 'prvReadSystemUser"', 'privilege prvReadSystemUser is not known'],
  ['a role id that is no GUID', /Sales Operator/, '{6c0de000-', '{6c0de00-', 'is no GUID'],
  ['an app with a role that is not there', /AppModule\.xml/, /<Role id="\{6/, '<Role id="{7', 'is not in the solution'],
  ['an app with a table that is not there', /AppModule\.xml/, '"cmc_flow"', '"cmc_flows"', 'component 1 cmc_flows is not in the solution'],
  ['an app with an icon that is not there', /AppModule\.xml/, /<WebResourceId>./, '<WebResourceId>x', 'is no web resource of the solution'],
  ['a menu entry of a table that is not there', /SiteMap\.xml/, 'Entity="cmc_flow"', 'Entity="cmc_flo"', 'cmc_Flows opens cmc_flo'],
  ['a menu entry of a view that is not there', /SiteMap\.xml/, /viewid=./, 'viewid=0', 'which cmc_syncstatus does not have'],
  ['menu entries with one id', /SiteMap\.xml/, 'Id="cmc_Flows"', 'Id="cmc_Stores"', 'the id cmc_Stores is there twice'],
  [
    'a web resource of another kind',
    /telemetry\.js\.data/,
    '<WebResourceType>3<',
    '<WebResourceType>11<',
    'WebResourceType does not go with .js',
  ],
  ['a web resource without the prefix', /telemetry\.js\.data/, '<Name>cmc_', '<Name>abc_', 'it is named "abc_/telemetry.js" inside'],
  ['a variable that is named differently', /FinanceScmUrl/, 'schemaname="cmc_', 'schemaname="', 'it is named "FinanceScmUrl" inside'],
  [
    'two relationships of one name',
    /Relationships\/Owner/,
    'Name="owner_cmc_flow"',
    'Name="owner_cmc_store"',
    'owner_cmc_store is there twice',
  ],
  ['a lookup that says nothing of deletion', /Relationships\/cmc_syncstatus/, '>RemoveLink<', '>NoCascade<', 'CascadeDelete of cmc_'],
  ['a dependency that nobody needs', manifest, '<MissingDependencies />', unneeded(), 'which nothing uses'],
];

function unneeded(): string {
  const required = '<Required type="1" schemaName="account" displayName="Account" solution="Active" />';
  return `<MissingDependencies><MissingDependency>${required}</MissingDependency></MissingDependencies>`;
}

const brokenSales: readonly (readonly [name: string, path: RegExp, from: string | RegExp, to: string, says: string])[] = [
  ['the whole table of somebody else', manifest, 'behavior="2"', 'behavior="0"', 'must have behavior 2'],
  [
    'a control whose solution is not named',
    manifest,
    / *<Required type="66".*\n/,
    '',
    'component 66 cmc_CommerceCompanion.SyncStatus of another',
  ],
  [
    'a table whose solution is not named',
    manifest,
    / *<Required type="1" schemaName="salesorder".*\n/,
    '',
    'component 1 salesorder of another',
  ],
  ['a lookup at a table that nobody ships', /Relationships\/cmc/, '>cmc_syncstatus<', '>cmc_state<', 'component 1 cmc_state is used'],
  [
    'settings of somebody else',
    /Entity\.xml/,
    '</attributes>',
    '</attributes><EntitySetName>orders</EntitySetName>',
    'belongs to the owner',
  ],
  [
    'a column with a name of somebody else',
    /Entity\.xml/,
    'PhysicalName="cmc_store"',
    'PhysicalName="msdyn_store"',
    'column msdyn_store: its name',
  ],
  [
    'a form with a column that nobody has',
    salesForm,
    'datafieldname="ordernumber"',
    'datafieldname="orderno"',
    'column orderno does not exist',
  ],
];

describe('a broken copy', () => {
  it.each(brokenCores)('of the core with %s is seen', (_, path, from, to, says) => {
    expect(checkCore(copy(core, path, from, to)).join('\n')).toContain(says);
  });

  it.each(brokenSales)('of the extension with %s is seen', (_, path, from, to, says) => {
    expect(checkSales(copy(sales, path, from, to)).join('\n')).toContain(says);
  });

  const renamed = (from: string, to: string): SourceFile[] => core.map((file) => ({ ...file, path: file.path.replace(from, to) }));

  it('with a control under the prefix of somebody else is seen', () => {
    expect(checkCore(renamed('Controls/cmc_CommerceCompanion.Monitor', 'Controls/abc_CommerceCompanion.Monitor'))).toContainEqual(
      expect.stringContaining('its name must begin with cmc_, the prefix of the publisher'),
    );
  });

  it('with a quick create form of two columns is seen', () => {
    const quick = renamed('cmc_store/FormXml/main', 'cmc_store/FormXml/quickCreate');
    expect(checkCore(copy(quick, storeForm, /columns="1"/g, 'columns="2"'))).toContainEqual(
      expect.stringContaining('must have one column'),
    );
  });

  it.each([
    'ServiceEndpoints/Bus.xml',
    'customapis/cmc_resubmit/customapi.xml',
    'environmentvariabledefinitions/cmc_FinanceScmUrl/environmentvariablevalues.json',
    'Entities/cmc_flow/entity.xml',
  ])('with %s, which is not packed, is seen', (path) => {
    expect(checkCore([...core, { path, text: '<nothing />' }])).toContainEqual(
      expect.stringContaining(`${path} is nothing that is packed`),
    );
  });
});

describe('an archive', () => {
  const built = [{ path: 'WebResources/cmc_/telemetry.js', text: '' }];
  const { 'customizations.xml': _, ...rest } = packFiles(core, { version: '1.2.3.4', built });
  const packed = packFiles(sales, { version: '1.2.3.4' });

  it('is refused without its three files at the root', () => {
    expect(checkPacked(packed)).toEqual([]);
    expect(checkPacked(rest)).toEqual(['customizations.xml is not at the root of the archive.']);
    const lower = Object.fromEntries(Object.entries(packed).map(([name, text]) => [name.replace('solution', 'Solution'), text]));
    expect(checkPacked(lower)).toEqual(['solution.xml is not at the root of the archive.']);
    const deeper = Object.fromEntries(Object.entries(packed).map(([name, text]) => [`sales/${name}`, text]));
    expect(checkPacked(deeper)).toHaveLength(3);
  });

  it('is refused with files that are described and not built, too large, or of an extension that is not listed', () => {
    expect(checkPacked(packFiles(core, { version: '1.2.3.4' }))).toContain(
      'Controls/cmc_CommerceCompanion.SyncStatus/ControlManifest.xml is described and not in the archive.',
    );
    expect(checkPacked({ ...packed, 'WebResources/cmc_x.js': 'x'.repeat(5_000_001) })).toEqual([
      '[Content_Types].xml does not know the extension of WebResources/cmc_x.js.',
      'WebResources/cmc_x.js is larger than 5000000 bytes.',
    ]);
  });

  it('is refused with values of an environment, or a version that nobody set', () => {
    expect(checkPacked({ ...packed, 'environmentvariablevalues.xml': '' })).toEqual([expect.stringContaining('would carry values')]);
    expect(checkPacked(packFiles(sales, { version: '0.0.0.0' }))).toContain('solution.xml: "0.0.0.0" is no version of four numbers.');
  });
});

import { describe, expect, it } from 'vitest';
import { companionRoles } from '../../shared/canonical/roles.ts';
import { financeTeam, operatorCopy, type Persona, people } from './dataverse/people.ts';
import { formatted, keysOf, status, useDataverse } from './dataverse-caller.ts';
import { personaToken } from './tokens.ts';
import { clients } from './world.ts';

const { here, tokens, call, get, query } = useDataverse();
const as = (persona: Persona) => ({ authorization: `Bearer ${personaToken(tokens, here.part.url, persona)}` });
const asAdministrator = () => ({ authorization: `Bearer ${tokens.issue(here.part.url, clients.outside.id).token}` });
const command = (key: string) => ({ cmc_key: key, cmc_name: key, cmc_kind: 'comment' });
const missing = (privilege: string) => expect.stringContaining(`is missing ${privilege} privilege`);
const annotated = { prefer: 'odata.include-annotations="*"' };

describe('people', () => {
  it('have roles of their own, copies of roles, and roles through a team', async () => {
    const roles = '$expand=systemuserroles_association($select=roleid,_parentrootroleid_value)';
    const { body } = await get(`systemusers(${people.kim.id})?$select=fullname&${roles}`);
    expect(body.systemuserroles_association).toMatchObject([
      { roleid: operatorCopy.id, _parentrootroleid_value: companionRoles.operator.id },
    ]);
    const teams = await query('teams', {
      $filter: `teammembership_association/any(member:member/systemuserid eq ${people.frank.id})`,
      $expand: 'teamroles_association($select=roleid)',
    });
    expect(teams.body.value).toMatchObject([{ teamid: financeTeam.id, teamroles_association: [{ roleid: companionRoles.finance.id }] }]);
    expect((await query('roles', { $filter: `_parentrootroleid_value eq ${companionRoles.operator.id}` })).body.value).toHaveLength(2);
    const nested = await query('systemusers', { $expand: 'teammembership_association($expand=teamroles_association)' });
    expect(nested.status).toBe(400);
  });

  it('call as themselves, and lose at once what is taken away', async () => {
    expect((await get('WhoAmI', as('kim'))).body.UserId).toBe(people.kim.id);
    const association = `systemusers(${people.kim.id})/systemuserroles_association`;
    expect((await call('POST', 'cmc_commands', command('a'), as('kim'))).status).toBe(204);
    expect((await call('DELETE', `${association}(${operatorCopy.id})/$ref`, undefined, as('kim'))).status).toBe(403);
    expect((await call('DELETE', `${association}(${operatorCopy.id})/$ref`, undefined, asAdministrator())).status).toBe(204);
    const refused = await call('POST', 'cmc_commands', command('b'), as('kim'));
    expect([refused.status, refused.body.error]).toEqual([403, { code: '0x80040220', message: missing('prvCreatecmc_command') }]);
    await call('POST', `${association}/$ref`, { '@odata.id': `${here.root}/roles(${operatorCopy.id})` }, asAdministrator());
    expect((await call('POST', 'cmc_commands', command('b'), as('kim'))).status).toBe(204);
    await call('PATCH', `systemusers(${people.kim.id})`, { isdisabled: true }, asAdministrator());
    expect((await get('WhoAmI', as('kim'))).status).toBe(403);
  });
});

describe('privileges', () => {
  it('keep people from what their roles do not give, one by one and many at once', async () => {
    const own = await call('POST', 'cmc_stores', { cmc_key: 'mine', cmc_name: 'Mine' }, as('vera'));
    expect([own.status, own.body.error.message]).toEqual([403, missing('prvCreatecmc_store')]);
    const target = { '@odata.type': 'Microsoft.Dynamics.CRM.cmc_syncstatus', ...status('x') };
    const many = await call('POST', 'cmc_syncstatuses/Microsoft.Dynamics.CRM.UpsertMultiple', { Targets: [target] }, as('kim'));
    expect([many.status, many.body.error.message]).toEqual([403, missing('prvCreatecmc_syncstatus')]);
    const renamed = await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_name: 'Mine' }, as('kim'));
    expect([renamed.status, renamed.body.error.message]).toEqual([403, missing('prvWritecmc_store')]);
    expect((await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_name: 'Ours' }, as('alex'))).status).toBe(204);
  });

  it('hold inside a batch', async () => {
    const body = [
      '--b',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      'POST cmc_stores HTTP/1.1',
      'Content-Type: application/json',
      '',
      JSON.stringify({ cmc_key: 'new', cmc_name: 'New' }),
      '--b--',
      '',
    ].join('\r\n');
    const batch = async (persona: Persona) =>
      (await call('POST', '$batch', body, { ...as(persona), 'content-type': 'multipart/mixed; boundary=b' })).text;
    expect(await batch('vera')).toContain('0x80040220');
    expect(await batch('alex')).toContain('204');
  });

  it('reach own rows only where they are basic', async () => {
    await call('POST', 'cmc_commands', command('kims'), as('kim'));
    await call('POST', 'cmc_commands', command('oscars'), as('oscar'));
    const kims = "cmc_commands(cmc_key='kims')";
    expect((await call('PATCH', kims, { cmc_name: 'changed' }, as('kim'))).status).toBe(204);
    expect((await call('PATCH', kims, { cmc_name: 'theirs' }, as('oscar'))).status).toBe(403);
    expect((await call('DELETE', kims, undefined, as('oscar'))).status).toBe(403);
    expect((await get(kims, as('oscar'))).status).toBe(403);
    expect(keysOf(await get('cmc_commands', as('oscar')))).toEqual(['oscars']);
    expect(await get('cmc_commands/$count', as('oscar'))).toMatchObject({ text: '1' });
    expect(keysOf(await get('cmc_commands?$orderby=cmc_key', as('alex')))).toEqual(['kims', 'oscars']);
  });

  it('say who made a row, also in the name of another', async () => {
    const on = { ...asAdministrator(), callerobjectid: people.fiona.id };
    expect((await call('POST', 'cmc_commands', command('a'), on)).status).toBe(204);
    const row = (await get("cmc_commands(cmc_key='a')")).body;
    expect(row).toMatchObject({
      _createdby_value: people.fiona.id,
      _ownerid_value: people.fiona.id,
      _createdonbehalfby_value: clients.outside.id,
    });
    const refused = await call('POST', 'cmc_commands', command('b'), { ...as('kim'), mscrmcallerid: people.fiona.id });
    expect([refused.status, refused.body.error.message]).toEqual([403, missing('prvActOnBehalfOfAnotherUser')]);
  });
});

describe('lookups', () => {
  const exception = (more: object) => call('POST', 'cmc_exceptions', { cmc_key: 'e', cmc_name: 'E', ...more });

  it('are set by alternate key, read, expanded and filtered', async () => {
    await call('POST', 'cmc_syncstatuses', status('s'));
    expect((await exception({ 'cmc_statusid@odata.bind': "/cmc_syncstatuses(cmc_key='s')" })).status).toBe(204);
    const { body } = await get("cmc_exceptions(cmc_key='e')?$expand=cmc_statusid($select=cmc_key)", annotated);
    expect(body).toMatchObject({
      [`_cmc_statusid_value@${formatted}`]: 's',
      '_cmc_statusid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'cmc_syncstatus',
      cmc_statusid: { cmc_key: 's' },
    });
    expect(keysOf(await query('cmc_exceptions', { $filter: `_cmc_statusid_value eq ${body._cmc_statusid_value}` }))).toEqual(['e']);
    expect(keysOf(await query('cmc_exceptions', { $filter: "cmc_statusid/cmc_key eq 's'" }))).toEqual(['e']);
    await call('PATCH', "cmc_exceptions(cmc_key='e')", { cmc_statusid: null });
    expect((await get("cmc_exceptions(cmc_key='e')")).body._cmc_statusid_value).toBeNull();
  });

  it('are refused in another letter case, and when they name nothing', async () => {
    expect((await exception({ 'cmc_StatusId@odata.bind': "/cmc_syncstatuses(cmc_key='s')" })).status).toBe(400);
    expect((await exception({ 'cmc_statusid@odata.bind': "/cmc_syncstatuses(cmc_key='nothing')" })).status).toBe(404);
    expect((await exception({ _cmc_statusid_value: null })).status).toBe(400);
  });
});

describe('FetchXML', () => {
  const fetched = (set: string, inner: string, more = '', persona: Persona = 'alex') =>
    query(set, { fetchXml: `<fetch${more}><entity name="cmc_command"><attribute name="cmc_key"/>${inner}</entity></fetch>` }, as(persona));

  it('filters, sorts and pages as saved views do', async () => {
    for (const key of ['a1', 'a2', 'b1']) await call('POST', 'cmc_commands', command(key), as(key === 'b1' ? 'oscar' : 'kim'));
    const own = '<filter><condition attribute="createdby" operator="eq-userid"/></filter><order attribute="cmc_key" descending="true"/>';
    expect(keysOf(await fetched('cmc_commands', own, '', 'kim'))).toEqual(['a2', 'a1']);
    const either =
      '<filter type="or"><condition attribute="cmc_key" operator="like" value="b%"/><condition attribute="cmc_key" operator="in"><value>a1</value></condition></filter>';
    expect(keysOf(await fetched('cmc_commands', either)).sort()).toEqual(['a1', 'b1']);
    const recent = '<filter><condition attribute="createdon" operator="last-x-hours" value="1"/></filter><order attribute="cmc_key"/>';
    expect(keysOf(await fetched('cmc_commands', recent, ' count="2" page="2"'))).toEqual(['b1']);
    expect((await fetched('cmc_commands', '<filter><condition attribute="cmc_colour" operator="null"/></filter>')).status).toBe(400);
    expect((await fetched('cmc_stores', '')).status).toBe(400);
  });
});

describe('compare and set', () => {
  it('works by id and by alternate key', async () => {
    const address = "cmc_stores(cmc_key='shopify-main')";
    const { body } = await get(address);
    const etag = { 'if-match': body['@odata.etag'] };
    expect((await call('PATCH', `cmc_stores(${body.cmc_storeid})`, { cmc_name: 'A' }, etag)).status).toBe(204);
    expect((await call('PATCH', address, { cmc_name: 'B' }, etag)).status).toBe(412);
  });
});

describe('approval limits', () => {
  it('are there for those who approve', async () => {
    const { body } = await query('cmc_approvallimits', { $filter: `_cmc_userid_value eq ${people.frank.id}`, $select: 'cmc_limit' });
    expect(body.value.map((row) => row.cmc_limit)).toEqual([100_000, 100_000, 100_000]);
  });
});

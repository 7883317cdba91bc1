import { describe, expect, it } from 'vitest';
import { clientId, useDataverse } from './dataverse-caller.ts';
import { clients } from './world.ts';

const { here, tokens, call, get } = useDataverse();

describe('the door', () => {
  it('turns away who has no token, a token for another service, or an expired one', async () => {
    for (const bearer of [
      '',
      `Bearer ${tokens.issue('https://other.example', clientId).token}`,
      `Bearer ${tokens.issue(here.part.url, clientId, -10).token}`,
    ]) {
      const response = await fetch(`${here.root}/cmc_stores`, { headers: { authorization: bearer } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer authorization_uri=');
    }
  });

  it('turns away an application that nobody has registered as a user of the environment', async () => {
    const stranger = `Bearer ${tokens.issue(here.part.url, '99999999-0000-4000-8000-000000000001').token}`;
    const { status, body } = await get('cmc_stores', { authorization: stranger });
    expect([status, body.error.code]).toEqual([403, '0x80072560']);
  });

  it('names what does not exist', async () => {
    const set = await get('cmc_shops');
    expect([set.status, set.body.error.code, set.body.error.message]).toEqual([
      404,
      '0x8006088a',
      "Resource not found for the segment 'cmc_shops'.",
    ]);
    const option = await get('cmc_stores?$skip=3');
    expect([option.status, option.body.error.message]).toEqual([400, 'The query parameter $skip is not supported.']);
    const action = await call('POST', 'cmc_stores/Microsoft.Dynamics.CRM.Merge', {});
    expect(action.status).toBe(404);
    expect((await fetch(`${here.part.url}/api/data/v8/cmc_stores`, { headers: { authorization: here.authorization } })).status).toBe(404);
  });

  it('has the tables of the solution', async () => {
    const { body } = await get('');
    expect(body.value.map((one) => one.name)).toEqual([
      'cmc_alertrules',
      'cmc_approvals',
      'cmc_approvallimits',
      'cmc_auditentries',
      'cmc_commands',
      'cmc_exceptions',
      'cmc_flows',
      'cmc_mappingsets',
      'cmc_productlinks',
      'cmc_snapshots',
      'cmc_stockrules',
      'cmc_stores',
      'cmc_syncevents',
      'cmc_syncstatuses',
      'cmc_valuemapentries',
      'organizations',
      'systemusers',
      'businessunits',
      'roles',
      'teams',
      'systemuserrolescollection',
      'teammemberships',
      'teamrolescollection',
    ]);
    expect((await get('WhoAmI')).body.UserId).toBe(clientId);
  });
});

describe('the standard tables', () => {
  it('tell who calls and where', async () => {
    const { UserId, OrganizationId } = (await get('WhoAmI')).body;
    const user = await get(`systemusers(${UserId})?$select=fullname,applicationid`, { prefer: 'odata.include-annotations="*"' });
    expect(user.body).toMatchObject({ fullname: '# Commerce Companion', applicationid: clientId });
    const { body } = await get('systemusers?$filter=isdisabled eq false&$select=fullname&$orderby=fullname');
    expect(body.value.map((row) => row.fullname)).toEqual([
      '# Commerce Companion',
      '# Outside check',
      'Alex Admin',
      'Fiona Finance',
      'Frank Finance',
      'Kim Clerk',
      'Oscar Operator',
      'Vera Viewer',
    ]);
    expect((await get(`organizations(${OrganizationId})`)).body.name).toBe('contoso');
  });

  it('are not to be written by an application', async () => {
    for (const answer of [
      await call('POST', 'systemusers', { fullname: 'Mallory' }),
      await call('PATCH', `systemusers(${clientId})`, { fullname: 'Mallory' }),
      await call('DELETE', `systemusers(${clientId})`),
    ])
      expect([answer.status, answer.body.error.code]).toEqual([403, '0x80040220']);
  });
});

describe('one row', () => {
  it('is created, and read by id and by alternate key', async () => {
    const created = await call('POST', 'cmc_stores', { cmc_key: 'x-1', cmc_name: 'X', cmc_enabled: true });
    expect(created.status).toBe(204);
    const url = created.headers.get('odata-entityid') ?? '';
    expect(url).toMatch(/\/cmc_stores\([0-9a-f-]{36}\)$/);
    const byId = await get(url);
    const byKey = await get("cmc_stores(cmc_key='X-1')");
    expect(byId.body).toEqual(byKey.body);
    expect(byId.body).toMatchObject({
      cmc_key: 'x-1',
      cmc_enabled: true,
      cmc_policies: null,
      statecode: 0,
      statuscode: 1,
      _ownerid_value: clientId,
      _createdby_value: clientId,
    });
    expect(byId.body['@odata.etag']).toBe(`W/"${byId.body.versionnumber}"`);
    expect(byId.body.createdon).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('comes back at once when a representation is preferred', async () => {
    const created = await call(
      'POST',
      'cmc_stores?$select=cmc_name',
      { cmc_key: 'x-2', cmc_name: 'X' },
      { prefer: 'return=representation' },
    );
    expect([created.status, created.headers.get('preference-applied')]).toEqual([201, 'return=representation']);
    expect(Object.keys(created.body).sort()).toEqual(['@odata.context', '@odata.etag', 'cmc_name', 'cmc_storeid']);
    const patched = await call('PATCH', "cmc_stores(cmc_key='x-2')", { cmc_name: 'Y' }, { prefer: 'return=representation' });
    expect([patched.status, patched.body.cmc_name]).toEqual([200, 'Y']);
  });

  it('is refused with an unknown column, a wrong type, an unknown option, a text too long, a number out of range', async () => {
    const refuse = async (set: string, body: unknown) => {
      const { status, body: answer } = await call('POST', set, body);
      return [status, answer.error.code, answer.error.message] as const;
    };
    expect(await refuse('cmc_stores', { cmc_colour: 'red' })).toEqual([
      400,
      '0x80048d19',
      expect.stringContaining("Invalid property 'cmc_colour' was found in entity 'Microsoft.Dynamics.CRM.cmc_store'"),
    ]);
    expect(await refuse('cmc_stores', { cmc_enabled: 'yes' })).toEqual([400, '0x80048d19', expect.stringContaining('Edm.Boolean')]);
    expect(await refuse('cmc_stores', { cmc_checkedon: 'yesterday' })).toEqual([
      400,
      '0x80048d19',
      expect.stringContaining('Edm.DateTimeOffset'),
    ]);
    expect(await refuse('cmc_mappingsets', { cmc_version: '3' })).toEqual([400, '0x80048d19', expect.stringContaining('Edm.Int32')]);
    expect(await refuse('cmc_mappingsets', { cmc_version: 3.5 })).toEqual([400, '0x80048d19', expect.stringContaining('Edm.Int32')]);
    expect(await refuse('cmc_mappingsets', { cmc_version: 3_000_000_000 })).toEqual([400, '0x80044330', expect.any(String)]);
    expect(await refuse('cmc_mappingsets', { cmc_state: 'Draft' })).toEqual([400, '0x80048d19', expect.any(String)]);
    expect(await refuse('cmc_mappingsets', { cmc_state: 727000003 })).toEqual([
      400,
      '0x8004431a',
      expect.stringContaining('Accepted Values: 727000000,727000001,727000002'),
    ]);
    expect(await refuse('cmc_stores', { cmc_legalentity: 'usmf-longer' })).toEqual([
      400,
      '0x80044331',
      expect.stringContaining(
        "The length of the 'cmc_legalentity' attribute of the 'cmc_store' entity exceeded the maximum allowed length of '10'",
      ),
    ]);
    expect(await refuse('cmc_syncstatuses', { cmc_channeltotal: '12.50' })).toEqual([
      400,
      '0x80048d19',
      expect.stringContaining('Edm.Decimal'),
    ]);
    expect(await refuse('cmc_syncstatuses', '{"cmc_channeltotal": 100000000001}')).toEqual([400, '0x80044330', expect.any(String)]);
    expect(await refuse('cmc_stores', { _ownerid_value: clientId })).toEqual([
      400,
      '0x80048d19',
      expect.stringContaining('Navigation properties'),
    ]);
    expect(await refuse('cmc_stores', '{"cmc_name": ')).toEqual([400, '0x80048d19', expect.any(String)]);
  });

  it('is refused when its key is taken, without regard to case', async () => {
    await call('POST', 'cmc_stores', { cmc_key: 'x-3' });
    const again = await call('POST', 'cmc_stores', { cmc_key: 'X-3' });
    expect([again.status, again.body.error.code]).toEqual([412, '0x80060892']);
  });

  it('is updated or created by PATCH, unless a condition forbids one of them', async () => {
    const address = "cmc_stores(cmc_key='x-4')";
    const forbidden = await call('PATCH', address, { cmc_name: 'A' }, { 'if-match': '*' });
    expect([forbidden.status, forbidden.body.error.code]).toEqual([404, '0x80060891']);
    expect((await call('PATCH', address, { cmc_name: 'A' }, { 'if-none-match': 'null' })).status).toBe(204);
    expect((await get(address)).body).toMatchObject({ cmc_key: 'x-4', cmc_name: 'A' });
    const exists = await call('PATCH', address, { cmc_name: 'B' }, { 'if-none-match': '*' });
    expect([exists.status, exists.body.error.message]).toEqual([412, 'A record with matching key values already exists.']);

    const etag = (await get(address)).body['@odata.etag'];
    expect((await call('PATCH', address, { cmc_name: 'C' }, { 'if-match': etag })).status).toBe(204);
    const stale = await call('PATCH', address, { cmc_name: 'D' }, { 'if-match': etag });
    expect([stale.status, stale.body.error.code]).toEqual([412, '0x80060882']);
    expect((await call('DELETE', address, undefined, { 'if-match': etag })).status).toBe(412);
    expect((await get(address)).body.cmc_name).toBe('C');

    const id = '0e6b7e8a-2222-4333-8444-555555555555';
    const none = await call('PATCH', `cmc_stores(${id})`, {}, { 'if-match': '*' });
    expect([none.status, none.body.error.message]).toEqual([404, `cmc_store With Id = ${id} Does Not Exist`]);
    expect((await call('PATCH', `cmc_stores(${id})`, { cmc_key: 'x-5' })).status).toBe(204);
    expect((await get("cmc_stores(cmc_key='x-5')")).body.cmc_storeid).toBe(id);
  });

  it('takes its key from the body when that differs from the address', async () => {
    expect((await call('PATCH', "cmc_stores(cmc_key='asked')", { cmc_key: 'given' })).status).toBe(204);
    expect((await get("cmc_stores(cmc_key='asked')")).status).toBe(404);
    expect((await get("cmc_stores(cmc_key='given')")).status).toBe(200);
    await call('PATCH', "cmc_stores(cmc_key='given')", { cmc_key: 'renamed' });
    expect((await get("cmc_stores(cmc_key='renamed')")).status).toBe(200);
    expect((await get("cmc_stores(cmc_key='given')")).status).toBe(404);
  });

  it('changes its etag with every write, and only with a write', async () => {
    const address = "cmc_stores(cmc_key='shopify-main')";
    const etag = async () => (await get(address)).body['@odata.etag'];
    const first = await etag();
    expect(await etag()).toBe(first);
    await call('PATCH', address, { cmc_name: 'Same' });
    const second = await etag();
    await call('PATCH', address, { cmc_name: 'Same' });
    expect(new Set([first, second, await etag()]).size).toBe(3);
    expect((await get(address, { 'if-none-match': await etag() })).status).toBe(304);
    expect((await get(address, { 'if-none-match': first })).status).toBe(200);
  });

  it('keeps when it was created elsewhere, and passes over what only the platform sets', async () => {
    const row = {
      cmc_key: 'x-7',
      overriddencreatedon: '2020-05-06T07:08:09Z',
      importsequencenumber: 7,
      modifiedon: '2020-01-01T00:00:00Z',
    };
    await call('POST', 'cmc_stores', row);
    const { body } = await get("cmc_stores(cmc_key='x-7')");
    expect(body).toMatchObject({ createdon: '2020-05-06T07:08:09Z', importsequencenumber: 7, _owninguser_value: clientId });
    expect(body.modifiedon).not.toBe(row.modifiedon);
  });

  it('is deleted once', async () => {
    await call('POST', 'cmc_stores', { cmc_key: 'x-6' });
    expect((await call('DELETE', "cmc_stores(cmc_key='x-6')")).status).toBe(204);
    expect((await call('DELETE', "cmc_stores(cmc_key='x-6')")).status).toBe(404);
    expect((await get("cmc_stores(cmc_key='x-6')")).status).toBe(404);
  });

  it('cannot be addressed by a key with characters that Dataverse does not take', async () => {
    for (const character of ['/', '<', '>', '*', '%', '&', ':', '\\', '?', '+']) {
      const answer = await call('PATCH', `cmc_stores(cmc_key='a${encodeURIComponent(character)}b')`, { cmc_name: 'A' });
      expect([character, answer.status]).toEqual([character, 400]);
    }
    expect((await call('PATCH', "cmc_stores(cmc_key='o''brien|~23~')", { cmc_name: 'A' })).status).toBe(204);
    expect((await get("cmc_stores(cmc_key='o''brien%7C~23~')")).body.cmc_key).toBe("o'brien|~23~");
    expect((await get("cmc_stores(cmc_name='A')")).status).toBe(400);
  });

  it('keeps decimals to the last digit, dates in UTC to the second, and empty text as nothing', async () => {
    await call(
      'POST',
      'cmc_syncstatuses',
      '{"cmc_key":"d","cmc_channeltotal":90071992547.4567,"cmc_erptotal":-0.00005,"cmc_receivedon":"2026-03-01T10:00:00.987+02:00","cmc_reason":""}',
    );
    const { text, body } = await get("cmc_syncstatuses(cmc_key='d')");
    expect(text).toContain('"cmc_channeltotal":90071992547.4567');
    expect(text).toContain('"cmc_erptotal":-0.0001');
    expect([body.cmc_receivedon, body.cmc_reason]).toEqual(['2026-03-01T08:00:00Z', null]);
  });

  it('changes its status with its state and keeps both together', async () => {
    const address = "cmc_stores(cmc_key='shopify-main')";
    await call('PATCH', address, { statecode: 1 });
    expect((await get(address)).body).toMatchObject({ statecode: 1, statuscode: 2 });
    expect((await call('PATCH', address, { statecode: 0, statuscode: 2 })).status).toBe(400);
    const user = '50000000-0000-4000-8000-00000000000a';
    const binding = { 'ownerid@odata.bind': `/systemusers(${user})` };
    // The role of the product gives rows to nobody.
    expect((await call('PATCH', address, binding)).status).toBe(403);
    const authorization = `Bearer ${tokens.issue(here.part.url, clients.outside.id).token}`;
    await call('PATCH', address, binding, { authorization });
    expect((await get(address)).body).toMatchObject({ _ownerid_value: user, _owninguser_value: user });
    const nobody = await call('PATCH', address, { 'ownerid@odata.bind': `/systemusers(${user.replace('a', 'f')})` });
    expect([nobody.status, nobody.body.error.message]).toEqual([404, expect.stringContaining('systemuser With Id')]);
    expect((await call('PATCH', address, { 'cmc_parent@odata.bind': `/systemusers(${user})` })).status).toBe(400);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jsonNumber } from '../../shared/core/json.ts';
import { createConfigurationReader } from '../../shared/d365/dataverse/configuration-rows.ts';
import { createDataverse } from '../../shared/d365/dataverse/rows.ts';
import { publishedLimits, ServiceProtection } from './dataverse/limits.ts';
import { type DataversePart, startDataverse } from './dataverse/start.ts';
import { demoConfiguration } from './demo-configuration.ts';
import { FaultBoard } from './faults.ts';
import { TokenIssuer } from './tokens.ts';

const tokens = new TokenIssuer();
const faults = new FaultBoard([]);
const clientId = 'c0ffee00-0000-4000-8000-000000000001';
const seed = demoConfiguration({ shopify: 'http://127.0.0.1:1', woocommerce: 'http://127.0.0.1:2' });
const formatted = 'OData.Community.Display.V1.FormattedValue';

let part: DataversePart;
let root: string;
let authorization: string;

beforeAll(async () => {
  part = await startDataverse({ port: 0, faults, tokens, seed });
  root = `${part.url}/api/data/v9.2`;
  authorization = `Bearer ${tokens.issue(part.url, clientId).token}`;
});
afterAll(() => part.close());
beforeEach(async () => {
  faults.clear();
  await part.reset();
});

interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}

interface Body {
  error: { code: string; message: string };
  value: Record<string, string>[];
  Ids: string[];
  '@odata.etag': string;
  '@odata.nextLink': string;
  '@odata.deltaLink': string;
  [name: string]: unknown;
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await fetch(/^https?:/.test(path) ? path : `${root}/${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : {} };
}

const get = (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers);
const query = (set: string, options: Record<string, string>, headers?: Record<string, string>) =>
  get(
    `${set}?${Object.entries(options)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`,
    headers,
  );
const keysOf = (answer: Answered): string[] => answer.body.value.map((row) => row.cmc_key ?? '');

const product = () => createDataverse({ environmentUrl: part.url, token: async () => tokens.issue(part.url, clientId).token });

const status = (key: string, more: Record<string, unknown> = {}) => ({
  cmc_key: key,
  cmc_name: key,
  cmc_store: 'shopify-main',
  cmc_documenttype: 'order',
  cmc_externalid: key,
  cmc_state: 727000002,
  ...more,
});

describe('the door', () => {
  it('turns away who has no token, a token for another service, or an expired one', async () => {
    for (const bearer of [
      '',
      `Bearer ${tokens.issue('https://other.example', clientId).token}`,
      `Bearer ${tokens.issue(part.url, clientId, -10).token}`,
    ]) {
      const response = await fetch(`${root}/cmc_stores`, { headers: { authorization: bearer } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer authorization_uri=');
    }
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
    expect((await fetch(`${part.url}/api/data/v8/cmc_stores`, { headers: { authorization } })).status).toBe(404);
  });

  it('has the tables of the solution', async () => {
    const { body } = await get('');
    expect(body.value.map((one) => one.name)).toEqual([
      'cmc_commands',
      'cmc_exceptions',
      'cmc_mappingsets',
      'cmc_productlinks',
      'cmc_stores',
      'cmc_syncevents',
      'cmc_syncstatuses',
      'cmc_valuemapentries',
    ]);
    expect((await get('WhoAmI')).body.UserId).toBe(clientId);
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
    expect([none.status, none.body.error.message]).toEqual([404, `Entity 'cmc_store' With Id = ${id} Does Not Exist`]);
    expect((await call('PATCH', `cmc_stores(${id})`, { cmc_key: 'x-5' })).status).toBe(204);
    expect((await get("cmc_stores(cmc_key='x-5')")).body.cmc_storeid).toBe(id);
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
    await call('PATCH', address, { 'ownerid@odata.bind': `/systemusers(${user})` });
    expect((await get(address)).body._ownerid_value).toBe(user);
  });
});

describe('many rows at once', () => {
  const target = (key: string, more: Record<string, unknown> = {}) => ({
    '@odata.type': 'Microsoft.Dynamics.CRM.cmc_syncstatus',
    '@odata.id': `cmc_syncstatuses(cmc_key='${key}')`,
    cmc_store: 'shopify-main',
    ...more,
  });
  const upsert = (targets: unknown) => call('POST', 'cmc_syncstatuses/Microsoft.Dynamics.CRM.UpsertMultiple', { Targets: targets });

  it('are created and updated, and answered with nothing', async () => {
    expect((await upsert([target('a', { cmc_name: 'A' }), target('b')])).status).toBe(204);
    const again = await upsert([target('a', { cmc_attempt: 2 }), target('c')]);
    expect([again.status, again.text]).toEqual([204, '']);
    expect((await get("cmc_syncstatuses(cmc_key='a')")).body).toMatchObject({ cmc_name: 'A', cmc_attempt: 2 });
    expect((await get('cmc_syncstatuses/$count')).text).toBe('3');
  });

  it('are written all or not at all', async () => {
    await upsert([target('a', { cmc_name: 'before' })]);
    const refused = await upsert([target('a', { cmc_name: 'after' }), target('b'), target('c', { cmc_state: 1 })]);
    expect([refused.status, refused.body.error.code]).toEqual([400, '0x8004431a']);
    expect((await get("cmc_syncstatuses(cmc_key='a')")).body.cmc_name).toBe('before');
    expect((await get("cmc_syncstatuses(cmc_key='b')")).status).toBe(404);
  });

  it('are refused over 1,000, without type, of another table, with a key that cannot be', async () => {
    expect((await upsert(Array.from({ length: 1001 }, (_, n) => target(`k${n}`)))).status).toBe(400);
    expect((await upsert([{ ...target('a'), '@odata.type': undefined }])).status).toBe(400);
    expect((await upsert([{ ...target('a'), '@odata.type': 'Microsoft.Dynamics.CRM.cmc_store' }])).status).toBe(400);
    expect((await upsert([{ ...target('a'), '@odata.id': "cmc_stores(cmc_key='a')" }])).status).toBe(400);
    expect((await upsert([target('gid%3A%2F%2Fshopify')])).status).toBe(400);
    expect((await upsert(undefined)).status).toBe(400);
    expect((await get('cmc_syncstatuses/$count')).text).toBe('0');
  });

  it('answer their ids when they are created', async () => {
    const { status, body } = await call('POST', 'cmc_syncstatuses/Microsoft.Dynamics.CRM.CreateMultiple', {
      Targets: [1, 2].map((n) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.cmc_syncstatus', cmc_key: `n${n}` })),
    });
    expect([status, body.Ids.length]).toEqual([200, 2]);
    expect((await get(`cmc_syncstatuses(${body.Ids[1]})`)).body.cmc_key).toBe('n2');
  });
});

describe('a query', () => {
  beforeEach(async () => {
    const rows = [
      status('a1', { cmc_attempt: 1, cmc_channeltotal: 9.5, cmc_receivedon: '2026-01-01T00:00:00Z' }),
      status('a2', { cmc_attempt: 2, cmc_channeltotal: 10, cmc_receivedon: '2026-01-02T00:00:00Z', cmc_state: 727000004 }),
      status('b1', { cmc_store: 'woocommerce-main', cmc_attempt: 3, cmc_name: "It's B" }),
      status('b2', { cmc_store: 'woocommerce-main', cmc_channelurl: 'https://shop.example/2' }),
    ];
    for (const row of rows) expect((await call('POST', 'cmc_syncstatuses', row)).status).toBe(204);
  });
  const found = async ($filter: string) => keysOf(await query('cmc_syncstatuses', { $filter, $select: 'cmc_key' }));

  it('compares text without regard to case, numbers, decimals, dates, choices, ids and nothing', async () => {
    expect(await found("cmc_store eq 'SHOPIFY-MAIN'")).toEqual(['a1', 'a2']);
    expect(await found("cmc_store eq 'shopify-main' and cmc_externalid eq 'a2'")).toEqual(['a2']);
    expect(await found('cmc_state eq 727000004')).toEqual(['a2']);
    expect(await found('cmc_attempt gt 1')).toEqual(['a2', 'b1']);
    expect(await found('cmc_attempt ge 1 and cmc_attempt lt 3')).toEqual(['a1', 'a2']);
    expect(await found('cmc_channeltotal gt 9.75')).toEqual(['a2']);
    expect(await found('cmc_receivedon ge 2026-01-02')).toEqual(['a2']);
    expect(await found('cmc_receivedon lt 2026-01-01T01:00:00+02:00')).toEqual([]);
    expect(await found('cmc_attempt eq null')).toEqual(['b2']);
    expect(await found('cmc_channelurl ne null')).toEqual(['b2']);
    expect(await found("cmc_name eq 'it''s b'")).toEqual(['b1']);
    const { body } = await get("cmc_syncstatuses(cmc_key='a1')");
    expect(await found(`cmc_syncstatusid eq ${body.cmc_syncstatusid}`)).toEqual(['a1']);
    expect(await found(`_ownerid_value eq ${clientId} and statecode eq 0`)).toHaveLength(4);
  });

  it('joins conditions with and, or, not and brackets, and looks inside text', async () => {
    expect(await found("contains(cmc_channelurl,'SHOP') or startswith(cmc_key,'A')")).toEqual(['a1', 'a2', 'b2']);
    expect(await found("not (cmc_key eq 'a1' or endswith(cmc_key,'2'))")).toEqual(['b1']);
    expect(await found("cmc_key eq 'a1' or cmc_key eq 'b1' and cmc_attempt eq 9")).toEqual(['a1']);
  });

  it('is refused when it is wrong', async () => {
    const refused = async (options: Record<string, string>) => (await query('cmc_syncstatuses', options)).status;
    for (const $filter of [
      "cmc_colour eq 'a'",
      'cmc_key eq a',
      "cmc_attempt eq '1'",
      "cmc_receivedon gt '2026-01-01'",
      'cmc_key',
      "cmc_key is 'a'",
      'length(cmc_key) gt 1',
      "(cmc_key eq 'a'",
      'cmc_state eq null null',
    ])
      expect([$filter, await refused({ $filter })]).toEqual([$filter, 400]);
    expect(await refused({ $select: 'cmc_key,cmc_colour' })).toBe(400);
    expect(await refused({ $orderby: 'cmc_key sideways' })).toBe(400);
    expect(await refused({ $top: '-1' })).toBe(400);
    expect(await refused({ $expand: 'ownerid' })).toBe(400);
  });

  it('selects, sorts, counts, and stops at the top', async () => {
    const { body } = await query('cmc_syncstatuses', { $select: 'cmc_key', $orderby: 'cmc_store desc,cmc_key', $top: '3', $count: 'true' });
    expect(body['@odata.count']).toBe(4);
    expect(body.value.map((row: object) => Object.keys(row).sort())[0]).toEqual(['@odata.etag', 'cmc_key', 'cmc_syncstatusid']);
    expect(body.value.map((row) => row.cmc_key)).toEqual(['b1', 'b2', 'a1']);
    expect(body['@odata.nextLink']).toBeUndefined();
  });

  it('comes in pages as large as preferred, each row once', async () => {
    const prefer = { prefer: 'odata.maxpagesize=3' };
    const first = await query('cmc_syncstatuses', { $orderby: 'cmc_store desc', $select: 'cmc_key' }, prefer);
    const second = await get(first.body['@odata.nextLink'], prefer);
    expect([...keysOf(first), ...keysOf(second)]).toEqual(['b1', 'b2', 'a1', 'a2']);
    expect(second.body['@odata.nextLink']).toBeUndefined();
    expect((await query('cmc_syncstatuses', { $skiptoken: 'rubbish' })).status).toBe(400);
  });

  it('says choices, dates and numbers in words when annotations are asked for', async () => {
    await call('PATCH', "cmc_syncstatuses(cmc_key='a1')", { cmc_erptotal: 1234.5, cmc_attempt: 12345 });
    for (const wanted of ['*', formatted]) {
      const { body, headers } = await query(
        'cmc_syncstatuses',
        { $filter: "cmc_key eq 'a1'" },
        { prefer: `odata.include-annotations="${wanted}"` },
      );
      expect(headers.get('preference-applied')).toBe(`odata.include-annotations="${wanted}"`);
      expect(body.value[0]).toMatchObject({
        [`cmc_state@${formatted}`]: 'Synced',
        [`cmc_attempt@${formatted}`]: '12,345',
        [`cmc_erptotal@${formatted}`]: '1,234.5000',
        [`cmc_receivedon@${formatted}`]: '1/1/2026 12:00 AM',
        [`statecode@${formatted}`]: 'Active',
        [`_ownerid_value@${formatted}`]: '# Commerce Companion',
      });
      expect(body.value[0]?.['_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname']).toBe(wanted === '*' ? 'systemuser' : undefined);
    }
    expect((await get("cmc_syncstatuses(cmc_key='a1')")).text).not.toContain(formatted);
  });
});

describe('change tracking', () => {
  const track = { prefer: 'odata.track-changes' };

  it('tells what has changed and what is gone since the last look', async () => {
    const first = await query('cmc_stores', { $select: 'cmc_key,cmc_name' }, track);
    expect(keysOf(first)).toEqual(['shopify-main', 'woocommerce-main']);
    expect(first.headers.get('preference-applied')).toBe('odata.track-changes');
    const link = first.body['@odata.deltaLink'];
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/data\/v9\.2\/cmc_stores\?.*\$deltatoken=/);
    expect((await get(link, track)).body.value).toEqual([]);

    const { cmc_storeid: gone } = (await get("cmc_stores(cmc_key='woocommerce-main')")).body;
    await call('DELETE', "cmc_stores(cmc_key='woocommerce-main')");
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_name: 'New name' });
    await call('POST', 'cmc_stores', { cmc_key: 'third' });
    const { body } = await get(link, track);
    expect(body.value).toEqual([
      expect.objectContaining({ cmc_key: 'shopify-main', cmc_name: 'New name', '@odata.etag': expect.any(String) }),
      expect.objectContaining({ cmc_key: 'third' }),
      { '@odata.context': `${root}/$metadata#cmc_stores/$deletedEntity`, id: gone, reason: 'deleted' },
    ]);
    expect((await get(body['@odata.deltaLink'])).body.value).toEqual([]);
  });

  it('comes in pages too, and loses nothing that changes meanwhile', async () => {
    const small = { prefer: 'odata.track-changes,odata.maxpagesize=2' };
    for (const n of [1, 2, 3]) await call('POST', 'cmc_stores', { cmc_key: `s${n}` });
    const first = await get('cmc_stores?$select=cmc_key', small);
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_name: 'meanwhile' });
    const second = await get(first.body['@odata.nextLink'], small);
    const third = await get(second.body['@odata.nextLink'], small);
    expect([first, second, third].flatMap(keysOf)).toEqual(['shopify-main', 'woocommerce-main', 's1', 's2', 's3']);
    const link = third.body['@odata.deltaLink'];
    for (const n of [1, 2]) await call('PATCH', `cmc_stores(cmc_key='s${n}')`, { cmc_name: 'x' });
    await call('DELETE', "cmc_stores(cmc_key='s3')");
    const changed = await get(link, small);
    const rest = await get(changed.body['@odata.nextLink'], small);
    expect(keysOf(changed)).toEqual(['shopify-main', 's1']);
    expect(rest.body.value.map((row) => row.reason ?? row.cmc_key)).toEqual(['s2', 'deleted']);
    expect(rest.body['@odata.deltaLink']).toBeDefined();
  });

  it('takes no other query options, no foreign token, and none from before a reset', async () => {
    for (const option of ["$filter=cmc_key eq 'a'", '$orderby=cmc_key', '$top=1']) {
      const { status, body } = await get(`cmc_stores?${option}`, track);
      expect([status, body.error.message]).toEqual([
        400,
        `The "${option.split('=')[0]}" query parameter isn't supported when Change Tracking is enabled.`,
      ]);
    }
    expect((await get('cmc_stores?$deltatoken=abc')).status).toBe(400);
    const link = (await get('cmc_stores', track)).body['@odata.deltaLink'];
    await part.reset();
    const old = await get(link, track);
    expect([old.status, old.body.error.code]).toEqual([400, '0x80044352']);
  });
});

describe('a batch', () => {
  const crlf = '\r\n';
  const request = (line: string, body?: unknown, contentId?: number) =>
    [
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
      '',
      `${line} HTTP/1.1`,
      ...(body === undefined ? [] : ['Content-Type: application/json']),
      '',
      body === undefined ? '' : JSON.stringify(body),
    ].join(crlf);
  const changeset = (...requests: string[]) =>
    ['Content-Type: multipart/mixed; boundary=cs', '', ...requests.flatMap((one) => ['--cs', one]), '--cs--'].join(crlf);
  const send = (parts: string[], headers: Record<string, string> = {}) =>
    call('POST', '$batch', `${parts.map((one) => `--b${crlf}${one}${crlf}`).join('')}--b--${crlf}`, {
      'content-type': 'multipart/mixed; boundary=b',
      ...headers,
    });
  const statusesIn = ({ text }: Answered) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));

  it('carries out its requests in order, whatever form their addresses have', async () => {
    const answer = await send([
      request(`POST ${root}/cmc_stores`, { cmc_key: 'b1' }),
      request("PATCH /api/data/v9.2/cmc_stores(cmc_key='b1')", { cmc_name: 'B' }),
      request("GET cmc_stores(cmc_key='b1')?$select=cmc_name"),
    ]);
    expect([answer.status, statusesIn(answer)]).toEqual([200, [204, 204, 200]]);
    expect(answer.text).toContain('"cmc_name":"B"');
    expect(part.calls()).toMatchObject({ total: 1, operations: [{ name: 'POST $batch', count: 1 }] });
    expect(part.calls().inner).toEqual([
      { name: 'POST cmc_stores', count: 1 },
      { name: 'PATCH cmc_stores', count: 1 },
      { name: 'GET cmc_stores', count: 1 },
    ]);
  });

  it('stops at the first failure, or goes on when that is preferred', async () => {
    const parts = [request('GET cmc_shops'), request('POST cmc_stores', { cmc_key: 'b2' })];
    const stopped = await send(parts);
    expect([stopped.status, statusesIn(stopped)]).toEqual([404, [404]]);
    const on = await send(parts, { prefer: 'odata.continue-on-error' });
    expect([on.status, statusesIn(on)]).toEqual([200, [404, 204]]);
  });

  it('writes a change set whole or not at all, and lets it refer to its own records', async () => {
    const failed = await send([
      changeset(request('POST cmc_stores', { cmc_key: 'c1' }, 1), request('POST cmc_stores', { cmc_key: 'c2', cmc_colour: 'red' }, 2)),
    ]);
    expect(statusesIn(failed)).toEqual([400]);
    expect(failed.text).toContain('Content-ID: 2');
    expect((await get("cmc_stores(cmc_key='c1')")).status).toBe(404);
    const good = await send([changeset(request('POST cmc_stores', { cmc_key: 'c1' }, 1), request('PATCH $1', { cmc_name: 'C' }, 2))]);
    expect([good.status, statusesIn(good)]).toEqual([200, [204, 204]]);
    expect((await get("cmc_stores(cmc_key='c1')")).body.cmc_name).toBe('C');
  });

  it('is refused with a GET in a change set, with more than 1,000 requests, with a batch inside, without its end', async () => {
    expect((await send([changeset(request('GET cmc_stores', undefined, 1))])).status).toBe(400);
    expect((await send(Array.from({ length: 1001 }, () => request('GET cmc_stores')))).status).toBe(400);
    expect((await send([request('POST $batch', {})])).status).toBe(400);
    expect(
      (await call('POST', '$batch', `--b${crlf}${request('GET cmc_stores')}`, { 'content-type': 'multipart/mixed; boundary=b' })).status,
    ).toBe(400);
    expect((await call('POST', '$batch', '{}')).status).toBe(400);
  });
});

describe('service protection', () => {
  it('refuses what is over the published limits, and only that', () => {
    let now = 0;
    const protection = new ServiceProtection(publishedLimits, () => now);
    const code = () => {
      const begun = protection.begin('user');
      if (!('refused' in begun)) {
        begun.end();
        return 'taken';
      }
      const { error } = begun.refused.body as { error: { code: string } };
      return [error.code, begun.refused.status, begun.refused.headers?.['retry-after']];
    };
    for (let n = 0; n < 6000; n += 1) {
      now += 10;
      expect(code()).toBe('taken');
    }
    expect(code()).toEqual(['0x80072322', 429, '241']);
    expect('refused' in protection.begin('another')).toBe(false);
    now += 300_000;
    expect(code()).toBe('taken');
    for (let n = 0; n < 52; n += 1) protection.begin('user');
    expect(code()).toEqual(['0x80072326', 429, '2']);
  });

  it('words a throttle that is asked for the same way', async () => {
    faults.add({ target: 'dataverse', kind: 'throttle', count: 1, retryAfterS: 7 });
    const { status, headers, body } = await get('cmc_stores');
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([429, '7', '0x80072322']);
    expect(body.error.message).toBe('Number of requests exceeded the limit of 6000 over time window of 300 seconds.');
  });
});

describe('the product', () => {
  it('upserts all tables in one round trip and tells which rows are refused', async () => {
    const refused = await product().upsert([
      {
        set: 'cmc_syncstatuses',
        table: 'cmc_syncstatus',
        rows: [
          status('shopify-main|order|1', { cmc_channeltotal: jsonNumber('12345678901.2345') }),
          status('bad', { cmc_state: 7 }),
          status('2'),
        ],
      },
      { set: 'cmc_syncevents', table: 'cmc_syncevent', rows: [{ cmc_key: 'e1', cmc_name: 'Received', cmc_text: '' }] },
      { set: 'cmc_exceptions', table: 'cmc_exception', rows: [] },
    ]);
    expect(refused).toEqual([{ set: 'cmc_syncstatuses', key: 'bad', problem: expect.stringContaining("'cmc_state'") }]);
    const rows = await product().read('cmc_syncstatuses', '$select=cmc_key,cmc_channeltotal&$orderby=cmc_key');
    expect(rows.map((row) => [row.cmc_key, row.cmc_channeltotal])).toEqual([
      ['2', null],
      ['shopify-main|order|1', 12345678901.2345],
    ]);
    expect(part.calls().operations.find(({ name }) => name === 'POST $batch')?.count).toBe(1);
  });

  it('updates what exists and never creates', async () => {
    await product().update('cmc_stores', 'shopify-main', { cmc_problem: 'No connection.' });
    expect((await get("cmc_stores(cmc_key='shopify-main')")).body.cmc_problem).toBe('No connection.');
    await expect(product().update('cmc_stores', 'nowhere', { cmc_problem: '' })).rejects.toThrow();
  });

  it('follows its configuration, and begins again when its link is too old', async () => {
    const read = createConfigurationReader(product());
    const first = await read();
    expect([first.stores.length, first.productLinks.length, first.mappingSets.length]).toEqual([2, 2, 0]);
    expect(first.valueMapEntries.length).toBeGreaterThan(4);
    await call('PATCH', "cmc_stores(cmc_key='shopify-main')", { cmc_enabled: false });
    await call('DELETE', "cmc_stores(cmc_key='woocommerce-main')");
    expect((await read()).stores).toEqual([expect.objectContaining({ cmc_key: 'shopify-main', cmc_enabled: false })]);
    await part.reset();
    expect((await read()).stores).toHaveLength(2);
  });
});

it('continues with its rows and change links after a restart, and does not seed again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataverse-'));
  try {
    const start = () => startDataverse({ port: 0, faults, tokens, seed: () => seed, dataDir });
    const at = async (url: string, path: string, method = 'GET', body?: unknown) =>
      fetch(`${url}/api/data/v9.2/${path}`, {
        method,
        headers: { authorization: `Bearer ${tokens.issue(url, clientId).token}`, prefer: 'odata.track-changes' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const one = await start();
    const { '@odata.deltaLink': link } = (await (await at(one.url, 'cmc_stores')).json()) as { '@odata.deltaLink': string };
    await at(one.url, "cmc_stores(cmc_key='shopify-main')", 'PATCH', { cmc_name: 'Kept' });
    await at(one.url, "cmc_stores(cmc_key='woocommerce-main')", 'DELETE');
    await one.close();
    const two = await start();
    const changes = (await (await at(two.url, link.slice(link.indexOf('cmc_stores')))).json()) as { value: Record<string, string>[] };
    expect(changes.value.map((row) => row.cmc_name ?? row.reason)).toEqual(['Kept', 'deleted']);
    await two.close();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

it('finds rows among 20,000 by key, store, external id and state', async () => {
  const many = Array.from({ length: 20_000 }, (_, n) => status(`k${n}`, { cmc_state: n === 777 ? 727000004 : 727000002 }));
  for (let from = 0; from < many.length; from += 1000)
    await product().upsert([{ set: 'cmc_syncstatuses', table: 'cmc_syncstatus', rows: many.slice(from, from + 1000) }]);
  for (let n = 0; n < 200; n += 1) {
    const found = await query('cmc_syncstatuses', {
      $filter: `cmc_store eq 'shopify-main' and cmc_externalid eq 'k${n * 90}'`,
      $select: 'cmc_key',
    });
    expect(keysOf(found)).toEqual([`k${n * 90}`]);
  }
  expect(keysOf(await query('cmc_syncstatuses', { $filter: 'cmc_state eq 727000004', $select: 'cmc_key' }))).toEqual(['k777']);
  const page = await query('cmc_syncstatuses', { $select: 'cmc_key', $count: 'true' });
  expect([page.body.value.length, page.body['@odata.count'], typeof page.body['@odata.nextLink']]).toEqual([5000, 5000, 'string']);
});

import { afterEach, describe, expect, it } from 'vitest';
import { keysOf, useDataverse } from './dataverse-caller.ts';

let now = () => new Date();
const { here, call, get, query } = useDataverse({ now: () => now() });
afterEach(() => {
  now = () => new Date();
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
      { '@odata.context': `${here.root}/$metadata#cmc_stores/$deletedEntity`, id: gone, reason: 'deleted' },
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

  it('forgets after seven days what a client knew', async () => {
    const link = (await get('cmc_stores', track)).body['@odata.deltaLink'];
    const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000);
    now = () => inDays(6.9);
    expect((await get(link, track)).status).toBe(200);
    now = () => inDays(7.1);
    const late = await get(link, track);
    expect([late.status, late.body.error.code]).toEqual([400, '0x80044352']);
  });

  it('does not call a row deleted that exists again', async () => {
    const { cmc_storeid: id } = (await get("cmc_stores(cmc_key='shopify-main')")).body;
    const link = (await get('cmc_stores', track)).body['@odata.deltaLink'];
    await call('DELETE', `cmc_stores(${id})`);
    await call('PATCH', `cmc_stores(${id})`, { cmc_key: 'shopify-main', cmc_name: 'Again' });
    expect((await get(link, track)).body.value).toEqual([expect.objectContaining({ cmc_storeid: id, cmc_name: 'Again' })]);
  });

  it('is not offered by a table that has it switched off', async () => {
    expect((await get('systemusers', track)).status).toBe(400);
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
    await here.part.reset();
    const old = await get(link, track);
    expect([old.status, old.body.error.code]).toEqual([400, '0x80044352']);
  });
});

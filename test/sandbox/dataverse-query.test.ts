import { beforeEach, describe, expect, it } from 'vitest';
import { clientId, formatted, keysOf, status, useDataverse } from './dataverse-caller.ts';

const { call, get, query, product } = useDataverse();

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

  it('finds one of several values, all of them written as text', async () => {
    const isIn = (name: string, ...values: string[]) =>
      `Microsoft.Dynamics.CRM.In(PropertyName='${name}',PropertyValues=[${values.map((value) => `'${value}'`).join(',')}])`;
    expect(await found(isIn('cmc_key', 'A1', 'b2', 'zz'))).toEqual(['a1', 'b2']);
    expect(await found(`${isIn('cmc_state', '727000004')} and ${isIn('cmc_attempt', '1', '2')}`)).toEqual(['a2']);
    expect(await found(isIn('ownerid', clientId))).toHaveLength(4);
    for (const $filter of [isIn('cmc_key'), isIn('cmc_attempt', 'two'), isIn('cmc_colour', 'red')])
      expect([$filter, (await query('cmc_syncstatuses', { $filter })).status]).toEqual([$filter, 400]);
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
    expect(await refused({ $expand: 'cmc_owner' })).toBe(400);
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
      const [row] = body.value;
      expect(row?.['_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname']).toBe(wanted === '*' ? 'systemuser' : undefined);
      expect(row?.['_ownerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty']).toBe(wanted === '*' ? 'ownerid' : undefined);
    }
    expect((await get("cmc_syncstatuses(cmc_key='a1')")).text).not.toContain(formatted);
  });
});

it('finds rows among 50,000 by key, store, external id and state', async () => {
  const many = Array.from({ length: 50_000 }, (_, n) => status(`k${n}`, { cmc_state: n === 777 ? 727000004 : 727000002 }));
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
  const page = await query(
    'cmc_syncstatuses',
    { $select: 'cmc_key', $count: 'true' },
    { prefer: 'odata.include-annotations="Microsoft.Dynamics.CRM.*"' },
  );
  expect(page.body['@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded']).toBe(true);
  expect([page.body.value.length, page.body['@odata.count'], typeof page.body['@odata.nextLink']]).toEqual([5000, 5000, 'string']);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHeader, aLine, type Caller, problemOf, startErp } from './finance-scm-caller.ts';

let erp: Caller;
beforeAll(async () => {
  erp = await startErp({ pageSize: 3 });
  for (const [number, reference, percentage] of [
    ['Q-1', 'Shop #1', 0],
    ['Q-2', 'shop #2', 0.1],
    ['Q-3', 'Other 100%', 0.3],
    ['Q-4', 'SHOP [4]', 12.5],
  ] as const) {
    await erp.post(
      'SalesOrderHeadersV4',
      aHeader({
        SalesOrderNumber: number,
        CustomersOrderReference: reference,
        TotalDiscountPercentage: percentage,
        RequestedShippingDate: `2026-03-0${number.slice(2)}T12:00:00Z`,
      }),
    );
  }
  await erp.post('SalesOrderLinesV3', aLine({ SalesOrderNumber: 'Q-1' }));
  await erp.post('SalesOrderLinesV3', aLine({ SalesOrderNumber: 'Q-2' }));
  await erp.post('SalesOrderLinesV3', aLine({ SalesOrderNumber: 'Q-2', ItemNumber: 'D0002' }));
  await erp.part.act('cancel', { salesOrderNumber: 'Q-3' });
});
afterAll(() => erp.part.close());

const status = "Microsoft.Dynamics.DataEntities.SalesStatus'Backorder'";
const encoded = encodeURIComponent;

const numbersFor = async (filter: string) => {
  const reply = await erp.get(`SalesOrderHeadersV4?$filter=${encoded(filter)}&$select=SalesOrderNumber`);
  expect(reply.status, reply.text).toBe(200);
  return reply.json.value?.map((row) => String(row.SalesOrderNumber).slice(2)).join('');
};

describe('$filter', () => {
  it.each([
    ["SalesOrderNumber eq 'q-2'", '2'],
    ["SalesOrderNumber ne 'Q-2'", '134'],
    ["SalesOrderNumber gt 'Q-2' and SalesOrderNumber le 'Q-4'", '34'],
    ["SalesOrderNumber eq 'Q-1' or SalesOrderNumber eq 'Q-4' or SalesOrderNumber eq 'Q-9'", '14'],
    ["CustomersOrderReference eq 'SHOP #1'", '1'],
    ["CustomersOrderReference eq 'shop*'", '124'],
    ["CustomersOrderReference eq '*#2'", '2'],
    ["CustomersOrderReference eq '*o*0%'", '3'],
    ["CustomersOrderReference ne '*#*'", '34'],
    ["CustomersOrderReference eq '*[4]'", '4'],
    [`SalesOrderStatus eq ${status} and CustomersOrderReference ne '*#*'`, '4'],
    [`not (SalesOrderStatus eq ${status})`, '3'],
    ['TotalDiscountPercentage eq 0.1', '2'],
    ['TotalDiscountPercentage add 0.2 eq 0.3', '2'],
    ['TotalDiscountPercentage mul 2 gt 0.5 and TotalDiscountPercentage sub 1 lt 0', '3'],
    ['TotalDiscountPercentage div 5 eq 2.5', '4'],
    ['TotalDiscountPercentage mod 12 eq 0.5', '4'],
    ['-TotalDiscountPercentage lt -12', '4'],
    ['RequestedShippingDate ge 2026-03-03T00:00:00Z', '34'],
    ['RequestedShippingDate eq 2026-03-01T13:00:00+01:00', '1'],
    ["(SalesOrderNumber eq 'Q-1' or SalesOrderNumber eq 'Q-2') and TotalDiscountPercentage gt 0", '2'],
    ['OrderTotalAmount gt 200', '2'],
  ])('%s finds %s', async (filter, found) => {
    expect(await numbersFor(filter)).toBe(found);
  });

  it.each([
    ["SalesOrderStatus eq 'Backorder'", 'incompatible types'],
    [`SalesOrderStatus gt ${status}`, 'incompatible types'],
    ["SalesOrderStatus eq Microsoft.Dynamics.DataEntities.SalesStatus'Open'", 'not a valid enumeration'],
    ["SalesOrderStatus eq Microsoft.Dynamics.DataEntities.NoYes'Yes'", 'incompatible types'],
    ["SalesOrderStatus has Microsoft.Dynamics.DataEntities.SalesStatus'Backorder'", "'has' is not supported"],
    ["SalesOrderNumber in ('Q-1','Q-2')", "'in' is not supported"],
    ["contains(SalesOrderNumber,'Q')", "function 'contains' is not supported"],
    ["startswith(SalesOrderNumber,'Q')", 'not supported'],
    ["Salesordernumber eq 'Q-1'", "Could not find a property named 'Salesordernumber'"],
    ['SalesOrderNumber eq 1', 'incompatible types'],
    ["TotalDiscountPercentage eq '0.1'", 'incompatible types'],
    ['RequestedShippingDate ge 2026-03-03', 'Edm.DateTimeOffset'],
    ["RequestedShippingDate ge '2026-03-03T00:00:00Z'", 'incompatible types'],
    ["SalesOrderNumber eq 'Q-1' and", 'Syntax error'],
    ['SalesOrderNumber', 'single boolean'],
    ["(SalesOrderNumber eq 'Q-1'", 'Syntax error'],
  ])('refuses %s', async (filter, text) => {
    const reply = await erp.get(`SalesOrderHeadersV4?$filter=${encoded(filter)}`);

    expect(reply.status).toBe(400);
    expect(problemOf(reply)).toContain(text);
  });
});

describe('other query options', () => {
  it('selects, orders by several, skips and takes', async () => {
    const reply = await erp.get(
      'SalesOrderLinesV3?$select=SalesOrderNumber,ItemNumber&$orderby=SalesOrderNumber desc,ItemNumber asc&$skip=1&$top=2',
    );

    expect(reply.json.value?.map(({ SalesOrderNumber, ItemNumber, ...rest }) => [SalesOrderNumber, ItemNumber, Object.keys(rest)])).toEqual(
      [
        ['Q-2', 'D0002', ['@odata.etag']],
        ['Q-1', 'D0001', ['@odata.etag']],
      ],
    );
  });

  it('orders decimals by value and enums by number', async () => {
    const byAmount = await erp.get('SalesOrderHeadersV4?$orderby=TotalDiscountPercentage desc&$select=SalesOrderNumber&$top=3');
    const byStatus = await erp.get('SalesOrderHeadersV4?$orderby=SalesOrderStatus desc&$select=SalesOrderNumber&$top=1');

    expect(byAmount.json.value?.map((row) => row.SalesOrderNumber)).toEqual(['Q-4', 'Q-3', 'Q-2']);
    expect(byStatus.json.value?.map((row) => row.SalesOrderNumber)).toEqual(['Q-3']);
  });

  it('counts without regard to $top, and alone', async () => {
    expect((await erp.get('SalesOrderHeadersV4?$count=true&$top=1&$select=SalesOrderNumber')).json['@odata.count']).toBe(4);
    expect((await erp.get('SalesOrderHeadersV4/$count')).text).toBe('4');
  });

  it('pages by itself and gives an absolute link to the rest, $top and $skip kept', async () => {
    const walk = async (path: string) => {
      const seen: unknown[][] = [];
      for (let next: string | undefined = path; next; ) {
        const { json } = await erp.get(next);
        seen.push((json.value ?? []).map((row) => row.SalesOrderNumber));
        const link = json['@odata.nextLink'] as string | undefined;
        if (link) expect(link).toContain(`${erp.part.url}/data/`);
        next = link?.slice(`${erp.part.url}/data/`.length);
      }
      return seen;
    };

    expect(await walk('SalesOrderHeadersV4?$select=SalesOrderNumber&$orderby=SalesOrderNumber desc')).toEqual([
      ['Q-4', 'Q-3', 'Q-2'],
      ['Q-1'],
    ]);
    expect(await walk('SalesOrderHeadersV4?$select=SalesOrderNumber&$skip=1')).toEqual([['Q-2', 'Q-3', 'Q-4']]);
    expect(await walk('SalesOrderHeadersV4?$select=SalesOrderNumber&$top=3')).toEqual([['Q-1', 'Q-2', 'Q-3']]);
  });

  it('expands one level', async () => {
    const { json } = await erp.get(
      "SalesOrderHeadersV2?$filter=SalesOrderNumber eq 'Q-2'&$expand=SalesOrderLines&$select=SalesOrderNumber",
    );

    expect(json.value?.[0]?.SalesOrderLines).toMatchObject([{ ItemNumber: 'D0001' }, { ItemNumber: 'D0002' }]);
  });

  it.each([
    '$expand=SalesOrderLines($expand=SalesOrderHeaderV2)',
    '$expand=Nothing',
    '$select=Nothing',
    '$orderby=Nothing',
    '$orderby=SalesOrderNumber down',
    '$top=-1',
    '$top=x',
    '$count=maybe',
    '$search=x',
    '$apply=x',
    '$skiptoken=x',
  ])('refuses %s', async (options) => {
    expect((await erp.get(`SalesOrderHeadersV2?${options}`)).status).toBe(400);
  });

  it('has no navigation from SalesOrderHeadersV4 to its lines', async () => {
    expect((await erp.get('SalesOrderHeadersV4?$expand=SalesOrderLines')).status).toBe(400);
  });
});

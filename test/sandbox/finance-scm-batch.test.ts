import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { aHeader, aLine, type Caller, changeset, operation, problemOf, singles, startErp, statusesOf } from './finance-scm-caller.ts';

const erp: Caller = await startErp();
beforeEach(() => erp.part.reset());
afterAll(() => erp.part.close());

const headers = 'SalesOrderHeadersV4?cross-company=true';
const lines = 'SalesOrderLinesV3?cross-company=true';
const total = "SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='SHP-1')?$select=OrderTotalAmount";
const orders = async () => (await erp.get('SalesOrderHeadersV4/$count?cross-company=true')).text;

describe('$batch', () => {
  it('writes customer, header and lines in one changeset and reads the total after it', async () => {
    const customer = {
      CustomerAccount: 'EC-9',
      CustomerGroupId: '30',
      SalesCurrencyCode: 'USD',
      OrganizationName: 'New',
      SalesTaxGroup: 'US-ALL',
    };
    const reply = await erp.batch([
      '--b',
      ...changeset(
        ['POST', `${erp.part.url}/data/CustomersV3`, customer],
        ['POST', `/data/${headers}`, aHeader({ OrderingCustomerAccountNumber: 'EC-9' })],
        ['POST', lines, aLine()],
        ['POST', lines, aLine({ ItemNumber: 'BOOK-01' })],
      ),
      '--b',
      ...operation('GET', total),
      '--b--',
    ]);

    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toMatch(/^multipart\/mixed; boundary=/);
    expect(statusesOf(reply)).toEqual([201, 201, 201, 201, 200]);
    expect([...reply.text.matchAll(/^Content-ID: (\d)/gm)].map(([, id]) => id)).toEqual(['1', '2', '3', '4']);
    expect(reply.text).toContain('"OrderTotalAmount":211.95');
  });

  it('answers a changeset that fails with the failing part alone, stores nothing of it, and stops', async () => {
    const failing = changeset(['POST', headers, aHeader()], ['POST', lines, aLine({ ItemNumber: 'NONE' })], ['POST', lines, aLine()]);
    const reply = await erp.batch(['--b', ...failing, '--b', ...operation('GET', total), '--b--']);

    expect(statusesOf(reply)).toEqual([400]);
    expect(reply.text).toContain("The value 'NONE' in field 'Item number' is not found");
    expect(await orders()).toBe('0');
    expect((await erp.get('SalesOrderLinesV3/$count')).text).toBe('0');
  });

  it('gives numbers of a failed changeset back and goes on with a good one when asked to continue', async () => {
    const number = { SalesOrderNumber: undefined };
    const reply = await erp.batch(
      [
        '--b',
        ...changeset(['POST', headers, aHeader(number)], ['POST', lines, aLine()]),
        '--b',
        ...changeset(['POST', headers, aHeader(number)]),
        '--b--',
      ],
      { prefer: 'odata.continue-on-error' },
    );

    expect(statusesOf(reply)).toEqual([400, 201]);
    expect(reply.text).toContain('"SalesOrderNumber":"000001"');
  });

  it('runs single operations in order and stops at the first failure unless asked to continue', async () => {
    const some = singles(operation('POST', headers, aHeader()), operation('GET', 'Nothing'), operation('GET', total));

    expect(statusesOf(await erp.batch(some))).toEqual([201, 404]);
    expect(statusesOf(await erp.batch(some, { prefer: 'odata.continue-on-error' }))).toEqual([400, 404, 200]);
  });

  it('updates and deletes within a changeset, as reader of its own writes', async () => {
    const path = "SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='SHP-1')";
    const reply = await erp.batch([
      '--b',
      ...changeset(['POST', headers, aHeader()], ['PATCH', path, { Email: 'a@b.example' }], ['DELETE', path]),
      '--b--',
    ]);

    expect(statusesOf(reply)).toEqual([201, 204, 204]);
    expect(await orders()).toBe('0');
  });

  it('takes unencoded spaces in a URL, as the real reader does', async () => {
    expect(statusesOf(await erp.batch(singles(operation('GET', "CustomersV3?$filter=PrimaryContactEmail eq 'jane@example.com'"))))).toEqual(
      [200],
    );
  });

  const withoutId = [
    '--b',
    'Content-Type: multipart/mixed; boundary=c',
    '',
    '--c',
    ...operation('POST', headers, aHeader()),
    '--c--',
    '--b--',
  ];
  const sameId = [
    '--b',
    'Content-Type: multipart/mixed; boundary=c',
    '',
    '--c',
    ...operation('POST', headers, aHeader(), '1'),
    '--c',
    ...operation('POST', lines, aLine(), '1'),
    '--c--',
    '--b--',
  ];

  it.each([
    ['without Content-ID in a changeset', withoutId, 'Content-ID'],
    ['with a Content-ID twice', sameId, 'twice'],
    ['with GET in a changeset', ['--b', ...changeset(['POST', headers, aHeader()], ['GET', total]), '--b--'], "'GET'"],
    ['that does not end', ['--b', ...operation('GET', total)], 'closing boundary'],
    ['of another service', singles(operation('GET', 'http://elsewhere.example/data/Currencies')), 'not of this service'],
    ['that is no HTTP', ['--b', 'Content-Type: text/plain', '', 'GET x HTTP/1.1', '', '--b--'], 'application/http'],
    ['of 5,001 operations', singles(...Array.from({ length: 5001 }, () => operation('GET', 'Currencies'))), '5000'],
  ])('refuses a batch %s as a whole', async (_title, body, text) => {
    const reply = await erp.batch(body);

    expect(reply.status).toBe(400);
    expect(problemOf(reply)).toContain(text);
    expect(await orders()).toBe('0');
  });

  it('refuses a batch that is not multipart', async () => {
    expect((await erp.batch(['{}'], { 'content-type': 'application/json' })).status).toBe(400);
  });

  it('counts once, its operations apart', async () => {
    erp.part.resetCalls();
    await erp.batch([
      '--b',
      ...changeset(['POST', headers, aHeader()], ['POST', lines, aLine()]),
      '--b',
      ...operation('GET', total),
      '--b--',
    ]);
    await erp.get('CustomersV3?$top=1');

    expect(erp.part.calls()).toEqual({
      total: 2,
      operations: [
        { name: 'POST $batch', count: 1 },
        { name: 'GET CustomersV3', count: 1 },
      ],
      inner: [
        { name: 'POST SalesOrderHeadersV4', count: 1 },
        { name: 'POST SalesOrderLinesV3', count: 1 },
        { name: 'GET SalesOrderHeadersV4', count: 1 },
      ],
    });
  });
});

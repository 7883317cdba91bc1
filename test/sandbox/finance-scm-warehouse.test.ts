import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aHeader, aLine, type Caller, startErp } from './finance-scm-caller.ts';

type Row = Record<string, unknown>;

let erp: Caller;
let heard: Row[];
let refusals: number;
let listener: ReturnType<typeof createServer>;

beforeEach(async () => {
  heard = [];
  refusals = 0;
  listener = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (refusals > 0) {
        refusals -= 1;
        response.writeHead(503).end();
        return;
      }
      heard.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/events?code=k`;
  erp = await startErp({ eventEndpoints: { https: { url: () => url }, queue: async (body) => void heard.push(body as Row) } });
  await erp.post('SalesOrderHeadersV4', aHeader());
  await erp.post('SalesOrderLinesV3', aLine({ OrderedSalesQuantity: 3, ExternalItemNumber: '11', SalesPrice: 10 }));
  await erp.post(
    'SalesOrderLinesV3',
    aLine({ ItemNumber: 'SHIPPING', OrderedSalesQuantity: 1, ExternalItemNumber: 'ship', SalesPrice: 5 }),
  );
});
afterEach(async () => {
  await erp.part.close();
  listener.close();
});

const rows = async (set: string, filter: string): Promise<Row[]> =>
  (await erp.get(`${set}?cross-company=true&$filter=${filter}`)).json.value ?? [];
const act = async (event: string, body: Row): Promise<Row> => (await erp.part.act(event, body)) as Row;
const header = async () => (await rows('SalesOrderHeadersV4', "SalesOrderNumber eq 'SHP-1'"))[0];
const stock = async () => (await rows('WarehousesOnHandV2', "ItemNumber eq 'D0001' and InventoryWarehouseId eq '24'"))[0];
const settled = async (count: number) => {
  for (let wait = 0; wait < 400 && (heard.length < count || erp.part.pendingEvents() > 0); wait += 1)
    await new Promise((done) => setTimeout(done, 10));
};

describe('a packing slip', () => {
  it('takes a part, then the rest: stock, lines and status follow', async () => {
    const before = await stock();
    const first = await act('ship', {
      salesOrderNumber: 'SHP-1',
      lines: [{ itemNumber: 'D0001', quantity: 1 }],
      trackingNumber: '1Z1',
      carrier: 'UPS',
    });
    expect(await stock()).toMatchObject({ OnHandQuantity: Number(before?.OnHandQuantity) - 1, OnOrderQuantity: 2 });
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Backorder' });
    await act('ship', { salesOrderNumber: 'SHP-1', trackingNumbers: ['1Z2', '1Z3'] });
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Delivered' });
    const slips = await rows('CustPackingSlipJourBiEntities', "SalesId eq 'SHP-1'");
    expect(slips.map(({ Qty }) => Qty)).toEqual([1, 2]);
    expect(slips[0]).toMatchObject({ PackingSlipId: first.packingSlipId, ShipCarrierId: 'UPS', inventLocationId: '24' });
    const lines = await rows('CustPackingSlipTransBiEntities', "OrigSalesId eq 'SHP-1'");
    expect(lines.map(({ ItemId, Qty, Remain }) => [ItemId, Qty, Remain])).toEqual([
      ['D0001', 1, 2],
      ['D0001', 2, 0],
    ]);
    const tracking = await rows('PackingSlipTrackingInformation', "SalesOrderNumber eq 'SHP-1'");
    expect(tracking.map(({ TrackingNumber }) => TrackingNumber)).toEqual(['1Z1', '1Z2', '1Z3']);
  });
  it('is refused for more than remains, for nothing, and for a cancelled order', async () => {
    await expect(act('ship', { salesOrderNumber: 'SHP-1', lines: [{ itemNumber: 'D0001', quantity: 4 }] })).rejects.toThrow('overdelivery');
    await act('ship', { salesOrderNumber: 'SHP-1' });
    await expect(act('ship', { salesOrderNumber: 'SHP-1' })).rejects.toThrow('Nothing');
    await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderNumber: 'SHP-2' }));
    await erp.post('SalesOrderLinesV3', aLine({ SalesOrderNumber: 'SHP-2' }));
    await act('cancel', { salesOrderNumber: 'SHP-2' });
    await expect(act('ship', { salesOrderNumber: 'SHP-2' })).rejects.toThrow('Canceled');
  });
  it('is corrected and taken back: stock returns, the order is open again, and a version says when', async () => {
    const before = Number((await stock())?.OnHandQuantity);
    const { packingSlipId } = await act('ship', { salesOrderNumber: 'SHP-1' });
    await act('correct', { packingSlipId, lines: [{ itemNumber: 'D0001', quantity: 2 }] });
    expect(await stock()).toMatchObject({ OnHandQuantity: before - 2 });
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Backorder' });
    await act('cancel-packing-slip', { packingSlipId });
    expect(await stock()).toMatchObject({ OnHandQuantity: before });
    const [slip] = await rows('CustPackingSlipJourBiEntities', "SalesId eq 'SHP-1'");
    const versions = await rows('CustPackingSlipVersionBiEntities', `CustPackingSlipJour eq ${String(slip?.SourceKey)}`);
    expect(versions).toHaveLength(2);
  });
});

describe('an invoice', () => {
  it('bills what was delivered with its services, to the total of the order', async () => {
    await expect(act('invoice', { salesOrderNumber: 'SHP-1' })).rejects.toThrow('Nothing');
    await act('ship', { salesOrderNumber: 'SHP-1' });
    const { OrderTotalAmount } = (await header()) ?? {};
    const { invoiceId } = await act('invoice', { salesOrderNumber: 'SHP-1' });
    expect(await rows('SalesInvoiceHeadersV4', "SalesOrderNumber eq 'SHP-1'")).toMatchObject([
      { InvoiceNumber: invoiceId, TotalInvoiceAmount: OrderTotalAmount },
    ]);
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Invoiced' });
    await expect(act('cancel', { salesOrderNumber: 'SHP-1' })).rejects.toThrow('cannot be cancelled');
  });
});

describe('what Dynamics says by itself', () => {
  it('of an invoice: a business event in either envelope, also over the queue and as a text', async () => {
    await act('ship', { salesOrderNumber: 'SHP-1' });
    await act('invoice', { salesOrderNumber: 'SHP-1' });
    await settled(1);
    expect(heard[0]).toMatchObject({
      BusinessEventId: 'SalesInvoicePostedBusinessEvent',
      BusinessEventLegalEntity: 'usmf',
      SalesOrderId: 'SHP-1',
    });
    expect(Object.keys(heard[0] ?? {})).toEqual(Object.keys(heard[0] ?? {}).toSorted());
    expect(String(heard[0]?.EventTime)).toMatch(/^\/Date\(\d+\)\/$/);
  });
  it('of packing slips and stock: nothing, unless data events are switched on', async () => {
    await act('ship', { salesOrderNumber: 'SHP-1', trackingNumber: '1Z1' });
    await act('stock', { itemNumber: 'D0001', warehouse: '24', onHand: 3 });
    await new Promise((done) => setTimeout(done, 50));
    expect(heard).toEqual([]);
    await act('events', { data: 'queue' });
    await act('cancel-packing-slip', {
      packingSlipId: (await rows('CustPackingSlipJourBiEntities', "SalesId eq 'SHP-1'"))[0]?.PackingSlipId,
    });
    await act('cancel', { salesOrderNumber: 'SHP-1' });
    await settled(2);
    expect(heard.at(-1)).toMatchObject({ MessageName: 'OnExternalUpdated', PrimaryEntityName: 'mserp_salesorderheaderv2entity' });
    expect(JSON.stringify(heard.at(-1))).toContain('200000004');
  });
  it('is tried three times a second apart, then waits for a person to press Resend', async () => {
    refusals = 3;
    await act('ship', { salesOrderNumber: 'SHP-1' });
    await act('invoice', { salesOrderNumber: 'SHP-1' });
    for (let wait = 0; wait < 60 && erp.part.pendingEvents() > 0; wait += 1) await new Promise((done) => setTimeout(done, 100));
    expect(heard).toEqual([]);
    const [failed] = erp.part.eventLog();
    expect(failed).toMatchObject({ tries: 3, delivered: false, problem: 'It answered 503.' });
    expect(await act('resend', {})).toEqual({ resent: 1 });
    await settled(1);
    expect(heard).toMatchObject([{ EventId: failed?.eventId }]);
  });
});

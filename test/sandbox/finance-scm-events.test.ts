import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { FaultBoard } from './faults.ts';
import { aHeader, aLine, type Caller, startErp } from './finance-scm-caller.ts';
import { type Served, serve } from './serve.ts';

type Row = Record<string, unknown>;

/** What reached the end points: by POST with its content type, and through the queue. */
let posted: { type: string; body: Row }[] = [];
let queued: Row[] = [];
let refusing = 0;

const door: Served = await serve({
  target: 'door',
  port: 0,
  faults: new FaultBoard([]),
  handle: ({ headers, body }) => {
    if (refusing > 0) {
      refusing -= 1;
      return { status: 500 };
    }
    posted.push({ type: headers['content-type'] ?? '', body: JSON.parse(body.toString()) as Row });
    return { status: 202 };
  },
});
const erp: Caller = await startErp({
  eventEndpoints: { https: { url: () => `${door.url}/api/events?code=secret` }, queue: async (body) => void queued.push(body as Row) },
});
beforeEach(async () => {
  await erp.part.reset();
  [posted, queued, refusing] = [[], [], 0];
  await erp.post('SalesOrderHeadersV4', aHeader());
  await erp.post('SalesOrderLinesV3', aLine());
});
afterAll(() => Promise.all([erp.part.close(), door.close()]));

const act = async (event: string, body: Row): Promise<Row> => (await erp.part.act(event, body)) as Row;
const settle = async () => {
  await new Promise((done) => setTimeout(done, 5));
  while (erp.part.pendingEvents() > 0) await new Promise((done) => setTimeout(done, 5));
};
const invoiced = async () => {
  const { packingSlipId } = await act('ship', { salesOrderNumber: 'SHP-1', trackingNumber: '1Z1' });
  const invoice = await act('invoice', { salesOrderNumber: 'SHP-1' });
  await settle();
  return { packingSlipId, ...invoice } as Row;
};

interface Schema {
  required?: string[];
  properties?: Record<string, { type?: string | string[]; pattern?: string; enum?: string[] }>;
}
const contracts = new URL('../../../shared/contracts/d365/business-events/', import.meta.url);
const schemaOf = (name: string): Schema => JSON.parse(readFileSync(new URL(name, contracts), 'utf8')) as Schema;
const typeOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

function expectToFit({ required = [], properties = {} }: Schema, body: Row): void {
  for (const name of required) expect(body).toHaveProperty(name);
  for (const [name, { type, pattern, enum: values }] of Object.entries(properties)) {
    if (!(name in body)) continue;
    if (type) expect([type].flat(), name).toContain(typeOf(body[name]));
    if (pattern) expect(String(body[name]), name).toMatch(new RegExp(pattern));
    if (values) expect(values, name).toContain(body[name]);
  }
}

describe('a business event', () => {
  it.skipIf(!existsSync(contracts)).each(['new', 'old'])('fits the contract with the %s envelope', async (envelope) => {
    await act('events', { envelope });
    const { invoiceId, total, tax } = await invoiced();
    const [{ type, body } = { type: '', body: {} }] = posted;

    expect(type).toContain('application/json');
    expectToFit(schemaOf('business-event-envelope.schema.json'), body);
    expect(body).toMatchObject({
      BusinessEventId: 'SalesInvoicePostedBusinessEvent',
      LegalEntity: 'usmf',
      InvoiceId: invoiceId,
      SalesOrderId: 'SHP-1',
      InvoiceAccount: 'US-001',
      InvoiceAmountInAccountingCurrency: Number(total),
      InvoiceTaxAmount: Number(tax),
    });
    const newer = ['BusinessEventLegalEntity', 'ContextRecordSubject', 'EventTimeIso8601', 'InitiatingUserAADObjectId'];
    for (const name of [...newer, 'ParentContextRecordSubjects']) expect(name in body, name).toBe(envelope === 'new');
    expect(Object.keys(body)).toEqual(Object.keys(body).toSorted());
    const days = [body.InvoiceDate, body.InvoiceDueDate].map((text) => Number(/\d+/.exec(String(text))?.[0]));
    expect(((days[1] ?? 0) - (days[0] ?? 0)) / 86_400_000).toBe(30);
  });

  it('has a number that grows with gaps, and an id of its own', async () => {
    for (let count = 0; count < 5; count += 1) {
      await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderNumber: `N-${count}` }));
      await erp.post('SalesOrderLinesV3', aLine({ SalesOrderNumber: `N-${count}` }));
      await act('invoice', { salesOrderNumber: `N-${count}`, everything: true });
    }
    await settle();
    const numbers = posted.map(({ body }) => Number(body.ControlNumber)).sort((a, b) => a - b);

    expect(new Set(numbers).size).toBe(5);
    expect(new Set(posted.map(({ body }) => body.EventId)).size).toBe(5);
  });

  it('can be a text within JSON, come twice, and go over the queue', async () => {
    await act('events', { business: 'queue', asText: true, duplicates: 1 });
    await invoiced();

    expect(posted).toEqual([]);
    expect(queued).toHaveLength(2);
    const [first, second] = queued.map(({ data }) => JSON.parse(String(data)) as Row);
    expect(first).toMatchObject({ BusinessEventId: 'SalesInvoicePostedBusinessEvent' });
    expect(second?.EventId).toBe(first?.EventId);
  });

  it('can be any body at all', async () => {
    await act('business-event', { body: { BusinessEventId: 'SomebodysOwnEvent', LegalEntity: 'usmf' } });
    await act('business-event', { body: ['nonsense'] });
    await settle();

    expect(posted.map(({ body }) => body).toSorted()).toEqual(
      expect.arrayContaining([['nonsense'], expect.objectContaining({ BusinessEventId: 'SomebodysOwnEvent' })]),
    );
  });

  it('keeps its id over tries, falls silent after three, and is sent again by a person', async () => {
    refusing = 3;
    await invoiced();
    const [failed] = erp.part.eventLog();
    expect([posted, failed]).toMatchObject([[], { tries: 3, delivered: false, problem: 'It answered 500.' }]);

    expect(await act('resend', { eventId: 'OTHER' })).toEqual({ resent: 0 });
    expect(await act('resend', { eventId: failed?.eventId })).toEqual({ resent: 1 });
    await settle();
    expect(posted.map(({ body }) => body.EventId)).toEqual([failed?.eventId]);
    expect(await act('resend', {})).toEqual({ resent: 0 });
  });

  it('is not raised when nobody listens, nor for packing slips and stock', async () => {
    await act('events', { business: 'none' });
    await invoiced();
    await act('events', { business: 'https' });
    await act('stock', { itemNumber: 'D0001', warehouse: '24', onHand: 1 });
    await settle();

    expect([posted, queued]).toEqual([[], []]);
  });

  it('is dropped by a reset while it waits for its next try', async () => {
    refusing = 1;
    await act('ship', { salesOrderNumber: 'SHP-1' });
    await act('invoice', { salesOrderNumber: 'SHP-1' });
    await new Promise((done) => setTimeout(done, 100));
    await erp.part.reset();
    await settle();

    expect(posted).toEqual([]);
    expect(erp.part.eventLog()).toEqual([]);
  });

  it('cannot be set to what does not exist', async () => {
    await expect(act('events', { business: 'pigeon' })).rejects.toThrow('"business"');
    await expect(act('events', { color: 'red' })).rejects.toThrow('"color"');
  });
});

describe('a data event', () => {
  beforeEach(() => act('events', { business: 'none', data: 'queue' }));
  const of = (name: string) => queued.filter(({ PrimaryEntityName }) => PrimaryEntityName === name);
  const attributes = (event: Row | undefined): Row => {
    const [target] = (event?.InputParameters ?? []) as { key: string; value: { Attributes: { key: string; value: unknown }[] } }[];
    return Object.fromEntries((target?.value.Attributes ?? []).map(({ key, value }) => [key, value]));
  };

  it.skipIf(!existsSync(contracts))('has the shape that was captured', async () => {
    await invoiced();
    expect(queued.length).toBeGreaterThan(2);
    for (const event of queued) {
      expectToFit(schemaOf('data-event.schema.json'), event);
      expect(event).toMatchObject({
        PrimaryEntityId: '00000000-0000-0000-0000-000000000000',
        OperationCreatedOn: expect.stringMatching(/^\/Date\(\d+\+0000\)\/$/),
        InputParameters: [
          {
            key: 'Target',
            value: { __type: 'Entity:http://schemas.microsoft.com/xrm/2011/Contracts', LogicalName: event.PrimaryEntityName },
          },
        ],
      });
      expect(event).not.toHaveProperty('EventId');
      expect(Object.keys(attributes(event)).every((key) => key.startsWith('mserp_'))).toBe(true);
    }
  });

  it('tells the status of an order as an option', async () => {
    await invoiced();
    await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderNumber: 'SHP-2' }));
    await act('cancel', { salesOrderNumber: 'SHP-2' });
    await settle();

    const told = of('mserp_salesorderheaderv2entity').map((event) => {
      const { mserp_salesordernumber, mserp_salesorderstatus } = attributes(event);
      return [mserp_salesordernumber, (mserp_salesorderstatus as Row).Value];
    });
    expect(told.toSorted()).toEqual([
      ['SHP-1', 200_000_002],
      ['SHP-1', 200_000_003],
      ['SHP-2', 200_000_004],
    ]);
  });

  it('tells of each tracking number once', async () => {
    const { packingSlipId } = await act('ship', { salesOrderNumber: 'SHP-1', trackingNumbers: ['1', '2'] });
    await act('track', { packingSlipId, trackingNumber: '3' });
    await settle();
    const tracking = queued.filter(({ PrimaryEntityName }) => String(PrimaryEntityName).includes('packingsliptracking'));

    expect(tracking.map((event) => [event.MessageName, attributes(event).mserp_trackingnumber]).toSorted()).toEqual([
      ['OnExternalCreated', '1'],
      ['OnExternalCreated', '2'],
      ['OnExternalCreated', '3'],
    ]);
  });

  it('tells of prices and names of products, and never of stock', async () => {
    await act('price', { itemNumber: 'D0001', company: 'usmf', price: 5 });
    await act('product', { itemNumber: 'D0002', company: 'usmf', name: 'Renamed' });
    await act('stock', { itemNumber: 'D0001', warehouse: '24', onHand: 1 });
    await settle();

    expect(
      of('mserp_ecoresreleasedproductv2entity')
        .map((event) => attributes(event).mserp_itemnumber)
        .toSorted(),
    ).toEqual(['D0001', 'D0002']);
    expect(queued).toHaveLength(2);
  });
});

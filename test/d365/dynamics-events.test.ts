import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../shared/core/time.ts';
import { readDynamicsEvent } from '../../shared/d365/dynamics-events.ts';

const seenAt = instant('2026-11-21T10:00:00Z');
const read = (body: unknown) => readDynamicsEvent(body, seenAt);

const invoicePosted = {
  BusinessEventId: 'SalesInvoicePostedBusinessEvent',
  BusinessEventLegalEntity: 'USMF',
  ControlNumber: 5637145001,
  EventId: '{6F1B5E0E-5C1B-4B0B-9E59-2E0E3C0C9F10}',
  EventTime: '/Date(1735689600000)/',
  EventTimeIso8601: '2025-01-01T00:00:00.1234567Z',
  InvoiceId: 'CIV-000123',
  LegalEntity: 'usmf',
  MajorVersion: 0,
  MinorVersion: 0,
  SalesOrderId: 'SHP-0000123456',
};
const older = { ...invoicePosted, BusinessEventLegalEntity: undefined, EventTimeIso8601: undefined };
const expected = {
  company: 'usmf',
  about: 'invoice',
  salesOrder: 'SHP-0000123456',
  document: 'CIV-000123',
  key: 'invoice|SHP-0000123456|CIV-000123',
  occurredAt: '2025-01-01T00:00:00.000Z',
};
const firstOf = (body: unknown) => {
  const reading = read(body);
  if (!('notices' in reading)) throw new Error(JSON.stringify(reading));
  return reading.notices[0];
};

describe('a business event', () => {
  it('of the newer envelope', () => expect(firstOf(invoicePosted)).toMatchObject({ ...expected, occurredAt: '2025-01-01T00:00:00.123Z' }));
  it('of the older envelope, without legal entity and ISO time of its own', () => expect(firstOf(older)).toMatchObject(expected));
  it('as a text, as bytes, as a text in a text, in a list, and as Event Grid wraps it', () => {
    const text = JSON.stringify(older);
    const forms = [
      text,
      new TextEncoder().encode(text),
      JSON.stringify(text),
      `\uFEFF${text}`,
      [older],
      { id: '1', data: older },
      { id: '1', data: text },
    ];
    for (const form of forms) expect(firstOf(form)).toMatchObject(expected);
  });
  it('is the same event however often and by whomever it is told', () => {
    expect(firstOf({ ...invoicePosted, EventId: 'other', ControlNumber: 9 })?.key).toBe(firstOf(invoicePosted)?.key);
  });
  it('that concerns no shop is left alone', () => {
    expect(read({ ...invoicePosted, BusinessEventId: 'VendorInvoicePostedBusinessEvent' })).toHaveProperty('ignored');
  });
  it('without a sales order or legal entity is for a person', () => {
    expect(read({ ...invoicePosted, SalesOrderId: '' })).toMatchObject({ unreadable: expect.stringContaining('sales order') });
    expect(read({ ...older, LegalEntity: null })).toMatchObject({ unreadable: expect.stringContaining('legal entity') });
  });
});

const dataEvent = (entity: string, attributes: Record<string, unknown>, message = 'OnExternalUpdated') => ({
  MessageName: message,
  PrimaryEntityName: entity,
  PrimaryEntityId: '00000000-0000-0000-0000-000000000000',
  OperationCreatedOn: '/Date(1735689600000+0000)/',
  CorrelationId: 'c1',
  InputParameters: [
    {
      key: 'Target',
      value: {
        __type: 'Entity:http://schemas.microsoft.com/xrm/2011/Contracts',
        Id: '1',
        LogicalName: entity,
        Attributes: Object.entries({ mserp_dataareaid: 'USMF', ...attributes }).map(([key, value]) => ({ key, value })),
      },
    },
  ],
});
const option = (value: number) => ({
  __type: 'OptionSetValue:http://schemas.microsoft.com/xrm/2011/Contracts',
  Value: 200_000_000 + value,
});

describe('a data event', () => {
  it('of a tracking number is a shipment', () => {
    const event = dataEvent('mserp_salespackingsliptrackinginformationentity', {
      mserp_salesordernumber: 'SHP-1',
      mserp_packingslipnumber: 'PS-9',
    });
    expect(firstOf(event)).toMatchObject({ about: 'shipment', company: 'usmf', salesOrder: 'SHP-1', document: 'PS-9' });
  });
  it('of a cancelled order is a cancellation', () => {
    const event = dataEvent('mserp_salesorderheaderv2entity', { mserp_salesordernumber: 'SHP-1', mserp_salesorderstatus: option(4) });
    expect(firstOf(event)).toMatchObject({ about: 'cancellation', salesOrder: 'SHP-1' });
  });
  it('of any other status concerns no shop', () => {
    const event = dataEvent('mserp_salesorderheaderv2entity', { mserp_salesordernumber: 'SHP-1', mserp_salesorderstatus: option(1) });
    expect(read(event)).toHaveProperty('ignored');
  });
  it('of a released product is a look at its price', () => {
    expect(firstOf(dataEvent('mserp_ecoresreleasedproductv2entity', { mserp_itemnumber: 'D0001' }))).toMatchObject({
      about: 'price',
      items: ['D0001'],
    });
  });
  it('of an unknown entity is left alone', () => expect(read(dataEvent('mserp_custgroupentity', {}))).toHaveProperty('ignored'));
});

describe("a customer's own event", () => {
  it('may tell of stock, which Dynamics tells nobody', () => {
    expect(firstOf({ company: 'USMF', about: 'stock', items: ['D0001', 'D0002'] })).toMatchObject({
      company: 'usmf',
      about: 'stock',
      items: ['D0001', 'D0002'],
      via: 'event',
    });
  });
  it('that does not fit says what is wrong with it', () => {
    expect(read({ company: 'usmf', about: 'weather', items: ['D0001'] })).toMatchObject({ unreadable: expect.stringContaining('about') });
  });
});

it('a list in which one event cannot be read loses neither that one nor the others', () => {
  expect(read([invoicePosted, { ...invoicePosted, SalesOrderId: '' }])).toMatchObject({
    notices: [{ key: expected.key }],
    unreadable: expect.stringContaining('sales order'),
  });
  expect(read([invoicePosted, { BusinessEventId: 'Other' }])).toEqual({ notices: [expect.objectContaining({ key: expected.key })] });
});

it('anything at all gets an answer and never an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.jsonValue(),
        fc.string(),
        fc.dictionary(
          fc.constantFrom('BusinessEventId', 'data', 'MessageName', 'PrimaryEntityName', 'InputParameters', 'LegalEntity', 'SalesOrderId'),
          fc.jsonValue(),
        ),
      ),
      (body) => {
        const reading = read(body);
        expect('notices' in reading || 'ignored' in reading || 'unreadable' in reading).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

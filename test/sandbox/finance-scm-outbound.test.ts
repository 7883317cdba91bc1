import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { WrongCall } from './faults.ts';
import { aHeader, aLine, type Caller, problemOf, startErp } from './finance-scm-caller.ts';

type Row = Record<string, unknown>;

const erp: Caller = await startErp({ pageSize: 50 });
beforeEach(() => erp.part.reset());
afterAll(() => erp.part.close());

const rows = async (set: string, filter: string, more = ''): Promise<Row[]> =>
  (await erp.get(`${set}?cross-company=true&$filter=${filter}${more}`)).json.value ?? [];
const act = async (event: string, body: Row): Promise<Row> => (await erp.part.act(event, body)) as Row;
const header = async () => (await rows('SalesOrderHeadersV4', "SalesOrderNumber eq 'SHP-1'"))[0] ?? {};
const lines = () => rows('SalesOrderLinesV3', "SalesOrderNumber eq 'SHP-1'");
const onHand = async (item: string, warehouse = '24') =>
  (await rows('WarehousesOnHandV2', `dataAreaId eq 'usmf' and ItemNumber eq '${item}' and InventoryWarehouseId eq '${warehouse}'`))[0];
const order = { salesOrderNumber: 'SHP-1' };

/** Three speakers, two cabinets and freight. */
async function anOrder(): Promise<void> {
  await erp.post('SalesOrderHeadersV4', aHeader());
  await erp.post('SalesOrderLinesV3', aLine({ OrderedSalesQuantity: 3, ExternalItemNumber: '11' }));
  await erp.post('SalesOrderLinesV3', aLine({ ItemNumber: 'D0002', OrderedSalesQuantity: 2, ExternalItemNumber: '12' }));
  await erp.post('SalesOrderLinesV3', aLine({ ItemNumber: 'SHIPPING', OrderedSalesQuantity: 1, SalesPrice: 7.99 }));
}

const refusal = async (event: string, body: Row): Promise<string> => {
  const failure = await act(event, body).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(WrongCall);
  return String(failure);
};

describe('a packing slip', () => {
  beforeEach(anOrder);

  it('says what left: lot, item, quantity, remainder, the shop’s line, amount, and no services', async () => {
    const answer = await act('ship', {
      ...order,
      lines: [{ lineNumber: 2, quantity: 1 }],
      trackingUrl: 'https://track/1',
      trackingNumber: '1',
    });
    const [lot] = (await lines()).filter(({ ItemNumber }) => ItemNumber === 'D0002').map(({ InventoryLotId }) => InventoryLotId);

    expect(answer).toEqual({
      company: 'usmf',
      salesOrderNumber: 'SHP-1',
      packingSlipId: 'PS-000001',
      trackingNumbers: ['1'],
      status: 'Backorder',
      lines: [{ inventoryLotId: lot, itemNumber: 'D0002', quantity: '1', remaining: '1' }],
    });
    expect(await rows('CustPackingSlipTransBiEntities', "OrigSalesId eq 'SHP-1'")).toMatchObject([
      {
        PackingSlipId: 'PS-000001',
        InventTransId: lot,
        ItemId: 'D0002',
        ExternalItemId: '12',
        Qty: 1,
        inventQty: 1,
        Ordered: 2,
        Remain: 1,
        RemainInvent: 1,
        StockedProduct: 'Yes',
        DeliveryType: 'None',
        CurrencyCode: 'USD',
        AmountCur: 149,
        SysDataAreaId: 'usmf',
      },
    ]);
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Backorder', SalesOrderProcessingStatus: 'PartiallyDelivered' });
    expect(await rows('PackingSlipTrackingInformation', "PackingSlipNumber eq 'PS-000001'")).toMatchObject([
      { TrackingNumber: '1', TrackingURL: 'https://track/1' },
    ]);
  });

  it('takes a service only when it is named, and more than was ordered only when that is said', async () => {
    await act('ship', { ...order, lines: [{ itemNumber: 'SHIPPING', quantity: 1 }] });
    await act('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 5 }], overdeliver: true });

    expect(await onHand('D0001')).toMatchObject({ OnHandQuantity: 335, OnOrderQuantity: 0 });
    expect((await lines()).map(({ SalesOrderLineStatus }) => SalesOrderLineStatus)).toEqual(['Delivered', 'Backorder', 'Delivered']);
  });

  it('from another warehouse takes stock there, and a correction brings it back there', async () => {
    await act('stock', { itemNumber: 'D0001', warehouse: '13', onHand: 10 });
    const { packingSlipId } = await act('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 3 }], warehouse: '13' });
    expect([(await onHand('D0001'))?.OnHandQuantity, (await onHand('D0001', '13'))?.OnHandQuantity]).toEqual([340, 7]);

    await act('correct', { packingSlipId, lines: [{ itemNumber: 'D0001', quantity: 1 }] });
    expect((await onHand('D0001', '13'))?.OnHandQuantity).toBe(9);
    expect((await rows('CustPackingSlipTransBiEntities', "ItemId eq 'D0001'"))[0]).toMatchObject({ Qty: 1, Remain: 2 });
  });

  it('is corrected line by line, each time with a version of its own', async () => {
    const { packingSlipId } = await act('ship', order);
    const first = await act('correct', { packingSlipId, lines: [{ itemNumber: 'D0001', quantity: 0 }] });
    await act('cancel-packing-slip', { packingSlipId });

    expect(first).toMatchObject({ packingSlipId, quantity: '2', status: 'Backorder' });
    const [slip] = await rows('CustPackingSlipJourBiEntities', "SalesId eq 'SHP-1'");
    const versions = await rows('CustPackingSlipVersionBiEntities', 'VersionDateTime ge 2020-01-01T00:00:00Z');
    expect(versions.map(({ CustPackingSlipJour, Qty }) => [CustPackingSlipJour, Qty])).toEqual([
      [slip?.SourceKey, 2],
      [slip?.SourceKey, 0],
    ]);
    expect(new Set(versions.map(({ VersionDateTime }) => VersionDateTime)).size).toBe(2);
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Backorder', SalesOrderProcessingStatus: 'Active' });
    expect([(await onHand('D0001'))?.OnHandQuantity, (await onHand('D0002'))?.OnHandQuantity]).toEqual([340, 85]);
  });

  it('is refused where the real one is', async () => {
    expect(await refusal('ship', { salesOrderNumber: 'NONE' })).toContain('does not exist');
    expect(await refusal('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 4 }] })).toContain('Only 3 of D0001 remain');
    expect(await refusal('ship', { ...order, lines: [1, 2].map(() => ({ itemNumber: 'D0001', quantity: 2 })) })).toContain(
      '4 would be an overdelivery',
    );
    expect(await refusal('ship', { ...order, lines: [{ itemNumber: 'D0004', quantity: 1 }] })).toContain('no line D0004');
    expect(await refusal('ship', { ...order, lines: [{ quantity: 1 }] })).toContain('needs an "inventoryLotId"');
    expect(await refusal('ship', { ...order, lines: [{ lineNumber: 1, quantity: -1 }] })).toContain('"quantity"');
    expect(await refusal('ship', { ...order, lines: [{ lineNumber: 1, quantity: 0 }] })).toContain('greater than zero');
    expect(await refusal('ship', { ...order, warehouse: 'DE-1' })).toContain('does not exist in usmf');
    const { packingSlipId } = await act('ship', { ...order, trackingNumber: '1' });
    expect(await refusal('track', { packingSlipId, trackingNumber: '1' })).toContain('already');
    expect(await refusal('track', { packingSlipId })).toContain('"trackingNumber"');
    expect(await refusal('correct', { packingSlipId, lines: [{ itemNumber: 'D0001', quantity: 4 }] })).toContain('only lower');
    expect(await refusal('correct', { packingSlipId, lines: [{ itemNumber: 'D0001', quantity: 3 }] })).toContain('already');
    expect(await refusal('correct', { packingSlipId, lines: [{ itemNumber: 'SHIPPING', quantity: 0 }] })).toContain('not on packing slip');
    await act('invoice', order);
    expect(await refusal('cancel-packing-slip', { packingSlipId })).toContain('invoiced');
    expect(await refusal('ship', order)).toContain('Invoiced');
  });

  it('keeps a quantity from being ordered away', async () => {
    await act('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 2 }] });
    const [line] = await lines();
    const path = `SalesOrderLinesV3(dataAreaId='usmf',InventoryLotId='${String(line?.InventoryLotId)}')`;

    expect(problemOf(await erp.patch(path, { OrderedSalesQuantity: 1 }))).toContain('less than what is delivered: 2');
    expect((await erp.patch(path, { OrderedSalesQuantity: 4 })).status).toBe(204);
    expect(await onHand('D0001')).toMatchObject({ OnHandQuantity: 338, OnOrderQuantity: 2 });
  });
});

describe('an invoice', () => {
  beforeEach(anOrder);

  it('of one packing slip bills what was on it; the last one finishes the order', async () => {
    const first = await act('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 1 }] });
    await act('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 1 }] });
    const invoice = await act('invoice', { ...order, packingSlipId: first.packingSlipId });

    expect(invoice).toMatchObject({ company: 'usmf', invoiceId: 'CIV-000001', currency: 'USD', status: 'Backorder' });
    const billed = await rows('SalesInvoiceV4Lines', "InvoiceNumber eq 'CIV-000001'");
    expect(billed.map(({ ProductNumber, InvoicedQuantity, LineAmount }) => [ProductNumber, InvoicedQuantity, LineAmount])).toEqual([
      ['D0001', 1, 79.9],
      ['SHIPPING', 1, 7.99],
    ]);
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Backorder', SalesOrderProcessingStatus: 'PartiallyInvoiced' });
    await act('ship', order);
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Delivered' });
    expect(await act('invoice', order)).toMatchObject({ status: 'Invoiced' });
  });

  it('of everything needs no slip and takes the goods from stock', async () => {
    const { OrderTotalAmount, OrderTotalTaxAmount } = await header();
    await act('invoice', { ...order, everything: true });

    expect(await rows('SalesInvoiceHeadersV4', "SalesOrderNumber eq 'SHP-1'")).toMatchObject([
      { TotalInvoiceAmount: OrderTotalAmount, TotalTaxAmount: OrderTotalTaxAmount, SalesOrderOriginCode: '', PaymentTermsName: 'Net30' },
    ]);
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Invoiced', SalesOrderProcessingStatus: 'Invoiced' });
    expect(await onHand('D0001')).toMatchObject({ OnHandQuantity: 337, OnOrderQuantity: 0 });
  });

  it('is refused for what is not delivered or is invoiced', async () => {
    expect(await refusal('invoice', { ...order, lines: [{ itemNumber: 'D0001', quantity: 1 }] })).toContain('not delivered');
    await act('ship', order);
    await act('invoice', order);
    expect(await refusal('invoice', order)).toContain('Invoiced');
  });

  it('and all others come to the order, however it is split', async () => {
    const step = fc.record({ item: fc.constantFrom('D0001', 'D0002'), quantity: fc.integer({ min: 1, max: 3 }), bill: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.constantFrom('79.99', '0.333333', '12.345'), async (steps, price) => {
        await erp.part.reset();
        await anOrder();
        await erp.patch(`SalesOrderLinesV3(dataAreaId='usmf',InventoryLotId='${String((await lines())[0]?.InventoryLotId)}')`, {
          SalesPrice: Number(price),
        });
        const wanted = new Big(String((await header()).OrderTotalAmount)).minus(String((await header()).OrderTotalTaxAmount));
        for (const { item, quantity, bill } of steps) {
          await act('ship', { ...order, lines: [{ itemNumber: item, quantity }] }).catch(() => undefined);
          if (bill) await act('invoice', order).catch(() => undefined);
        }
        await act('ship', order).catch(() => undefined);
        await act('invoice', order).catch(() => undefined);

        const invoices = await rows('SalesInvoiceHeadersV4', "SalesOrderNumber eq 'SHP-1'");
        const net = invoices.reduce((sum, one) => sum.plus(String(one.TotalInvoiceAmount)).minus(String(one.TotalTaxAmount)), new Big(0));
        expect(net.toFixed()).toBe(wanted.toFixed());
        expect(await header()).toMatchObject({ SalesOrderStatus: 'Invoiced' });
        expect([(await onHand('D0001'))?.OnHandQuantity, (await onHand('D0002'))?.OnHandQuantity]).toEqual([337, 83]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('cancelling', () => {
  beforeEach(anOrder);

  it('is whole while nothing is delivered, and of what remains later', async () => {
    await act('ship', { ...order, lines: [{ itemNumber: 'D0001', quantity: 1 }] });
    expect(await refusal('cancel', order)).toContain('"remainder": true');
    const answer = await act('cancel', { ...order, remainder: true });

    expect(answer).toMatchObject({ status: 'Delivered' });
    expect((await lines()).map(({ SalesOrderLineStatus }) => SalesOrderLineStatus)).toEqual(['Delivered', 'Canceled', 'Backorder']);
    expect([(await onHand('D0001'))?.OnOrderQuantity, (await onHand('D0002'))?.OnOrderQuantity]).toEqual([0, 0]);
    expect(await act('invoice', order)).toMatchObject({ status: 'Invoiced' });
  });

  it('of an untouched order says so everywhere', async () => {
    expect(await act('cancel', order)).toMatchObject({ company: 'usmf', salesOrderNumber: 'SHP-1', status: 'Canceled' });
    expect(await header()).toMatchObject({ SalesOrderStatus: 'Canceled', SalesOrderProcessingStatus: 'Canceled' });
    expect(await refusal('cancel', order)).toContain('Canceled');
    expect(await refusal('invoice', order)).toContain('Canceled');
    expect(await refusal('reserve', order)).toContain('Canceled');
  });
});

describe('stock', () => {
  it('is moved between warehouses, as far as there is some', async () => {
    await act('move', { itemNumber: 'D0001', from: '24', to: '13', quantity: 40 });
    expect([(await onHand('D0001'))?.OnHandQuantity, (await onHand('D0001', '13'))?.OnHandQuantity]).toEqual([300, 40]);
    expect(await refusal('move', { itemNumber: 'D0001', from: '13', to: '24', quantity: 41 })).toContain('Only 40');
    expect(await refusal('move', { itemNumber: 'D0001', from: '24', to: 'DE-1', quantity: 1 })).toContain('does not exist in usmf');
  });

  it('is reserved by a person as far as it goes, and shipping uses the reservation up', async () => {
    await anOrder();
    await act('stock-many', {
      changes: [
        { itemNumber: 'D0001', warehouse: '24', onHand: 2 },
        { itemNumber: 'D0002', warehouse: '24', onHand: 50 },
      ],
    });
    expect(await act('reserve', order)).toMatchObject({ lines: [{ reserved: '2' }, { reserved: '2' }] });
    expect(await onHand('D0001')).toMatchObject({ ReservedOnHandQuantity: 2, AvailableOnHandQuantity: 0, OnOrderQuantity: 1 });
    await act('ship', { ...order, lines: [{ itemNumber: 'D0002', quantity: 1 }] });
    expect(await onHand('D0002')).toMatchObject({ OnHandQuantity: 49, ReservedOnHandQuantity: 1, AvailableOnHandQuantity: 48 });
  });

  it('is all or nothing when many are changed', async () => {
    const changes = [
      { itemNumber: 'D0001', warehouse: '24', onHand: 1 },
      { itemNumber: 'NONE', warehouse: '24', onHand: 1 },
    ];
    expect(await refusal('stock-many', { changes })).toContain('not released');
    expect((await onHand('D0001'))?.OnHandQuantity).toBe(340);
  });
});

describe('prices and products', () => {
  it('has agreements for groups and days beside the item’s own price', async () => {
    await act('price', {
      itemNumber: 'D0001',
      company: 'usmf',
      price: 60,
      priceGroup: 'SALE',
      fromDate: '2020-01-01',
      toDate: '2020-01-31',
    });
    await act('price', {
      itemNumber: 'D0001',
      company: 'usmf',
      price: '59.50',
      priceGroup: 'SALE',
      fromDate: '2020-01-01',
      toDate: '2020-01-31',
    });
    await act('price', { itemNumber: 'D0001', company: 'usmf', price: 70, currency: 'USD', toDate: '2020-01-31' });

    expect(await rows('SalesPriceAgreements', "ItemNumber eq 'D0001'")).toMatchObject([
      {
        Price: 59.5,
        PriceCustomerGroupCode: 'SALE',
        PriceCurrencyCode: 'USD',
        PriceApplicableFromDate: '2020-01-01T12:00:00Z',
        PriceApplicableToDate: '2020-01-31T12:00:00Z',
      },
      { Price: 70, PriceCustomerGroupCode: '', PriceApplicableFromDate: '1900-01-01T12:00:00Z' },
    ]);
    await anOrder();
    expect((await lines())[0]).toMatchObject({ SalesPrice: 79.9 });
    expect(await refusal('price', { itemNumber: 'D0001', price: 1, fromDate: 'tomorrow' })).toContain('YYYY-MM-DD');
  });

  it('describes a product, and stops it for sales', async () => {
    await act('product', {
      itemNumber: 'D0001',
      description: 'Loud.',
      language: 'en-us',
      attributes: { Colour: 'Red', Watts: 40.5, Outdoor: true },
      weight: '2.5',
      lifecycleState: 'Phasing out',
      blocked: true,
    });
    await act('product', { itemNumber: 'D0001', attributes: { Colour: 'Blue' } });

    expect((await erp.get("ReleasedProductsV2(dataAreaId='usmf',ItemNumber='D0001')")).json).toMatchObject({
      NetProductWeight: 2.5,
      ProductLifecycleStateId: 'Phasing out',
    });
    expect(await rows('ProductTranslations', "ProductNumber eq 'D0001'")).toMatchObject([
      { LanguageId: 'en-us', ProductName: 'Mid-range speaker', Description: 'Loud.' },
    ]);
    expect(await rows('ProductAttributeValuesV3', "ProductNumber eq 'D0001'")).toMatchObject([
      { AttributeName: 'Colour', TextValue: 'Blue', DataType: 'Text' },
      { AttributeName: 'Watts', DecimalValue: 40.5, DataType: 'Decimal' },
      { AttributeName: 'Outdoor', BooleanValue: 'Yes', DataType: 'TrueFalse' },
    ]);
    await erp.post('SalesOrderHeadersV4', aHeader());
    expect(problemOf(await erp.post('SalesOrderLinesV3', aLine()))).toContain('stopped for sales');
    expect(await refusal('product', { itemNumber: 'NEW' })).toContain('"name"');
  });
});

describe('a kit', () => {
  it('gives way to its parts, which do not know the shop’s line, at the same total', async () => {
    await anOrder();
    const { OrderTotalAmount } = await header();
    const components = [
      { itemNumber: 'D0003', quantity: 2 },
      { itemNumber: 'D0004', quantity: 1 },
    ];
    const answer = await act('explode-kit', { ...order, lineNumber: 2, components });

    expect(answer.lines).toMatchObject([
      { lineNumber: 4, itemNumber: 'D0003', quantity: '4' },
      { lineNumber: 5, itemNumber: 'D0004', quantity: '2' },
    ]);
    const parts = (await lines()).filter(({ LineNumber }) => Number(LineNumber) > 3);
    expect(parts.map(({ ExternalItemNumber }) => ExternalItemNumber)).toEqual(['', '']);
    expect(await lines()).toHaveLength(4);
    expect((await header()).OrderTotalAmount).toBe(OrderTotalAmount);
    expect(await act('ship', order)).toMatchObject({ status: 'Delivered' });
    expect(await refusal('explode-kit', { ...order, lineNumber: 4, components })).toContain('cannot be exploded');
  });
});

describe('many items', () => {
  it('are released at once and read in pages by key, none twice and none left out', async () => {
    const body = { prefix: 'BULK-', count: 230, company: 'usmf', warehouse: '24', onHand: 5, price: '9.90' };
    expect(await act('items-many', body)).toEqual({ company: 'usmf', released: 230, first: 'BULK-000001', last: 'BULK-000230' });
    expect(await act('items-many', body)).toMatchObject({ released: 0 });

    const seen: unknown[] = [];
    for (let last = 'BULK-'; ; ) {
      const page = await rows(
        'WarehousesOnHandV2',
        `dataAreaId eq 'usmf' and InventoryWarehouseId eq '24' and ItemNumber gt '${last}' and ItemNumber lt 'C'`,
        '&$orderby=ItemNumber&$top=50',
      );
      if (page.length === 0) break;
      seen.push(...page.map(({ ItemNumber }) => ItemNumber));
      last = String(seen.at(-1));
    }
    expect(seen).toEqual(Array.from({ length: 230 }, (_, index) => `BULK-${String(index + 1).padStart(6, '0')}`));
    expect((await erp.get("ReleasedProductsV2(dataAreaId='usmf',ItemNumber='BULK-000007')")).json).toMatchObject({ SalesPrice: 9.9 });
  });

  it('come in the same order through the index as without it', async () => {
    const operator = fc.constantFrom('gt', 'ge', 'lt', 'le', 'eq', 'ne');
    const bound = fc.record({ operator, value: fc.constantFrom('D0001', 'd0002', 'TEE', 'COFFEE', 'C', 'zz', '') });
    await fc.assert(
      fc.asyncProperty(fc.array(bound, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), async (bounds, descending, any) => {
        const filter = bounds.map(({ operator: name, value }) => `ItemNumber ${name} '${value}'`).join(any ? ' or ' : ' and ');
        const orderBy = `&$orderby=ItemNumber${descending ? ' desc' : ''},ProductColorId,ProductSizeId desc`;
        const indexed = await rows('WarehousesOnHandV2', filter, `${orderBy}&$top=20`);
        // A sum hides the bounds from the index, and a count makes it read everything.
        const scanned = await rows('WarehousesOnHandV2', `(${filter}) and OnHandQuantity add 0 gt -1`, `${orderBy}&$count=true`);
        expect(indexed).toEqual(scanned.slice(0, 20));
      }),
      { numRuns: 60 },
    );
  });
});

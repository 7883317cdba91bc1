import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { aHeader, aLine, type Caller, problemOf, startErp } from './finance-scm-caller.ts';

const erp: Caller = await startErp();
beforeEach(() => erp.part.reset());
afterAll(() => erp.part.close());

const header = (overrides: Record<string, unknown> = {}) => erp.post('SalesOrderHeadersV4', aHeader(overrides));
const line = (overrides: Record<string, unknown> = {}) => erp.post('SalesOrderLinesV3', aLine(overrides));
const headerAt = (number: string, company = 'usmf') =>
  `SalesOrderHeadersV4(dataAreaId='${company}',SalesOrderNumber='${number}')?cross-company=true`;
const german = { dataAreaId: 'demf', OrderingCustomerAccountNumber: 'DE-001', DefaultShippingWarehouseId: 'DE-1' };

describe('sales order header', () => {
  it('takes defaults from the customer and the warehouse, and sets status and creation time itself', async () => {
    const { status, json, headers } = await header();

    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${erp.part.url}/data/SalesOrderHeadersV4(dataAreaId='usmf',SalesOrderNumber='SHP-1')`);
    expect(json).toMatchObject({
      InvoiceCustomerAccountNumber: 'US-001',
      CurrencyCode: 'USD',
      LanguageId: 'en-us',
      SalesTaxGroupCode: 'US-ALL',
      PaymentTermsName: 'Net30',
      DeliveryModeCode: 'Standard',
      DeliveryAddressName: 'Contoso Retail San Diego',
      DefaultShippingSiteId: '2',
      SalesOrderStatus: 'Backorder',
      SalesOrderProcessingStatus: 'Active',
      AreTotalsCalculated: 'Yes',
      OrderTotalAmount: 0,
    });
    expect(Date.now() - Date.parse(String(json.OrderCreationDateTime))).toBeLessThan(60_000);
  });

  it('leaves alone what the caller set, an empty value too', async () => {
    const { json } = await header({ CurrencyCode: 'EUR', DeliveryModeCode: '', PaymentTermsName: null, DeliveryAddressCity: 'Redmond' });

    expect(json).toMatchObject({
      CurrencyCode: 'EUR',
      DeliveryModeCode: '',
      PaymentTermsName: '',
      DeliveryAddressCity: 'Redmond',
      DeliveryAddressCountryRegionId: 'USA',
      DeliveryAddressCountryRegionISOCode: 'US',
    });
  });

  it.each([
    ['OrderingCustomerAccountNumber', 'NOBODY', 'Customer account', 'Customers'],
    ['InvoiceCustomerAccountNumber', 'DE-001', 'Invoice account', 'Customers'],
    ['CurrencyCode', 'XXX', 'Currency', 'Currency'],
    ['DeliveryModeCode', 'Drone', 'Mode of delivery', 'Modes of delivery'],
    ['SalesTaxGroupCode', 'DE-DOM', 'Sales tax group', 'Sales tax group'],
    ['SalesOrderOriginCode', 'ebay', 'Sales origin', 'Sales origin'],
    ['DefaultShippingWarehouseId', 'DE-1', 'Warehouse', 'Warehouses'],
    ['DefaultShippingSiteId', '99', 'Site', 'Sites'],
    ['CustomerPaymentMethodName', 'BITCOIN', 'Method of payment', 'Customer payment method'],
    ['DeliveryAddressCountryRegionId', 'DE', 'Country/region', 'Country/region'],
    ['ShippingCarrierId', 'UPS', 'Shipping carrier', 'Shipping carriers'],
  ])('refuses %s %s, which the company does not have', async (field, value, label, related) => {
    const reply = await header({ [field]: value });

    expect(reply.status).toBe(400);
    expect(problemOf(reply)).toBe(
      `Write failed for table row of type 'SalesOrderHeaderV4Entity'. Infolog: Warning: The value '${value}' in field '${label}' is not found in the related table '${related}'..`,
    );
  });

  it('refuses a header without a customer', async () => {
    const reply = await header({ OrderingCustomerAccountNumber: undefined });

    expect(problemOf(reply)).toContain("Field 'Customer account' must be filled in.");
    expect(problemOf(reply)).toContain("validateWrite failed on data source 'SalesTable (SalesTable)'.");
  });

  it.each(['OrderTotalAmount', 'OrderTotalTaxAmount', 'SalesOrderStatus', 'OrderCreationDateTime', 'AreTotalsCalculated'])(
    'refuses %s, which it works out itself',
    async (field) => {
      const value = field.startsWith('OrderTotal')
        ? 12.5
        : field === 'SalesOrderStatus'
          ? 'Invoiced'
          : field === 'AreTotalsCalculated'
            ? 'Yes'
            : '2026-01-01T12:00:00Z';

      expect((await header({ [field]: value })).status).toBe(400);
      await header();
      expect((await erp.patch(headerAt('SHP-1'), { [field]: value })).status).toBe(400);
    },
  );

  it('refuses a number or reference that is too long, and a second order of one number', async () => {
    expect(problemOf(await header({ SalesOrderNumber: 'X'.repeat(21) }))).toContain('at most 20');
    expect(problemOf(await header({ CustomersOrderReference: 'X'.repeat(61) }))).toContain('at most 60');
    expect((await header({ SalesOrderNumber: 'X'.repeat(20), CustomersOrderReference: 'X'.repeat(60) })).status).toBe(201);
    expect((await header({ SalesOrderNumber: 'A' })).status).toBe(201);
    expect(problemOf(await header({ SalesOrderNumber: 'a' }))).toContain(
      'Cannot create a record in Sales orders (SalesTable). Sales order: a. The record already exists.',
    );
    expect((await header({ SalesOrderNumber: 'A', ...german })).status).toBe(201);
  });

  it('numbers orders itself when no number comes, and always when the sequence is automatic', async () => {
    const first = await header({ SalesOrderNumber: undefined });
    await erp.part.act('number-sequence', { company: 'usmf', manual: false });
    const refused = await header({ SalesOrderNumber: 'SHP-9' });
    const second = await header({ SalesOrderNumber: undefined });
    const elsewhere = await header({ SalesOrderNumber: 'WOO-9', ...german });

    expect([first.json.SalesOrderNumber, second.json.SalesOrderNumber]).toEqual(['000001', '000002']);
    expect(problemOf(refused)).toContain('not set up for manual numbers');
    expect(elsewhere.status).toBe(201);
  });

  it('refuses an order for a customer on hold', async () => {
    await erp.patch("CustomersV3(dataAreaId='usmf',CustomerAccount='US-001')", { OnHoldStatus: 'All' });

    expect(problemOf(await header())).toContain('on hold');
  });

  it('takes its lines along when it is deleted, and is closed to changes once cancelled', async () => {
    await header();
    await line();
    await erp.part.act('cancel', { salesOrderNumber: 'SHP-1' });
    expect((await erp.get(headerAt('SHP-1'))).json).toMatchObject({ SalesOrderStatus: 'Canceled', SalesOrderProcessingStatus: 'Canceled' });
    expect(problemOf(await erp.patch(headerAt('SHP-1'), { Email: 'a@b.example' }))).toContain('Canceled');
    expect(problemOf(await line())).toContain('Canceled');

    await header({ SalesOrderNumber: 'SHP-2' });
    await line({ SalesOrderNumber: 'SHP-2' });
    expect((await erp.send({ method: 'DELETE', path: headerAt('SHP-2') })).status).toBe(204);
    expect((await erp.get("SalesOrderLinesV3?$filter=SalesOrderNumber eq 'SHP-2'")).json.value).toEqual([]);
  });

  it('is one order whether V2 or V4 looks at it', async () => {
    await header({ Email: 'x@y.example' });

    expect((await erp.get("SalesOrderHeadersV2(dataAreaId='usmf',SalesOrderNumber='SHP-1')")).json.Email).toBe('x@y.example');
  });
});

describe('sales order line', () => {
  beforeEach(async () => void (await header()));

  it('gets lot, line number, price, unit, tax groups and warehouse from item and header', async () => {
    await line();
    const { status, json } = await line({
      ItemNumber: 'COFFEE',
      OrderedSalesQuantity: 0.125,
      ExternalItemNumber: '14',
      CustomersLineNumber: 2,
      LineDescription: 'Fresh',
    });

    expect(status).toBe(201);
    expect(json).toMatchObject({
      LineNumber: 2,
      LineCreationSequenceNumber: 2,
      SalesPrice: 24,
      SalesUnitSymbol: 'kg',
      SalesTaxGroupCode: 'US-ALL',
      SalesTaxItemGroupCode: 'RED',
      ShippingWarehouseId: '24',
      ShippingSiteId: '2',
      CurrencyCode: 'USD',
      LineAmount: 3,
      ExternalItemNumber: '14',
      CustomersLineNumber: 2,
      LineDescription: 'Fresh',
      SalesOrderLineStatus: 'Backorder',
    });
    expect(json.InventoryLotId).toMatch(/^US-\d{8}$/);
  });

  it('is refused without a site, in the published words', async () => {
    await header({ SalesOrderNumber: 'NOSITE', DefaultShippingWarehouseId: undefined });
    const reply = await line({ SalesOrderNumber: 'NOSITE' });

    expect(problemOf(reply)).toMatch(
      /^Write failed for table row of type 'SalesOrderLineV3Entity'\. Infolog: Warning: Inventory dimension Site is mandatory and must consequently be specified\.;/,
    );
    expect((await line({ SalesOrderNumber: 'NOSITE', ShippingWarehouseId: '13' })).json).toMatchObject({ ShippingSiteId: '1' });
    expect(problemOf(await line({ ShippingWarehouseId: '13', ShippingSiteId: '2' }))).toContain('belongs to site 1');
  });

  it.each([
    [{ SalesOrderNumber: 'NONE' }, 'Sales orders'],
    [{ ItemNumber: 'NONE' }, 'Released products'],
    [{ SalesUnitSymbol: 'lightyear' }, 'Units'],
    [{ SalesUnitSymbol: 'kg' }, 'no unit conversion'],
    [{ OrderedSalesQuantity: 0 }, "Field 'Quantity' must be filled in."],
    [{ OrderedSalesQuantity: undefined }, "Field 'Quantity' must be filled in."],
    [{ OrderedSalesQuantity: 1.5 }, 'more decimals than unit ea allows (0)'],
    [{ ItemNumber: 'COFFEE', OrderedSalesQuantity: 0.1234 }, 'more decimals than unit kg allows (3)'],
    [{ LineAmount: 12 }, 'Net amount cannot be set'],
    [{ CurrencyCode: 'EUR' }, 'differs from currency USD'],
    [{ SalesPriceQuantity: 0 }, 'Price unit'],
    [{ InventoryLotId: 'X' }, 'read-only'],
    [{ ProductColorId: 'Black' }, 'product dimension Color is not active'],
    [{ ItemNumber: 'TEE', ProductColorId: 'Black' }, 'Inventory dimension Size is mandatory'],
    [{ ItemNumber: 'TEE', ProductColorId: 'White', ProductSizeId: 'L' }, 'product dimension combination'],
    [{ SalesTaxItemGroupCode: 'LUXURY' }, 'Item sales tax group'],
  ])('refuses %j', async (fields, text) => {
    const reply = await line(fields);

    expect(reply.status).toBe(400);
    expect(problemOf(reply)).toContain(text);
  });

  it('sells a released variant', async () => {
    expect((await line({ ItemNumber: 'TEE', ProductColorId: 'White', ProductSizeId: 'M' })).status).toBe(201);
  });

  it('takes the net amount as given when it is not to be calculated', async () => {
    expect((await line({ CalculateLineAmount: 'No', LineAmount: 7.77 })).json.LineAmount).toBe(7.77);
  });

  it('follows a changed quantity or price, and refuses another item', async () => {
    const { json } = await line();
    const path = `SalesOrderLinesV3(dataAreaId='usmf',InventoryLotId='${json.InventoryLotId}')`;

    expect((await erp.patch(path, { OrderedSalesQuantity: 3, LineDiscountPercentage: 10 })).status).toBe(204);
    expect((await erp.get(path)).json.LineAmount).toBe(215.73);
    expect((await erp.patch(path, { ItemNumber: 'D0002' })).status).toBe(400);
    expect((await erp.patch(path, { InventoryLotId: 'X' })).status).toBe(400);
  });

  it('takes the price of a trade agreement in the order’s currency, else converts', async () => {
    await header({ SalesOrderNumber: 'EUR-1', CurrencyCode: 'EUR' });
    expect((await line({ SalesOrderNumber: 'EUR-1' })).json.SalesPrice).toBe(73.64);
    await erp.part.act('price', { itemNumber: 'D0001', company: 'usmf', currency: 'EUR', price: 70.5 });
    await erp.part.act('price', { itemNumber: 'D0001', company: 'usmf', price: '81.00' });

    expect((await line({ SalesOrderNumber: 'EUR-1' })).json.SalesPrice).toBe(70.5);
    expect((await line()).json.SalesPrice).toBe(81);
  });

  it('shows as demand on hand, and reserves only when told to', async () => {
    const stock = async () =>
      (await erp.get("WarehousesOnHandV2?$filter=ItemNumber eq 'D0001' and InventoryWarehouseId eq '24'")).json.value?.[0];
    await line();
    expect(await stock()).toMatchObject({
      OnHandQuantity: 340,
      OnOrderQuantity: 2,
      ReservedOnHandQuantity: 0,
      AvailableOnHandQuantity: 340,
    });

    await line({ InventoryReservationMethod: 'Automatic', OrderedSalesQuantity: 5 });
    expect(await stock()).toMatchObject({ OnOrderQuantity: 2, ReservedOnHandQuantity: 5, AvailableOnHandQuantity: 335 });
    await erp.part.act('stock', { itemNumber: 'D0001', warehouse: '24', onHand: 3 });
    expect(await stock()).toMatchObject({ OnHandQuantity: 3, ReservedOnHandQuantity: 3, TotalAvailableQuantity: 0 });
  });
});

describe('totals', () => {
  const totals = async (number: string, company: string) => (await erp.get(headerAt(number, company))).text;
  const exact = (text: string, field: string) => new RegExp(`"${field}":(-?[\\d.]+)`).exec(text)?.[1];

  it.each([
    ['usmf', 'No', 'D0001', { SalesPrice: 79.9, OrderedSalesQuantity: 3 }, '259.48', '19.78'],
    ['usmf', 'No', 'SHOP-TAX', { SalesPrice: 4.13, OrderedSalesQuantity: 1 }, '4.13', '0'],
    ['demf', 'Yes', 'D0001', { SalesPrice: 119, OrderedSalesQuantity: 1 }, '119', '19'],
    ['demf', 'Yes', 'BOOK-01', { SalesPrice: 16.9, OrderedSalesQuantity: 2 }, '33.8', '2.21'],
    ['demf', 'No', 'COFFEE', { SalesPrice: 22.5, OrderedSalesQuantity: 0.333 }, '8.01', '0.52'],
  ])('in %s with prices including tax %s: %s %j is %s of which tax %s', async (company, included, item, fields, total, tax) => {
    const home = company === 'demf' ? german : {};
    await header({ ...home, ArePricesIncludingSalesTax: included });
    expect((await line({ dataAreaId: company, ItemNumber: item, ...fields })).status).toBe(201);

    const text = await totals('SHP-1', company);
    expect(exact(text, 'OrderTotalAmount')).toBe(total);
    expect(exact(text, 'OrderTotalTaxAmount')).toBe(tax);
  });

  it('rounds to the currency, half away from zero', async () => {
    await header({ SalesOrderNumber: 'J', CurrencyCode: 'JPY' });
    await header({ SalesOrderNumber: 'K', CurrencyCode: 'KWD' });

    expect((await line({ SalesOrderNumber: 'J', SalesPrice: 100.5, OrderedSalesQuantity: 1 })).json.LineAmount).toBe(101);
    expect((await line({ SalesOrderNumber: 'J', SalesPrice: 100.5, OrderedSalesQuantity: -1 })).json.LineAmount).toBe(-101);
    expect((await line({ SalesOrderNumber: 'K', SalesPrice: 1.2345, OrderedSalesQuantity: 1 })).json.LineAmount).toBe(1.235);
  });

  it('takes the total discount off before tax', async () => {
    await header({ TotalDiscountPercentage: 10 });
    await line({ SalesPrice: 100, OrderedSalesQuantity: 1 });

    const text = await totals('SHP-1', 'usmf');
    expect(exact(text, 'OrderTotalDiscountAmount')).toBe('10');
    expect(exact(text, 'OrderTotalAmount')).toBe('97.43');
  });

  it('adds up to the independent sum of the lines, whatever the lines', async () => {
    const cents = (least: number) => fc.integer({ min: least, max: 99_999 }).map((amount) => new Big(amount).div(100).toNumber());
    const anyLine = fc.record({
      item: fc.constantFrom('D0001', 'BOOK-01', 'TIP'),
      quantity: fc.integer({ min: 1, max: 40 }),
      price: cents(0),
      discount: fc.constantFrom(0, 5, 33.33),
      priceUnit: fc.constantFrom(1, 3, 10),
    });
    const rates: Record<string, number> = { D0001: 19, 'BOOK-01': 7, TIP: 0 };
    let number = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 6 }), fc.boolean(), async (lines, included) => {
        const SalesOrderNumber = `P-${++number}`;
        await header({ ...german, SalesOrderNumber, ArePricesIncludingSalesTax: included ? 'Yes' : 'No' });
        let goods = 0n;
        let tax = 0n;
        for (const { item, quantity, price, discount, priceUnit } of lines) {
          await line({
            dataAreaId: 'demf',
            SalesOrderNumber,
            ItemNumber: item,
            OrderedSalesQuantity: quantity,
            SalesPrice: price,
            LineDiscountPercentage: discount,
            SalesPriceQuantity: priceUnit,
          });
          const net = halfUp(
            BigInt(quantity) * BigInt(Math.round(price * 100)) * BigInt(10_000 - Math.round(discount * 100)),
            10_000n * BigInt(priceUnit),
          );
          const rate = BigInt(rates[item] ?? 0);
          goods += net;
          tax += halfUp(net * rate, included ? 100n + rate : 100n);
        }

        const text = await totals(SalesOrderNumber, 'demf');

        expect(exact(text, 'OrderTotalAmount')).toBe(asText(included ? goods : goods + tax));
        expect(exact(text, 'OrderTotalTaxAmount')).toBe(asText(tax));
      }),
      { numRuns: 40 },
    );
  });

  /** In whole cents, without decimals at all. */
  const halfUp = (amount: bigint, by: bigint): bigint => (2n * amount + by) / (2n * by);
  const asText = (amount: bigint): string => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`.replace(/\.?0+$/, '');
});

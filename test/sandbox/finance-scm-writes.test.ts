import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { aHeader, type Caller, problemOf, startErp } from './finance-scm-caller.ts';

const erp: Caller = await startErp();
beforeEach(() => erp.part.reset());
afterAll(() => erp.part.close());

const customerAt = (account: string) => `CustomersV3(dataAreaId='usmf',CustomerAccount='${account}')`;
const aCustomer = (overrides: Record<string, unknown> = {}) => ({
  dataAreaId: 'usmf',
  CustomerAccount: 'EC-1',
  CustomerGroupId: '30',
  SalesCurrencyCode: 'USD',
  PartyType: 'Person',
  PersonFirstName: 'Ada',
  PersonLastName: 'Byron',
  PrimaryContactEmail: 'ada@example.com',
  PrimaryContactPhone: '+1 425 555 0100',
  ...overrides,
});

describe('bodies', () => {
  const headerWith = (field: string, json: string) =>
    erp.send({ method: 'POST', path: 'SalesOrderHeadersV4', body: `{"OrderingCustomerAccountNumber":"US-001","${field}":${json}}` });

  it('refuses a property that the type does not have, in the published shape', async () => {
    const reply = await erp.post('SalesOrderHeadersV4', aHeader({ OrderDate: '2026-01-01' }));

    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({
      error: {
        message: 'An error has occurred.',
        innererror: {
          message: 'Exception has been thrown by the target of an invocation.',
          internalexception: {
            message:
              "The property 'OrderDate' does not exist on type 'Microsoft.Dynamics.DataEntities.SalesOrderHeaderV4'. Make sure to only use property names that are defined by the type.",
          },
        },
      },
    });
  });

  it.each([
    ['CurrencyCode', '5'],
    ['TotalDiscountPercentage', '"5"'],
    ['TotalDiscountPercentage', 'true'],
    ['TotalDiscountPercentage', '1e999999'],
    ['BaseDocumentLineNumber', '1.5'],
    ['BaseDocumentLineNumber', '3000000000'],
    ['RequestedShippingDate', '"2026-01-31"'],
    ['RequestedShippingDate', '"2026-01-31T12:00:00"'],
    ['RequestedShippingDate', '"2026-02-31T25:00:00Z"'],
    ['ArePricesIncludingSalesTax', '"yes"'],
    ['ArePricesIncludingSalesTax', 'true'],
    ['ArePricesIncludingSalesTax', '1'],
    ['TransportationDocumentLineId', '"x"'],
    ['Email', '{"a":1}'],
    ['SalesOrderLines', '[]'],
    ['Project@odata.bind', '"Projects(1)"'],
  ])('refuses %s = %s', async (field, json) => {
    expect((await headerWith(field, json)).status).toBe(400);
  });

  it('refuses what is no JSON object and what is not sent as JSON', async () => {
    expect((await erp.send({ method: 'POST', path: 'SalesOrderHeadersV4', body: '[1]' })).status).toBe(400);
    expect((await erp.send({ method: 'POST', path: 'SalesOrderHeadersV4', body: '{' })).status).toBe(400);
    expect(
      (await erp.send({ method: 'POST', path: 'SalesOrderHeadersV4', body: '{}', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415);
    expect((await erp.send({ method: 'PUT', path: customerAt('US-001'), body: '{}' })).status).toBe(405);
  });
});

describe('changes', () => {
  it('gives a new etag with every write and holds If-Match against it', async () => {
    const before = (await erp.get(customerAt('US-002'))).headers.get('etag') ?? '';
    expect((await erp.patch(customerAt('US-002'), { KnownAs: 'J' }, { 'if-match': before })).status).toBe(204);
    expect((await erp.patch(customerAt('US-002'), { KnownAs: 'K' }, { 'if-match': before })).status).toBe(412);
    expect((await erp.send({ method: 'DELETE', path: customerAt('US-002'), headers: { 'if-match': before } })).status).toBe(412);
    const now = (await erp.get(customerAt('US-002'))).json;

    expect(now).toMatchObject({ KnownAs: 'J', '@odata.etag': expect.not.stringContaining(before) });
    expect((await erp.patch(customerAt('US-002'), { KnownAs: 'L' }, { 'if-match': '*' })).status).toBe(204);
    expect((await erp.send({ method: 'DELETE', path: customerAt('US-002') })).status).toBe(204);
    expect((await erp.get(customerAt('US-002'))).status).toBe(404);
  });

  it('refuses keys and read-only fields', async () => {
    for (const body of [{ CustomerAccount: 'X' }, { dataAreaId: 'demf' }, { PartyNumber: '1' }, { FullPrimaryAddress: 'x' }]) {
      expect((await erp.patch(customerAt('US-001'), body)).status).toBe(400);
    }
  });

  it.each(['WarehousesOnHandV2', 'SalesInvoiceHeadersV4', 'LegalEntities', 'ReleasedProductsV2'])(
    'refuses to create in %s',
    async (set) => {
      expect((await erp.post(set, {})).status).toBe(400);
    },
  );

  it('puts a row into the company that the body names, else into the own', async () => {
    expect((await erp.post('CustomerGroups', { CustomerGroupId: 'A', Description: 'x' })).json.dataAreaId).toBe('usmf');
    expect((await erp.post('CustomerGroups', { dataAreaId: 'DEMF', CustomerGroupId: 'A' })).json.dataAreaId).toBe('demf');
    expect(problemOf(await erp.post('CustomerGroups', { dataAreaId: 'nope', CustomerGroupId: 'A' }))).toContain("'Company'");
    expect(problemOf(await erp.post('CustomerGroups', { CustomerGroupId: 'a' }))).toContain('already exists');
  });

  it('keeps setup that orders use', async () => {
    await erp.post('SalesOrderHeadersV4', aHeader({ SalesOrderOriginCode: 'Phone' }));

    expect(problemOf(await erp.send({ method: 'DELETE', path: "SalesOrderOriginCodes(dataAreaId='usmf',OriginCode='Phone')" }))).toContain(
      'cannot be deleted while dependent Sales orders exist',
    );
    expect(problemOf(await erp.send({ method: 'DELETE', path: customerAt('US-001') }))).toContain(
      'cannot be deleted while dependent Sales orders exist',
    );
  });
});

describe('customers', () => {
  it('creates a person with an account of the caller’s, and finds it by e-mail and phone', async () => {
    const { status, json } = await erp.post(
      'CustomersV3',
      aCustomer({ AddressStreet: '1 Main', AddressCity: 'Redmond', AddressState: 'WA', AddressZipCode: '98052' }),
    );

    expect(status).toBe(201);
    expect(json).toMatchObject({
      OrganizationName: 'Ada Byron',
      LanguageId: 'en-us',
      PaymentTerms: 'Net30',
      AddressCountryRegionId: 'USA',
      FullPrimaryAddress: '1 Main\nRedmond, WA 98052\nUSA',
    });
    for (const filter of ["PrimaryContactEmail eq 'ADA@example.com'", "PrimaryContactPhone eq '*425*555*0100*'"]) {
      expect((await erp.get(`CustomersV3?$filter=${encodeURIComponent(filter)}`)).json.value).toMatchObject([{ CustomerAccount: 'EC-1' }]);
    }
    expect((await erp.get(`PartyContactsV3?$filter=PartyNumber eq '${json.PartyNumber}'`)).json.value).toMatchObject([
      { Type: 'Email', Locator: 'ada@example.com' },
      { Type: 'Phone' },
    ]);
    expect((await erp.get("CustomerPostalAddresses?$filter=CustomerAccountNumber eq 'EC-1'")).json.value).toMatchObject([
      { AddressCity: 'Redmond', IsPrimary: 'Yes' },
    ]);
  });

  it('numbers a customer itself when no account comes', async () => {
    expect((await erp.post('CustomersV3', aCustomer({ CustomerAccount: undefined }))).json.CustomerAccount).toBe('C000001');
  });

  it.each([
    [{ CustomerGroupId: undefined }, "Field 'Customer group' must be filled in."],
    [{ SalesCurrencyCode: '' }, "Field 'Currency' must be filled in."],
    [{ CustomerGroupId: '77' }, 'Customer groups'],
    [{ PersonFirstName: undefined, PersonLastName: undefined }, "Field 'Name' must be filled in."],
    [{ PartyType: 'Robot' }, 'Party types'],
    [{ AddressCountryRegionId: 'US' }, 'Country/region'],
    [
      { CustomerAccount: 'US-001' },
      'Cannot create a record in Customers (CustTable). Customer account: US-001. The record already exists.',
    ],
    [{ PersonFirstName: 'x'.repeat(26) }, 'at most 25'],
  ])('refuses %j', async (fields, text) => {
    const reply = await erp.post('CustomersV3', aCustomer(fields));

    expect(reply.status).toBe(400);
    expect(problemOf(reply)).toContain(text);
  });
});

describe('products', () => {
  it('releases a product, which can then be read and sold', async () => {
    const created = await erp.post('ReleasedProductCreationsV2', {
      ItemNumber: 'NEW-1',
      ProductName: 'New thing',
      ProductType: 'Item',
      SalesSalesTaxItemGroupCode: 'FULL',
    });
    await erp.patch("ReleasedProductsV2(dataAreaId='usmf',ItemNumber='NEW-1')", { SalesPrice: 12.34 });
    await erp.post('SalesOrderHeadersV4', aHeader());

    expect(created.status, created.text).toBe(201);
    expect((await erp.get("ProductsV2('NEW-1')")).json.ProductName).toBe('New thing');
    expect(
      (await erp.post('SalesOrderLinesV3', { SalesOrderNumber: 'SHP-1', ItemNumber: 'NEW-1', OrderedSalesQuantity: 1 })).json,
    ).toMatchObject({ LineAmount: 12.34, LineDescription: 'New thing' });
    expect((await erp.post('ReleasedProductCreationsV2', { ItemNumber: 'NEW-1', ProductName: 'Again' })).status).toBe(400);
  });

  it('finds the demo items by bar code and external code, with their dimensions', async () => {
    expect((await erp.get("ProductBarcodesV3?$filter=Barcode eq '4006381334037'")).json.value).toMatchObject([{ ItemNumber: 'STAND-01' }]);
    expect((await erp.get("ReleasedProductVariantExternalCodesV2?$filter=ExternalCode eq 'tee-blk-l'")).json.value).toMatchObject([
      { ItemNumber: 'TEE', ProductColorId: 'Black', ProductSizeId: 'L' },
    ]);
    expect((await erp.get("ReleasedDistinctProductsV2?$filter=ItemNumber eq 'TEE'")).json.value).toEqual([]);
    expect((await erp.get("ReleasedProductsV2(dataAreaId='usmf',ItemNumber='TEE')")).json.ProductSubType).toBe('ProductMaster');
  });

  it('has on-hand per warehouse with its nine-part key', async () => {
    const key =
      "dataAreaId='usmf',ItemNumber='TEE',ProductColorId='Black',ProductConfigurationId='',ProductSizeId='M',ProductStyleId='',ProductVersionId='',InventorySiteId='2',InventoryWarehouseId='24'";

    expect((await erp.get(`WarehousesOnHandV2(${key})`)).json).toMatchObject({
      OnHandQuantity: 60,
      AvailableOnHandQuantity: 60,
      ProductName: 'T-shirt',
    });
  });
});

describe('journals and returns', () => {
  it('writes a payment journal with lines and says what is missing', async () => {
    const { JournalBatchNumber } = (await erp.post('CustomerPaymentJournalHeaders', { JournalName: 'CustPay' })).json;
    const line = (fields: Record<string, unknown>) =>
      erp.post('CustomerPaymentJournalLines', {
        JournalBatchNumber,
        LineNumber: 1,
        AccountDisplayValue: 'US-001',
        CreditAmount: 39.98,
        PaymentMethodName: 'CARD',
        OffsetAccountType: 'Bank',
        OffsetAccountDisplayValue: 'USMF OPER',
        ...fields,
      });

    expect((await line({})).json).toMatchObject({
      AccountType: 'Cust',
      CurrencyCode: 'USD',
      CustomerName: 'Contoso Retail San Diego',
      CreditAmount: 39.98,
    });
    expect(problemOf(await line({}))).toContain('already exists');
    expect(problemOf(await line({ LineNumber: undefined }))).toContain("Field 'Line number' must be filled in.");
    expect(problemOf(await line({ LineNumber: 2, AccountDisplayValue: 'NOBODY' }))).toContain('Customers');
    expect(problemOf(await line({ LineNumber: 2, JournalBatchNumber: '99999' }))).toContain('Journal table');
    expect(problemOf(await line({ LineNumber: 2, DebitAmount: 1 }))).toContain('Debit and Credit');
    expect(problemOf(await erp.post('CustomerPaymentJournalHeaders', { JournalName: 'GenJrn' }))).toContain('Journal names');
    expect(
      problemOf(
        await erp.send({
          method: 'DELETE',
          path: `CustomerPaymentJournalHeaders(dataAreaId='usmf',JournalBatchNumber='${JournalBatchNumber}')`,
        }),
      ),
    ).toContain('cannot be deleted while dependent Journal lines exist');
    expect((await erp.get('LedgerJournalHeaders')).json.value).toEqual([]);
  });

  it('adds up a general journal', async () => {
    const { JournalBatchNumber } = (await erp.post('LedgerJournalHeaders', { JournalName: 'GenJrn' })).json;
    const line = (LineNumber: number, fields: Record<string, unknown>) =>
      erp.post('LedgerJournalLines', { JournalBatchNumber, LineNumber, AccountType: 'Ledger', ...fields });
    await line(1, { AccountDisplayValue: '618900-001--', DebitAmount: 12.5 });
    await line(2, { AccountDisplayValue: '110110-001--', CreditAmount: 12.5 });

    expect((await erp.get(`LedgerJournalHeaders(dataAreaId='usmf',JournalBatchNumber='${JournalBatchNumber}')`)).json).toMatchObject({
      JournalTotalDebit: 12.5,
      JournalTotalCredit: 12.5,
      IsPosted: 'No',
    });
  });

  it('refuses the later of two parallel writes under one journal with the published text', async () => {
    const { JournalBatchNumber } = (await erp.post('CustomerPaymentJournalHeaders', { JournalName: 'CustPay' })).json;
    const line = (LineNumber: number) =>
      erp.post('CustomerPaymentJournalLines', { JournalBatchNumber, LineNumber, AccountDisplayValue: 'US-001', CreditAmount: 1 });

    const replies = await Promise.all([line(1), line(2), line(3)]);

    const refused = replies.filter(({ status }) => status === 400);
    expect(refused).toHaveLength(2);
    expect(problemOf(refused[0] as (typeof refused)[0])).toMatch(
      /^Write failed for table row of type 'CustomerPaymentJournalLineEntity'\. Cannot edit a record in .*\(LedgerJournalTable\)\. An update conflict occurred due to another user process/,
    );
    expect((await line(4)).status).toBe(201);
  });

  it('takes a return with negative quantities only', async () => {
    const { ReturnOrderNumber } = (
      await erp.post('ReturnOrderHeadersV2', {
        CustomerAccountNumber: 'US-001',
        CustomerReturnReasonCode: '39',
        DefaultReturnWarehouseId: '24',
      })
    ).json;
    const line = (ReturnSalesQuantity: number) =>
      erp.post('ReturnOrderLinesV2', {
        ReturnOrderNumber,
        ItemNumber: 'D0001',
        ReturnSalesQuantity,
        SalesPrice: 10,
        ReturnDispositionCode: '11',
      });

    expect(ReturnOrderNumber).toBe('RMA-000001');
    expect(problemOf(await line(1))).toContain('must be negative');
    expect((await line(-2)).json).toMatchObject({ LineAmount: -20, TotalTaxAmount: -1.65, ReturnSiteId: '2' });
    expect(
      (await erp.get(`ReturnOrderHeadersV2(dataAreaId='usmf',ReturnOrderNumber='${ReturnOrderNumber}')?$expand=ReturnOrderLines`)).json,
    ).toMatchObject({ OrderTotalAmount: -21.65, ReturnOrderLines: [{ ItemNumber: 'D0001' }] });
  });
});

import { noonOf, type Row, secondsOnly } from '../cells.ts';
import { changes, type Draft, type Erp, fillIn, find, inEmptyTable, inTable, type TableRules } from '../erp.ts';
import { formatAddress } from './addresses.ts';
import { isoCode } from './countries.ts';
import {
  country,
  currency,
  customer,
  deliveryMode,
  deliveryTerms,
  language,
  paymentMethod,
  paymentTerms,
  site,
  taxGroup,
  warehouse,
} from './references.ts';
import { requireSiteOfWarehouse } from './storage.ts';
import { computedTotals, linesOf } from './totals.ts';

/** Customers on hold for these may not get an order. */
const blocking = ['All', 'Never'];

export const salesOrderRules: TableRules = {
  table: 'SalesTable',
  label: 'Sales orders',
  keyLabel: 'Sales order',
  indexes: ['CustomersOrderReference', 'SalesOrderOriginCode', 'OrderingCustomerAccountNumber'],
  lookups: {
    OrderingCustomerAccountNumber: customer('Customer account'),
    InvoiceCustomerAccountNumber: customer('Invoice account'),
    CurrencyCode: currency,
    LanguageId: language,
    DeliveryModeCode: deliveryMode,
    DeliveryTermsCode: deliveryTerms,
    PaymentTermsName: paymentTerms,
    CustomerPaymentMethodName: paymentMethod,
    SalesTaxGroupCode: taxGroup,
    SalesOrderOriginCode: inTable('Sales origin', 'Sales origin', 'SalesOrderOriginCodes', 'OriginCode'),
    SalesOrderPoolId: inTable('Pool', 'Sales pools', 'SalesOrderPools', 'PoolId'),
    DefaultShippingSiteId: site,
    DefaultShippingWarehouseId: warehouse,
    DeliveryAddressCountryRegionId: country,
    CampaignId: inEmptyTable('Campaign', 'Campaigns'),
    CashDiscountCode: inEmptyTable('Cash discount', 'Cash discounts'),
    ChargeCustomerGroupId: inEmptyTable('Charges group', 'Charges groups'),
    CommissionSalesRepresentativeGroupId: inEmptyTable('Sales group', 'Sales groups'),
    ContactPersonId: inEmptyTable('Contact', 'Contacts'),
    CustomerPaymentMethodSpecificationName: inEmptyTable('Payment specification', 'Payment specifications'),
    DeliveryReasonCode: inEmptyTable('Delivery reason', 'Delivery reasons'),
    FulfillmentPolicyName: inEmptyTable('Fulfillment policy', 'Fulfillment policies'),
    NumberSequenceGroupId: inEmptyTable('Number sequence group', 'Number sequence groups'),
    OrderResponsiblePersonnelNumber: inEmptyTable('Sales responsible', 'Workers'),
    OrderTakerPersonnelNumber: inEmptyTable('Sales taker', 'Workers'),
    PaymentScheduleName: inEmptyTable('Payment schedule', 'Payment schedules'),
    PriceCustomerGroupCode: inEmptyTable('Price group', 'Price groups'),
    ProjectId: inEmptyTable('Project ID', 'Projects'),
    SalesUnitId: inEmptyTable('Sales unit', 'Sales units'),
    ShippingCarrierId: inEmptyTable('Shipping carrier', 'Shipping carriers'),
    ShippingCarrierServiceId: inEmptyTable('Carrier service', 'Carrier services'),
  },
  lengths: {
    SalesOrderNumber: 20,
    CustomersOrderReference: 60,
    CustomerRequisitionNumber: 20,
    SalesOrderName: 60,
    Email: 80,
    URL: 255,
    DeliveryAddressName: 60,
    DeliveryAddressDescription: 60,
    DeliveryAddressStreet: 250,
    DeliveryAddressStreetNumber: 20,
    DeliveryBuildingCompliment: 60,
    DeliveryAddressPostBox: 20,
    DeliveryAddressDistrictName: 60,
    DeliveryAddressCity: 60,
    DeliveryAddressZipCode: 10,
    DeliveryAddressStateId: 10,
    DeliveryAddressCountyId: 10,
    TaxExemptNumber: 20,
  },
  required: {
    OrderingCustomerAccountNumber: 'Customer account',
    InvoiceCustomerAccountNumber: 'Invoice account',
    CurrencyCode: 'Currency',
    LanguageId: 'Language',
  },
  fill,
  check,
  number: giveNumber,
  written: passOnToLines,
  keeps: (_erp, row) =>
    isOpen(row) ? undefined : `Sales order ${row.SalesOrderNumber} cannot be deleted: its status is ${statusOf(row)}.`,
  removed: removeLines,
  computed: {
    ...computedTotals,
    FormattedDelveryAddress: (row) => formatAddress(row, 'DeliveryAddress'),
    DeliveryAddressCountryRegionISOCode: (row) => isoCode(row.DeliveryAddressCountryRegionId ?? '') ?? '',
    FormattedInvoiceAddress: (row, erp) => formatAddress(invoiceAccountOf(row, erp), 'Address'),
    ...Object.fromEntries(
      ['Street', 'StreetNumber', 'City', 'ZipCode', 'CountryRegionId', 'DistrictName'].map((part) => [
        `InvoiceAddress${part}`,
        (row: Row, erp: Erp) => invoiceAccountOf(row, erp)[`Address${part}`] ?? '',
      ]),
    ),
    InvoiceAddressStateId: (row, erp) => invoiceAccountOf(row, erp).AddressState ?? '',
    InvoiceAddressCountyId: (row, erp) => invoiceAccountOf(row, erp).AddressCounty ?? '',
    InvoiceAddressCountryRegionISOCode: (row, erp) => isoCode(invoiceAccountOf(row, erp).AddressCountryRegionId ?? '') ?? '',
  },
};

const statusOf = (row: Row): string => row.SalesOrderStatus ?? 'Backorder';
export const isOpen = (row: Row): boolean => statusOf(row) === 'Backorder';

const customerOf = (erp: Erp, company: string, account = ''): Row =>
  find(erp, 'CustTable', { dataAreaId: company, CustomerAccount: account }) ?? {};
const invoiceAccountOf = (row: Row, erp: Erp): Row => customerOf(erp, row.dataAreaId ?? '', row.InvoiceCustomerAccountNumber);

function fill(draft: Draft): void {
  requireSiteOfWarehouse(draft, 'DefaultShippingSiteId', 'DefaultShippingWarehouseId');
  if (draft.before) return;
  const { erp, company, row } = draft;
  const buyer = customerOf(erp, company, row.OrderingCustomerAccountNumber);
  const today = noonOf(erp.now());
  fillIn(draft, {
    InvoiceCustomerAccountNumber: buyer.InvoiceAccount || buyer.CustomerAccount,
    SalesOrderName: buyer.OrganizationName,
    CurrencyCode: buyer.SalesCurrencyCode,
    LanguageId: buyer.LanguageId,
    SalesTaxGroupCode: buyer.SalesTaxGroup,
    PaymentTermsName: buyer.PaymentTerms,
    CustomerPaymentMethodName: buyer.PaymentMethod,
    DeliveryModeCode: buyer.DeliveryMode,
    DeliveryTermsCode: buyer.DeliveryTerms,
    Email: buyer.PrimaryContactEmail,
    ArePricesIncludingSalesTax: buyer.IsSalesTaxIncludedInPrices,
    RequestedShippingDate: today,
    RequestedReceiptDate: row.RequestedShippingDate ?? today,
    SalesOrderStatus: 'Backorder',
    SalesOrderProcessingStatus: 'Active',
    OrderCreationDateTime: secondsOnly(erp.now()),
    DeliveryAddressLocationId: erp.numbers.next('location', company),
    ...(draft.given.has('DefaultShippingWarehouseId')
      ? {}
      : { DefaultShippingSiteId: buyer.SiteId, DefaultShippingWarehouseId: buyer.WarehouseId }),
  });
  fillAddress(draft, buyer);
}

const addressParts = {
  Street: 'Street',
  StreetNumber: 'StreetNumber',
  City: 'City',
  ZipCode: 'ZipCode',
  StateId: 'State',
  CountyId: 'County',
  CountryRegionId: 'CountryRegionId',
  DistrictName: 'DistrictName',
};

/** An address of the order itself is taken as given; without one, the customer's. */
function fillAddress(draft: Draft, buyer: Row): void {
  const own = Object.keys(addressParts).some((part) => draft.given.has(`DeliveryAddress${part}`));
  if (own) {
    fillIn(draft, {
      DeliveryAddressCountryRegionId: find(draft.erp, 'LegalEntities', { LegalEntityId: draft.company })?.AddressCountryRegionId,
    });
  } else {
    fillIn(draft, Object.fromEntries(Object.entries(addressParts).map(([to, from]) => [`DeliveryAddress${to}`, buyer[`Address${from}`]])));
  }
  fillIn(draft, { DeliveryAddressName: buyer.OrganizationName });
}

function check(draft: Draft): void {
  const { erp, company, row, before, complain } = draft;
  if (before && !isOpen(before)) complain(`Sales order ${row.SalesOrderNumber} cannot be changed: its status is ${statusOf(before)}.`);
  if (before && changes(draft, 'CurrencyCode') && linesOf(erp, before).length > 0)
    complain('Currency cannot be changed while the sales order has lines.');
  for (const field of ['OrderingCustomerAccountNumber', 'InvoiceCustomerAccountNumber']) {
    const account = row[field] ?? '';
    if (blocking.includes(customerOf(erp, company, account).OnHoldStatus ?? 'No'))
      complain(`Customer ${account} is on hold for all transactions.`);
  }
  if (!before && row.SalesOrderNumber && !erp.numbers.isManual('sales-order', company)) {
    complain(
      `Sales order ${row.SalesOrderNumber} cannot be entered: the number sequence for Sales order is not set up for manual numbers.`,
    );
  }
}

function giveNumber({ erp, company, row }: Draft): void {
  while (!row.SalesOrderNumber) {
    const number = erp.numbers.next('sales-order', company);
    if (!find(erp, 'SalesTable', { dataAreaId: company, SalesOrderNumber: number })) row.SalesOrderNumber = number;
  }
}

/** A change of tax treatment on the header reaches the lines that still had the header's. */
function passOnToLines({ erp, row, before }: Draft): void {
  if (!before || before.SalesTaxGroupCode === row.SalesTaxGroupCode) return;
  const lines = erp.store.table('SalesLine').equal('SalesOrderNumber', row.SalesOrderNumber ?? '');
  for (const line of lines) {
    if (line.row.dataAreaId !== row.dataAreaId || line.row.SalesTaxGroupCode !== before.SalesTaxGroupCode) continue;
    erp.store.update('SalesLine', line, { ...line.row, SalesTaxGroupCode: row.SalesTaxGroupCode ?? '' });
  }
}

function removeLines(erp: Erp, header: Row): void {
  for (const line of erp.store.table('SalesLine').equal('SalesOrderNumber', header.SalesOrderNumber ?? '')) {
    if (line.row.dataAreaId === header.dataAreaId) erp.store.remove('SalesLine', line);
  }
}

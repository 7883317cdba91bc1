import { folded, type Row } from '../cells.ts';
import { type Draft, type Erp, fillIn, find, inEmptyTable, inTable, type TableRules } from '../erp.ts';
import { formatAddress } from './addresses.ts';
import { isoCode } from './countries.ts';
import { forgetDetails, writeDetails } from './customer-details.ts';
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

export const customerRules: TableRules = {
  table: 'CustTable',
  label: 'Customers',
  keyLabel: 'Customer account',
  indexes: ['PrimaryContactEmail', 'PartyNumber'],
  lookups: {
    CustomerGroupId: inTable('Customer group', 'Customer groups', 'CustomerGroups', 'CustomerGroupId'),
    SalesCurrencyCode: currency,
    LanguageId: language,
    SalesTaxGroup: taxGroup,
    PaymentTerms: paymentTerms,
    PaymentMethod: paymentMethod,
    DeliveryMode: deliveryMode,
    DeliveryTerms: deliveryTerms,
    SiteId: site,
    WarehouseId: warehouse,
    InvoiceAccount: customer('Invoice account'),
    AddressCountryRegionId: country,
    DeliveryAddressCountryRegionId: country,
    InvoiceAddressCountryRegionId: country,
    PartyType: { label: 'Type', related: 'Party types', has: (_erp, _company, value) => value === 'Person' || value === 'Organization' },
    ChargesGroupId: inEmptyTable('Charges group', 'Charges groups'),
    CommissionSalesGroupId: inEmptyTable('Sales group', 'Sales groups'),
    CustClassificationId: inEmptyTable('Classification', 'Customer classification groups'),
    DiscountPriceGroupId: inEmptyTable('Price group', 'Price groups'),
    LineOfBusinessId: inEmptyTable('Line of business', 'Lines of business'),
    PaymentCashDiscount: inEmptyTable('Cash discount', 'Cash discounts'),
    PaymentSchedule: inEmptyTable('Payment schedule', 'Payment schedules'),
    SalesDistrict: inEmptyTable('Sales district', 'Sales districts'),
    SalesSegmentId: inEmptyTable('Segment', 'Segments'),
    StatisticsGroupId: inEmptyTable('Statistics group', 'Statistics groups'),
  },
  lengths: {
    CustomerAccount: 20,
    OrganizationName: 100,
    PersonFirstName: 25,
    PersonMiddleName: 25,
    PersonLastName: 25,
    PersonProfessionalTitle: 30,
    NameAlias: 20,
    KnownAs: 100,
    PrimaryContactEmail: 255,
    PrimaryContactEmailDescription: 60,
    PrimaryContactPhone: 255,
    PrimaryContactPhoneDescription: 60,
    PrimaryContactURL: 255,
    ReceiptEmail: 80,
    AddressDescription: 60,
    AddressStreet: 250,
    AddressStreetNumber: 20,
    AddressBuildingComplement: 60,
    AddressPostbox: 20,
    AddressDistrictName: 60,
    AddressCity: 60,
    AddressZipCode: 10,
    AddressState: 10,
    AddressCounty: 10,
    TaxExemptNumber: 20,
    OrganizationNumber: 20,
    IdentificationNumber: 50,
  },
  required: { CustomerGroupId: 'Customer group', SalesCurrencyCode: 'Currency', OrganizationName: 'Name' },
  fill,
  check,
  number: giveNumber,
  written: writeDetails,
  keeps: (erp, row) => (hasOrders(erp, row) ? 'Customers cannot be deleted while dependent Sales orders exist' : undefined),
  removed: forgetDetails,
  computed: {
    FullPrimaryAddress: (row) => formatAddress(row, 'Address'),
    PartyCountry: (row) => row.AddressCountryRegionId ?? '',
    PartyState: (row) => row.AddressState ?? '',
    AddressCountryRegionISOCode: (row) => isoCode(row.AddressCountryRegionId ?? '') ?? '',
    DeliveryAddressCountryRegionISOCode: (row) => isoCode(row.DeliveryAddressCountryRegionId ?? '') ?? '',
    InvoiceAddressCountryRegionISOCode: (row) => isoCode(row.InvoiceAddressCountryRegionId ?? '') ?? '',
  },
};

const aliasLength = 20;

function fill(draft: Draft): void {
  const { erp, company, row, before } = draft;
  fillIn(draft, { PartyType: 'Organization' });
  if (row.PartyType === 'Person' && !draft.given.has('OrganizationName')) row.OrganizationName = personName(row);
  if (before) return;
  const group = find(erp, 'CustomerGroups', { dataAreaId: company, CustomerGroupId: row.CustomerGroupId ?? '' });
  const entity = find(erp, 'LegalEntities', { LegalEntityId: company });
  fillIn(draft, {
    NameAlias: (row.OrganizationName ?? '').slice(0, aliasLength),
    LanguageId: entity?.LanguageId,
    PaymentTerms: group?.PaymentTermId,
    SalesTaxGroup: group?.TaxGroupId,
    IsSalesTaxIncludedInPrices: group?.IsSalesTaxIncludedInPrice,
    PartyNumber: erp.numbers.next('party', company),
  });
  const hasAddress = ['AddressStreet', 'AddressCity', 'AddressZipCode', 'AddressState'].some((field) => row[field]);
  if (hasAddress)
    fillIn(draft, {
      AddressCountryRegionId: entity?.AddressCountryRegionId,
      AddressDescription: row.OrganizationName,
      AddressLocationId: erp.numbers.next('location', company),
    });
}

const personName = (row: Row): string => [row.PersonFirstName, row.PersonMiddleName, row.PersonLastName].filter(Boolean).join(' ');

function check({ erp, company, row, before, complain }: Draft): void {
  if (before && before.PartyType !== row.PartyType) complain('Type of a party cannot be changed.');
  if (!before && row.CustomerAccount && !erp.numbers.isManual('customer', company)) {
    complain(
      `Customer account ${row.CustomerAccount} cannot be entered: the number sequence for Customer account is not set up for manual numbers.`,
    );
  }
}

function giveNumber({ erp, company, row }: Draft): void {
  while (!row.CustomerAccount) {
    const number = erp.numbers.next('customer', company);
    if (!find(erp, 'CustTable', { dataAreaId: company, CustomerAccount: number })) row.CustomerAccount = number;
  }
}

function hasOrders(erp: Erp, { dataAreaId = '', CustomerAccount = '' }: Row): boolean {
  const orders = erp.store.table('SalesTable').equal('OrderingCustomerAccountNumber', CustomerAccount);
  return orders.some(({ row }) => folded(row.dataAreaId ?? '') === folded(dataAreaId));
}

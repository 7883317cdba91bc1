import { noDate, type Row, secondsOnly } from '../cells.ts';
import { type Draft, type Erp, fillIn, find, type TableRules } from '../erp.ts';
import { formatAddress } from './addresses.ts';
import { isoCode } from './countries.ts';
import { country, customer } from './references.ts';

/** Electronic addresses and postal addresses: rows of their own, which the customer entity shows flattened. */

const forever = '2154-12-31T23:59:59Z';

export const contactRules: TableRules = {
  table: 'LogisticsElectronicAddress',
  label: 'Electronic address',
  keyLabel: 'Electronic address',
  indexes: ['Locator'],
  lookups: {
    PartyNumber: {
      label: 'Party number',
      related: 'Global address book',
      has: (erp, _company, party) => erp.store.table('CustTable').equal('PartyNumber', party).length > 0,
    },
  },
  lengths: { Locator: 255, Description: 60, LocatorExtension: 10 },
  required: { PartyNumber: 'Party number', Locator: 'Contact number/address' },
  check: ({ row, complain }) => {
    if (!row.Type || row.Type === 'None') complain("Field 'Type' must be filled in.");
  },
  number: ({ erp, row }) => {
    row.ElectronicAddressId = erp.numbers.next('electronic-address', '');
    row.LocationId = erp.numbers.next('location', '');
  },
};

export const postalAddressRules: TableRules = {
  table: 'LogisticsPostalAddress',
  label: 'Addresses',
  keyLabel: 'Location',
  lookups: { CustomerAccountNumber: customer('Customer account'), AddressCountryRegionId: country },
  lengths: { AddressStreet: 250, AddressCity: 60, AddressZipCode: 10, AddressDescription: 60, AddressState: 10 },
  required: { CustomerAccountNumber: 'Customer account', AddressCountryRegionId: 'Country/region' },
  fill: (draft) => {
    const entity = find(draft.erp, 'LegalEntities', { LegalEntityId: draft.company });
    fillIn(draft, {
      AddressCountryRegionId: entity?.AddressCountryRegionId,
      CustomerLegalEntityId: draft.company,
      Effective: secondsOnly(draft.erp.now()),
      Expiration: forever,
      IsPostalAddress: 'Yes',
    });
  },
  number: ({ erp, company, row }) => {
    row.AddressLocationId = erp.numbers.next('location', company);
  },
  computed: {
    FormattedAddress: (row) => formatAddress(row, 'Address'),
    AddressCountryRegionISOCode: (row) => isoCode(row.AddressCountryRegionId ?? '') ?? '',
  },
};

/** Writes the primary e-mail, phone and address of a customer where they are kept. */
export function writeDetails({ erp, row }: Draft): void {
  writeContact(erp, row, 'Email', row.PrimaryContactEmail, { Description: row.PrimaryContactEmailDescription ?? '' });
  writeContact(erp, row, 'Phone', row.PrimaryContactPhone, {
    Description: row.PrimaryContactPhoneDescription ?? '',
    LocatorExtension: row.PrimaryContactPhoneExtension ?? '',
    IsMobilePhone: row.PrimaryContactPhoneIsMobile ?? 'No',
  });
  if (row.AddressLocationId) writePrimaryAddress(erp, row);
}

function writeContact(erp: Erp, customerRow: Row, type: 'Email' | 'Phone', locator: string | undefined, more: Row): void {
  const party = customerRow.PartyNumber ?? '';
  const table = contactRules.table;
  const primary = erp.store
    .table(table)
    .equal('PartyNumber', party)
    .find(({ row }) => row.Type === type && row.IsPrimary === 'Yes');
  if (!locator) {
    if (primary) erp.store.remove(table, primary);
    return;
  }
  if (primary) return void erp.store.update(table, primary, { ...primary.row, ...more, Locator: locator });
  const row = { PartyNumber: party, Type: type, IsPrimary: 'Yes', Locator: locator, ...more };
  erp.store.insert(table, {
    ...row,
    ElectronicAddressId: erp.numbers.next('electronic-address', ''),
    LocationId: erp.numbers.next('location', ''),
  });
}

function writePrimaryAddress(erp: Erp, from: Row): void {
  const table = postalAddressRules.table;
  const rows = erp.store.table(table).equal('AddressLocationId', from.AddressLocationId ?? '');
  const existing = rows.find(({ row }) => row.dataAreaId === from.dataAreaId);
  const parts = ['Street', 'StreetNumber', 'City', 'State', 'ZipCode', 'CountryRegionId', 'DistrictName', 'Description'];
  const address = Object.fromEntries(parts.map((part) => [`Address${part}`, from[`Address${part}`] ?? '']));
  if (existing) return void erp.store.update(table, existing, { ...existing.row, ...address });
  const key = {
    dataAreaId: from.dataAreaId ?? '',
    CustomerAccountNumber: from.CustomerAccount ?? '',
    CustomerLegalEntityId: from.dataAreaId ?? '',
    AddressLocationId: from.AddressLocationId ?? '',
  };
  erp.store.insert(table, {
    ...key,
    ...address,
    Effective: noDate,
    Expiration: forever,
    IsPrimary: 'Yes',
    IsPostalAddress: 'Yes',
    IsRoleBusiness: 'Yes',
  });
}

/** Takes a deleted customer's contacts and addresses along. */
export function forgetDetails(erp: Erp, customerRow: Row): void {
  for (const contact of erp.store.table(contactRules.table).equal('PartyNumber', customerRow.PartyNumber ?? ''))
    erp.store.remove(contactRules.table, contact);
  for (const address of erp.store.table(postalAddressRules.table).equal('CustomerAccountNumber', customerRow.CustomerAccount ?? '')) {
    if (address.row.dataAreaId === customerRow.dataAreaId) erp.store.remove(postalAddressRules.table, address);
  }
}

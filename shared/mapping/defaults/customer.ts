import type { MappingSet } from '../mapping-set.ts';
import type { Condition } from '../rule.ts';

const organisation: Condition = { path: 'customer.organisation', operator: 'equals', value: 'true' };
const person: Condition = { not: organisation };
const withAddress: Condition = {
  any: [
    { path: 'customer.address.street', operator: 'present' },
    { path: 'customer.address.city', operator: 'present' },
    { path: 'customer.address.postalCode', operator: 'present' },
  ],
};

/** Shipped rules for a new customer account in Finance & SCM. */
export const customerDefaults: MappingSet = {
  document: 'customer',
  version: 1,
  rules: [
    {
      id: 'customer.type',
      target: 'PartyType',
      kind: 'yes-no',
      from: { kind: 'copy', path: 'customer.organisation' },
      yes: 'Organization',
      no: 'Person',
    },
    { id: 'customer.group', target: 'CustomerGroupId', kind: 'copy', path: 'customer.group' },
    { id: 'customer.currency', target: 'SalesCurrencyCode', kind: 'currency', from: { kind: 'copy', path: 'customer.currency' } },
    {
      id: 'customer.organisation-name',
      target: 'OrganizationName',
      when: organisation,
      kind: 'text',
      from: { kind: 'copy', path: 'customer.name' },
      lineBreaks: ' ',
      trim: true,
      cut: 100,
    },
    {
      id: 'customer.first-name',
      target: 'PersonFirstName',
      when: person,
      kind: 'text',
      from: { kind: 'copy', path: 'customer.firstName' },
      trim: true,
      cut: 25,
    },
    {
      id: 'customer.last-name',
      target: 'PersonLastName',
      when: person,
      kind: 'text',
      from: {
        kind: 'first',
        of: [
          { kind: 'copy', path: 'customer.lastName' },
          { kind: 'copy', path: 'customer.name' },
        ],
      },
      trim: true,
      cut: 25,
    },
    {
      id: 'customer.search-name',
      target: 'NameAlias',
      kind: 'text',
      from: { kind: 'copy', path: 'customer.name' },
      lineBreaks: ' ',
      trim: true,
      cut: 20,
    },
    {
      id: 'customer.language',
      target: 'LanguageId',
      kind: 'first',
      of: [
        { kind: 'value-map', map: 'language', from: { kind: 'copy', path: 'customer.language' }, onMiss: 'empty' },
        { kind: 'copy', path: 'store.policies.order.language' },
      ],
    },
    { id: 'customer.email', target: 'PrimaryContactEmail', kind: 'text', from: { kind: 'copy', path: 'customer.email' }, trim: true },
    { id: 'customer.phone', target: 'PrimaryContactPhone', kind: 'text', from: { kind: 'copy', path: 'customer.phone' }, trim: true },
    {
      id: 'customer.tax-number',
      target: 'TaxExemptNumber',
      kind: 'text',
      from: { kind: 'copy', path: 'customer.taxNumber' },
      trim: true,
      case: 'upper',
    },
    {
      id: 'customer.address-description',
      target: 'AddressDescription',
      when: withAddress,
      kind: 'text',
      from: { kind: 'copy', path: 'customer.name' },
      lineBreaks: ' ',
      trim: true,
      cut: 60,
    },
    {
      id: 'customer.street',
      target: 'AddressStreet',
      when: withAddress,
      kind: 'street',
      of: [{ kind: 'copy', path: 'customer.address.street' }],
      cut: 250,
    },
    {
      id: 'customer.city',
      target: 'AddressCity',
      when: withAddress,
      kind: 'text',
      from: { kind: 'copy', path: 'customer.address.city' },
      trim: true,
      cut: 60,
    },
    {
      id: 'customer.postal-code',
      target: 'AddressZipCode',
      when: withAddress,
      kind: 'text',
      from: { kind: 'copy', path: 'customer.address.postalCode' },
      trim: true,
    },
    {
      id: 'customer.state',
      target: 'AddressState',
      when: withAddress,
      kind: 'state',
      from: { kind: 'copy', path: 'customer.address.region' },
      country: { kind: 'copy', path: 'customer.address.country' },
    },
    {
      id: 'customer.country',
      target: 'AddressCountryRegionId',
      when: withAddress,
      kind: 'country',
      from: { kind: 'copy', path: 'customer.address.country' },
      map: 'country',
    },
  ],
};

import { describe, expect, it } from 'vitest';
import { productSchema } from '../../shared/canonical/target-schema.ts';
import { customerSchema, salesOrderHeaderSchema, salesOrderLineSchema } from '../../shared/d365/finance-scm/schema.ts';
import { check } from '../../shared/mapping/check.ts';
import { apply, compile } from '../../shared/mapping/compile.ts';
import { customerDefaults } from '../../shared/mapping/defaults/customer.ts';
import { productDefaults } from '../../shared/mapping/defaults/product.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { salesOrderLineDefaults } from '../../shared/mapping/defaults/sales-order-line.ts';
import { shippedValueMaps } from '../../shared/mapping/defaults/value-maps.ts';
import { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import type { MappingSource } from '../../shared/mapping/source.ts';
import { layerValueMaps } from '../../shared/mapping/value-maps.ts';
import { aCustomer, anOrder, aStore } from './builders.ts';

const shipped = [
  { set: salesOrderHeaderDefaults, schema: salesOrderHeaderSchema },
  { set: salesOrderLineDefaults, schema: salesOrderLineSchema },
  { set: customerDefaults, schema: customerSchema },
  { set: productDefaults, schema: productSchema },
];

describe.each(shipped)('the shipped rules for $set.document', ({ set, schema }) => {
  it('are rules as people could write them', () => expect(MappingSet.parse(set)).toEqual(set));
  it('pass the check of their target', () => expect(check(mergeSets(set), schema, [])).toEqual([]));
});

const maps = layerValueMaps(shippedValueMaps, {
  'delivery-mode': { entries: { 'DHL-Express': 'EXPRESS' } },
  warehouse: { entries: { 'loc-7': '51' } },
  language: { entries: { de: 'de' } },
});

describe('the header of a sales order', () => {
  const compiled = compile(mergeSets(salesOrderHeaderDefaults), salesOrderHeaderSchema);
  const header = (source: MappingSource) => apply(compiled, source, maps);

  it('is filled from an order of any channel', () =>
    expect(header({ order: anOrder(), store: aStore() })).toEqual({
      problems: [],
      fields: {
        CustomersOrderReference: '#1001',
        SalesOrderOriginCode: 'WEB',
        CurrencyCode: 'EUR',
        SalesOrderName: 'Jo Doe',
        Email: 'jo@example.com',
        LanguageId: 'de',
        IsDeliveryAddressOrderSpecific: 'Yes',
        DeliveryAddressName: 'Hi-Fi GmbH, Jo Doe',
        DeliveryAddressDescription: 'Main shop #1001',
        DeliveryAddressStreet: 'Hauptstraße 1\nHinterhaus',
        DeliveryAddressCity: 'Berlin',
        DeliveryAddressZipCode: '10115',
        DeliveryAddressStateId: 'BE',
        DeliveryAddressCountryRegionId: 'DEU',
        DeliveryModeCode: 'EXPRESS',
        DefaultShippingSiteId: '2',
        DefaultShippingWarehouseId: '24',
        ArePricesIncludingSalesTax: 'No',
        SalesTaxGroupCode: 'EXEMPT',
        SkipCreateAutoCharges: 'Yes',
      },
    }));

  it('says that prices include tax when the shop sells gross and Dynamics calculates', () => {
    const { fields } = header({ order: anOrder(), store: aStore({ tax: { mode: 'erp' } }) });

    expect(fields.ArePricesIncludingSalesTax).toBe('Yes');
    expect(fields).not.toHaveProperty('SalesTaxGroupCode');
  });

  it('has no delivery address when nothing is delivered', () => {
    const { fields, problems } = header({ order: anOrder({ shippingAddress: { country: 'DE' } }), store: aStore() });

    expect(problems).toEqual([]);
    expect(Object.keys(fields).filter((name) => name.includes('DeliveryAddress'))).toEqual([]);
  });

  it("falls back to the store's mode of delivery", () => {
    const store = aStore({ order: { prefix: 'S-', origin: 'WEB', deliveryMode: 'STD' } });

    expect(header({ order: anOrder({ shippingMethod: { code: 'pigeon', title: '' } }), store }).fields.DeliveryModeCode).toBe('STD');
  });

  it('cuts what stays readable and keeps back what would be wrong', () => {
    const address = { firstName: 'J'.repeat(80), street: ['S'.repeat(300)], city: 'Berlin', postalCode: '12345678901', country: 'DE' };
    const { fields, problems } = header({ order: anOrder({ number: 'N'.repeat(70), shippingAddress: address }), store: aStore() });

    expect([fields.CustomersOrderReference, fields.DeliveryAddressName, fields.DeliveryAddressStreet].map((text) => text?.length)).toEqual([
      60, 60, 250,
    ]);
    expect(problems.map(({ field, code }) => [field, code])).toEqual([['DeliveryAddressZipCode', 'too-long']]);
  });
});

describe('a line of a sales order', () => {
  const compiled = compile(mergeSets(salesOrderLineDefaults), salesOrderLineSchema);
  const order = anOrder({
    lines: [
      {
        id: 'l1',
        title: 'Speaker',
        options: 'black',
        fulfilmentLocation: 'loc-7',
        quantity: '1',
        unitPrice: '1',
        net: '1',
        tax: '0',
        gross: '1',
      },
    ],
    charges: [{ id: 'c1', kind: 'shipping', title: 'DHL Express', net: '5', tax: '0', gross: '5' }],
  });

  it('is described by its goods and shipped from where the shop wants it', () =>
    expect(apply(compiled, { order, store: aStore(), line: order.lines[0] }, maps)).toEqual({
      problems: [],
      fields: { LineDescription: 'Speaker - black', ShippingWarehouseId: '51', SkipCreateAutoCharges: 'Yes' },
    }));

  it('may be a charge', () =>
    expect(apply(compiled, { order, store: aStore(), charge: order.charges[0] }, maps).fields).toEqual({
      LineDescription: 'DHL Express',
      SkipCreateAutoCharges: 'Yes',
    }));
});

describe('a customer account', () => {
  const compiled = compile(mergeSets(customerDefaults), customerSchema);
  const account = (overrides: object) => apply(compiled, { customer: aCustomer(overrides), store: aStore() }, maps);

  it('is a person', () =>
    expect(
      account({ address: { street: ['1 Main St'], city: 'Seattle', postalCode: '98101', region: 'Washington', country: 'us' } }),
    ).toEqual({
      problems: [],
      fields: {
        PartyType: 'Person',
        CustomerGroupId: '30',
        SalesCurrencyCode: 'EUR',
        PersonFirstName: 'Jo',
        PersonLastName: 'Doe',
        NameAlias: 'Jo Doe',
        PrimaryContactEmail: 'jo@example.com',
        AddressDescription: 'Jo Doe',
        AddressStreet: '1 Main St',
        AddressCity: 'Seattle',
        AddressZipCode: '98101',
        AddressState: 'WA',
        AddressCountryRegionId: 'USA',
      },
    }));

  it('is an organisation', () =>
    expect(account({ organisation: true, name: 'Hi-Fi GmbH', taxNumber: 'de123456789' }).fields).toMatchObject({
      PartyType: 'Organization',
      OrganizationName: 'Hi-Fi GmbH',
      TaxExemptNumber: 'DE123456789',
    }));
});

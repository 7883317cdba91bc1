import type { MappingSet } from '../mapping-set.ts';
import type { Condition } from '../rule.ts';

/** Digital orders carry a country and nothing else: that is no address to deliver to. */
const toAnAddress: Condition = {
  any: [
    { path: 'order.shippingAddress.street', operator: 'present' },
    { path: 'order.shippingAddress.city', operator: 'present' },
    { path: 'order.shippingAddress.postalCode', operator: 'present' },
  ],
};

/**
 * Shipped rules for the header of a sales order in Finance & SCM.
 * Names and streets are cut to what the field takes: they stay readable. Postal codes and e-mail addresses are not: they would be wrong.
 */
export const salesOrderHeaderDefaults: MappingSet = {
  document: 'sales-order-header',
  version: 1,
  rules: [
    {
      id: 'header.reference',
      target: 'CustomersOrderReference',
      note: 'The order is found again by this number and the origin.',
      kind: 'text',
      from: { kind: 'copy', path: 'order.number' },
      cut: 60,
    },
    { id: 'header.origin', target: 'SalesOrderOriginCode', kind: 'copy', path: 'store.policies.order.origin' },
    { id: 'header.currency', target: 'CurrencyCode', kind: 'currency', from: { kind: 'copy', path: 'order.currency' } },
    {
      id: 'header.requisition',
      target: 'CustomerRequisitionNumber',
      kind: 'text',
      from: { kind: 'copy', path: 'order.purchaseOrderNumber' },
      trim: true,
      cut: 20,
    },
    {
      id: 'header.name',
      target: 'SalesOrderName',
      kind: 'text',
      from: {
        kind: 'first',
        of: [
          { kind: 'copy', path: 'order.buyer.company' },
          {
            kind: 'concat',
            of: [
              { kind: 'copy', path: 'order.buyer.firstName' },
              { kind: 'copy', path: 'order.buyer.lastName' },
            ],
          },
          {
            kind: 'concat',
            of: [
              { kind: 'copy', path: 'order.billingAddress.firstName' },
              { kind: 'copy', path: 'order.billingAddress.lastName' },
            ],
          },
        ],
      },
      trim: true,
      cut: 60,
    },
    {
      id: 'header.email',
      target: 'Email',
      kind: 'first',
      of: [
        { kind: 'copy', path: 'order.buyer.email' },
        { kind: 'copy', path: 'order.shippingAddress.email' },
        { kind: 'copy', path: 'order.billingAddress.email' },
      ],
    },
    {
      id: 'header.language',
      target: 'LanguageId',
      kind: 'first',
      of: [
        { kind: 'value-map', map: 'language', from: { kind: 'copy', path: 'order.buyer.language' }, onMiss: 'empty' },
        { kind: 'copy', path: 'store.policies.order.language' },
      ],
    },
    {
      id: 'header.delivery-address-own',
      target: 'IsDeliveryAddressOrderSpecific',
      when: toAnAddress,
      kind: 'constant',
      value: 'Yes',
    },
    {
      id: 'header.delivery-name',
      target: 'DeliveryAddressName',
      when: toAnAddress,
      kind: 'text',
      from: {
        kind: 'concat',
        separator: ', ',
        of: [
          { kind: 'copy', path: 'order.shippingAddress.company' },
          {
            kind: 'concat',
            of: [
              { kind: 'copy', path: 'order.shippingAddress.firstName' },
              { kind: 'copy', path: 'order.shippingAddress.lastName' },
            ],
          },
        ],
      },
      trim: true,
      cut: 60,
    },
    {
      id: 'header.delivery-description',
      target: 'DeliveryAddressDescription',
      when: toAnAddress,
      kind: 'text',
      from: { kind: 'template', template: '{{store.name}} {{order.number}}' },
      cut: 60,
    },
    {
      id: 'header.delivery-street',
      target: 'DeliveryAddressStreet',
      when: toAnAddress,
      kind: 'street',
      of: [{ kind: 'copy', path: 'order.shippingAddress.street' }],
      cut: 250,
    },
    {
      id: 'header.delivery-city',
      target: 'DeliveryAddressCity',
      when: toAnAddress,
      kind: 'text',
      from: { kind: 'copy', path: 'order.shippingAddress.city' },
      trim: true,
      cut: 60,
    },
    {
      id: 'header.delivery-postal-code',
      target: 'DeliveryAddressZipCode',
      when: toAnAddress,
      kind: 'text',
      from: { kind: 'copy', path: 'order.shippingAddress.postalCode' },
      trim: true,
    },
    {
      id: 'header.delivery-state',
      target: 'DeliveryAddressStateId',
      when: toAnAddress,
      kind: 'state',
      from: { kind: 'copy', path: 'order.shippingAddress.region' },
      country: { kind: 'copy', path: 'order.shippingAddress.country' },
    },
    {
      id: 'header.delivery-country',
      target: 'DeliveryAddressCountryRegionId',
      when: toAnAddress,
      note: 'Entries of the value map "country" come before ISO-3.',
      kind: 'country',
      from: { kind: 'copy', path: 'order.shippingAddress.country' },
      map: 'country',
    },
    {
      id: 'header.delivery-mode',
      target: 'DeliveryModeCode',
      kind: 'first',
      of: [
        { kind: 'value-map', map: 'delivery-mode', from: { kind: 'copy', path: 'order.shippingMethod.code' }, onMiss: 'empty' },
        { kind: 'copy', path: 'store.policies.order.deliveryMode' },
      ],
    },
    { id: 'header.site', target: 'DefaultShippingSiteId', kind: 'copy', path: 'store.policies.order.site' },
    { id: 'header.warehouse', target: 'DefaultShippingWarehouseId', kind: 'copy', path: 'store.policies.order.warehouse' },
    {
      id: 'header.payment-method',
      target: 'CustomerPaymentMethodName',
      kind: 'first',
      of: [
        { kind: 'value-map', map: 'payment-method', from: { kind: 'copy', path: 'order.payment.payments[0].method' }, onMiss: 'empty' },
        { kind: 'copy', path: 'store.policies.order.paymentMethod' },
      ],
    },
    { id: 'header.payment-terms', target: 'PaymentTermsName', kind: 'copy', path: 'store.policies.order.paymentTerms' },
    {
      id: 'header.prices-include-tax',
      target: 'ArePricesIncludingSalesTax',
      note: 'Said either way: Dynamics would otherwise take it from the customer, and every price would be read wrongly.',
      kind: 'choose',
      if: {
        all: [
          { path: 'order.taxBasis', operator: 'equals', value: 'gross' },
          { path: 'store.policies.tax.mode', operator: 'equals', value: 'erp' },
        ],
      },
      give: { kind: 'constant', value: 'Yes' },
      otherwise: { kind: 'constant', value: 'No' },
    },
    {
      id: 'header.tax-group',
      target: 'SalesTaxGroupCode',
      note: "Where the shop's tax is a line of its own, Dynamics shall calculate none on top.",
      kind: 'choose',
      if: { path: 'store.policies.tax.mode', operator: 'equals', value: 'channel-line' },
      give: { kind: 'copy', path: 'store.policies.tax.exemptGroup' },
      otherwise: { kind: 'copy', path: 'store.policies.tax.group' },
    },
    {
      id: 'header.no-automatic-charges',
      target: 'SkipCreateAutoCharges',
      note: 'The shop has charged everything that the buyer pays.',
      kind: 'constant',
      value: 'Yes',
    },
  ],
};

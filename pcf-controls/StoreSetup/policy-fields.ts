import type { Column, SettingField } from './field.ts';

const text: { kind: 'text' } = { kind: 'text' };
const stockRule: Column[] = [
  { name: 'buffer', is: { kind: 'whole', min: 0 } },
  { name: 'percentage', is: { kind: 'number', min: 0, max: 100 } },
  { name: 'minimum', is: { kind: 'whole', min: 0 } },
  { name: 'maximum', is: { kind: 'whole', min: 0 } },
  { name: 'discontinued', is: { kind: 'switch' } },
];
const on = (path: string, fallback: boolean): SettingField => ({ path, is: { kind: 'switch' }, fallback });
const choice = (path: string, choices: readonly string[], fallback: string): SettingField => ({
  path,
  is: { kind: 'choice', choices },
  fallback,
});
const whole = (path: string, fallback: number | undefined, min: number, max?: number): SettingField => ({
  path,
  is: { kind: 'whole', min, max },
  fallback,
});

/** Every policy of a store, in the order and the groups that people see. */
export const policyGroups = {
  orders: [
    choice('importWhen', ['placed', 'authorised', 'paid'], 'placed'),
    { path: 'importFrom', is: { kind: 'day' } },
    { path: 'order.prefix', is: { kind: 'text', max: 8 }, required: true },
    { path: 'order.origin', is: text, required: true },
    choice('order.numbering', ['ours', 'automatic'], 'ours'),
    { path: 'order.warehouse', is: text },
    { path: 'order.site', is: text },
    { path: 'order.deliveryMode', is: text },
    { path: 'order.paymentMethod', is: text },
    { path: 'order.paymentTerms', is: text },
    { path: 'order.language', is: text },
    choice('customer.mode', ['one-account', 'match', 'match-or-create'], 'match-or-create'),
    { path: 'customer.account', is: text },
    { path: 'customer.group', is: text, fallback: '30' },
    { path: 'customer.accountPrefix', is: { kind: 'text', max: 8 }, fallback: 'WEB-' },
    choice('customer.numbering', ['ours', 'automatic'], 'ours'),
    { path: 'timeZone', is: { kind: 'zone' }, fallback: 'UTC' },
    {
      path: 'holdRules',
      is: {
        kind: 'rows',
        columns: [
          { name: 'name', is: text, required: true },
          { name: 'path', is: text, required: true },
          { name: 'operator', is: { kind: 'choice', choices: ['equals', 'contains', 'above', 'below', 'present'] }, required: true },
          { name: 'value', is: text },
        ],
      },
    },
    {
      path: 'kits',
      is: {
        kind: 'keyed-rows',
        columns: [
          { name: 'set', is: text, required: true },
          { name: 'item', is: text, required: true },
          { name: 'quantity', is: { kind: 'decimal' }, required: true },
        ],
      },
    },
    whole('pollOverlapSeconds', 300, 0, 86_400),
  ],
  money: [
    choice('tax.mode', ['erp', 'channel-line'], 'channel-line'),
    { path: 'tax.group', is: text },
    { path: 'tax.exemptGroup', is: text, fallback: 'EXEMPT' },
    { path: 'tax.lineItem', is: text, fallback: 'SHOP-TAX' },
    ...['shipping', 'fee', 'tip', 'duty', 'rounding', 'other'].map((charge): SettingField => ({ path: `charges.${charge}`, is: text })),
    { path: 'giftCardItem', is: text },
    { path: 'totalTolerance', is: { kind: 'decimal' }, fallback: '0.02' },
    { path: 'differenceItem', is: text, fallback: 'DIFFERENCE' },
  ],
  stock: [
    on('stock.enabled', false),
    choice('stock.source', ['on-hand', 'inventory-visibility'], 'on-hand'),
    choice('stock.quantity', ['available', 'physical'], 'available'),
    on('stock.lessOnOrder', true),
    whole('stock.buffer', 0, 0),
    { path: 'stock.percentage', is: { kind: 'number', min: 0, max: 100 }, fallback: 100 },
    whole('stock.minimum', 0, 0),
    whole('stock.maximum', undefined, 0),
    on('stock.discontinued', false),
    choice('stock.pool', ['split', 'whole'], 'split'),
    whole('stock.weight', 1, 1, 1000),
    whole('stock.debounceSeconds', 5, 0, 600),
    {
      path: 'stock.exceptions',
      is: {
        kind: 'rows',
        columns: [{ name: 'items', is: { kind: 'list' }, required: true }, { name: 'location', is: text }, ...stockRule],
      },
    },
    {
      path: 'places',
      is: {
        kind: 'rows',
        columns: [
          { name: 'location', is: text },
          { name: 'warehouses', is: { kind: 'list' }, required: true },
        ],
      },
    },
  ],
  prices: [
    on('prices.enabled', false),
    { path: 'prices.currency', is: { kind: 'text', pattern: /^[A-Z]{3}$/ } },
    { path: 'prices.priceGroup', is: text },
    { path: 'prices.salePriceGroup', is: text },
    { path: 'prices.holdAbovePercent', is: { kind: 'number', min: 0, max: 1000 }, fallback: 50 },
    whole('prices.debounceSeconds', 5, 0, 600),
  ],
  products: [
    choice('products.mode', ['link-only', 'update', 'create'], 'link-only'),
    { path: 'products.language', is: text, fallback: 'en-us' },
    { path: 'products.groups', is: { kind: 'list' } },
    on('products.showMissing', false),
  ],
  outbound: [
    on('outbound.shipments', true),
    whole('outbound.waitForTrackingMinutes', 15, 0, 10_080),
    whole('outbound.lateTrackingHours', 72, 0, 720),
    on('outbound.invoices', true),
    on('outbound.markPaid', false),
    on('outbound.cancellations', true),
  ],
} as const satisfies Record<string, readonly SettingField[]>;

export type PolicyGroup = keyof typeof policyGroups;
export const policyGroupNames = Object.keys(policyGroups) as PolicyGroup[];
export const fieldsOf = (group: PolicyGroup): readonly SettingField[] => policyGroups[group];

/** A path as it stands in a key of the resources. */
export const keyOf = (path: string): string => path.replace(/\./g, '_');

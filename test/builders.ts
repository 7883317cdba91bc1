import type * as z from 'zod';
import { Order, type OrderDraft, type OrderLine } from '../shared/canonical/order.ts';
import { type Store, StorePolicies } from '../shared/canonical/store.ts';
import type { ChannelId, LegalEntityId, StoreId } from '../shared/core/ids.ts';

/** Sound documents with overrides, for tests. */

export const aLine = (overrides: Partial<z.input<typeof OrderLine>> = {}): z.input<typeof OrderLine> => ({
  id: '1',
  sku: 'D0001',
  title: 'Mid-range speaker',
  quantity: '1',
  unitPrice: '10.00',
  net: '10.00',
  tax: '0',
  gross: '10.00',
  ...overrides,
});

export const aDraft = (overrides: Partial<OrderDraft> = {}): OrderDraft => ({
  kind: 'order',
  store: 'shopify-main',
  channel: 'shopify',
  externalId: '5678901234567',
  number: '#1001',
  placedAt: '2026-11-20T10:00:00Z',
  updatedAt: '2026-11-20T10:00:00Z',
  state: 'open',
  currency: 'USD',
  total: '10.00',
  taxBasis: 'net',
  lines: [aLine()],
  payment: { state: 'paid' },
  buyer: { externalId: '77', email: 'new@example.com', firstName: 'Ada', lastName: 'Byron' },
  shippingAddress: {
    firstName: 'Ada',
    lastName: 'Byron',
    street: ['1 Main Street'],
    city: 'Redmond',
    region: 'WA',
    postalCode: '98052',
    country: 'US',
  },
  ...overrides,
});

export const anOrder = (overrides: Partial<OrderDraft> = {}): Order => Order.parse(aDraft(overrides));

export const aStore = (policies: Partial<z.input<typeof StorePolicies>> = {}): Store => ({
  id: 'shopify-main' as StoreId,
  name: 'Main store',
  channel: 'shopify' as ChannelId,
  enabled: true,
  erpTarget: 'finance-scm',
  legalEntity: 'usmf' as LegalEntityId,
  connection: {},
  policies: StorePolicies.parse({
    order: { prefix: 'SHP-', origin: 'shopify-main', warehouse: '24' },
    charges: { shipping: 'SHIPPING', fee: 'FEE', tip: 'TIP', duty: 'DUTY', rounding: 'ROUNDING', other: 'FEE' },
    ...policies,
  }),
});

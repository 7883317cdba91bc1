import { Customer } from '../../shared/canonical/customer.ts';
import { Order } from '../../shared/canonical/order.ts';
import { StorePolicies } from '../../shared/canonical/store.ts';
import type { TargetField, TargetSchema } from '../../shared/canonical/target-schema.ts';
import { ChannelId, LegalEntityId, StoreId } from '../../shared/core/ids.ts';
import { apply, compile, type MappingResult } from '../../shared/mapping/compile.ts';
import type { ResolvedSet } from '../../shared/mapping/merge.ts';
import { type Expression, Rule } from '../../shared/mapping/rule.ts';
import type { MappingSource } from '../../shared/mapping/source.ts';
import type { ValueMaps } from '../../shared/mapping/value-maps.ts';

export const field = (overrides: Partial<TargetField> = {}): TargetField => ({
  name: 'Field',
  type: 'text',
  mandatory: false,
  ...overrides,
});

export const schemaOf = (...fields: TargetField[]): TargetSchema => ({ document: 'sales-order-header', fields });

export const setOf = (...rules: Rule[]): ResolvedSet => ({
  document: 'sales-order-header',
  version: 'test',
  rules: rules.map((rule) => ({ rule, from: 'store' })),
  unknownRemovals: [],
});

export const ruleFor = (target: string, body: Expression, frame: Partial<Rule> = {}): Rule =>
  Rule.parse({ id: `rule.${target}`, target, ...frame, ...body });

export interface Given {
  source?: unknown;
  maps?: ValueMaps;
  into?: Partial<TargetField>;
  frame?: Partial<Rule>;
}

/** The result of one rule on one field. */
export function resultOf(body: Expression, { source = {}, maps = {}, into = {}, frame = {} }: Given = {}): MappingResult {
  const compiled = compile(setOf(ruleFor('Field', body, frame)), schemaOf(field(into)));
  return apply(compiled, source as MappingSource, maps);
}

export const outcomeOf = (body: Expression, given?: Given): string | undefined => resultOf(body, given).fields.Field;
export const problemsOf = (body: Expression, given?: Given): string[] => resultOf(body, given).problems.map(({ code }) => code);

export const copy = (path: string): Expression => ({ kind: 'copy', path });
export const constant = (value: string): Expression => ({ kind: 'constant', value });

type OrderInput = Parameters<typeof Order.parse>[0] & object;

export const anOrder = (overrides: OrderInput = {}): Order =>
  Order.parse({
    kind: 'order',
    store: 'shop-main',
    channel: 'shopify',
    externalId: '5678901234567',
    number: '#1001',
    placedAt: '2026-03-01T23:30:00Z',
    updatedAt: '2026-03-01T23:30:00Z',
    state: 'open',
    currency: 'EUR',
    total: '119.00',
    taxBasis: 'gross',
    lines: [{ id: 'l1', sku: 'D0001', title: 'Speaker', quantity: '1', unitPrice: '119', net: '100', tax: '19', gross: '119' }],
    payment: { state: 'paid', payments: [{ method: 'visa', amount: '119' }] },
    buyer: { email: 'jo@example.com', firstName: 'Jo', lastName: 'Doe', language: 'de' },
    shippingAddress: {
      firstName: 'Jo',
      lastName: 'Doe',
      company: 'Hi-Fi GmbH',
      street: ['Hauptstraße 1', 'Hinterhaus'],
      city: 'Berlin',
      postalCode: '10115',
      region: 'DE-BE',
      country: 'DE',
    },
    shippingMethod: { code: 'dhl-express', title: 'DHL Express' },
    ...overrides,
  });

export const aStore = (policies: object = {}): MappingSource['store'] => ({
  id: StoreId.parse('shop-main'),
  name: 'Main shop',
  channel: ChannelId.parse('shopify'),
  legalEntity: LegalEntityId.parse('DEMF'),
  timeZone: 'Europe/Berlin',
  policies: StorePolicies.parse({ order: { prefix: 'S-', origin: 'WEB', warehouse: '24', site: '2' }, ...policies }),
});

export const aCustomer = (overrides: object = {}): Customer =>
  Customer.parse({
    kind: 'customer',
    organisation: false,
    name: 'Jo Doe',
    firstName: 'Jo',
    lastName: 'Doe',
    email: 'jo@example.com',
    currency: 'EUR',
    group: '30',
    ...overrides,
  });

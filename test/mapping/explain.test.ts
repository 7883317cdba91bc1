import { describe, expect, it } from 'vitest';
import { salesOrderHeaderSchema } from '../../shared/d365/finance-scm/schema.ts';
import { compile } from '../../shared/mapping/compile.ts';
import { salesOrderHeaderDefaults } from '../../shared/mapping/defaults/sales-order-header.ts';
import { shippedValueMaps } from '../../shared/mapping/defaults/value-maps.ts';
import { explain } from '../../shared/mapping/explain.ts';
import { mergeSets } from '../../shared/mapping/merge.ts';
import { anOrder, aStore } from './builders.ts';

describe('an explanation', () => {
  const own = {
    document: 'sales-order-header' as const,
    version: 7,
    base: 'default' as const,
    rules: [{ id: 'own.email', target: 'Email', kind: 'copy' as const, path: 'order.extensions.invoiceEmail' }],
  };
  const compiled = compile(mergeSets(salesOrderHeaderDefaults, own), salesOrderHeaderSchema);
  const { explained } = explain(
    compiled,
    { order: anOrder({ extensions: { invoiceEmail: 'ap@example.com' } }), store: aStore() },
    shippedValueMaps,
  );
  const of = (name: string) => explained.find(({ field }) => field === name);

  it('says which rule of whom gave a value, from what', () => {
    expect(of('Email')).toMatchObject({
      ruleId: 'own.email',
      from: 'store',
      state: 'filled',
      text: 'ap@example.com',
      reads: [{ path: 'order.extensions.invoiceEmail', value: 'ap@example.com' }],
    });
    expect(of('CurrencyCode')).toMatchObject({
      ruleId: 'header.currency',
      from: 'default',
      kind: 'currency',
      reads: [{ path: 'order.currency', value: 'EUR' }],
    });
  });

  it('says why a field stays out', () => {
    expect(of('PaymentTermsName')).toMatchObject({ ruleId: 'header.payment-terms', state: 'empty' });
    expect(of('RequestedShippingDate')).toMatchObject({ state: 'no-rule', mandatory: false });
  });

  it('covers every field that a rule may fill, once', () =>
    expect(explained.map(({ field }) => field)).toEqual(
      salesOrderHeaderSchema.fields.filter(({ readOnly }) => !readOnly).map(({ name }) => name),
    ));
});

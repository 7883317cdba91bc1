import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import type { OrderSnapshot } from '../snapshot.ts';
import { defineStep } from '../step.ts';

/** How far Dynamics has got with the order now, and what the shop had ordered. What an event said is not believed. */
export const loadProgress = defineStep({
  name: 'load-progress',
  settings: z.strictObject({}),
  reads: ['record'],
  gives: ['progress', 'imported'],
  async run({ record }, { erp, recall, remember }) {
    const { source, order } = record;
    const known = order && (await recall('order', order));
    const progress = source && (await erp.followSalesOrder(source.company, source.salesOrder));
    if (!progress || !known?.snapshot) throw new IntegrationError('ORDER_NOT_OURS', { facts: { document: source?.salesOrder ?? '?' } });
    remember({ link: { company: progress.company, number: progress.number, customer: progress.customer } });
    return {
      progress,
      imported: {
        number: known.number ?? progress.reference,
        currency: known.currency ?? progress.currency,
        snapshot: JSON.parse(known.snapshot) as OrderSnapshot,
      },
    };
  },
});

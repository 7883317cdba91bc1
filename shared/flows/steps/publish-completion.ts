import { z } from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import { money, show } from '../../core/money.ts';
import { defineStep, pause } from '../step.ts';

/** An invoice was posted: the shop closes the order when nothing is to come, and counts it as paid where the store says so. */
export const publishCompletion = defineStep({
  name: 'publish-completion',
  settings: z.strictObject({}),
  reads: ['store', 'record', 'progress'],
  gives: [],
  async run({ store, record, progress }, { publishes, tell }) {
    const { invoices, markPaid } = store.policies.outbound;
    if (!invoices) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: 'invoices (by its settings)' } });
    if (!publishes.completion) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: 'invoices' } });
    const invoice = progress.invoices.find(({ number }) => number === record.source?.document) ?? progress.invoices.at(-1);
    if (!invoice) return pause('waiting', 'The invoice cannot be read in Dynamics yet.', 30_000);
    const final = progress.state === 'invoiced';
    const { says } = await publishes.completion({ order: record.order as ExternalId, invoice: invoice.number, final, markPaid });
    tell('invoiced', `Invoice ${invoice.number}`, `${show(money(invoice.total, invoice.currency))}. ${says}`);
    return pause('done', `Invoice ${invoice.number}: ${says}`);
  },
});

import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import { money } from '../../core/money.ts';
import { notTaken, reasons, say, switchedOff } from '../sentences.ts';
import { defineStep, pause } from '../step.ts';

/** An invoice was posted: the shop closes the order when nothing is to come, and counts it as paid where the store says so. */
export const publishCompletion = defineStep({
  name: 'publish-completion',
  settings: z.strictObject({}),
  reads: ['store', 'record', 'progress'],
  gives: [],
  async run({ store, record, progress }, { publishes, tell }) {
    const { invoices, markPaid } = store.policies.outbound;
    if (!invoices) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: switchedOff('invoices') } });
    if (!publishes.completion) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: notTaken('invoices') } });
    const invoice = progress.invoices.find(({ number }) => number === record.source?.document) ?? progress.invoices.at(-1);
    if (!invoice) return pause('waiting', reasons.invoiceUnreadable, 30_000);
    const final = progress.state === 'invoiced';
    const { says } = await publishes.completion({ order: record.order as ExternalId, invoice: invoice.number, final, markPaid });
    tell('invoiced', say.invoiced(invoice.number, money(invoice.total, invoice.currency), says));
    return pause('done', reasons.invoiced(invoice.number, says));
  },
});

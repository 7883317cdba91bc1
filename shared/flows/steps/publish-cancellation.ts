import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import type { ExternalId } from '../../core/ids.ts';
import { isZero, money } from '../../core/money.ts';
import { noteOwnCancellation } from '../sales-order-index.ts';
import { amountInWords, notTaken, reasons, say, switchedOff } from '../sentences.ts';
import { defineStep, pause } from '../step.ts';

/** A sales order was cancelled in Dynamics: the shop cancels what it still can, and finance hears of money that is to go back. */
export const publishCancellation = defineStep({
  name: 'publish-cancellation',
  settings: z.strictObject({}),
  reads: ['store', 'record', 'progress', 'imported'],
  gives: [],
  async run({ store, record, progress, imported }, { publishes, notebook, tell }) {
    if (progress.state !== 'cancelled') return pause('done', reasons.notCancelledAnyMore(progress.number));
    if (!store.policies.outbound.cancellations)
      throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: switchedOff('cancellations') } });
    if (!publishes.cancellation) throw new IntegrationError('NOT_TAKEN_BY_CHANNEL', { facts: { what: notTaken('cancellations') } });
    const order = record.order as ExternalId;
    await noteOwnCancellation(notebook, store.id, order, progress.number);
    const reason = `Sales order ${progress.number} was cancelled in Dynamics 365.`;
    const { says, refundDue } = await publishes.cancellation({ order, reason, salesOrder: progress.number });
    tell('cancelled', say.cancelled(says));
    if (refundDue && !isZero(refundDue))
      throw new IntegrationError('REFUND_DUE', {
        facts: { number: imported.number, amount: amountInWords(money(refundDue, imported.currency)) },
      });
    return pause('cancelled', says);
  },
});

import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { absolute, compare, isZero, money } from '../../core/money.ts';
import { isAccepted } from '../accepted.ts';
import { differenceLine, layOut } from '../booking.ts';
import { amountInWords } from '../sentences.ts';
import { defineStep } from '../step.ts';

/** The channel's total is the truth: a difference that is small, or that finance has accepted, becomes a line; another one holds the order. */
export const checkTotals = defineStep({
  name: 'check-totals',
  settings: z.strictObject({}),
  reads: ['order', 'store', 'record'],
  gives: ['booking'],
  async run({ order, store, record }) {
    const { totalTolerance, differenceItem } = store.policies;
    const booking = layOut(order, store.policies);
    if (isZero(booking.difference)) return { booking };
    const amount = (value: typeof booking.difference) => amountInWords(money(value, order.currency));
    if (
      compare(absolute(booking.difference), totalTolerance) > 0 &&
      !isAccepted(record, 'TOTALS_DIFFER', booking.difference, order.currency)
    ) {
      throw new IntegrationError('TOTALS_DIFFER', {
        facts: {
          channelTotal: amount(order.total),
          computedTotal: amount(booking.computedTotal),
          difference: amount(booking.difference),
          tolerance: amount(totalTolerance),
        },
        detail: { channelTotal: order.total, computedTotal: booking.computedTotal, currency: order.currency },
      });
    }
    return { booking: { ...booking, lines: [...booking.lines, differenceLine(booking.difference, differenceItem)] } };
  },
});

import { z } from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { absolute, compare, minus, money, show } from '../../core/money.ts';
import { defineStep } from '../step.ts';

/** What Dynamics books must be what the shop charged; more than the tolerance apart, finance has to know before it is invoiced. */
export const compareWithErp = defineStep({
  name: 'compare-with-erp',
  settings: z.strictObject({}),
  reads: ['order', 'store', 'link'],
  gives: [],
  async run({ order, store, link }) {
    if (link.total === undefined) return {};
    const difference = minus(order.total, link.total);
    if (compare(absolute(difference), store.policies.totalTolerance) <= 0) return {};
    const amount = (value: typeof difference) => show(money(value, order.currency));
    throw new IntegrationError('ERP_TOTAL_DIFFERS', {
      facts: { channelTotal: amount(order.total), erpTotal: amount(link.total), difference: amount(difference), document: link.number },
      detail: { channelTotal: order.total, erpTotal: link.total, currency: order.currency },
    });
  },
});

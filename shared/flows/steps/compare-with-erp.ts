import * as z from 'zod';
import type { Order } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { absolute, compare, minus, money } from '../../core/money.ts';
import type { DocumentLink } from '../../d365/erp-target.ts';
import type { DocumentRecord } from '../../ports.ts';
import { isAccepted } from '../accepted.ts';
import { amountInWords } from '../sentences.ts';
import { defineStep } from '../step.ts';

/** What Dynamics books must be what the shop charged; more than the tolerance apart, finance has to know before it is invoiced. */
export const compareWithErp = defineStep({
  name: 'compare-with-erp',
  settings: z.strictObject({}),
  reads: ['order', 'store', 'link', 'record'],
  gives: [],
  async run({ order, store, link, record }) {
    requireSameTotal(order, store, link, record);
    return {};
  },
});

/** @throws IntegrationError ERP_TOTAL_DIFFERS */
export function requireSameTotal(
  order: Order,
  { policies }: Store,
  { number, total }: Pick<DocumentLink, 'number' | 'total'>,
  record: Pick<DocumentRecord, 'accepted'>,
): void {
  if (total === undefined) return;
  const difference = minus(order.total, total);
  if (compare(absolute(difference), policies.totalTolerance) <= 0) return;
  if (isAccepted(record, 'ERP_TOTAL_DIFFERS', difference, order.currency)) return;
  const amount = (value: typeof difference) => amountInWords(money(value, order.currency));
  throw new IntegrationError('ERP_TOTAL_DIFFERS', {
    facts: { channelTotal: amount(order.total), erpTotal: amount(total), difference: amount(difference), document: number },
    detail: { channelTotal: order.total, erpTotal: total, currency: order.currency },
  });
}

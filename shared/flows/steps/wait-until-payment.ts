import * as z from 'zod';
import type { Order } from '../../canonical/order.ts';
import type { StorePolicies } from '../../canonical/store.ts';
import { reasons } from '../sentences.ts';
import { defineStep, pause } from '../step.ts';

type PaymentState = Order['payment']['state'];

const paid: PaymentState[] = ['paid', 'partly-refunded', 'refunded'];
const enough: Record<StorePolicies['importWhen'], (state: PaymentState) => boolean> = {
  placed: (state) => state !== 'failed' && state !== 'expired' && state !== 'voided',
  authorised: (state) => state === 'authorised' || paid.includes(state),
  paid: (state) => paid.includes(state),
};

/** Imports when the store's policy says so; the shop's next word about the payment wakes the order up. */
export const waitUntilPayment = defineStep({
  name: 'wait-until-payment',
  settings: z.strictObject({}),
  reads: ['order', 'store'],
  gives: [],
  async run({ order, store }) {
    const when = store.policies.importWhen;
    return enough[when](order.payment.state) ? {} : pause('waiting', reasons.waitsForPayment[when]);
  },
});

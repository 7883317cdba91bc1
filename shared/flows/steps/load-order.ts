import { z } from 'zod';
import { Order } from '../../canonical/order.ts';
import { IntegrationError } from '../../core/errors.ts';
import { textOf } from '../../core/json.ts';
import { defineStep } from '../step.ts';

/** The order as the shop has it now, and not as a delivery once said. */
export const loadOrder = defineStep({
  name: 'load-order',
  settings: z.strictObject({}),
  reads: ['envelope'],
  gives: ['order', 'readAt'],
  async run({ envelope }, { loadOrder: load, clock }) {
    const readAt = clock.now();
    const draft = await load();
    if ('gone' in draft) throw new IntegrationError('GONE_FROM_CHANNEL', { detail: { reason: draft.reason } });
    const parsed = Order.safeParse(draft);
    if (parsed.success) return { order: parsed.data, readAt };
    const problem = parsed.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ');
    throw new IntegrationError('ORDER_NOT_UNDERSTOOD', { facts: { number: textOf(draft.number) || envelope.externalId, problem } });
  },
});

import * as z from 'zod';
import { Address } from '../../canonical/address.ts';
import { Order, type OrderDraft } from '../../canonical/order.ts';
import type { Gone } from '../../connectors/connector.ts';
import { IntegrationError } from '../../core/errors.ts';
import { textOf } from '../../core/json.ts';
import type { DocumentRecord } from '../../ports.ts';
import { defineStep, type StepPorts } from '../step.ts';

/** The order as the shop has it now, and not as a delivery once said. */
export const loadOrder = defineStep({
  name: 'load-order',
  settings: z.strictObject({}),
  reads: ['envelope', 'record'],
  gives: ['order', 'readAt'],
  async run({ envelope, record }, { loadOrder: load, correction, clock }) {
    const readAt = clock.now();
    const order = toOrder(await load(), envelope.externalId);
    return { order: await corrected(order, record, correction), readAt };
  },
});

/** What a connector has read as an order. @throws IntegrationError GONE_FROM_CHANNEL, ORDER_NOT_UNDERSTOOD */
export function toOrder(draft: OrderDraft | Gone, externalId: string): Order {
  if ('gone' in draft) throw new IntegrationError('GONE_FROM_CHANNEL', { detail: { reason: draft.reason } });
  const parsed = Order.safeParse(draft);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ');
  throw new IntegrationError('ORDER_NOT_UNDERSTOOD', { facts: { number: textOf(draft.number) || externalId, problem } });
}

/** What a person knows better than the shop about where it goes. */
export async function corrected(order: Order, { correctedAddress }: DocumentRecord, correction: StepPorts['correction']): Promise<Order> {
  const said = correctedAddress && (await correction(correctedAddress));
  return said ? { ...order, shippingAddress: Address.parse({ ...order.shippingAddress, ...said }) } : order;
}

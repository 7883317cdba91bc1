import * as z from 'zod';
import { DecimalText } from '../../core/money.ts';
import { Instant } from '../../core/time.ts';
import { numberOf, PageInfo } from './schema.ts';

/** How an order stands with what has left of it, what is left to ship, and its money. */

const id = z.string().min(1).transform(numberOf);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const amount = z.object({ shopMoney: z.object({ amount: DecimalText }) }).transform(({ shopMoney }) => shopMoney.amount);
const connection = <Node extends z.ZodType>(node: Node) => z.object({ pageInfo: PageInfo, nodes: z.array(node) });

export const FulfillmentLines = connection(
  z.object({
    quantity: z
      .number()
      .int()
      .nullish()
      .transform((value) => value ?? 0),
    lineItem: z.object({ id }),
  }),
);

const Fulfillment = z.object({
  id,
  status: text,
  createdAt: Instant,
  trackingInfo: z.array(z.object({ company: text, number: text, url: text })),
  fulfillmentLineItems: FulfillmentLines,
});
export type Fulfillment = z.output<typeof Fulfillment>;

export const FulfillmentOrderLines = connection(z.object({ id, remainingQuantity: z.number().int(), lineItem: z.object({ id }) }));

const FulfillmentOrder = z.object({
  id,
  status: z.string(),
  requestStatus: text,
  supportedActions: z.array(z.object({ action: z.string() })),
  fulfillmentHolds: z.array(z.object({ displayReason: text, reasonNotes: text })),
  assignedLocation: z.object({ name: text, location: z.object({ id, isFulfillmentService: z.boolean() }).nullish() }),
  lineItems: FulfillmentOrderLines,
});
export type FulfillmentOrder = z.output<typeof FulfillmentOrder>;
export const FulfillmentOrders = connection(FulfillmentOrder);

export const ReadFulfilment = z.object({
  order: z
    .object({
      id,
      name: z.string(),
      cancelledAt: Instant.nullish(),
      cancellation: z.object({ staffNote: text }).nullish(),
      closed: z.boolean(),
      canMarkAsPaid: z.boolean(),
      displayFinancialStatus: text,
      displayFulfillmentStatus: text,
      totalReceivedSet: amount,
      totalRefundedSet: amount,
      fulfillments: z.array(Fulfillment),
      fulfillmentOrders: FulfillmentOrders,
    })
    .nullable(),
});
/** One order, complete: every connection has its last page. */
export type OrderFulfilment = NonNullable<z.output<typeof ReadFulfilment>['order']>;

/** Whether it still counts as shipped. */
export const stands = ({ status }: Fulfillment): boolean => !['CANCELLED', 'ERROR', 'FAILURE'].includes(status);

/** Whole units by order line. */
export type Units = Map<string, number>;

import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import type { ShopifyClient } from './client.ts';
import { FulfillmentLines, FulfillmentOrderLines, FulfillmentOrders, type OrderFulfilment, ReadFulfilment } from './fulfilment.ts';
import type { Graphql } from './graphql.ts';
import * as operations from './operations-publish.ts';
import { type Fill, parsed, type Reader, requireAffordable } from './pages.ts';
import { gidOf, numberOf, UserErrors } from './schema.ts';

const Made = z.object({ fulfillment: z.object({ id: z.string() }) });
const Job = z.object({ job: z.object({ id: z.string(), done: z.boolean() }).nullish() });

/** Together about three seconds. */
const looks = 6;
const firstLookMs = 50;
const longestFirstPage = 50;

/** The part of the client that writes about orders. What Shopify refuses is said in its own words and is no reason to try again. */
export function publishing(
  graphql: Graphql,
  read: Reader,
  fill: Fill,
): Pick<
  ShopifyClient,
  | 'orderFulfilment'
  | 'fulfillmentCreate'
  | 'fulfillmentCancel'
  | 'fulfillmentTrackingInfoUpdate'
  | 'orderMarkAsPaid'
  | 'orderClose'
  | 'orderCancel'
> {
  let lines = longestFirstPage;

  async function firstPages(id: string): Promise<OrderFulfilment | undefined> {
    const asked = lines;
    const answer = await graphql.run({ name: 'OrderFulfilment', query: operations.orderFulfilment, variables: { id, lines: asked } });
    if (!answer.tooExpensive || asked === 1)
      return parsed(graphql, ReadFulfilment, requireAffordable(graphql, answer).data).order ?? undefined;
    lines = Math.max(1, Math.min(lines, Math.floor(asked / 2)));
    return firstPages(id);
  }

  async function attempt(name: string, query: string, variables: Record<string, unknown>) {
    const { data } = await graphql.run({ name, query, variables, writes: true });
    const payload = data[name];
    const errors = UserErrors.safeParse(isObject(payload) ? payload.userErrors : undefined);
    if (!isObject(payload) || !errors.success)
      throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: graphql.remote }, ambiguous: true });
    const problem = errors.data.map(({ message }) => masked(message)).join(' ');
    return { payload, ...(errors.data.length > 0 ? { problem } : {}) };
  }

  /** The payload of a mutation that went through. @throws IntegrationError CHANNEL_REFUSED */
  async function mutate(name: string, query: string, variables: Record<string, unknown>, what: string): Promise<Record<string, unknown>> {
    const { payload, problem } = await attempt(name, query, variables);
    if (problem === undefined) return payload;
    throw new IntegrationError('CHANNEL_REFUSED', { facts: { what, problem } });
  }

  return {
    async orderFulfilment(id) {
      const order = /^\d+$/.test(id) ? await firstPages(gidOf('Order', id)) : undefined;
      if (!order) return undefined;
      const orders = { id: gidOf('Order', order.id), root: 'order', name: 'fulfillmentOrders', query: operations.fulfillmentOrdersPage };
      await fill({ ...orders, shape: FulfillmentOrders }, order.fulfillmentOrders);
      const ofOrder = { root: 'fulfillmentOrder', name: 'lineItems', query: operations.fulfillmentOrderLinesPage };
      for (const one of order.fulfillmentOrders.nodes)
        await fill({ ...ofOrder, id: gidOf('FulfillmentOrder', one.id), shape: FulfillmentOrderLines }, one.lineItems);
      const ofParcel = { root: 'fulfillment', name: 'fulfillmentLineItems', query: operations.fulfillmentLinesPage };
      for (const one of order.fulfillments)
        await fill({ ...ofParcel, id: gidOf('Fulfillment', one.id), shape: FulfillmentLines }, one.fulfillmentLineItems);
      return order;
    },
    async fulfillmentCreate(fulfillment, what) {
      const payload = Made.safeParse(await mutate('fulfillmentCreate', operations.fulfillmentCreate, { fulfillment }, what));
      if (!payload.success) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: graphql.remote }, ambiguous: true });
      return numberOf(payload.data.fulfillment.id);
    },
    fulfillmentCancel: async (id, what) => void (await mutate('fulfillmentCancel', operations.fulfillmentCancel, { id }, what)),
    fulfillmentTrackingInfoUpdate: async (id, tracking, what) =>
      void (await mutate('fulfillmentTrackingInfoUpdate', operations.fulfillmentTrackingInfoUpdate, { id, tracking }, what)),
    orderMarkAsPaid: async (id, what) => void (await mutate('orderMarkAsPaid', operations.orderMarkAsPaid, { input: { id } }, what)),
    orderClose: async (id, what) => void (await mutate('orderClose', operations.orderClose, { input: { id } }, what)),
    async orderCancel(id, note) {
      const { payload, problem } = await attempt('orderCancel', operations.orderCancel, { id, note });
      const started = Job.safeParse(payload);
      if (problem || !started.success || !started.data.job || started.data.job.done) return { problem, isDone: !problem };
      for (let look = 0; look < looks; look += 1) {
        await sleep(firstLookMs * 2 ** look);
        const variables = { id: started.data.job.id };
        if ((await read({ name: 'Job', query: operations.job, variables }, Job)).job?.done) return { isDone: true };
      }
      return { isDone: false };
    },
  };
}

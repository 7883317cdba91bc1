import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { IntegrationError } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import { masked } from '../../core/log.ts';
import type { ShopifyClient } from './client.ts';
import { OrderFulfilment } from './fulfilment.ts';
import type { Graphql, Operation } from './graphql.ts';
import * as operations from './operations-publish.ts';
import { gidOf, numberOf, UserErrors } from './schema.ts';

type Reader = <Shape extends z.ZodType>(operation: Operation, shape: Shape) => Promise<z.output<Shape>>;

const Made = z.object({ fulfillment: z.object({ id: z.string() }) });
const Job = z.object({ job: z.object({ id: z.string(), done: z.boolean() }).nullish() });

const looks = 10;
const betweenLooksMs = 300;

/** The part of the client that writes about orders. What Shopify refuses is said in its own words and is no reason to try again. */
export function publishing(
  graphql: Graphql,
  read: Reader,
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
  /** The payload of a mutation that went through. @throws IntegrationError CHANNEL_REFUSED */
  async function mutate(name: string, query: string, variables: Record<string, unknown>, what: string): Promise<Record<string, unknown>> {
    const { data } = await graphql.run({ name, query, variables, writes: true });
    const payload = data[name];
    const errors = UserErrors.safeParse(isObject(payload) ? payload.userErrors : undefined);
    if (!isObject(payload) || !errors.success)
      throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: graphql.remote }, ambiguous: true });
    if (errors.data.length === 0) return payload;
    const problem = errors.data.map(({ message }) => masked(message)).join(' ');
    throw new IntegrationError('CHANNEL_REFUSED', { facts: { what, problem } });
  }

  return {
    async orderFulfilment(id) {
      if (!/^\d+$/.test(id)) return undefined;
      const operation = { name: 'OrderFulfilment', query: operations.orderFulfilment, variables: { id: gidOf('Order', id) } };
      return (await read(operation, OrderFulfilment)).order ?? undefined;
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
    async orderCancel(id, note, number) {
      const payload = await mutate('orderCancel', operations.orderCancel, { id, note }, `the cancellation of order ${number}`).catch(
        (error: unknown) => {
          if (!(error instanceof IntegrationError) || error.code !== 'CHANNEL_REFUSED') throw error;
          throw new IntegrationError('CANNOT_CANCEL_AT_CHANNEL', {
            facts: { number, document: '', problem: String(error.details.facts?.problem ?? '') },
            from: error,
          });
        },
      );
      const job = isObject(payload.job) && typeof payload.job.id === 'string' && payload.job.done !== true ? payload.job.id : undefined;
      for (let look = 0; job && look < looks; look += 1) {
        await sleep(betweenLooksMs);
        if ((await read({ name: 'Job', query: operations.job, variables: { id: job } }, Job)).job?.done) return;
      }
    },
  };
}

import type { Jobs } from './jobs.ts';
import type { Office } from './office.ts';
import type { OrderBook } from './order-book.ts';
import type { ShopOrder } from './order-document.ts';
import { listIn, textIn } from './reading.ts';
import { numberIn, type Require } from './rights.ts';
import { gid, utc } from './views.ts';

export interface ClosingPorts {
  orders: OrderBook;
  office: Office;
  jobs: Jobs;
  require: Require;
  view(order: ShopOrder): object;
}

interface CancelArguments {
  orderId: string;
  reason: string;
  restock: boolean;
  refund?: boolean | null;
  refundMethod?: { originalPaymentMethodsRefund?: boolean | null } | null;
  staffNote?: string | null;
}

/** Root fields that end an order: cancelled, paid, closed. */
export function closingRoot({ orders, office, jobs, require, view }: ClosingPorts): object {
  const found = (id: string) => orders.get(numberIn(id, 'Order').number);
  const refused = (field: string[], message: string) => ({ order: null, userErrors: [{ field, message }] });
  const missing = (field: string[]) => refused(field, 'Order does not exist');

  return {
    orderCancel({ orderId, reason, restock, refund, refundMethod, staffNote }: CancelArguments) {
      require('orderCancel', 'write_orders');
      const order = found(orderId);
      const problem = order ? cancelProblem(order) : { message: 'Order does not exist', code: 'NOT_FOUND' };
      if (!order || problem) {
        const error = { field: ['orderId'], ...problem };
        return { job: null, orderCancelUserErrors: [error], userErrors: [{ field: error.field, message: problem?.message }] };
      }
      const back = refundMethod?.originalPaymentMethodsRefund ?? refund ?? false;
      const id = jobs.start({ orderId: order.id, reason: reason.toLowerCase(), restock, refund: back, note: staffNote ?? null });
      return { job: { __typename: 'Job', id: gid('Job', id), done: false }, orderCancelUserErrors: [], userErrors: [] };
    },
    job({ id }: { id: string }) {
      const job = jobs.get(id.split('/').at(-1) ?? '');
      return job ? { __typename: 'Job', id, done: job.done } : null;
    },
    orderMarkAsPaid({ input: { id } }: { input: { id: string } }) {
      require('orderMarkAsPaid', 'write_orders');
      const order = found(id);
      if (!order) return missing(['id']);
      if (!canMarkAsPaid(order)) return refused(['id'], 'Order cannot be marked as paid.');
      return { order: view(office.act(order, 'pay', {})), userErrors: [] };
    },
    orderClose({ input: { id } }: { input: { id: string } }) {
      require('orderClose', 'write_orders');
      const order = found(id);
      if (!order) return missing(['id']);
      if (order.document.closed_at) return { order: view(order), userErrors: [] };
      return { order: view(closed(office, order, office.making.now())), userErrors: [] };
    },
    orderOpen({ input: { id } }: { input: { id: string } }) {
      require('orderOpen', 'write_orders');
      const order = found(id);
      if (!order) return missing(['id']);
      if (order.document.cancelled_at) return refused(['id'], 'Order is cancelled and cannot be opened.');
      return { order: view(closed(office, order, null)), userErrors: [] };
    },
    tagsAdd({ id, tags }: { id: string; tags: string[] }) {
      require('tagsAdd', 'write_orders');
      const order = found(id);
      if (!order) return { node: null, userErrors: [{ field: ['id'], message: 'Resource does not exist' }] };
      const all = new Set([...tagsOf(order), ...tags.flatMap((tag) => tag.split(',')).map((tag) => tag.trim())]);
      const after = office.change(order, (draft) => {
        draft.document.tags = [...all].filter(Boolean).join(', ');
        return [];
      });
      return { node: view(after), userErrors: [] };
    },
  };
}

/** `Order`'s fields about its end. */
export const endingView = (order: ShopOrder) => ({
  canMarkAsPaid: canMarkAsPaid(order),
  fullyPaid: ['paid', 'refunded', 'partially_refunded'].includes(textIn(order.document.financial_status) ?? ''),
  unpaid: ['pending', 'authorized', 'partially_paid'].includes(textIn(order.document.financial_status) ?? ''),
  cancellation: order.document.cancelled_at ? { staffNote: order.beyond.staffNote ?? null } : null,
  closedAt: utc(order.document.closed_at),
});

const tagsOf = ({ document }: ShopOrder): string[] => (textIn(document.tags) ?? '').split(',').map((tag) => tag.trim());

function cancelProblem({ document }: ShopOrder): { message: string; code: string } | undefined {
  if (document.cancelled_at) return { message: 'Order has already been cancelled', code: 'INVALID' };
  const sent = listIn(document.fulfillments).some(({ status }) => status !== 'cancelled');
  return sent ? { message: 'Cannot cancel a paid and fulfilled order', code: 'INVALID' } : undefined;
}

const canMarkAsPaid = ({ document }: ShopOrder): boolean =>
  !document.cancelled_at && ['pending', 'authorized', 'partially_paid'].includes(textIn(document.financial_status) ?? '');

const closed = (office: Office, order: ShopOrder, at: string | null): ShopOrder =>
  office.change(order, (draft) => {
    draft.document.closed_at = at;
    return [];
  });

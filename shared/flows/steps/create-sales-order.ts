import * as z from 'zod';
import { rowKey } from '../../core/hash.ts';
import { rememberSalesOrder } from '../sales-order-index.ts';
import { say } from '../sentences.ts';
import { takeSnapshot } from '../snapshot.ts';
import { defineStep } from '../step.ts';
import { buyerMark } from './resolve-customer.ts';

/** Writes the sales order once: the intent is on record before, and after a lost answer the order is looked up before it is written again. */
export const createSalesOrder = defineStep({
  name: 'create-sales-order',
  settings: z.strictObject({}),
  reads: ['order', 'store', 'record', 'document'],
  gives: ['link'],
  async run({ order, store, record, document }, { erp, notebook, remember, rememberNow, clock, tell }) {
    const mayBeThere = record.intent !== undefined;
    await rememberNow({ intent: { company: document.company, number: document.number, reference: document.reference, at: clock.now() } });
    // With a number of ours the write itself says "already exists"; a look first spares Dynamics the attempt.
    const there = mayBeThere && document.number ? await erp.findSalesOrder(document) : undefined;
    const link = there ?? (await erp.createSalesOrder(document));
    remember({
      link: { company: link.company, number: link.number, customer: link.customer, total: link.total },
      snapshot: JSON.stringify(takeSnapshot(order)),
      number: order.number,
      currency: order.currency,
      intent: undefined,
    });
    await rememberSalesOrder(notebook, link, { store: store.id, channel: store.channel, order: order.externalId });
    const mark = 'create' in document.customer ? buyerMark(order, store) : undefined;
    if (mark) await notebook.write('customer', rowKey(store.id, mark), link.customer);
    tell('sales-order', say.salesOrder({ ...link, lines: document.lines.length, found: there !== undefined }));
    return { link };
  },
});

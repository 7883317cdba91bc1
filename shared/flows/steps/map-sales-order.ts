import * as z from 'zod';
import type { Order } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import type { TargetFields } from '../../canonical/target-schema.ts';
import { IntegrationError, throwAll } from '../../core/errors.ts';
import { rowKey, shortHash } from '../../core/hash.ts';
import type { ItemNumber } from '../../core/ids.ts';
import type { ErpItem, SalesOrderLine } from '../../d365/erp-target.ts';
import type { BookedLine } from '../booking.ts';
import { mapDocument } from '../map-document.ts';
import { problems, say } from '../sentences.ts';
import { defineStep, type StepPorts } from '../step.ts';

/** The sales order as it will be written: the store's mapping sets fill header and lines, money and keys come from the steps before. */
export const mapSalesOrder = defineStep({
  name: 'map-sales-order',
  settings: z.strictObject({}),
  reads: ['order', 'store', 'customer', 'items', 'booking'],
  gives: ['document'],
  async run({ order, store, customer, items, booking }, { mappings, tell }) {
    throwAll(chargesWithoutItem(booking.lines, store));
    const header = mapDocument(mappings, store, 'sales-order-header', { order });
    const lines = booking.lines.map((line) => toLine(line, { order, store, items, mappings }));
    tell('mapped', say.mapped({ version: mappings.version(store.id), lines: lines.length }));
    return {
      document: {
        company: store.legalEntity,
        number: store.policies.order.numbering === 'ours' ? salesOrderNumber(order, store) : undefined,
        origin: header.SalesOrderOriginCode ?? store.policies.order.origin,
        reference: header.CustomersOrderReference ?? order.number,
        currency: order.currency,
        customer,
        header,
        lines,
      },
    };
  },
});

interface LineContext {
  order: Order;
  store: Store;
  items: ReadonlyMap<string, ErpItem>;
  mappings: StepPorts['mappings'];
}

function toLine(booked: BookedLine, { order, store, items, mappings }: LineContext): SalesOrderLine {
  const item = items.get(booked.line?.id ?? '') ?? { itemNumber: booked.itemNumber as ItemNumber, dimensions: {}, unit: '' };
  const mapped = mapDocument(mappings, store, 'sales-order-line', { order, line: booked.line, charge: booked.charge, item });
  const exempt: TargetFields = store.policies.tax.mode === 'channel-line' ? { SalesTaxGroupCode: store.policies.tax.exemptGroup } : {};
  return {
    externalId: booked.externalId,
    item,
    quantity: booked.quantity,
    price: booked.price,
    amount: booked.amount,
    fields: { LineDescription: booked.title.slice(0, 1000), ...mapped, ...exempt },
  };
}

function chargesWithoutItem(lines: readonly BookedLine[], store: Store): IntegrationError[] {
  const kinds = new Set(lines.filter((line) => line.kind === 'charge' && !line.itemNumber).map((line) => line.charge?.kind ?? 'other'));
  return [...kinds].map(
    (kind) =>
      new IntegrationError('CONFIGURATION_WRONG', {
        facts: { store: store.name, problem: problems.noChargeItem(kind) },
        cause: rowKey('CONFIGURATION_WRONG', store.id),
      }),
  );
}

/** Finance & SCM keeps 20 characters. */
const longestNumber = 20;

/** Made from the channel's immutable id, so that the same order always gets the same number. */
export function salesOrderNumber(order: Pick<Order, 'externalId'>, store: Pick<Store, 'policies'>): string {
  const number = store.policies.order.prefix + order.externalId;
  return /^[\w.-]+$/.test(number) && number.length <= longestNumber
    ? number
    : (store.policies.order.prefix + shortHash(order.externalId).toUpperCase()).slice(0, longestNumber);
}

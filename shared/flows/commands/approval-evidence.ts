import { Order } from '../../canonical/order.ts';
import { ExternalId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { type CurrencyCode, type DecimalText, minus, money, parseDecimal, plus, show, zero } from '../../core/money.ts';
import { layOut } from '../booking.ts';
import type { Approvable } from './ask-approval.ts';
import type { CommandPorts } from './command.ts';

/** Two sides that should agree, as people read them. */
export interface Evidence {
  left: EvidenceSide;
  right: EvidenceSide;
  notes: string[];
}
export interface EvidenceSide {
  title: string;
  rows: { label: string; value: string }[];
}

/** What an approver needs to see, from the document as the shop has it now. Without it (the shop is away) the totals alone. */
export async function evidenceOf(code: Approvable, problem: Record<string, Json>, ports: CommandPorts): Promise<Evidence> {
  const detail = JSON.parse(textOf(problem.cmc_detail) || '{}') as Record<string, Json>;
  const currency = (textOf(detail.currency) || textOf(problem.cmc_currency)) as CurrencyCode;
  const amount = (value: Json | DecimalText | undefined) => {
    const parsed = parseDecimal(textOf(value));
    return parsed === undefined ? textOf(value) : currency ? show(money(parsed, currency)) : parsed;
  };
  if (code === 'PRICE_CHANGE_HELD')
    return {
      left: { title: 'The shop shows', rows: [{ label: 'Price', value: amount(detail.before) }] },
      right: {
        title: 'Dynamics wants',
        rows: [
          { label: 'Price', value: amount(detail.after) },
          { label: 'Item', value: textOf(detail.item) },
        ],
      },
      notes: [],
    };
  const order = await orderOf(problem, ports);
  const parts = order ? partsOf(order) : [];
  const right =
    code === 'TOTALS_DIFFER'
      ? { title: 'Its parts add up to', total: detail.computedTotal }
      : { title: 'Dynamics books', total: detail.erpTotal };
  const difference = minus(parseDecimal(textOf(detail.channelTotal)) ?? zero, parseDecimal(textOf(right.total)) ?? zero);
  return {
    left: {
      title: 'The shop charged',
      rows: [...parts.map(([label, value]) => ({ label, value: amount(value) })), { label: 'Total', value: amount(detail.channelTotal) }],
    },
    right: {
      title: right.title,
      rows: [...(order ? await bookedRows(order, problem, ports, amount) : []), { label: 'Total', value: amount(right.total) }],
    },
    notes: [`Difference: ${amount(difference)}`, ...(order ? [] : ['The shop did not answer: only the totals are shown.'])],
  };
}

const sum = (values: readonly DecimalText[]): DecimalText => plus(zero, ...values);

const partsOf = (order: Order): [string, DecimalText][] => {
  const parts = [...order.lines, ...order.charges];
  return [
    ['Goods, net', sum(order.lines.map(({ net }) => net))],
    ['Shipping and fees, net', sum(order.charges.map(({ net }) => net))],
    ['Tax', sum(parts.map(({ tax }) => tax))],
    ['Discounts taken off', sum(parts.flatMap(({ discounts }) => discounts.map((one) => one.amount)))],
  ];
};

async function bookedRows(
  order: Order,
  problem: Record<string, Json>,
  { configuration }: CommandPorts,
  amount: (value: DecimalText) => string,
) {
  const store = (await configuration()).store(textOf(problem.cmc_store));
  if (!store) return [];
  const booking = layOut(order, store.policies);
  const of = (kind: string) => sum(booking.lines.filter((line) => line.kind === kind).map((line) => line.amount));
  const basis = booking.basis === 'gross' ? 'tax included' : 'net';
  return [
    { label: `Goods, ${basis}`, value: amount(of('goods')) },
    { label: `Shipping and fees, ${basis}`, value: amount(of('charge')) },
    { label: 'Tax as a line', value: amount(of('tax')) },
  ];
}

async function orderOf(problem: Record<string, Json>, { configuration, attach }: CommandPorts): Promise<Order | undefined> {
  const store = (await configuration()).store(textOf(problem.cmc_store));
  if (!store || textOf(problem.cmc_documenttype) !== 'order') return undefined;
  const draft = await attach(store)
    .loadOrder(ExternalId.parse(textOf(problem.cmc_externalid)))
    .catch(() => undefined);
  return draft && !('gone' in draft) ? Order.safeParse(draft).data : undefined;
}

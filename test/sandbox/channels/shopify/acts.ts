import type { JsonObject } from '../../../../shared/core/json.ts';
import {
  type CurrencyCode,
  compare,
  type DecimalText,
  dividedBy,
  isZero,
  minorDigits,
  minus,
  negated,
  plus,
  rounded,
  times,
  zero,
} from '../../../../shared/core/money.ts';
import { WrongCall } from '../../faults.ts';
import { currenciesOf, type Making, type ShopOrder } from './order-document.ts';
import { deeds } from './people.ts';
import { amountIn, count, fixedText, idIn, listIn, numberIn, objectIn, setAmount, shopAmount, sumOf, textIn } from './reading.ts';

/** What an act changed and what Shopify tells about it: topics, and a body of its own where it is not the order. */
export interface Acted {
  order: ShopOrder;
  told: { topic: string; body?: JsonObject }[];
}

type Act = (desk: Desk, body: Record<string, unknown>) => Acted['told'];

/** A person at the back office of the shop. @throws WrongCall for an unknown event or line */
export function act(order: ShopOrder, event: string, body: Record<string, unknown>, making: Making): Acted {
  const known = acts[event];
  if (!known) throw new WrongCall(`event "${event}" does not exist. Use one of: ${Object.keys({ ...acts, ...deeds }).join(', ')}.`);
  const now = making.now();
  const copy = structuredClone(order);
  const told = known(new Desk(copy, making), body);
  copy.document.updated_at = now;
  copy.changedAt = now;
  return { order: copy, told: [...told, { topic: 'orders/updated' }] };
}

const acts: Record<string, Act> = {
  edit: (desk, body) => desk.edit(body),
  cancel: (desk, body) => desk.cancel(body),
  refund: (desk, body) => desk.refund(body, 'no_restock'),
  return: (desk, body) => desk.refund(body, 'return'),
  pay: (desk) => desk.pay(),
};

class Desk {
  readonly #order: ShopOrder;
  readonly #making: Making;

  constructor(order: ShopOrder, making: Making) {
    this.#order = order;
    this.#making = making;
  }

  get #document(): JsonObject {
    return this.#order.document;
  }
  get #digits(): number {
    return minorDigits((textIn(this.#document.currency) ?? 'USD') as CurrencyCode);
  }
  get #gross(): boolean {
    return this.#document.taxes_included === true;
  }

  /** `{ sku? | lineId?, quantity? }`: that line gets this quantity; by default the first line gets one more. */
  edit(body: Record<string, unknown>): Acted['told'] {
    const line = this.#line(body);
    const had = numberIn(line.current_quantity) ?? 0;
    const wanted = numberIn(body.quantity) ?? had + 1;
    if (!Number.isInteger(wanted) || wanted < 0) throw new WrongCall('"quantity" must be a whole number of 0 or more.');
    const delta = wanted - had;
    const back = Math.min(Math.max(0, delta), this.#editedAway(line));
    this.#restore(line, back);
    if (delta > back) this.#add(line, delta - back);
    if (delta < 0) this.#restore(line, delta);
    this.#document.edited = true;
    const change = [{ id: idIn(line.id) ?? '', delta: Math.abs(delta) }];
    return [
      {
        topic: 'orders/edited',
        body: {
          order_edit: {
            id: this.#making.newId(),
            app_id: null,
            created_at: this.#making.now(),
            committed_at: this.#making.now(),
            notify_customer: false,
            order_id: this.#order.id,
            staff_note: '',
            user_id: null,
            line_items: { additions: delta > 0 ? change : [], removals: delta < 0 ? change : [] },
            discounts: { line_item: { additions: [], removals: [] } },
            shipping_lines: { additions: [], removals: [] },
          },
        },
      },
    ];
  }

  /** `{ reason?, refund?, note? }`: everything that is not shipped is taken away; what was paid goes back unless `refund` is false. */
  cancel(body: Record<string, unknown>): Acted['told'] {
    const document = this.#document;
    if (document.cancelled_at) throw new WrongCall('This order is cancelled already.');
    const received = this.#paid();
    const paid = body.refund === false ? zero : received;
    const rows = listIn(document.line_items).map((line) => ({ line, units: numberIn(line.current_quantity) ?? 0 }));
    const refund = this.#bookRefund(
      rows.filter(({ units }) => units > 0),
      'cancel',
      paid,
      true,
    );
    document.cancelled_at = this.#making.now();
    document.cancel_reason = textIn(body.reason) ?? 'customer';
    document.closed_at = document.cancelled_at;
    this.#order.beyond.staffNote = textIn(body.note) ?? null;
    document.financial_status = compare(paid, zero) > 0 ? 'refunded' : compare(received, zero) > 0 ? 'paid' : 'voided';
    return [{ topic: 'orders/cancelled' }, ...(compare(paid, zero) > 0 ? [{ topic: 'refunds/create', body: refund }] : [])];
  }

  /** `{ sku? | lineId?, quantity?, amount? }`: by default one unit of the first line, at what was paid for it. `amount` alone refunds money only. */
  refund(body: Record<string, unknown>, restock: string): Acted['told'] {
    const amount = amountIn(body.amount);
    const moneyOnly = amount !== undefined && body.sku === undefined && body.lineId === undefined && body.quantity === undefined;
    const line = moneyOnly ? undefined : this.#line(body);
    const units = numberIn(body.quantity) ?? 1;
    if (line && units > (numberIn(line.current_quantity) ?? 0))
      throw new WrongCall(`There are only ${line.current_quantity} left to refund.`);
    const rows = line ? [{ line, units }] : [];
    const refund = this.#bookRefund(
      rows,
      restock,
      amount ?? plus(zero, ...rows.map((row) => this.#worth(row.line, row.units).total)),
      false,
    );
    const left = this.#paid();
    this.#document.financial_status = compare(left, zero) <= 0 ? 'refunded' : 'partially_refunded';
    return [{ topic: 'refunds/create', body: refund }];
  }

  pay(): Acted['told'] {
    const document = this.#document;
    if (document.financial_status === 'paid') throw new WrongCall('This order is paid already.');
    const captures = document.financial_status === 'authorized';
    const gateway = textIn(objectIn(this.#order.beyond.transactions[0]).gateway) ?? 'manual';
    this.#order.beyond.transactions.push(
      this.#transaction(captures ? 'capture' : 'sale', gateway, shopAmount(document, 'current_total_price')),
    );
    document.financial_status = 'paid';
    document.payment_gateway_names = [gateway];
    this.#set('total_outstanding', zero);
    return [{ topic: 'orders/paid' }];
  }

  #line(body: Record<string, unknown>): JsonObject {
    const lines = listIn(this.#document.line_items);
    const [sku, id] = [textIn(body.sku), textIn(body.lineId)];
    const line = sku || id ? lines.find((one) => (id ? idIn(one.id) === id : textIn(one.sku) === sku)) : lines[0];
    if (!line) throw new WrongCall(`The order has no line ${id ?? sku ?? ''}.`);
    return line;
  }

  /** Added units have no discount; their tax is by the rates of the line. */
  #add(line: JsonObject, units: number): void {
    const amount = rounded(times(shopAmount(line, 'price'), count(units)), this.#digits);
    let tax = zero;
    for (const taxLine of listIn(line.tax_lines)) {
      const rate = amountIn(taxLine.rate) ?? zero;
      const share = rounded(this.#gross ? minus(amount, dividedBy(amount, plus(count(1), rate))) : times(amount, rate), this.#digits);
      this.#set('price', plus(shopAmount(taxLine, 'price'), share), taxLine);
      tax = plus(tax, share);
    }
    line.quantity = (numberIn(line.quantity) ?? 0) + units;
    line.current_quantity = (numberIn(line.current_quantity) ?? 0) + units;
    for (const prefix of ['', 'current_']) this.#move(prefix, amount, tax);
  }

  /** Units that an earlier edit took away, and no refund. */
  #editedAway(line: JsonObject): number {
    const rows = listIn(this.#document.refunds).flatMap((refund) => listIn(refund.refund_line_items));
    const refunded = rows
      .filter((row) => idIn(row.line_item_id) === idIn(line.id))
      .reduce((units, row) => units + (numberIn(row.quantity) ?? 0), 0);
    return (numberIn(line.quantity) ?? 0) - (numberIn(line.current_quantity) ?? 0) - refunded;
  }

  /** Shopify keeps what was ordered and moves what is current; negative units are taken away. */
  #restore(line: JsonObject, units: number): void {
    if (units === 0) return;
    const { amount, tax } = this.#worth(line, units);
    line.current_quantity = (numberIn(line.current_quantity) ?? 0) + units;
    this.#move('current_', amount, tax);
  }

  #move(prefix: string, amount: DecimalText, tax: DecimalText): void {
    const total = this.#gross ? amount : plus(amount, tax);
    for (const [name, change] of [
      ['subtotal_price', amount],
      ['total_tax', tax],
      ['total_price', total],
    ] as const)
      this.#set(prefix + name, plus(shopAmount(this.#document, prefix + name), change));
  }

  /** What some units of a line cost after discounts, in the order's tax basis, and the tax on them. */
  #worth(line: JsonObject, units: number): { amount: DecimalText; tax: DecimalText; total: DecimalText } {
    const quantity = numberIn(line.quantity) ?? 1;
    const whole = minus(times(shopAmount(line, 'price'), count(quantity)), sumOf(listIn(line.discount_allocations), 'amount'));
    const share = (value: DecimalText) => rounded(dividedBy(times(value, count(units)), count(quantity)), this.#digits);
    const [amount, tax] = [share(whole), share(sumOf(listIn(line.tax_lines), 'price'))];
    return { amount, tax, total: this.#gross ? amount : plus(amount, tax) };
  }

  #bookRefund(rows: { line: JsonObject; units: number }[], restock: string, money: DecimalText, withShipping: boolean): JsonObject {
    const { newId, now } = this.#making;
    const id = newId();
    const items = rows.map(({ line, units }) => {
      const { amount, tax } = this.#worth(line, units);
      line.current_quantity = (numberIn(line.current_quantity) ?? 0) - units;
      this.#move('current_', negated(amount), negated(tax));
      const item: JsonObject = {
        id: newId(),
        line_item_id: line.id ?? null,
        location_id: null,
        quantity: units,
        restock_type: restock,
        // The one place where REST writes numbers.
        subtotal: Number(amount),
        total_tax: Number(tax),
        line_item: structuredClone(line),
      };
      const currencies = currenciesOf(this.#document);
      const sets: JsonObject = {};
      setAmount(sets, 'subtotal', amount, currencies, this.#digits);
      setAmount(sets, 'total_tax', tax, currencies, this.#digits);
      return { ...item, subtotal_set: sets.subtotal_set ?? null, total_tax_set: sets.total_tax_set ?? null };
    });
    const transactions = isZero(money) ? [] : [this.#transaction('refund', this.#gateway(), money)];
    const refund: JsonObject = {
      id,
      admin_graphql_api_id: `gid://shopify/Refund/${id}`,
      order_id: this.#order.id,
      created_at: now(),
      processed_at: now(),
      note: null,
      user_id: null,
      restock: restock === 'return',
      duties: [],
      order_adjustments: [],
      refund_shipping_lines: withShipping ? this.#shippingBack() : [],
      refund_line_items: items,
      transactions,
    };
    this.#order.beyond.transactions.push(...transactions);
    this.#document.refunds = [...listIn(this.#document.refunds), refund];
    return refund;
  }

  #shippingBack(): JsonObject[] {
    return listIn(this.#document.shipping_lines).map((line) => {
      const [amount, tax] = [shopAmount(line, 'discounted_price'), sumOf(listIn(line.tax_lines), 'price')];
      this.#move('current_', zero, negated(tax));
      const lessTotal = this.#gross ? minus(amount, zero) : amount;
      this.#set('current_total_price', minus(shopAmount(this.#document, 'current_total_price'), lessTotal));
      const row: JsonObject = { id: this.#making.newId(), shipping_line_id: line.id ?? null };
      setAmount(row, 'subtotal_amount', amount, currenciesOf(this.#document), this.#digits);
      setAmount(row, 'tax_amount', tax, currenciesOf(this.#document), this.#digits);
      return row;
    });
  }

  #gateway(): string {
    return textIn(objectIn(this.#order.beyond.transactions[0]).gateway) ?? 'manual';
  }

  #transaction(kind: string, gateway: string, amount: DecimalText): JsonObject {
    const { newId, now } = this.#making;
    return {
      id: newId(),
      kind,
      gateway,
      status: 'success',
      amount: fixedText(amount, 2),
      created_at: now(),
      processed_at: now(),
      test: this.#document.test ?? false,
    };
  }

  #paid(): DecimalText {
    const done = this.#order.beyond.transactions.filter(({ status }) => status === 'success');
    const of = (...kinds: string[]) =>
      sumOf(
        done.filter(({ kind }) => kinds.includes(textIn(kind) ?? '')),
        'amount',
      );
    return minus(of('sale', 'capture'), of('refund'));
  }

  #set(name: string, amount: DecimalText, on: JsonObject = this.#document): void {
    setAmount(on, name, amount, currenciesOf(this.#document), this.#digits);
  }
}

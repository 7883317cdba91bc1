import type { Order, OrderCharge, OrderLine } from '../canonical/order.ts';
import type { StorePolicies } from '../canonical/store.ts';
import { compare, type DecimalText, dividedBy, isZero, minorDigits, minus, one, plus, rounded, times, zero } from '../core/money.ts';
import type { LinePrice } from '../d365/erp-target.ts';

/** How the money of an order is laid out as sales order lines. Pure; amounts in the order's currency and in `basis`. */
export interface Booking {
  basis: 'net' | 'gross';
  lines: BookedLine[];
  /** What the parts of the order add up to, tax included. */
  computedTotal: DecimalText;
  /** The channel's total minus the computed one. */
  difference: DecimalText;
}

export interface BookedLine {
  kind: 'goods' | 'charge' | 'tax' | 'difference';
  externalId: string;
  /** The service item, where it is not goods. */
  itemNumber?: string;
  title: string;
  quantity: DecimalText;
  /** After discounts. */
  amount: DecimalText;
  price: LinePrice;
  line?: OrderLine;
  charge?: OrderCharge;
}

/** Lays an order out by the store's tax and charge policies. A charge kind without an item keeps `itemNumber` undefined. */
export function layOut(order: Order, policies: StorePolicies): Booking {
  const basis = policies.tax.mode === 'erp' ? order.taxBasis : 'net';
  const digits = minorDigits(order.currency);
  const inBasis = (part: OrderLine | OrderCharge) => (basis === 'gross' ? part.gross : part.net);
  const goods = order.lines
    .filter((line) => !isZero(line.quantity))
    .map((line): BookedLine => {
      const discount = discountIn(basis, order.taxBasis, line, digits);
      return {
        kind: 'goods',
        externalId: line.id,
        title: line.title,
        quantity: line.quantity,
        amount: inBasis(line),
        price: priceOf(line.quantity, inBasis(line), discount, digits),
        line,
      };
    });
  const charges = order.charges
    .filter((charge) => !isZero(inBasis(charge)) || !isZero(charge.tax))
    .map(
      (charge): BookedLine => ({
        ...single('charge', charge.id, inBasis(charge), charge.title || charge.kind),
        itemNumber: policies.charges[charge.kind],
        charge,
      }),
    );
  const tax = plus(zero, ...[...order.lines, ...order.charges].map((part) => part.tax));
  const taxLines =
    policies.tax.mode === 'channel-line' && !isZero(tax)
      ? [{ ...single('tax', 'tax', tax, 'Tax collected by the shop'), itemNumber: policies.tax.lineItem }]
      : [];
  const computedTotal = plus(zero, ...[...order.lines, ...order.charges].map((part) => part.gross));
  return { basis, lines: [...goods, ...charges, ...taxLines], computedTotal, difference: minus(order.total, computedTotal) };
}

/** The line that carries a difference within the tolerance. */
export const differenceLine = (difference: DecimalText, itemNumber: string): BookedLine => ({
  ...single('difference', 'difference', difference, "Difference to the shop's total"),
  itemNumber,
});

function single(kind: BookedLine['kind'], externalId: string, amount: DecimalText, title: string): BookedLine {
  return { kind, externalId, title, quantity: one, amount, price: { unitPrice: amount, unitDiscount: zero, priceUnit: one } };
}

function discountIn(basis: 'net' | 'gross', given: 'net' | 'gross', line: OrderLine, digits: number): DecimalText {
  const discount = plus(zero, ...line.discounts.map((part) => part.amount));
  if (basis === given || isZero(discount) || isZero(line.gross) || isZero(line.net)) return discount;
  const factor = basis === 'net' ? dividedBy(line.net, line.gross) : dividedBy(line.gross, line.net);
  return rounded(times(discount, factor), digits);
}

const priceDecimals = 6;

/**
 * Price and discount per unit with which Dynamics' own formula gives `amount` to the last digit. Where six decimals of a unit price
 * are not enough, the price is given for the whole quantity (price unit = quantity).
 */
export function priceOf(quantity: DecimalText, amount: DecimalText, discount: DecimalText, digits: number): LinePrice {
  const before = plus(amount, discount);
  const perUnit = {
    unitPrice: rounded(dividedBy(before, quantity), priceDecimals),
    unitDiscount: rounded(dividedBy(discount, quantity), priceDecimals),
    priceUnit: one,
  };
  if (compare(amountOf(quantity, perUnit, digits), amount) === 0) return perUnit;
  return { unitPrice: before, unitDiscount: discount, priceUnit: quantity };
}

/** Dynamics' formula for a line's amount. */
export function amountOf(quantity: DecimalText, { unitPrice, unitDiscount, priceUnit }: LinePrice, digits: number): DecimalText {
  return rounded(dividedBy(times(quantity, minus(unitPrice, unitDiscount)), priceUnit), digits);
}

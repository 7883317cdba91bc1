import type { DiscountPart, TaxPart } from '../../canonical/order.ts';
import {
  allocate,
  compare,
  type DecimalText,
  decimal,
  dividedBy,
  isNegative,
  isZero,
  minus,
  one,
  plus,
  rounded,
  times,
  zero,
} from '../../core/money.ts';
import type { ShopifyLine, ShopifyOrder, ShopifyShippingLine, ShopifyTaxLine } from './schema.ts';

/** What something costs after discounts, in the order's tax basis, and the taxes on it. */
export interface Part {
  amount: DecimalText;
  discounts: DiscountPart[];
  taxes: TaxPart[];
}

export interface Goods extends Part {
  line: ShopifyLine;
  /** Ordered and not removed again. */
  quantity: number;
}

export interface Shipping extends Part {
  line: ShopifyShippingLine;
}

export const sum = (amounts: readonly DecimalText[]): DecimalText => plus(zero, ...amounts);
const totalOf = (parts: readonly { amount: DecimalText }[]): DecimalText => sum(parts.map(({ amount }) => amount));
const hundred = decimal(100);

export const toTaxes = (taxLines: readonly ShopifyTaxLine[]): TaxPart[] =>
  taxLines.map(({ title, rate, priceSet }) => ({ title, rate: rate ? times(rate, hundred) : undefined, amount: priceSet }));

/** Net, tax and gross of a part. Where prices include tax, Shopify's amounts are gross and the tax is taken out of them. */
export function settle({ amount, discounts, taxes }: Part, taxesIncluded: boolean) {
  const tax = totalOf(taxes);
  const [net, gross] = taxesIncluded ? [minus(amount, tax), amount] : [amount, plus(amount, tax)];
  return { net, tax, gross, taxes, discounts };
}

/**
 * The goods of an order. `quantity` of Shopify counts every unit ever ordered, `currentQuantity` those that are left after returns too.
 * Neither is what has to be delivered: booked are the units that were ordered less those taken away before they were shipped (edits,
 * and refunds that cancel). A unit that came back later stays: its money is the refund's affair. Discounts and taxes are of all units.
 */
export function toGoods(order: ShopifyOrder, shipping: Shipping[], digits: number): Goods[] {
  const tip = tipLine(order);
  const goods = order.lineItems.nodes
    .filter((line) => line !== tip)
    .map((line): Goods => {
      const discounts = line.discountAllocations.filter(({ amount }) => !isZero(amount));
      const before = rounded(times(line.originalUnitPriceSet, decimal(line.quantity)), digits);
      return { line, quantity: line.quantity, amount: minus(before, totalOf(discounts)), discounts, taxes: toTaxes(line.taxLines) };
    });
  spreadDiscount(order, goods, shipping, digits);
  spreadTaxes(order, goods, shipping, digits);
  return goods.map((part) => withoutRemoved(order, part, digits));
}

/** Point of Sale counts a tip as an article as well: a custom line over exactly the tip. */
const tipLine = ({ totalTipReceivedSet: tip, lineItems }: ShopifyOrder): ShopifyLine | undefined =>
  lineItems.nodes.find(
    (line) =>
      !isZero(tip) &&
      !line.product &&
      !line.variant &&
      !line.sku &&
      !line.requiresShipping &&
      !line.isGiftCard &&
      compare(times(line.originalUnitPriceSet, decimal(line.quantity)), tip) === 0,
  );

export function toShipping(order: ShopifyOrder): Shipping[] {
  return order.shippingLines.nodes
    .filter(({ isRemoved }) => !isRemoved)
    .map((line): Shipping => {
      const discount = minus(line.originalPriceSet, line.discountedPriceSet);
      const allocated = line.discountAllocations.filter(({ amount }) => !isZero(amount));
      const explained = compare(totalOf(allocated), discount) === 0;
      const whole = isZero(discount) ? [] : [{ code: '', title: 'Shipping discount', amount: discount }];
      return { line, amount: line.discountedPriceSet, discounts: explained ? allocated : whole, taxes: toTaxes(line.taxLines) };
    });
}

/**
 * Orders that came through other apps may count a discount in the total that no line carries. It is spread over the goods, as far as
 * both Shopify's sum of discounts and its subtotal say so.
 */
function spreadDiscount(order: ShopifyOrder, goods: Goods[], shipping: readonly Shipping[], digits: number): void {
  if (!order.subtotalPriceSet) return;
  const shown = sum([...goods, ...shipping].flatMap(({ discounts }) => discounts.map(({ amount }) => amount)));
  const counted = minus(order.totalDiscountsSet, shown);
  const missing = minus(totalOf(goods), order.subtotalPriceSet);
  const rest = compare(counted, missing) < 0 ? counted : missing;
  if (isZero(rest) || isNegative(rest)) return;
  const shares = allocate(
    rest,
    goods.map(({ amount }) => amount),
    digits,
  );
  for (const [index, part] of goods.entries()) {
    const amount = shares[index] ?? zero;
    if (isZero(amount)) continue;
    part.amount = minus(part.amount, amount);
    part.discounts = [...part.discounts, { code: order.discountCodes[0] ?? '', title: 'Discount on the order', amount }];
  }
}

/** Taxes stand either at the lines or at the order. In the second case they are spread over what can be taxed. */
function spreadTaxes(order: ShopifyOrder, goods: Goods[], shipping: Shipping[], digits: number): void {
  const parts: Part[] = [...goods, ...shipping];
  if (parts.some(({ taxes }) => taxes.length > 0) || order.additionalFees.some(({ taxLines }) => taxLines.length > 0)) return;
  const weights = [...goods.map(({ line, amount }) => (line.isGiftCard ? zero : amount)), ...shipping.map(({ amount }) => amount)];
  for (const tax of toTaxes(order.taxLines)) {
    const shares = allocate(decimal(tax.amount), weights, digits);
    for (const [index, part] of parts.entries()) {
      const amount = shares[index] ?? zero;
      if (!isZero(amount)) part.taxes = [...part.taxes, { ...tax, amount }];
    }
  }
}

const cancels = ({ restockType }: { restockType: string }): boolean => restockType === 'CANCEL';

const refundLines = (order: ShopifyOrder) => order.refunds.flatMap(({ refundLineItems }) => refundLineItems.nodes);

function withoutRemoved(order: ShopifyOrder, part: Goods, digits: number): Goods {
  const { line } = part;
  const refunded = refundLines(order).filter(({ lineItem }) => lineItem.id === line.id);
  const cancelled = refunded.filter(cancels);
  const units = (list: readonly { quantity: number }[]) => list.reduce((count, { quantity }) => count + quantity, 0);
  const edited = Math.max(0, line.quantity - line.currentQuantity - units(refunded));
  const left = Math.max(0, line.quantity - units(cancelled) - edited);
  if (left === line.quantity) return part;
  // A cancelled unit's exact money stands in its refund; for an edited one it is its share.
  const share = dividedBy(decimal(edited), decimal(line.quantity));
  const rest = (whole: DecimalText, gone: DecimalText) =>
    left === 0 ? zero : minus(minus(whole, gone), rounded(times(whole, share), digits));
  const tax = totalOf(part.taxes);
  const before = rounded(times(line.originalUnitPriceSet, decimal(left)), digits);
  const amount = rest(part.amount, sum(cancelled.map(({ subtotalSet }) => subtotalSet)));
  const taxLeft = rest(tax, sum(cancelled.map(({ totalTaxSet }) => totalTaxSet)));
  return {
    line,
    quantity: left,
    amount,
    discounts: shrunk(part.discounts, minus(before, amount), digits),
    taxes: shrunk(part.taxes, taxLeft, digits),
  };
}

function shrunk<One extends { amount: DecimalText }>(parts: readonly One[], total: DecimalText, digits: number): One[] {
  const shares = allocate(
    total,
    parts.map(({ amount }) => amount),
    digits,
  );
  return parts.map((part, index) => ({ ...part, amount: shares[index] ?? zero }));
}

/** Whether units or shipping were taken away after the order was placed. */
export const isReduced = (order: ShopifyOrder, goods: readonly Goods[]): boolean =>
  goods.some(({ line, quantity }) => quantity !== line.quantity) || order.shippingLines.nodes.some(({ isRemoved }) => isRemoved);

/**
 * The total that fits the booked units. `totalPriceSet` is before any removal; what is left stands in `currentTotalPriceSet`, which is
 * also less returns: those are added back.
 */
export function reducedTotal(order: ShopifyOrder): DecimalText {
  const withTax = (amount: DecimalText, tax: DecimalText) => (order.taxesIncluded ? amount : plus(amount, tax));
  const returned = refundLines(order)
    .filter((row) => !cancels(row))
    .map(({ subtotalSet, totalTaxSet }) => withTax(subtotalSet, totalTaxSet));
  const shipping = order.refunds
    .flatMap(({ refundShippingLines }) => refundShippingLines.nodes)
    .map(({ subtotalAmountSet, taxAmountSet }) => withTax(subtotalAmountSet, taxAmountSet));
  return sum([order.currentTotalPriceSet, ...returned, ...shipping]);
}

/** A charge without tax or discount. */
export const plain = (amount: DecimalText): Part => ({ amount, discounts: [], taxes: [] });

/** Import duties of the units that are left. Where they are in the prices, nothing comes on top. */
export function toDuties(order: ShopifyOrder, goods: readonly Goods[], digits: number): Part {
  if (order.dutiesIncluded) return plain(zero);
  const parts = goods.map(({ line, quantity }) => {
    const share = line.quantity === quantity ? one : dividedBy(decimal(quantity), decimal(line.quantity));
    const scaled = (amount: DecimalText) => rounded(times(amount, share), digits);
    return {
      amount: scaled(sum(line.duties.map(({ price }) => price))),
      taxes: line.duties.flatMap(({ taxLines }) => toTaxes(taxLines)).map((tax) => ({ ...tax, amount: scaled(tax.amount) })),
    };
  });
  return { amount: totalOf(parts), discounts: [], taxes: parts.flatMap(({ taxes }) => taxes) };
}

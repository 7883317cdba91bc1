import {
  allocate,
  compare,
  type DecimalText,
  decimal,
  dividedBy,
  isZero,
  minus,
  plus,
  rounded,
  times,
  zero,
} from '../../../../shared/core/money.ts';
import { decimalsIn, printed, type Row } from './order-document.ts';

/** What is in a basket and what WooCommerce makes of it: taxes per line, coupons on lines, every total. */

export interface TaxRate {
  id: number;
  code: string;
  label: string;
  percent: string;
  className: string;
}

export const taxRates = {
  full: { id: 1, code: 'DE-UST.-1', label: 'USt.', percent: '19', className: '' },
  reduced: { id: 2, code: 'DE-UST. ERM.-1', label: 'USt. erm.', percent: '7', className: 'reduced-rate' },
} as const satisfies Record<string, TaxRate>;

export interface BasketLine {
  name: string;
  productId: number;
  variationId?: number;
  sku: string | null;
  barcode?: string;
  parentName?: string;
  meta?: { key: string; value: unknown; label?: string }[];
  /** Decimal text; WooCommerce itself only sells whole numbers, plug-ins any. */
  quantity: string;
  /** In the basket's basis: gross where prices include tax. */
  price: string;
  rate?: TaxRate;
}

export interface Basket {
  currency: string;
  pricesIncludeTax: boolean;
  lines: BasketLine[];
  /** Net, as WooCommerce keeps shipping costs. */
  shipping?: { methodId: string; title: string; cost: string; rate?: TaxRate };
  fees?: { name: string; amount: string; rate?: TaxRate }[];
  coupon?: { code: string; kind: 'percent' | 'fixed_cart'; amount: string };
}

export type Counted = ReturnType<typeof countUp>;

/** The money fields and item rows of an order. `nextItemId` numbers the rows. */
export function countUp(basket: Basket, nextItemId: () => number) {
  const { currency } = basket;
  const print = (value: DecimalText) => printed(value, currency);
  const lines = priceLines(basket);
  const shipping = basket.shipping && {
    ...basket.shipping,
    net: decimal(basket.shipping.cost),
    tax: onTop(basket.shipping.cost, basket.shipping.rate, currency),
  };
  const fees = (basket.fees ?? []).map((fee) => ({ ...fee, net: decimal(fee.amount), tax: onTop(fee.amount, fee.rate, currency) }));
  const sum = (values: DecimalText[]) => plus(zero, ...values);

  const lineItems = lines.map((line) => lineRow(line, nextItemId(), print));
  const shippingLines = shipping
    ? [
        {
          id: nextItemId(),
          method_title: shipping.title,
          method_id: shipping.methodId,
          instance_id: '1',
          total: print(shipping.net),
          total_tax: print(shipping.tax),
          taxes: taxParts(shipping.rate, shipping.tax, print),
          tax_status: 'taxable',
          meta_data: [],
        },
      ]
    : [];
  const feeLines = fees.map((fee) => ({
    id: nextItemId(),
    name: fee.name,
    tax_class: fee.rate?.className ?? '',
    tax_status: fee.rate ? 'taxable' : 'none',
    amount: print(fee.net),
    total: print(fee.net),
    total_tax: print(fee.tax),
    taxes: taxParts(fee.rate, fee.tax, print),
    meta_data: [],
  }));
  const discount = sum(lines.map((line) => minus(line.subtotal, line.total)));
  const discountTax = sum(lines.map((line) => minus(line.subtotalTax, line.totalTax)));
  const cartTax = sum([...lines.map((line) => line.totalTax), ...fees.map((fee) => fee.tax)]);
  const shippingTax = shipping?.tax ?? zero;
  const net = sum([...lines.map((line) => line.total), ...fees.map((fee) => fee.net), shipping?.net ?? zero]);

  return {
    discount_total: print(discount),
    discount_tax: print(discountTax),
    shipping_total: print(shipping?.net ?? zero),
    shipping_tax: print(shippingTax),
    cart_tax: print(cartTax),
    total: print(plus(net, cartTax, shippingTax)),
    total_tax: print(plus(cartTax, shippingTax)),
    line_items: lineItems,
    tax_lines: Object.values(taxRates).flatMap((rate): Row[] => {
      const ofLines = sum(lines.filter((line) => line.rate?.id === rate.id).map((line) => line.totalTax));
      const ofFees = sum(fees.filter((fee) => fee.rate?.id === rate.id).map((fee) => fee.tax));
      const ofShipping = shipping?.rate?.id === rate.id ? shippingTax : zero;
      if (isZero(ofLines) && isZero(ofFees) && isZero(ofShipping)) return [];
      return [
        {
          id: nextItemId(),
          rate_code: rate.code,
          rate_id: rate.id,
          label: rate.label,
          compound: false,
          tax_total: print(plus(ofLines, ofFees)),
          shipping_tax_total: print(ofShipping),
          rate_percent: Number(rate.percent),
          meta_data: [],
        },
      ];
    }),
    shipping_lines: shippingLines,
    fee_lines: feeLines,
    coupon_lines: basket.coupon
      ? [
          {
            id: nextItemId(),
            code: basket.coupon.code,
            discount: print(discount),
            discount_tax: print(discountTax),
            meta_data: [],
            discount_type: basket.coupon.kind,
            nominal_amount: Number(basket.coupon.amount),
            free_shipping: false,
          },
        ]
      : [],
  };
}

interface PricedLine extends BasketLine {
  subtotal: DecimalText;
  subtotalTax: DecimalText;
  total: DecimalText;
  totalTax: DecimalText;
}

function priceLines({ lines, currency, pricesIncludeTax, coupon }: Basket): PricedLine[] {
  const digits = decimalsIn(currency);
  const before = lines.map((line) => rounded(times(decimal(line.price), decimal(line.quantity)), digits));
  const discounts = shareOut(before, coupon, digits);
  return lines.map((line, index) => {
    const full = before[index] ?? zero;
    const left = minus(full, discounts[index] ?? zero);
    const split = (amount: DecimalText) =>
      pricesIncludeTax ? within(amount, line.rate, digits) : { net: amount, tax: onTop(amount, line.rate, currency) };
    const subtotal = split(full);
    const total = split(left);
    return { ...line, subtotal: subtotal.net, subtotalTax: subtotal.tax, total: total.net, totalTax: total.tax };
  });
}

function shareOut(amounts: DecimalText[], coupon: Basket['coupon'], digits: number): DecimalText[] {
  if (!coupon) return [];
  if (coupon.kind === 'percent')
    return amounts.map((amount) => rounded(dividedBy(times(amount, decimal(coupon.amount)), decimal('100')), digits));
  const all = plus(zero, ...amounts);
  const given = decimal(coupon.amount);
  return allocate(compare(given, all) > 0 ? all : given, amounts, digits);
}

/** The tax inside a gross amount. Inclusive taxes round a half down, so that the shop never shows more tax than there is. */
export function within(gross: DecimalText, rate: TaxRate | undefined, digits: number): { net: DecimalText; tax: DecimalText } {
  if (!rate) return { net: gross, tax: zero };
  const exact = dividedBy(times(gross, decimal(rate.percent)), plus(decimal('100'), decimal(rate.percent)));
  const up = rounded(exact, digits);
  const isHalf = compare(times(minus(up, exact), decimal('2')), decimal((10 ** -digits).toFixed(digits))) === 0;
  const tax = isHalf ? minus(up, decimal((10 ** -digits).toFixed(digits))) : up;
  return { net: minus(gross, tax), tax };
}

/** The tax that comes on top of a net amount. */
export const onTop = (net: string, rate: TaxRate | undefined, currency: string): DecimalText =>
  rate ? rounded(dividedBy(times(decimal(net), decimal(rate.percent)), decimal('100')), decimalsIn(currency)) : zero;

const taxParts = (rate: TaxRate | undefined, total: DecimalText, print: (value: DecimalText) => string, subtotal?: DecimalText): Row[] =>
  rate ? [{ id: rate.id, total: print(total), subtotal: subtotal === undefined ? '' : print(subtotal) }] : [];

function lineRow(line: PricedLine, id: number, print: (value: DecimalText) => string): Row {
  return {
    id,
    name: line.name,
    product_id: line.productId,
    variation_id: line.variationId ?? 0,
    quantity: Number(line.quantity),
    tax_class: line.rate?.className ?? '',
    subtotal: print(line.subtotal),
    subtotal_tax: print(line.subtotalTax),
    total: print(line.total),
    total_tax: print(line.totalTax),
    taxes: taxParts(line.rate, line.totalTax, print, line.subtotalTax),
    meta_data: (line.meta ?? []).map(({ key, value, label }, index) => ({
      id: id * 100 + index,
      key,
      value,
      display_key: label ?? key,
      display_value: value,
    })),
    sku: line.sku,
    global_unique_id: line.barcode ?? '',
    // A float of PHP: not the exact price, and not meant to be.
    price: Number(line.total) / Number(line.quantity),
    image: { id: '', src: '' },
    parent_name: line.parentName ?? null,
  };
}

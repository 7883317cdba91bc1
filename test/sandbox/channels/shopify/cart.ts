import type { JsonObject } from '../../../../shared/core/json.ts';
import {
  allocate,
  type CurrencyCode,
  type DecimalText,
  decimal,
  dividedBy,
  isZero,
  minorDigits,
  minus,
  one,
  plus,
  rounded,
  times,
  zero,
} from '../../../../shared/core/money.ts';
import { count, fixedText } from './reading.ts';

/** An order as a buyer puts it together; `checkOut` does the arithmetic the way Shopify does. */
export interface Cart {
  currency: string;
  taxesIncluded?: boolean;
  /** Share, for example `0.0825`. */
  taxRate?: string;
  taxTitle?: string;
  lines: CartLine[];
  /** Percent or amount over all goods. */
  discount?: { code: string; percent?: string; amount?: string };
  shipping?: { title: string; code: string; price: string; taxed?: boolean; discount?: string };
  tip?: string;
  fee?: { name: string; price: string };
  /** Units of the buyer's currency for one of the shop's. */
  presentment?: { currency: string; rate: string };
}

export interface CartLine {
  title: string;
  sku: string | null;
  price: string;
  quantity: number;
  productId?: string;
  variantId?: string;
  variantTitle?: string;
  barcode?: string;
  /** Of the whole line. */
  discount?: { title: string; amount: string };
  duty?: string;
  giftCard?: boolean;
  taxable?: boolean;
  requiresShipping?: boolean;
  properties?: { name: string; value: string }[];
}

export interface CheckedOut {
  /** Money, lines, discounts and taxes of the order document. */
  document: JsonObject;
  fees: JsonObject[];
  total: DecimalText;
}

/** Tax per line, rounded to the minor unit; an order's discount goes over the lines by largest remainder. */
export function checkOut(cart: Cart, newId: () => string): CheckedOut {
  const digits = minorDigits(cart.currency as CurrencyCode);
  const rate = decimal(cart.presentment?.rate ?? '1');
  const presentment = cart.presentment?.currency ?? cart.currency;
  const gross = cart.taxesIncluded === true;
  const taxRate = decimal(cart.taxRate ?? '0');

  const set = (amount: DecimalText): JsonObject => ({
    shop_money: { amount: fixedText(amount, digits), currency_code: cart.currency },
    presentment_money: { amount: fixedText(rounded(times(amount, rate), 2), 2), currency_code: presentment },
  });
  const both = (name: string, amount: DecimalText): JsonObject => ({ [name]: fixedText(amount, digits), [`${name}_set`]: set(amount) });
  const taxOn = (amount: DecimalText): DecimalText =>
    rounded(gross ? minus(amount, dividedBy(amount, plus(one, taxRate))) : times(amount, taxRate), digits);
  const taxLinesOf = (tax: DecimalText): JsonObject[] =>
    isZero(taxRate)
      ? []
      : [{ title: cart.taxTitle ?? 'CA State Tax', rate: Number(taxRate), channel_liable: false, ...both('price', tax) }];

  const applications: JsonObject[] = [];
  const application = (one: JsonObject) => applications.push(one) - 1;
  const listed = cart.lines.map(({ price, quantity }) => rounded(times(decimal(price), count(quantity)), digits));
  const after = listed.map((amount, index) => minus(amount, decimal(cart.lines[index]?.discount?.amount ?? '0')));
  const orderDiscount = discountOver(cart, after, digits);
  const shares = allocate(orderDiscount, after, digits);
  const orderIndex = cart.discount && application(discountApplication(cart.discount, 'all'));

  const lines = cart.lines.map((line, index): Record<string, JsonObject | JsonObject[] | DecimalText> => {
    const own = line.discount && { amount: decimal(line.discount.amount), at: application(lineApplication(line.discount)) };
    const share = shares[index] ?? zero;
    const allocations = [
      ...(own ? [{ ...both('amount', own.amount), discount_application_index: own.at }] : []),
      ...(orderIndex !== undefined && !isZero(share) ? [{ ...both('amount', share), discount_application_index: orderIndex }] : []),
    ];
    const amount = minus(after[index] ?? zero, share);
    const tax = line.taxable === false || line.giftCard ? zero : taxOn(amount);
    const document = {
      ...lineDocument(line, newId()),
      ...both('price', decimal(line.price)),
      ...both('total_discount', own?.amount ?? zero),
      tax_lines: line.taxable === false || line.giftCard ? [] : taxLinesOf(tax),
      discount_allocations: allocations,
      duties: line.duty ? [dutyDocument(newId(), set(decimal(line.duty)))] : [],
    };
    return { document, amount, tax };
  });

  const shippingDiscount = decimal(cart.shipping?.discount ?? '0');
  const shippingAmount = minus(decimal(cart.shipping?.price ?? '0'), shippingDiscount);
  const shippingTax = cart.shipping?.taxed ? taxOn(shippingAmount) : zero;
  const shippingAt = isZero(shippingDiscount) ? undefined : application(shippingApplication(shippingDiscount));
  const amounts = lines.map(({ amount }) => amount as DecimalText);
  const tax = plus(shippingTax, ...lines.map((line) => line.tax as DecimalText));
  const subtotal = plus(zero, ...amounts);
  const duties = plus(zero, ...cart.lines.map(({ duty }) => decimal(duty ?? '0')));
  const [tip, fee] = [decimal(cart.tip ?? '0'), decimal(cart.fee?.price ?? '0')];
  const total = plus(subtotal, shippingAmount, gross ? zero : tax, duties, tip, fee);
  const discounts = plus(shippingDiscount, ...listed.map((amount, index) => minus(amount, amounts[index] ?? zero)));

  const totals = { subtotal_price: subtotal, total_discounts: discounts, total_tax: tax, total_price: total };
  const current = Object.entries(totals).map(([name, amount]) => [`current_${name}`, amount] as const);
  const document: JsonObject = {
    currency: cart.currency,
    presentment_currency: presentment,
    taxes_included: gross,
    duties_included: false,
    tax_lines: isZero(tax) ? [] : taxLinesOf(tax),
    ...Object.assign({}, ...[...Object.entries(totals), ...current].map(([name, amount]) => both(name, amount))),
    ...both('total_line_items_price', plus(zero, ...listed)),
    total_shipping_price_set: set(shippingAmount),
    current_shipping_price_set: set(shippingAmount),
    ...both('total_tip_received', tip),
    total_cash_rounding_payment_adjustment_set: set(zero),
    total_cash_rounding_refund_adjustment_set: set(zero),
    original_total_duties_set: isZero(duties) ? null : set(duties),
    current_total_duties_set: isZero(duties) ? null : set(duties),
    original_total_additional_fees_set: isZero(fee) ? null : set(fee),
    current_total_additional_fees_set: isZero(fee) ? null : set(fee),
    discount_applications: applications,
    discount_codes: cart.discount
      ? [
          {
            code: cart.discount.code,
            amount: fixedText(orderDiscount, digits),
            type: cart.discount.percent ? 'percentage' : 'fixed_amount',
          },
        ]
      : [],
    line_items: lines.map((line) => line.document as JsonObject),
    shipping_lines: cart.shipping
      ? [
          {
            id: newId(),
            carrier_identifier: null,
            code: cart.shipping.code,
            is_removed: false,
            phone: null,
            requested_fulfillment_service_id: null,
            source: 'shopify',
            title: cart.shipping.title,
            ...both('price', decimal(cart.shipping.price)),
            ...both('discounted_price', shippingAmount),
            current_discounted_price_set: set(shippingAmount),
            tax_lines: cart.shipping.taxed ? taxLinesOf(shippingTax) : [],
            discount_allocations:
              shippingAt === undefined ? [] : [{ ...both('amount', shippingDiscount), discount_application_index: shippingAt }],
          },
        ]
      : [],
  };
  const fees = cart.fee ? [{ id: newId(), name: cart.fee.name, price_set: set(fee), tax_lines: [] }] : [];
  return { document, fees, total };
}

function discountOver({ discount }: Cart, lines: readonly DecimalText[], digits: number): DecimalText {
  if (!discount) return zero;
  if (discount.amount) return decimal(discount.amount);
  return rounded(dividedBy(times(plus(zero, ...lines), decimal(discount.percent ?? '0')), decimal(100)), digits);
}

const discountApplication = ({ code, percent, amount }: NonNullable<Cart['discount']>, selection: string): JsonObject => ({
  target_type: 'line_item',
  type: 'discount_code',
  value: percent ?? amount ?? '0',
  value_type: percent ? 'percentage' : 'fixed_amount',
  allocation_method: 'across',
  target_selection: selection,
  code,
});

const lineApplication = ({ title, amount }: NonNullable<CartLine['discount']>): JsonObject => ({
  target_type: 'line_item',
  type: 'manual',
  value: amount,
  value_type: 'fixed_amount',
  allocation_method: 'across',
  target_selection: 'explicit',
  title,
  description: title,
});

const shippingApplication = (amount: DecimalText): JsonObject => ({
  target_type: 'shipping_line',
  type: 'automatic',
  value: amount,
  value_type: 'fixed_amount',
  allocation_method: 'each',
  target_selection: 'all',
  title: 'Shipping campaign',
});

const dutyDocument = (id: string, { shop_money, presentment_money }: JsonObject): JsonObject => ({
  id,
  harmonized_system_code: '851821',
  country_code_of_origin: 'DE',
  shop_money: shop_money ?? null,
  presentment_money: presentment_money ?? null,
  tax_lines: [],
  admin_graphql_api_id: `gid://shopify/Duty/${id}`,
});

const lineDocument = (line: CartLine, id: string): JsonObject => ({
  id,
  admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
  attributed_staffs: [],
  current_quantity: line.quantity,
  fulfillable_quantity: line.quantity,
  fulfillment_service: 'manual',
  fulfillment_status: null,
  gift_card: line.giftCard === true,
  grams: 0,
  name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
  product_exists: Boolean(line.productId),
  product_id: line.productId ?? null,
  properties: line.properties ?? [],
  quantity: line.quantity,
  requires_shipping: line.requiresShipping ?? !line.giftCard,
  sku: line.sku,
  taxable: line.taxable !== false && !line.giftCard,
  title: line.title,
  variant_id: line.variantId ?? null,
  variant_inventory_management: line.variantId ? 'shopify' : null,
  variant_title: line.variantTitle ?? null,
  vendor: 'Contoso Entertainment',
  ...(line.barcode ? { barcode: line.barcode } : {}),
});

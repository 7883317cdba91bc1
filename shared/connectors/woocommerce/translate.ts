import type { OrderDraft } from '../../canonical/order.ts';
import { IntegrationError } from '../../core/errors.ts';
import type { StoreId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject, textOf } from '../../core/json.ts';
import {
  absolute,
  compare,
  type DecimalText,
  dividedBy,
  isNegative,
  isZero,
  minus,
  negated,
  plus,
  rounded,
  zero,
} from '../../core/money.ts';
import { decoded, type Meta, type WooAddress, type WooLine, WooOrder } from './schema.ts';

/** What the translation knows of the store. */
export interface OrderSource {
  store: StoreId;
  shopUrl: string;
  timeZone: string;
}

type State = OrderDraft['state'];
type PaymentState = OrderDraft['payment']['state'];
type LineDraft = OrderDraft['lines'][number];
type ChargeDraft = NonNullable<OrderDraft['charges']>[number];
type TaxRates = Map<string, { title: string; rate?: DecimalText }>;
interface Taxed {
  total: DecimalText;
  total_tax: DecimalText;
  taxes: { id: string; total?: DecimalText }[];
}

/** Statuses of plug-ins are not here: such an order is open. */
const states: Record<string, State> = {
  completed: 'completed',
  cancelled: 'cancelled',
  trash: 'cancelled',
  'checkout-draft': 'draft',
  'auto-draft': 'draft',
  draft: 'draft',
  new: 'draft',
};

/** What a status says about money while the shop names no date of payment. */
const unpaidStates: Record<string, PaymentState> = {
  pending: 'unpaid',
  'on-hold': 'unpaid',
  processing: 'paid',
  completed: 'paid',
  cancelled: 'voided',
  trash: 'voided',
  'checkout-draft': 'unpaid',
  'auto-draft': 'unpaid',
  draft: 'unpaid',
};

const unitPriceDecimals = 10;

/** The canonical order. Every amount as the shop has it: nothing is repaired. @throws IntegrationError ORDER_NOT_UNDERSTOOD */
export function toOrder(payload: unknown, source: OrderSource): OrderDraft {
  const order = readOrder(payload);
  const meta = toExtensions(order.meta_data);
  const gross = order.prices_include_tax;
  const rates: TaxRates = new Map(
    order.tax_lines.map((line) => [line.rate_id, { title: line.label || line.rate_code, rate: line.rate_percent }]),
  );
  const coupons = order.coupon_lines.map((line) => line.code).filter(Boolean);
  const lines = order.line_items.map((line) => toLine(line, { gross, rates, coupons }));
  const charges = withGiftCards(order, meta, lines, toCharges(order, rates));
  const status = statusOf(order);
  const refunded = refundedOf(order);
  const placedAt = moment(order.date_created_gmt, order.date_created, source.timeZone);
  const shipping = order.shipping_lines[0];
  return {
    kind: 'order',
    store: source.store,
    channel: 'woocommerce',
    externalId: order.id,
    number: order.number || order.id,
    placedAt,
    updatedAt: moment(order.date_modified_gmt, order.date_modified, source.timeZone) || placedAt,
    state: stateOf(order),
    test: meta._wcpay_mode === 'test',
    currency: order.currency,
    total: order.total,
    taxBasis: gross ? 'gross' : 'net',
    lines,
    charges,
    payment: {
      state: paymentState(order, meta, refunded),
      payments: toPayments(order),
    },
    refunded: isZero(refunded) ? undefined : refunded,
    buyer: {
      externalId: order.customer_id || undefined,
      email: order.billing.email.trim(),
      phone: order.billing.phone,
      firstName: order.billing.first_name,
      lastName: order.billing.last_name,
      company: order.billing.company,
      taxNumber: firstText(meta, /^_?(billing_|shipping_)?(eu_)?((vat|ust|uid)(_?(number|no|num|id|idnr))?|tax_?(number|no|id))$/i),
      language: firstText(meta, /^_?(wpml|trp|pll|order)_?lang(uage)?$/i),
    },
    // WooCommerce leaves the delivery address empty where it is the invoice address.
    shippingAddress: toAddress(isBlank(order.shipping) ? order.billing : order.shipping, order.billing),
    billingAddress: toAddress(order.billing, order.billing),
    shippingMethod: shipping && { code: methodOf(shipping), title: shipping.method_title },
    purchaseOrderNumber: firstText(meta, /^_?(billing_)?(po|purchase_order)(_?(number|no|num))?$/i),
    note: order.customer_note,
    discountCodes: coupons,
    adminUrl: `${source.shopUrl}/wp-admin/admin.php?page=wc-orders&action=edit&id=${order.id}`,
    extensions: { ...meta, status, created_via: order.created_via },
  };
}

/** @throws IntegrationError ORDER_NOT_UNDERSTOOD */
export function readOrder(payload: unknown): WooOrder {
  const parsed = WooOrder.safeParse(payload);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.')} ${issue.message}`)
    .join('; ');
  const given = isObject(payload) ? (payload.number ?? payload.id) : undefined;
  throw new IntegrationError('ORDER_NOT_UNDERSTOOD', { facts: { number: textOf(given) || '?', problem } });
}

export const statusOf = (order: WooOrder): string => order.status.replace(/^wc-/, '');

/** All money given back before it was completed: nothing left the house. After that it is a completed order with a refund. */
function stateOf(order: WooOrder): State {
  const status = statusOf(order);
  if (status === 'refunded') return order.date_completed_gmt ? 'completed' : 'cancelled';
  return states[status] ?? 'open';
}

export const refundedOf = (order: WooOrder): DecimalText => plus(zero, ...order.refunds.map((refund) => absolute(refund.total)));

export function paymentState(order: WooOrder, meta: JsonObject, refunded: DecimalText): PaymentState {
  const status = statusOf(order);
  if (!isZero(refunded)) return compare(refunded, order.total) >= 0 ? 'refunded' : 'partly-refunded';
  if (status === 'refunded' || status === 'failed') return status;
  if (order.date_paid_gmt || order.date_paid) return 'paid';
  // Reserved on a card, to be captured when it ships; Stripe's and WooPayments' marks.
  if (meta._stripe_charge_captured === 'no' || meta._intention_status === 'requires_capture') return 'authorised';
  // Cash on delivery goes to "processing" unpaid: cleared for delivery, and paid only at the door.
  if (order.payment_method === 'cod' && status === 'processing') return 'authorised';
  return unpaidStates[status] ?? 'unknown';
}

function toPayments(order: WooOrder): OrderDraft['payment']['payments'] {
  const { payment_method: method, payment_method_title: title, total: amount, transaction_id: reference } = order;
  return method ? [{ method, title, amount, reference }] : [];
}

function toLine(line: WooLine, { gross, rates, coupons }: { gross: boolean; rates: TaxRates; coupons: string[] }): LineDraft {
  const settled = settle(line, rates);
  const after = gross ? settled.gross : settled.net;
  const given = line.subtotal === undefined ? after : plus(line.subtotal, gross ? (line.subtotal_tax ?? zero) : zero);
  // A price that a person raised by hand is a price, not a discount below zero.
  const before = compare(absolute(given), absolute(after)) < 0 ? after : given;
  const discount = minus(before, after);
  const meta = toExtensions(line.meta_data);
  return {
    id: line.id || `${line.product_id}-${line.variation_id}`,
    productId: line.product_id || undefined,
    variantId: line.variation_id || line.product_id || undefined,
    sku: line.sku.trim(),
    barcode: line.global_unique_id,
    title: line.name,
    options: optionsOf(line.meta_data),
    quantity: line.quantity,
    unitPrice: isZero(line.quantity) ? before : rounded(dividedBy(before, line.quantity), unitPriceDecimals),
    ...settled,
    discounts: isZero(discount) ? [] : [{ code: coupons.length === 1 ? coupons[0] : '', title: coupons.join(', '), amount: discount }],
    giftCard: Object.keys(meta).some((key) => /^_?(wc_gc_giftcard|ywgc|pw_gift_card)_/.test(key)),
    extensions: meta,
  };
}

/** Totals of lines are net, also where prices include tax. */
function settle({ total, total_tax, taxes }: Taxed, rates: TaxRates) {
  return {
    net: total,
    tax: total_tax,
    gross: plus(total, total_tax),
    taxes: taxes.flatMap(({ id, total: part }) => (part === undefined ? [] : [{ ...rates.get(id), amount: part }])),
  };
}

/** Old versions write the method with its instance: `flat_rate:3`. */
const methodOf = ({ method_id }: { method_id: string }): string => method_id.split(':')[0] ?? '';

function toCharges(order: WooOrder, rates: TaxRates): ChargeDraft[] {
  const shipping = order.shipping_lines.map(
    (line, index): ChargeDraft => ({
      id: line.id || `shipping-${index + 1}`,
      kind: 'shipping',
      code: methodOf(line),
      title: line.method_title,
      ...settle(line, rates),
      extensions: toExtensions(line.meta_data),
    }),
  );
  const fees = order.fee_lines.map(
    (line, index): ChargeDraft => ({
      id: line.id || `fee-${index + 1}`,
      ...feeKind(line),
      title: line.name,
      ...settle(line, rates),
      extensions: toExtensions(line.meta_data),
    }),
  );
  return [...shipping, ...fees];
}

/** Fees carry what plug-ins have no other place for; only their name says what it is. */
function feeKind({ name, total }: { name: string; total: DecimalText }): Pick<ChargeDraft, 'kind' | 'code'> {
  if (isNegative(total) && /gift ?card|gutschein|geschenkkarte|voucher/i.test(name)) return { kind: 'other', code: 'gift-card' };
  return { kind: /^(tip|trinkgeld|gratuity)\b/i.test(name.trim()) ? 'tip' : 'fee' };
}

/** Gift card plug-ins take the card off the total and leave the lines alone. It counts only where it explains the total to the cent. */
function withGiftCards(order: WooOrder, meta: JsonObject, lines: LineDraft[], charges: ChargeDraft[]): ChargeDraft[] {
  const cards = order.gift_cards.length > 0 ? order.gift_cards : [...yithCards(meta), ...storeCredits(order)];
  const paid = plus(zero, ...cards.map((card) => card.amount));
  const parts = plus(zero, ...[...lines, ...charges].map((part) => part.gross as DecimalText));
  if (isZero(paid) || compare(minus(parts, paid), order.total) !== 0) return charges;
  const reductions = cards.map(({ code, amount }, index): ChargeDraft => {
    const net = negated(amount);
    // A whole code is as good as money: only its end is kept.
    return {
      id: `gift-card-${index + 1}`,
      kind: 'other',
      code: 'gift-card',
      title: `Gift card …${code.slice(-4)}`,
      net,
      tax: zero,
      gross: net,
    };
  });
  return [...charges, ...reductions];
}

/** Smart Coupons lists credit among the coupons, although no line is reduced by it. */
const storeCredits = (order: WooOrder) =>
  order.coupon_lines
    .filter((line) => /^(smart_coupon|store_credit)$/.test(line.discount_type))
    .map(({ code, discount, discount_tax }) => ({ code, amount: plus(discount, discount_tax) }));

/** YITH keeps `{ code: amount }` in the order's meta. */
function yithCards(meta: JsonObject): { code: string; amount: DecimalText }[] {
  const applied = meta._ywgc_applied_gift_cards;
  if (!isObject(applied)) return [];
  const read = WooOrder.shape.gift_cards.safeParse(Object.entries(applied).map(([code, amount]) => ({ code, amount })));
  return read.success ? read.data : [];
}

/** What we keep in an order of the shop ourselves. */
export const ownMeta = '_commerce_companion_';

/** Meta by key; a key that comes twice is a list. What we have written ourselves is not the shop's. */
export function toExtensions(meta: Meta[]): JsonObject {
  const values = new Map<string, Json[]>();
  for (const { key, value } of meta)
    if (key && value !== undefined && !key.startsWith(ownMeta)) values.set(key, [...(values.get(key) ?? []), value]);
  return Object.fromEntries([...values].map(([key, all]) => [key, all.length === 1 ? (all[0] ?? null) : all]));
}

/** What the buyer chose, in words. WordPress hides meta whose key begins with `_`; so do we. */
function optionsOf(meta: Meta[]): string {
  return meta
    .filter(({ key }) => key && !key.startsWith('_'))
    .map(({ value, display_value }) => display_value ?? value)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => decoded(String(value)))
    .join(' / ');
}

function firstText(meta: JsonObject, name: RegExp): string {
  const found = Object.entries(meta).find(([key, value]) => name.test(key) && typeof value === 'string' && value.trim() !== '');
  return found ? String(found[1]).trim() : '';
}

const isBlank = (address: WooAddress): boolean => Object.values(address).every((part) => part.trim() === '');

function toAddress(address: WooAddress, billing: WooAddress): OrderDraft['shippingAddress'] {
  if (isBlank(address)) return undefined;
  return {
    firstName: address.first_name,
    lastName: address.last_name,
    company: address.company,
    street: [address.address_1, address.address_2].filter(Boolean),
    city: address.city,
    postalCode: address.postcode.trim(),
    region: address.state.trim(),
    country: address.country.trim(),
    phone: address.phone || billing.phone,
    email: (address.email || billing.email).trim(),
  };
}

/** `…_gmt` is UTC without a Z; the other one is the clock on the shop's wall. */
function moment(gmt: string, local: string, timeZone: string): string {
  if (gmt) return gmt;
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return local;
  const offset = (at: number) => Date.parse(`${new Date(at).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`) - at;
  const guess = wall - offset(wall);
  return new Date(wall - offset(guess)).toISOString();
}

import * as z from 'zod';
import { ChannelId, ExternalId, StoreId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import { CurrencyCode, DecimalText } from '../core/money.ts';
import { Instant } from '../core/time.ts';
import { Address } from './address.ts';

/** What a channel knows and no canonical field holds: tags, metafields, plug-in data. Rules reach it as `extensions.…`. */
export const Extensions = z
  .record(
    z.string(),
    z.custom<Json>(() => true),
  )
  .default({});

/** One tax on a line or charge. `rate` in percent. Amounts in the order's currency. */
export const TaxPart = z.object({ title: z.string().default(''), rate: DecimalText.optional(), amount: DecimalText });
export type TaxPart = z.output<typeof TaxPart>;

/** A discount's share in one line or charge; positive = the buyer pays less. In the order's tax basis. */
export const DiscountPart = z.object({ code: z.string().default(''), title: z.string().default(''), amount: DecimalText });
export type DiscountPart = z.output<typeof DiscountPart>;

/** Amounts of a line or charge after all its discounts, for its whole quantity. `net + tax = gross`. */
const settled = {
  net: DecimalText,
  tax: DecimalText,
  gross: DecimalText,
  taxes: z.array(TaxPart).default([]),
  discounts: z.array(DiscountPart).default([]),
};

export const OrderLine = z.object({
  /** The channel's line id. */
  id: z.string().min(1),
  productId: z.string().optional(),
  /** What stock and price hang on at the channel: the variant where there are variants, else the product. */
  variantId: z.string().optional(),
  sku: z.string().default(''),
  barcode: z.string().default(''),
  title: z.string().default(''),
  /** Chosen options in words, for example "black / M". */
  options: z.string().default(''),
  /** What was ordered and not removed again; may be fractional. */
  quantity: DecimalText,
  /** Before discounts, in the order's tax basis. */
  unitPrice: DecimalText,
  ...settled,
  /** A gift card that is sold here (one that pays is in `payment`). */
  giftCard: z.boolean().default(false),
  requiresShipping: z.boolean().default(true),
  /** Where the channel wants it shipped from, in its own id. */
  fulfilmentLocation: z.string().optional(),
  extensions: Extensions,
});
export type OrderLine = z.output<typeof OrderLine>;

export const chargeKinds = ['shipping', 'fee', 'tip', 'duty', 'rounding', 'other'] as const;
export type ChargeKind = (typeof chargeKinds)[number];

/** Money of the order that is not goods. A negative amount is a reduction. */
export const OrderCharge = z.object({
  id: z.string().min(1),
  kind: z.enum(chargeKinds),
  code: z.string().default(''),
  title: z.string().default(''),
  ...settled,
  extensions: Extensions,
});
export type OrderCharge = z.output<typeof OrderCharge>;

export const paymentStates = [
  'unpaid',
  'authorised',
  'partly-paid',
  'paid',
  'partly-refunded',
  'refunded',
  'voided',
  'expired',
  'failed',
  'unknown',
] as const;

/** One payment as the channel summarises it. `reference` is the gateway's, never card data. */
export const Payment = z.object({
  method: z.string().default(''),
  title: z.string().default(''),
  amount: DecimalText,
  reference: z.string().default(''),
  giftCard: z.boolean().default(false),
});

export const OrderBuyer = z.object({
  /** The channel's customer id; absent for guests. */
  externalId: z.string().optional(),
  email: z.string().default(''),
  phone: z.string().default(''),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  company: z.string().default(''),
  taxNumber: z.string().default(''),
  language: z.string().default(''),
  extensions: Extensions,
});
export type OrderBuyer = z.output<typeof OrderBuyer>;

/**
 * An order of any channel. Amounts are decimal text in `currency` (the shop's own, not the buyer's display currency).
 * `taxBasis` says whether prices and discounts are net or gross; every line and charge has net, tax and gross filled in.
 * `Σ lines.gross + Σ charges.gross = total` holds to the cent, or the flow holds the order.
 */
export const Order = z.object({
  kind: z.literal('order'),
  store: StoreId,
  channel: ChannelId,
  externalId: ExternalId,
  /** The number that the shop shows its buyer, for example `#1001`. */
  number: z.string().min(1),
  placedAt: Instant,
  updatedAt: Instant,
  cancelledAt: Instant.optional(),
  state: z.enum(['open', 'completed', 'cancelled', 'draft']),
  test: z.boolean().default(false),
  currency: CurrencyCode,
  total: DecimalText,
  /** What the buyer saw, where the shop sells in several currencies. */
  presentment: z.object({ currency: CurrencyCode, total: DecimalText }).optional(),
  taxBasis: z.enum(['net', 'gross']),
  lines: z.array(OrderLine),
  charges: z.array(OrderCharge).default([]),
  payment: z.object({ state: z.enum(paymentStates), payments: z.array(Payment).default([]) }),
  /** Money given back so far; the lines above are as ordered. */
  refunded: DecimalText.optional(),
  buyer: OrderBuyer.optional(),
  shippingAddress: Address.optional(),
  billingAddress: Address.optional(),
  shippingMethod: z.object({ code: z.string().default(''), title: z.string().default('') }).optional(),
  purchaseOrderNumber: z.string().default(''),
  note: z.string().default(''),
  tags: z.array(z.string()).default([]),
  discountCodes: z.array(z.string()).default([]),
  /** Where a person sees it in the shop's back office. */
  adminUrl: z.string().optional(),
  extensions: Extensions,
});
export type Order = z.output<typeof Order>;
/** What a connector's `translate` returns; the runner parses it into an `Order`. */
export type OrderDraft = z.input<typeof Order>;

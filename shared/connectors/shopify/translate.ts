import type * as z from 'zod';
import type { Address } from '../../canonical/address.ts';
import type { OrderBuyer, OrderDraft } from '../../canonical/order.ts';
import type { StoreId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import { CurrencyCode, decimal, isZero, minorDigits, negated, plus } from '../../core/money.ts';
import { type Goods, isReduced, plain, reducedTotal, type Shipping, settle, toDuties, toGoods, toShipping, toTaxes } from './amounts.ts';
import type { ShopifyAddress, ShopifyOrder } from './schema.ts';

/** What of a store ends up in its orders. */
export interface OrderSource {
  store: StoreId;
  adminUrl: string;
}

type Draft<Key extends keyof OrderDraft> = NonNullable<OrderDraft[Key]>;
type Line = OrderDraft['lines'][number];
type Charge = Draft<'charges'>[number];
type PaymentState = OrderDraft['payment']['state'];

const paymentStates: Record<string, PaymentState> = {
  PENDING: 'unpaid',
  AUTHORIZED: 'authorised',
  PARTIALLY_PAID: 'partly-paid',
  PAID: 'paid',
  PARTIALLY_REFUNDED: 'partly-refunded',
  REFUNDED: 'refunded',
  VOIDED: 'voided',
  EXPIRED: 'expired',
};

/**
 * A complete Shopify order in canonical form. Booked is the shop's money; what the buyer saw stays in `presentment`. Nothing is made to
 * add up: a difference between parts and total is the flow's to judge. An order of which nothing is left counts as cancelled and is
 * shown as it was placed.
 */
export function toOrder(order: ShopifyOrder, { store, adminUrl }: OrderSource): OrderDraft {
  const digits = minorDigits(CurrencyCode.parse(order.currencyCode));
  const shipping = toShipping(order);
  const left = toGoods(order, shipping, digits);
  const isEmptied = left.length > 0 && left.every(({ quantity }) => quantity === 0);
  const isCancelled = Boolean(order.cancelledAt) || isEmptied;
  const goods = isCancelled ? toGoods(asPlaced(order), toShipping(order), digits) : left.filter(({ quantity }) => quantity > 0);
  const total = !isCancelled && isReduced(order, left) ? reducedTotal(order) : order.totalPriceSet.shopMoney.amount;
  const [firstShipping] = shipping;
  const foreign = order.presentmentCurrencyCode !== order.currencyCode;

  return {
    kind: 'order',
    store,
    channel: 'shopify',
    externalId: order.id,
    number: order.name,
    placedAt: order.processedAt ?? order.createdAt,
    updatedAt: order.updatedAt,
    cancelledAt: order.cancelledAt ?? undefined,
    state: isCancelled ? 'cancelled' : order.closed ? 'completed' : 'open',
    test: order.test,
    currency: order.currencyCode,
    total: plus(total, order.totalCashRoundingAdjustment),
    presentment: foreign ? { currency: order.presentmentCurrencyCode, total: order.totalPriceSet.presentmentMoney.amount } : undefined,
    taxBasis: order.taxesIncluded ? 'gross' : 'net',
    lines: goods.map((part) => toLine(part, order.taxesIncluded)),
    charges: toCharges(order, goods, shipping, digits),
    payment: { state: paymentStates[order.displayFinancialStatus] ?? 'unknown', payments: toPayments(order) },
    refunded: isZero(order.totalRefundedSet) ? undefined : order.totalRefundedSet,
    buyer: toBuyer(order),
    shippingAddress: order.shippingAddress ? toAddress(order.shippingAddress) : undefined,
    billingAddress: order.billingAddress ? toAddress(order.billingAddress) : undefined,
    shippingMethod: firstShipping && { code: firstShipping.line.code, title: firstShipping.line.title },
    purchaseOrderNumber: order.poNumber,
    note: order.note,
    tags: order.tags,
    discountCodes: order.discountCodes,
    adminUrl: `${adminUrl}/orders/${order.id}`,
    extensions: toExtensions(order),
  };
}

const asPlaced = (order: ShopifyOrder): ShopifyOrder => ({
  ...order,
  refunds: [],
  lineItems: { ...order.lineItems, nodes: order.lineItems.nodes.map((line) => ({ ...line, currentQuantity: line.quantity })) },
});

const defaultVariant = 'Default Title';

function toLine(part: Goods, taxesIncluded: boolean): Line {
  const { line, quantity } = part;
  const { lineItemGroup: bundle } = line;
  return {
    id: line.id,
    productId: line.product,
    variantId: line.variant?.id ?? line.product,
    sku: line.sku,
    barcode: line.variant?.barcode,
    title: line.title,
    options: line.variantTitle === defaultVariant ? '' : line.variantTitle,
    quantity: decimal(quantity),
    unitPrice: line.originalUnitPriceSet,
    ...settle(part, taxesIncluded),
    giftCard: line.isGiftCard,
    requiresShipping: line.requiresShipping,
    extensions: {
      ...(line.vendor ? { vendor: line.vendor } : {}),
      ...(bundle ? { bundle: { id: bundle.id, title: bundle.title, quantity: bundle.quantity } } : {}),
      ...listed('customAttributes', line.customAttributes),
    },
  };
}

function toCharges(order: ShopifyOrder, goods: readonly Goods[], shipping: readonly Shipping[], digits: number): Charge[] {
  const charge = (kind: Charge['kind'], id: string, title: string, part: Parameters<typeof settle>[0]): Charge => ({
    kind,
    id,
    title,
    ...settle(part, order.taxesIncluded),
  });
  const once = [
    charge('duty', 'duties', 'Import duties', toDuties(order, goods, digits)),
    charge('tip', 'tip', 'Tip', plain(order.totalTipReceivedSet)),
    // Cash is rounded when it is paid, beside the total: with this charge the sales order says what the buyer gave.
    charge('rounding', 'cash-rounding', 'Cash rounding', plain(order.totalCashRoundingAdjustment)),
  ];
  return [
    ...shipping.map((part, index) => ({
      ...charge('shipping', part.line.id || `shipping-${index + 1}`, part.line.title, part),
      code: part.line.code,
    })),
    ...order.additionalFees.map(({ id, name, price, taxLines }) =>
      charge('fee', id, name, { amount: price, discounts: [], taxes: toTaxes(taxLines) }),
    ),
    ...once.filter(({ gross }) => !isZero(decimal(gross))),
  ];
}

/** What was taken, or promised where nothing was taken yet. A gift card that pays is a payment; one that is bought is a line. */
function toPayments({ transactions }: ShopifyOrder): Draft<'payment'>['payments'] {
  const done = transactions.filter(({ status }) => status === 'SUCCESS');
  const taken = done.filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE' || kind === 'CHANGE');
  const promised = done.filter(({ kind }) => kind === 'AUTHORIZATION' || kind === 'EMV_AUTHORIZATION');
  return (taken.length > 0 ? taken : promised).map(({ kind, gateway, formattedGateway, amountSet, paymentId }) => ({
    method: gateway,
    title: formattedGateway,
    amount: kind === 'CHANGE' ? negated(amountSet) : amountSet,
    reference: paymentId,
    giftCard: gateway === 'gift_card',
  }));
}

/** Guests have no customer, and may have no e-mail either; then the addresses say who it was. */
function toBuyer(order: ShopifyOrder): z.input<typeof OrderBuyer> | undefined {
  const { customer, purchasingEntity, billingAddress, shippingAddress } = order;
  const named = [customer, billingAddress, shippingAddress].find((one) => one?.firstName || one?.lastName);
  const company = purchasingEntity?.company;
  const location = purchasingEntity?.location;
  const buyer = {
    externalId: customer?.id,
    email: order.email || (customer?.defaultEmailAddress?.emailAddress ?? ''),
    phone: order.phone || (customer?.defaultPhoneNumber?.phoneNumber ?? ''),
    firstName: named?.firstName ?? '',
    lastName: named?.lastName ?? '',
    company: company?.name || ((billingAddress ?? shippingAddress)?.company ?? ''),
  };
  if (Object.values(buyer).every((value) => !value)) return undefined;
  return {
    ...buyer,
    taxNumber: location?.taxSettings?.taxRegistrationId || taxCredential(order),
    language: order.customerLocale,
    extensions: {
      ...(company ? { companyId: company.id, companyExternalId: company.externalId } : {}),
      ...(location
        ? { companyLocationId: location.id, companyLocation: location.name, companyLocationExternalId: location.externalId }
        : {}),
    },
  };
}

/** Shopify asks for tax ids in some countries, under keys such as `TAX_CREDENTIAL_BR`; `…_TYPE_…` and `…_USE_…` are not the id itself. */
const taxCredential = ({ localizedFields }: ShopifyOrder): string =>
  localizedFields.nodes.find(({ key }) => /^TAX_CREDENTIAL_[A-Z]{2}$/.test(key))?.value ?? '';

const toAddress = (address: ShopifyAddress): z.input<typeof Address> => ({
  firstName: address.firstName,
  lastName: address.lastName,
  company: address.company,
  street: [address.address1, address.address2].map((line) => line.trim()).filter(Boolean),
  city: address.city,
  postalCode: address.zip,
  region: address.provinceCode || address.province,
  country: address.countryCodeV2,
  phone: address.phone,
});

/** An order made of a draft is an order: `shopify_draft_order` is only where it came from. */
const toExtensions = ({ sourceName, customAttributes, metafields, localizedFields }: ShopifyOrder): JsonObject => ({
  ...(sourceName ? { source: sourceName } : {}),
  ...listed('customAttributes', customAttributes),
  ...listed(
    'metafields',
    metafields.nodes.map(({ namespace, key, value }) => ({ key: `${namespace}.${key}`, value })),
  ),
  ...listed('localizedFields', localizedFields.nodes),
});

/** Lists of key and value, as mapping paths read them: `extensions.customAttributes[key=gift]`. */
const listed = (name: string, list: { key: string; value: string }[]): JsonObject => (list.length > 0 ? { [name]: list } : {});

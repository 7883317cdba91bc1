import type { JsonObject } from '../../../../shared/core/json.ts';
import { compare, type DecimalText, isZero, minus, plus, times, zero } from '../../../../shared/core/money.ts';
import { WrongCall } from '../../faults.ts';
import { currencyCodes } from './countries.ts';
import type { FulfilmentOrder } from './fulfilment-orders.ts';
import { unitsSent } from './fulfilments.ts';
import {
  amountIn,
  type Currencies,
  count,
  fixedText,
  idIn,
  listIn,
  moneySet,
  numberIn,
  objectIn,
  ownId,
  shopAmount,
  sumOf,
  textIn,
} from './reading.ts';

/** What Shopify knows of an order beyond the body of its webhooks. */
export interface Beyond {
  transactions: JsonObject[];
  metafields: { namespace: string; key: string; type: string; value: string }[];
  localizedFields: { key: string; countryCode: string; purpose: string; title: string; value: string }[];
  fees: JsonObject[];
  /** Said by whoever cancelled it. */
  staffNote?: string | null;
  company?: { id: string; name: string; externalId?: string; location: { id: string; name: string; externalId?: string; taxId?: string } };
}

/** The one model of an order: its REST document, made complete, and what only GraphQL tells. Ids are digit texts. */
export interface ShopOrder {
  id: string;
  document: JsonObject;
  beyond: Beyond;
  fulfilmentOrders: FulfilmentOrder[];
  /** When it last changed here: what the search index goes by. */
  changedAt: string;
}

export interface Making {
  newId(): string;
  nextNumber(): number;
  now(): string;
  currency: string;
}

const states = ['authorized', 'expired', 'paid', 'partially_paid', 'partially_refunded', 'pending', 'refunded', 'voided'];

/** Takes any order document of Shopify's webhooks or REST API. @throws WrongCall when it is none */
export function toShopOrder(given: unknown, making: Making, before?: ShopOrder): ShopOrder {
  const outer = objectIn(given);
  const document: JsonObject = structuredClone(objectIn(outer.order ?? given));
  if (!Array.isArray(document.line_items) || ['order_id', 'order_edit', 'fulfillment_order'].some((name) => name in document))
    throw new WrongCall('This is no order: an order document of Shopify has "line_items".');
  const id = ownId(document) ?? making.newId();
  completeHead(document, id, making);
  const currencies = currenciesOf(document);
  document.line_items = listIn(document.line_items).map((line) => completeLine(line, document, currencies, making));
  document.shipping_lines = listIn(document.shipping_lines).map((line) => completeShipping(line, currencies, making));
  document.refunds = listIn(document.refunds).map((refund) => completeRefund(refund, id, currencies, making));
  completeTotals(document, currencies);
  return {
    id,
    document,
    beyond: before?.beyond ?? beyondOf(document, making),
    fulfilmentOrders: before?.fulfilmentOrders ?? [],
    changedAt: making.now(),
  };
}

export const currenciesOf = (document: JsonObject, fallback = 'USD'): Currencies => {
  const shop = textIn(document.currency) ?? fallback;
  return { shop, presentment: textIn(document.presentment_currency) ?? shop };
};

function completeHead(document: JsonObject, id: string, { nextNumber, now, currency }: Making): void {
  const number = numberIn(document.order_number) ?? (Number(/\d+/.exec(String(document.name ?? ''))?.[0] ?? 0) || nextNumber());
  const created = momentIn(document.created_at) ?? momentIn(document.processed_at) ?? now();
  const defaults: JsonObject = {
    name: `#${number}`,
    order_number: number,
    number: Math.max(1, number - 1000),
    created_at: created,
    processed_at: created,
    updated_at: created,
    financial_status: 'paid',
    test: false,
    confirmed: true,
    taxes_included: false,
    duties_included: false,
    tax_lines: [],
    discount_applications: [],
    discount_codes: [],
    note_attributes: [],
    payment_gateway_names: [],
    fulfillments: [],
    tags: '',
  };
  for (const name of ['created_at', 'processed_at', 'updated_at']) document[name] = momentIn(document[name]) ?? null;
  for (const [name, value] of Object.entries(defaults)) document[name] = (document[name] === '' ? undefined : document[name]) ?? value;
  document.currency = currencyIn(document.currency, currency);
  document.presentment_currency = currencyIn(document.presentment_currency, document.currency);
  document.id = id;
  document.admin_graphql_api_id = `gid://shopify/Order/${id}`;
}

const momentIn = (value: unknown): string | undefined => {
  const text = textIn(value);
  return text && !Number.isNaN(Date.parse(text)) ? text : undefined;
};

/** @throws WrongCall for a currency that Shopify does not know */
function currencyIn(value: unknown, fallback: string): string {
  const code = textIn(value)?.toUpperCase() ?? fallback;
  if (currencyCodes.includes(code)) return code;
  throw new WrongCall(`Shopify knows no currency "${code}".`);
}

function completeLine(line: JsonObject, order: JsonObject, currencies: Currencies, { newId }: Making): JsonObject {
  const id = ownId(line) ?? newId();
  const quantity = numberIn(line.quantity) ?? 1;
  const refunded = listIn(order.refunds)
    .flatMap((refund) => listIn(refund.refund_line_items))
    .filter((row) => idIn(row.line_item_id) === id || ownId(objectIn(row.line_item)) === id)
    .reduce((units, row) => units + (numberIn(row.quantity) ?? 0), 0);
  const price = moneySet(line, 'price', currencies) ?? moneySet({ price: '0.00' }, 'price', currencies);
  const current = numberIn(line.current_quantity) ?? Math.max(0, quantity - refunded);
  return {
    requires_shipping: true,
    taxable: true,
    gift_card: false,
    variant_title: null,
    vendor: null,
    duties: [],
    properties: [],
    ...line,
    id,
    admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
    title: textIn(line.title) ?? textIn(line.name) ?? '',
    quantity,
    current_quantity: current,
    fulfillable_quantity:
      numberIn(line.fulfillable_quantity) ?? (isDone(order) ? 0 : Math.max(0, current - (unitsSent(order).get(id) ?? 0))),
    ...(price ? { price_set: price } : {}),
    tax_lines: listIn(line.tax_lines),
    discount_allocations: listIn(line.discount_allocations),
  };
}

const isDone = (order: JsonObject): boolean => Boolean(order.cancelled_at) || order.fulfillment_status === 'fulfilled';

function completeShipping(line: JsonObject, currencies: Currencies, { newId }: Making): JsonObject {
  const discounts = sumOf(listIn(line.discount_allocations), 'amount');
  const price = shopAmount(line, 'price');
  const discounted =
    moneySet(line, 'discounted_price', currencies) ??
    moneySet({ discounted_price: minus(price, discounts) }, 'discounted_price', currencies);
  return {
    code: null,
    is_removed: false,
    ...line,
    id: idIn(line.id) ?? newId(),
    title: textIn(line.title) ?? textIn(line.code) ?? 'Shipping',
    ...(discounted ? { discounted_price_set: discounted } : {}),
    tax_lines: listIn(line.tax_lines),
    discount_allocations: listIn(line.discount_allocations),
  };
}

function completeRefund(refund: JsonObject, orderId: string, currencies: Currencies, { newId, now }: Making): JsonObject {
  const id = ownId(refund) ?? newId();
  const created = textIn(refund.created_at) ?? now();
  return {
    ...refund,
    id,
    admin_graphql_api_id: `gid://shopify/Refund/${id}`,
    order_id: orderId,
    created_at: created,
    processed_at: textIn(refund.processed_at) ?? created,
    refund_line_items: listIn(refund.refund_line_items).map((row) => ({
      restock_type: 'no_restock',
      ...row,
      id: idIn(row.id) ?? newId(),
      line_item_id: idIn(row.line_item_id) ?? ownId(objectIn(row.line_item)) ?? '0',
      quantity: numberIn(row.quantity) ?? 0,
      subtotal_set: moneySet(row, 'subtotal', currencies) ?? null,
      total_tax_set: moneySet(row, 'total_tax', currencies) ?? null,
    })),
    transactions: listIn(refund.transactions),
    order_adjustments: listIn(refund.order_adjustments),
  };
}

/** Older documents have no `current_…` and sometimes no totals at all; what is there is never touched. */
function completeTotals(document: JsonObject, currencies: Currencies): void {
  const lines = listIn(document.line_items);
  const shipping = listIn(document.shipping_lines).filter((line) => line.is_removed !== true);
  const gross = document.taxes_included === true;
  const discounts = sumOf(
    lines.flatMap((line) => listIn(line.discount_allocations)),
    'amount',
  );
  const listed = plus(zero, ...lines.map((line) => times(shopAmount(line, 'price'), count(numberIn(line.quantity) ?? 0))));
  const atLines = sumOf(
    [...lines, ...shipping].flatMap((line) => listIn(line.tax_lines)),
    'price',
  );
  const tax = isZero(atLines) ? sumOf(listIn(document.tax_lines), 'price') : atLines;
  const shippingTotal = sumOf(shipping, 'discounted_price');

  const put = (name: string, amount: DecimalText) => {
    if (moneySet(document, name, currencies)) return;
    document[name] = fixedText(amount, 2);
  };
  put('total_line_items_price', listed);
  put('total_discounts', discounts);
  put('total_tax', tax);
  if (document.total_price === undefined && document.total_price_set === undefined) put('subtotal_price', minus(listed, discounts));
  put('total_price', plus(minus(listed, discounts), shippingTotal, gross ? zero : tax, shopAmount(document, 'total_tip_received')));
  put('current_total_price', minus(shopAmount(document, 'total_price'), takenBack(document, gross)));
  put('total_outstanding', textIn(document.financial_status) === 'pending' ? shopAmount(document, 'total_price') : zero);
}

const takenBack = (document: JsonObject, gross: boolean): DecimalText => {
  const refunds = listIn(document.refunds);
  const rows = refunds.flatMap((refund) => listIn(refund.refund_line_items));
  const shipping = refunds.flatMap(refundedShipping);
  return plus(
    sumOf(rows, 'subtotal'),
    gross ? zero : sumOf(rows, 'total_tax'),
    sumOf(shipping, 'subtotal_amount'),
    gross ? zero : sumOf(shipping, 'tax_amount'),
  );
};

/** Newer documents list refunded shipping; older ones book it as a negative adjustment, sometimes with a reversal: the sum counts. */
export function refundedShipping(refund: JsonObject): JsonObject[] {
  const listed = listIn(refund.refund_shipping_lines);
  if (listed.length > 0) return listed;
  const adjustments = listIn(refund.order_adjustments).filter(({ kind }) => kind === 'shipping_refund');
  const amount = minus(zero, sumOf(adjustments, 'amount'));
  if (isZero(amount)) return [];
  return [{ id: textIn(adjustments[0]?.id) ?? '1', subtotal_amount: amount, tax_amount: minus(zero, sumOf(adjustments, 'tax_amount')) }];
}

function beyondOf(document: JsonObject, { newId }: Making): Beyond {
  const own = listIn(document.transactions);
  const refunds = listIn(document.refunds).flatMap((refund) => listIn(refund.transactions));
  const fees = amountIn(objectIn(objectIn(document.original_total_additional_fees_set).shop_money).amount);
  const company = objectIn(document.company);
  const companyId = idIn(company.id);
  return {
    transactions: own.length > 0 ? own : [...paidBy(document, newId), ...refunds],
    metafields: [],
    localizedFields: [],
    fees:
      fees && !isZero(fees)
        ? [{ id: newId(), name: 'Additional fees', price_set: document.original_total_additional_fees_set ?? null }]
        : [],
    ...(companyId ? { company: companyOf(companyId, company, document) } : {}),
  };
}

function companyOf(id: string, company: JsonObject, document: JsonObject): NonNullable<Beyond['company']> {
  const name = textIn(objectIn(document.billing_address).company) ?? textIn(objectIn(document.shipping_address).company) ?? `Company ${id}`;
  return { id, name, location: { id: idIn(company.location_id) ?? id, name } };
}

/** Webhooks say how an order was paid only in outline; one transaction over the whole is what fits it. */
function paidBy(document: JsonObject, newId: () => string): JsonObject[] {
  const status = textIn(document.financial_status) ?? '';
  const total = shopAmount(document, 'total_price');
  if (!['paid', 'refunded', 'partially_refunded', 'authorized'].includes(status) || compare(total, zero) <= 0) return [];
  const gateway =
    (Array.isArray(document.payment_gateway_names) ? document.payment_gateway_names.map(textIn).find(Boolean) : undefined) ?? 'manual';
  const kind = status === 'authorized' ? 'authorization' : 'sale';
  return [
    {
      id: newId(),
      kind,
      status: 'success',
      gateway,
      amount: total,
      created_at: document.processed_at ?? null,
      test: document.test ?? false,
    },
  ];
}

export const isKnownState = (status: string | undefined): boolean => states.includes(status ?? '');

import type { JsonObject } from '../../../../shared/core/json.ts';
import { type DecimalText, minus, times, zero } from '../../../../shared/core/money.ts';
import { connection, type PageArguments, rowsOf } from './connection.ts';
import { countryCodeOf } from './countries.ts';
import { isLive } from './fulfilment-orders.ts';
import { currenciesOf, isKnownState, type ShopOrder } from './order-document.ts';
import {
  amountIn,
  type Currencies,
  count,
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
import { refundView, transactionView } from './refund-views.ts';

/** GraphQL's picture of the one order model. Property names are Shopify's; a function is a field with arguments. */

export const gid = (type: string, id: string | undefined): string => `gid://shopify/${type}/${id ?? '0'}`;

/** As GraphQL writes moments: UTC, whole seconds. */
export const utc = (value: unknown): string | null => {
  const time = Date.parse(textIn(value) ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
};

/** As GraphQL writes amounts: no trailing zeros, but always one decimal. */
const decimalText = (amount: DecimalText): string => (amount.includes('.') ? amount : `${amount}.0`);

export function bag(document: JsonObject, name: string, currencies: Currencies) {
  const set = moneySet(document, name, currencies) ?? moneySet({ [name]: '0' }, name, currencies);
  const money = (side: unknown, fallback: string) => ({
    __typename: 'MoneyV2',
    amount: decimalText(amountIn(objectIn(side).amount) ?? zero),
    currencyCode: textIn(objectIn(side).currency_code) ?? fallback,
  });
  return { shopMoney: money(set?.shop_money, currencies.shop), presentmentMoney: money(set?.presentment_money, currencies.presentment) };
}

export const bagOf = (amount: DecimalText, currencies: Currencies) => bag({ amount }, 'amount', currencies);

const attributesOf = (value: unknown) =>
  listIn(value).map(({ name, key, value: own }) => ({ key: textIn(name) ?? textIn(key) ?? '', value: own == null ? null : String(own) }));

export const taxLineView = (line: JsonObject, currencies: Currencies) => {
  const rate = numberIn(line.rate);
  return {
    title: textIn(line.title) ?? '',
    rate: rate ?? null,
    ratePercentage: rate === undefined ? null : Math.round(rate * 1e8) / 1e6,
    channelLiable: typeof line.channel_liable === 'boolean' ? line.channel_liable : null,
    priceSet: bag(line, 'price', currencies),
  };
};

const applicationTypes: Record<string, string> = {
  discount_code: 'DiscountCodeApplication',
  automatic: 'AutomaticDiscountApplication',
  manual: 'ManualDiscountApplication',
  script: 'ScriptDiscountApplication',
};

function applicationView(order: JsonObject, index: number, currencies: Currencies) {
  const known = listIn(order.discount_applications)[index];
  const code = textIn(listIn(order.discount_codes)[0]?.code);
  const application = known ?? (code ? { type: 'discount_code', code } : { type: 'automatic', title: 'Discount' });
  const upper = (value: unknown, fallback: string) => textIn(value)?.toUpperCase() ?? fallback;
  const value = amountIn(application.value) ?? zero;
  return {
    __typename: applicationTypes[textIn(application.type) ?? ''] ?? 'AutomaticDiscountApplication',
    index,
    allocationMethod: upper(application.allocation_method, 'ACROSS'),
    targetSelection: upper(application.target_selection, 'ALL'),
    targetType: upper(application.target_type, 'LINE_ITEM'),
    value:
      application.value_type === 'percentage'
        ? { __typename: 'PricingPercentageValue', percentage: Number(value) }
        : { __typename: 'MoneyV2', amount: decimalText(value), currencyCode: currencies.shop },
    code: textIn(application.code) ?? textIn(application.title) ?? code ?? '',
    title: textIn(application.title) ?? textIn(application.description) ?? '',
    description: textIn(application.description) ?? '',
  };
}

const allocationsOf = (line: JsonObject, order: JsonObject, currencies: Currencies) =>
  listIn(line.discount_allocations).map((allocation) => ({
    allocatedAmountSet: bag(allocation, 'amount', currencies),
    discountApplication: applicationView(order, numberIn(allocation.discount_application_index) ?? 0, currencies),
  }));

const upTo =
  (list: readonly unknown[]) =>
  ({ first }: { first?: number | null }) =>
    list.slice(0, first ?? list.length);

export function lineView(line: JsonObject, order: JsonObject) {
  const currencies = currenciesOf(order);
  const productId = idIn(line.product_id);
  const variantId = idIn(line.variant_id);
  const quantity = numberIn(line.quantity) ?? 0;
  const group = idIn(line.sales_line_item_group_id);
  const product = productId && {
    __typename: 'Product',
    id: gid('Product', productId),
    legacyResourceId: productId,
    title: textIn(line.title) ?? '',
    vendor: textIn(line.vendor) ?? '',
    isGiftCard: line.gift_card === true,
  };
  return {
    __typename: 'LineItem',
    id: gid('LineItem', idIn(line.id)),
    sku: textIn(line.sku) ?? null,
    title: textIn(line.title) ?? '',
    name: textIn(line.name) ?? textIn(line.title) ?? '',
    variantTitle: textIn(line.variant_title) ?? null,
    vendor: textIn(line.vendor) ?? null,
    quantity,
    currentQuantity: numberIn(line.current_quantity) ?? quantity,
    unfulfilledQuantity: numberIn(line.fulfillable_quantity) ?? 0,
    isGiftCard: line.gift_card === true,
    requiresShipping: line.requires_shipping !== false,
    taxable: line.taxable !== false,
    // A product that was deleted since leaves its number in the webhook's body only.
    product: product && line.product_exists !== false ? product : null,
    variant:
      variantId && line.product_exists !== false
        ? {
            __typename: 'ProductVariant',
            id: gid('ProductVariant', variantId),
            legacyResourceId: variantId,
            barcode: textIn(line.barcode) ?? null,
            sku: textIn(line.sku) ?? null,
            title: textIn(line.variant_title) ?? 'Default Title',
            price: decimalText(shopAmount(line, 'price')),
            product,
          }
        : null,
    customAttributes: attributesOf(line.properties),
    lineItemGroup: group ? groupView(group, order) : null,
    originalUnitPriceSet: bag(line, 'price', currencies),
    originalTotalSet: bagOf(times(shopAmount(line, 'price'), count(quantity)), currencies),
    totalDiscountSet: bag(line, 'total_discount', currencies),
    discountAllocations: allocationsOf(line, order, currencies),
    taxLines: upTo(listIn(line.tax_lines).map((tax) => taxLineView(tax, currencies))),
    duties: listIn(line.duties).map((duty) => ({
      __typename: 'Duty',
      id: gid('Duty', idIn(duty.id)),
      countryCodeOfOrigin: textIn(duty.country_code_of_origin) ?? null,
      harmonizedSystemCode: textIn(duty.harmonized_system_code) ?? null,
      price: bag(
        { price_set: { shop_money: duty.shop_money ?? null, presentment_money: duty.presentment_money ?? null } },
        'price',
        currencies,
      ),
      taxLines: listIn(duty.tax_lines).map((tax) => taxLineView(tax, currencies)),
    })),
  };
}

function groupView(id: string, order: JsonObject) {
  const group = listIn(order.line_item_groups).find((one) => idIn(one.id) === id) ?? {};
  return { id: gid('LineItemGroup', id), quantity: numberIn(group.quantity) ?? 1, title: textIn(group.title) ?? '' };
}

export function shippingView(line: JsonObject, order: JsonObject) {
  const currencies = currenciesOf(order);
  return {
    id: gid('ShippingLine', idIn(line.id)),
    title: textIn(line.title) ?? '',
    code: textIn(line.code) ?? null,
    source: textIn(line.source) ?? null,
    carrierIdentifier: textIn(line.carrier_identifier) ?? null,
    isRemoved: line.is_removed === true,
    originalPriceSet: bag(line, 'price', currencies),
    discountedPriceSet: bag(line, 'discounted_price', currencies),
    currentDiscountedPriceSet: bag(
      line.current_discounted_price_set ? line : { ...line, current_discounted_price_set: line.discounted_price_set ?? null },
      'current_discounted_price',
      currencies,
    ),
    discountAllocations: allocationsOf(line, order, currencies),
    taxLines: listIn(line.tax_lines).map((tax) => taxLineView(tax, currencies)),
  };
}

function addressView(value: unknown, id: string) {
  const address = objectIn(value);
  if (Object.keys(address).length === 0) return null;
  const own = (name: string) => textIn(address[name]) ?? null;
  return {
    __typename: 'MailingAddress',
    id: gid('MailingAddress', `${id}?model_name=Address`),
    firstName: own('first_name'),
    lastName: own('last_name'),
    name: own('name'),
    company: own('company'),
    address1: own('address1'),
    address2: own('address2'),
    city: own('city'),
    zip: own('zip'),
    province: own('province'),
    provinceCode: own('province_code'),
    country: own('country'),
    countryCodeV2: countryCodeOf(textIn(address.country_code) ?? textIn(address.country)),
    phone: own('phone'),
  };
}

export function customerView(value: unknown) {
  const customer = objectIn(value);
  const id = ownId(customer);
  if (!id) return null;
  const [email, phone] = [textIn(customer.email), textIn(customer.phone)];
  const names = [textIn(customer.first_name), textIn(customer.last_name)];
  return {
    __typename: 'Customer',
    id: gid('Customer', id),
    legacyResourceId: id,
    firstName: names[0] ?? null,
    lastName: names[1] ?? null,
    displayName: names.filter(Boolean).join(' ') || email || '',
    defaultEmailAddress: email ? { emailAddress: email } : null,
    defaultPhoneNumber: phone ? { phoneNumber: phone } : null,
    defaultAddress: addressView(customer.default_address, id),
    note: textIn(customer.note) ?? null,
    tags: [],
    taxExempt: customer.tax_exempt === true,
    createdAt: utc(customer.created_at) ?? '2020-01-01T00:00:00Z',
    updatedAt: utc(customer.updated_at) ?? '2020-01-01T00:00:00Z',
  };
}

function purchaserView({ beyond: { company }, document }: ShopOrder) {
  if (!company) return customerView(document.customer);
  const { location } = company;
  return {
    __typename: 'PurchasingCompany',
    company: { __typename: 'Company', id: gid('Company', company.id), name: company.name, externalId: company.externalId ?? null },
    contact: null,
    location: {
      __typename: 'CompanyLocation',
      id: gid('CompanyLocation', location.id),
      name: location.name,
      externalId: location.externalId ?? null,
      taxSettings: { taxExempt: false, taxRegistrationId: location.taxId ?? null },
    },
  };
}

const fulfilmentStates: Record<string, string> = { fulfilled: 'FULFILLED', partial: 'PARTIALLY_FULFILLED', restocked: 'RESTOCKED' };
const cancelReasons = ['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF'];
const currentAmounts = ['subtotal_price', 'total_discounts', 'total_price', 'total_tax'] as const;

/** Nothing has left yet: the work may still be kept back. */
function waitingState({ fulfilmentOrders }: ShopOrder): string {
  const waiting = fulfilmentOrders.filter(isLive);
  if (waiting.length > 0 && waiting.every(({ status }) => status === 'ON_HOLD')) return 'ON_HOLD';
  return waiting.some(({ status }) => status === 'IN_PROGRESS') ? 'IN_PROGRESS' : 'UNFULFILLED';
}

/** Everything that `Order` has in our part of the schema. */
export function orderView(order: ShopOrder) {
  const { document, beyond, id } = order;
  const currencies = currenciesOf(document);
  const set = (name: string) => bag(document, name, currencies);
  const setOrNull = (name: string) => (moneySet(document, name, currencies) ? set(name) : null);
  const current = Object.fromEntries(
    currentAmounts.map((name) => [name, moneySet(document, `current_${name}`, currencies) ? set(`current_${name}`) : set(name)]),
  );
  const lines = listIn(document.line_items);
  const shipping = listIn(document.shipping_lines);
  const status = textIn(document.financial_status);
  const codes = listIn(document.discount_codes).flatMap(({ code }) => textIn(code) ?? []);
  const taxLines = listIn(document.tax_lines).map((tax) => taxLineView(tax, currencies));
  const refunded = sumOf(
    beyond.transactions.filter(({ kind, status: outcome }) => kind === 'refund' && outcome === 'success'),
    'amount',
  );
  const own = (name: string) => textIn(document[name]) ?? null;

  return {
    __typename: 'Order',
    id: gid('Order', id),
    legacyResourceId: id,
    name: own('name') ?? '',
    number: numberIn(document.number) ?? 1,
    createdAt: utc(document.created_at),
    processedAt: utc(document.processed_at),
    updatedAt: utc(document.updated_at),
    cancelledAt: utc(document.cancelled_at),
    cancelReason: cancelReasons.find((reason) => reason === own('cancel_reason')?.toUpperCase()) ?? null,
    closed: Boolean(document.closed_at),
    closedAt: utc(document.closed_at),
    confirmed: document.confirmed !== false,
    edited: document.edited === true,
    test: document.test === true,
    email: own('email') ?? own('contact_email'),
    phone: own('phone'),
    note: own('note'),
    poNumber: own('po_number'),
    sourceName: own('source_name'),
    app: null,
    customerLocale: own('customer_locale'),
    tags: (own('tags') ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
    currencyCode: currencies.shop,
    presentmentCurrencyCode: currencies.presentment,
    taxesIncluded: document.taxes_included === true,
    taxExempt: document.tax_exempt === true,
    dutiesIncluded: document.duties_included === true,
    displayFinancialStatus: isKnownState(status) ? status?.toUpperCase() : null,
    displayFulfillmentStatus: fulfilmentStates[own('fulfillment_status') ?? ''] ?? waitingState(order),
    discountCode: codes[0] ?? null,
    discountCodes: codes,
    paymentGatewayNames: Array.isArray(document.payment_gateway_names) ? document.payment_gateway_names.map(String) : [],
    customAttributes: attributesOf(document.note_attributes),
    customer: () => customerView(document.customer),
    purchasingEntity: () => purchaserView(order),
    shippingAddress: addressView(document.shipping_address, id),
    billingAddress: addressView(document.billing_address, id),
    requiresShipping: lines.some((line) => line.requires_shipping !== false),
    taxLines,
    currentTaxLines: taxLines,
    subtotalPriceSet: setOrNull('subtotal_price'),
    totalDiscountsSet: setOrNull('total_discounts'),
    totalTaxSet: setOrNull('total_tax'),
    totalPriceSet: set('total_price'),
    originalTotalPriceSet: set('total_price'),
    totalOutstandingSet: set('total_outstanding'),
    totalShippingPriceSet: set('total_shipping_price'),
    totalTipReceivedSet: set('total_tip_received'),
    totalRefundedSet: bagOf(refunded, currencies),
    totalReceivedSet: bagOf(minus(shopAmount(document, 'total_price'), shopAmount(document, 'total_outstanding')), currencies),
    currentSubtotalPriceSet: current.subtotal_price,
    currentTotalDiscountsSet: current.total_discounts,
    currentTotalPriceSet: current.total_price,
    currentTotalTaxSet: current.total_tax,
    totalCashRoundingAdjustment: {
      paymentSet: set('total_cash_rounding_payment_adjustment'),
      refundSet: set('total_cash_rounding_refund_adjustment'),
    },
    additionalFees: beyond.fees.map((fee) => ({
      __typename: 'AdditionalFee',
      id: gid('AdditionalFee', idIn(fee.id)),
      name: textIn(fee.name) ?? '',
      price: bag(fee, 'price', currencies),
      taxLines: listIn(fee.tax_lines).map((tax) => taxLineView(tax, currencies)),
    })),
    lineItems: (page: PageArguments) =>
      connection(
        rowsOf(lines, (line) => lineView(line, document)),
        page,
      ),
    shippingLine: shipping[0] ? shippingView(shipping[0], document) : null,
    shippingLines: ({ includeRemovals, ...page }: PageArguments & { includeRemovals?: boolean }) =>
      connection(
        rowsOf(
          shipping.filter((line) => includeRemovals || line.is_removed !== true),
          (line) => shippingView(line, document),
        ),
        page,
      ),
    metafields: ({ namespace, ...page }: PageArguments & { namespace?: string | null }) =>
      connection(
        rowsOf(
          beyond.metafields.filter((field) => !namespace || field.namespace === namespace),
          (field) => ({ __typename: 'Metafield', id: gid('Metafield', '1'), legacyResourceId: '1', jsonValue: field.value, ...field }),
        ),
        page,
      ),
    localizedFields: (page: PageArguments) =>
      connection(
        rowsOf(beyond.localizedFields, (field) => field),
        page,
      ),
    transactions: upTo(beyond.transactions.map((transaction) => transactionView(transaction, currencies))),
    refunds: upTo(listIn(document.refunds).map((refund) => refundView(refund, document))),
  };
}

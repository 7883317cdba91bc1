import { decimal, dividedBy, isZero, minus, plus, rounded, times, zero } from '../../../../shared/core/money.ts';
import { type Basket, type BasketLine, countUp, onTop, taxRates } from './order-arithmetic.ts';
import { amountOf, decimalsIn, type OrderDocument, printed, type Row, rowsOf, siteMoment } from './order-document.ts';
import { Refused } from './refused.ts';
import { flagsOf, type Shop } from './shop.ts';

const addressFields = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country'];

export const emptyBilling = Object.fromEntries([...addressFields, 'email', 'phone'].map((field) => [field, '']));
export const emptyShipping = Object.fromEntries([...addressFields, 'phone'].map((field) => [field, '']));

/** A whole document out of a basket and what differs from an empty order. */
export function writeOrder(shop: Shop, basket: Basket, fields: Row): OrderDocument {
  const id = shop.nextId('order');
  const now = siteMoment();
  const counted = countUp(basket, () => shop.nextId('item'));
  const status = String(fields.status ?? 'pending');
  return {
    id,
    parent_id: 0,
    status,
    currency: basket.currency,
    version: '11.0.1',
    prices_include_tax: basket.pricesIncludeTax,
    date_created: now.local,
    date_modified: now.local,
    customer_id: 0,
    order_key: `wc_order_${id.toString(36).padStart(13, 'k')}`,
    billing: emptyBilling,
    shipping: emptyShipping,
    payment_method: '',
    payment_method_title: '',
    transaction_id: '',
    customer_ip_address: '',
    customer_user_agent: '',
    created_via: 'checkout',
    customer_note: '',
    date_completed: null,
    date_paid: null,
    cart_hash: '',
    number: String(id),
    meta_data: [],
    ...counted,
    refunds: [],
    payment_url: '',
    ...flagsOf(status, Number(counted.total) === 0),
    date_created_gmt: now.gmt,
    date_modified_gmt: now.gmt,
    date_completed_gmt: null,
    date_paid_gmt: null,
    currency_symbol: { EUR: '€', USD: '$', GBP: '£', JPY: '¥', KWD: 'د.ك' }[basket.currency] ?? basket.currency,
    ...fields,
  };
}

const plainFields = ['customer_note', 'payment_method', 'payment_method_title', 'transaction_id', 'parent_id'];
const pick = (body: Row, names: string[]): Row =>
  Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));

/** `POST /orders`: prices come from the catalogue, taxes from the shop's rates. @throws Refused */
export function createOrder(shop: Shop, body: Row): OrderDocument {
  const basket = basketOf(shop, body);
  if (body.customer_id) requireCustomer(shop, Number(body.customer_id));
  const order = writeOrder(shop, basket, {
    ...pick(body, [...plainFields, 'customer_id']),
    status: 'pending',
    created_via: 'rest-api',
    billing: { ...emptyBilling, ...(body.billing as Row | undefined) },
    shipping: { ...emptyShipping, ...(body.shipping as Row | undefined) },
    meta_data: mergedMeta(shop, [], rowsOf(body.meta_data)),
  });
  if (body.status !== undefined) shop.setStatus(order, String(body.status));
  if (body.set_paid === true) shop.setStatus(order, 'processing');
  shop.insert(order);
  return order;
}

/** `PUT /orders/{id}`. Saving counts as a change even when nothing differs. @throws Refused */
export function changeOrder(shop: Shop, order: OrderDocument, body: Row): OrderDocument {
  if (body.customer_id) requireCustomer(shop, Number(body.customer_id));
  Object.assign(order, pick(body, [...plainFields, 'customer_id']));
  for (const field of ['billing', 'shipping']) if (body[field]) order[field] = { ...(order[field] as Row), ...(body[field] as Row) };
  if (body.meta_data) order.meta_data = mergedMeta(shop, rowsOf(order.meta_data), rowsOf(body.meta_data));
  for (const item of rowsOf(body.line_items)) changeLine(shop, order, item);
  if (body.status !== undefined && body.status !== order.status) shop.setStatus(order, String(body.status));
  // What a buyer could still pay: a bank transfer on hold is not among it.
  if (body.set_paid === true && order.needs_payment === true) shop.setStatus(order, 'processing');
  return shop.save(order);
}

function changeLine(shop: Shop, order: OrderDocument, item: Row): void {
  const line = rowsOf(order.line_items).find((row) => row.id === item.id);
  if (item.id !== undefined && !line)
    throw new Refused(400, 'woocommerce_rest_invalid_item_id', 'Order item ID provided is not associated with order.');
  if (!line) {
    const { line_items: added } = countUp(
      { currency: order.currency, pricesIncludeTax: order.prices_include_tax === true, lines: [toBasketLine(shop, item)] },
      () => shop.nextId('item'),
    );
    order.line_items = [...rowsOf(order.line_items), ...added.map((row) => ({ ...row, ...nothing }))];
    const [fresh] = added;
    if (fresh) moveTotals(order, rowsOf(order.line_items).at(-1) as Row, fresh);
    return;
  }
  if (item.meta_data) line.meta_data = mergedMeta(shop, rowsOf(line.meta_data), rowsOf(item.meta_data));
  if (item.quantity !== undefined) setQuantity(order, line, String(item.quantity));
}

const nothing = { subtotal: '0.00', subtotal_tax: '0.00', total: '0.00', total_tax: '0.00', taxes: [] as Row[] };

/** Re-prices a line for another quantity and carries the difference into every total. Zero takes the line out. */
export function setQuantity(order: OrderDocument, line: Row, quantity: string): void {
  const before = decimal(String(line.quantity));
  const factor = isZero(before) ? zero : dividedBy(decimal(quantity), before);
  const digits = decimalsIn(order.currency);
  const print = (value: ReturnType<typeof amountOf>) => printed(value, order.currency);
  const scaled = (net: string, tax: string) => {
    const gross = rounded(times(plus(amountOf(line[net]), amountOf(line[tax])), factor), digits);
    const newTax = rounded(times(amountOf(line[tax]), factor), digits);
    return { [net]: print(minus(gross, newTax)), [tax]: print(newTax) };
  };
  const changed: Row = { ...scaled('subtotal', 'subtotal_tax'), ...scaled('total', 'total_tax') };
  changed.taxes = rowsOf(line.taxes).map((part) => ({ ...part, total: changed.total_tax, subtotal: changed.subtotal_tax }));
  moveTotals(order, line, changed);
  line.quantity = Number(quantity);
  if (Number(quantity) === 0) order.line_items = rowsOf(order.line_items).filter((row) => row !== line);
}

function moveTotals(order: OrderDocument, line: Row, changed: Row): void {
  const difference = (field: string) => minus(amountOf(changed[field]), amountOf(line[field]));
  const add = (field: string, value: ReturnType<typeof amountOf>) => {
    order[field] = printed(plus(amountOf(order[field]), value), order.currency);
  };
  const net = difference('total');
  const tax = difference('total_tax');
  add('total', plus(net, tax));
  add('total_tax', tax);
  add('cart_tax', tax);
  add('discount_total', minus(difference('subtotal'), net));
  add('discount_tax', minus(difference('subtotal_tax'), tax));
  const [part] = rowsOf(changed.taxes);
  const taxLine = rowsOf(order.tax_lines).find((row) => row.rate_id === part?.id);
  if (taxLine) taxLine.tax_total = printed(plus(amountOf(taxLine.tax_total), tax), order.currency);
  for (const [field, value] of Object.entries(changed)) line[field] = value;
}

function basketOf(shop: Shop, body: Row): Basket {
  const currency = String(body.currency ?? 'EUR');
  const [shipping] = rowsOf(body.shipping_lines);
  const [coupon] = rowsOf(body.coupon_lines);
  return {
    currency,
    pricesIncludeTax: true,
    lines: rowsOf(body.line_items).map((item) => toBasketLine(shop, item)),
    shipping: shipping && {
      methodId: String(shipping.method_id ?? ''),
      title: String(shipping.method_title ?? ''),
      cost: String(shipping.total ?? '0'),
      rate: taxRates.full,
    },
    fees: rowsOf(body.fee_lines).map((fee) => ({
      name: String(fee.name ?? ''),
      amount: String(fee.total ?? '0'),
      rate: fee.tax_status === 'none' ? undefined : taxRates.full,
    })),
    coupon: coupon && requireCoupon(String(coupon.code ?? '')),
  };
}

/** The coupons of the demo shop. */
export const coupons = {
  sommer10: { code: 'sommer10', kind: 'percent', amount: '10' },
  danke5: { code: 'danke5', kind: 'fixed_cart', amount: '5.00' },
} as const satisfies Record<string, NonNullable<Basket['coupon']>>;

function requireCoupon(code: string): NonNullable<Basket['coupon']> {
  const found = Object.values(coupons).find((coupon) => coupon.code === code.toLowerCase());
  if (!found)
    throw new Refused(
      400,
      'woocommerce_rest_invalid_coupon',
      `Coupon "${code.toLowerCase()}" cannot be applied because it does not exist.`,
    );
  return found;
}

/** A line names a product by id or SKU. A SKU that nobody knows is accepted all the same: product 0, price 0. */
function toBasketLine(shop: Shop, item: Row): BasketLine {
  const quantity = String(item.quantity ?? 1);
  const id = Number(item.variation_id || item.product_id || 0);
  const sku = typeof item.sku === 'string' ? item.sku : '';
  if (id === 0 && sku === '') throw new Refused(400, 'woocommerce_rest_required_product_reference', 'Product ID or SKU is required.');
  const product = sku ? shop.articles.withSku(sku) : shop.articles.get(id);
  if (!product && id > 0) throw new Refused(400, 'woocommerce_rest_invalid_product_id', 'Invalid product ID.');
  if (!product) return { name: '', productId: 0, sku: null, quantity, price: '0', rate: taxRates.full };
  const line = shop.articles.lineOf(product, quantity);
  if (item.total === undefined) return line;
  // Totals that are given are net.
  const net = decimal(String(item.total));
  return { ...line, price: String(dividedBy(plus(net, onTop(net, line.rate, 'EUR')), decimal(quantity))) };
}

function requireCustomer(shop: Shop, id: number): void {
  if (!shop.customers.has(String(id))) throw new Refused(400, 'woocommerce_rest_invalid_customer_id', 'Customer ID is invalid.');
}

/** Meta by id or key; a new key gets a new id, null deletes. */
export function mergedMeta(shop: Shop, known: Row[], given: Row[]): Row[] {
  const merged = known.map((row) => ({ ...row }));
  for (const { id, key, value } of given) {
    const row = merged.find((one) => (id !== undefined ? one.id === id : one.key === key));
    if (row) Object.assign(row, { value, ...(key !== undefined ? { key } : {}) });
    // Null takes an entry away, and there is nothing to take away of one that is not there.
    else if (value !== null && value !== undefined) merged.push({ id: shop.nextId('item'), key, value });
  }
  return merged.filter(({ value }) => value !== null);
}

import * as z from 'zod';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type DecimalText, parseDecimal, zero } from '../../core/money.ts';

/** The fields we read of WooCommerce's REST v3. Lenient: plug-ins turn numbers into text, objects into [] and leave fields out. */

const anything = z.unknown().optional();

const text = anything.transform((value) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''));

/** Names and notes, which WordPress keeps as HTML. */
const html = text.transform((value) => decoded(value));

/** Id as text; WooCommerce says "none" with 0, null and "". */
const id = text.transform((value) => (value === '0' ? '' : value));

const flag = anything.transform((value) => value === true || value === 1 || (typeof value === 'string' && /^(1|true|yes)$/i.test(value)));

/** Absent and "" are `undefined`; anything else has to be a decimal. */
const optionalAmount = anything.transform((value, context): DecimalText | undefined => {
  if (value === undefined || value === null || value === '' || typeof value === 'boolean') return undefined;
  const parsed = typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : undefined;
  if (parsed === undefined) context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} is not a decimal number` });
  return parsed;
});
const amount = optionalAmount.transform((value) => value ?? zero);
const requiredAmount = optionalAmount.transform((value, context) => {
  if (value === undefined) context.addIssue({ code: 'custom', message: 'is missing' });
  return value ?? zero;
});

/** PHP writes a list with gaps as an object and an empty object as a list. */
const list = <Item extends z.ZodType>(item: Item) =>
  anything.transform((value) => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [])).pipe(z.array(item));
const record = <Shape extends z.ZodRawShape>(shape: Shape) =>
  anything.transform((value) => (isObject(value) ? value : {})).pipe(z.object(shape));

const Meta = record({
  key: text,
  value: z.custom<Json>(() => true).optional(),
  display_key: text,
  display_value: z.custom<Json>(() => true).optional(),
});
export type Meta = z.output<typeof Meta>;

const LineTax = record({ id, total: optionalAmount });

const Address = record({
  first_name: html,
  last_name: html,
  company: html,
  address_1: html,
  address_2: html,
  city: html,
  state: text,
  postcode: text,
  country: text,
  email: text,
  phone: text,
});
export type WooAddress = z.output<typeof Address>;

const money = { total: amount, total_tax: amount, taxes: list(LineTax), meta_data: list(Meta) };

const LineItem = record({
  id: text,
  name: html,
  product_id: id,
  variation_id: id,
  quantity: requiredAmount,
  subtotal: optionalAmount,
  subtotal_tax: optionalAmount,
  sku: text,
  global_unique_id: text,
  ...money,
});
export type WooLine = z.output<typeof LineItem>;

const TaxLine = record({ rate_id: id, rate_code: text, label: html, rate_percent: optionalAmount });

export const WooOrder = z.object({
  id: text.refine((value) => value !== '', 'is missing'),
  number: text,
  status: text,
  currency: text,
  created_via: text,
  prices_include_tax: flag,
  date_created: text,
  date_created_gmt: text,
  date_modified: text,
  date_modified_gmt: text,
  date_completed_gmt: text,
  date_paid: text,
  date_paid_gmt: text,
  total: requiredAmount,
  customer_id: id,
  customer_note: html,
  billing: Address,
  shipping: Address,
  payment_method: text,
  payment_method_title: html,
  transaction_id: text,
  meta_data: list(Meta),
  line_items: list(LineItem),
  tax_lines: list(TaxLine),
  shipping_lines: list(record({ id: text, method_id: text, method_title: html, ...money })),
  fee_lines: list(record({ id: text, name: html, ...money })),
  coupon_lines: list(record({ code: html, discount_type: text, discount: amount, discount_tax: amount })),
  refunds: list(record({ total: amount })),
  /** WooCommerce Gift Cards: what was paid with cards; the total is already reduced by it. */
  gift_cards: list(record({ id: text, code: text, amount })),
});
export type WooOrder = z.output<typeof WooOrder>;

/** Odd prices and quantities of a product are as good as none: a catalogue is read whole or not at all. */
const lenientAmount = anything.transform((value) =>
  typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : undefined,
);

/** A product or a variation, trimmed to what stock, prices and links need. */
export const ProductRow = z.object({
  id: text.refine((value) => value !== '', 'is missing'),
  parent_id: id,
  type: text,
  name: html,
  sku: text,
  global_unique_id: text,
  price: lenientAmount,
  regular_price: lenientAmount,
  /** A variation that is counted with its product says "parent" here. */
  manage_stock: anything,
  stock_quantity: lenientAmount,
  attributes: list(record({ id, name: text, position: lenientAmount, visible: flag, variation: flag, option: text, options: list(text) })),
  variations: list(text),
  meta_data: list(Meta),
});
export type ProductRow = z.output<typeof ProductRow>;

/** A row of the order list as polling asks for it. */
export const OrderRow = z.object({ id: text, status: text, date_modified_gmt: text });
export type OrderRow = z.output<typeof OrderRow>;

export const Webhook = z.object({ id: text, name: text, status: text, topic: text, delivery_url: text });
export type Webhook = z.output<typeof Webhook>;

/** The body of a refusal. */
export const Refusal = z.object({ code: text, message: html });
export type Refusal = z.output<typeof Refusal>;

/** One element of a batch's answer: 200 for the whole says nothing about it. */
export const BatchAnswer = z
  .custom<JsonObject>(isObject)
  .transform((document) => ({ document, error: isObject(document.error) ? Refusal.parse(document.error) : undefined }));

/** Entities that shops write by name; numbers are resolved by rule. */
const entities = new Map(
  (
    'amp=& lt=< gt=> quot=" apos=\' nbsp=\u00a0 euro=€ pound=£ copy=© reg=® trade=™ deg=° times=× middot=· ndash=– mdash=— hellip=… ' +
    'lsquo=‘ rsquo=’ ldquo=“ rdquo=” laquo=« raquo=» auml=ä ouml=ö uuml=ü Auml=Ä Ouml=Ö Uuml=Ü szlig=ß eacute=é egrave=è ccedil=ç ntilde=ñ'
  )
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);

/** Plain text of what WordPress stores as HTML: tags gone, entities resolved. Unknown entities stay as they are. */
export function decoded(html: string): string {
  const resolve = (whole: string, hex?: string, dec?: string, name?: string): string => {
    if (name) return entities.get(name) ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number(dec);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  };
  const untagged = html.replace(/<\/?[a-z][^<>]*>/gi, '');
  return untagged.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi, resolve).trim();
}

import { decimal, plus } from '../../../../shared/core/money.ts';
import type { Random } from '../../random.ts';
import { lineOf, products, requireProduct } from './catalogue.ts';
import { type Basket, type BasketLine, taxRates } from './order-arithmetic.ts';
import { type OrderDocument, printed, type Row } from './order-document.ts';
import { coupons } from './order-writing.ts';
import { addresses, farAway, lichtblick, type Person, somebody, twin } from './people.ts';

/** What makes one kind of order; everything that is not said is as in a plain one. */
export interface Plan {
  basket: Basket;
  buyer?: Person;
  /** A buyer with an account at the shop. */
  hasAccount?: boolean;
  shipsElsewhere?: boolean;
  payment?: { method: string; title: string };
  /** Where the order ends up after it was placed. */
  status?: string;
  fields?: Row;
  /** Given back right after it was paid. */
  refund?: { amount?: string; ofFirstLine?: number };
  /** Last word on the document, for what WooCommerce itself would not write. */
  twist?(order: OrderDocument): unknown;
}

export interface Shape {
  name: string;
  title: string;
  says: string;
  /** Share in the mixture; absent = only on demand. */
  weight?: number;
  plan(random: Random): Plan;
}

const goods = products.filter(({ type, item }) => type !== 'variable' && !item.service && item.unitDecimals === 0);
const variants = goods.filter(({ type }) => type === 'variation');

const euros = (lines: BasketLine[], more: Partial<Basket> = {}): Basket => ({ currency: 'EUR', pricesIncludeTax: true, lines, ...more });
const someGoods = (random: Random, least: number, most: number): BasketLine[] => {
  const chosen = new Map(
    Array.from({ length: random.whole(least, most) }, () => random.pick(goods)).map((product) => [product.sku, product]),
  );
  for (const product of goods) if (chosen.size < least) chosen.set(product.sku, product);
  return [...chosen.values()].map((product) => lineOf(product, String(random.whole(1, 3))));
};
const parcel = { methodId: 'flat_rate', title: 'DHL Paket', cost: '4.19', rate: taxRates.full };
const plain = (random: Random): Basket => euros(someGoods(random, 1, 3), random.chance(0.5) ? { shipping: parcel } : {});

export const shapes: readonly Shape[] = [
  {
    name: 'plain',
    title: 'Plain',
    says: 'One to three known items, prices with VAT, paid.',
    weight: 40,
    plan: (random) => ({ basket: plain(random) }),
  },
  {
    name: 'multi-line',
    title: 'Several lines',
    says: 'Five to eight different items.',
    weight: 10,
    plan: (random) => ({ basket: euros(someGoods(random, 5, 8), { shipping: parcel }) }),
  },
  {
    name: 'coupon',
    title: 'Percentage coupon',
    says: 'Ten percent off every line, coupon sommer10.',
    weight: 6,
    plan: (random) => ({ basket: euros(someGoods(random, 2, 4), { coupon: coupons.sommer10, shipping: parcel }) }),
  },
  {
    name: 'fixed-cart-coupon',
    title: 'Fixed coupon',
    says: 'Five euros off the basket, shared out over the lines.',
    weight: 4,
    plan: (random) => ({ basket: euros(someGoods(random, 2, 4), { coupon: coupons.danke5 }) }),
  },
  {
    name: 'shipping',
    title: 'With shipping',
    says: 'Express shipping with its tax, to another address.',
    weight: 8,
    plan: (random) => ({
      basket: euros(someGoods(random, 1, 2), { shipping: { methodId: 'express', title: 'Express', cost: '12.60', rate: taxRates.full } }),
      shipsElsewhere: true,
    }),
  },
  {
    name: 'gross',
    title: 'Prices with tax',
    says: 'Full and reduced VAT in one basket, prices include tax: the normal case of this shop.',
    weight: 6,
    plan: () => ({ basket: euros([lineOf(requireProduct('D0001'), '3'), lineOf(requireProduct('BOOK-01'), '2')], { shipping: parcel }) }),
  },
  {
    name: 'net',
    title: 'Prices without tax',
    says: 'As in a trade shop: prices are net, tax comes on top.',
    plan: (random) => ({ basket: { ...euros(someGoods(random, 2, 3), { shipping: parcel }), pricesIncludeTax: false } }),
  },
  {
    name: 'guest-no-email',
    title: 'Guest without e-mail',
    says: 'Typed in by staff: no account, no e-mail, no phone.',
    plan: (random) => ({ basket: plain(random), buyer: { ...somebody(random), email: '', phone: '' }, fields: { created_via: 'admin' } }),
  },
  {
    name: 'unknown-sku',
    title: 'Unknown SKU',
    says: 'One line has a SKU that Dynamics does not know.',
    weight: 1,
    plan: (random) => ({
      basket: euros([
        ...someGoods(random, 1, 1),
        {
          ...lineOf(requireProduct('D0003'), '1'),
          name: 'The Quiet Room &amp; poster',
          productId: 9901,
          sku: `NEW-${random.whole(1000, 9999)}`,
          barcode: '',
        },
      ]),
    }),
  },
  {
    name: 'variant',
    title: 'Variants',
    says: 'T-shirts in two variants.',
    weight: 6,
    plan: (random) => ({
      basket: euros(
        [random.pick(variants), random.pick(variants)]
          .filter((one, index, all) => all.indexOf(one) === index)
          .map((product) => lineOf(product, '2')),
      ),
    }),
  },
  {
    name: 'same-sku-twice',
    title: 'Same SKU twice',
    says: 'Two lines with the same SKU, one of them cheaper.',
    weight: 2,
    plan: () => ({ basket: euros([lineOf(requireProduct('D0003'), '2'), lineOf(requireProduct('D0003'), '1', '40.00')]) }),
  },
  {
    name: 'free-line',
    title: 'Free line',
    says: 'A gift in the basket: one line costs nothing.',
    weight: 2,
    plan: (random) => ({ basket: euros([...someGoods(random, 1, 2), lineOf(requireProduct('BOOK-01'), '1', '0')]) }),
  },
  {
    name: 'fractional',
    title: 'By length and weight',
    says: '2.5 m of cable and 0.750 kg of coffee, as plug-ins sell them.',
    weight: 2,
    plan: () => ({ basket: euros([lineOf(requireProduct('CABLE-M'), '2.5'), lineOf(requireProduct('COFFEE'), '0.750')]) }),
  },
  {
    name: 'fee',
    title: 'With a fee',
    says: 'Cash on delivery with its fee: cleared for delivery, not yet paid.',
    plan: (random) => ({
      basket: euros(someGoods(random, 1, 2), { shipping: parcel, fees: [{ name: 'Nachnahme', amount: '2.00', rate: taxRates.full }] }),
      payment: { method: 'cod', title: 'Nachnahme' },
    }),
  },
  {
    name: 'paid-fee',
    title: 'With a paid fee',
    says: 'Gift wrapping as a fee, paid by card.',
    weight: 3,
    plan: (random) => ({
      basket: euros(someGoods(random, 1, 2), { fees: [{ name: 'Geschenkverpackung', amount: '2.50', rate: taxRates.full }] }),
    }),
  },
  {
    name: 'gift-card-fee',
    title: 'Gift card as a fee',
    says: 'A gift card pays ten euros and is booked as a negative fee.',
    weight: 2,
    plan: () => ({ basket: euros([lineOf(requireProduct('D0001'), '1')], { fees: [{ name: 'Gutschein MUSIK-4711', amount: '-10.00' }] }) }),
  },
  {
    name: 'gift-card',
    title: 'Gift card by plug-in',
    says: 'A gift card pays twenty euros: the total is less than the lines, the card is in `gift_cards`.',
    plan: () => ({
      basket: euros([lineOf(requireProduct('D0002'), '1')], { shipping: parcel }),
      twist: (order) =>
        Object.assign(order, {
          total: printed(plus(decimal(order.total), decimal('-20')), order.currency),
          gift_cards: [{ id: 7, code: 'AAAA-BBBB-CCCC-4711', amount: 20 }],
        }),
    }),
  },
  {
    name: 'unpaid',
    title: 'Unpaid',
    says: 'Waits for its payment (pending).',
    weight: 2,
    plan: (random) => ({ basket: plain(random), status: 'pending' }),
  },
  {
    name: 'on-hold',
    title: 'On hold',
    says: 'Bank transfer that has not come in.',
    weight: 1,
    plan: (random) => ({ basket: plain(random), status: 'on-hold', payment: { method: 'bacs', title: 'Direkte Banküberweisung' } }),
  },
  {
    name: 'cancelled',
    title: 'Cancelled',
    says: 'Cancelled before it was paid.',
    weight: 1,
    plan: (random) => ({ basket: plain(random), status: 'cancelled' }),
  },
  {
    name: 'checkout-draft',
    title: 'Checkout draft',
    says: 'A basket at the checkout: not an order.',
    plan: (random) => ({ basket: plain(random), status: 'checkout-draft' }),
  },
  {
    name: 'refunded-in-part',
    title: 'Refunded in part',
    says: 'Paid, then one piece was taken back.',
    plan: () => ({ basket: euros([lineOf(requireProduct('D0003'), '3')], { shipping: parcel }), refund: { ofFirstLine: 1 } }),
  },
  {
    name: 'total-off',
    title: 'Total is off',
    says: 'A plug-in charged 7.77 that no line explains.',
    plan: (random) => ({
      basket: plain(random),
      twist: (order) => Object.assign(order, { total: printed(plus(decimal(order.total), decimal('7.77')), order.currency) }),
    }),
  },
  {
    name: 'zero-decimals',
    title: 'Yen',
    says: 'A currency without decimals; the shop prints "4500.00".',
    plan: () => ({
      basket: { currency: 'JPY', pricesIncludeTax: true, lines: [untaxed('D0001', '1', '11800'), untaxed('BOOK-01', '2', '2250')] },
      buyer: farAway.japan,
    }),
  },
  {
    name: 'three-decimals',
    title: 'Kuwaiti dinar',
    says: 'A currency with three decimals.',
    plan: () => ({
      basket: { currency: 'KWD', pricesIncludeTax: true, lines: [untaxed('D0004', '1', '125.505'), untaxed('BOOK-01', '3', '5.125')] },
      buyer: farAway.kuwait,
    }),
  },
  {
    name: 'unusual-names',
    title: 'Unusual names',
    says: 'Emoji and right-to-left letters in names and notes.',
    weight: 2,
    plan: (random) => ({ basket: plain(random), buyer: farAway.emoji, fields: { customer_note: 'Danke! 🎶 Bitte klingeln — שלום' } }),
  },
  {
    name: 'many-lines',
    title: '260 lines',
    says: 'An order with 260 lines.',
    plan: (random) => ({
      basket: euros(
        Array.from({ length: 260 }, (_one, index) =>
          lineOf(goods[index % goods.length] ?? requireProduct('D0001'), String(random.whole(1, 4))),
        ),
      ),
    }),
  },
  {
    name: 'two-customers',
    title: 'Two customers fit',
    says: 'An e-mail that two customer accounts in Dynamics share.',
    plan: (random) => ({ basket: plain(random), buyer: twin }),
  },
  {
    name: 'known-customer',
    title: 'Known customer',
    says: 'The e-mail of a customer account in Dynamics.',
    weight: 4,
    plan: (random) => ({ basket: plain(random), buyer: lichtblick, hasAccount: true }),
  },
  {
    name: 'b2b',
    title: 'Company',
    says: 'Company, VAT id and purchase order number in meta; the order number comes from a plug-in.',
    weight: 4,
    plan: (random) => {
      const reference = random.whole(10_000, 99_999);
      return {
        basket: euros(someGoods(random, 2, 3), { shipping: parcel }),
        buyer: { ...lichtblick, company: 'Klangwerk AG', email: `einkauf${reference}@klangwerk.example` },
        hasAccount: true,
        fields: {
          meta_data: [
            { id: 1, key: '_billing_vat_id', value: 'DE123456789' },
            { id: 2, key: '_purchase_order_number', value: `PO-${reference}` },
            { id: 3, key: '_order_number_formatted', value: `MU-${reference}` },
          ],
          number: `MU-${reference}`,
        },
      };
    },
  },
];

function untaxed(sku: string, quantity: string, price: string): BasketLine {
  return { ...lineOf(requireProduct(sku), quantity, price), rate: undefined };
}

export const shapeNamed = (name: string): Shape | undefined => shapes.find((shape) => shape.name === name);

/** A shape out of the realistic mixture. */
export function anyShape(random: Random): Shape {
  const mixed = shapes.filter((shape) => shape.weight);
  let left = random.next() * mixed.reduce((sum, shape) => sum + (shape.weight ?? 0), 0);
  for (const shape of mixed) {
    left -= shape.weight ?? 0;
    if (left < 0) return shape;
  }
  return mixed[0] as Shape;
}

/** The buyer's part of the document. */
export function buyerFields(plan: Plan, buyer: Person): Row {
  const payment = plan.payment ?? { method: 'stripe', title: 'Kreditkarte' };
  return {
    ...addresses(buyer, plan.shipsElsewhere),
    payment_method: payment.method,
    payment_method_title: payment.title,
    customer_ip_address: '203.0.113.7',
    customer_user_agent: 'Mozilla/5.0',
    ...plan.fields,
  };
}

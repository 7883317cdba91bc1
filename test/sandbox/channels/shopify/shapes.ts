import type { Random } from '../../random.ts';
import type { Cart, CartLine } from './cart.ts';
import { everyday, findItem, type ShopItem } from './catalogue.ts';

/** How an order is paid when it is placed. */
export type Payment = 'paid' | 'pending' | 'authorized' | 'paid-by-gift-card';

export interface Person {
  first: string;
  last: string;
  email?: string;
  phone?: string;
  customerId?: string;
  company?: string;
}

/** One order in the making: what is bought, by whom, and what is special. */
export interface Plan {
  cart: Cart;
  person: Person;
  payment: Payment;
  purchaseOrder?: string;
  business?: { name: string; externalId: string; taxId: string };
  note?: string;
  tags?: string;
  test?: boolean;
  cancelled?: boolean;
  /** Where the work for its lines goes; everything at the main location when it does not say. */
  ships?: 'from-two-locations' | 'by-service';
  /** Added to the total by an app that tells nobody. */
  unexplained?: string;
}

export interface Shape {
  title: string;
  says: string;
  /** Share in the mixture; 0 = only when asked for. */
  weight: number;
  plan(plan: Plan, random: Random): Plan;
}

const taxRate = '0.0825';

const lineOf = ({ item, productId, variantId }: ShopItem, quantity: number): CartLine => ({
  title: item.variant ? 'T-shirt' : item.name,
  sku: item.sku,
  price: item.usd,
  quantity,
  productId,
  variantId,
  variantTitle: item.variant ? [item.variant.color, item.variant.size].filter(Boolean).join(' / ') : undefined,
  barcode: item.barcode,
  requiresShipping: !item.service,
});

const firstNames = ['Ava', 'Liam', 'Mia', 'Noah', 'Zoë', 'Émile', 'Sofía', 'Olga', 'Jürgen', 'Aiko'];
const lastNames = ['Miller', 'García', 'Nguyen', 'O’Brien', 'Smith', 'Øster', 'Kovács', 'Tanaka', 'Rossi', 'Brown'];

const someone = (random: Random): Person => {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const number = random.whole(1000, 9_999_999);
  return {
    first,
    last,
    email: `buyer${number}@example.com`,
    phone: `+1425555${String(number % 10_000).padStart(4, '0')}`,
    customerId: String(6_700_000_000_000 + number),
  };
};

const shipping = { title: 'Standard', code: 'Standard', price: '9.90' };

/** What most orders are: one to three known articles, paid, often with shipping. */
export function plainPlan(random: Random): Plan {
  const chosen = new Map(Array.from({ length: random.whole(1, 3) }, () => random.pick(everyday)).map((one) => [one.item.sku, one]));
  const lines = [...chosen.values()].map((one) => lineOf(one, random.whole(1, 3)));
  const express = { title: 'Express', code: 'Express', price: '24.50' };
  return {
    cart: { currency: 'USD', lines, ...(random.chance(0.7) ? { shipping: random.chance(0.2) ? express : shipping } : {}) },
    person: someone(random),
    payment: 'paid',
  };
}

const withCart = (plan: Plan, change: Partial<Cart>): Plan => ({ ...plan, cart: { ...plan.cart, ...change } });
const sold = (sku: string, quantity: number): CartLine => lineOf(findItem(sku), quantity);

const define = (title: string, says: string, weight: number, plan: Shape['plan']): Shape => ({ title, says, weight, plan });

export const shapes: Record<string, Shape> = {
  plain: define('Plain', 'One to three known articles, paid; no tax.', 24, (plan) => plan),
  'multi-line': define('Many articles', 'Six articles.', 6, (plan, random) =>
    withCart(plan, { lines: everyday.slice(0, 6).map((one) => lineOf(one, random.whole(1, 4))), shipping }),
  ),
  taxed: define('Sales tax', 'Net prices with sales tax of 8.25 % per line.', 16, (plan) => withCart(plan, { taxRate, shipping })),
  'taxed-shipping': define('Taxed shipping', 'Sales tax on goods and on shipping.', 4, (plan) =>
    withCart(plan, { taxRate, shipping: { ...shipping, taxed: true } }),
  ),
  gross: define('Prices include tax', 'Tax is taken out of the prices.', 4, (plan) =>
    withCart(plan, { taxRate: '0.0825', taxesIncluded: true, shipping: { ...shipping, taxed: true } }),
  ),
  'discount-line': define('Discount on a line', 'One line is cheaper.', 5, (plan) =>
    withCart(plan, {
      taxRate,
      lines: [{ ...sold('D0002', 2), discount: { title: 'Display model', amount: '33.33' } }, sold('D0003', 1)],
      shipping,
    }),
  ),
  'discount-order': define('Discount code', 'Fifteen percent off everything, spread over the lines to the cent.', 7, (plan) =>
    withCart(plan, {
      taxRate,
      discount: { code: 'WELCOME15', percent: '15.0' },
      lines: [sold('D0001', 1), sold('D0003', 3), sold('BOOK-01', 1)],
    }),
  ),
  shipping: define('Shipping', 'Express delivery, of which a campaign pays a part.', 4, (plan) =>
    withCart(plan, { shipping: { title: 'Express', code: 'Express', price: '24.50', discount: '10.00' } }),
  ),
  b2b: define('Business', 'A company with a tax id buys on a purchase order number.', 4, (plan, random) => ({
    ...plan,
    person: { ...plan.person, email: 'orders@contoso-retail.example', company: 'Contoso Retail San Diego' },
    purchaseOrder: `PO-${random.whole(10_000, 99_999)}`,
    business: { name: 'Contoso Retail San Diego', externalId: 'US-001', taxId: '95-1234567' },
    payment: 'authorized',
  })),
  'guest-no-email': define('Guest without e-mail', 'No customer, no e-mail, no phone.', 2, (plan) => ({
    ...plan,
    person: { first: plan.person.first, last: plan.person.last },
  })),
  'known-customer': define('Known customer', 'Jane Doe, who has an account in Dynamics.', 5, (plan) => ({
    ...plan,
    person: { first: 'Jane', last: 'Doe', email: 'jane@example.com', customerId: '6699000000002' },
  })),
  'two-customers': define('Two customers', 'An e-mail address that two accounts in Dynamics have.', 1, (plan) => ({
    ...plan,
    person: { first: 'Sam', last: 'Twin', email: 'twin@example.com', customerId: '6699000000003' },
  })),
  'unknown-sku': define('Unknown article', 'A SKU that Dynamics does not know.', 2, (plan, random) =>
    withCart(plan, {
      lines: [
        ...plan.cart.lines,
        {
          title: 'High-end speaker, limited edition',
          sku: `NEW-${random.whole(100, 999)}`,
          price: '12.00',
          quantity: 1,
          productId: '7812999000001',
          variantId: '42199000000001',
        },
      ],
    }),
  ),
  variant: define('Variants', 'T-shirts in colours and sizes.', 5, (plan) =>
    withCart(plan, { lines: [sold('TEE-BLK-M', 2), sold('TEE-WHT-M', 1)] }),
  ),
  'same-sku-twice': define('Same article twice', 'One SKU on two lines, with different engravings.', 2, (plan) =>
    withCart(plan, {
      lines: ['Happy birthday', 'Merry Christmas'].map((value) => ({ ...sold('D0003', 1), properties: [{ name: 'Engraving', value }] })),
    }),
  ),
  'free-line': define('Free gift', 'A line that costs nothing.', 2, (plan) =>
    withCart(plan, { lines: [...plan.cart.lines.slice(0, 1), { ...sold('BOOK-01', 1), price: '0.00' }] }),
  ),
  'gift-card-sold': define('Gift card sold', 'A gift card is bought beside goods.', 2, (plan) =>
    withCart(plan, { taxRate, lines: [sold('D0003', 1), { ...sold('GIFT-CARD', 1), giftCard: true, variantTitle: '$50.00' }] }),
  ),
  'gift-card-redeemed': define('Gift card redeemed', 'A gift card pays a part.', 2, (plan) => ({ ...plan, payment: 'paid-by-gift-card' })),
  tip: define('Tip', 'The buyer adds a tip.', 1, (plan) => withCart(plan, { tip: '5.00' })),
  fee: define('Fee', 'An additional fee is charged.', 1, (plan) => withCart(plan, { fee: { name: 'Recycling fee', price: '2.75' } })),
  duties: define('Import duties', 'Duties are collected at checkout.', 1, (plan) =>
    withCart(plan, { lines: plan.cart.lines.map((line) => ({ ...line, duty: '4.15' })), shipping }),
  ),
  unpaid: define('Unpaid', 'Nothing is paid yet.', 2, (plan) => ({ ...plan, payment: 'pending' })),
  authorized: define('Authorised', 'The card is authorised, not charged.', 4, (plan) => ({ ...plan, payment: 'authorized' })),
  cancelled: define('Cancelled', 'Cancelled right after it was placed.', 1, (plan) => ({ ...plan, cancelled: true })),
  'test-order': define('Test order', 'Made with the test gateway.', 1, (plan) => ({ ...plan, test: true })),
  'total-off': define('Total not explained', 'The total has 7.77 more than all its parts.', 1, (plan) => ({
    ...plan,
    unexplained: '7.77',
  })),
  'two-locations': define('Two locations', 'Half of the lines ship from the main location, half from the second.', 0, (plan) => ({
    ...withCart(plan, { lines: [sold('D0001', 2), sold('D0003', 3), sold('BOOK-01', 1)], shipping }),
    ships: 'from-two-locations',
  })),
  'by-service': define('Fulfilment service', 'One line ships from a fulfilment service, which is not ours to touch.', 0, (plan) => ({
    ...withCart(plan, { lines: [sold('D0001', 1), sold('D0002', 1)], shipping }),
    ships: 'by-service',
  })),
  'zero-decimal': define('Yen', 'A currency without decimals.', 0, (plan) => ({
    ...withCart(plan, {
      currency: 'JPY',
      taxRate: '0.1',
      taxTitle: 'Consumption tax',
      lines: plan.cart.lines.map((line) => ({ ...line, price: String(Math.round(Number(line.price) * 150)) })),
      shipping: { ...shipping, price: '990', taxed: true },
    }),
  })),
  'many-scripts': define('Names of the world', 'Emoji, right-to-left and combining letters in names and notes.', 2, (plan) => ({
    ...plan,
    person: { ...plan.person, first: 'مريم 🎧', last: 'בן־דוד' },
    note: 'Bitte klingeln 🔔 — شكراً',
    tags: 'vip, été',
  })),
  'many-lines': define('Many lines', '260 lines: more than one page of them.', 0, (plan) =>
    withCart(plan, {
      taxRate,
      lines: Array.from({ length: 260 }, (_, index) => lineOf(everyday[index % everyday.length] as ShopItem, 1 + (index % 3))),
      shipping,
    }),
  ),
  'multi-currency': define('Foreign currency', 'The buyer saw and paid euros; the shop books dollars.', 2, (plan) =>
    withCart(plan, { taxRate, presentment: { currency: 'EUR', rate: '0.9215' }, shipping }),
  ),
};

/** A name by its weight in the mixture. */
export function pickShape(random: Random): string {
  const all = Object.entries(shapes);
  let at = random.next() * all.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of all) {
    at -= weight;
    if (at < 0) return name;
  }
  return 'plain';
}

import type { JsonObject } from '../../../../shared/core/json.ts';
import { compare, decimal, minus, plus, zero } from '../../../../shared/core/money.ts';
import type { Random } from '../../random.ts';
import { shopDomain } from '../../world.ts';
import { checkOut } from './cart.ts';
import { type Making, type ShopOrder, toShopOrder } from './order-document.ts';
import { type Currencies, fixedText, setAmount, shopAmount } from './reading.ts';
import type { Person, Plan } from './shapes.ts';

/** Makes the order that a plan describes, as Shopify would hold it right after checkout. */
export function placeOrder(plan: Plan, random: Random, making: Making): ShopOrder {
  const { cart, person } = plan;
  const { document: money, fees } = checkOut(cart, making.newId);
  const number = making.nextNumber();
  const id = making.newId();
  const now = making.now();
  const currencies: Currencies = { shop: cart.currency, presentment: cart.presentment?.currency ?? cart.currency };
  if (plan.unexplained) {
    const total = plus(shopAmount(money, 'total_price'), decimal(plan.unexplained));
    for (const name of ['total_price', 'current_total_price']) setAmount(money, name, total, currencies);
  }
  const address = addressOf(person, random);
  const transactions = transactionsOf(plan, money, now, making);
  const gateways = [...new Set(transactions.map(({ gateway }) => String(gateway)))];
  const document: JsonObject = {
    ...headOf(plan, id, number, now),
    ...money,
    financial_status: plan.payment === 'paid-by-gift-card' ? 'paid' : plan.payment,
    payment_gateway_names: gateways,
    total_outstanding: plan.payment === 'pending' || plan.payment === 'authorized' ? (money.total_price ?? '0.00') : '0.00',
    billing_address: { ...address, company: person.company ?? null },
    shipping_address: { ...address, company: person.company ?? null },
    customer: customerOf(person, cart.currency, address),
    ...(plan.business ? { company: { id: '580000001', location_id: '590000001' } } : {}),
    fulfillments: [],
    refunds: [],
    returns: [],
    line_item_groups: [],
    payment_terms: null,
  };
  const order = toShopOrder(document, making);
  const { business } = plan;
  return {
    ...order,
    beyond: {
      ...order.beyond,
      transactions,
      fees,
      ...(business
        ? {
            company: {
              id: '580000001',
              name: business.name,
              externalId: business.externalId,
              location: { id: '590000001', name: 'San Diego', externalId: `${business.externalId}-SD`, taxId: business.taxId },
            },
          }
        : {}),
    },
  };
}

const headOf = (plan: Plan, id: string, number: number, now: string): JsonObject => ({
  id,
  admin_graphql_api_id: `gid://shopify/Order/${id}`,
  app_id: '580111',
  browser_ip: null,
  buyer_accepts_marketing: false,
  cancel_reason: null,
  cancelled_at: null,
  cart_token: null,
  checkout_token: null,
  client_details: null,
  closed_at: null,
  confirmation_number: `C${number.toString(36).toUpperCase().padStart(8, '0')}`,
  confirmed: true,
  contact_email: plan.person.email ?? null,
  created_at: now,
  customer_locale: 'en-US',
  device_id: null,
  email: plan.person.email ?? '',
  estimated_taxes: false,
  fulfillment_status: null,
  landing_site: null,
  landing_site_ref: null,
  location_id: null,
  merchant_business_entity_id: 'MTU0ODM4MDAwOQ',
  merchant_of_record_app_id: null,
  name: `#${number}`,
  note: plan.note ?? null,
  note_attributes: [],
  number: number - 1000,
  order_number: number,
  order_status_url: `https://${shopDomain}/1/orders/${id}/authenticate`,
  phone: null,
  po_number: plan.purchaseOrder ?? null,
  processed_at: now,
  reference: null,
  referring_site: null,
  source_identifier: null,
  source_name: 'web',
  source_url: null,
  tags: plan.tags ?? '',
  tax_exempt: false,
  test: plan.test === true,
  token: Buffer.from(id).toString('hex'),
  total_weight: 0,
  updated_at: now,
  user_id: null,
});

function transactionsOf({ payment, cart, test }: Plan, money: JsonObject, now: string, { newId }: Making): JsonObject[] {
  const total = shopAmount(money, 'total_price');
  if (payment === 'pending' || compare(total, zero) <= 0) return [];
  const made = (kind: string, gateway: string, amount: typeof total): JsonObject => ({
    id: newId(),
    kind,
    gateway,
    status: 'success',
    amount: fixedText(amount, 2),
    currency: cart.currency,
    created_at: now,
    processed_at: now,
    test: test === true,
    payment_id: `c${newId()}.1`,
  });
  const card = test ? 'bogus' : 'shopify_payments';
  if (payment === 'authorized') return [made('authorization', card, total)];
  if (payment === 'paid') return [made('sale', card, total)];
  const byCard = compare(total, decimal(20)) > 0 ? decimal('10.00') : zero;
  return [made('sale', 'gift_card', minus(total, byCard)), ...(compare(byCard, zero) > 0 ? [made('sale', card, byCard)] : [])];
}

const places = [
  { city: 'Redmond', zip: '98052', province: 'Washington', province_code: 'WA' },
  { city: 'Austin', zip: '78701', province: 'Texas', province_code: 'TX' },
  { city: 'San Diego', zip: '92101', province: 'California', province_code: 'CA' },
];

const addressOf = ({ first, last, phone }: Person, random: Random): JsonObject => ({
  first_name: first,
  last_name: last,
  name: `${first} ${last}`,
  address1: `${random.whole(1, 999)} Main Street`,
  address2: random.chance(0.3) ? `Apt ${random.whole(1, 40)}` : null,
  ...random.pick(places),
  country: 'United States',
  country_code: 'US',
  phone: phone ?? null,
  latitude: null,
  longitude: null,
});

function customerOf({ customerId, first, last, email, phone }: Person, currency: string, address: JsonObject): JsonObject | null {
  if (!customerId) return null;
  return {
    id: customerId,
    admin_graphql_api_id: `gid://shopify/Customer/${customerId}`,
    created_at: '2026-01-15T09:00:00-05:00',
    updated_at: '2026-01-15T09:00:00-05:00',
    first_name: first,
    last_name: last,
    email: email ?? null,
    phone: phone ?? null,
    state: 'disabled',
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    tax_exemptions: [],
    currency,
    default_address: { id: customerId, customer_id: customerId, ...address, default: true },
  };
}

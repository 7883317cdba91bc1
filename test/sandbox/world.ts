/** The demo company that every simulator is seeded with: legal entities, items, customers, stores. All of it is made up. */

export const legalEntities = [
  {
    id: 'usmf',
    name: 'Contoso Entertainment System USA',
    currency: 'USD',
    timeZone: 'America/Los_Angeles',
    country: 'USA',
    language: 'en-us',
  },
  { id: 'demf', name: 'Contoso Entertainment System Germany', currency: 'EUR', timeZone: 'Europe/Berlin', country: 'DEU', language: 'de' },
] as const;

export type LegalEntity = (typeof legalEntities)[number]['id'];

export interface WorldItem {
  /** Released product number in both legal entities. */
  itemNumber: string;
  /** What the shops call it. */
  sku: string;
  name: string;
  barcode?: string;
  /** Sales unit symbol and how many decimals a quantity of it may have. */
  unit: 'ea' | 'kg' | 'm';
  unitDecimals: 0 | 2 | 3;
  usd: string;
  eur: string;
  taxItemGroup: 'FULL' | 'RED' | 'NONE';
  /** Product dimensions of a variant of a product master. */
  variant?: { color?: string; size?: string };
  service?: boolean;
  onHand: number;
}

/** What both legal entities sell. Where `sku` differs from `itemNumber`, the link is by barcode, external code or a product link row. */
export const items: readonly WorldItem[] = [
  {
    itemNumber: 'D0001',
    sku: 'D0001',
    name: 'Mid-range speaker',
    barcode: '4006381333931',
    unit: 'ea',
    unitDecimals: 0,
    usd: '79.90',
    eur: '71.30',
    taxItemGroup: 'FULL',
    onHand: 340,
  },
  {
    itemNumber: 'D0002',
    sku: 'D0002',
    name: 'Cabinet',
    barcode: '4006381333948',
    unit: 'ea',
    unitDecimals: 0,
    usd: '149.00',
    eur: '139.00',
    taxItemGroup: 'FULL',
    onHand: 85,
  },
  {
    itemNumber: 'D0003',
    sku: 'D0003',
    name: 'Standard speaker',
    barcode: '4006381333955',
    unit: 'ea',
    unitDecimals: 0,
    usd: '49.95',
    eur: '45.50',
    taxItemGroup: 'FULL',
    onHand: 512,
  },
  {
    itemNumber: 'D0004',
    sku: 'D0004',
    name: 'High-end speaker',
    barcode: '4006381333962',
    unit: 'ea',
    unitDecimals: 0,
    usd: '399.99',
    eur: '369.00',
    taxItemGroup: 'FULL',
    onHand: 40,
  },
  {
    itemNumber: 'CABLE-M',
    sku: 'CABLE-M',
    name: 'Speaker cable by the metre',
    barcode: '4006381333979',
    unit: 'm',
    unitDecimals: 2,
    usd: '3.49',
    eur: '3.19',
    taxItemGroup: 'FULL',
    onHand: 2500,
  },
  {
    itemNumber: 'COFFEE',
    sku: 'COFFEE',
    name: 'Listening-room coffee, by weight',
    barcode: '4006381333986',
    unit: 'kg',
    unitDecimals: 3,
    usd: '24.00',
    eur: '22.50',
    taxItemGroup: 'RED',
    onHand: 120,
  },
  {
    itemNumber: 'BOOK-01',
    sku: 'BOOK-01',
    name: 'The Quiet Room (book)',
    barcode: '9783161484100',
    unit: 'ea',
    unitDecimals: 0,
    usd: '18.00',
    eur: '16.90',
    taxItemGroup: 'RED',
    onHand: 77,
  },
  {
    itemNumber: 'TEE',
    sku: 'TEE-BLK-M',
    name: 'T-shirt black M',
    barcode: '4006381334006',
    unit: 'ea',
    unitDecimals: 0,
    usd: '19.99',
    eur: '18.50',
    taxItemGroup: 'FULL',
    variant: { color: 'Black', size: 'M' },
    onHand: 60,
  },
  {
    itemNumber: 'TEE',
    sku: 'TEE-BLK-L',
    name: 'T-shirt black L',
    barcode: '4006381334013',
    unit: 'ea',
    unitDecimals: 0,
    usd: '19.99',
    eur: '18.50',
    taxItemGroup: 'FULL',
    variant: { color: 'Black', size: 'L' },
    onHand: 44,
  },
  {
    itemNumber: 'TEE',
    sku: 'TEE-WHT-M',
    name: 'T-shirt white M',
    barcode: '4006381334020',
    unit: 'ea',
    unitDecimals: 0,
    usd: '19.99',
    eur: '18.50',
    taxItemGroup: 'FULL',
    variant: { color: 'White', size: 'M' },
    onHand: 51,
  },
  {
    itemNumber: 'STAND-01',
    sku: 'SHOP-STAND',
    name: 'Speaker stand',
    barcode: '4006381334037',
    unit: 'ea',
    unitDecimals: 0,
    usd: '89.00',
    eur: '82.00',
    taxItemGroup: 'FULL',
    onHand: 130,
  },
  {
    itemNumber: 'GIFT-CARD',
    sku: 'GIFT-CARD',
    name: 'Gift card sold',
    unit: 'ea',
    unitDecimals: 0,
    usd: '50.00',
    eur: '50.00',
    taxItemGroup: 'NONE',
    service: true,
    onHand: 0,
  },
];

/** Service items that carry what is not goods: charges, tips, tax, differences. */
export const serviceItems = [
  { itemNumber: 'SHIPPING', name: 'Shipping charged by the shop', taxItemGroup: 'FULL' },
  { itemNumber: 'FEE', name: 'Fee charged by the shop', taxItemGroup: 'FULL' },
  { itemNumber: 'TIP', name: 'Tip', taxItemGroup: 'NONE' },
  { itemNumber: 'DUTY', name: 'Import duty', taxItemGroup: 'NONE' },
  { itemNumber: 'ROUNDING', name: 'Rounding', taxItemGroup: 'NONE' },
  { itemNumber: 'SHOP-TAX', name: 'Sales tax collected by the shop', taxItemGroup: 'NONE' },
  { itemNumber: 'DIFFERENCE', name: 'Difference accepted within tolerance', taxItemGroup: 'NONE' },
] as const;

/** Sales tax: a line is taxed by the codes that its sales tax group and its item group share. */
export const salesTax = {
  usmf: {
    groups: { 'US-ALL': ['US-SALES'], EXEMPT: [] },
    itemGroups: { FULL: ['US-SALES'], RED: ['US-SALES'], NONE: [] },
    rates: { 'US-SALES': '8.25' },
  },
  demf: {
    groups: { 'DE-DOM': ['VAT19', 'VAT7'], EXEMPT: [] },
    itemGroups: { FULL: ['VAT19'], RED: ['VAT7'], NONE: [] },
    rates: { VAT19: '19', VAT7: '7' },
  },
} as const;

/** How Dynamics names itself at the door for its events, and the key that it was given there. */
export const dynamicsEvents = { environment: 'contoso-demo', key: 'demo-event-key-4f1d2c7a' } as const;

export const warehouses = {
  usmf: [
    { id: '24', site: '2', name: 'Main distribution' },
    { id: '13', site: '1', name: 'Home speakers' },
  ],
  demf: [{ id: 'DE-1', site: 'DE', name: 'Lager Hamburg' }],
} as const;

export const customers = {
  usmf: [
    { account: 'US-SHOP', name: 'Web shop customers', email: '', phone: '', group: '30', currency: 'USD', taxGroup: 'US-ALL' },
    {
      account: 'US-001',
      name: 'Contoso Retail San Diego',
      email: 'orders@contoso-retail.example',
      phone: '+1 619 555 0101',
      group: '30',
      currency: 'USD',
      taxGroup: 'US-ALL',
    },
    {
      account: 'US-002',
      name: 'Jane Doe',
      email: 'jane@example.com',
      phone: '+1 425 555 0188',
      group: '30',
      currency: 'USD',
      taxGroup: 'US-ALL',
    },
    {
      account: 'US-003',
      name: 'Sam Twin',
      email: 'twin@example.com',
      phone: '+1 425 555 0199',
      group: '30',
      currency: 'USD',
      taxGroup: 'US-ALL',
    },
    { account: 'US-004', name: 'Samuel Twin', email: 'twin@example.com', phone: '', group: '30', currency: 'USD', taxGroup: 'US-ALL' },
  ],
  demf: [
    { account: 'DE-SHOP', name: 'Webshop-Kunden', email: '', phone: '', group: '30', currency: 'EUR', taxGroup: 'DE-DOM' },
    {
      account: 'DE-001',
      name: 'Lichtblick Möbel GmbH',
      email: 'einkauf@lichtblick.example',
      phone: '+49 40 5550101',
      group: '30',
      currency: 'EUR',
      taxGroup: 'DE-DOM',
    },
    {
      account: 'DE-002',
      name: 'Zwilling Eins',
      email: 'zwilling@example.com',
      phone: '',
      group: '30',
      currency: 'EUR',
      taxGroup: 'DE-DOM',
    },
    {
      account: 'DE-003',
      name: 'Zwilling Zwei',
      email: 'zwilling@example.com',
      phone: '',
      group: '30',
      currency: 'EUR',
      taxGroup: 'DE-DOM',
    },
  ],
} as const;

/** Other master data that both legal entities have. */
export const masterData = {
  customerGroups: ['10', '30', '90'],
  currencies: ['USD', 'EUR', 'GBP', 'JPY', 'KWD', 'CHF', 'CAD', 'AUD'],
  deliveryModes: ['Standard', 'Express', 'Pickup'],
  deliveryTerms: ['FOB', 'DAP'],
  paymentTerms: ['Net30', 'Prepaid'],
  paymentMethods: ['SHOP', 'CARD', 'CASH'],
  salesOrigins: ['shopify-main', 'woocommerce-main', 'Phone'],
} as const;

export interface WorldStore {
  id: string;
  connector: 'shopify' | 'woocommerce';
  name: string;
  legalEntity: LegalEntity;
  currency: 'USD' | 'EUR';
  /** Prefix of the sales order numbers that we choose. */
  orderNumberPrefix: string;
  /** Key Vault names follow `<store id>-<purpose>`. */
  webhookSecret: string;
  clientId: string;
  clientSecret: string;
}

/** One shop of each kind. The secrets are of the local environment only. */
export const stores: readonly WorldStore[] = [
  {
    id: 'shopify-main',
    connector: 'shopify',
    name: 'Main store',
    legalEntity: 'usmf',
    currency: 'USD',
    orderNumberPrefix: 'SHP-',
    webhookSecret: 'local-shopify-app-secret',
    clientId: 'local-shopify-client',
    // Shopify signs webhooks with the app's client secret: one value, two uses.
    clientSecret: 'local-shopify-app-secret',
  },
  {
    id: 'woocommerce-main',
    connector: 'woocommerce',
    name: 'Musikladen',
    legalEntity: 'demf',
    currency: 'EUR',
    orderNumberPrefix: 'WOO-',
    webhookSecret: 'local-woocommerce-webhook-secret',
    clientId: 'ck_local',
    clientSecret: 'cs_local',
  },
];

export const shopDomain = 'main-store.myshopify.com';

/** What the outside check and the product's managed identity are registered as in the Dynamics environments. */
export const clients = {
  product: { id: 'c0ffee00-0000-4000-8000-000000000001' },
  outside: { id: 'c0ffee00-0000-4000-8000-000000000002', secret: 'local-outside-check-secret' },
} as const;

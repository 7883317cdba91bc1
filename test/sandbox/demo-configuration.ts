import { mainLocation, secondLocation } from './channels/shopify/locations.ts';
import { shopDomain, stores } from './world.ts';

/** The rows that an admin would have typed in: stores with their policies, value maps, product links. */
export interface ConfigurationRow {
  set: string;
  key: string;
  row: Record<string, unknown>;
}

const chargeItems = { shipping: 'SHIPPING', fee: 'FEE', tip: 'TIP', duty: 'DUTY', rounding: 'ROUNDING', other: 'FEE' };

const policies: Record<string, object> = {
  'shopify-main': {
    timeZone: 'America/Los_Angeles',
    importWhen: 'authorised',
    customer: { mode: 'match-or-create', group: '30', accountPrefix: 'WEB-' },
    order: { prefix: 'SHP-', origin: 'shopify-main', warehouse: '24', site: '2', deliveryMode: 'Standard', paymentMethod: 'SHOP' },
    tax: { mode: 'channel-line', exemptGroup: 'EXEMPT', lineItem: 'SHOP-TAX' },
    charges: chargeItems,
    giftCardItem: 'GIFT-CARD',
    totalTolerance: '0.02',
    outbound: { waitForTrackingMinutes: 0 },
    places: [
      { location: mainLocation, warehouses: ['24'] },
      { location: secondLocation, warehouses: ['13'] },
    ],
    stock: { enabled: true, debounceSeconds: 1 },
    prices: { enabled: true, currency: 'USD', debounceSeconds: 1 },
  },
  'woocommerce-main': {
    timeZone: 'Europe/Berlin',
    importWhen: 'paid',
    customer: { mode: 'match-or-create', group: '30', accountPrefix: 'WEB-' },
    order: { prefix: 'WOO-', origin: 'woocommerce-main', warehouse: 'DE-1', site: 'DE', deliveryMode: 'Standard', paymentMethod: 'SHOP' },
    tax: { mode: 'erp', group: 'DE-DOM' },
    charges: chargeItems,
    giftCardItem: 'GIFT-CARD',
    totalTolerance: '0.02',
    outbound: { waitForTrackingMinutes: 0 },
    places: [{ location: '', warehouses: ['DE-1'] }],
    stock: { enabled: true, debounceSeconds: 1 },
    prices: { enabled: true, currency: 'EUR', debounceSeconds: 1 },
  },
};

/** `shopUrls` are the storefronts' base addresses by connector. */
export function demoConfiguration(shopUrls: { shopify: string; woocommerce: string }): ConfigurationRow[] {
  const connections: Record<string, object> = {
    'shopify-main': { shopDomain, apiUrl: shopUrls.shopify },
    'woocommerce-main': { shopUrl: shopUrls.woocommerce },
  };
  const storeRows = stores.map(({ id, connector, name, legalEntity }) => ({
    set: 'cmc_stores',
    key: id,
    row: {
      cmc_name: name,
      cmc_connector: connector,
      cmc_erptarget: 'finance-scm',
      cmc_legalentity: legalEntity,
      cmc_enabled: true,
      cmc_connection: JSON.stringify(connections[id], null, 2),
      cmc_policies: JSON.stringify(policies[id], null, 2),
    },
  }));
  const links = stores.map(({ id }) => ({
    set: 'cmc_productlinks',
    key: `${id}.SHOP-STAND`,
    row: { cmc_name: 'Speaker stand', cmc_store: id, cmc_sku: 'SHOP-STAND', cmc_itemnumber: 'STAND-01', cmc_unit: 'ea' },
  }));
  const deliveryModes = [
    ['standard', 'Standard'],
    ['Standard', 'Standard'],
    ['express', 'Express'],
    ['Express', 'Express'],
    ['flat_rate', 'Standard'],
    ['free_shipping', 'Standard'],
    ['local_pickup', 'Pickup'],
  ];
  const valueMaps = [...new Map(deliveryModes.map(([from = '', to = '']) => [from.toLowerCase(), { from, to }])).values()].map(
    ({ from, to }) => ({
      set: 'cmc_valuemapentries',
      key: `delivery-mode.${from.toLowerCase()}`,
      row: { cmc_name: `${from} is ${to}`, cmc_store: '', cmc_map: 'delivery-mode', cmc_from: from, cmc_to: to },
    }),
  );
  return [...storeRows, ...links, ...valueMaps];
}

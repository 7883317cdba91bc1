import { folded } from '../cells.ts';
import { inTable, type Lookup } from '../erp.ts';
import { isoCode } from './countries.ts';

/** Lookups that several tables share. */

export const currency = inTable('Currency', 'Currency', 'Currencies', 'CurrencyCode');
export const customer = (label: string): Lookup => inTable(label, 'Customers', 'CustTable', 'CustomerAccount');
export const deliveryMode = inTable('Mode of delivery', 'Modes of delivery', 'DeliveryModesV2', 'ModeCode');
export const deliveryTerms = inTable('Delivery terms', 'Terms of delivery', 'DeliveryTerms', 'TermsCode');
export const paymentTerms = inTable('Terms of payment', 'Terms of payment', 'PaymentTerms', 'Name');
export const paymentMethod = inTable('Method of payment', 'Customer payment method', 'CustomerPaymentMethods', 'Name');
export const taxGroup = inTable('Sales tax group', 'Sales tax group', 'TaxGroups', 'TaxGroupCode');
export const itemTaxGroup = inTable('Item sales tax group', 'Item sales tax group', 'TaxItemGroupHeadings', 'TaxItemGroup');
export const site = inTable('Site', 'Sites', 'OperationalSitesV2', 'SiteId');
export const releasedProduct = inTable('Item number', 'Released products', 'InventTable', 'ItemNumber');

export const warehouse = inTable('Warehouse', 'Warehouses', 'Warehouses', 'WarehouseId');

export const country: Lookup = {
  label: 'Country/region',
  related: 'Country/region',
  has: (_erp, _company, code) => isoCode(code) !== undefined,
};

const languages = [
  'ar',
  'cs',
  'da',
  'de',
  'de-at',
  'de-ch',
  'en-au',
  'en-ca',
  'en-gb',
  'en-ie',
  'en-in',
  'en-my',
  'en-nz',
  'en-sg',
  'en-us',
  'en-za',
  'es',
  'es-mx',
  'et',
  'fi',
  'fr',
  'fr-be',
  'fr-ca',
  'fr-ch',
  'hu',
  'is',
  'it',
  'it-ch',
  'ja',
  'lt',
  'lv',
  'nb-no',
  'nl',
  'nl-be',
  'pl',
  'pt-br',
  'ru',
  'sv',
  'th',
  'tr',
  'zh-hans',
];

export const language: Lookup = {
  label: 'Language',
  related: 'Languages',
  has: (_erp, _company, code) => languages.includes(folded(code)),
};

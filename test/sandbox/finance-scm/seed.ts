import Big from 'big.js';
import { customers, items, legalEntities, masterData, salesTax, serviceItems, type WorldItem, warehouses } from '../world.ts';
import { decimalText, type Row } from './cells.ts';
import type { Erp } from './erp.ts';
import { requireSet } from './metadata.ts';
import { currencyDecimals } from './rules/money.ts';
import { create } from './writes.ts';

const timeZones: Readonly<Record<string, string>> = {
  'America/Los_Angeles': 'GMTMINUS0800PACIFICTIME',
  'Europe/Berlin': 'GMTPLUS0100_AMSTERDAM_BERLIN_BERN_ROME',
};
const barcodeSetup = 'EAN13';
const externalCodeClass = 'SHOP';
const longAgo = '2020-01-01T12:00:00Z';
const never = '2154-12-31T12:00:00Z';

/** Fills empty tables with the demo company. */
export function seed(erp: Erp): void {
  erp.store.transaction(() => {
    const put = (table: string, row: Row) => void erp.store.insert(table, row);
    seedShared(put);
    for (const entity of legalEntities) {
      seedEntity(put, entity);
      seedSetup(put, entity.id);
      seedTax(put, entity.id);
      seedProducts(put, entity.id, entity.currency);
    }
    for (const { id } of legalEntities) for (const customer of customers[id]) seedCustomer(erp, id, customer);
  });
}

type Put = (table: string, row: Row) => void;

function seedShared(put: Put): void {
  for (const code of masterData.currencies) {
    const unit = String(10 ** -currencyDecimals(code));
    put('Currencies', {
      CurrencyCode: code,
      Name: code,
      Symbol: code,
      RoundingRuleSalesOrders: unit,
      RoundingRulePrices: unit,
      GeneralRoundingRule: unit,
      RoundingMethodSalesOrders: 'Ordinary',
    });
  }
  for (const [from, to, rate] of [
    ['EUR', 'USD', '108.5'],
    ['GBP', 'USD', '127.2'],
    ['CAD', 'USD', '73.1'],
  ] as const) {
    put('ExchangeRates', { RateTypeName: 'Default', FromCurrency: from, ToCurrency: to, StartDate: longAgo, EndDate: never, Rate: rate });
  }
  const services = serviceItems.map(({ itemNumber, name }) => ({
    ProductNumber: itemNumber,
    ProductName: name,
    ProductType: 'Service',
    ProductSubType: 'Product',
  }));
  const goods = distinct(items).map((item) => ({
    ...productTraits(item),
    ProductNumber: item.itemNumber,
    ProductName: item.variant ? 'T-shirt' : item.name,
  }));
  for (const product of [...goods, ...services]) put('EcoResProduct', product);
}

const distinct = (list: readonly WorldItem[]): WorldItem[] => [...new Map(list.map((item) => [item.itemNumber, item])).values()];

const productTraits = ({ service, variant }: WorldItem): Row => ({
  ProductType: service ? 'Service' : 'Item',
  ProductSubType: variant ? 'ProductMaster' : 'Product',
  ...(variant ? { ProductDimensionGroupName: 'SizeCol' } : {}),
});

function seedEntity(put: Put, { id, name, currency, country, language, timeZone }: (typeof legalEntities)[number]): void {
  put('LegalEntities', {
    LegalEntityId: id,
    Name: name,
    CompanyName: name,
    LanguageId: language,
    AddressCountryRegionId: country,
    TimeZone: timeZones[timeZone] ?? '',
  });
  put('Ledgers', {
    LegalEntityId: id,
    Name: id,
    Description: name,
    AccountingCurrency: currency,
    ReportingCurrency: currency,
    ExchangeRateType: 'Default',
  });
  put('Companies', { DataArea: id, Name: name, KnownAs: name, LanguageId: language });
  put('NumberSequencesV2References', { ScopeType: 'DataArea', ScopeValue: id, DataTypeName: 'SalesId', NumberSequenceCode: `Sale_${id}` });
  put('NumberSequencesV2References', {
    ScopeType: 'DataArea',
    ScopeValue: id,
    DataTypeName: 'CustAccount',
    NumberSequenceCode: `Cust_${id}`,
  });
}

function seedSetup(put: Put, company: 'usmf' | 'demf'): void {
  const all = (table: string, field: string, codes: readonly string[], describe: string) => {
    for (const code of codes) put(table, { dataAreaId: company, [field]: code, [describe]: code });
  };
  for (const code of masterData.customerGroups)
    put('CustomerGroups', { dataAreaId: company, CustomerGroupId: code, Description: `Group ${code}`, PaymentTermId: 'Net30' });
  all('DeliveryModesV2', 'ModeCode', masterData.deliveryModes, 'ModeDescription');
  all('DeliveryTerms', 'TermsCode', masterData.deliveryTerms, 'TermsDescription');
  all('PaymentTerms', 'Name', masterData.paymentTerms, 'Description');
  all('CustomerPaymentMethods', 'Name', masterData.paymentMethods, 'Description');
  all('SalesOrderOriginCodes', 'OriginCode', masterData.salesOrigins, 'OriginDescription');
  put('SalesOrderPools', { dataAreaId: company, PoolId: '01', PoolName: 'Standard' });
  put('SalesOrderHoldCodes', {
    dataAreaId: company,
    SalesOrderHoldCode: 'CHECK',
    Description: 'To be checked',
    IsDefaultSalesOrderHoldCode: 'Yes',
  });
  put('JournalNames', {
    dataAreaId: company,
    Name: 'CustPay',
    Description: 'Customer payments',
    Type: 'CustPayment',
    VoucherSeriesCode: 'Pay',
  });
  put('JournalNames', { dataAreaId: company, Name: 'GenJrn', Description: 'General journal', Type: 'Daily', VoucherSeriesCode: 'Gen' });
  for (const site of new Set(warehouses[company].map((warehouse) => warehouse.site)))
    put('OperationalSitesV2', { dataAreaId: company, SiteId: site, SiteName: `Site ${site}` });
  for (const { id, site, name } of warehouses[company])
    put('Warehouses', { dataAreaId: company, WarehouseId: id, WarehouseName: name, OperationalSiteId: site, WarehouseType: 'Standard' });
}

function seedTax(put: Put, company: 'usmf' | 'demf'): void {
  const { groups, itemGroups } = salesTax[company];
  for (const code of Object.keys(groups)) put('TaxGroups', { dataAreaId: company, TaxGroupCode: code, Description: code });
  for (const [code, taxes] of Object.entries(itemGroups)) {
    put('TaxItemGroupHeadings', { dataAreaId: company, TaxItemGroup: code, Name: code });
    for (const tax of taxes) put('TaxItemGroups', { dataAreaId: company, TaxItemGroupCode: code, TaxCodeId: tax });
  }
}

function seedProducts(put: Put, company: 'usmf' | 'demf', currency: 'USD' | 'EUR'): void {
  const release = (itemNumber: string, name: string, unit: string, taxItemGroup: string, more: Row) =>
    put('InventTable', {
      dataAreaId: company,
      ItemNumber: itemNumber,
      ProductNumber: itemNumber,
      SearchName: name.slice(0, 20),
      SalesUnitSymbol: unit,
      InventoryUnitSymbol: unit,
      PurchaseUnitSymbol: unit,
      SalesSalesTaxItemGroupCode: taxItemGroup,
      SalesPriceQuantity: '1',
      ...more,
    });
  for (const item of distinct(items))
    release(item.itemNumber, item.name, item.unit, item.taxItemGroup, {
      ...productTraits(item),
      SalesPrice: decimalText(new Big(currency === 'USD' ? item.usd : item.eur)),
    });
  for (const { itemNumber, name, taxItemGroup } of serviceItems)
    release(itemNumber, name, 'ea', taxItemGroup, { ProductType: 'Service', ProductSubType: 'Product' });
  for (const item of items) seedItemDetails(put, company, item);
}

function seedItemDetails(
  put: Put,
  company: 'usmf' | 'demf',
  { itemNumber, sku, name, barcode, unit, variant, service, onHand }: WorldItem,
): void {
  const dimensions: Row = variant ? { ProductColorId: variant.color ?? '', ProductSizeId: variant.size ?? '' } : {};
  const number = variant ? [itemNumber, variant.size, variant.color].join(' : ') : itemNumber;
  if (variant) {
    put('InventDimCombination', {
      dataAreaId: company,
      ProductMasterNumber: itemNumber,
      ItemNumber: itemNumber,
      ProductVariantNumber: number,
      ProductName: name,
      ...dimensions,
    });
    put('ExtCodeValueTable', {
      dataAreaId: company,
      ReleasedProductVariantExternalCodeClassId: externalCodeClass,
      ItemNumber: itemNumber,
      ExternalCode: sku,
      ...dimensions,
    });
  }
  if (barcode)
    put('InventItemBarcode', {
      dataAreaId: company,
      ItemNumber: itemNumber,
      ProductNumber: number,
      ProductQuantityUnitSymbol: unit,
      BarcodeSetupId: barcodeSetup,
      Barcode: barcode,
      ProductQuantity: '1',
      IsDefaultScannedBarcode: 'Yes',
      ...dimensions,
    });
  const [main] = warehouses[company];
  if (!service)
    put('InventSum', {
      dataAreaId: company,
      ItemNumber: itemNumber,
      InventorySiteId: main.site,
      InventoryWarehouseId: main.id,
      OnHandQuantity: String(onHand),
      ...dimensions,
    });
}

interface SeedCustomer {
  account: string;
  name: string;
  email: string;
  phone: string;
  group: string;
  currency: string;
  taxGroup: string;
}

function seedCustomer(erp: Erp, company: string, { account, name, email, phone, group, currency, taxGroup }: SeedCustomer): void {
  const row = {
    dataAreaId: company,
    CustomerAccount: account,
    PartyType: 'Organization',
    OrganizationName: name,
    CustomerGroupId: group,
    SalesCurrencyCode: currency,
    SalesTaxGroup: taxGroup,
    DeliveryMode: 'Standard',
    ...(email ? { PrimaryContactEmail: email } : {}),
    ...(phone ? { PrimaryContactPhone: phone } : {}),
  };
  create(erp, requireSet('CustomersV3'), JSON.stringify(row), company);
}

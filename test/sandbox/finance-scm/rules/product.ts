import type { Row } from '../cells.ts';
import { type Draft, type Erp, fillIn, find, inEmptyTable, type Lookup, type TableRules } from '../erp.ts';
import { checkDimensions, dimensionsOf } from './dimensions.ts';
import { currency, customer, itemTaxGroup, releasedProduct, warehouse } from './references.ts';
import { unitLookup } from './units.ts';

const productFields = [
  'ProductName',
  'ProductDescription',
  'ProductSearchName',
  'ProductType',
  'ProductSubType',
  'ServiceType',
  'ProductDimensionGroupName',
  'StorageDimensionGroupName',
  'TrackingDimensionGroupName',
];

/** Released products: what a company may sell. Products are shared by all companies. */
export const releasedProductRules: TableRules = {
  table: 'InventTable',
  label: 'Released products',
  keyLabel: 'Item number',
  indexes: ['ProductNumber'],
  lookups: {
    SalesUnitSymbol: unitLookup('Unit'),
    InventoryUnitSymbol: unitLookup('Unit'),
    PurchaseUnitSymbol: unitLookup('Unit'),
    BOMUnitSymbol: unitLookup('Unit'),
    SalesSalesTaxItemGroupCode: itemTaxGroup,
    PurchaseSalesTaxItemGroupCode: itemTaxGroup,
    DefaultDirectDeliveryWarehouse: warehouse,
    InventoryReservationHierarchyName: inEmptyTable('Reservation hierarchy', 'Reservation hierarchies'),
    PrimaryVendorAccountNumber: inEmptyTable('Vendor', 'Vendors'),
  },
  lengths: { ItemNumber: 20, ProductNumber: 70, SearchName: 20, ProductSearchName: 20, ProductName: 60, ProductDescription: 1000 },
  required: { ItemNumber: 'Item number' },
  fill: fillRelease,
  written: writeProduct,
  keeps: (erp, row) => {
    const sold = erp.store
      .table('SalesLine')
      .equal('ItemNumber', row.ItemNumber ?? '')
      .some((line) => line.row.dataAreaId === row.dataAreaId);
    return sold ? 'Released products cannot be deleted while dependent Order lines exist' : undefined;
  },
  computed: Object.fromEntries(
    productFields.map((field) => [
      field,
      (row: Row, erp: Erp) => find(erp, 'EcoResProduct', { ProductNumber: row.ProductNumber ?? '' })?.[field] ?? row[field] ?? '',
    ]),
  ),
};

function fillRelease(draft: Draft): void {
  const { row, before, erp, complain } = draft;
  if (before) return;
  const shared = find(erp, 'EcoResProduct', { ProductNumber: row.ProductNumber || row.ItemNumber || '' });
  const name = row.ProductName || shared?.ProductName || row.ItemNumber || '';
  fillIn(draft, {
    ProductNumber: row.ItemNumber,
    ItemNumber: row.ProductNumber,
    ProductName: name,
    ProductType: shared?.ProductType ?? 'Item',
    ProductSubType: shared?.ProductSubType ?? 'Product',
    SearchName: name.slice(0, 20),
    SalesUnitSymbol: row.InventoryUnitSymbol || 'ea',
    InventoryUnitSymbol: row.SalesUnitSymbol || 'ea',
    PurchaseUnitSymbol: row.SalesUnitSymbol || 'ea',
    SalesPriceQuantity: '1',
  });
  const same = shared && draft.given.has('ProductSubType') && row.ProductSubType !== shared.ProductSubType;
  if (same) complain(`Product ${row.ProductNumber} exists as ${shared.ProductSubType} and cannot be released as ${row.ProductSubType}.`);
}

function writeProduct({ erp, row }: Draft): void {
  const known = erp.store.table('EcoResProduct').byKey({ ProductNumber: row.ProductNumber ?? '' });
  if (!known) erp.store.insert('EcoResProduct', pick(row, ['ProductNumber', ...productFields]));
}

const pick = (row: Row, fields: readonly string[]): Row =>
  Object.fromEntries(fields.flatMap((field) => (row[field] ? [[field, row[field]]] : [])));

export const productRules: TableRules = {
  table: 'EcoResProduct',
  label: 'Products',
  keyLabel: 'Product number',
  lengths: { ProductNumber: 70, ProductName: 60, ProductSearchName: 20 },
  required: { ProductNumber: 'Product number', ProductName: 'Product name' },
  initialise: ({ row }) => {
    row.ProductSubType = 'Product';
  },
  keeps: (erp, row) =>
    erp.store.table('InventTable').equal('ProductNumber', row.ProductNumber ?? '').length > 0
      ? 'Products cannot be deleted while dependent Released products exist'
      : undefined,
};

export const variantRules: TableRules = {
  table: 'InventDimCombination',
  label: 'Released product variants',
  keyLabel: 'Product master, configuration, size, color, style, version',
  indexes: ['ItemNumber', 'ProductVariantNumber'],
  lookups: { SalesSalesTaxItemGroupCode: itemTaxGroup, PurchaseSalesTaxItemGroupCode: itemTaxGroup },
  required: { ProductMasterNumber: 'Product master number' },
  fill: (draft) => {
    const { row, erp, company, complain } = draft;
    const master = erp.store
      .table('InventTable')
      .equal('ProductNumber', row.ProductMasterNumber ?? '')
      .find((one) => one.row.dataAreaId === company)?.row;
    if (master?.ProductSubType !== 'ProductMaster')
      return void complain(`Product ${row.ProductMasterNumber} is no released product master in company ${company}.`);
    const dimensions = Object.values(dimensionsOf(row)).filter(Boolean);
    fillIn(draft, {
      ItemNumber: master.ItemNumber,
      ProductVariantNumber: [row.ProductMasterNumber, ...dimensions].join(' : '),
      SalesSalesTaxItemGroupCode: master.SalesSalesTaxItemGroupCode,
    });
  },
};

const releasedWithDimensions = (draft: Draft): void => {
  const product = find(draft.erp, 'InventTable', { dataAreaId: draft.company, ItemNumber: draft.row.ItemNumber ?? '' });
  if (product) checkDimensions(draft, product);
};

/** Bar code setups of the demo companies; their entity is not served. */
const barcodeSetup: Lookup = {
  label: 'Bar code setup',
  related: 'Bar code setup',
  has: (_erp, _company, id) => ['EAN13', 'UPC-A'].includes(id),
};

export const barcodeRules: TableRules = {
  table: 'InventItemBarcode',
  label: 'Bar codes',
  keyLabel: 'Bar code',
  indexes: ['Barcode', 'ProductNumber'],
  lookups: { ItemNumber: releasedProduct, ProductQuantityUnitSymbol: unitLookup('Unit'), BarcodeSetupId: barcodeSetup },
  lengths: { Barcode: 80 },
  required: { ItemNumber: 'Item number', Barcode: 'Bar code', BarcodeSetupId: 'Bar code setup' },
  check: releasedWithDimensions,
};

export const externalCodeRules: TableRules = {
  table: 'ExtCodeValueTable',
  label: 'External codes',
  keyLabel: 'External code class, item number',
  indexes: ['ExternalCode'],
  lookups: { ItemNumber: releasedProduct },
  required: { ItemNumber: 'Item number', ReleasedProductVariantExternalCodeClassId: 'Code' },
  check: releasedWithDimensions,
};

export const priceAgreementRules: TableRules = {
  table: 'PriceDiscTable',
  label: 'Trade agreements',
  keyLabel: 'Record ID',
  indexes: ['ItemNumber'],
  lookups: { ItemNumber: releasedProduct, PriceCurrencyCode: currency, CustomerAccountNumber: customer('Customer account') },
};

import { decimalText, noonOf, type Row } from '../cells.ts';
import { changes, type Draft, fillIn, find, inEmptyTable, type TableRules } from '../erp.ts';
import { formatAddress } from './addresses.ts';
import { isoCode } from './countries.ts';
import { checkDimensions } from './dimensions.ts';
import { amountOf } from './money.ts';
import { defaultPrice, lineAmount } from './prices.ts';
import { progressOf } from './quantities.ts';
import { country, currency, deliveryMode, deliveryTerms, itemTaxGroup, releasedProduct, site, taxGroup, warehouse } from './references.ts';
import { isOpen } from './sales-order.ts';
import { requireSiteOfWarehouse } from './storage.ts';
import { linesOf } from './totals.ts';
import { unitDecimals, unitLookup } from './units.ts';

export const salesLineRules: TableRules = {
  table: 'SalesLine',
  label: 'Order lines',
  keyLabel: 'Lot ID',
  indexes: ['SalesOrderNumber', 'ItemNumber'],
  lookups: {
    ItemNumber: releasedProduct,
    SalesUnitSymbol: unitLookup('Unit'),
    CurrencyCode: currency,
    SalesTaxGroupCode: taxGroup,
    SalesTaxItemGroupCode: itemTaxGroup,
    ShippingSiteId: site,
    ShippingWarehouseId: warehouse,
    DeliveryModeCode: deliveryMode,
    DeliveryTermsId: deliveryTerms,
    DeliveryAddressCountryRegionId: country,
    CommissionSalesRepresentativeGroupId: inEmptyTable('Sales group', 'Sales groups'),
    ItemBatchNumber: inEmptyTable('Batch number', 'Batches'),
    ItemSerialNumber: inEmptyTable('Serial number', 'Serial numbers'),
    MainAccountIdDisplayValue: inEmptyTable('Main account', 'Main accounts'),
    OrderedInventoryStatusId: inEmptyTable('Inventory status', 'Inventory statuses'),
    ProjectId: inEmptyTable('Project ID', 'Projects'),
    SalesProductCategoryName: inEmptyTable('Category', 'Categories'),
    ShippingWarehouseLocationId: inEmptyTable('Location', 'Warehouse locations'),
  },
  lengths: {
    SalesOrderNumber: 20,
    ItemNumber: 20,
    ExternalItemNumber: 20,
    CustomerRequisitionNumber: 20,
    OrderLineReference: 60,
    LineDescription: 1000,
    GiftCardBuyerName: 60,
    GiftCardBuyerEmail: 80,
    GiftCardRecipientName: 60,
    GiftCardRecipientEmail: 80,
  },
  required: { SalesOrderNumber: 'Sales order', ItemNumber: 'Item number' },
  initialise: ({ row }) => {
    row.CalculateLineAmount = 'Yes';
    row.SalesPriceQuantity = '1';
  },
  fill,
  check,
  number: giveNumbers,
  keeps: (_erp, row) =>
    isOpen(statusRow(row)) ? undefined : `Lot ID ${row.InventoryLotId} cannot be deleted: its status is ${row.SalesOrderLineStatus}.`,
  computed: {
    FormattedDelveryAddress: (row) => formatAddress(row, 'DeliveryAddress'),
    DeliveryAddressCountryRegionISOCode: (row) => isoCode(row.DeliveryAddressCountryRegionId ?? '') ?? '',
  },
};

const statusRow = (line: Row): Row => ({ SalesOrderStatus: line.SalesOrderLineStatus ?? 'Backorder' });

const headerOf = ({ erp, company, row }: Draft): Row | undefined =>
  find(erp, 'SalesTable', { dataAreaId: company, SalesOrderNumber: row.SalesOrderNumber ?? '' });

const productOf = ({ erp, company, row }: Draft): Row | undefined =>
  find(erp, 'InventTable', { dataAreaId: company, ItemNumber: row.ItemNumber ?? '' });

function fill(draft: Draft): void {
  const header = headerOf(draft);
  const product = productOf(draft);
  if (!header || !product) return;
  if (!draft.before) {
    fillFromOrder(draft, header, product);
    fillStorage(draft, header);
    fillPrice(draft, header, product);
  } else requireSiteOfWarehouse(draft, 'ShippingSiteId', 'ShippingWarehouseId');
  const { row, given } = draft;
  if (row.CalculateLineAmount !== 'No' && !given.has('LineAmount') && row.SalesPriceQuantity !== '0')
    row.LineAmount = decimalText(lineAmount(row));
}

function fillFromOrder(draft: Draft, header: Row, product: Row): void {
  const name = find(draft.erp, 'EcoResProduct', { ProductNumber: product.ProductNumber ?? '' })?.ProductName ?? product.SearchName;
  fillIn(draft, {
    CurrencyCode: header.CurrencyCode,
    SalesUnitSymbol: product.SalesUnitSymbol,
    SalesTaxGroupCode: header.SalesTaxGroupCode,
    SalesTaxItemGroupCode: product.SalesSalesTaxItemGroupCode,
    DeliveryModeCode: header.DeliveryModeCode,
    DeliveryTermsId: header.DeliveryTermsCode,
    RequestedShippingDate: header.RequestedShippingDate ?? noonOf(draft.erp.now()),
    RequestedReceiptDate: header.RequestedReceiptDate,
    LineDescription: name,
    SalesOrderLineStatus: 'Backorder',
    DeliveryAddressLocationId: header.DeliveryAddressLocationId,
    ...Object.fromEntries(
      [
        'Name',
        'Description',
        'Street',
        'StreetNumber',
        'City',
        'ZipCode',
        'StateId',
        'CountyId',
        'CountryRegionId',
        'DistrictName',
        'PostBox',
      ].map((part) => [`DeliveryAddress${part}`, header[`DeliveryAddress${part}`]]),
    ),
  });
}

/** The header's warehouse counts only when the line does not lie at another site. */
function fillStorage(draft: Draft, header: Row): void {
  const { row } = draft;
  const sameSite = !row.ShippingSiteId || row.ShippingSiteId.toLowerCase() === (header.DefaultShippingSiteId ?? '').toLowerCase();
  if (sameSite) fillIn(draft, { ShippingWarehouseId: header.DefaultShippingWarehouseId });
  if (!row.ShippingWarehouseId) fillIn(draft, { ShippingSiteId: header.DefaultShippingSiteId });
  requireSiteOfWarehouse(draft, 'ShippingSiteId', 'ShippingWarehouseId');
}

function fillPrice(draft: Draft, header: Row, product: Row): void {
  const { row, given, erp } = draft;
  if (given.has('SalesPrice')) return;
  const { price, priceUnit } = defaultPrice(erp, { ...row, '#customer': header.OrderingCustomerAccountNumber ?? '' }, product);
  row.SalesPrice = price;
  if (!given.has('SalesPriceQuantity')) row.SalesPriceQuantity = priceUnit;
}

function check(draft: Draft): void {
  const { row, before, complain } = draft;
  const header = headerOf(draft);
  const product = productOf(draft);
  if (!header)
    return void complain(`The value '${row.SalesOrderNumber}' in field 'Sales order' is not found in the related table 'Sales orders'.`);
  if (!product)
    return void complain(`The value '${row.ItemNumber}' in field 'Item number' is not found in the related table 'Released products'.`);
  if (!isOpen(header)) complain(`Sales order ${row.SalesOrderNumber} cannot be changed: its status is ${header.SalesOrderStatus}.`);
  if (before && (changes(draft, 'SalesOrderNumber') || changes(draft, 'ItemNumber')))
    complain('Sales order and item number of a line cannot be changed.');
  if (!before && product['#stopped'] === 'Yes') complain(`Item number ${row.ItemNumber} is stopped for sales.`);
  checkDimensions(draft, product);
  checkQuantity(draft, product);
  checkDelivered(draft);
  checkAmounts(draft, header);
  if (!row.ShippingSiteId) complain('Inventory dimension Site is mandatory and must consequently be specified.');
}

function checkQuantity({ row, complain }: Draft, product: Row): void {
  const quantity = amountOf(row.OrderedSalesQuantity);
  const unit = row.SalesUnitSymbol ?? '';
  const decimals = unitDecimals(unit);
  if (quantity.eq(0)) complain("Field 'Quantity' must be filled in.");
  if (unit.toLowerCase() !== (product.SalesUnitSymbol ?? '').toLowerCase()) {
    complain(`There is no unit conversion from ${unit} to ${product.SalesUnitSymbol} for item number ${row.ItemNumber}.`);
  }
  if (decimals !== undefined && !quantity.round(decimals).eq(quantity)) {
    complain(`Quantity ${row.OrderedSalesQuantity} has more decimals than unit ${unit} allows (${decimals}).`);
  }
}

/** What has left the warehouse cannot be ordered away. */
function checkDelivered({ erp, row, before, complain }: Draft): void {
  if (!before) return;
  const { delivered, ordered } = progressOf(erp, row);
  if (delivered.abs().gt(ordered.abs())) complain(`Quantity cannot be less than what is delivered: ${decimalText(delivered)}.`);
}

function checkAmounts({ row, given, complain }: Draft, header: Row): void {
  if (given.has('LineAmount') && row.CalculateLineAmount !== 'No')
    complain('Net amount cannot be set: it is calculated. Set Calculate line amount to No to enter it.');
  if (!amountOf(row.SalesPriceQuantity).gt(0)) complain('Price unit must be greater than zero.');
  if ((row.CurrencyCode ?? '').toLowerCase() !== (header.CurrencyCode ?? '').toLowerCase())
    complain(`Currency ${row.CurrencyCode} of the line differs from currency ${header.CurrencyCode} of the sales order.`);
  for (const field of ['LineDiscountPercentage', 'MultilineDiscountPercentage']) {
    if (amountOf(row[field]).abs().gt(100)) complain('A discount percentage must be between -100 and 100.');
  }
}

function giveNumbers(draft: Draft): void {
  const { erp, company, row } = draft;
  const lines = linesOf(erp, { dataAreaId: company, SalesOrderNumber: row.SalesOrderNumber ?? '' });
  const highest = (field: string) => lines.reduce((most, line) => Math.max(most, Math.floor(Number(line[field] ?? 0))), 0);
  row.InventoryLotId = `${company.slice(0, 2).toUpperCase()}-${erp.numbers.next('lot', company)}`;
  row.LineCreationSequenceNumber = String(highest('LineCreationSequenceNumber') + 1);
  if (!draft.given.has('LineNumber')) row.LineNumber = String(highest('LineNumber') + 1);
}

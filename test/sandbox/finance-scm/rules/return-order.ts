import { decimalText, folded, noonOf, type Row } from '../cells.ts';
import { type Draft, type Erp, fillIn, find, type Lookup, type TableRules } from '../erp.ts';
import { checkDimensions } from './dimensions.ts';
import { amountOf, roundTo } from './money.ts';
import { defaultPrice } from './prices.ts';
import { country, currency, customer, language, releasedProduct, site, warehouse } from './references.ts';
import { taxOn, taxRate } from './sales-tax.ts';
import { requireSiteOfWarehouse } from './storage.ts';
import { unitDecimals, unitLookup } from './units.ts';

/** Codes that the demo companies are set up with; their entities are not served. */
const reasonCodes = ['10', '21', '39'];
const dispositionCodes = ['11', '21', '31', '41'];
const oneOf = (label: string, related: string, codes: readonly string[]): Lookup => ({
  label,
  related,
  has: (_erp, _company, code) => codes.includes(code),
});

export const returnOrderRules: TableRules = {
  table: 'ReturnTable',
  label: 'Return orders',
  keyLabel: 'Return order',
  indexes: ['CustomersOrderReference'],
  lookups: {
    CustomerAccountNumber: customer('Customer account'),
    InvoiceCustomerAccountNumber: customer('Invoice account'),
    CurrencyCode: currency,
    LanguageId: language,
    DefaultReturnSiteId: site,
    DefaultReturnWarehouseId: warehouse,
    ReturnAddressCountryRegionId: country,
    CustomerReturnReasonCode: oneOf('Reason code', 'Return reason codes', reasonCodes),
  },
  lengths: { ReturnOrderNumber: 20, CustomersOrderReference: 60, CustomerRequisitionNumber: 20, RMANumber: 20 },
  required: { CustomerAccountNumber: 'Customer account', CurrencyCode: 'Currency' },
  fill: fillHeader,
  number: ({ erp, company, row }) => {
    while (!row.ReturnOrderNumber) {
      const number = erp.numbers.next('return', company);
      if (!find(erp, 'ReturnTable', { dataAreaId: company, ReturnOrderNumber: number })) row.ReturnOrderNumber = number;
    }
    row.RMANumber ||= row.ReturnOrderNumber;
  },
  removed: (erp, header) => {
    for (const line of erp.store.table('ReturnLine').equal('ReturnOrderNumber', header.ReturnOrderNumber ?? '')) {
      if (line.row.dataAreaId === header.dataAreaId) erp.store.remove('ReturnLine', line);
    }
  },
  computed: {
    OrderTotalTaxAmount: (row, erp) => decimalText(totals(row, erp).tax),
    OrderTotalAmount: (row, erp) => decimalText(totals(row, erp).goods.plus(totals(row, erp).tax)),
  },
};

function fillHeader(draft: Draft): void {
  const { erp, company, row, before } = draft;
  requireSiteOfWarehouse(draft, 'DefaultReturnSiteId', 'DefaultReturnWarehouseId');
  if (before) return;
  const buyer = find(erp, 'CustTable', { dataAreaId: company, CustomerAccount: row.CustomerAccountNumber ?? '' }) ?? {};
  fillIn(draft, {
    InvoiceCustomerAccountNumber: buyer.InvoiceAccount || buyer.CustomerAccount,
    CurrencyCode: buyer.SalesCurrencyCode,
    LanguageId: buyer.LanguageId,
    Email: buyer.PrimaryContactEmail,
    ReturnStatus: 'Created',
    ReturnOrderStatus: 'Backorder',
    '#taxGroup': buyer.SalesTaxGroup,
    ReturnAddressName: buyer.OrganizationName,
    ReturnDeadline: noonOf(erp.now()),
  });
}

const linesOf = (header: Row, erp: Erp): Row[] =>
  erp.store
    .table('ReturnLine')
    .equal('ReturnOrderNumber', header.ReturnOrderNumber ?? '')
    .map(({ row }) => row)
    .filter((row) => folded(row.dataAreaId ?? '') === folded(header.dataAreaId ?? ''));

function totals(header: Row, erp: Erp) {
  const lines = linesOf(header, erp);
  const zero = amountOf('0');
  return {
    goods: lines.reduce((sum, line) => sum.plus(amountOf(line.LineAmount)), zero),
    tax: lines.reduce((sum, line) => sum.plus(amountOf(taxOfLine(line, erp))), zero),
  };
}

function taxOfLine(line: Row, erp: Erp): string {
  const company = line.dataAreaId ?? '';
  const header = find(erp, 'ReturnTable', { dataAreaId: company, ReturnOrderNumber: line.ReturnOrderNumber ?? '' });
  const product = find(erp, 'InventTable', { dataAreaId: company, ItemNumber: line.ItemNumber ?? '' });
  const rate = taxRate(company, header?.['#taxGroup'] ?? '', product?.SalesSalesTaxItemGroupCode ?? '');
  return decimalText(roundTo(taxOn(amountOf(line.LineAmount), rate, false), header?.CurrencyCode ?? ''));
}

export const returnLineRules: TableRules = {
  table: 'ReturnLine',
  label: 'Return order lines',
  keyLabel: 'Lot ID',
  lookups: {
    ItemNumber: releasedProduct,
    SalesUnitSymbol: unitLookup('Unit'),
    ReturnSiteId: site,
    ReturnWarehouseId: warehouse,
    ReturnDispositionCode: oneOf('Disposition code', 'Disposition codes', dispositionCodes),
  },
  required: { ReturnOrderNumber: 'Return order', ItemNumber: 'Item number' },
  fill: fillLine,
  check: checkLine,
  number: ({ erp, company, row }) => {
    row.ReturnInventoryLotId = `${company.slice(0, 2).toUpperCase()}-${erp.numbers.next('lot', company)}`;
    row.LineCreationSequenceNumber = String(linesOf(row, erp).length + 1);
  },
  computed: { TotalTaxAmount: taxOfLine },
};

function fillLine(draft: Draft): void {
  const { erp, company, row } = draft;
  const header = find(erp, 'ReturnTable', { dataAreaId: company, ReturnOrderNumber: row.ReturnOrderNumber ?? '' });
  const product = find(erp, 'InventTable', { dataAreaId: company, ItemNumber: row.ItemNumber ?? '' });
  if (!header || !product) return;
  fillIn(draft, {
    SalesUnitSymbol: product.SalesUnitSymbol,
    CustomerAccountNumber: header.CustomerAccountNumber,
    InvoiceCustomerAccountNumber: header.InvoiceCustomerAccountNumber,
    RMANumber: header.RMANumber,
    ReturnWarehouseId: row.ReturnSiteId ? '' : header.DefaultReturnWarehouseId,
    ReturnSiteId: row.ReturnWarehouseId ? '' : header.DefaultReturnSiteId,
    ReturnStatus: 'Awaiting',
  });
  requireSiteOfWarehouse(draft, 'ReturnSiteId', 'ReturnWarehouseId');
  if (!draft.before && !draft.given.has('SalesPrice'))
    row.SalesPrice = defaultPrice(erp, { ...row, CurrencyCode: header.CurrencyCode ?? '' }, product).price;
  row.LineAmount = decimalText(roundTo(amountOf(row.ReturnSalesQuantity).times(amountOf(row.SalesPrice)), header.CurrencyCode ?? ''));
}

function checkLine(draft: Draft): void {
  const { erp, company, row, complain } = draft;
  if (!find(erp, 'ReturnTable', { dataAreaId: company, ReturnOrderNumber: row.ReturnOrderNumber ?? '' })) {
    return void complain(`The value '${row.ReturnOrderNumber}' in field 'Return order' is not found in the related table 'Return orders'.`);
  }
  const product = find(erp, 'InventTable', { dataAreaId: company, ItemNumber: row.ItemNumber ?? '' });
  if (!product)
    return void complain(`The value '${row.ItemNumber}' in field 'Item number' is not found in the related table 'Released products'.`);
  checkDimensions(draft, product);
  const quantity = amountOf(row.ReturnSalesQuantity);
  if (!quantity.lt(0)) complain('Return quantity must be negative.');
  if (!quantity.round(unitDecimals(row.SalesUnitSymbol ?? '') ?? 0).eq(quantity))
    complain(`Quantity ${row.ReturnSalesQuantity} has more decimals than unit ${row.SalesUnitSymbol} allows.`);
  if (!row.ReturnSiteId) complain('Inventory dimension Site is mandatory and must consequently be specified.');
}

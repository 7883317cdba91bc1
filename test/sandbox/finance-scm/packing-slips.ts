import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import { type Act, type ActBody, optionalText, textIn, theOne } from './act-body.ts';
import { lineNamed, linesIn } from './act-lines.ts';
import { decimalText, noonOf, type Row, secondsOnly } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { moveStock, requireWarehouse } from './inventory.ts';
import { orderLines, orderOf, settle } from './order-state.ts';
import { amountOf, roundTo } from './rules/money.ts';
import { isDue, isStocked, lineStatus, progressOf, remaining } from './rules/quantities.ts';
import type { Stored } from './table.ts';

/** The warehouse: packing slips and their tracking numbers. */
export const packingSlips: Readonly<Record<string, Act>> = { ship, track };

interface Picked {
  line: Stored;
  quantity: Big;
}

/**
 * `{ salesOrderNumber, lines?, trackingNumber?, trackingNumbers?, trackingUrl?, carrier?, warehouse?, overdeliver? }`: posts a packing slip;
 * without `lines`, of all goods that remain. Services are on it only when they are named.
 */
function ship(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body).row;
  const number = order.SalesOrderNumber ?? '';
  const status = order.SalesOrderStatus ?? 'Backorder';
  if (status === 'Canceled' || status === 'Invoiced') throw new WrongCall(`Sales order ${number} is ${status}: nothing can be shipped.`);
  const company = order.dataAreaId ?? '';
  const given = optionalText(body, 'warehouse');
  const warehouse = given && requireWarehouse(erp, company, given).WarehouseId;
  const picked = body.lines === undefined ? whatRemains(erp, order) : whatIsNamed(erp, order, body);
  if (picked.length === 0) throw new WrongCall(`Nothing of sales order ${number} remains to be shipped.`);
  const slip = postSlip(erp, order, picked, { warehouse, carrier: optionalText(body, 'carrier') });
  const lines = picked.map((one, index) => postLine(erp, slip, one, { index, warehouse }));
  const trackingNumbers = addTracking(erp, slip, body);
  return {
    company,
    salesOrderNumber: number,
    packingSlipId: slip.PackingSlipId,
    trackingNumbers,
    status: settle(erp, order),
    lines,
  };
}

const whatRemains = (erp: Erp, order: Row): Picked[] =>
  orderLines(erp, order)
    .filter(({ row }) => lineStatus(row) === 'Backorder' && isStocked(erp, row))
    .map((line) => ({ line, quantity: remaining(erp, line.row) }))
    .filter(({ quantity }) => quantity.gt(0));

function whatIsNamed(erp: Erp, order: Row, body: ActBody): Picked[] {
  const picked = new Map<number, Picked>();
  for (const named of linesIn(body)) {
    const line = lineNamed(orderLines(erp, order), named, (row) => isDue(progressOf(erp, row)));
    if (lineStatus(line.row) === 'Canceled' || lineStatus(line.row) === 'Invoiced')
      throw new WrongCall(`${line.row.ItemNumber} (${line.row.InventoryLotId}) is ${lineStatus(line.row)} and cannot be shipped.`);
    if (!named.quantity.gt(0)) throw new WrongCall('"quantity" must be greater than zero.');
    const quantity = named.quantity.plus(picked.get(line.id)?.quantity ?? 0);
    const left = remaining(erp, line.row);
    if (quantity.gt(left) && body.overdeliver !== true)
      throw new WrongCall(
        `Only ${decimalText(left)} of ${line.row.ItemNumber} remain; ${decimalText(quantity)} would be an overdelivery (say "overdeliver": true).`,
      );
    picked.set(line.id, { line, quantity });
  }
  return [...picked.values()];
}

function postSlip(erp: Erp, order: Row, picked: readonly Picked[], { warehouse, carrier }: { warehouse?: string; carrier?: string }): Row {
  const company = order.dataAreaId ?? '';
  const packingSlipId = erp.numbers.next('packing-slip', company);
  const now = erp.now();
  const slip = erp.store.insert('CustPackingSlipJour', {
    dataAreaId: company,
    SourceDocumentHeader: erp.numbers.next('source-document', ''),
    SysDataAreaId: company,
    SysRecVersion: '1',
    PackingSlipId: packingSlipId,
    InternalPackingSlipId: packingSlipId,
    LedgerVoucher: erp.numbers.next('voucher', company),
    SalesId: order.SalesOrderNumber ?? '',
    SalesType: 'Sales',
    OrderAccount: order.OrderingCustomerAccountNumber ?? '',
    InvoiceAccount: order.InvoiceCustomerAccountNumber ?? '',
    InvoicingName: order.SalesOrderName ?? '',
    DeliveryName: order.DeliveryAddressName ?? '',
    LanguageId: order.LanguageId ?? '',
    CustomerRef: order.CustomersOrderReference ?? '',
    PurchaseOrder: order.CustomerRequisitionNumber ?? '',
    inventLocationId: warehouse ?? picked[0]?.line.row.ShippingWarehouseId ?? '',
    ShipCarrierId: carrier ?? order.ShippingCarrierId ?? '',
    DlvMode: order.DeliveryModeCode ?? '',
    DlvTerm: order.DeliveryTermsCode ?? '',
    Qty: decimalText(picked.reduce((sum, { quantity }) => sum.plus(quantity), new Big(0))),
    Weight: decimalText(picked.reduce((sum, { line, quantity }) => sum.plus(weightOf(erp, line.row).times(quantity)), new Big(0))),
    CreatedOn: secondsOnly(now),
    DeliveryDate: noonOf(now),
    DocumentDate: noonOf(now),
  });
  return erp.store.update('CustPackingSlipJour', slip, { ...slip.row, SourceKey: String(slip.id) }).row;
}

const weightOf = (erp: Erp, line: Row): Big =>
  amountOf(find(erp, 'InventTable', { dataAreaId: line.dataAreaId ?? '', ItemNumber: line.ItemNumber ?? '' })?.NetProductWeight);

function postLine(erp: Erp, slip: Row, { line, quantity }: Picked, { index, warehouse }: { index: number; warehouse?: string }) {
  const { row } = line;
  const place = warehouse ?? row.ShippingWarehouseId ?? slip.inventLocationId ?? '';
  const stocked = isStocked(erp, row);
  const left = remaining(erp, row).minus(quantity);
  const remain = decimalText(left.lt(0) ? new Big(0) : left);
  const amount = roundTo(amountOf(row.LineAmount).times(quantity).div(amountOf(row.OrderedSalesQuantity)), row.CurrencyCode ?? '');
  const added = erp.store.insert('CustPackingSlipTrans', {
    dataAreaId: slip.dataAreaId ?? '',
    SourceDocumentLine: erp.numbers.next('source-document', ''),
    SysDataAreaId: slip.dataAreaId ?? '',
    SysRecVersion: '1',
    PackingSlipId: slip.PackingSlipId ?? '',
    SalesId: slip.SalesId ?? '',
    OrigSalesId: slip.SalesId ?? '',
    InventTransId: row.InventoryLotId ?? '',
    InventRefType: 'None',
    InventDimId: `DIM-${place}`,
    ItemId: row.ItemNumber ?? '',
    Name: row.LineDescription ?? '',
    ExternalItemId: row.ExternalItemNumber ?? '',
    LineNum: String(index + 1),
    LineHeader: `Sales order: ${slip.SalesId}`,
    Qty: decimalText(quantity),
    inventQty: decimalText(quantity),
    Ordered: row.OrderedSalesQuantity ?? '0',
    Remain: remain,
    RemainInvent: remain,
    SalesUnit: row.SalesUnitSymbol ?? '',
    PriceUnit: row.SalesPriceQuantity ?? '1',
    StockedProduct: stocked ? 'Yes' : 'No',
    CurrencyCode: row.CurrencyCode ?? '',
    AmountCur: decimalText(amount),
    ValueMST: decimalText(amount),
    DeliveryDate: slip.DeliveryDate ?? '',
    CreatedOn: slip.CreatedOn ?? '',
    SalesLineShippingDateRequested: row.RequestedShippingDate ?? '',
    '#warehouse': place,
  });
  erp.store.update('CustPackingSlipTrans', added, { ...added.row, SourceKey: String(added.id) });
  if (stocked) moveStock(erp, row, place, quantity.times(-1));
  const reserved = amountOf(row['#reserved']).minus(quantity);
  if (row['#reserved']) erp.store.update('SalesLine', line, { ...row, '#reserved': decimalText(reserved.lt(0) ? new Big(0) : reserved) });
  return { inventoryLotId: row.InventoryLotId, itemNumber: row.ItemNumber, quantity: decimalText(quantity), remaining: remain };
}

/** `{ packingSlipId, trackingNumber, trackingNumbers?, trackingUrl?, carrier? }`: the carrier's label comes later than the slip. */
function track(erp: Erp, body: ActBody) {
  const slip = slipOf(erp, body);
  if (body.trackingNumbers === undefined) textIn(body, 'trackingNumber');
  const carrier = optionalText(body, 'carrier');
  if (carrier) erp.store.update('CustPackingSlipJour', slip, { ...slip.row, ShipCarrierId: carrier });
  const trackingNumbers = addTracking(erp, slip.row, body);
  const { dataAreaId: company, SalesId: salesOrderNumber, PackingSlipId: packingSlipId } = slip.row;
  return { company, salesOrderNumber, packingSlipId, trackingNumbers };
}

function addTracking(erp: Erp, slip: Row, body: ActBody): string[] {
  const one = optionalText(body, 'trackingNumber');
  const { trackingNumbers = [] } = body;
  if (!Array.isArray(trackingNumbers) || !trackingNumbers.every((number) => typeof number === 'string' && number !== ''))
    throw new WrongCall('"trackingNumbers" must be a list of texts.');
  const numbers = [...new Set<string>([...(one ? [one] : []), ...trackingNumbers])];
  for (const number of numbers) {
    const key = {
      dataAreaId: slip.dataAreaId ?? '',
      SalesOrderNumber: slip.SalesId ?? '',
      PackingSlipNumber: slip.PackingSlipId ?? '',
      DeliveryDate: slip.DeliveryDate ?? '',
      TrackingNumber: number,
    };
    if (erp.store.table('SalesPackingSlipTracking').byKey(key))
      throw new WrongCall(`Packing slip ${slip.PackingSlipId} has the tracking number "${number}" already.`);
    erp.store.insert('SalesPackingSlipTracking', { ...key, TrackingURL: optionalText(body, 'trackingUrl') ?? '' });
  }
  return numbers;
}

/** The packing slip that an act is about. @throws WrongCall */
export function slipOf(erp: Erp, body: ActBody): Stored {
  const id = textIn(body, 'packingSlipId');
  return theOne(erp.store.table('CustPackingSlipJour').equal('PackingSlipId', id), body, `packing slip "${id}"`);
}

export const slipLines = (erp: Erp, slip: Row): Stored[] =>
  erp.store
    .table('CustPackingSlipTrans')
    .equal('PackingSlipId', slip.PackingSlipId ?? '')
    .filter(({ row }) => row.dataAreaId === slip.dataAreaId);

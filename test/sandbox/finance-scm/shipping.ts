import Big from 'big.js';
import { WrongCall } from '../faults.ts';
import { type Act, type ActBody, optionalText, textIn, theOne } from './act-body.ts';
import { decimalText, folded, noonOf, type Row, secondsOnly } from './cells.ts';
import { type Erp, find } from './erp.ts';
import { sameDimensions } from './rules/dimensions.ts';
import { amountOf } from './rules/money.ts';
import type { Stored } from './store.ts';

/** The warehouse: packing slips, their tracking numbers, and their corrections. */
export const shipping: Readonly<Record<string, Act>> = {
  ship,
  track,
  correct: (erp, body) => correct(erp, body, wantedQuantities(body)),
  'cancel-packing-slip': (erp, body) => correct(erp, body, undefined),
  'explode-kit': explodeKit,
};

/** `{ salesOrderNumber, lines?, trackingNumber?, trackingNumbers?, trackingUrl?, carrier?, warehouse?, overdeliver? }`: posts a packing slip of what remains. */
function ship(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body);
  const status = order.row.SalesOrderStatus ?? 'Backorder';
  if (status === 'Canceled' || status === 'Invoiced')
    throw new WrongCall(`Sales order ${order.row.SalesOrderNumber} is ${status}: nothing can be shipped.`);
  const wanted = shippedLines(erp, order.row, body);
  if (wanted.length === 0) throw new WrongCall(`Nothing of sales order ${order.row.SalesOrderNumber} remains to be shipped.`);
  const company = order.row.dataAreaId ?? '';
  const warehouse = optionalText(body, 'warehouse') ?? wanted[0]?.line.row.ShippingWarehouseId ?? '';
  const packingSlipId = erp.numbers.next('packing-slip', company);
  const now = erp.now();
  const slip = erp.store.insert('CustPackingSlipJour', {
    dataAreaId: company,
    SourceDocumentHeader: erp.numbers.next('source-document', ''),
    SysDataAreaId: company,
    PackingSlipId: packingSlipId,
    InternalPackingSlipId: packingSlipId,
    SalesId: order.row.SalesOrderNumber ?? '',
    OrderAccount: order.row.OrderingCustomerAccountNumber ?? '',
    InvoiceAccount: order.row.InvoiceCustomerAccountNumber ?? '',
    CustomerRef: order.row.CustomersOrderReference ?? '',
    inventLocationId: warehouse,
    ShipCarrierId: optionalText(body, 'carrier') ?? '',
    DlvMode: order.row.DeliveryModeCode ?? '',
    SalesType: 'Sales',
    Qty: decimalText(wanted.reduce((sum, { quantity }) => sum.plus(quantity), new Big(0))),
    CreatedOn: secondsOnly(now),
    DeliveryDate: noonOf(now),
    DocumentDate: noonOf(now),
  });
  erp.store.update('CustPackingSlipJour', slip, { ...slip.row, SourceKey: String(slip.id) });
  wanted.forEach(({ line, quantity }, index) => post(erp, { slip: slip.row, line, quantity, index, warehouse }));
  for (const number of trackingNumbers(body)) addTracking(erp, slip.row, number, optionalText(body, 'trackingUrl'));
  settle(erp, order);
  return { company, salesOrderNumber: order.row.SalesOrderNumber, packingSlipId, trackingNumbers: trackingNumbers(body) };
}

interface Wanted {
  line: Stored;
  quantity: Big;
}

function shippedLines(erp: Erp, order: Row, body: ActBody): Wanted[] {
  const open = orderLines(erp, order).filter(({ row }) => (row.SalesOrderLineStatus ?? 'Backorder') === 'Backorder');
  if (body.lines === undefined)
    return open
      .filter(({ row }) => isStocked(erp, row))
      .map((line) => ({ line, quantity: remaining(erp, line.row) }))
      .filter(({ quantity }) => quantity.gt(0));
  return given(body).map((one) => {
    const line = findLine(open, one);
    const quantity = new Big(String(one.quantity));
    const left = remaining(erp, line.row);
    if (!quantity.gt(0)) throw new WrongCall('"quantity" must be greater than zero.');
    if (quantity.gt(left) && body.overdeliver !== true)
      throw new WrongCall(`Only ${left} of ${line.row.ItemNumber} remain; overdelivery of ${quantity.minus(left)} is not allowed.`);
    return { line, quantity };
  });
}

function given(body: ActBody): Record<string, unknown>[] {
  if (!Array.isArray(body.lines) || body.lines.length === 0)
    throw new WrongCall('"lines" must be a list of { inventoryLotId | lineNumber | itemNumber, quantity }.');
  for (const line of body.lines)
    if (!/^\d+(\.\d+)?$/.test(String((line as Record<string, unknown>).quantity))) throw new WrongCall('Every line needs a "quantity".');
  return body.lines as Record<string, unknown>[];
}

function findLine(lines: Stored[], { inventoryLotId, lineNumber, itemNumber }: Record<string, unknown>): Stored {
  const found = lines.find(
    ({ row }) =>
      (inventoryLotId !== undefined && row.InventoryLotId === inventoryLotId) ||
      (lineNumber !== undefined && Number(row.LineNumber) === Number(lineNumber)) ||
      (inventoryLotId === undefined && lineNumber === undefined && folded(row.ItemNumber ?? '') === folded(String(itemNumber))),
  );
  if (!found) throw new WrongCall(`The order has no open line ${String(inventoryLotId ?? lineNumber ?? itemNumber)}.`);
  return found;
}

function post(
  erp: Erp,
  { slip, line, quantity, index, warehouse }: { slip: Row; line: Stored; quantity: Big; index: number; warehouse: string },
): void {
  const { row } = line;
  const remain = remaining(erp, row).minus(quantity);
  const added = erp.store.insert('CustPackingSlipTrans', {
    dataAreaId: slip.dataAreaId ?? '',
    SourceDocumentLine: erp.numbers.next('source-document', ''),
    SysDataAreaId: slip.dataAreaId ?? '',
    PackingSlipId: slip.PackingSlipId ?? '',
    SalesId: slip.SalesId ?? '',
    OrigSalesId: slip.SalesId ?? '',
    InventTransId: row.InventoryLotId ?? '',
    ItemId: row.ItemNumber ?? '',
    Name: row.LineDescription ?? '',
    ExternalItemId: row.ExternalItemNumber ?? '',
    LineNum: String(index + 1),
    Qty: decimalText(quantity),
    inventQty: decimalText(quantity),
    Ordered: row.OrderedSalesQuantity ?? '0',
    Remain: decimalText(remain.lt(0) ? new Big(0) : remain),
    SalesUnit: row.SalesUnitSymbol ?? '',
    StockedProduct: isStocked(erp, row) ? 'Yes' : 'No',
    CurrencyCode: row.CurrencyCode ?? '',
    DeliveryDate: slip.DeliveryDate ?? '',
    CreatedOn: slip.CreatedOn ?? '',
  });
  erp.store.update('CustPackingSlipTrans', added, { ...added.row, SourceKey: String(added.id) });
  if (isStocked(erp, row)) moveStock(erp, row, warehouse, quantity.times(-1));
}

/** Physical stock of the line's item in a warehouse. */
export function moveStock(erp: Erp, line: Row, warehouse: string, quantity: Big): void {
  const there = erp.store
    .table('InventSum')
    .equal('ItemNumber', line.ItemNumber ?? '')
    .find(
      ({ row }) =>
        row.dataAreaId === line.dataAreaId && folded(row.InventoryWarehouseId ?? '') === folded(warehouse) && sameDimensions(row, line),
    );
  if (there) {
    erp.store.update('InventSum', there, { ...there.row, OnHandQuantity: decimalText(amountOf(there.row.OnHandQuantity).plus(quantity)) });
    return;
  }
  const place = erp.store.table('Warehouses').equal('WarehouseId', warehouse)[0]?.row;
  erp.store.insert('InventSum', {
    dataAreaId: line.dataAreaId ?? '',
    ItemNumber: line.ItemNumber ?? '',
    InventorySiteId: place?.OperationalSiteId ?? '',
    InventoryWarehouseId: place?.WarehouseId ?? warehouse,
    ProductColorId: line.ProductColorId ?? '',
    ProductSizeId: line.ProductSizeId ?? '',
    OnHandQuantity: decimalText(quantity),
  });
}

const trackingNumbers = (body: ActBody): string[] =>
  Array.isArray(body.trackingNumbers)
    ? body.trackingNumbers.map(String)
    : [optionalText(body, 'trackingNumber')].filter((one) => one !== undefined);

function addTracking(erp: Erp, slip: Row, trackingNumber: string, url: string | undefined): void {
  erp.store.insert('SalesPackingSlipTracking', {
    dataAreaId: slip.dataAreaId ?? '',
    SalesOrderNumber: slip.SalesId ?? '',
    PackingSlipNumber: slip.PackingSlipId ?? '',
    DeliveryDate: slip.DeliveryDate ?? '',
    TrackingNumber: trackingNumber,
    TrackingURL: url ?? '',
  });
}

/** `{ packingSlipId, trackingNumber, trackingUrl?, carrier? }`: the carrier's label comes later than the slip. */
function track(erp: Erp, body: ActBody) {
  const slip = slipOf(erp, body);
  const carrier = optionalText(body, 'carrier');
  if (carrier) erp.store.update('CustPackingSlipJour', slip, { ...slip.row, ShipCarrierId: carrier });
  addTracking(erp, slip.row, textIn(body, 'trackingNumber'), optionalText(body, 'trackingUrl'));
  return { company: slip.row.dataAreaId, salesOrderNumber: slip.row.SalesId, packingSlipId: slip.row.PackingSlipId };
}

const wantedQuantities = (body: ActBody) => given(body);

/** Lowers quantities of a posted slip, or takes it back whole; stock and order lines follow, and a version row says when. */
function correct(erp: Erp, body: ActBody, wanted: Record<string, unknown>[] | undefined) {
  const slip = slipOf(erp, body);
  const order = orderOf(erp, { ...body, salesOrderNumber: slip.row.SalesId, company: slip.row.dataAreaId });
  if (order.row.SalesOrderStatus === 'Invoiced') throw new WrongCall('The packing slip is invoiced and cannot be corrected.');
  for (const posted of slipLines(erp, slip.row)) {
    const line = orderLines(erp, order.row).find(({ row }) => row.InventoryLotId === posted.row.InventTransId);
    const one = wanted?.find(
      ({ inventoryLotId, lineNumber, itemNumber }) =>
        inventoryLotId === posted.row.InventTransId ||
        itemNumber === posted.row.ItemId ||
        (lineNumber !== undefined && Number(lineNumber) === Number(line?.row.LineNumber)),
    );
    if (wanted && !one) continue;
    const quantity = one ? new Big(String(one.quantity)) : new Big(0);
    const before = amountOf(posted.row.Qty);
    if (quantity.gt(before)) throw new WrongCall('A correction can only lower a quantity.');
    erp.store.update('CustPackingSlipTrans', posted, { ...posted.row, Qty: decimalText(quantity), inventQty: decimalText(quantity) });
    if (line && posted.row.StockedProduct === 'Yes') moveStock(erp, line.row, slip.row.inventLocationId ?? '', before.minus(quantity));
  }
  const sum = slipLines(erp, slip.row).reduce((total, { row }) => total.plus(amountOf(row.Qty)), new Big(0));
  erp.store.update('CustPackingSlipJour', slip, { ...slip.row, Qty: decimalText(sum) });
  addVersion(erp, slip, sum);
  settle(erp, order);
  return {
    company: slip.row.dataAreaId,
    salesOrderNumber: slip.row.SalesId,
    packingSlipId: slip.row.PackingSlipId,
    quantity: decimalText(sum),
  };
}

function addVersion(erp: Erp, slip: Stored, quantity: Big): void {
  const versions = erp.store.table('CustPackingSlipVersion').equal('CustPackingSlipJour', String(slip.id));
  const latest = Math.max(0, ...versions.map(({ row }) => Date.parse(row.VersionDateTime ?? '') + 1000));
  const at = secondsOnly(new Date(Math.max(erp.now().getTime(), latest)));
  erp.store.insert('CustPackingSlipVersion', { CustPackingSlipJour: String(slip.id), VersionDateTime: at, Qty: decimalText(quantity) });
}

/** `{ salesOrderNumber, lineNumber, components }`: the kit line gives way to the lines of its parts. */
function explodeKit(erp: Erp, body: ActBody) {
  const order = orderOf(erp, body);
  const kit = findLine(orderLines(erp, order.row), { lineNumber: body.lineNumber });
  if (!Array.isArray(body.components) || body.components.length === 0)
    throw new WrongCall('"components" must be a list of { itemNumber, quantity }.');
  const company = order.row.dataAreaId ?? '';
  (body.components as Record<string, unknown>[]).forEach(({ itemNumber, quantity }, index) => {
    const item = String(itemNumber);
    if (!find(erp, 'InventTable', { dataAreaId: company, ItemNumber: item }))
      throw new WrongCall(`item "${item}" is not released in ${company}.`);
    erp.store.insert('SalesLine', {
      ...kit.row,
      InventoryLotId: `${company.slice(0, 2).toUpperCase()}-${erp.numbers.next('lot', company)}`,
      LineNumber: String(100 + index),
      LineCreationSequenceNumber: String(100 + index),
      ItemNumber: item,
      ExternalItemNumber: '',
      OrderedSalesQuantity: decimalText(amountOf(kit.row.OrderedSalesQuantity).times(String(quantity))),
      LineAmount: '0',
      SalesPrice: '0',
    });
  });
  erp.store.update('SalesLine', kit, { ...kit.row, SalesOrderLineStatus: 'Canceled' });
  return { salesOrderNumber: order.row.SalesOrderNumber };
}

/** Lines are delivered when nothing remains, the order when all its goods are. */
export function settle(erp: Erp, order: Stored): void {
  const lines = orderLines(erp, order.row);
  for (const line of lines) {
    const status = line.row.SalesOrderLineStatus ?? 'Backorder';
    if (status === 'Canceled' || status === 'Invoiced') continue;
    const next = remaining(erp, line.row).gt(0) ? 'Backorder' : 'Delivered';
    if (next !== status) erp.store.update('SalesLine', line, { ...line.row, SalesOrderLineStatus: next });
  }
  const now = orderLines(erp, order.row).filter(({ row }) => row.SalesOrderLineStatus !== 'Canceled' && isStocked(erp, row));
  const delivered =
    now.length > 0 && now.every(({ row }) => row.SalesOrderLineStatus === 'Delivered' || row.SalesOrderLineStatus === 'Invoiced');
  const stored = erp.store
    .table('SalesTable')
    .byKey({ dataAreaId: order.row.dataAreaId ?? '', SalesOrderNumber: order.row.SalesOrderNumber ?? '' });
  const status = delivered ? 'Delivered' : 'Backorder';
  if (stored && stored.row.SalesOrderStatus !== status) erp.store.update('SalesTable', stored, { ...stored.row, SalesOrderStatus: status });
}

export const orderOf = (erp: Erp, body: ActBody): Stored => {
  const number = textIn(body, 'salesOrderNumber');
  return theOne(erp.store.table('SalesTable').equal('SalesOrderNumber', number), body, `sales order "${number}"`);
};

export const orderLines = (erp: Erp, order: Row): Stored[] =>
  erp.store
    .table('SalesLine')
    .equal('SalesOrderNumber', order.SalesOrderNumber ?? '')
    .filter(({ row }) => row.dataAreaId === order.dataAreaId);

function slipOf(erp: Erp, body: ActBody): Stored {
  const id = textIn(body, 'packingSlipId');
  return theOne(erp.store.table('CustPackingSlipJour').equal('PackingSlipId', id), body, `packing slip "${id}"`);
}

const slipLines = (erp: Erp, slip: Row): Stored[] =>
  erp.store
    .table('CustPackingSlipTrans')
    .equal('PackingSlipId', slip.PackingSlipId ?? '')
    .filter(({ row }) => row.dataAreaId === slip.dataAreaId);

/** Ordered and on no packing slip yet. */
export function remaining(erp: Erp, line: Row): Big {
  const shipped = erp.store
    .table('CustPackingSlipTrans')
    .equal('InventTransId', line.InventoryLotId ?? '')
    .filter(({ row }) => row.dataAreaId === line.dataAreaId)
    .reduce((sum, { row }) => sum.plus(amountOf(row.Qty)), new Big(0));
  return amountOf(line.OrderedSalesQuantity).minus(shipped);
}

/** Service items lie in no warehouse. */
export const isStocked = (erp: Erp, line: Row): boolean =>
  find(erp, 'InventTable', { dataAreaId: line.dataAreaId ?? '', ItemNumber: line.ItemNumber ?? '' })?.ProductType !== 'Service';

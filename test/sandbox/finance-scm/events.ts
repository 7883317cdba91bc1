import { WrongCall } from '../faults.ts';
import { legalEntities } from '../world.ts';
import { type Act, type ActBody, amountIn, companyIn, optionalText, textIn, theOne } from './act-body.ts';
import { folded, type Row } from './cells.ts';
import type { Erp } from './erp.ts';
import { invoicing } from './invoicing.ts';
import { requireSet } from './metadata.ts';
import { isSequence } from './numbers.ts';
import { sameDimensions } from './rules/dimensions.ts';
import { isOpen } from './rules/sales-order.ts';
import type { ServerTime } from './server-time.ts';
import { shipping } from './shipping.ts';
import { create } from './writes.ts';

/** What a person in Dynamics can do here. */
const events: Readonly<Record<string, Act>> = {
  'number-sequence': setNumberSequence,
  latency: setLatency,
  cancel: cancelOrder,
  ...shipping,
  ...invoicing,
  stock: setStock,
  price: setPrice,
  product: putProduct,
};

/** @throws WrongCall for an unknown event or a body that is wrong */
export function act(erp: Erp, time: ServerTime, event: string, body: ActBody): unknown {
  const run = Object.hasOwn(events, event) ? events[event] : undefined;
  if (!run) throw new WrongCall(`event "${event}" does not exist. Use one of: ${Object.keys(events).join(', ')}.`);
  return erp.store.transaction(() => run(erp, body, time));
}

function setNumberSequence(erp: Erp, body: ActBody) {
  const company = companyIn(body);
  const sequence = optionalText(body, 'sequence') ?? 'sales-order';
  if (!isSequence(sequence)) throw new WrongCall(`sequence "${sequence}" does not exist.`);
  if (typeof body.manual !== 'boolean') throw new WrongCall('"manual" must be true or false.');
  erp.numbers.setManual(sequence, company, body.manual);
  return { company, sequence, manual: body.manual };
}

function setLatency(_erp: Erp, { mode }: ActBody, time: ServerTime) {
  if (mode !== 'none' && mode !== 'realistic') throw new WrongCall('"mode" must be "none" or "realistic".');
  time.mode = mode;
  return { mode };
}

function cancelOrder(erp: Erp, body: ActBody) {
  const number = textIn(body, 'salesOrderNumber');
  const order = theOne(erp.store.table('SalesTable').equal('SalesOrderNumber', number), body, `sales order "${number}"`);
  if (!isOpen(order.row)) throw new WrongCall(`sales order "${number}" is ${order.row.SalesOrderStatus} and cannot be cancelled.`);
  const lines = erp.store
    .table('SalesLine')
    .equal('SalesOrderNumber', number)
    .filter(({ row }) => row.dataAreaId === order.row.dataAreaId);
  for (const line of lines) erp.store.update('SalesLine', line, { ...line.row, SalesOrderLineStatus: 'Canceled' });
  erp.store.update('SalesTable', order, { ...order.row, SalesOrderStatus: 'Canceled', SalesOrderProcessingStatus: 'Canceled' });
  return { company: order.row.dataAreaId, salesOrderNumber: order.row.SalesOrderNumber, status: 'Canceled' };
}

function setStock(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const warehouse = textIn(body, 'warehouse');
  const place = theOne(erp.store.table('Warehouses').equal('WarehouseId', warehouse), body, `warehouse "${warehouse}"`).row;
  const company = place.dataAreaId ?? '';
  if (!erp.store.table('InventTable').byKey({ dataAreaId: company, ItemNumber: item }))
    throw new WrongCall(`item "${item}" is not released in ${company}.`);
  const dimensions: Row = { ProductColorId: optionalText(body, 'color') ?? '', ProductSizeId: optionalText(body, 'size') ?? '' };
  const onHand = amountIn(body, 'onHand');
  const rows = erp.store
    .table('InventSum')
    .equal('ItemNumber', item)
    .filter(({ row }) => row.dataAreaId === company && folded(row.InventoryWarehouseId ?? '') === folded(warehouse));
  const existing = rows.find(({ row }) => sameDimensions(row, dimensions));
  if (!existing && rows.length > 0) throw new WrongCall(`item "${item}" is kept by product dimension: say "color" and "size".`);
  const key = {
    dataAreaId: company,
    ItemNumber: item,
    InventorySiteId: place.OperationalSiteId ?? '',
    InventoryWarehouseId: place.WarehouseId ?? '',
    ...dimensions,
  };
  if (existing) erp.store.update('InventSum', existing, { ...existing.row, OnHandQuantity: onHand });
  else erp.store.insert('InventSum', { ...key, OnHandQuantity: onHand });
  return { company, itemNumber: item, warehouse, onHand };
}

function setPrice(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const price = amountIn(body, 'price');
  const currency = optionalText(body, 'currency');
  const companies = body.company === undefined ? undefined : companyIn(body);
  const products = erp.store
    .table('InventTable')
    .equal('ItemNumber', item)
    .filter(({ row }) => companies === undefined || row.dataAreaId === companies);
  if (products.length === 0) throw new WrongCall(`item "${item}" is not released.`);
  for (const product of products) {
    if (currency) agree(erp, product.row, currency, price);
    else erp.store.update('InventTable', product, { ...product.row, SalesPrice: price });
  }
  return { itemNumber: item, price, companies: products.map(({ row }) => row.dataAreaId) };
}

/** A trade agreement for everybody. */
function agree(erp: Erp, { dataAreaId = '', ItemNumber = '', SalesUnitSymbol = '' }: Row, currency: string, price: string): void {
  const same = erp.store
    .table('PriceDiscTable')
    .equal('ItemNumber', ItemNumber)
    .find(({ row }) => row.dataAreaId === dataAreaId && row.PriceCurrencyCode === currency);
  if (same) return void erp.store.update('PriceDiscTable', same, { ...same.row, Price: price });
  erp.store.insert('PriceDiscTable', {
    dataAreaId,
    RecordId: erp.numbers.next('agreement', ''),
    ItemNumber,
    PriceCurrencyCode: currency,
    Price: price,
    SalesPriceQuantity: '1',
    QuantityUnitySymbol: SalesUnitSymbol,
  });
}

function putProduct(erp: Erp, body: ActBody) {
  const item = textIn(body, 'itemNumber');
  const name = textIn(body, 'name');
  const shared = erp.store.table('EcoResProduct').byKey({ ProductNumber: item });
  if (shared) erp.store.update('EcoResProduct', shared, { ...shared.row, ProductName: name });
  const companies = body.company === undefined ? legalEntities.map(({ id }) => id) : [companyIn(body)];
  for (const company of companies) {
    if (!erp.store.table('InventTable').byKey({ dataAreaId: company, ItemNumber: item })) release(erp, company, item, name, body);
  }
  if (body.price !== undefined) setPrice(erp, body);
  return { itemNumber: item, name, companies };
}

function release(erp: Erp, company: string, item: string, name: string, body: ActBody): void {
  const unit = optionalText(body, 'unit') ?? 'ea';
  const row = {
    ItemNumber: item,
    ProductNumber: item,
    ProductName: name,
    ProductType: 'Item',
    ProductSubType: 'Product',
    SalesUnitSymbol: unit,
    InventoryUnitSymbol: unit,
    SalesSalesTaxItemGroupCode: optionalText(body, 'taxItemGroup') ?? 'FULL',
  };
  try {
    create(erp, requireSet('ReleasedProductCreationsV2'), JSON.stringify({ dataAreaId: company, ...row }), company);
  } catch (error) {
    throw new WrongCall(error instanceof Error ? error.message : String(error));
  }
  const barcode = optionalText(body, 'barcode');
  if (barcode)
    erp.store.insert('InventItemBarcode', {
      dataAreaId: company,
      ItemNumber: item,
      ProductNumber: item,
      ProductQuantityUnitSymbol: unit,
      BarcodeSetupId: 'EAN13',
      Barcode: barcode,
      ProductQuantity: '1',
    });
}

import { IntegrationError } from '../../core/errors.ts';
import type { CustomerAccount, ItemNumber, LegalEntityId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { type CurrencyCode, parseDecimal, zero } from '../../core/money.ts';
import { type Instant, instant, parseInstant } from '../../core/time.ts';
import type { PackingSlip, SalesOrderProgress } from '../erp-target.ts';
import type { BatchOperation } from '../odata-batch.ts';
import { literal, type ODataClient, readRows } from '../odata-client.ts';

type Row = Record<string, Json>;

/** Header, lines, packing slips with their lines and tracking numbers, and invoices of one order, in one round trip. */
export async function followSalesOrder(
  client: ODataClient,
  company: LegalEntityId,
  number: string,
): Promise<SalesOrderProgress | undefined> {
  const of = (field: string) => `dataAreaId eq ${literal(company)} and ${field} eq ${literal(number)}`;
  const parts = [
    read(
      'SalesOrderHeadersV4',
      of('SalesOrderNumber'),
      'SalesOrderNumber,SalesOrderOriginCode,CustomersOrderReference,OrderingCustomerAccountNumber,CurrencyCode,SalesOrderStatus',
    ),
    read(
      'SalesOrderLinesV3',
      of('SalesOrderNumber'),
      'InventoryLotId,ExternalItemNumber,ItemNumber,OrderedSalesQuantity,SalesOrderLineStatus',
    ),
    read('CustPackingSlipJourBiEntities', of('SalesId'), 'PackingSlipId,CreatedOn,DeliveryDate,inventLocationId,ShipCarrierId,DlvMode'),
    read('CustPackingSlipTransBiEntities', of('OrigSalesId'), 'PackingSlipId,InventTransId,ItemId,Qty'),
    read('PackingSlipTrackingInformation', of('SalesOrderNumber'), 'PackingSlipNumber,TrackingNumber,TrackingURL'),
    read('SalesInvoiceHeadersV4', of('SalesOrderNumber'), 'InvoiceNumber,TotalInvoiceAmount,CurrencyCode'),
  ];
  const answers = await client.batch(parts);
  const [headers = [], lines = [], slips = [], slipLines = [], tracking = [], invoices = []] = answers.map((answer) => {
    if ('changeset' in answer || answer.status !== 200) throw new IntegrationError('REMOTE_RUBBISH', { facts: { remote: client.remote } });
    return readRows(client.remote, answer);
  });
  const header = headers[0];
  if (!header) return undefined;
  return {
    company,
    number: textOf(header.SalesOrderNumber),
    origin: textOf(header.SalesOrderOriginCode),
    reference: textOf(header.CustomersOrderReference),
    customer: textOf(header.OrderingCustomerAccountNumber) as CustomerAccount,
    currency: textOf(header.CurrencyCode) as CurrencyCode,
    state: stateOf(header.SalesOrderStatus),
    lines: lines.map((line) => ({
      lot: textOf(line.InventoryLotId),
      externalId: textOf(line.ExternalItemNumber),
      item: textOf(line.ItemNumber) as ItemNumber,
      ordered: quantityOf(line.OrderedSalesQuantity),
      state: stateOf(line.SalesOrderLineStatus),
    })),
    slips: slips.map((slip) => toSlip(slip, slipLines, tracking)),
    invoices: invoices.map((invoice) => ({
      number: textOf(invoice.InvoiceNumber),
      total: quantityOf(invoice.TotalInvoiceAmount),
      currency: textOf(invoice.CurrencyCode) as CurrencyCode,
    })),
  };
}

function toSlip(slip: Row, lines: readonly Row[], tracking: readonly Row[]): PackingSlip {
  const id = textOf(slip.PackingSlipId);
  return {
    id,
    shippedAt: shippedAt(slip),
    warehouse: textOf(slip.inventLocationId),
    carrier: textOf(slip.ShipCarrierId) || textOf(slip.DlvMode),
    lines: lines
      .filter((line) => textOf(line.PackingSlipId) === id)
      .map((line) => ({ lot: textOf(line.InventTransId), item: textOf(line.ItemId) as ItemNumber, quantity: quantityOf(line.Qty) })),
    parcels: tracking
      .filter((row) => textOf(row.PackingSlipNumber) === id && textOf(row.TrackingNumber) !== '')
      .map((row) => ({ trackingNumber: textOf(row.TrackingNumber), url: textOf(row.TrackingURL) || undefined })),
  };
}

/** A delivery date is a day at noon; the moment of posting is nearer to when the parcel left. */
function shippedAt(slip: Row): Instant {
  const posted = parseInstant(textOf(slip.CreatedOn));
  return posted && posted > '1901' ? posted : (parseInstant(textOf(slip.DeliveryDate)) ?? instant(0));
}

const states: Record<string, SalesOrderProgress['state']> = {
  Delivered: 'delivered',
  Invoiced: 'invoiced',
  Canceled: 'cancelled',
};
const stateOf = (status: Json | undefined): SalesOrderProgress['state'] => states[textOf(status)] ?? 'open';

const quantityOf = (value: Json | undefined) => parseDecimal(textOf(value)) ?? zero;

const read = (set: string, filter: string, select: string): BatchOperation => ({
  method: 'GET',
  path: `${set}?cross-company=true&$filter=${filter}&$select=${select}`,
});

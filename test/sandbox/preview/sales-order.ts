import { compare, decimal, minus, plus, zero } from '../../../shared/core/money.ts';
import type { Catalogue } from './catalogue.ts';
import { amount, type Dynamics, literal, type Row, text } from './dynamics.ts';
import type { ActView, SalesLineView, SalesOrderView } from './model.ts';

const mostLines = 200;

/** A sales order as Finance & SCM has it now: lines, packing slips, invoices, and what a person there could do with it. */
export async function readSalesOrder(
  dynamics: Dynamics,
  catalogue: Catalogue,
  { company, number }: { company: string; number: string },
): Promise<SalesOrderView | undefined> {
  const read = (set: string, field: string) =>
    dynamics
      .read(
        'financeScm',
        `${set}?cross-company=true&$filter=dataAreaId eq ${literal(company)} and ${field} eq ${literal(number)}&$top=${mostLines}`,
      )
      .then(({ rows }) => rows);
  const [headers, lines, slips, slipLines, tracking, invoices, items] = await Promise.all([
    read('SalesOrderHeadersV4', 'SalesOrderNumber'),
    read('SalesOrderLinesV3', 'SalesOrderNumber'),
    read('CustPackingSlipJourBiEntities', 'SalesId'),
    read('CustPackingSlipTransBiEntities', 'OrigSalesId'),
    read('PackingSlipTrackingInformation', 'SalesOrderNumber'),
    read('SalesInvoiceHeadersV4', 'SalesOrderNumber'),
    catalogue(company),
  ]);
  const [header] = headers;
  if (!header) return undefined;
  const services = new Set(items.filter(({ service }) => service).map((item) => item.number));
  const views = lines.map((line) => toLine(line, { slipLines, services, currency: header.CurrencyCode }));
  const slipViews = slips.map((slip) => toSlip(slip, { slipLines, tracking, views }));
  return {
    number,
    company,
    customer: text(header.OrderingCustomerAccountNumber),
    total: amount(header.OrderTotalAmount, header.CurrencyCode) ?? '',
    state: stateOf(text(header.SalesOrderStatus), views),
    lines: views,
    slips: slipViews,
    invoices: invoices.map((row) => ({ number: text(row.InvoiceNumber), total: amount(row.TotalInvoiceAmount, row.CurrencyCode) ?? '' })),
    acts: actsOf({ status: text(header.SalesOrderStatus), lines, views, slips: slipViews, slipLines }),
  };
}

interface LineContext {
  slipLines: readonly Row[];
  services: ReadonlySet<string>;
  currency: unknown;
}

function toLine(row: Row, { slipLines, services, currency }: LineContext): SalesLineView {
  const lot = text(row.InventoryLotId);
  const ordered = decimal(text(row.OrderedSalesQuantity) || '0');
  const shipped = plus(zero, ...slipLines.filter((line) => line.InventTransId === lot).map((line) => decimal(text(line.Qty))));
  const rest = minus(ordered, shipped);
  const service = services.has(text(row.ItemNumber));
  const shippable = row.SalesOrderLineStatus === 'Backorder' && !service && compare(rest, zero) > 0;
  return {
    lot,
    item: [row.ItemNumber, row.ProductColorId, row.ProductSizeId].map(text).filter(Boolean).join(' · '),
    ordered,
    shipped,
    left: shippable ? rest : zero,
    service,
    amount: amount(row.LineAmount, currency) ?? '',
  };
}

interface SlipContext {
  slipLines: readonly Row[];
  tracking: readonly Row[];
  views: readonly SalesLineView[];
}

function toSlip(slip: Row, { slipLines, tracking, views }: SlipContext): SalesOrderView['slips'][number] {
  const id = text(slip.PackingSlipId);
  return {
    id,
    at: text(slip.CreatedOn),
    carrier: text(slip.ShipCarrierId) || text(slip.DlvMode),
    tracking: tracking.filter((row) => text(row.PackingSlipNumber) === id).map((row) => text(row.TrackingNumber)),
    lines: slipLines
      .filter((line) => text(line.PackingSlipId) === id && compare(decimal(text(line.Qty)), zero) > 0)
      .map((line) => ({
        item: views.find(({ lot }) => lot === line.InventTransId)?.item ?? text(line.ItemId),
        quantity: decimal(text(line.Qty)),
      })),
  };
}

const anyShipped = (lines: readonly SalesLineView[]): boolean => lines.some(({ shipped }) => compare(decimal(shipped), zero) > 0);

function stateOf(status: string, lines: readonly SalesLineView[]): string {
  if (status === 'Canceled') return 'Cancelled';
  if (status === 'Invoiced') return 'Invoiced';
  if (status === 'Delivered') return 'Shipped';
  return anyShipped(lines) ? 'Shipped in part' : 'Open';
}

interface Situation {
  status: string;
  lines: readonly Row[];
  views: readonly SalesLineView[];
  slips: SalesOrderView['slips'];
  slipLines: readonly Row[];
}

/** What can be done, and why not where it makes no sense. */
function actsOf({ status, lines, views, slips, slipLines }: Situation): ActView[] {
  const over = { Canceled: 'The sales order is cancelled.', Invoiced: 'Everything is invoiced.' }[status];
  const nothingLeft = views.every(({ left }) => compare(decimal(left), zero) === 0);
  const invoiced = new Set(lines.filter((line) => line.SalesOrderLineStatus === 'Invoiced').map((line) => line.InventoryLotId));
  const takesBack = (slip: string): string | undefined =>
    over ??
    (slipLines.some((line) => line.PackingSlipId === slip && invoiced.has(line.InventTransId)) ? 'Some of it is invoiced.' : undefined);
  return [
    { act: 'ship', whyNot: over ?? (nothingLeft ? 'Everything has left.' : undefined) },
    { act: 'invoice', whyNot: over ?? noInvoice(lines, views) },
    { act: 'cancel', whyNot: over ?? (anyShipped(views) ? 'Something of it has left.' : undefined) },
    ...slips
      .filter((slip) => slip.lines.length > 0)
      .map(({ id }): ActView => ({ act: 'cancel-packing-slip', slip: id, whyNot: takesBack(id) })),
  ];
}

function noInvoice(lines: readonly Row[], views: readonly SalesLineView[]): string | undefined {
  if (lines.some((line) => line.SalesOrderLineStatus === 'Delivered')) return undefined;
  if (lines.some((line) => line.SalesOrderLineStatus === 'Invoiced')) return 'What has left whole is invoiced.';
  return anyShipped(views) ? 'No line has left whole.' : 'Nothing has left yet.';
}

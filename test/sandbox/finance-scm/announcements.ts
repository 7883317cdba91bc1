import type { Erp } from './erp.ts';
import { find } from './erp.ts';
import type { EventOutbox } from './event-outbox.ts';

type Answer = Readonly<Record<string, unknown>>;

const salesStatus = { Backorder: 1, Delivered: 2, Invoiced: 3, Canceled: 4 } as const;

/** What the application says after an act, where somebody listens. There is no standard event for packing slips and stock. */
const announcements: Readonly<Record<string, (erp: Erp, answer: Answer, outbox: EventOutbox) => void>> = {
  invoice(erp, answer, outbox) {
    const order = orderRow(erp, answer);
    const posted = erp.store
      .table('CustInvoiceJour')
      .equal('InvoiceNumber', String(answer.invoiceId))
      .find(({ row }) => row.dataAreaId === answer.company)?.row;
    const dayOf = (field: string) => `/Date(${Date.parse(posted?.[field] ?? '')})/`;
    outbox.business('SalesInvoicePostedBusinessEvent', String(answer.company), {
      InvoiceAccount: order?.InvoiceCustomerAccountNumber ?? '',
      InvoiceAmountInAccountingCurrency: Number(posted?.['#accountingAmount']),
      InvoiceDate: dayOf('InvoiceDate'),
      InvoiceDueDate: dayOf('#dueOn'),
      InvoiceId: answer.invoiceId,
      InvoiceTaxAmount: Number(answer.tax),
      SalesOrderId: answer.salesOrderNumber,
    });
    orderChanged(erp, answer, outbox);
  },
  cancel: orderChanged,
  ship(erp, answer, outbox) {
    tracked(erp, answer, outbox);
    orderChanged(erp, answer, outbox);
  },
  track: tracked,
  correct: orderChanged,
  'cancel-packing-slip': orderChanged,
  price: (_erp, answer, outbox) => productChanged(answer, outbox),
  product: (_erp, answer, outbox) => productChanged(answer, outbox),
};

export function announce(event: string, erp: Erp, answer: unknown, outbox: EventOutbox): void {
  if (answer && typeof answer === 'object')
    (Object.hasOwn(announcements, event) ? announcements[event] : undefined)?.(erp, answer as Answer, outbox);
}

const orderRow = (erp: Erp, { company, salesOrderNumber }: Answer) =>
  find(erp, 'SalesTable', { dataAreaId: String(company), SalesOrderNumber: String(salesOrderNumber) });

function orderChanged(erp: Erp, answer: Answer, outbox: EventOutbox): void {
  const status = (orderRow(erp, answer)?.SalesOrderStatus ?? 'Backorder') as keyof typeof salesStatus;
  const attributes = { dataareaid: answer.company, salesordernumber: answer.salesOrderNumber };
  outbox.data('Updated', 'salesorderheaderv2entity', attributes, { salesorderstatus: salesStatus[status] });
}

function tracked(erp: Erp, answer: Answer, outbox: EventOutbox): void {
  const added = Array.isArray(answer.trackingNumbers) ? answer.trackingNumbers : [];
  for (const { row } of erp.store.table('SalesPackingSlipTracking').equal('PackingSlipNumber', String(answer.packingSlipId))) {
    if (row.dataAreaId !== answer.company || !added.includes(row.TrackingNumber)) continue;
    outbox.data('Created', 'salespackingsliptrackinginformationentity', {
      dataareaid: row.dataAreaId,
      salesordernumber: row.SalesOrderNumber,
      packingslipnumber: row.PackingSlipNumber,
      trackingnumber: row.TrackingNumber,
      trackingurl: row.TrackingURL,
    });
  }
}

function productChanged(answer: Answer, outbox: EventOutbox): void {
  const companies = Array.isArray(answer.companies) ? answer.companies : [];
  for (const company of companies)
    outbox.data('Updated', 'ecoresreleasedproductv2entity', { dataareaid: company, itemnumber: answer.itemNumber });
}

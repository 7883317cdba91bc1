import { type Dynamics, literal, text } from './dynamics.ts';
import type { OrderDetail } from './model.ts';
import { amount } from './overview.ts';

/** What happened to one order so far, and the sales order as Finance & SCM has it. */
export async function readDetail(
  dynamics: Dynamics,
  { key, company, document }: { key: string; company: string; document: string },
): Promise<OrderDetail> {
  const [events, salesOrder] = await Promise.allSettled([
    dynamics.read(
      'dataverse',
      `cmc_syncevents?$filter=cmc_statuskey eq ${literal(key)}&$orderby=cmc_occurredon asc,versionnumber asc&$top=200`,
    ),
    company && document ? readSalesOrder(dynamics, company, document) : undefined,
  ]);
  const failed = [events, salesOrder].find((one) => one.status === 'rejected');
  return {
    timeline:
      events.status === 'fulfilled'
        ? events.value.rows.map((row) => ({ at: text(row.cmc_occurredon), title: text(row.cmc_name), text: text(row.cmc_text) }))
        : [],
    salesOrder: salesOrder.status === 'fulfilled' ? salesOrder.value : undefined,
    trouble: failed ? String(failed.reason instanceof Error ? failed.reason.message : failed.reason) : undefined,
  };
}

async function readSalesOrder(dynamics: Dynamics, company: string, number: string): Promise<OrderDetail['salesOrder']> {
  const of = `cross-company=true&$filter=dataAreaId eq ${literal(company)} and SalesOrderNumber eq ${literal(number)}`;
  const [headers, lines] = await Promise.all([
    dynamics.read('financeScm', `SalesOrderHeadersV4?${of}`),
    dynamics.read('financeScm', `SalesOrderLinesV3?${of}&$top=100`),
  ]);
  const [header] = headers.rows;
  if (!header) return undefined;
  return {
    number,
    company,
    customer: text(header.OrderingCustomerAccountNumber),
    total: amount(header.OrderTotalAmount, header.CurrencyCode) ?? '',
    lines: lines.rows.map((row) => ({
      item: text(row.ItemNumber),
      quantity: text(row.OrderedSalesQuantity),
      amount: amount(row.LineAmount, header.CurrencyCode) ?? '',
    })),
  };
}

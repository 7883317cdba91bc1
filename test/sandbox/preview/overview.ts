import { CurrencyCode, decimal, money, plus, show } from '../../../shared/core/money.ts';
import { exceptionState } from '../../../shared/d365/dataverse/choices.ts';
import { type Dynamics, label, literal, type Row, text } from './dynamics.ts';
import type { CauseView, OrderDetail, OrderView, ProblemView } from './model.ts';

const ordersShown = 60;
const exceptionsRead = 500;

export interface Documents {
  orders: OrderView[];
  orderCount: number;
  causes: CauseView[];
  held: { orders: number; money: string[] };
}

export const nothingYet: Documents = { orders: [], orderCount: 0, causes: [], held: { orders: 0, money: [] } };

/** The latest orders with what is open about them, and the causes behind all that is open. */
export async function readDocuments(dynamics: Dynamics): Promise<Documents> {
  const [statuses, exceptions] = await Promise.all([
    dynamics.read(
      'dataverse',
      `cmc_syncstatuses?$filter=cmc_documenttype eq 'order'&$orderby=cmc_receivedon desc,cmc_key desc&$top=${ordersShown}&$count=true`,
    ),
    dynamics.read(
      'dataverse',
      `cmc_exceptions?$filter=cmc_state eq ${exceptionState.Open}&$orderby=cmc_openedon asc&$top=${exceptionsRead}`,
    ),
  ]);
  const problems = Map.groupBy(exceptions.rows, (row) => documentOf(row));
  return {
    orders: statuses.rows.map((row) => toOrder(row, problems.get(documentOf(row)) ?? [])),
    orderCount: statuses.count,
    causes: toCauses(exceptions.rows),
    held: { orders: problems.size, money: sums([...problems.values()].flatMap((rows) => rows.slice(0, 1))) },
  };
}

const documentOf = (row: Row) => [row.cmc_store, row.cmc_documenttype, row.cmc_externalid].map(text).join('\n');

function toOrder(row: Row, problems: Row[]): OrderView {
  const shopTotal = amount(row.cmc_channeltotal, row.cmc_currency);
  const dynamicsTotal = amount(row.cmc_erptotal, row.cmc_currency);
  return {
    key: text(row.cmc_key),
    store: text(row.cmc_store),
    ref: text(row.cmc_externalid),
    number: text(row.cmc_externalnumber) || text(row.cmc_externalid),
    state: label(row, 'cmc_state'),
    reason: text(row.cmc_reason),
    shopTotal,
    dynamicsTotal,
    totalsAgree: shopTotal !== undefined && shopTotal === dynamicsTotal,
    company: text(row.cmc_erpcompany) || undefined,
    document: text(row.cmc_erpdocument) || undefined,
    receivedAt: text(row.cmc_receivedon) || undefined,
    at: text(row.cmc_lasteventon),
    nextTryAt: text(row.cmc_nexttryon) || undefined,
    problems: problems.map(toProblem),
  };
}

const toProblem = (row: Row): ProblemView => ({
  title: text(row.cmc_title),
  meaning: text(row.cmc_meaning),
  advice: text(row.cmc_advice),
  team: text(row.cmc_team),
  code: text(row.cmc_code),
});

/** Exceptions of one cause are one card; the cause that holds most orders comes first. */
function toCauses(rows: Row[]): CauseView[] {
  const groups = Map.groupBy(rows, (row) => text(row.cmc_causekey));
  return [...groups]
    .flatMap(([cause, members]) => {
      const [first] = members;
      if (!first) return [];
      return [
        {
          ...toProblem(first),
          cause,
          orders: new Set(members.map(documentOf)).size,
          money: sums(members),
          oldest: text(first.cmc_openedon),
        },
      ];
    })
    .sort((a, b) => b.orders - a.orders || a.oldest.localeCompare(b.oldest));
}

function sums(rows: Row[]): string[] {
  const byCurrency = Map.groupBy(
    rows.filter((row) => row.cmc_amount !== null && row.cmc_amount !== undefined),
    (row) => text(row.cmc_currency),
  );
  return [...byCurrency].flatMap(([currency, members]) => {
    const total = plus(...members.map((row) => decimal(text(row.cmc_amount))));
    return amount(total, currency) ?? [];
  });
}

function amount(value: unknown, currency: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const code = CurrencyCode.safeParse(currency);
  return code.success ? show(money(text(value), code.data)) : text(value);
}

/** What happened to one order so far, and the sales order as Finance & SCM has it. */
export async function readDetail(
  dynamics: Dynamics,
  { key, company, document }: { key: string; company: string; document: string },
): Promise<OrderDetail> {
  const [events, salesOrder] = await Promise.allSettled([
    dynamics.read('dataverse', `cmc_syncevents?$filter=cmc_statuskey eq ${literal(key)}&$orderby=cmc_occurredon asc,cmc_key asc&$top=200`),
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

import { isObject, parseJson } from '../../../shared/core/json.ts';
import { absolute, CurrencyCode, compare, decimal, minus, money, plus, show } from '../../../shared/core/money.ts';
import { exceptionState, syncState } from '../../../shared/d365/dataverse/choices.ts';
import { type Dynamics, label, type Row, text } from './dynamics.ts';
import type { CauseView, OrderView, ProblemView } from './model.ts';

const ordersShown = 100;
const exceptionsRead = 500;

export interface Documents {
  orders: OrderView[];
  orderCount: number;
  syncedCount: number;
  causes: CauseView[];
  held: { orders: number; money: string[] };
}

export const nothingYet: Documents = { orders: [], orderCount: 0, syncedCount: 0, causes: [], held: { orders: 0, money: [] } };

/** The latest orders with what is open about them, and the causes behind all that is open. */
export async function readDocuments(dynamics: Dynamics): Promise<Documents> {
  const [statuses, exceptions, synced, written] = await Promise.all([
    dynamics.read(
      'dataverse',
      `cmc_syncstatuses?$filter=cmc_documenttype eq 'order' or cmc_documenttype eq 'delivery'&$orderby=cmc_receivedon desc,cmc_key desc&$top=${ordersShown}&$count=true`,
    ),
    dynamics.read(
      'dataverse',
      `cmc_exceptions?$filter=cmc_state eq ${exceptionState.Open}&$orderby=cmc_openedon asc&$top=${exceptionsRead}`,
    ),
    dynamics.read(
      'dataverse',
      `cmc_syncstatuses?$filter=cmc_documenttype eq 'order' and cmc_state eq ${syncState.Synced}&$select=cmc_key&$top=1&$count=true`,
    ),
    dynamics.read(
      'dataverse',
      `cmc_syncevents?$filter=cmc_kind eq 'sales-order'&$select=cmc_statuskey,cmc_occurredon&$orderby=cmc_occurredon desc&$top=${ordersShown}`,
    ),
  ]);
  const problems = Map.groupBy(exceptions.rows, (row) => documentOf(row));
  const writtenAt = new Map(written.rows.map((row) => [text(row.cmc_statuskey), text(row.cmc_occurredon)]));
  return {
    orders: statuses.rows.map((row) => toOrder(row, problems.get(documentOf(row)) ?? [], writtenAt.get(text(row.cmc_key)))),
    orderCount: statuses.count,
    syncedCount: synced.count,
    causes: toCauses(exceptions.rows),
    held: { orders: problems.size, money: sums([...problems.values()].flatMap((rows) => rows.slice(0, 1))) },
  };
}

const documentOf = (row: Row) => [row.cmc_store, row.cmc_documenttype, row.cmc_externalid].map(text).join('\n');

function toOrder(row: Row, problems: Row[], writtenAt: string | undefined): OrderView {
  const shopTotal = amount(row.cmc_channeltotal, row.cmc_currency);
  const dynamicsTotal = amount(row.cmc_erptotal, row.cmc_currency);
  return {
    key: text(row.cmc_key),
    kind: text(row.cmc_documenttype),
    store: text(row.cmc_store),
    ref: text(row.cmc_externalid),
    number: text(row.cmc_externalnumber) || text(row.cmc_externalid),
    state: label(row, 'cmc_state'),
    reason: text(row.cmc_reason),
    shopTotal,
    dynamicsTotal,
    totalsAgree: shopTotal !== undefined && shopTotal === dynamicsTotal,
    difference: differenceOf(row),
    company: text(row.cmc_erpcompany) || undefined,
    document: text(row.cmc_erpdocument) || undefined,
    receivedAt: text(row.cmc_receivedon) || undefined,
    tookS: writtenAt && row.cmc_receivedon ? Math.max(0, Date.parse(writtenAt) - Date.parse(text(row.cmc_receivedon))) / 1000 : undefined,
    at: text(row.cmc_lasteventon),
    nextTryAt: text(row.cmc_nexttryon) || undefined,
    problems: problems.map(toProblem),
  };
}

function differenceOf({ cmc_channeltotal: shop, cmc_erptotal: dynamics, cmc_currency: currency }: Row): string | undefined {
  if (shop === null || shop === undefined || dynamics === null || dynamics === undefined) return undefined;
  const [ours, theirs] = [decimal(text(shop)), decimal(text(dynamics))];
  return compare(ours, theirs) === 0 ? undefined : amount(absolute(minus(ours, theirs)), currency);
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
          link: linkOf(first),
          orders: new Set(members.map(documentOf)).size,
          money: sums(members),
          oldest: text(first.cmc_openedon),
        },
      ];
    })
    .sort((a, b) => b.orders - a.orders || a.oldest.localeCompare(b.oldest));
}

/** What the exception's own facts say about the article; the cause key has it in lower case only. */
function linkOf(row: Row): CauseView['link'] {
  if (row.cmc_code !== 'UNKNOWN_ITEM') return undefined;
  const facts = parseJson(text(row.cmc_detail) || '{}');
  const sku = isObject(facts) ? text(facts.sku) : '';
  return sku ? { store: text(row.cmc_store), sku } : undefined;
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

/** An amount as people read it; without a known currency, the bare figure. */
export function amount(value: unknown, currency: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const code = CurrencyCode.safeParse(currency);
  return code.success ? show(money(text(value), code.data)) : text(value);
}

import { absolute, compare, decimal, minus } from '../../../shared/core/money.ts';
import { exceptionState, syncState } from '../../../shared/d365/dataverse/choices.ts';
import { countsOf, isArticle, sums, toCauses, toProblem } from './causes.ts';
import { amount, type Dynamics, label, type Row, text } from './dynamics.ts';
import type { CauseView, OrderView } from './model.ts';
import { followUpFilter, followUpKinds, progressOf, type SalesOrderStates, salesOrderOf } from './progress.ts';

const ordersShown = 100;
const exceptionsRead = 500;
const followUpsRead = 300;

export interface Documents {
  orders: OrderView[];
  orderCount: number;
  syncedCount: number;
  causes: CauseView[];
  held: { orders: number; articles: number; money: string[] };
}

export const nothingYet: Documents = { orders: [], orderCount: 0, syncedCount: 0, causes: [], held: { orders: 0, articles: 0, money: [] } };

/** The latest orders with what became of them and what is open about them, and the causes behind all that is open. */
export async function readDocuments(dynamics: Dynamics, states: SalesOrderStates): Promise<Documents> {
  const [statuses, followUps, exceptions, synced, written] = await Promise.all([
    dynamics.read(
      'dataverse',
      `cmc_syncstatuses?$filter=cmc_documenttype eq 'order' or cmc_documenttype eq 'delivery'&$orderby=cmc_receivedon desc,cmc_key desc&$top=${ordersShown}&$count=true`,
    ),
    dynamics.read('dataverse', `cmc_syncstatuses?$filter=${followUpFilter}&$orderby=cmc_lasteventon desc&$top=${followUpsRead}`),
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
  const about = Map.groupBy(exceptions.rows, subjectOf);
  const after = Map.groupBy(followUps.rows, (row) => orderKey(row.cmc_store, salesOrderOf(row)));
  const writtenAt = new Map(written.rows.map((row) => [text(row.cmc_statuskey), text(row.cmc_occurredon)]));
  const shipped = statuses.rows.filter((row) => after.has(orderKey(row.cmc_store, row.cmc_erpdocument)));
  const known = states.of(shipped.map((row) => ({ company: text(row.cmc_erpcompany), number: text(row.cmc_erpdocument) })));
  return {
    orders: statuses.rows.map((row) => {
      const rest = after.get(orderKey(row.cmc_store, row.cmc_erpdocument)) ?? [];
      const later = row.cmc_erpdocument ? (about.get(orderKey(row.cmc_store, row.cmc_erpdocument)) ?? []) : [];
      const problems = [...(about.get(documentKey(row)) ?? []), ...later];
      const status = known.get(`${text(row.cmc_erpcompany)}|${text(row.cmc_erpdocument)}`);
      return {
        ...toOrder(row, problems, writtenAt.get(text(row.cmc_key))),
        at: [row, ...rest].map((one) => text(one.cmc_lasteventon)).reduce((last, at) => (at > last ? at : last)),
        progress: progressOf(rest, later.length > 0, status === undefined ? undefined : status !== 'Backorder'),
      };
    }),
    orderCount: statuses.count,
    syncedCount: synced.count,
    causes: toCauses(exceptions.rows, subjectOf),
    held: {
      ...countsOf([...about.values()].flatMap((rows) => rows.slice(0, 1))),
      money: sums([...about.values()].flatMap((rows) => rows.slice(0, 1))),
    },
  };
}

const documentKey = (row: Row): string => [row.cmc_store, row.cmc_documenttype, row.cmc_externalid].map(text).join('\n');
const orderKey = (store: unknown, salesOrder: unknown): string => `${text(store)}\n${text(salesOrder)}`;

/** What a problem is about: follow-ups belong to their sales order, stock and prices to their article wherever it lies. */
function subjectOf(row: Row): string {
  if (followUpKinds.includes(text(row.cmc_documenttype))) return orderKey(row.cmc_store, salesOrderOf(row));
  return isArticle(row) ? `${text(row.cmc_store)}\narticle\n${text(row.cmc_externalid).split('@')[0]}` : documentKey(row);
}

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

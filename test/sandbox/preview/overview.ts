import { absolute, compare, decimal, minus } from '../../../shared/core/money.ts';
import { exceptionState, syncState } from '../../../shared/d365/dataverse/choices.ts';
import { countsOf, isArticle, sums, toProblem } from './causes.ts';
import { amount, type Dynamics, label, type Row, text } from './dynamics.ts';
import type { OrderView } from './model.ts';
import { followUpFilter, followUpKinds, orderKey, progressOf, type SalesOrderStates, salesOrderOf } from './progress.ts';

const ordersShown = 100;
const exceptionsRead = 500;
const followUpsRead = 300;

export interface Documents {
  orders: OrderView[];
  orderCount: number;
  syncedCount: number;
  held: { orders: number; articles: number; money: string[] };
}

export const nothingYet: Documents = { orders: [], orderCount: 0, syncedCount: 0, held: { orders: 0, articles: 0, money: [] } };

/** The latest orders with what became of them and what is open about them. */
export async function readDocuments(dynamics: Dynamics, states: SalesOrderStates): Promise<Documents> {
  const read = (path: string) => dynamics.read('dataverse', path);
  const [statuses, followUps, exceptions, synced, written] = await Promise.all([
    read(
      `cmc_syncstatuses?$filter=cmc_documenttype eq 'order' or cmc_documenttype eq 'delivery'&$orderby=cmc_receivedon desc,cmc_key desc&$top=${ordersShown}&$count=true`,
    ),
    read(`cmc_syncstatuses?$filter=${followUpFilter}&$orderby=cmc_lasteventon desc&$top=${followUpsRead}`),
    read(`cmc_exceptions?$filter=cmc_state eq ${exceptionState.Open}&$orderby=cmc_openedon asc&$top=${exceptionsRead}`),
    read(`cmc_syncstatuses?$filter=cmc_documenttype eq 'order' and cmc_state eq ${syncState.Synced}&$select=cmc_key&$top=1&$count=true`),
    read(
      `cmc_syncevents?$filter=cmc_kind eq 'sales-order'&$select=cmc_statuskey,cmc_occurredon&$orderby=cmc_occurredon desc&$top=${ordersShown}`,
    ),
  ]);
  const about = Map.groupBy(exceptions.rows, subjectOf);
  const writtenAt = new Map(written.rows.map((row) => [text(row.cmc_statuskey), text(row.cmc_occurredon)]));
  const orders = statuses.rows.map((row) => toOrder(row, about.get(subjectOf(row)) ?? [], writtenAt.get(text(row.cmc_key))));
  const subjects = [...about.values()].flatMap((rows) => [...rows.filter(hasAmount), ...rows].slice(0, 1));
  return {
    orders: withProgress(orders, {
      followUps: followUps.rows,
      stopped: new Set(exceptions.rows.filter(isFollowUp).map(subjectOf)),
      states,
    }),
    orderCount: statuses.count,
    syncedCount: synced.count,
    held: { ...countsOf(subjects), money: sums(subjects) },
  };
}

interface After {
  followUps: readonly Row[];
  /** Orders of which something is held that came after their import. */
  stopped: ReadonlySet<string>;
  states: SalesOrderStates;
}

/** Orders with what their follow-ups say; an order has last changed when one of them has. */
function withProgress(orders: readonly OrderView[], { followUps, stopped, states }: After): OrderView[] {
  const after = Map.groupBy(followUps, (row) => orderKey(row.cmc_store, salesOrderOf(row)));
  const changed = orders.map((order): OrderView => {
    const rows = after.get(orderKey(order.store, order.document)) ?? [];
    return { ...order, at: [order.at, ...rows.map((row) => text(row.cmc_lasteventon))].reduce((last, at) => (at > last ? at : last)) };
  });
  const known = states.of(changed.filter((order) => after.has(orderKey(order.store, order.document))));
  return changed.map((order) => {
    const rows = after.get(orderKey(order.store, order.document)) ?? [];
    const status = known.get(orderKey(order.company, order.document));
    const whole = status === undefined ? undefined : status !== 'Backorder';
    return { ...order, progress: progressOf(rows, stopped.has(orderSubject(order.store, order.number)), whole) };
  });
}

const hasAmount = (row: Row): boolean => row.cmc_amount !== null && row.cmc_amount !== undefined;

const orderSubject = (store: string, number: string): string => `${store}\norder\n${number}`;
const isFollowUp = (row: Row): boolean => followUpKinds.includes(text(row.cmc_documenttype));

/** What a row is about: follow-ups belong to their order, stock and prices to their article wherever it lies. */
function subjectOf(row: Row): string {
  const store = text(row.cmc_store);
  if (isArticle(row)) return `${store}\narticle\n${text(row.cmc_externalid).split('@')[0]}`;
  if (row.cmc_documenttype !== 'order' && !isFollowUp(row)) return [store, row.cmc_documenttype, row.cmc_externalid].map(text).join('\n');
  return orderSubject(store, text(row.cmc_externalnumber) || (isFollowUp(row) ? salesOrderOf(row) : text(row.cmc_externalid)));
}

function toOrder(row: Row, problems: Row[], writtenAt: string | undefined): OrderView {
  const shopTotal = amount(row.cmc_channeltotal, row.cmc_currency);
  const dynamicsTotal = amount(row.cmc_erptotal, row.cmc_currency);
  return {
    id: text(row.cmc_syncstatusid) || undefined,
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

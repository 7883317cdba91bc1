import { type Dynamics, label, literal, type Row, text } from './dynamics.ts';
import type { OrderView, ProgressView, Stage } from './model.ts';

const mostRead = 500;
const mostAtOnce = 40;

/** Documents that belong to an order and have status rows of their own. */
export const followUpKinds = ['shipment', 'invoice', 'cancellation'];
export const followUpFilter = followUpKinds.map((kind) => `cmc_documenttype eq '${kind}'`).join(' or ');

/** The sales order that a follow-up is about; its id begins with it. */
export const salesOrderOf = (row: Row): string => text(row.cmc_erpdocument) || (text(row.cmc_externalid).split('/')[0] ?? '');

/** What became of an order in Dynamics, as its follow-up rows say. `whole`: nothing of it is left to ship; undefined while nobody knows. */
export function progressOf(rows: readonly Row[], stopped: boolean, whole: boolean | undefined): ProgressView | undefined {
  const stage = stopped ? 'stopped' : stageOf(rows, whole);
  return stage && { stage, text: saidOf(rows, stage) };
}

function stageOf(rows: readonly Row[], whole: boolean | undefined): Stage | undefined {
  const states = (kind: string) => rows.filter((row) => row.cmc_documenttype === kind).map((row) => label(row, 'cmc_state'));
  if (states('cancellation').some(isDone)) return 'cancelled';
  if (rows.some((row) => ['Received', 'Working', 'Waiting'].includes(label(row, 'cmc_state')))) return 'telling';
  if (states('invoice').some(isDone)) return 'invoiced';
  if (shipments(rows).length === 0) return rows.some((row) => label(row, 'cmc_state') === 'Skipped') ? 'left-out' : undefined;
  return whole === false ? 'part-shipped' : 'shipped';
}

const isDone = (state: string): boolean => state === 'Synced' || state === 'Cancelled';

/** Packing slips that the shop shows. */
const shipments = (rows: readonly Row[]): Row[] =>
  rows.filter(
    (row) =>
      row.cmc_documenttype === 'shipment' && label(row, 'cmc_state') === 'Synced' && !/taken back|^Nothing of/.test(text(row.cmc_reason)),
  );

/** `UPS 1Z…` of the newest one, and how many more there are. */
function saidOf(rows: readonly Row[], stage: Stage): string {
  if (stage === 'left-out') return text(rows.find((row) => label(row, 'cmc_state') === 'Skipped')?.cmc_reason);
  if (stage === 'cancelled' || stage === 'telling' || stage === 'stopped') return '';
  const [newest, ...more] = shipments(rows).sort((a, b) => text(b.cmc_lasteventon).localeCompare(text(a.cmc_lasteventon)));
  if (!newest) return '';
  const said = text(newest.cmc_reason)
    .replace(/: the shop was told\.$/, '')
    .replace(/: the shop was told, /, ', ')
    .replace(/\.$/, '');
  return more.length ? `${said} and ${more.length} more` : said;
}

/** Names a sales order among those of a store or a legal entity. */
export const orderKey = (place: unknown, salesOrder: unknown): string => `${text(place)}\n${text(salesOrder)}`;

type Listed = Pick<OrderView, 'company' | 'document' | 'at'>;

export interface SalesOrderStates {
  /** What was last read, by `orderKey` of legal entity and number. Starts another reading of what has changed since, and does not wait for it. */
  of(orders: readonly Listed[]): ReadonlyMap<string, string>;
}

/** How far Finance & SCM says that sales orders are. Asked beside the overview, which must not wait for a slow Dynamics. */
export function openSalesOrderStates(dynamics: Dynamics): SalesOrderStates {
  const known = new Map<string, string>();
  const readAt = new Map<string, string>();
  let reading = false;
  const read = async (orders: readonly Listed[]): Promise<void> => {
    const among = orders.map((order) => `SalesOrderNumber eq ${literal(text(order.document))}`).join(' or ');
    const { rows } = await dynamics.read(
      'financeScm',
      `SalesOrderHeadersV4?cross-company=true&$filter=${among}&$select=dataAreaId,SalesOrderNumber,SalesOrderStatus&$top=${mostRead}`,
    );
    for (const row of rows) known.set(orderKey(row.dataAreaId, row.SalesOrderNumber), text(row.SalesOrderStatus));
    for (const order of orders) readAt.set(orderKey(order.company, order.document), order.at);
  };
  return {
    of(orders) {
      const changed = orders.filter((order) => readAt.get(orderKey(order.company, order.document)) !== order.at).slice(0, mostAtOnce);
      if (!reading && changed.length > 0) {
        reading = true;
        void read(changed)
          .catch(() => undefined)
          .finally(() => {
            reading = false;
          });
      }
      return known;
    },
  };
}

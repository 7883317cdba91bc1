import type { Store } from '../../canonical/store.ts';
import { rowKey } from '../../core/hash.ts';
import { type Json, textOf } from '../../core/json.ts';
import type { Measure } from '../../core/metrics.ts';
import { epochMs, type Instant, instant, later } from '../../core/time.ts';
import { approvalState, exceptionState, syncState } from '../../d365/dataverse/choices.ts';
import type { Dataverse, Row } from '../../d365/dataverse/rows.ts';
import type { DueItems } from '../../ports.ts';
import { quoted } from '../commands/exception-work.ts';
import { type AlertPorts, type FiringAlert, type MetricValues, watchRules } from './alerts.ts';
import { causesOf, channelFigure, type NeedFigure, needOfApproval, needOfCause, type OrderFigures, orderFigures } from './figures.ts';

type RawRow = Record<string, Json>;

export interface SnapshotPorts extends AlertPorts {
  stores(): Promise<readonly Store[]>;
  due: Pick<DueItems, 'oldest'>;
  dataverse: Pick<Dataverse, 'read' | 'update' | 'upsert'>;
  measure: Measure;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What came late in an hour is finished within this much of the next. */
const lateMs = hourMs / 4;

/** What every store did this hour, what waits and for whom: one row per store and hour, the running hour written anew each time. */
export async function takeSnapshots(ports: SnapshotPorts): Promise<void> {
  const now = ports.clock.now();
  const hour = startOfHour(now);
  const hours = epochMs(now) - epochMs(hour) < lateMs ? [later(hour, -hourMs), hour] : [hour];
  const stores = (await ports.stores()).filter((store) => store.enabled);
  const [exceptions, backlog, approvals] = await Promise.all([
    ports.dataverse.read(
      'cmc_exceptions',
      `$filter=cmc_state eq ${exceptionState.Open}&$select=cmc_key,cmc_store,cmc_code,cmc_title,cmc_texts,cmc_team,cmc_causekey,cmc_amount,cmc_currency,cmc_openedon`,
    ),
    ports.dataverse.read(
      'cmc_syncstatuses',
      `$filter=cmc_state eq ${syncState.Received} or cmc_state eq ${syncState.Working} or cmc_state eq ${syncState.Waiting}&$select=cmc_store,cmc_state,cmc_nexttryon,cmc_receivedon`,
    ),
    ports.dataverse.read(
      'cmc_approvals',
      `$filter=cmc_state eq ${approvalState.Requested}&$select=cmc_store,cmc_question,cmc_texts,cmc_requestedon`,
    ),
  ]);
  const overdue = approvals.filter((row) => epochMs(now) - epochMs(instant(textOf(row.cmc_requestedon))) > dayMs).length;
  if (overdue > 0) ports.log.warn('approval overdue', { count: overdue });
  const seen: StoreView[] = [];
  for (const store of stores) {
    const own = (rows: readonly RawRow[]) => rows.filter((row) => textOf(row.cmc_store) === store.id);
    const figures = await Promise.all(hours.map((from) => figuresOf(store, from, ports)));
    seen.push({
      store,
      hours: hours.map((from, index) => ({ from, figures: figures[index] as OrderFigures })),
      exceptions: own(exceptions),
      backlog: own(backlog).length,
      backlogAge: ageOf(own(backlog), now),
      approvals: own(approvals),
      stockLag: await lagOf(store, 'stock', ports),
      priceLag: await lagOf(store, 'price', ports),
    });
  }
  for (const view of seen) measureView(view, ports.measure);
  const firing = await watchRules(
    new Map(await Promise.all(seen.map(async (view) => [view.store.id, await metricsOf(view, ports)] as const))),
    ports,
  );
  const refused = await ports.dataverse.upsert([
    { set: 'cmc_snapshots', table: 'cmc_snapshot', rows: seen.flatMap((view) => rowsOf(view, firing)) },
  ]);
  for (const { key, problem } of refused) ports.log.error('snapshot refused by Dataverse', { key, problem });
}

function measureView({ store, hours, exceptions, backlog, backlogAge, stockLag, priceLag }: StoreView, measure: Measure): void {
  const of = { store: store.id };
  const { median, p95 } = hours.at(-1)?.figures ?? orderFigures([]);
  measure('companion.exceptions.open', exceptions.length, of);
  measure('companion.backlog', backlog, of);
  measure('companion.backlog.age', backlogAge, of);
  if (median !== null) measure('companion.orders.latency_median', median / 1000, of);
  if (p95 !== null) measure('companion.orders.latency_p95', p95 / 1000, of);
  if (stockLag !== null) measure('companion.stock.lag', stockLag, of);
  if (priceLag !== null) measure('companion.prices.lag', priceLag, of);
}

interface StoreView {
  store: Store;
  hours: { from: Instant; figures: OrderFigures }[];
  exceptions: RawRow[];
  backlog: number;
  /** Seconds since the oldest came that waits for nobody. */
  backlogAge: number;
  approvals: RawRow[];
  /** Seconds. */
  stockLag: number | null;
  priceLag: number | null;
}

/** In seconds. What waits without a next try waits for somebody: a payment, or that the store is resumed. */
const ageOf = (rows: readonly RawRow[], now: Instant): number =>
  rows
    .filter((row) => Number(row.cmc_state) !== syncState.Waiting || textOf(row.cmc_nexttryon))
    .map((row) => textOf(row.cmc_receivedon))
    .filter(Boolean)
    .reduce((most, at) => Math.max(most, Math.round((epochMs(now) - epochMs(instant(at))) / 1000)), 0);

const startOfHour = (moment: Instant): Instant => instant(Math.floor(epochMs(moment) / hourMs) * hourMs);

async function figuresOf({ id }: Store, from: Instant, { dataverse }: SnapshotPorts): Promise<OrderFigures> {
  return orderFigures(
    await dataverse.read(
      'cmc_syncstatuses',
      `$filter=cmc_store eq ${quoted(id)} and cmc_documenttype eq 'order' and cmc_receivedon ge ${from} and cmc_receivedon lt ${later(from, hourMs)}&$select=cmc_state,cmc_attempt,cmc_receivedon,cmc_syncedon`,
    ),
  );
}

/** How long the oldest change has waited to be told, in seconds; null where the store does not keep this in step. */
async function lagOf({ id, policies }: Store, kind: 'stock' | 'price', { due, clock }: SnapshotPorts): Promise<number | null> {
  if (!(kind === 'stock' ? policies.stock.enabled : policies.prices.enabled)) return null;
  const oldest = await due.oldest(id, kind);
  return oldest ? Math.max(0, Math.round((epochMs(clock.now()) - epochMs(oldest)) / 1000)) : 0;
}

async function metricsOf(
  { store, hours, exceptions, backlog, stockLag }: StoreView,
  { dataverse, clock }: SnapshotPorts,
): Promise<MetricValues> {
  const current = hours.at(-1)?.figures;
  const [last] = await dataverse.read(
    'cmc_syncstatuses',
    `$filter=cmc_store eq ${quoted(store.id)} and cmc_documenttype eq 'order'&$select=cmc_receivedon&$orderby=cmc_receivedon desc&$top=1`,
  );
  const lastOrder = last && textOf(last.cmc_receivedon);
  return {
    backlog,
    openexceptions: exceptions.length,
    held: current?.held,
    latencyp95: current?.p95 ?? undefined,
    stocklag: stockLag ?? undefined,
    noorders: lastOrder ? Math.round((epochMs(clock.now()) - epochMs(instant(lastOrder))) / 60_000) : undefined,
  };
}

function rowsOf({ store, hours, exceptions, backlog, approvals, stockLag, priceLag }: StoreView, firing: readonly FiringAlert[]): Row[] {
  return hours.map(({ from, figures }): Row => {
    const causes = causesOf(exceptions);
    const needs: NeedFigure[] = [
      ...firing.filter((alert) => alert.store === store.id).map(({ says, since }) => ({ what: says, team: 'it', since })),
      ...approvals.map(needOfApproval),
      ...causes.filter(({ team }) => team !== 'nobody').map(needOfCause),
    ];
    return {
      cmc_key: rowKey(store.id, from.slice(0, 13)),
      cmc_name: `${store.name}, ${from.slice(0, 13)}:00 UTC`.slice(0, 100),
      cmc_store: store.id,
      cmc_from: from,
      cmc_to: later(from, hourMs),
      cmc_orders: figures.orders,
      cmc_synced: figures.synced,
      cmc_waiting: figures.waiting,
      cmc_held: figures.held,
      cmc_retries: figures.retries,
      cmc_latencymedian: figures.median,
      cmc_latencyp95: figures.p95,
      cmc_latencyp99: figures.p99,
      cmc_backlog: backlog,
      cmc_openexceptions: exceptions.length,
      cmc_stocklag: stockLag,
      cmc_pricelag: priceLag,
      cmc_figures: JSON.stringify({ causes: causes.slice(0, 100), channel: channelFigure(figures), needs: needs.slice(0, 50) }),
    };
  });
}

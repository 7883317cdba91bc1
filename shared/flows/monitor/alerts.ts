import * as z from 'zod';
import { type Json, textOf } from '../../core/json.ts';
import type { Log } from '../../core/log.ts';
import { compare, decimal, parseDecimal } from '../../core/money.ts';
import { type Clock, epochMs, type Instant, instant } from '../../core/time.ts';
import { alertSeverity } from '../../d365/dataverse/choices.ts';
import type { Dataverse } from '../../d365/dataverse/rows.ts';
import type { Notebook } from '../../ports.ts';

type RawRow = Record<string, Json>;

/** What an alert can watch, and how a person reads it. Lags in seconds, latency in ms. */
export const alertMetrics = {
  backlog: 'documents on their way',
  openexceptions: 'open problems',
  held: 'orders held this hour',
  latencyp95: 'ms until the sales order exists (95 of 100)',
  stocklag: 'seconds since stock changes wait',
  noorders: 'minutes without an order',
} as const;
export type AlertMetric = keyof typeof alertMetrics;

/** A store's values now; what is not known is not watched. */
export type MetricValues = Partial<Record<AlertMetric, number>>;

export interface AlertPorts {
  dataverse: Pick<Dataverse, 'read' | 'update'>;
  notebook: Notebook;
  clock: Clock;
  log: Log;
}

const AlertRule = z.object({
  cmc_metric: z.enum(Object.keys(alertMetrics) as [AlertMetric, ...AlertMetric[]]),
  cmc_threshold: z.union([z.number(), z.string()]).transform((value) => parseDecimal(value) ?? decimal('0')),
  cmc_minutes: z.number().int().min(0).nullish(),
});

/** Rules that hold for their time say so in their row and in the log, where the Azure alert listens; those that hold no longer are quiet again. Answers what is firing. */
export async function watchRules(byStore: ReadonlyMap<string, MetricValues>, ports: AlertPorts): Promise<FiringAlert[]> {
  const rows = await ports.dataverse.read(
    'cmc_alertrules',
    '$filter=cmc_enabled eq true&$select=cmc_alertruleid,cmc_name,cmc_store,cmc_metric,cmc_threshold,cmc_minutes,cmc_severity,cmc_firedon,cmc_says,cmc_problem',
  );
  const firing: FiringAlert[] = [];
  for (const row of rows) firing.push(...(await watch(row, byStore, ports)));
  return firing;
}

export interface FiringAlert {
  store: string;
  says: string;
  since: Instant;
}

const page = 'alert';

async function watch(
  row: RawRow,
  byStore: ReadonlyMap<string, MetricValues>,
  { dataverse, notebook, clock, log }: AlertPorts,
): Promise<FiringAlert[]> {
  const id = textOf(row.cmc_alertruleid);
  const say = async (fields: Record<string, unknown>) => {
    const changed = Object.entries(fields).some(([name, value]) => textOf(row[name]) !== textOf(value));
    if (changed) await dataverse.update('cmc_alertrules', { id }, fields);
  };
  const rule = AlertRule.safeParse(row);
  if (!rule.success) {
    await say({ cmc_problem: z.prettifyError(rule.error).slice(0, 1000) });
    return [];
  }
  const { cmc_metric: metric, cmc_threshold: threshold, cmc_minutes } = rule.data;
  const over = [...byStore].filter(
    ([store, values]) =>
      [store, ''].includes(textOf(row.cmc_store)) && values[metric] !== undefined && compare(decimal(values[metric]), threshold) > 0,
  );
  const [worst] = over.sort((a, b) => (b[1][metric] ?? 0) - (a[1][metric] ?? 0));
  const before = await notebook.read(page, id);
  if (!worst) {
    if (before) await notebook.remove(page, id);
    await say({ cmc_firedon: null, cmc_says: null, cmc_problem: null });
    return [];
  }
  const since = before ? instant(before) : clock.now();
  if (!before) await notebook.write(page, id, since);
  if (epochMs(clock.now()) - epochMs(since) < (cmc_minutes ?? 0) * 60_000) return [];
  const says = `${textOf(row.cmc_name)}: ${worst[1][metric]} ${alertMetrics[metric]} at ${worst[0]}, more than ${threshold}.`;
  if (!textOf(row.cmc_firedon))
    log.warn('alert', { rule: textOf(row.cmc_name), store: worst[0], metric, value: worst[1][metric], severity: severityOf(row) });
  await say({ cmc_firedon: textOf(row.cmc_firedon) || clock.now(), cmc_says: says, cmc_problem: null });
  return [{ store: worst[0], says, since }];
}

const severityOf = (row: RawRow): string =>
  Object.entries(alertSeverity).find(([, value]) => value === Number(row.cmc_severity))?.[0] ?? 'Warning';

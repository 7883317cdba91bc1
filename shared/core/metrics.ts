/** What one number of the product is. `count` adds up, `duration` is one of many (seconds), `level` is how it stands now. */
interface Metric {
  kind: 'count' | 'duration' | 'level';
  /** As UCUM has it: `s`, or what is counted in braces. */
  unit: string;
  says: string;
}

/** Every number that the product measures, by its name in Application Insights. Split by ids and codes only, never by what a person is called. */
export const metrics = {
  'companion.orders.received': { kind: 'count', unit: '{order}', says: 'Orders seen for the first time, by store.' },
  'companion.orders.time_to_dynamics': {
    kind: 'duration',
    unit: 's',
    says: 'From the first sight of an order to its sales order, by store.',
  },
  'companion.orders.latency_median': { kind: 'level', unit: 's', says: 'The same, median of the running hour, by store.' },
  'companion.orders.latency_p95': { kind: 'level', unit: 's', says: 'The same, 95th percentile of the running hour, by store.' },
  'companion.runs': { kind: 'count', unit: '{run}', says: 'Runs that ended, by store, kind of document and the state they ended in.' },
  'companion.retries': { kind: 'count', unit: '{run}', says: 'Runs that were not the first try, by store and kind of document.' },
  'companion.exceptions': { kind: 'count', unit: '{run}', says: 'Runs that ended at a problem, by store and code.' },
  'companion.exceptions.open': { kind: 'level', unit: '{exception}', says: 'Problems that wait for a person, by store.' },
  'companion.backlog': { kind: 'level', unit: '{document}', says: 'Documents on their way, by store.' },
  'companion.backlog.age': {
    kind: 'level',
    unit: 's',
    says: 'How long the oldest of them that waits for nobody has been on its way, by store.',
  },
  'companion.stock.lag': { kind: 'level', unit: 's', says: 'How long the oldest change of stock has waited to be told, by store.' },
  'companion.prices.lag': { kind: 'level', unit: 's', says: 'The same for prices, by store.' },
  'companion.functions': { kind: 'duration', unit: 's', says: 'Invocations, by function and outcome (ok, failed).' },
  'companion.calls': {
    kind: 'duration',
    unit: 's',
    says: 'Calls of shops and of Dynamics, by remote side, store and outcome (ok, throttled, failed).',
  },
  'companion.calls.cost': { kind: 'count', unit: '{point}', says: 'What calls cost of the budget that a shop grants, by store.' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** Adds one measurement. Dimensions are ids and codes: each of them splits the numbers for good. */
export type Measure = (name: MetricName, value: number, of: Record<string, string>) => void;

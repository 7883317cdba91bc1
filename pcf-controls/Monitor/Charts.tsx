import { makeStyles, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useHost } from '../host/surface.tsx';
import type { Board, Period, Series } from './board.ts';
import { ChartFrame, type ChartTable } from './ChartFrame.tsx';
import { type Format, formatsOf } from './formats.ts';
import { HourChart } from './HourChart.tsx';

interface Props {
  board: Board;
  period: Period;
}

/** Everything that has a course over time. */
export function Charts({ board, period }: Props): React.ReactElement {
  const host = useHost();
  const styles = useStyles();
  const formats = React.useMemo(() => formatsOf(host), [host]);
  const { text } = host;
  const frame = (about: {
    key: string;
    series: readonly Series[];
    kind: 'bars' | 'lines';
    format: Format;
    whole?: boolean;
    unit?: number;
  }) => {
    const names = about.series.map(({ name }) => text(`Series_${name}`));
    const summary = summaryOf(about.series, about.format, text);
    return (
      <ChartFrame title={text(`Chart_${about.key}`)} summary={summary} table={() => tableOf(board, about.series, names, about.format)}>
        <HourChart
          {...{ hours: board.hours, period, formats, names }}
          {...about}
          whole={about.whole ?? false}
          label={`${text(`Chart_${about.key}`)}. ${summary}`}
        />
      </ChartFrame>
    );

    function tableOf({ hours }: Board, series: readonly Series[], columns: readonly string[], format: Format): ChartTable {
      return {
        columns: [text('Hour'), ...columns],
        rows: hours.map((hour, index) => [formats.full(hour), ...series.map(({ values }) => written(values[index], format))]).reverse(),
      };
    }
  };
  return (
    <div className={styles.grid}>
      <OrdersByStore board={board} period={period} />
      {frame({ key: 'latency', series: board.latency, kind: 'lines', format: formats.latency, unit: unitOf(board.latency) })}
      {frame({ key: 'backlog', series: board.backlog, kind: 'bars', format: formats.count, whole: true })}
      {frame({ key: 'retries', series: board.retries, kind: 'bars', format: formats.count, whole: true })}
      {board.lags.some(isMeasured) && frame({ key: 'lags', series: board.lags, kind: 'lines', format: formats.lag, unit: 60 })}
    </div>
  );
}

/** One row of bars for each store, all on the same axis: nobody has to tell colours apart. */
function OrdersByStore({ board, period }: Props): React.ReactElement {
  const host = useHost();
  const styles = useStyles();
  const formats = React.useMemo(() => formatsOf(host), [host]);
  const { text, show } = host;
  const most = Math.max(0, ...board.orders.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const total = ({ values }: Series) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const table = (): ChartTable => ({
    columns: [text('Hour'), ...board.orders.map(({ name }) => name)],
    rows: board.hours
      .map((hour, index) => [formats.full(hour), ...board.orders.map(({ values }) => written(values[index], formats.count))])
      .reverse(),
  });
  return (
    <ChartFrame title={text('Chart_orders')} summary={text('Orders_Total', { count: show.count(board.totals.orders) })} table={table}>
      <div className={styles.stores}>
        {board.orders.map((series) => (
          <div key={series.name}>
            <Text size={200}>{`${series.name} · ${text('Orders', { count: total(series) })}`}</Text>
            <HourChart
              {...{ hours: board.hours, period, formats, most }}
              series={[series]}
              names={[text('Series_orders')]}
              kind="bars"
              format={formats.count}
              whole
              height={board.orders.length > 1 ? 84 : 140}
              label={`${series.name}: ${text('Orders', { count: total(series) })}`}
            />
          </div>
        ))}
      </div>
    </ChartFrame>
  );
}

const written = (value: number | undefined, format: Format): string => (value === undefined ? '–' : format(value));

const isMeasured = ({ values }: Series): boolean => values.some((value) => value !== undefined);

/** Above a second the axis counts in seconds, above two minutes in minutes. */
function unitOf(series: readonly Series[]): number {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  if (most > 120_000) return 60_000;
  return most > 1000 ? 1000 : 1;
}

/** The newest value that is known of each line. */
function summaryOf(series: readonly Series[], format: Format, text: (key: string, values?: Record<string, string>) => string): string {
  const known = series.flatMap(({ name, values }) => {
    const last = [...values].reverse().find((value) => value !== undefined);
    return last === undefined ? [] : [`${text(`Series_${name}`)} ${format(last)}`];
  });
  return known.length > 0 ? text('Last', { values: known.join(', ') }) : text('NotMeasured');
}

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))',
    gap: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXL}`,
  },
  stores: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, maxHeight: '420px', overflowY: 'auto' },
});

import { makeStyles, Select, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { ControlProps } from '../host/control.tsx';
import { useLive } from '../host/live.ts';
import { Empty, Failed, Loading, Notice, OfflineNotice } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import { useNow } from '../lists/use-size.ts';
import { type Board, boardOf, type Period, periods } from './board.ts';
import { Charts } from './Charts.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { Causes, Channels } from './Listings.tsx';
import { NeedsList } from './NeedsList.tsx';
import { readSnapshots, snapshotsOf } from './read.ts';

const hourMs = 3_600_000;

/**
 * The monitor over the table of a view of `cmc_snapshot`. It reads its own time span: a view shows a page of rows, and a chart needs all
 * hours. What was read stays while a later look fails.
 */
export function MonitorView({ host }: ControlProps<IInputs, IOutputs>): React.ReactElement {
  const styles = useStyles();
  const now = useNow();
  const [period, setPeriod] = React.useState<Period>('day');
  const [store, setStore] = React.useState('');
  const { value, failure, loading, at, look } = useLive(host, {
    key: period,
    load: () => readSnapshots(host.rows, { from: Date.now() - periods[period] * hourMs, now: Date.now() }),
    goesOn: () => false,
  });
  const { language } = host;
  const rows = React.useMemo(() => value && snapshotsOf(value, language), [value, language]);
  const last = React.useRef(rows);
  if (rows) last.current = rows;
  const shown = rows ?? last.current;
  const choose = React.useMemo(() => ({ period: setPeriod, store: setStore }), []);
  const board = React.useMemo(() => shown && boardOf(shown, { period, store, now }), [shown, period, store, now]);
  return (
    <div className={styles.ground}>
      <OfflineNotice />
      {failure && <Failed failure={failure} onAgain={look} />}
      {board && board.newest === undefined && store === '' && !loading && (
        <Empty title={host.text('Empty')} sentence={host.text('Empty_Says')} way={{ label: host.text('Host_TryAgain'), go: look }} />
      )}
      {!board && loading && <Loading what={host.text('Loading')} onAgain={look} />}
      {board && (board.newest !== undefined || store !== '') && <Shown {...{ board, now, at, period, store, choose }} />}
    </div>
  );
}

interface ShownProps {
  board: Board;
  now: number;
  at: number | undefined;
  period: Period;
  store: string;
  choose: { period(period: Period): void; store(store: string): void };
}

/** Dynamics updates a control whenever anything moves around it: what it shows is drawn anew only with other figures. */
const Shown = React.memo(function Shown({ board, now, at, period, store, choose }: ShownProps): React.ReactElement {
  const { text, show } = useHost();
  const styles = useStyles();
  return (
    <>
      <div className={styles.head}>
        <Text as="h2" size={500} weight="semibold" className={styles.title}>
          {board.needs.length === 0 ? text('Needs_None') : text('Needs', { count: board.needs.length })}
        </Text>
        <div className={styles.choices}>
          <Select aria-label={text('Store')} value={store} onChange={(_event, { value }) => choose.store(value)}>
            <option value="">{text('Store_All')}</option>
            {board.stores.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
          <TabList
            size="small"
            selectedValue={period}
            onTabSelect={(_event, { value }) => choose.period(value as Period)}
            aria-label={text('Period')}
          >
            <Tab value="day">{text('Period_day')}</Tab>
            <Tab value="week">{text('Period_week')}</Tab>
          </TabList>
        </div>
      </div>
      {board.needs.length === 0 ? (
        <Text className={styles.quiet}>{text('Needs_None_Says')}</Text>
      ) : (
        <NeedsList needs={board.needs} now={now} />
      )}
      <Totals board={board} />
      <Charts board={board} period={period} />
      <div className={styles.lists}>
        <Causes causes={board.causes} now={now} />
        <Channels channels={board.channels} now={now} />
      </div>
      {board.damaged > 0 && <Notice intent="warning" sentence={text('Damaged', { count: board.damaged })} />}
      {at !== undefined && (
        <Text size={200} className={styles.quiet}>
          {text('LastLook', { time: show.time(at) })}
        </Text>
      )}
    </>
  );
});

const totals = ['orders', 'synced', 'held', 'backlog', 'openExceptions', 'retries'] as const;

function Totals({ board }: { board: Board }): React.ReactElement {
  const { text, show } = useHost();
  const styles = useStyles();
  return (
    <dl className={styles.totals}>
      {totals.map((total) => (
        <div key={total} className={styles.total}>
          <dt className={styles.quiet}>{text(`Total_${total}`)}</dt>
          <dd className={styles.number}>{show.count(board.totals[total])}</dd>
        </div>
      ))}
    </dl>
  );
}

const useStyles = makeStyles({
  ground: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalM, minWidth: 0 },
  head: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', alignItems: 'center', gap: tokens.spacingVerticalS },
  title: { margin: 0 },
  choices: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, alignItems: 'center' },
  quiet: { color: tokens.colorNeutralForeground2 },
  totals: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(104px, 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
  },
  total: { display: 'flex', flexDirection: 'column' },
  number: { margin: 0, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontVariantNumeric: 'tabular-nums' },
  lists: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))',
    gap: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXL}`,
  },
});
